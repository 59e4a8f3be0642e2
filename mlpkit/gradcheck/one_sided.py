"""Slopes to the left and to the right, which differ at a kink."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from mlpkit.gradcheck.vector_function import balanced_step, check_step, machine_epsilon, vector_function
from mlpkit.structures import leaves, unflatten


@dataclass(frozen=True, eq=False)
class OneSidedSlopes:
    """What `one_sided_slopes` returns; every field but the last is in the form of x.

    Parameters
    ----------
    left, right : arrays of float64, or structures of such
        The slopes on both sides of x.
    kinks : array of bool, or structure of such
        Where they differ by more than their error.
    places : tuple of str
        The entries on a kink, as they would be typed: ``x[0].W[1, 2]``.
    """

    left: Any
    right: Any
    kinks: Any
    places: tuple

    def __str__(self):
        return "on a kink: " + ", ".join(self.places) if self.places else "no entry is on a kink"


def one_sided_slopes(function, x, *, step=None):
    """Slopes on either side of each entry of x, ±(4 f(x ± h) − f(x ± 2h) − 3 f(x)) / 2h; and the kinks.

    Parameters
    ----------
    function : callable
        Takes what ``x`` is, and returns a number.
    x : array of floats, or structure of such arrays
    step : float, optional
        h. By default ε^(1/3) max(1, |x|), entry by entry, as for `central_difference`.

    Returns
    -------
    OneSidedSlopes

    Raises
    ------
    ValueError, TypeError
        As for `central_difference`.

    Notes
    -----
    Both formulas have an error of order h², of the same sign where f is smooth, so the slopes
    agree there much better than either is exact. An entry is said to be on a kink if they differ
    by more than ε^(1/3) of the larger and the rounding, 64 ε |f| / h. A kink within
    2h of x counts, a jump too (unless f(x) lies in the middle of it), and an f that turns within h.

    Examples
    --------
    >>> found = one_sided_slopes(lambda x: np.sum(np.abs(x)), [1.0, 0.0, -2.0])
    >>> print(found, found.left.round(6), found.right.round(6))
    on a kink: x[1] [ 1. -1. -1.] [ 1.  1. -1.]
    """
    value, x, form = vector_function("one_sided_slopes", function, x)
    if step is not None:
        check_step("one_sided_slopes", step)
    here = value(x) if x.size else 0.0
    epsilon = machine_epsilon(here)
    steps = balanced_step(x, epsilon) if step is None else np.full(x.shape, step)
    left, right, largest = np.empty(x.shape), np.empty(x.shape), np.empty(x.shape)
    for i, h in enumerate(steps):
        values = {k: value(_moved(x, i, k * h)) for k in (-2, -1, 1, 2)}
        right[i] = (-3 * here + 4 * values[1] - values[2]) / (2 * h)
        left[i] = (3 * here - 4 * values[-1] + values[-2]) / (2 * h)
        largest[i] = np.abs([here, *values.values()]).max()
    error = np.cbrt(epsilon) * np.maximum(np.abs(left), np.abs(right)) + 64 * epsilon * largest / steps
    # nan on one side is no agreement
    kinks = unflatten(~(np.abs(right - left) <= error), form)
    return OneSidedSlopes(unflatten(left, form), unflatten(right, form), kinks, _places(kinks))


def _moved(x, i, shift):
    moved = x.copy()
    moved[i] += shift
    return moved


def _places(kinks):
    return tuple(
        f"x{path}" + (f"[{', '.join(map(str, map(int, index)))}]" if array.ndim else "")
        for path, array in leaves(kinks)
        for index in (zip(*np.nonzero(array), strict=True) if array.ndim else [()] * bool(array))
    )
