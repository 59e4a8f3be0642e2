"""Time a check of all 1,707,274 gradients of a network, against plain differences and torch's gradcheck.

    python benchmarks/check_every_parameter.py [--keep] [--rounds N]

All run side by side: every round times one after the other on the same network and batch, on one
core each, and the best round counts. The peers would take hours on the whole network, so
their time is estimated by a law: *every entry costs the same two passes forward, whichever layer it
belongs to*. The cost of an entry is measured on the whole network, over the weights of its last
layer, and multiplied by the number of parameters. That the law holds is measured too, on the largest
network of the family 3072-512-256-10, divided by 4, whose parameters are all checked. ``--keep`` writes
book/measurements/check_every_parameter.json.
"""

import argparse
import os
import platform
import sys
from datetime import date
from functools import partial
from timeit import default_timer

os.environ["OMP_NUM_THREADS"] = "1"  # before numpy is imported: no product waits for a second core
import numpy as np
from measuring import keep, to_digits

from mlpkit import MLP, initial_parameters, network_loss, parameter_count
from mlpkit.gradcheck.differences import central_difference
from mlpkit.gradcheck.every_parameter import METHODS, check_every_parameter

try:
    import torch
except ImportError:
    torch = None

WIDTHS = (3072, 512, 256, 10)
FAMILY = [(96, 16, 8, 10), (192, 32, 16, 10), (384, 64, 32, 10), (768, 128, 64, 10)]
EXAMPLES = 2


def problem(widths):
    """Return a relu network with random parameters, a batch and its labels, always the same."""
    rng = np.random.default_rng(0)
    network = MLP(widths, ("relu", "relu", "identity"))
    parameters = initial_parameters(network, rng)
    return network, parameters, rng.random((EXAMPLES, widths[0])), rng.integers(widths[-1], size=EXAMPLES)


def seconds(call):
    """Return the seconds of one call."""
    begin = default_timer()
    call()
    return default_timer() - begin


def plain(widths):
    """Differentiate the loss by the last weights with plain central differences; return their number."""
    network, parameters, X, labels = problem(widths)
    *below, (W, b) = parameters
    central_difference(lambda W: network_loss(network, [*below, (W, b)], X, labels), W)
    return W.size


def by_torch(widths, whole=True):
    """Run torch's gradcheck, slow mode, on all parameters or on the last weights; return their number."""
    network, parameters, X, labels = problem(widths)
    arrays = [torch.tensor(array, requires_grad=whole) for layer in parameters for array in layer]
    arrays[-2].requires_grad_()
    X, labels = torch.tensor(X), torch.tensor(labels)

    def loss(*arrays):
        Z = X
        for f, W, b in zip(network.activations, arrays[::2], arrays[1::2], strict=True):
            S = torch.nn.functional.linear(Z, W, b)
            Z = torch.relu(S) if f.name == "relu" else S
        return torch.nn.functional.cross_entropy(Z, labels)

    if not torch.autograd.gradcheck(loss, arrays, fast_mode=False):
        raise ArithmeticError(f"torch's gradcheck failed on {widths}")
    return sum(array.numel() for array in arrays if array.requires_grad)


def measure(rounds):
    """Time every way in every round, and return the best of each as the kept file has them."""
    case, found, best = problem(WIDTHS), {}, {}

    def ours(method):
        found[method] = check_every_parameter(*case, method=method, progress=False)

    ways = {f"ours, {method}": partial(ours, method) for method in METHODS}
    ways["plain"] = partial(plain, WIDTHS)
    if torch:
        torch.set_num_threads(1)
        ways["torch, last weights"] = partial(by_torch, WIDTHS, whole=False)
        ways["torch, last weights of the family"] = partial(by_torch, FAMILY[-1], whole=False)
        ways |= {widths: partial(by_torch, widths) for widths in FAMILY}
    for number in range(1, rounds + 1):
        for name, way in ways.items():
            print(f"\rround {number} of {rounds}: {name!s:<40}", end="", file=sys.stderr, flush=True)
            best[name] = min(seconds(way), best.get(name, np.inf))
    print(file=sys.stderr)
    total, entries = parameter_count(WIDTHS), WIDTHS[-1] * WIDTHS[-2]
    measured = {
        "ours": [
            {
                "method": method,
                "seconds": best[f"ours, {method}"],
                "checked": found[method].checked,
                "on_kink": found[method].on_kink,
                "worst_relative_error": found[method].worst,
            }
            for method in METHODS
        ],
        "plain": _estimate(best["plain"], entries, total),
    }
    if torch:
        smaller = FAMILY[-1]
        last = best["torch, last weights of the family"]
        of_family = _estimate(last, smaller[-1] * smaller[-2], parameter_count(smaller))
        measured["torch"] = _estimate(best["torch, last weights"], entries, total) | {
            "whole_networks": [
                {"widths": widths, "parameters": parameter_count(widths), "seconds": best[widths]}
                for widths in FAMILY
            ],
            "law_gives_for_the_largest_of_them": of_family["estimated_seconds"],
        }
    return measured


def _estimate(measured, entries, total):
    per_entry = measured / entries
    return {"entries": entries, "seconds_per_entry": per_entry, "estimated_seconds": per_entry * total}


def main():
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--keep", action="store_true", help="write the file that the book reads")
    parser.add_argument("--rounds", type=int, default=2, metavar="N", help="%(default)s by default")
    options = parser.parse_args()
    if options.rounds < 1:
        parser.error(f"--rounds is {options.rounds}, expected at least 1")
    if not torch:
        print("torch is missing: its gradcheck is left out of the comparison", file=sys.stderr)
        if options.keep:
            parser.error("--keep needs torch, which is missing: pip install torch")
    measurement = {
        "about": f"seconds to check {parameter_count(WIDTHS):,} gradients of {'-'.join(map(str, WIDTHS))}",
        "date": date.today().isoformat(),
        "machine": f"{platform.machine().replace('_', '-')}, {os.cpu_count()} cores, one of them used",
        "python": platform.python_version(),
        "numpy": np.__version__,
        "torch_version": torch.__version__ if torch else None,
        "statistic": f"best of {options.rounds} rounds",
        "network": f"relu, cross-entropy, float64, {EXAMPLES} examples",
        "law": "every entry costs the same two passes forward: seconds = parameters × seconds per entry",
    } | to_digits(measure(options.rounds))
    print(
        "{about}; {network}\n{machine}, Python {python}, numpy {numpy}, {date}; {statistic}".format(
            **measurement
        )
    )
    for record in measurement["ours"]:
        print(
            "{method:<20}{seconds:>12,.1f} s   worst relative error {worst_relative_error:.1e}".format(
                **record
            )
        )
    for name in ("plain", "torch"):
        if name in measurement:
            estimated = measurement[name]["estimated_seconds"]
            ratio = estimated / measurement["ours"][0]["seconds"]
            print(f"{name:<20}{estimated:>12,.0f} s   by the law, {ratio:,.0f} times as long")
    if torch:
        whole, law = (
            measurement["torch"][key] for key in ("whole_networks", "law_gives_for_the_largest_of_them")
        )
        print("torch, all {parameters:,} of a smaller network: {seconds:.1f} s; ".format(**whole[-1]), end="")
        print(f"by the law {law:.1f} s")
    if options.keep:
        keep(measurement, "check_every_parameter")


if __name__ == "__main__":
    main()
