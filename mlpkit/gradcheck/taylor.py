"""The Taylor remainder: what is left of f after its linear part shrinks like h² if the gradient is right."""

from dataclasses import dataclass

import numpy as np

from mlpkit.checks import check_rng
from mlpkit.gradcheck.vector_function import machine_epsilon, vector_function
from mlpkit.same_form import in_form_of
from mlpkit.structures import flatten

RIGHT, WRONG, LINEAR, UNDECIDED = "right", "wrong", "right, linear", "undecided"
FITTED = 5  # the smallest steps that rounding leaves alone
SMALL = 1e-2  # where f turns between larger steps, a right gradient looks wrong


@dataclass(frozen=True, eq=False)
class TaylorSlope:
    """What `taylor_slope` returns.

    Parameters
    ----------
    steps : array of float64, shape (k,)
        The h, from large to small.
    remainders : array of float64, shape (k,)
        |f(x + hv) − f(x) − h g · v|.
    rounding : array of float64, shape (k,)
        The level below which a remainder may be nothing but rounding.
    slope : float
        Of log remainder against log h, fitted to the smallest steps above that level; nan if
        fewer than 3 are.
    verdict : {"right", "wrong", "right, linear", "undecided"}
    reason : str
        One sentence.
    """

    steps: np.ndarray
    remainders: np.ndarray
    rounding: np.ndarray
    slope: float
    verdict: str
    reason: str

    def __str__(self):
        return f"{self.verdict}: {self.reason}"


def taylor_slope(function, gradient, x, rng, *, steps=None):
    """Slope of log |f(x + hv) − f(x) − h g·v| against log h: 2 if the gradient g is right, 1 if not.

    Parameters
    ----------
    function : callable
        Takes what ``x`` is, and returns a number.
    gradient : array of floats, or structure of such arrays, in the form of ``x``
        The claimed gradient g at ``x``.
    x : array of floats, or structure of such arrays
    rng : np.random.Generator
        Draws the direction v: normal numbers, each times max(1, |x_i|), so that h is relative.
    steps : sequence of floats, optional
        The h. By default 10⁻¹ to 10⁻⁸, four to a decade.

    Returns
    -------
    TaylorSlope

    Raises
    ------
    ValueError, TypeError
        If the forms differ, ``x`` is empty, or an argument is not what it should be.

    Notes
    -----
    A wrong gradient leaves h (∇f − g) · v, however small h is: slope 1. A bad step shows
    otherwise: too small, and the remainder is at the level of rounding, 100 ε times the numbers
    that are subtracted; too large, and the slope is neither, or is 1 above h = 1/100 only. So
    the slope is read at the smallest steps above that level. If no three remainders are above it
    while h g · v is, f is linear along v as far as these steps see, and g is right. Slope 1 also
    comes from a kink at x, where no gradient is right: `one_sided_slopes` tells.

    Examples
    --------
    >>> x, rng = np.array([1.0, 2.0]), np.random.default_rng(0)
    >>> print(taylor_slope(lambda x: np.sum(np.exp(x)), np.exp(x), x, rng))
    right: the remainder falls like h^2.00
    >>> print(taylor_slope(lambda x: np.sum(np.exp(x)), 1.001 * np.exp(x), x, rng).verdict)
    wrong
    """
    check_rng("taylor_slope", rng)
    value, x, form = vector_function("taylor_slope", function, x)
    g = flatten(in_form_of(gradient, form, "taylor_slope: gradient"))
    if not x.size:
        raise ValueError("taylor_slope: x is empty, expected an entry at least")
    steps = np.logspace(-1, -8, 29) if steps is None else _checked_steps(steps)
    v = rng.normal(size=x.size) * np.maximum(1, np.abs(x))
    here = value(x)
    values = np.array([float(value(x + h * v)) for h in steps])
    linear = steps * (g @ v)
    remainders = np.abs(values - float(here) - linear)
    # x + hv is rounded too, which moves f by ε |x| times its slopes.
    numbers = np.abs(values) + np.abs(float(here)) + np.abs(linear) + np.abs(g) @ np.abs(x)
    rounding = 100 * machine_epsilon(here) * numbers
    return TaylorSlope(steps, remainders, rounding, *_judge(steps, remainders, rounding, linear))


def _judge(steps, remainders, rounding, linear):
    if not np.all(np.isfinite(linear)):
        return np.nan, WRONG, "the gradient is not finite"
    if np.count_nonzero(np.isfinite(remainders)) < 3:
        return np.nan, UNDECIDED, "f is not finite: smaller steps, or another x"
    seen = np.flatnonzero(remainders > rounding)[-FITTED:]
    if len(seen) < 3:
        if np.count_nonzero(np.abs(linear) > rounding) >= 3:
            return np.nan, LINEAR, "the remainder is at the level of rounding, f is linear along v"
        return np.nan, UNDECIDED, "f does not change beyond rounding: larger steps, or f is constant"
    slope = float(np.polyfit(np.log(steps[seen]), np.log(remainders[seen]), 1)[0])
    if slope > 1.75:
        return slope, RIGHT, f"the remainder falls like h^{slope:.2f}"
    if 0.75 < slope < 1.25 and steps[seen[-1]] <= SMALL:
        return slope, WRONG, f"the remainder falls like h^{slope:.2f}: another gradient, or a kink at x"
    return (
        slope,
        UNDECIDED,
        f"the remainder falls like h^{slope:.2f} down to h = {steps[seen[-1]]:.0e}: other steps",
    )


def _checked_steps(steps):
    steps = np.asarray(steps, dtype=np.float64)
    if steps.ndim != 1 or len(steps) < 3 or not np.all((steps > 0) & np.isfinite(steps)):
        raise ValueError(f"taylor_slope: steps are {steps.tolist()}, expected 3 positive numbers at least")
    return np.sort(steps)[::-1]
