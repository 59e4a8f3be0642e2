"""Which array world an input lives in, and a clear error when it lives in none.

The functions of mlpkit are written once, against the namespace of their input:
numpy, JAX, PyTorch, or the symbols of `mlpkit.symbolic`. This module finds that
namespace and turns what a person types in a notebook into a float64 array.
"""

import math

import array_api_compat
import numpy as np


def as_array(x, name):
    """Return ``x`` as a floating-point array, and the namespace of its world.

    Parameters
    ----------
    x : number, nested list of numbers, or array of any world
        Python numbers, lists and integer arrays become float64 (the default
        floating dtype of the world); floating and complex arrays pass unchanged.
    name : str
        The function and the argument, for the error message: ``"softmax: x"``.

    Returns
    -------
    array, namespace

    Raises
    ------
    TypeError
        If ``x`` is not made of numbers.
    ValueError
        If the rows of ``x`` have different lengths.

    Examples
    --------
    >>> as_array([1, 2], "softmax: x")[0]
    array([1., 2.])
    """
    if type(x) is np.ndarray and x.dtype.kind in "fc":
        return x, np
    if not array_api_compat.is_array_api_obj(x) or array_api_compat.is_numpy_array(x):
        return _as_numpy(x, name), np
    xp = array_api_compat.array_namespace(x)
    if xp.isdtype(x.dtype, ("real floating", "complex floating")):
        return x, xp
    return xp.astype(x, xp.asarray(0.0).dtype), xp


def _as_numpy(x, name):
    try:
        array = np.asarray(x)
    except ValueError as error:
        raise ValueError(
            f"{name} is ragged: its rows have different lengths, expected a full array"
        ) from error
    if array.dtype.kind in "fc":
        return array
    if array.dtype.kind in "iub":
        return array.astype(np.float64)
    raise TypeError(
        f"{name} is {_describe(x)}, expected a number, a nested list of numbers or an array"
        " (for symbols, see mlpkit.symbolic)"
    )


def _describe(x):
    if isinstance(x, np.ndarray):
        return f"an array of dtype {x.dtype}"
    text = repr(x)
    return f"the {type(x).__name__} {text if len(text) <= 40 else text[:37] + '…'}"


def same_world(x, name, y, other):
    """Bring ``y`` into the library, the device and the precision of ``x``.

    Python numbers, lists and numpy arrays enter any library; an array of another library
    does not.

    Parameters
    ----------
    x : array of floats
    name : str
        The function and the argument ``x`` came in as, for the message.
    y : number, nested list, or array
    other : str
        The function and the argument ``y`` came in as.
    """
    x, xp = as_array(x, name)
    y, yp = as_array(y, other)
    if yp.__name__ != xp.__name__:
        if yp is not np:
            raise TypeError(
                f"{other} and {name.partition(': ')[2]} are arrays of {_library(yp)} and {_library(xp)},"
                " expected both from the same library"
            )
        y = xp.asarray(y, device=device(x))
    if xp.isdtype(y.dtype, "real floating"):
        y = xp.astype(y, real_part(x, xp).dtype, copy=False)
    return y


def one_world(function, **arrays):
    """Bring all arguments of a function into one library, device and precision.

    numpy arrays, lists and numbers follow the first array of another library; where there is
    none, all take the precision of the last array, which for a layer are its parameters.

    Parameters
    ----------
    function : str
        Who asks, for the messages.
    **arrays : number, nested list, or array
        The arguments by their names.

    Returns
    -------
    list of arrays
    """
    named = [(as_array(x, f"{function}: {name}"), f"{function}: {name}") for name, x in arrays.items()]
    others = [(x, name) for (x, xp), name in named if xp is not np]
    x, reference = others[0] if others else (named[-1][0][0], named[-1][1])
    return [same_world(x, reference, y, name) for (y, _), name in named]


def device(x):
    """Return where an array lives, or None where there is no answer: new arrays then go anywhere."""
    return array_api_compat.device(x) if has_values(x) else None


def _library(xp):
    return xp.__name__.removeprefix("array_api_compat.").removesuffix(".numpy")


def real_part(x, xp):
    """Return the real part: at complex input, the part that decides which side of a kink."""
    return xp.real(x) if xp.isdtype(x.dtype, "complex floating") else x


def has_values(x):
    """Return False for JAX tracers and for symbols, whose values cannot be looked at.

    Checks of values are left out there; checks of shapes are not. Under `jax.jit` what is
    computed from an array with values has none.
    """
    if array_api_compat.is_jax_array(x):
        from jax.core import Tracer

        return not isinstance(x, Tracer)
    return getattr(x, "has_values", True)


def moderate(x):
    """Return True for real numpy numbers of a size at which exp may be taken at once.

    Then no exponential, no sum of them and no quotient of two leaves the range of the floats.
    Arrays of other libraries are not asked: looking at their values may mean to wait for another
    device, or be impossible.
    """
    if type(x) is not np.ndarray or x.dtype.kind != "f" or not x.size:
        return False
    bound = 0.4 * math.log(np.finfo(x.dtype).max)  # 283 in float64, 35 in float32
    return bool(x.max() <= bound and x.min() >= -bound)


def every(condition):
    """Return True if a condition holds everywhere, or cannot be looked at."""
    return not has_values(condition) or bool(condition.all())
