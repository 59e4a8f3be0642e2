"""Profile one training step of mlpkit and one of JAX: the two largest products, and everything else.

    python benchmarks/step_profile.py [--keep] [--rounds N]

In a step of 3072-512-256-10 the first layer's two products, Z Wᵀ forward and δᵀ Z for its weights, are nine
tenths of all multiplications. How long each of them takes *inside* a step says who multiplies faster where it
counts, with the caches as the step leaves them. Everything else is the whole step less these two.
For mlpkit there are three more: what a step takes beside its matrix products; what the same calls take over
and over, with no products between them; and what they take when in each product's place 32 MB are copied,
which empties the processor's caches.

mlpkit's products are timed by a clock around each call. JAX's times are from its own profiler: from the
moment when a product begins until the first operation begins that needs its result.
The threads, the rounds and the pauses are those of benchmarks/training_step.py, whose rows this explains.
``--keep`` writes book/measurements/step_profile.json, which the chapter *How fast* shows.
"""

import argparse
import json
import sys
from itertools import product
from time import perf_counter, sleep

from measuring import about_this_run, keep, spread
from threads import in_a_process, limit_threads
from training_step import LARGE, PAUSE, PRECISIONS, RATE, start

BATCHES = (32, 128, 1000)
PARTS = ("forward", "weights", "else")


def of_mlpkit(parameters, X, y):
    """Return functions that take so many steps: whole, without products, and with copies in their place."""
    import numpy as np
    from training_peers import steps_in_place

    steps, bare, cold = (steps_in_place(parameters, RATE) for _ in range(3))
    call, seconds = steps.product, []

    def timed(*factors, **settings):
        begin = perf_counter()
        result = call(*factors, **settings)
        seconds.append(perf_counter() - begin)
        return result

    def copy(*factors, **settings):
        begin = perf_counter()
        np.copyto(*rooms)
        seconds.append(perf_counter() - begin)

    steps.product = timed
    bare.product = lambda *factors, **settings: None
    cold.product, rooms = copy, np.zeros((2, 2**23), "f4")

    def profile(count):
        found = []
        for _ in range(count):
            seconds.clear()
            begin = perf_counter()
            steps.step(X, y)
            whole = perf_counter() - begin
            # Forward from the first layer up; back down to it, and its weights come last.
            forward, weights = seconds[0], seconds[-1]
            found.append((forward, weights, whole - forward - weights, whole - sum(seconds)))
        return found

    def without_products(count):
        begin = perf_counter()
        for _ in range(count):
            bare.step(X, y)
        return (perf_counter() - begin) / count

    def with_copies(count):
        seconds.clear()
        begin = perf_counter()
        for _ in range(count):
            cold.step(X, y)
        return (perf_counter() - begin - sum(seconds)) / count

    return profile, without_products, with_copies


def measure(threads, rounds):
    """Return a row for each batch and precision, in milliseconds."""
    limit_threads(threads)
    import numpy as np

    try:
        from step_profile_of_jax import of_jax
    except ImportError:
        of_jax = None
    rows = []
    for examples, precision in product(BATCHES, PRECISIONS):
        data = start(LARGE, examples, precision)
        profile, without_products, with_copies = of_mlpkit(*data)
        theirs = of_jax(*data, RATE) if of_jax else None
        count, found = max(4, 640 // examples), {"mlpkit": [], "JAX": [], "alone": [], "cold": []}
        for _ in range(rounds):
            sleep(PAUSE)
            found["mlpkit"].append(np.median(profile(2 + count)[2:], 0))
            without_products(2)
            found["alone"].append(without_products(count))
            with_copies(1)
            found["cold"].append(with_copies(4))
            if theirs:
                sleep(PAUSE)
                found["JAX"].append(np.median(theirs(2 + count)[2:], 0))
        row = {"batch": examples, "dtype": precision, "threads": threads}
        for peer in ("mlpkit", "JAX"):
            columns = 1e3 * np.array(found[peer]).T
            row[peer] = dict(zip(PARTS, map(spread, columns), strict=False)) if len(columns) else None
        row["no product"] = spread(1e3 * np.array(found["mlpkit"])[:, 3])
        row["no product, alone"] = spread(1e3 * np.array(found["alone"]))
        row["no product, caches emptied"] = spread(1e3 * np.array(found["cold"]))
        print(row, file=sys.stderr, flush=True)
        rows.append(row)
    return rows


def main():
    """Measure, print and keep if asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--keep", action="store_true", help="write the measurement the book shows")
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--threads", type=int, help="measure one number of threads, and print JSON")
    options = parser.parse_args()
    if options.threads:
        print(json.dumps(measure(options.threads, options.rounds)))
        return
    rows = []
    for threads in (1, 2):
        rows += in_a_process(__file__, "--threads", threads, "--rounds", options.rounds, threads=threads)
    if options.keep:
        about = "milliseconds of the parts of a step of 3072-512-256-10"
        statistic = f"median of {options.rounds} rounds, with the quartiles"
        keep({**about_this_run(about, statistic, "scipy", "jax"), "rows": rows}, "step_profile")


if __name__ == "__main__":
    main()
