"""Time the matrix products of a training step alone, by the library that each peer multiplies with.

    python benchmarks/matrix_products.py [--keep] [--rounds N]

They are the products of one step of 3072-512-256-10, in three kinds: Z Wᵀ on the way forward, δᵀ Z for the
gradients of the weights, δ W for those of the layers below. The rounds, the pauses and the threads are those
of benchmarks/training_step.py, whose rows this explains: who multiplies faster starts ahead.
``--keep`` writes book/measurements/matrix_products.json, which the chapter *How fast* shows.
"""

import argparse
import json
import os
import subprocess
import sys
from itertools import pairwise, product
from time import sleep

from measuring import about_this_run, in_turns, keep, spread
from training_step import LARGE, PAUSE, PRECISIONS, limit_threads

BATCHES = (32, 128, 1000)


def factors_of_a_step(examples, precision):
    """Return the factors of all products of a step, for each kind."""
    import numpy as np

    rng = np.random.default_rng(0)

    def normal(*shape):
        return rng.normal(size=shape).astype(precision)

    layers = [
        (normal(examples, into), normal(out, into), normal(examples, out)) for into, out in pairwise(LARGE)
    ]
    return {
        "forward": [(Z, W.T) for Z, W, _ in layers],
        "weights": [(delta.T, Z) for Z, _, delta in layers],
        "below": [(delta, W) for _, W, delta in layers[1:]],
    }


def measure(threads, rounds):
    """Return a row for each batch, precision and kind of product, and for all kinds together."""
    limit_threads(threads)
    import numpy as np
    from matrix_product_peers import LIBRARIES, calls_for

    rows = []
    for examples, precision in product(BATCHES, PRECISIONS):
        seconds = {}
        for kind, pairs in factors_of_a_step(examples, precision).items():
            calls = calls_for(pairs, threads)
            seconds[kind] = {library: [] for library in calls}
            for _ in range(rounds):
                for library, call in calls.items():
                    sleep(PAUSE)
                    seconds[kind][library] += in_turns({library: call}, 1, sample=0.02)[library].tolist()
        seconds["all"] = {name: np.sum([found[name] for found in seconds.values()], 0) for name in calls}
        for kind, found in seconds.items():
            row = {"batch": examples, "dtype": precision, "threads": threads, "kind": kind}
            for name in LIBRARIES:
                ratios = np.array(found[name]) / found["numpy"] if name in found else None
                row[name] = None if ratios is None else spread(ratios)["median"]
            row["numpy_ms"] = round(1e3 * spread(found["numpy"])["median"], 3)
            print(row, file=sys.stderr, flush=True)
            rows.append(row)
    return rows


def main():
    """Measure, print and keep if asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--keep", action="store_true", help="write the measurement the book shows")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--threads", type=int, help="measure one number of threads, and print JSON")
    options = parser.parse_args()
    if options.threads:
        print(json.dumps(measure(options.threads, options.rounds)))
        return
    rows = []
    for threads in ("1", "2"):
        command = [sys.executable, __file__, "--threads", threads, "--rounds", str(options.rounds)]
        # numpy reads this when it is imported, which is before the child can say it.
        environment = os.environ | {"OPENBLAS_NUM_THREADS": threads, "OMP_NUM_THREADS": threads}
        child = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
        rows += json.loads(child.stdout)
    if options.keep:
        about = about_this_run(
            "the matrix products of a step of 3072-512-256-10, as a multiple of numpy's time",
            f"median of {options.rounds} rounds",
            "scipy",
            "torch",
            "jax",
        )
        keep({**about, "rows": rows}, "matrix_products")


if __name__ == "__main__":
    main()
