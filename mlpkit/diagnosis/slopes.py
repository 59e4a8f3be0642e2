"""Slopes of a loss to the left and to the right, for two steps: where it bends, and where it jumps."""

import numpy as np

from mlpkit.gradcheck import central_difference

CLOSER = 64  # how much shorter the near step is than the wide one


def differences(function, x, noise):
    """Return central differences of a wide and a near step, and both slopes where a kink may be.

    Where there is none, the two slopes returned are the same. The last is whether it jumps.
    ``noise`` is how far the values are off, which may look like a kink too.

    Examples
    --------
    >>> central, near, lower, upper, jumps = differences(lambda x: abs(x[0]), np.zeros(1), 0.0)
    >>> print(central, lower, upper, jumps)
    [0.] [-1.] [1.] False
    """
    root = np.finfo(np.float64).eps ** (1 / 3)
    central = central_difference(function, x)
    near, lower, upper = central.copy(), central.copy(), central.copy()
    at, jumps = function(x), False
    for index in range(x.size):
        step = root * max(1, abs(x[index]))
        slopes = []
        for h in (step, -step, step / CLOSER, -step / CLOSER):
            moved = x.copy()
            moved[index] += h
            slopes.append((function(moved) - at) / (moved[index] - x[index]))
        near[index] = (slopes[2] + slopes[3]) / 2
        # The slopes of a smooth function close up with the step; those at a kink do not.
        wide, gap = abs(slopes[0] - slopes[1]), abs(slopes[2] - slopes[3])
        # At a jump they grow as the step shrinks; so does rounding, which is not as high.
        high = gap * step / CLOSER > 1e4 * np.finfo(np.float64).eps * abs(at)
        jumps = jumps or (high and gap > max(CLOSER / 2 * wide, 1e-300))
        blur = 16 * noise * CLOSER / step
        if gap > wide / 2 and gap > 1e-4 * max(1e-2, abs(near[index])) + blur:
            lower[index], upper[index] = min(slopes[2:]), max(slopes[2:])
    return central, near, lower, upper, bool(jumps)
