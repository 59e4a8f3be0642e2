"""Time one matrix product, the first of a training step, by the library that each peer multiplies with.

    python benchmarks/matrix_products.py [--keep] [--rounds N]

It is Z Wᵀ for the first layer of 3072-512-256-10. The rounds, the pauses and the threads are those of
benchmarks/training_step.py, whose rows this explains: who multiplies faster starts ahead.
``--keep`` writes book/measurements/matrix_products.json, which the chapter *How fast* shows.
"""

import argparse
import json
import os
import subprocess
import sys
from time import sleep

from measuring import about_this_run, in_turns, keep, spread
from training_step import LARGE, PAUSE, PRECISIONS, limit_threads

BATCHES = (32, 128, 1000)


def products(examples, precision, threads):
    """Return a function for each library that does the product; those that are missing are left out."""
    import numpy as np
    from scipy.linalg import get_blas_funcs

    rng = np.random.default_rng(0)
    Z, W = (rng.normal(size=(rows, LARGE[0])).astype(precision) for rows in (examples, LARGE[1]))
    S, product = np.empty((examples, LARGE[1]), precision), get_blas_funcs("gemm", dtype=Z.dtype)
    found = {
        "numpy": lambda: np.matmul(Z, W.T, out=S),
        "SciPy": lambda: product(1, W.T, Z.T, c=S.T, trans_a=True, overwrite_c=True),
    }
    try:
        import torch

        torch.set_num_threads(threads)
        theirs = torch.from_numpy(Z), torch.from_numpy(W).T
        found["PyTorch"] = lambda: torch.mm(*theirs)
    except ImportError:
        pass
    try:
        import jax

        compiled, own = jax.jit(lambda Z, W: Z @ W.T), (jax.numpy.array(Z), jax.numpy.array(W))
        found["JAX"] = lambda: jax.block_until_ready(compiled(*own))
    except ImportError:
        pass
    return found


def measure(threads, rounds):
    """Return a row for each batch and precision, measured in this process."""
    limit_threads(threads)
    rows = []
    for examples in BATCHES:
        for precision in PRECISIONS:
            calls = products(examples, precision, threads)
            times = {name: [] for name in calls}
            for _ in range(rounds):
                for name, call in calls.items():
                    sleep(PAUSE)
                    times[name] += in_turns({name: call}, 1, sample=0.02)[name].tolist()
            ratios = {
                name: spread([t / own for t, own in zip(spent, times["numpy"], strict=True)])["median"]
                for name, spent in times.items()
            }
            row = {"batch": examples, "dtype": precision, "threads": threads, **ratios}
            row["numpy_ms"] = round(1e3 * spread(times["numpy"])["median"], 3)
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
            "one product Z Wᵀ of 3072 by 512, as a multiple of numpy's time",
            f"median of {options.rounds} rounds",
            "scipy",
            "torch",
            "jax",
        )
        keep({**about, "rows": rows}, "matrix_products")


if __name__ == "__main__":
    main()
