"""JAX's side of benchmarks/step_profile.py: which operation of a compiled step is which, and its time.

Under the profiler JAX's step in float64 takes up to 1.7 times as long in some processes, probably since its
records go into memory that the step had just freed. In float32, with the allocator set as in threads.py, no
difference was seen.
"""

import re
import tempfile
from pathlib import Path
from time import perf_counter

import jax
from training_peers import compiled_by_jax

# A line of a compiled program: %name = type[shape]{layout} operation(%operand, …), and so on.
OPERATION = re.compile(r"^ *(?:ROOT )?%(\S+) = (?:\w+\[([\d,]*)\]\S*|\(.*?\)) [\w-]+\(([^)]*)\)", re.M)


def of_jax(parameters, X, y, rate):
    """Return a function that takes so many steps and gives the parts of each, in seconds."""
    step, state, data = compiled_by_jax(parameters, X, y, rate)
    program = step.lower(state, *data).compile()
    names = first_layer_products(program.as_text(), parameters[0][0].shape)
    options = jax.profiler.ProfileOptions()
    options.python_tracer_level = 0

    def profile(count):
        nonlocal state
        whole = []
        with tempfile.TemporaryDirectory() as folder:
            with jax.profiler.trace(folder, profiler_options=options):
                for _ in range(count):
                    begin = perf_counter()
                    state = jax.block_until_ready(program(state, *data))
                    whole.append(perf_counter() - begin)
            [path] = Path(folder).rglob("*.xplane.pb")
            begins = begin_of_operations(path, {name for pair in names.values() for name in pair})
        parts = {
            part: [1e-9 * (later - first) for first, later in zip(begins[one], begins[after], strict=True)]
            for part, (one, after) in names.items()
        }
        return [
            (forward, weights, all_ - forward - weights)
            for forward, weights, all_ in zip(parts["forward"], parts["weights"], whole, strict=True)
        ]

    return profile


def begin_of_operations(path, names):
    """Return when each run of these operations began, in nanoseconds, from a file of the profiler."""
    begins = {name: [] for name in names}
    for plane in jax.profiler.ProfileData.from_file(str(path)).planes:
        for line in plane.lines:
            for event in line.events:
                if event.name in begins:
                    begins[event.name].append(event.start_ns)
    return {name: sorted(found) for name, found in begins.items()}


def first_layer_products(text, shape):
    """Return the names of the first layer's two products and, with each, of the first that needs its result.

    They are what has the examples X for a factor: one gives the gradient of the weights, of their shape.

    Parameters
    ----------
    text : str
        The compiled program. Its operations stand in the order in which they are begun.
    shape : (int, int)
        Of the first layer's weights.

    Returns
    -------
    dict
        ``{"forward": (name, name after it), "weights": (name, name after it)}``
    """
    entry = text.split("\nENTRY ")[1]
    operations = [
        (name, size, re.findall(r"%([\w.\-]+)", operands))
        for name, size, operands in OPERATION.findall(entry)
    ]
    found = {}
    for name, size, operands in operations:
        if any(operand.startswith("X.") for operand in operands):
            part = "weights" if size == ",".join(map(str, shape)) else "forward"
            after = next(other for other, _, needed in operations if name in needed)
            if part in found:
                raise ValueError(f"the compiled step has two products {part}: {found[part][0]} and {name}")
            found[part] = name, after
    return {part: found[part] for part in ("forward", "weights")}
