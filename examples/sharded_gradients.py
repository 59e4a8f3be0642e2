"""The gradients of a network with the batch spread over eight devices, by the lines of mlpkit as they are.

    python examples/sharded_gradients.py

Eight parts of this machine's processor stand in for eight machines. JAX is told where the arrays lie: each
device has its share of the examples and a copy of the parameters. `jax.jit` then compiles
`mlpkit.loss_and_gradients` into one program for all devices, with the sums between them.
"""

import os

os.environ["XLA_FLAGS"] = "--xla_force_host_platform_device_count=8"
os.environ["JAX_PLATFORMS"] = "cpu"  # before jax is imported
import jax
import numpy as np
from jax.sharding import Mesh, NamedSharding, PartitionSpec

from mlpkit import MLP, initial_parameters, loss_and_gradients
from mlpkit.structures import flatten

jax.config.update("jax_enable_x64", True)

network = MLP((20, 32, 16, 5), ("relu", "tanh", "identity"))
rng = np.random.default_rng(0)
parameters = [tuple(layer) for layer in initial_parameters(network, rng)]
X, labels = rng.standard_normal((64, 20)), rng.integers(5, size=64)


@jax.jit
def step(parameters, X, labels):
    """Return the loss and the gradients, as a tuple of arrays."""
    found = loss_and_gradients(network, parameters, X, labels)
    return found.loss, [tuple(layer) for layer in found.parameters]


devices = Mesh(np.array(jax.devices()), ("devices",))
spread_out = NamedSharding(devices, PartitionSpec("devices"))
on_each = NamedSharding(devices, PartitionSpec())
sharded = jax.device_put(X, spread_out), jax.device_put(labels, spread_out)
copied = jax.device_put(parameters, on_each)

loss, gradients = step(copied, *sharded)
program = step.lower(copied, *sharded).compile().as_text()
# The parameters can be spread too: here the first weights, 4 of their 32 rows on each device.
(W, b), *above = copied
rows = jax.device_put(W, spread_out)
_, from_rows = step([(rows, b), *above], *sharded)

single = loss_and_gradients(network, parameters, X, labels)
wanted = flatten(single.parameters)


def agree(gradients):
    """Return True where gradients are those of one device, up to the order of their sums."""
    return bool(np.linalg.norm(flatten(gradients) - wanted) < 1e-12 * np.linalg.norm(wanted))


print(f"devices: {len(jax.devices())}")
print(f"examples on each of them: {[part.data.shape[0] for part in sharded[0].addressable_shards]}")
print(f"the devices add up their sums: {'all-reduce' in program}")
print(f"loss, eight devices: {loss:.10f}")
print(f"loss, one device:    {single.loss:.10f}")
print(f"gradients agree to 12 digits: {agree(gradients)}")
print(f"rows of the first weights on each device: {[part.data.shape[0] for part in rows.addressable_shards]}")
print(f"gradients agree to 12 digits: {agree(from_rows)}")
