"""A function of arrays or structures as a function of one vector; how exact it is, and what step suits it."""

from typing import Any, NamedTuple

import numpy as np

from mlpkit.arrays import as_array, real_part
from mlpkit.structures import flatten, leaves, rebuild, unflatten


class VectorFunction(NamedTuple):
    """What `vector_function` returns: a callable on vectors, x as a vector, and the form of x."""

    value: Any
    x: Any
    form: Any


def vector_function(name, function, x):
    """Turn a function of arrays into one of a vector, where differences are taken.

    Parameters
    ----------
    name : str
        Who asks, for the messages.
    function : callable
        Takes what ``x`` is, and returns a number.
    x : array of floats, or structure of such arrays

    Returns
    -------
    VectorFunction
        With ``value``, which raises a ValueError if the function returns more than a number;
        ``x``, a vector of float64; and ``form``, for `unflatten`.
    """
    form = rebuild(x, [array for _, array in leaves(x, f"{name}: x")])

    def value(vector):
        number = function(unflatten(vector, form))
        if np.shape(number) != ():
            raise ValueError(f"{name}: the function returned shape {np.shape(number)}, expected a number")
        return number

    return VectorFunction(value, flatten(form), form)


def machine_epsilon(number):
    """Return the ε of the dtype of a number that a function returned, and so how it rounds.

    Python numbers and integers are those of float64, 2⁻⁵².

    Examples
    --------
    >>> print(machine_epsilon(np.float32(3)), machine_epsilon(3) == 2**-52)
    1.1920928955078125e-07 True
    """
    number, xp = as_array(number, "machine_epsilon: number")
    return float(xp.finfo(real_part(number, xp).dtype).eps)


def balanced_step(x, epsilon):
    """Step of a central difference, h = ε^(1/3) max(1, |x|), entry by entry.

    Examples
    --------
    >>> print(balanced_step(np.array([0.5, -1000.0]), 1e-15))
    [1.e-05 1.e-02]
    """
    return np.cbrt(epsilon) * np.maximum(1, np.abs(x))


def check_step(name, step):
    """Raise a ValueError unless a step is a positive number."""
    if not (np.isscalar(step) and np.isreal(step) and 0 < step < np.inf):
        raise ValueError(f"{name}: step is {step!r}, expected a positive number")
