"""Slopes along random directions: two evaluations check all entries of a gradient at once.

One entry that is wrong shows in every direction that moves it, but beside all the others: a
small error in one of a million entries is easily missed. Checks entry by entry do not miss it.
"""

from dataclasses import dataclass

import numpy as np

from mlpkit.checks import check_count, check_rng
from mlpkit.gradcheck.relative_error import relative_error
from mlpkit.gradcheck.vector_function import balanced_step, check_step, machine_epsilon, vector_function
from mlpkit.same_form import in_form_of
from mlpkit.structures import flatten


@dataclass(frozen=True, eq=False)
class DirectionalCheck:
    """What `check_directions` returns.

    Parameters
    ----------
    claimed : array of float64, shape (k,)
        g · v for each direction v.
    measured : array of float64, shape (k,)
        The central difference along v.
    errors : array of float64, shape (k,)
        The `relative_error` of each pair.
    """

    claimed: np.ndarray
    measured: np.ndarray
    errors: np.ndarray

    @property
    def worst(self):
        """The largest relative error."""
        return float(self.errors.max())

    def __str__(self):
        return f"{len(self.errors)} random directions, worst relative error {self.worst:.1e}"


def directional_difference(function, x, direction, *, step=None):
    """Slope along a direction by a central difference, (f(x + hv) − f(x − hv)) / 2h.

    Parameters
    ----------
    function : callable
        Takes what ``x`` is, and returns a number.
    x : array of floats, or structure of such arrays
    direction : the same
        v, of any length.
    step : float, optional
        h. By default the longest with which no entry moves by more than its own step in
        `central_difference`, ε^(1/3) max(1, |x_i|).

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If ``direction`` has another form than ``x`` or is 0, ``step`` is not positive, or the
        function returns more than a number.

    Examples
    --------
    >>> print(round(directional_difference(lambda x: x @ x, [1.0, 2.0], [1.0, -1.0]), 6))
    -2.0
    """
    value, x, form = vector_function("directional_difference", function, x)
    v = flatten(in_form_of(direction, form, "directional_difference: direction"))
    return _slope("directional_difference", value, x, v, step)


def check_directions(function, gradient, x, *, rng, count=8):
    """Compare g · v with the slope of f along v, for random directions v of length 1.

    Parameters
    ----------
    function : callable
        Takes what ``x`` is, and returns a number.
    gradient : array of floats, or structure of such arrays, in the form of ``x``
        The claimed gradient g at ``x``.
    x : array of floats, or structure of such arrays
    rng : np.random.Generator
    count : int
        How many directions.

    Returns
    -------
    DirectionalCheck

    Raises
    ------
    ValueError, TypeError
        If the forms differ, ``x`` is empty, or an argument is not what it should be.

    Examples
    --------
    >>> x = np.array([1.0, 2.0, 3.0])
    >>> right = check_directions(lambda x: np.sum(x**3), 3 * x**2, x, rng=np.random.default_rng(0))
    >>> wrong = check_directions(lambda x: np.sum(x**3), 2 * x**2, x, rng=np.random.default_rng(0))
    >>> right.worst < 1e-8, wrong.worst > 0.1
    (True, True)
    """
    check_rng("check_directions", rng)
    check_count("check_directions: count", count)
    value, x, form = vector_function("check_directions", function, x)
    g = flatten(in_form_of(gradient, form, "check_directions: gradient"))
    if not x.size:
        raise ValueError("check_directions: x is empty, expected an entry at least")
    directions = rng.normal(size=(count, x.size))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    measured = np.array([_slope("check_directions", value, x, v, None) for v in directions])
    claimed = directions @ g
    return DirectionalCheck(claimed, measured, relative_error(claimed, measured))


def _slope(name, value, x, v, step):
    if step is not None:
        check_step(name, step)
    if not np.any(v):
        raise ValueError(f"{name}: direction is 0 everywhere, expected a direction")
    if step is None:
        moving = v != 0
        steps = balanced_step(x[moving], machine_epsilon(value(x))) / np.abs(v[moving])
        step = steps.min()
    return float((value(x + step * v) - value(x - step * v)) / (2 * step))
