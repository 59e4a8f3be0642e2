"""Gradients round about a point at which a loss has kinks: what a backward pass may give there."""

from typing import NamedTuple

import numpy as np

from mlpkit.gradcheck import central_difference

_SLOPES = 2048  # how many slopes to take, at 8 to 48 places: kinks that meet have many sides
AWAY = 1e-6  # far enough for the slopes to be those of one side, too near for them to change much


class NearbySlopes(NamedTuple):
    """Between what slopes a loss has a kink, one number for each entry.

    Parameters
    ----------
    lower, upper : array
        The least and the largest slope round about.
    kinked : array of bool
        Whether they differ.
    meeting : array of bool
        Whether kinks lie upon each other, so that a backward pass may give still other values: the
        product of two slopes, or the sum of two that cancel.
    silent : array of bool
        Whether, where kinks are several, the slope is 0 at every place that was looked at. A kink
        may hide there, as in relu(−relu(x)), which is 0 throughout.
    """

    lower: np.ndarray
    upper: np.ndarray
    kinked: np.ndarray
    meeting: np.ndarray
    silent: np.ndarray

    def open_in(self, split):
        """Return where a backward pass may give more than these slopes, one array for each that is split.

        A hidden kink is feared only beside one that shows in the same array.
        """
        return tuple(
            meeting | (silent & np.any(kinked | meeting))
            for meeting, silent, kinked in zip(
                *map(split, (self.meeting, self.silent, self.kinked)), strict=True
            )
        )


def nearby_slopes(gradient, x, away, honest, sides, apart):
    """Return the `NearbySlopes` of a function.

    At a single kink a backward pass gives a value between the slopes on its two sides. Where
    there are three slopes or more, or where the one it gave is none of them, kinks meet.

    Parameters
    ----------
    gradient : callable
        Takes a vector, and returns the gradient there.
    x : array, shape (n,)
    away : float
        How far from x to look, as a share of its entries.
    honest : array or None
        What the function itself gives as its gradient at x, if it can.
    sides : pair of arrays
        The slopes to the left and to the right, entry by entry; equal where they are one.
    apart : float
        From where on two slopes are not the same.

    Examples
    --------
    >>> def slope(x):
    ...     return np.where(x > 0, 1.0, 0.0)
    >>> one = np.zeros(1)
    >>> found = nearby_slopes(slope, one, AWAY, one, (one, one), 1e-6)
    >>> print(found.lower, found.upper, found.kinked, found.meeting)
    [0.] [1.] [ True] [False]
    """
    rng = np.random.default_rng(2)
    places = int(np.clip(_SLOPES // max(1, x.size), 8, 48))
    moves = away * np.maximum(1, np.abs(x)) * rng.normal(size=(places, x.size))
    around = np.array([gradient(x + move) for move in moves])
    rows = np.vstack([around, *([] if honest is None else [honest])])
    seen = np.sort(rows, axis=0)
    groups = 1 + np.sum(np.diff(seen, axis=0) > apart, axis=0)
    meeting = groups > 2
    if honest is not None:
        meeting |= np.min(np.abs(around - honest), axis=0) > apart
    left, right = (np.where(sides[1] - sides[0] > apart, side, around[0]) for side in sides)
    lower, upper = np.minimum(seen[0], left), np.maximum(seen[-1], right)
    first, *others = rows
    unlike = [row for row in others if np.any(np.abs(row - first) > apart)]
    several = any(np.any(np.abs(row - unlike[0]) > apart) for row in unlike)
    silent = several & (np.max(np.abs(seen), axis=0) <= apart)
    return NearbySlopes(lower, upper, upper - lower > apart, meeting, silent)


def is_analytic_nearby(function, exact, x, entries, apart):
    """Return whether the complex step of a function is its slope, a little away from a point.

    Parameters
    ----------
    function : callable
        Takes a vector and returns a number.
    exact : callable
        Takes a vector and returns the gradient by the complex step, or None.
    x : array, shape (n,)
    entries : array of int
        Which entries of the gradient are in doubt.
    apart : float
        From where on two slopes are not the same.

    Examples
    --------
    >>> is_analytic_nearby(lambda x: abs(x[0]) ** 3, lambda x: 0 * x, np.ones(1), [0], 1e-6)
    False
    """
    rng = np.random.default_rng(3)
    # A place may happen to lie at a kink again; all three hardly do.
    for _ in range(3):
        place = x + 1e-3 * np.maximum(1, np.abs(x)) * rng.normal(size=x.size)
        slopes = exact(place)
        if slopes is None:
            return False
        if all(abs(_central(function, place, index) - slopes[index]) <= apart for index in entries):
            return True
    return False


def bends(function, x, scale, noise, away=AWAY):
    """Return whether a function has a kink at a point, seen along a few lines through it.

    ``scale`` is how large its slopes are, ``noise`` how far its values are off.

    Examples
    --------
    >>> def hidden(x):
    ...     return max(x[0] + x[1], 0) - max(x[0] - x[1], 0)
    >>> bends(hidden, np.zeros(2), 1.0, 0.0), bends(lambda x: x @ x, np.zeros(2), 1.0, 0.0)
    (True, False)
    """
    rng, here, blur = np.random.default_rng(4), function(x), 16 * noise * 8 / away
    for direction in rng.normal(size=(3, x.size)) * np.maximum(1, np.abs(x)) / np.sqrt(x.size):
        gaps = []
        for step in (away, away / 8):
            right = (function(x + step * direction) - here) / step
            left = (here - function(x - step * direction)) / step
            gaps.append(abs(right - left))
        if gaps[1] > gaps[0] / 2 and gaps[1] > 1e-4 * max(1e-2 * scale, abs(right + left) / 2) + blur:
            return True
    return False


def gradient_nearby(function, step=AWAY / 16):
    """Return the gradient by central differences as a function, with short steps that stay on one side.

    Examples
    --------
    >>> print(gradient_nearby(lambda x: x @ x)(np.array([1.0, 2.0])).round(6))
    [2. 4.]
    """

    def gradient(x):
        steps = step * np.maximum(1, np.abs(x))
        return np.array([_central(function, x, index, h) for index, h in enumerate(steps)])

    return gradient


def _central(function, x, index, step=None):
    def along(value):
        return function(np.concatenate([x[:index], [float(value)], x[index + 1 :]]))

    return float(central_difference(along, x[index], step=step))
