"""Numerical derivatives to hold against a formula: central differences and the complex step."""

import numpy as np

from mlpkit.gradcheck.vector_function import balanced_step, check_step, machine_epsilon, vector_function
from mlpkit.structures import unflatten


def central_difference(function, x, *, step=None):
    """Gradient by central differences, (f(x + h) − f(x − h)) / 2h for each entry of x.

    Parameters
    ----------
    function : callable
        Takes an array of the shape of ``x``, or a structure in its form, and returns a number.
    x : array of floats, any shape; or a structure of such arrays
        Nested tuples, lists, dicts and NamedTuples, such as the `Layer`s of a network. Taken
        as float64.
    step : float, optional
        h. By default ε^(1/3) max(1, |x|), entry by entry.

    Returns
    -------
    array of float64, shape of ``x``; or a structure of such, in the form of ``x``
        Good to about 10 digits, and to about 4 if the function computes in float32.

    Raises
    ------
    ValueError
        If ``step`` is not positive, or the function returns more than a number.
    TypeError
        If ``x`` is not made of real numbers; it names the path to the array that is not.

    Notes
    -----
    Truncation costs h² |f‴| / 6 and rounding about ε |f| / h. Their sum is least at
    h = (3 ε |f| / |f‴|)^(1/3), which is about ε^(1/3) times the length over which f changes;
    max(1, |x|) stands for that length. ε is that of the dtype the function returns: 2⁻⁵² for
    float64, 2⁻²³ for float32, and then h is 800 times larger. A function that computes in float32
    and returns a Python number hides it, and needs a ``step``.

    References
    ----------
    Baydin, Pearlmutter, Radul and Siskind, *Automatic differentiation in machine learning:
    a survey*, Journal of Machine Learning Research 18 (2018), section 2.1.

    Examples
    --------
    >>> print(central_difference(lambda x: x @ x, [1.0, 2.0]).round(6))
    [2. 4.]
    >>> found = central_difference(lambda p: p["a"] @ p["b"], {"a": np.array([1.0]), "b": np.array([3.0])})
    >>> print(found["a"].round(6), found["b"].round(6))
    [3.] [1.]
    """
    value, x, form = vector_function("central_difference", function, x)
    if step is not None:
        check_step("central_difference", step)
        steps = np.full(x.shape, step)
    else:
        steps = balanced_step(x, machine_epsilon(value(x)) if x.size else 0)
    gradient = np.empty(x.shape)
    for i, h in enumerate(steps):
        right, left = x.copy(), x.copy()
        right[i] += h
        left[i] -= h
        # The step that was really taken: x + h is rounded, and (x + h) − (x − h) is exact.
        gradient[i] = (value(right) - value(left)) / (right[i] - left[i])
    return unflatten(gradient, form)


def complex_step(function, x, *, step=None):
    """Gradient by the complex step, Im f(x + ih) / h for each entry of x.

    No two numbers are subtracted, so no digit is lost, however small h is.

    Parameters
    ----------
    function : callable
        Takes a complex array of the shape of ``x``, or a structure of such in its form, and
        returns a number; analytic, as all functions of mlpkit are.
    x : array of floats, any shape; or a structure of such arrays
        Taken as float64.
    step : float, optional
        h. By default 10⁻²⁰⁰, and a longer one where that is too small.

    Returns
    -------
    array of float64, shape of ``x``; or a structure of such, in the form of ``x``
        Good to all the digits of float64.

    Raises
    ------
    ValueError, TypeError
        As for `central_difference`.

    Notes
    -----
    What can go wrong is that slope · h underflows, as for log x at x = 10²⁰⁰, or for x² at
    x = 10⁻¹⁵⁰. Where Im f is too near to underflow to have all its digits, 10⁻¹⁰⁰ max(1, |x|) is
    tried, or 10⁻²⁰ max(1, |x|) if the function computes in single precision, where 10⁻²⁰⁰ is 0.
    A slope below about 10⁻¹⁹⁰ / max(1, |x|) still comes out as 0, and an x between 0 and 10⁻¹⁹⁰
    is too near to h. A ``step`` that is given is taken as it is.

    References
    ----------
    Squire and Trapp, *Using complex variables to estimate derivatives of real functions*,
    SIAM Review 40 (1998).

    Examples
    --------
    >>> print(complex_step(lambda x: x @ x, [1.0, 2.0]))
    [2. 4.]
    """
    value, x, form = vector_function("complex_step", function, x)
    if step is not None:
        check_step("complex_step", step)
    gradient = np.empty(x.shape)
    for i in range(len(x)):
        if step is not None:
            gradient[i] = np.imag(_shifted(value, x, i, step)) / step
        else:
            gradient[i] = _imaginary_slope(value, x, i)
    return unflatten(gradient, form)


def _imaginary_slope(value, x, i):
    """Return Im f(x + ih) / h at a step h where Im f has all its digits, if there is one."""
    step = 1e-200
    number = _shifted(value, x, i, step)
    limits = np.finfo(np.float64 if machine_epsilon(number) < 1e-10 else np.float32)
    if np.abs(np.imag(number)) < limits.tiny / limits.eps:
        larger = (1e-100 if limits.bits == 64 else 1e-20) * np.maximum(1, np.abs(x[i]))
        imaginary = np.imag(_shifted(value, x, i, larger))
        # Where that is as small the slope is 0, and what is left of it is the error of truncation.
        if np.abs(imaginary) >= limits.tiny / limits.eps:
            return imaginary / larger
    return np.imag(number) / step


def _shifted(value, x, i, step):
    shifted = x.astype(np.complex128)
    shifted[i] += 1j * step
    return value(shifted)
