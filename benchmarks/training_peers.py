"""One training step of each peer of benchmarks/training_step.py, plain descent on the cross-entropy.

Each maker returns a function that takes one step, and one that returns the weights and biases as they are.
"""

import numpy as np


def matrix_products(parameters, X):
    """Return a function that does the matrix products of a step and nothing else."""
    W = [W for W, _ in parameters]
    Z = [X, *(np.zeros((len(X), len(w)), X.dtype) for w in W)]
    delta = [np.full((len(X), len(w)), 1e-3, X.dtype) for w in W]
    gradients = [np.empty_like(w) for w in W]

    def products():
        for layer, w in enumerate(W):
            np.matmul(Z[layer], w.T, out=Z[layer + 1])
        for layer in reversed(range(len(W))):
            np.matmul(delta[layer].T, Z[layer], out=gradients[layer])
            if layer:
                np.matmul(delta[layer], W[layer], out=delta[layer - 1])
        # Products of products shrink; tiny numbers would be slow for a reason of their own.
        for rest in delta[:-1]:
            rest.flat[0] = 1e-3

    return products


def calls_in_place(parameters, X, y, rate):
    """Return a function that makes the BLAS calls of a step in place, on the same arrays, and no others."""
    steps = steps_in_place(parameters, rate)
    product, calls = steps.product, []
    steps.product = lambda *factors, **settings: (
        calls.append((factors, settings)) or product(*factors, **settings)
    )
    steps.step(X, y)

    def again():
        for factors, settings in calls:
            product(*factors, **settings)

    return again


def steps_in_place(parameters, rate):
    """Return what takes the steps that `train` takes."""
    from mlpkit.in_place import InPlaceSteps

    return InPlaceSteps(_run(parameters, rate))


def in_place(parameters, X, y, rate, threads):
    """Step of mlpkit as `train` takes it."""
    steps = steps_in_place(parameters, rate)
    return lambda: steps.step(X, y), lambda: (steps.W, steps.b)


def proved(parameters, X, y, rate, threads):
    """Step of mlpkit as it is proved."""
    from mlpkit.training import step

    state = [_run(parameters, rate)]

    def one():
        state[0] = step(state[0], X, y)

    def now():
        return zip(*state[0].parameters, strict=True)

    return one, now


def pytorch(parameters, X, y, rate, threads):
    """Step of PyTorch, eager, its autograd and its fused descent."""
    import torch

    torch.set_num_threads(threads)
    layers = []
    for W, b in parameters:
        layer = torch.nn.Linear(W.shape[1], W.shape[0], dtype=torch.from_numpy(W).dtype)
        with torch.no_grad():
            layer.weight.copy_(torch.from_numpy(W))
            layer.bias.copy_(torch.from_numpy(b))
        layers += [layer, torch.nn.ReLU(inplace=True)]
    network = torch.nn.Sequential(*layers[:-1])
    descent = torch.optim.SGD(network.parameters(), lr=rate, fused=True)
    inputs, labels = torch.from_numpy(X), torch.from_numpy(y)

    def one():
        descent.zero_grad(set_to_none=True)
        torch.nn.functional.cross_entropy(network(inputs), labels).backward()
        descent.step()

    def now():
        found = [p.detach().numpy() for p in network.parameters()]
        return found[0::2], found[1::2]

    return one, now


def jax(parameters, X, y, rate, threads):
    """Step of JAX, compiled, the old parameters' memory given away."""
    import jax

    step, parameters, data = compiled_by_jax(parameters, X, y, rate)
    state = [parameters]

    def one():
        state[0] = jax.block_until_ready(step(state[0], *data))

    def now():
        return [np.asarray(W) for W, _ in state[0]], [np.asarray(b) for _, b in state[0]]

    return one, now


def compiled_by_jax(parameters, X, y, rate):
    """Return a step that JAX will compile, and the parameters and data it begins with."""
    import jax
    import jax.numpy as jnp

    def loss(parameters, X, y):
        for W, b in parameters[:-1]:
            X = jax.nn.relu(X @ W.T + b)
        W, b = parameters[-1]
        return -jnp.mean(jax.nn.log_softmax(X @ W.T + b)[jnp.arange(len(y)), y])

    def step(parameters, X, y):
        gradients = jax.grad(loss)(parameters, X, y)
        return jax.tree.map(lambda p, g: p - rate * g, parameters, gradients)

    start = [tuple(jnp.array(a) for a in layer) for layer in parameters]
    return jax.jit(step, donate_argnums=0), start, (jnp.array(X), jnp.array(y))


def scikit_learn(parameters, X, y, rate, threads):
    """Step of scikit-learn's classifier: a partial fit of one batch."""
    from sklearn.neural_network import MLPClassifier

    settings = {"alpha": 0, "momentum": 0, "nesterovs_momentum": False, "learning_rate_init": rate}
    model = MLPClassifier([len(b) for _, b in parameters[:-1]], solver="sgd", batch_size=len(X), **settings)
    classes = np.arange(len(parameters[-1][1]))
    model.partial_fit(X, y, classes=classes)
    for (W, b), own_W, own_b in zip(parameters, model.coefs_, model.intercepts_, strict=True):
        own_W[...], own_b[...] = W.T, b

    def now():
        return [W.T for W in model.coefs_], model.intercepts_

    return lambda: model.partial_fit(X, y), now


MAKERS = {
    "mlpkit": in_place,
    "proved step": proved,
    "PyTorch": pytorch,
    "JAX": jax,
    "scikit-learn": scikit_learn,
}


def _run(parameters, rate):
    from mlpkit import MLP, Training, start_run

    widths = [parameters[0][0].shape[1], *(len(b) for _, b in parameters)]
    network = MLP(widths, ["relu"] * (len(widths) - 2) + ["identity"])
    return start_run(network, Training(rate), np.random.default_rng(0), parameters=parameters)


def check_first_step(step, now, parameters, X, y, rate):
    """Take the first step, and raise `ArithmeticError` where it is not that of the proved functions."""
    from mlpkit.training import step as proved_step

    step()
    expected = proved_step(_run(parameters, rate), X, y).parameters
    digits = 1e-3 if X.dtype == np.float32 else 1e-8
    for (W, b), (old_W, old_b), own_W, own_b in zip(expected, parameters, *now(), strict=True):
        for right, old, own in ((W, old_W, own_W), (b, old_b, own_b)):
            rounding = 8 * np.finfo(X.dtype).eps * np.abs(old).max()
            worst = np.abs(own - right).max()
            if worst > digits * np.abs(right - old).max() + rounding:
                raise ArithmeticError(f"the first step differs by {worst:.1e} from the proved one")
