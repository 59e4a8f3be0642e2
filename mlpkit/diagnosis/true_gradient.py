"""The gradient that a claim is held against, never taken from one source alone.

A problem of this package has a proved gradient; it is held against the complex step of the
loss, in a few directions. What is done for any other function, `function_gradient` says.
"""

from typing import NamedTuple

import numpy as np

from mlpkit.structures import leaves, rebuild

EXACT = 1e-9  # relative to the largest entry: float64, a formula or a complex step
SINGLE = 1e-4  # float32
NUMERICAL = 1e-6  # central differences in float64
NUMERICAL_SINGLE = 2e-3  # central differences of values with the digits of float32, besides their errors
UNDERFLOW = {False: 1e-290, True: 1e-30}  # what products may come out as 0 from, in float64 and float32


class TrueGradient(NamedTuple):
    """A gradient to hold a claim against.

    Parameters
    ----------
    arrays : list of arrays
        One for each array of the parameters.
    tolerance : float
        By how much of its largest entry an array may be off.
    terms : list of numbers
        How large the terms are that were added up to each array: what rounding is measured by.
    lower, upper : list of arrays
        Between what slopes the loss has a kink; the arrays themselves where it has none.
    source : str
        Where it comes from, for the report; empty where there is no gradient to speak of.
    undecided : str
        Why it holds to too few digits to call any claim right; empty where it does not.
    errors : tuple of numbers
        By how much each array may be off itself; empty where the gradient is exact.
    meeting : tuple of arrays of bool
        Where kinks lie upon each other, so that a backward pass may give more values than the slopes
        on their sides; empty where they do not.
    """

    arrays: list
    tolerance: float
    terms: list
    lower: list
    upper: list
    source: str
    undecided: str = ""
    errors: tuple = ()
    meeting: tuple = ()

    def tolerances(self, single=False):
        """Return by how much each array may be off; ``single`` for a claim in float32."""
        share = max(self.tolerance, SINGLE if single else 0.0)
        rounding = 64 * np.finfo(np.float32 if single else np.float64).eps
        errors = self.errors or [0.0] * len(self.arrays)
        return [
            share * np.max(np.abs(array), initial=0.0) + rounding * term + error + UNDERFLOW[single]
            for array, term, error in zip(self.arrays, self.terms, errors, strict=True)
        ]

    def accepts(self, claimed, tolerances):
        """Return where the entries of a claim may stand: near the gradient, or between its slopes."""
        return [
            (array >= low - allowed) & (array <= high + allowed)
            for array, low, high, allowed in zip(claimed, self.lower, self.upper, tolerances, strict=True)
        ]


def is_single(array):
    """Return whether an array, of any library, has fewer digits than float64."""
    dtype = str(getattr(array, "dtype", "")).rpartition(".")[2]
    return dtype in ("float32", "float16", "bfloat16")


def of_problem(problem, at):
    """Return the `TrueGradient` of a problem: its own, confirmed by the complex step.

    Raises
    ------
    ValueError
        If the two disagree, as when an `Activation` has a derivative that is not its own.
    """
    arrays = [np.asarray(array, dtype=np.float64) for _, array in leaves(problem.gradient(at))]
    points = [array for _, array in leaves(at)]
    rng = np.random.default_rng(0)
    for _ in range(3):
        directions = [rng.normal(size=point.shape) for point in points]
        moved = (p + 1e-200j * d for p, d in zip(points, directions, strict=True))
        slope = np.imag(problem(rebuild(at, moved))) / 1e-200
        along = [np.sum(a * d) for a, d in zip(arrays, directions, strict=True)]
        size = sum(np.sum(np.abs(a * d)) for a, d in zip(arrays, directions, strict=True))
        if not abs(sum(along) - slope) <= 1e-8 * size + 1e-13:
            raise ValueError(
                "check_gradient: loss has a gradient that the complex step does not confirm"
                f" ({sum(along):.6g} against {slope:.6g} in one direction): has an Activation a derivative"
                " that is not its own?"
            )
    source = "its proved formula and the complex step"
    return TrueGradient(arrays, EXACT, problem.terms(at), arrays, arrays, source)
