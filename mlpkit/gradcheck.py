"""Numerical derivatives to hold against a formula: central differences and the complex step."""

import numpy as np


def central_difference(function, x, *, step=None):
    """Gradient by central differences, (f(x + h) − f(x − h)) / 2h for each entry of x.

    Parameters
    ----------
    function : callable
        Takes an array of the shape of ``x`` and returns a number.
    x : array of floats, any shape
    step : float, optional
        h. By default ε^(1/3) max(1, |x|), entry by entry, which balances the error of
        truncation, O(h²), against that of rounding, O(ε/h).

    Returns
    -------
    array, shape of ``x``
        Good to about 10 digits.

    Raises
    ------
    ValueError
        If ``step`` is not positive, or the function returns more than a number.

    References
    ----------
    Baydin, Pearlmutter, Radul and Siskind, *Automatic differentiation in machine learning:
    a survey*, Journal of Machine Learning Research 18 (2018), section 2.1.

    Examples
    --------
    >>> print(central_difference(lambda x: x @ x, [1.0, 2.0]).round(6))
    [2. 4.]
    """
    x = np.asarray(x, dtype=np.float64)
    if step is not None:
        _check_step("central_difference", step)
    balanced = np.finfo(float).eps ** (1 / 3) * np.maximum(1, np.abs(x))
    steps = np.broadcast_to(balanced if step is None else step, x.shape)
    gradient = np.empty(x.shape)
    for index in np.ndindex(*x.shape):
        shift = np.zeros(x.shape)
        shift[index] = steps[index]
        # The step that was really taken: x + h is rounded, and (x + h) − (x − h) is exact.
        taken = (x + shift)[index] - (x - shift)[index]
        gradient[index] = (
            _number("central_difference", function(x + shift))
            - _number("central_difference", function(x - shift))
        ) / taken
    return gradient


def complex_step(function, x, *, step=1e-200):
    """Gradient by the complex step, Im f(x + ih) / h for each entry of x.

    No two numbers are subtracted, so no digit is lost, however small h is.

    Parameters
    ----------
    function : callable
        Takes a complex array of the shape of ``x`` and returns a number; analytic, as all
        functions of mlpkit are.
    x : array of floats, any shape
    step : float
        h.

    Returns
    -------
    array, shape of ``x``
        Good to all the digits of float64.

    References
    ----------
    Squire and Trapp, *Using complex variables to estimate derivatives of real functions*,
    SIAM Review 40 (1998).

    Examples
    --------
    >>> print(complex_step(lambda x: x @ x, [1.0, 2.0]))
    [2. 4.]
    """
    x = np.asarray(x, dtype=np.float64)
    _check_step("complex_step", step)
    gradient = np.empty(x.shape)
    for index in np.ndindex(*x.shape):
        shift = np.zeros(x.shape, dtype=np.complex128)
        shift[index] = 1j * step
        gradient[index] = np.imag(_number("complex_step", function(x + shift))) / step
    return gradient


def _check_step(method, step):
    if not (np.isscalar(step) and np.isreal(step) and 0 < step < np.inf):
        raise ValueError(f"{method}: step is {step!r}, expected a positive number")


def _number(method, value):
    if np.shape(value) != ():
        raise ValueError(f"{method}: the function returned shape {np.shape(value)}, expected a number")
    return value
