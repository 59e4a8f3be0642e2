"""Smooth activation functions, each with its derivative standing right under it.

Every function works entry by entry and keeps the shape and the precision of its
input. Each is split at 0 the same way, into x ≤ 0 and x > 0, so that an autodiff of
these very lines is right at 0 as well. NaN in gives NaN out. The chapter *Functions of
one variable* derives them all.
"""

from mlpkit.arrays import as_array, moderate, real_part, same_world
from mlpkit.kinks import relu


def sigmoid(x):
    """Logistic sigmoid, σ(x) = 1 / (1 + e⁻ˣ).

    Parameters
    ----------
    x : array of floats, any shape, any array world
        Numbers, lists and integer arrays are taken as float64.

    Returns
    -------
    array, shape and dtype of ``x``

    Notes
    -----
    Beyond numbers of moderate size only exp of a number ≤ 0 is taken, so nothing overflows:
    σ is within 4 ulp of the exact value over the whole float64 range.

    References
    ----------
    Goodfellow, Bengio and Courville, *Deep Learning* (2016), section 3.10.

    Examples
    --------
    >>> print(sigmoid([-1e4, 0, 1]))
    [0.         0.5        0.73105858]
    """
    x, xp = as_array(x, "sigmoid: x")
    if moderate(x):
        return 1 / (1 + xp.exp(-x))
    positive = real_part(x, xp) > 0
    e = xp.exp(xp.where(positive, -x, x))
    return xp.where(positive, 1, e) / (1 + e)


def sigmoid_derivative(x):
    """Derivative of the sigmoid, σ'(x) = σ(x)(1 − σ(x)) = σ(x) σ(−x).

    Parameters and returns are those of `sigmoid`. It is computed as e / (1 + e)² with
    e = e^(−|x|), because 1 − σ(x) would lose every digit at large x.

    Examples
    --------
    >>> print(sigmoid_derivative([0, 40]))
    [2.50000000e-01 4.24835426e-18]
    """
    x, xp = as_array(x, "sigmoid_derivative: x")
    e = xp.exp(-_magnitude(x, xp))
    return e / (1 + e) ** 2


def sigmoid_vjp(x, upstream):
    """Vector-Jacobian product of the sigmoid, g ⊙ σ'(x), in O(n).

    Parameters
    ----------
    x : array of floats, any shape
    upstream : array of floats, shape of ``x``
        g, the gradient of the loss with respect to σ(x).

    Returns
    -------
    array, shape of ``x``
        The gradient of the loss with respect to ``x``.

    Raises
    ------
    ValueError
        If the two shapes differ.
    TypeError
        If ``x`` and ``upstream`` are arrays of different libraries.

    Examples
    --------
    >>> print(sigmoid_vjp([0, 1], [4, -1]))
    [ 1.         -0.19661193]
    """
    x, _ = as_array(x, "sigmoid_vjp: x")
    upstream = same_world(x, "sigmoid_vjp: x", upstream, "sigmoid_vjp: upstream")
    if x.shape != upstream.shape:
        raise ValueError(
            f"sigmoid_vjp: upstream has shape {tuple(upstream.shape)},"
            f" expected the shape of x, {tuple(x.shape)}"
        )
    return upstream * sigmoid_derivative(x)


def tanh(x):
    """Hyperbolic tangent, tanh(x) = (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ).

    Parameters
    ----------
    x : array of floats, any shape

    Returns
    -------
    array, shape and dtype of ``x``

    Examples
    --------
    >>> print(tanh([-1e4, 0, 1]))
    [-1.          0.          0.76159416]
    """
    x, xp = as_array(x, "tanh: x")
    return xp.tanh(x)


def tanh_derivative(x):
    """Derivative of tanh, tanh'(x) = 1 − tanh²(x) = (2e / (1 + e²))² with e = e^(−|x|).

    Parameters and returns are those of `tanh`. The second form is the one computed: the
    first loses every digit at large x.

    Examples
    --------
    >>> print(tanh_derivative([0, 20]))
    [1.0000000e+00 1.6993417e-17]
    """
    x, xp = as_array(x, "tanh_derivative: x")
    e = xp.exp(-_magnitude(x, xp))
    return (2 * e / (1 + e**2)) ** 2


def softplus(x):
    """Softplus, log(1 + eˣ), computed as max(0, x) + log(1 + e^(−|x|)) where eˣ could overflow.

    Parameters
    ----------
    x : array of floats, any shape

    Returns
    -------
    array, shape and dtype of ``x``

    Notes
    -----
    Within 4 ulp of the exact value over the whole float64 range.

    Examples
    --------
    >>> print(softplus([-1e4, 0, 1e4]))
    [0.00000000e+00 6.93147181e-01 1.00000000e+04]
    """
    x, xp = as_array(x, "softplus: x")
    if moderate(x):
        return xp.log1p(xp.exp(x))
    return relu(x) + xp.log1p(xp.exp(-_magnitude(x, xp)))


def softplus_derivative(x):
    """Derivative of softplus, the sigmoid: softplus'(x) = σ(x).

    Examples
    --------
    >>> print(softplus_derivative(0.0))
    0.5
    """
    return sigmoid(as_array(x, "softplus_derivative: x")[0])


def log_sigmoid(x):
    """Logarithm of the sigmoid, ln σ(x) = −softplus(−x).

    Parameters and returns are those of `softplus`, and so is the accuracy.

    Examples
    --------
    >>> print(log_sigmoid([-1e4, 0]))
    [-1.00000000e+04 -6.93147181e-01]
    """
    x, _ = as_array(x, "log_sigmoid: x")
    return -softplus(-x)


def log_sigmoid_derivative(x):
    """Derivative of ln σ, which is 1 − σ(x) = σ(−x).

    Examples
    --------
    >>> print(log_sigmoid_derivative(0.0))
    0.5
    """
    return sigmoid(-as_array(x, "log_sigmoid_derivative: x")[0])


def _magnitude(x, xp):
    """Return |x|, or at complex input ±x with a real part ≥ 0, which is analytic."""
    return xp.where(real_part(x, xp) > 0, x, -x)
