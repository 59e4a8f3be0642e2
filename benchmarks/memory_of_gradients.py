"""Measure the memory and the time of a network's gradients: everything kept, half of it, or checkpoints.

    python benchmarks/memory_of_gradients.py [--keep] [--rounds N]

All three run side by side: every round goes through all depths and times one way after the
other, so that whatever else the machine does meets all of them. Time is processor time, and the
best call counts. Memory is the peak that Python's tracemalloc sees, beyond the parameters and the
batch. ``--keep`` writes book/measurements/memory_of_gradients.json, which the chapter *Memory* draws.
"""

import argparse
import math
import os
import platform
import sys
from datetime import date
from functools import partial
from time import process_time
from timeit import repeat

os.environ["OMP_NUM_THREADS"] = "1"  # before numpy is imported: no product waits for a second core
os.environ["OPENBLAS_NUM_THREADS"] = "1"
import numpy as np
from measuring import keep, peak_of

from mlpkit import (
    MLP,
    checkpointed_gradients,
    cross_entropy,
    cross_entropy_gradient,
    forward_keeping_preactivations,
    initial_parameters,
    loss_and_gradients,
)
from mlpkit.network_loss import LossAndGradients
from mlpkit.structures import flatten

NARROW = {"width": 32, "examples": 4096}  # so many examples that the parameters hardly count
WIDE = {"width": 256, "examples": 1024}  # the products of matrices take most of the time
DEPTHS = {"narrow": [4, 9, 16, 25, 36, 49, 64, 81, 100], "wide": [4, 9, 16, 25, 36]}
PIECES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 17, 20, 25, 34, 50, 100]  # k, for the deepest network


def keeping_preactivations(network, parameters, X, y):
    """Loss and gradients as `loss_and_gradients` gives them, with only S_1 … S_L kept."""
    trace = forward_keeping_preactivations(network, parameters, X)
    output = trace.Z[-1]
    gradients = network.backward(parameters, trace, cross_entropy_gradient(output, y))
    return LossAndGradients(cross_entropy(output, y), *gradients)


def by_checkpoints(network, parameters, X, y):
    """Loss and gradients with a checkpoint after every √L layers."""
    every = math.isqrt(len(parameters))
    return checkpointed_gradients(network, parameters, X, y, every=every)


WAYS = {"all": loss_and_gradients, "preactivations": keeping_preactivations, "checkpoints": by_checkpoints}


def problem(layers, rng, *, width, examples):
    """Return a relu network whose layers all have one width, its parameters, a batch and its classes."""
    network = MLP((width,) * (layers + 1), ("relu",) * (layers - 1) + ("identity",))
    X, y = rng.normal(size=(examples, width)), rng.integers(width, size=examples)
    return network, initial_parameters(network, rng), X, y


def check_same(arguments):
    """Raise `ArithmeticError` unless all ways give the same loss and gradients, bit for bit."""
    wanted, *others = [flatten(tuple(way(*arguments))) for way in WAYS.values()]
    if not all(np.array_equal(wanted, other) for other in others):
        raise ArithmeticError(f"the gradients differ at {len(arguments[1])} layers")


def measure(name, sizes, rounds, rng):
    """Measure all ways at every depth.

    Parameters
    ----------
    name : {"narrow", "wide"}
        Which of `DEPTHS`.
    sizes : dict
        Width and number of examples.
    rounds : int
    rng : numpy.random.Generator

    Returns
    -------
    list of dict
        For each depth the processor seconds of the best call, and the peak in arrays of N × d numbers.
    """
    problems = [problem(layers, rng, **sizes) for layers in DEPTHS[name]]
    records = [{"layers": layers} for layers in DEPTHS[name]]
    unit = 8 * sizes["width"] * sizes["examples"]
    for record, arguments in zip(records, problems, strict=True):
        check_same(arguments)
        for way, gradients in WAYS.items():
            record[f"{way}_arrays"] = round(peak_of(partial(gradients, *arguments)) / unit, 2)
    for number in range(1, rounds + 1):
        print(f"\r{name}: round {number} of {rounds}", end="", file=sys.stderr, flush=True)
        for record, arguments in zip(records, problems, strict=True):
            for way, gradients in WAYS.items():
                seconds = min(repeat(partial(gradients, *arguments), timer=process_time, number=1, repeat=1))
                best = min(seconds, record.get(f"{way}_seconds", np.inf))
                record[f"{way}_seconds"] = float(f"{best:.4g}")
    print(file=sys.stderr)
    return records


def measure_pieces(rng):
    """Return the peak of the deepest narrow network for each length k of a piece, in arrays."""
    arguments = problem(DEPTHS["narrow"][-1], rng, **NARROW)
    unit = 8 * NARROW["width"] * NARROW["examples"]
    return [
        {"every": k, "arrays": round(peak_of(partial(checkpointed_gradients, *arguments, every=k)) / unit, 2)}
        for k in PIECES
    ]


def main():
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--keep", action="store_true", help="write the file that the chapter draws")
    parser.add_argument("--rounds", type=int, default=15, metavar="N", help="%(default)s by default")
    options = parser.parse_args()
    if options.rounds < 1:
        parser.error(f"--rounds is {options.rounds}, expected at least 1")
    rng = np.random.default_rng(0)
    measurement = {
        "about": "peak memory, in arrays of N × d float64 numbers, and seconds of processor time",
        "date": date.today().isoformat(),
        "machine": f"{platform.machine().replace('_', '-')}, {os.cpu_count()} cores, one of them used",
        "python": platform.python_version(),
        "numpy": np.__version__,
        "statistic": f"best of {options.rounds} calls",
        "sizes": {"narrow": NARROW, "wide": WIDE},
        "narrow": measure("narrow", NARROW, options.rounds, rng),
        "wide": measure("wide", WIDE, options.rounds, rng),
        "pieces": measure_pieces(rng),
    }
    print("{machine}, Python {python}, numpy {numpy}, {date}; {statistic}".format(**measurement))
    for name in DEPTHS:
        columns = ("all", "S alone", "√L", "S alone", "√L")
        print(f"{name + ', L':>10} {'{:>8} {:>8} {:>8}  arrays {:>8} {:>8}  of the time'.format(*columns)}")
        for record in measurement[name]:
            arrays = "".join(f" {record[f'{way}_arrays']:>8}" for way in WAYS)
            whole, *others = [record[f"{way}_seconds"] for way in WAYS]
            times = "".join(f" {seconds / whole:>8.2f}" for seconds in others)
            print(f"{record['layers']:>10}{arrays}        {times}")
    for record in measurement["pieces"]:
        print(f"{'k':>10} {record['every']:>8} {record['arrays']:>8}  arrays")
    if options.keep:
        keep(measurement, "memory_of_gradients")


if __name__ == "__main__":
    main()
