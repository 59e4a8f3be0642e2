"""Time the vector-Jacobian product of softmax in O(n) against the product with the whole Jacobian.

    python benchmarks/softmax_vjp.py [--keep] [--rounds N]

Both start from the scores x and compute S. They run side by side: every round goes through all
sizes and times one after the other, so that whatever else the machine does meets both. The best
call counts. ``--keep`` writes book/measurements/softmax_vjp.json, which the chapter *Softmax* draws.
"""

import argparse
import os
import platform
import sys
from datetime import date
from functools import partial, partialmethod
from timeit import repeat

os.environ["OMP_NUM_THREADS"] = "1"  # before numpy is imported: no product waits for a second core
import numpy as np
from measuring import keep

from mlpkit import softmax_jacobian, softmax_vjp

SIZES = [2**k for k in range(2, 17)]
CALLS = 5  # in a row, so that all but the first find their data in the caches
LARGEST_JACOBIAN = 4096  # 128 MiB in float64, and temporary arrays as large while it is formed


def by_jacobian(x, g):
    """Vector-Jacobian product with the whole Jacobian J; it is symmetric, so Jᵀg = Jg."""
    return softmax_jacobian(x) @ g


PRODUCTS = {"vjp": softmax_vjp, "jacobian": by_jacobian}
FLOPS = {"vjp": ("4n - 1", lambda n: 4 * n - 1), "jacobian": ("3n^2", lambda n: 3 * n**2)}


class Counted(float):
    """A number that counts its sums, differences and products; a change of sign is none."""

    operations = 0

    def _count(self, operation, other):
        Counted.operations += 1
        return Counted(operation(self, other))

    __add__ = partialmethod(_count, float.__add__)
    __sub__ = partialmethod(_count, float.__sub__)
    __mul__ = partialmethod(_count, float.__mul__)


def count_flops(name, n):
    """Count the operations of one product by doing it with numbers that count.

    ``"vjp"`` is S ⊙ (g − Sᵀg); ``"jacobian"`` forms diag(S) − S Sᵀ and multiplies by it. S is given.
    """
    s, g = np.array([[Counted(1)] * n, [Counted(1)] * n], dtype=object)
    Counted.operations = 0
    if name == "vjp":
        s * (g - np.sum(s * g))
    else:
        outer = np.outer(s, s)
        jacobian = -outer
        np.fill_diagonal(jacobian, s - outer.diagonal())
        g @ jacobian
    return Counted.operations


def check_flops(largest=64):
    """Raise `ArithmeticError` where a formula of `FLOPS` is not what is counted, for n up to ``largest``."""
    for name, (formula, flops) in FLOPS.items():
        for n in range(1, largest + 1):
            if (counted := count_flops(name, n)) != flops(n):
                expected = f"{formula} = {flops(n)}"
                raise ArithmeticError(f"{name}: {counted} flops counted at n = {n}, expected {expected}")


def measure(rounds, rng):
    """Time both products at every size, and compare their results.

    Parameters
    ----------
    rounds : int
    rng : numpy.random.Generator
        Draws the scores x and the upstream gradients g.

    Returns
    -------
    list of dict
        For each size n the seconds of the best call, and how far the two results are apart
        as vectors, relatively; above `LARGEST_JACOBIAN` the O(n) product alone.
    """
    records = [{"n": n} for n in SIZES]
    inputs = [rng.standard_normal((2, n)) for n in SIZES]
    for number in range(1, rounds + 1):
        print(f"\rround {number} of {rounds}", end="", file=sys.stderr, flush=True)
        for record, (x, g) in zip(records, inputs, strict=True):
            for name, product in PRODUCTS.items():
                if name == "vjp" or len(x) <= LARGEST_JACOBIAN:
                    best = min(repeat(partial(product, x, g), number=1, repeat=CALLS))
                    record[f"{name}_seconds"] = min(best, record.get(f"{name}_seconds", np.inf))
    print(file=sys.stderr)
    for record, (x, g) in zip(records, inputs, strict=True):
        if "jacobian_seconds" in record:
            wanted = by_jacobian(x, g)
            apart = np.linalg.norm(softmax_vjp(x, g) - wanted) / np.linalg.norm(wanted)
            if not apart < 1e-12:
                raise ArithmeticError(f"the two products differ by {apart:.1e} at n = {len(x)}")
            record["relative_difference"] = apart
    return [{key: v if key == "n" else float(f"{v:.4g}") for key, v in record.items()} for record in records]


def main():
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--keep", action="store_true", help="write the file that the chapter draws")
    parser.add_argument("--rounds", type=int, default=21, metavar="N", help="%(default)s by default")
    options = parser.parse_args()
    if options.rounds < 1:
        parser.error(f"--rounds is {options.rounds}, expected at least 1")
    check_flops()
    measurement = {
        "about": "seconds for one vector-Jacobian product of softmax in float64",
        "date": date.today().isoformat(),
        "machine": f"{platform.machine().replace('_', '-')}, {os.cpu_count()} cores, one of them used",
        "python": platform.python_version(),
        "numpy": np.__version__,
        "statistic": f"best of {options.rounds} rounds of {CALLS} calls",
        "flops": {name: formula for name, (formula, _) in FLOPS.items()},
        "sizes": measure(options.rounds, np.random.default_rng(0)),
    }
    print("{machine}, Python {python}, numpy {numpy}, {date}; {statistic}".format(**measurement))
    print(f"{'n':>6} {'O(n), µs':>10} {'O(n²), µs':>11} {'ratio':>7} {'apart by':>9}")
    for record in measurement["sizes"]:
        n, quick, slow, apart = [*record.values(), np.nan, np.nan][:4]  # nan: the O(n) product alone
        row = f"{n:>6} {1e6 * quick:>10.1f} {1e6 * slow:>11.1f} {slow / quick:>7.1f} {apart:>9.1e}"
        print(row.replace("nan", "  –"))
    if options.keep:
        keep(measurement, "softmax_vjp")


if __name__ == "__main__":
    main()
