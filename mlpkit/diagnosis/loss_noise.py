"""How far the values of a loss are off by rounding, seen in its values at neighbouring points."""

import math
import warnings

import numpy as np

_ORDER = 6
_POINTS = _ORDER + 3
_SEGMENTS = 5
_STEPS = (1e-5, 3e-4, 1e-7)


def noise_of(function, vector, enough=0.0):
    """Return the standard deviation of the rounding in the values of a function round about a point.

    Along a short line a smooth function is a polynomial, which differences of a high order take
    away; what they leave is rounding, √C(2k, k) times as large in those of order k.

    Parameters
    ----------
    function : callable
        Takes a vector and returns a number.
    vector : array, shape (n,)
    enough : float
        What is so little that less need not be looked for.

    Returns
    -------
    float
        0 where the function has no finite values round about, or does not change.

    References
    ----------
    Moré and Wild, *Estimating computational noise*, SIAM Journal on Scientific Computing 33 (2011).

    Examples
    --------
    >>> at = np.array([1.0, 2.0])
    >>> noise_of(lambda x: float(x @ x), at) < 1e-14
    True
    >>> noise_of(lambda x: float(np.float32(x @ x)), at) > 1e-8
    True
    """
    # A bend may look like rounding on one line or for one length of steps, hardly for most and for all.
    found = np.inf
    for step in _STEPS:
        found = min(found, _level(function, vector, step))
        if found <= enough:
            break
    return found if np.isfinite(found) else 0.0


def _level(function, vector, step):
    rng = np.random.default_rng(1)
    reach = np.maximum(1, np.abs(vector)) / math.sqrt(vector.size)
    levels = []
    for _ in range(_SEGMENTS):
        # The lines start away from the point itself, where kinks may meet.
        start = vector + 1e-2 * reach * rng.normal(size=vector.size)
        direction = step * reach * rng.normal(size=vector.size)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                values = np.array([float(function(start + k * direction)) for k in range(_POINTS)])
                left = np.diff(values, _ORDER)
            except Exception:  # outside of its domain a function may do anything
                continue
        # Where most values are those of their neighbours, the steps are too short to show anything.
        if np.all(np.isfinite(left)) and np.mean(np.diff(values) == 0) <= 0.5:
            # The largest is taken out, lest a square of it overflow.
            most = np.max(np.abs(left))
            mean = np.mean((left / most) ** 2) if most else 0.0
            levels.append(most * np.sqrt(mean / math.comb(2 * _ORDER, _ORDER)))
    return float(np.median(levels)) if levels else np.inf
