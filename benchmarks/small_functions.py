"""Time softmax and its relatives beside SciPy, PyTorch and JAX, on one thread each.

    python benchmarks/small_functions.py [--keep] [--rounds N]

All ways take their turn in every round, and what counts is the median over the rounds of how many times
as long mlpkit takes in the same round. JAX is compiled and waited for. PyTorch records nothing
for autograd. Before anything is timed, all must agree. A peer that is not installed is named and has no
column. Memory is what tracemalloc sees, so numpy's and SciPy's alone.
``--keep`` writes book/measurements/small_functions.json, which the chapter *How fast* shows.
"""

import argparse
import os

from one_thread import ONE_THREAD

os.environ.update(ONE_THREAD)  # before numpy is imported
import numpy as np
from measuring import about_this_run, in_turns, keep, keep_freed_memory, peak_of, spread, to_digits
from small_function_peers import FUNCTIONS, PEERS, ways

from mlpkit.arrays import moderate
from mlpkit.softmax import _vector

SHAPES = [(128, 10), (128, 1000), (1, 100_000)]
DTYPES = ["float64", "float32"]


def check_agreement(results, name, shape, dtype):
    """Raise `ArithmeticError` where a peer gives other numbers than mlpkit."""
    tolerance = {"float64": 1e-12, "float32": 2e-5}[dtype]
    for peer, result in results.items():
        if peer != "numpy.exp" and not np.allclose(result, results["mlpkit"], rtol=tolerance, atol=tolerance):
            raise ArithmeticError(f"{name} of {peer} differs from mlpkit's at {shape}, {dtype}")


def row(name, shape, dtype, rounds):
    """Measure one function at one shape and precision."""
    x, g = np.random.default_rng(0).standard_normal((2, *shape)).astype(dtype)
    calls = ways(name, x, g)
    check_agreement({peer: np.asarray(call()) for peer, call in calls.items()}, name, shape, dtype)
    timed = dict(calls)
    if name != "softplus":
        timed["checks"] = lambda: _vector(x, -1, "softmax: x")
        timed["size of the numbers"] = lambda: moderate(x)
    seconds = in_turns(timed, rounds)
    own = seconds.pop("mlpkit")
    parts = {part: spread(seconds.pop(part) / own)["median"] for part in set(timed) - set(calls)}
    return {
        "function": name,
        "shape": list(shape),
        "dtype": dtype,
        "microseconds": to_digits(float(np.median(own)) * 1e6),
        "ratio": {peer: spread(own / seconds[peer]) if peer in seconds else None for peer in PEERS},
        "share": parts,
        "peak_kib": {
            peer: round(peak_of(calls[peer]) / 1024, 1) for peer in ("mlpkit", "scipy") if peer in calls
        },
    }


def main():
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--keep", action="store_true", help="write the file that the chapter shows")
    parser.add_argument("--rounds", type=int, default=101, metavar="N", help="%(default)s by default")
    options = parser.parse_args()
    if options.rounds < 1:
        parser.error(f"--rounds is {options.rounds}, expected at least 1")
    measurement = about_this_run(
        "how many times as long mlpkit takes as its peers",
        f"median of {options.rounds} rounds, with quartiles",
        *("scipy", "torch", "jax"),
    )
    measurement |= {"threads": 1, "rows": []}
    print("{machine}, Python {python}, numpy {numpy}, {versions}; {statistic}".format(**measurement))
    columns = "".join(f"{peer:>11}" for peer in PEERS)
    print(f"{'':<34}{'µs':>9}{columns}{'checks':>9}{'size':>7}{'KiB':>10}{'SciPy':>10}")
    keep_freed_memory()
    for dtype in DTYPES:
        for shape in SHAPES:
            for name in FUNCTIONS:
                record = row(name, shape, dtype, options.rounds)
                measurement["rows"].append(record)
                ratios = "".join(
                    f"{'missing' if found is None else format(found['median'], '.2f'):>11}"
                    for found in record["ratio"].values()
                )
                shares = [record["share"].get(part) for part in ("checks", "size of the numbers")]
                shares = "".join(f"{'' if s is None else format(100 * s, '.0f') + ' %':>8}" for s in shares)
                peaks = "".join(f"{peak:>10}" for peak in record["peak_kib"].values())
                label = f"{name} {shape[0]}×{shape[1]} {dtype}"
                print(f"{label:<34}{record['microseconds']:>9.1f}{ratios}{shares}{peaks}", flush=True)
    if options.keep:
        keep(measurement, "small_functions")


if __name__ == "__main__":
    main()
