"""Slopes of a loss whose values hold few digits, with how far each may be off."""

from typing import NamedTuple

import numpy as np

_STEPS = 2.0 ** np.arange(-2, 4)  # times the step at which rounding and truncation are about equal


class CoarseSlopes(NamedTuple):
    """Central differences and what is known about them, one number for each entry.

    Parameters
    ----------
    slopes : array
    errors : array
        By how much they may be off.
    lower, upper : array
        The slopes on both sides where a kink may be, with their own errors; elsewhere ``slopes``.
    step : float
        At which rounding and truncation are about equal.
    """

    slopes: np.ndarray
    errors: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    step: float


def coarse_slopes(function, x, noise, scale):
    """Return the `CoarseSlopes` of a function, for each entry from the steps that suit it best.

    Two central differences D(h) and D(h/2) give (4 D(h/2) − D(h)) / 3, which is off by less
    than they differ, and by the rounding that a step so short makes of the noise. What other
    steps give must not contradict it: the loss may bend between one step and the next.

    Parameters
    ----------
    function : callable
        Takes a vector and returns a number.
    x : array, shape (n,)
    noise : float
        How far its values are off.
    scale : float
        How large its values are.

    Returns
    -------
    CoarseSlopes

    Examples
    --------
    >>> found = coarse_slopes(lambda x: np.float32(x @ x), np.array([3.0]), noise=1e-6, scale=9.0)
    >>> bool(abs(found.slopes[0] - 6) < found.errors[0] < 0.01)
    True
    """
    best = np.clip(np.cbrt(noise / scale), 2e-4, 1e-2) if scale else 1e-2
    here = function(x)
    slopes, errors, lower, upper = np.empty((4, x.size))
    for index in range(x.size):
        steps = best * max(1, abs(x[index])) * _STEPS
        forward = np.array([_slope(function, here, x, index, step) for step in steps])
        backward = np.array([_slope(function, here, x, index, -step) for step in steps])
        central = (forward + backward) / 2
        closing = (4 * central[:-1] - central[1:]) / 3
        off = np.abs(np.diff(central)) / 2 + 4 * noise / steps[:-1]
        chosen = np.argmin(off)
        slopes[index] = lower[index] = upper[index] = closing[chosen]
        against = np.abs(closing - closing[chosen])
        # Twice, because a still shorter step may go on in the same direction.
        errors[index] = max(off[chosen], 2 * np.max(against[against > off + off[chosen]], initial=0.0))
        # The slopes of a smooth function close up with the step; those at a kink do not.
        gaps, pad = np.abs(forward - backward), 4 * noise / steps[0]
        if abs(2 * gaps[0] - gaps[1]) > 4 * pad:
            errors[index] += gaps[0] / 2 + pad
        if gaps[1] > 0.75 * gaps[2] and gaps[1] > 0.1 * abs(closing[chosen]) + 2 * pad:
            pad += abs(gaps[2] - gaps[1])
            lower[index] = min(forward[1], backward[1]) - pad
            upper[index] = max(forward[1], backward[1]) + pad
    return CoarseSlopes(slopes, errors, lower, upper, float(best))


def _slope(function, here, x, index, step):
    moved = x.copy()
    moved[index] += step
    return (function(moved) - here) / (moved[index] - x[index])
