"""Activation functions with a kink at 0, each with its derivative standing under it.

At the kink no derivative exists. mlpkit takes 0 there for relu', leaky_relu' takes the
slope of the left side, and sign(0) = 0; every one of these is a subgradient. NaN in gives
NaN out. The chapter *Functions of one variable* derives them all.
"""

from mlpkit.arrays import as_array, has_values, real_part


def relu(x):
    """Rectified linear unit, relu(x) = max(0, x).

    Parameters
    ----------
    x : array of floats, any shape, any array world
        Numbers, lists and integer arrays are taken as float64.

    Returns
    -------
    array, shape and dtype of ``x``

    References
    ----------
    Glorot, Bordes and Bengio, *Deep sparse rectifier neural networks* (2011).

    Examples
    --------
    >>> print(relu([-2, 0, 3]))
    [0. 0. 3.]
    """
    x, xp = as_array(x, "relu: x")
    return xp.where(real_part(x, xp) <= 0, 0, x)[()]


def relu_derivative(x):
    """Derivative of relu, 1{x > 0}; the value 0 is taken at the kink x = 0.

    Every value in [0, 1] is a subgradient at 0, and 0 and 1 are both in use.

    Examples
    --------
    >>> print(relu_derivative([-2, 0, 3]))
    [0. 0. 1.]
    """
    return indicator(as_array(x, "relu_derivative: x")[0])


def leaky_relu(x, slope=0.01):
    """Leaky rectified linear unit, max(x, αx) with 0 ≤ α < 1.

    Parameters
    ----------
    x : array of floats, any shape
    slope : number
        α, the slope on the left of 0.

    Returns
    -------
    array, shape and dtype of ``x``

    Raises
    ------
    ValueError
        If ``slope`` is not in [0, 1).

    Examples
    --------
    >>> print(leaky_relu([-2, 0, 3], slope=0.1))
    [-0.2  0.   3. ]
    """
    x, xp = as_array(x, "leaky_relu: x")
    slope = _checked_slope("leaky_relu", slope)
    negative = real_part(x, xp) <= 0
    # The slope never meets an infinity it does not belong to: 0 · ∞ would be nan.
    left = 0 if isinstance(slope, float) and slope == 0 else slope * xp.where(negative, x, 0)
    return xp.where(negative, left, x)[()]


def leaky_relu_derivative(x, slope=0.01):
    """Derivative of leaky_relu: 1 for x > 0 and α for x < 0; α is taken at the kink x = 0.

    Parameters, returns and errors are those of `leaky_relu`. With α = 0 it is the
    derivative of relu, the value 0 at the kink included.

    Examples
    --------
    >>> print(leaky_relu_derivative([-2, 0, 3], slope=0.1))
    [0.1 0.1 1. ]
    """
    x, xp = as_array(x, "leaky_relu_derivative: x")
    slope = _checked_slope("leaky_relu_derivative", slope)
    return xp.where(real_part(x, xp) <= 0, slope, indicator(x))[()]


def sign(x):
    """Sign, 1{x > 0} − 1{x < 0}; so sign(0) = 0.

    At complex input, the sign of the real part.

    Examples
    --------
    >>> print(sign([-2, 0, 3]))
    [-1.  0.  1.]
    """
    x, _ = as_array(x, "sign: x")
    return indicator(x) - indicator(-x)


def sign_derivative(x):
    """Derivative of sign, 0 away from the jump at 0; the value 0 is taken there too.

    Examples
    --------
    >>> print(sign_derivative([-2, 0, 3]))
    [0. 0. 0.]
    """
    x, xp = as_array(x, "sign_derivative: x")
    return _zero(x, xp)


def abs(x):  # the field's name; the builtin is not used in this module
    """Absolute value, |x| = x sign(x).

    At complex input it is the analytic ±x, split by the sign of the real part, which is
    what the complex step needs, and not the modulus.

    Examples
    --------
    >>> print(abs([-2, 0, 3]))
    [2. 0. 3.]
    """
    x, xp = as_array(x, "abs: x")
    return xp.where(real_part(x, xp) < 0, -x, x)[()]


def abs_derivative(x):
    """Derivative of |x|, sign(x) for x ≠ 0; the value 0 is taken at the kink.

    Examples
    --------
    >>> print(abs_derivative([-2, 0, 3]))
    [-1.  0.  1.]
    """
    return sign(as_array(x, "abs_derivative: x")[0])


def indicator(x):
    """Indicator of the positive numbers, 1{x > 0}.

    Examples
    --------
    >>> print(indicator([-2, 0, 3]))
    [0. 0. 1.]
    """
    x, xp = as_array(x, "indicator: x")
    side = real_part(x, xp)
    return xp.where(side > 0, 1, xp.where(side <= 0, 0, x))[()]


def indicator_derivative(x):
    """Derivative of the indicator, 0 away from the jump at 0; the value 0 is taken there too.

    Examples
    --------
    >>> print(indicator_derivative([-2, 0, 3]))
    [0. 0. 0.]
    """
    x, xp = as_array(x, "indicator_derivative: x")
    return _zero(x, xp)


def _checked_slope(function, slope):
    """Return the slope as a Python number; symbols and traced arrays pass as they are."""
    if not has_values(slope):
        return slope
    try:
        number = float(slope)
    except (TypeError, ValueError) as error:
        raise TypeError(f"{function}: slope is {slope!r}, expected a number α with 0 ≤ α < 1") from error
    if not 0 <= number < 1:
        raise ValueError(f"{function}: slope is {slope}, expected a number α with 0 ≤ α < 1")
    return number


def _zero(x, xp):
    return xp.where(xp.isnan(x), x, 0)[()]
