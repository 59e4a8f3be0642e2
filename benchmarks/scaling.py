"""Measure how time grows: a VJP with n, gradients with depth and width, a proof with its shape.

    python benchmarks/scaling.py [--keep] [--rounds N]

All sizes of one kind take their turn in every round; the median over the rounds counts. Proofs are
timed in processor seconds and start with SymPy's cache empty.
``--keep`` writes book/measurements/scaling.json, which the chapter *How fast* shows.
"""

import argparse
import os
import sys
from functools import partial
from time import process_time

from one_thread import ONE_THREAD

os.environ.update(ONE_THREAD)  # before numpy is imported
import numpy as np
from measuring import about_this_run, in_turns, keep, keep_freed_memory, spread
from sympy.core.cache import clear_cache

from mlpkit import (
    MLP,
    cross_entropy,
    cross_entropy_gradient,
    initial_parameters,
    loss_and_gradients,
    parameter_count,
    softmax_vjp,
)
from mlpkit.network_proof import prove_network
from mlpkit.proof import prove_gradient

SIZES = [4**k for k in range(1, 10)]
DEPTHS, OF_DEPTHS = [1, 2, 4, 8, 16, 32], {"width": 256, "examples": 64}
WIDTHS, OF_WIDTHS = [32, 64, 128, 256, 512, 1024], {"layers": 3, "examples": 64}
LOGITS = [(1, 2), (2, 3), (2, 4), (4, 3), (4, 4)]  # N examples, K classes
NETWORKS = [(2, 2), (2, 2, 2), (2, 3, 2), (3, 3, 3), (2, 2, 2, 2)]
REGIONS = 4


def vjp(n):
    """Return a call of the VJP of softmax for vectors of n numbers."""
    return partial(softmax_vjp, *np.random.default_rng(0).standard_normal((2, n)))


def gradients(layers, width, examples):
    """Return a call that takes all gradients of a relu network whose layers have one width."""
    rng = np.random.default_rng(0)
    network = MLP((width,) * (layers + 1), ("relu",) * (layers - 1) + ("identity",))
    batch = rng.standard_normal((examples, width)), rng.integers(width, size=examples)
    return partial(loss_and_gradients, network, initial_parameters(network, rng), *batch)


def proof_of_cross_entropy(shape):
    """Prove the gradient of the cross-entropy for logits of a shape."""
    clear_cache()
    labels = [example % shape[1] for example in range(shape[0])]
    return prove_gradient(
        lambda o: cross_entropy(o, labels), lambda o: cross_entropy_gradient(o, labels), o=shape
    )


def proof_of_network(widths):
    """Prove the gradients of a relu network on one example, on at most `REGIONS` sides of its kinks."""
    clear_cache()
    network = MLP(widths, ("relu",) * (len(widths) - 2) + ("identity",))
    return prove_network(network, [1], regions=REGIONS)


def in_rows(title, calls, rounds, facts, **options):
    """Measure calls, print a table and return its rows; ``facts`` gives what stands beside a time."""
    print(f"\n{title}", flush=True)
    seconds, rows = in_turns(calls, rounds, **options), []
    for name in calls:
        found = spread(seconds[name])
        rows.append(facts(name, found["median"]) | {"seconds": found})
        facts_shown = "".join(f"{value!s:>18}" for value in rows[-1].values() if not isinstance(value, dict))
        print(
            f"{facts_shown}{found['median']:>12.3g} s  {found['low']:.3g} to {found['high']:.3g}", flush=True
        )
    return rows


def slope(rows, key):
    """Return the exponent p of time ∝ size^p between the two largest sizes."""
    (a, b), times = (row[key] for row in rows[-2:]), [row["seconds"]["median"] for row in rows[-2:]]
    return round(float(np.log(times[1] / times[0]) / np.log(b / a)), 2)


def measure(rounds, proof_rounds):
    """Measure everything, and return it as the kept file has it."""
    keep_freed_memory()
    vjps = in_rows(
        "The VJP of softmax: n, nanoseconds per number",
        {n: vjp(n) for n in SIZES},
        rounds,
        lambda n, s: {"n": n, "nanoseconds_per_number": float(f"{1e9 * s / n:.3g}")},
    )
    depths = in_rows(
        f"All gradients of a network: layers, milliseconds per layer; {OF_DEPTHS}",
        {layers: gradients(layers, **OF_DEPTHS) for layers in DEPTHS},
        rounds,
        lambda layers, s: {"layers": layers, "milliseconds_per_layer": float(f"{1e3 * s / layers:.3g}")},
    )
    # Each layer has three products: one forward, one for W, one for what stands below.
    flops = 6 * OF_WIDTHS["layers"] * OF_WIDTHS["examples"]
    widths = in_rows(
        f"All gradients of a network: width, gigaflops; {OF_WIDTHS}",
        {width: gradients(width=width, **OF_WIDTHS) for width in WIDTHS},
        rounds,
        lambda width, s: {"width": width, "gigaflops": float(f"{flops * width**2 / s / 1e9:.3g}")},
    )
    losses = in_rows(
        "A proof of the cross-entropy's gradient: shape, entries",
        {shape: partial(proof_of_cross_entropy, shape) for shape in LOGITS},
        proof_rounds,
        lambda shape, s: {"shape": str(shape), "entries": shape[0] * shape[1]},
        timer=process_time,
        warm=False,
    )
    networks = in_rows(
        f"A proof of a network: widths, parameters; at most {REGIONS} regions",
        {widths: partial(proof_of_network, widths) for widths in NETWORKS},
        proof_rounds,
        lambda widths, s: {"widths": "-".join(map(str, widths)), "parameters": parameter_count(widths)},
        timer=process_time,
        warm=False,
    )
    return {
        "softmax_vjp": {"exponent": slope(vjps, "n"), "rows": vjps},
        "depth": {**OF_DEPTHS, "exponent": slope(depths, "layers"), "rows": depths},
        "width": {**OF_WIDTHS, "exponent": slope(widths, "width"), "rows": widths},
        "proof_of_cross_entropy": {"exponent": slope(losses, "entries"), "rows": losses},
        "proof_of_network": {"regions": REGIONS, "rows": networks},
    }


def main():
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--keep", action="store_true", help="write the file that the chapter shows")
    parser.add_argument("--rounds", type=int, default=51, metavar="N", help="%(default)s by default")
    options = parser.parse_args()
    if options.rounds < 1:
        parser.error(f"--rounds is {options.rounds}, expected at least 1")
    proof_rounds = min(3, options.rounds)
    measurement = about_this_run(
        "seconds, by the size of the problem",
        f"median of {options.rounds} rounds, of {proof_rounds} for proofs, with quartiles",
    )
    print("{machine}, Python {python}, numpy {numpy}; {statistic}".format(**measurement), file=sys.stderr)
    measurement |= {"threads": 1} | measure(options.rounds, proof_rounds)
    if options.keep:
        keep(measurement, "scaling")


if __name__ == "__main__":
    main()
