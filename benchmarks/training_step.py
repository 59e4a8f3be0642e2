"""Time one training step of mlpkit, PyTorch, JAX and scikit-learn against its matrix products alone.

    python benchmarks/training_step.py [--keep] [--rounds N]

The floor is what no step can do without: L products forward, L for the weights' gradients and L − 1 for
those of the layers below, by numpy's BLAS, into arrays that are there already. Beside it stand the *calls in
place*: what mlpkit's step asks of SciPy's BLAS, which moves the weights too, and nothing else.

Every round gives each peer its turn: a pause, two steps that are not timed, then some in a row. It divides by
the floor of the same round, so that whatever else the machine does meets all of them; the table shows the
median of these ratios, and the file the quartiles beside it. Every number of threads has a process of its
own, which may use so many cores and no more. A peer that is not installed is named as missing. Peak memory is
measured apart, each peer in a process of its own.
``--keep`` writes book/measurements/training_step.json, which the chapter *How fast* shows.

Plain descent on the cross-entropy, relu in the hidden layers; all start from the same parameters. Before
anything is timed, each peer's first step is compared with that of the proved functions of mlpkit.
"""

import argparse
import json
import os
import platform
import sys
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from itertools import pairwise
from pathlib import Path

from threads import in_a_process, limit_threads

KEPT = Path(__file__).resolve().parent.parent / "book" / "measurements" / "training_step.json"
LARGE, SMALL = (3072, 512, 256, 10), (64, 100, 10)
SHAPES = [(LARGE, 32), (LARGE, 128), (LARGE, 1000), (SMALL, 32)]
PRECISIONS = ("float32", "float64")
PEERS = {
    "mlpkit": "numpy",
    "proved step": "numpy",
    "PyTorch": "torch",
    "JAX": "jax",
    "scikit-learn": "scikit-learn",
}
CALLS = "calls in place"
COLUMNS = (CALLS, *PEERS)
RATE = 1e-3
# Seconds, until the threads of the peer before have stopped waiting for more to do. With 0.06 they have not,
# and whoever comes after another library with threads takes up to 1.4 times as long.
PAUSE = 0.2


def start(widths, examples, precision):
    """Return parameters, examples and labels, with no other array made on the way."""
    import numpy as np

    rng = np.random.default_rng(0)
    parameters = []
    for into, out in pairwise(widths):
        W = rng.standard_normal((out, into), dtype=precision)
        W *= np.sqrt(2 / into)
        parameters.append((W, np.zeros(out, precision)))
    X = rng.standard_normal((examples, widths[0]), dtype=precision)
    return parameters, X, rng.integers(widths[-1], size=examples)


def steps(widths, examples, precision, threads, wanted=("floor", CALLS, *PEERS), *, compared=True):
    """Return a function that takes one step, for each that is wanted; None for a peer that is missing."""
    from training_peers import MAKERS, calls_in_place, check_first_step, matrix_products

    parameters, X, y = start(widths, examples, precision)
    found = {}
    if "floor" in wanted:
        found["floor"] = matrix_products(parameters, X)
    if CALLS in wanted:
        found[CALLS] = calls_in_place(parameters, X, y, RATE)
    for peer in (name for name in PEERS if name in wanted):
        try:
            found[peer], now = MAKERS[peer](parameters, X, y, RATE, threads)
        except ImportError:
            found[peer] = None
            continue
        if compared:
            check_first_step(found[peer], now, parameters, X, y, RATE)
    return found


