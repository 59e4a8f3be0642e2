"""Profile one training step of mlpkit and one of JAX: the two largest products, and everything else.

    python benchmarks/step_profile.py [--keep] [--rounds N]

In a step of 3072-512-256-10 the first layer's two products, Z Wᵀ forward and δᵀ Z for its weights, are nine
tenths of all multiplications. How long each of them takes *inside* a step says who multiplies faster where it
counts, with the caches as the step leaves them. Everything else is the whole step less these two.
For mlpkit there is a third figure: the step with all its matrix products left out and nothing else, over and
over. Its small calls then find their arrays in the caches. What they take more within a step is what the
products cost them.

mlpkit's products are timed by a clock around each call. JAX's times are from its own profiler: from the
moment when a product begins until the first operation begins that needs its result.
The threads, the rounds and the pauses are those of benchmarks/training_step.py, whose rows this explains.
``--keep`` writes book/measurements/step_profile.json, which the chapter *How fast* shows.
"""

import argparse
import json
import sys
from itertools import pairwise, product
from time import perf_counter, sleep

from measuring import about_this_run, keep, spread
from threads import in_a_process, limit_threads
from training_step import LARGE, PAUSE, PRECISIONS, RATE

BATCHES = (32, 128, 1000)
PARTS = ("forward", "weights", "else")


def start(examples, precision):
    """Return parameters, examples and labels."""
    import numpy as np

    rng = np.random.default_rng(0)
    parameters = [
        ((rng.normal(size=(out, into)) * np.sqrt(2 / into)).astype(precision), np.zeros(out, precision))
        for into, out in pairwise(LARGE)
    ]
    X = rng.normal(size=(examples, LARGE[0])).astype(precision)
    return parameters, X, rng.integers(LARGE[-1], size=examples)


def of_mlpkit(parameters, X, y):
    """Return a function that takes so many steps, and one that takes them without their matrix products."""
    from training_peers import steps_in_place

    steps, bare = (steps_in_place(parameters, RATE) for _ in range(2))
    call, seconds = steps.product, []

    def timed(*factors, **settings):
        begin = perf_counter()
        result = call(*factors, **settings)
        seconds.append(perf_counter() - begin)
        return result

    steps.product = timed
    bare.product = lambda *factors, **settings: None

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

    return profile, without_products


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
        data = start(examples, precision)
        profile, without_products = of_mlpkit(*data)
        theirs = of_jax(*data, RATE) if of_jax else None
        count, found = max(4, 640 // examples), {"mlpkit": [], "JAX": [], "alone": []}
        for _ in range(rounds):
            sleep(PAUSE)
            found["mlpkit"].append(np.median(profile(2 + count)[2:], 0))
            without_products(2)
            found["alone"].append(without_products(count))
            if theirs:
                sleep(PAUSE)
                found["JAX"].append(np.median(theirs(2 + count)[2:], 0))
        row = {"batch": examples, "dtype": precision, "threads": threads}
        for peer in ("mlpkit", "JAX"):
            columns = 1e3 * np.array(found[peer]).T
            row[peer] = dict(zip(PARTS, map(spread, columns), strict=False)) if len(columns) else None
        row["no product"] = spread(1e3 * np.array(found["mlpkit"])[:, 3])
        row["no product, alone"] = spread(1e3 * np.array(found["alone"]))
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