def measure(threads, rounds, shapes):
    """Return a row for each shape and precision, measured in this process."""
    limit_threads(threads)
    from time import perf_counter, sleep

    import numpy as np

    rows = []
    for (widths, examples), precision in [(shape, precision) for shape in shapes for precision in PRECISIONS]:
        found = {name: step for name, step in steps(widths, examples, precision, threads).items() if step}
        calls = 200 if widths == SMALL else max(4, 640 // examples)
        times = {name: [] for name in found}
        for round_ in range(rounds + 2):
            for name, step in found.items():
                sleep(PAUSE)
                step()
                step()
                begin = perf_counter()
                for _ in range(calls):
                    step()
                if round_ >= 2:  # the first calls fill caches, and compile
                    times[name].append((perf_counter() - begin) / calls)
        floor = np.array(times.pop("floor"))
        row = {"shape": "-".join(map(str, widths)), "batch": examples, "dtype": precision, "threads": threads}
        row["floor_ms"] = round(1e3 * float(np.median(floor)), 4)
        ratios = {
            name: np.quantile(np.array(spent) / floor, [0.25, 0.5, 0.75]) for name, spent in times.items()
        }
        for name in COLUMNS:
            row[name] = round(float(ratios[name][1]), 3) if name in ratios else None
        row["spread"] = {name: [round(float(q[0]), 3), round(float(q[2]), 3)] for name, q in ratios.items()}
        print(line(row), file=sys.stderr, flush=True)
        rows.append(row)
    return rows


def peak(peer):
    """Return by how many MiB the memory of this process grows over five steps of one peer, with its setup.

    None where the system does not say: only Linux lets the largest size that was reached be forgotten.
    """
    limit_threads(1)
    steps(SMALL, 32, "float32", 1, (peer,), compared=False)[peer]()  # the library itself is not counted
    if not Path("/proc/self/clear_refs").exists():
        return None
    Path("/proc/self/clear_refs").write_text("5")
    before = _memory("VmRSS")
    step = steps(LARGE, 1000, "float32", 1, (peer,), compared=False)[peer]
    for _ in range(5):
        step()
    return round((_memory("VmHWM") - before) / 1024)


def _memory(name):
    """Return a figure about this process, in KiB: VmRSS is its memory now, VmHWM the largest so far."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))


def line(row):
    """Return a row of the table."""
    peers = "".join(f"{row[name]:>15}" if row[name] is not None else f"{'missing':>15}" for name in COLUMNS)
    start = f"{row['shape']:>16}{row['batch']:>6} {row['dtype']}{row['threads']:>3}"
    return f"{start}{row['floor_ms']:>10} ms{peers}"


def installed():
    """Return the versions of what is compared."""
    found = {}
    for package in ("numpy", "scipy", "torch", "jax", "scikit-learn"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = None
    return found


def main():
    """Measure, print the table and keep it if asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--keep", action="store_true", help="write the measurement the book shows")
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--threads", type=int, help="measure one number of threads, and print JSON")
    parser.add_argument(
        "--peak", choices=["floor", *PEERS], help="measure the memory of one peer, and print JSON"
    )
    options = parser.parse_args()
    if options.peak:
        print(json.dumps(peak(options.peak)))
        return
    if options.threads:
        print(json.dumps(measure(options.threads, options.rounds, SHAPES)))
        return
    missing = [name for name, package in installed().items() if package is None]
    print(
        "Missing, and left out: " + ", ".join(missing) if missing else "Nothing is missing.", file=sys.stderr
    )
    print(
        f"{'network':>16}{'batch':>6} {'precision':>7} threads   floor"
        + "".join(f"{c:>15}" for c in COLUMNS),
        file=sys.stderr,
    )
    cores = os.cpu_count() or 1
    rows = [
        row
        for threads in (1, 2)
        if threads <= cores
        for row in in_a_process(__file__, "--threads", threads, "--rounds", options.rounds, threads=threads)
    ]
    memory = {}
    for name in ("floor", *PEERS):
        if name == "floor" or installed()[PEERS[name]]:
            memory[name] = in_a_process(__file__, "--peak", name)
    print("peak memory, MiB, 3072-512-256-10, batch 1000, float32:", memory, file=sys.stderr)
    if options.keep:
        kept = {
            "made": date.today().isoformat(),
            "machine": f"{platform.system()} {platform.machine()}, {cores} cores",
            "versions": installed(),
            "rounds": options.rounds,
            "rows": rows,
            "peak_mib": {"shape": "3072-512-256-10", "batch": 1000, "dtype": "float32", **memory},
        }
        KEPT.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
