"""Softmax and its relatives: logsumexp, log_softmax, the Jacobian, the vector-Jacobian product.

Numbers of moderate size are exponentiated as they are. All others, and all that has no
value yet, are shifted by the maximum first, so that nothing overflows. Where it matters,
the largest entry is taken out of the sum, so that nothing small is lost beside it. The
chapter *Softmax* derives the formulas; that both ways are one function is proved.
"""

from mlpkit.arrays import as_array, device, every, moderate, real_part, same_world


def logsumexp(x, *, axis=-1):
    """Logarithm of a sum of exponentials, log Σ_k exp x_k.

    Its gradient is `softmax` and its Hessian is `softmax_jacobian`.

    Parameters
    ----------
    x : array of floats, shape (…, n), any array world
    axis : int
        The axis that is summed over.

    Returns
    -------
    array, shape of ``x`` without ``axis``

    Raises
    ------
    ValueError
        If ``x`` is a single number, if ``axis`` is not one of its axes, or if that axis is
        empty.

    Notes
    -----
    Within 4 ulp of the exact value, except where the result nearly cancels (all entries
    negative and the sum of the exponentials close to 1); there the error stays within 4 ulp
    of the largest entry. Entries of ±inf give their limit.

    References
    ----------
    Blanchard, Higham and Higham, *Accurately computing the log-sum-exp and softmax
    functions*, IMA Journal of Numerical Analysis 41 (2021).

    Examples
    --------
    >>> print(logsumexp([1e4, 1e4]))
    10000.69314718056
    """
    x, xp = _vector(x, axis, "logsumexp: x")
    # Near 0 the sum, which is near 1, has rounded away what its logarithm is made of.
    if moderate(x) and every(xp.abs(value := xp.log(xp.sum(xp.exp(x), axis=axis))) >= 1):
        return value
    shifted = _Shifted(x, axis, xp)
    return xp.squeeze(shifted.maximum + xp.log1p(shifted.rest), axis=axis)[()]


def softmax(x, *, axis=-1):
    """Softmax, S(x)_i = exp x_i / Σ_k exp x_k.

    Parameters
    ----------
    x : array of floats, shape (…, n), any array world
    axis : int
        The axis along which the entries sum to 1.

    Returns
    -------
    array, shape of ``x``

    Raises
    ------
    ValueError
        If ``x`` is a single number (softmax needs the whole vector), if ``axis`` is not one
        of its axes, or if that axis is empty.

    Notes
    -----
    Entries of ±inf give the limit where there is one. Two entries of +inf, or a vector of
    nothing but several −inf, have none: the result is nan.

    References
    ----------
    Bridle, *Probabilistic interpretation of feedforward classification network outputs*
    (1990).

    Examples
    --------
    >>> print(softmax([0, 1]))
    [0.26894142 0.73105858]
    >>> print(softmax([-1e4, 1e4]))
    [0. 1.]
    """
    x, xp = _vector(x, axis, "softmax: x")
    if moderate(x):
        return _normalised_exponentials(x, axis, xp)
    shifted = _Shifted(x, axis, xp)
    return xp.where(shifted.no_limit, xp.nan, shifted.exponentials / (1 + shifted.rest))


def log_softmax(x, *, axis=-1):
    """Logarithm of softmax, x_i − log Σ_k exp x_k.

    Parameters, returns and errors are those of `softmax`, and so is what ±inf gives.

    Notes
    -----
    Within 4 ulp of the exact value over the whole float64 range. Where that value itself is
    below −1.8e308 it is −inf, with numpy's warning.

    Examples
    --------
    >>> print(log_softmax([-1e4, 1e4]))
    [-20000.      0.]
    """
    x, xp = _vector(x, axis, "log_softmax: x")
    if moderate(x):
        return _log_normalised_exponentials(x, axis, xp)
    shifted = _Shifted(x, axis, xp)
    return xp.where(shifted.no_limit, xp.nan, 2 * shifted.half - xp.log1p(shifted.rest))


def softmax_jacobian(x):
    """Jacobian of softmax, ∂S_i/∂x_j = S_i (1{i=j} − S_j), or diag(S) − S Sᵀ.

    It is explicit, O(n²), and for teaching; to train, use `softmax_vjp`.

    Parameters
    ----------
    x : array of floats, shape (…, n)

    Returns
    -------
    array, shape (…, n, n)
        Row i is the gradient of S_i. Symmetric, positive semidefinite; every row sums to 0.

    Raises
    ------
    ValueError
        If ``x`` is a single number or has no entries.

    Examples
    --------
    >>> print(softmax_jacobian([0, 1]))
    [[ 0.19661193 -0.19661193]
     [-0.19661193  0.19661193]]
    """
    x, xp = _vector(x, -1, "softmax_jacobian: x")
    s = softmax(x)
    return s[..., :, None] * (xp.eye(x.shape[-1], dtype=x.dtype, device=device(x)) - s[..., None, :])


def softmax_vjp(x, upstream, *, axis=-1):
    """Vector-Jacobian product of softmax, S ⊙ (g − Sᵀg), in O(n).

    Parameters
    ----------
    x : array of floats, shape (…, n)
    upstream : array of floats, shape of ``x``
        g, the gradient of the loss with respect to S(x).
    axis : int
        The axis of softmax.

    Returns
    -------
    array, shape of ``x``
        The gradient of the loss with respect to ``x``.

    Raises
    ------
    ValueError
        If the two shapes differ, or as `softmax` does.
    TypeError
        If ``x`` and ``upstream`` are arrays of different libraries.

    Examples
    --------
    >>> print(softmax_vjp([0, 1], [1, 0]))
    [ 0.19661193 -0.19661193]
    """
    x, xp = _vector(x, axis, "softmax_vjp: x")
    upstream = same_world(x, "softmax_vjp: x", upstream, "softmax_vjp: upstream")
    if x.shape != upstream.shape:
        raise ValueError(
            f"softmax_vjp: upstream has shape {tuple(upstream.shape)},"
            f" expected the shape of x, {tuple(x.shape)}"
        )
    s = softmax(x, axis=axis)
    return s * (upstream - xp.sum(s * upstream, axis=axis, keepdims=True))


def _normalised_exponentials(x, axis, xp):
    e = xp.exp(x)
    return e / xp.sum(e, axis=axis, keepdims=True)


def _log_normalised_exponentials(x, axis, xp):
    maximum = xp.max(x, axis=axis, keepdims=True)
    e, largest = xp.exp(x), xp.exp(maximum)
    rest = xp.sum(e, axis=axis, keepdims=True) / largest - 1
    if not every(rest >= 1):
        # A small rest was rounded away beside the largest entry, which has no equal then: leave it out.
        others = xp.sum(xp.where(x == maximum, 0, e), axis=axis, keepdims=True) / largest
        rest = xp.where(rest < 1, others, rest)
    return x - maximum - xp.log1p(rest)


class _Shifted:
    """The vector x seen from its maximum m: exp(x − m), and their sum less 1.

    x − m is taken in halves, which cannot overflow, and what its rounding lost is put back
    into the exponentials. At complex input m is the largest real part.
    """

    def __init__(self, x, axis, xp):
        self.maximum = xp.max(real_part(x, xp), axis=axis, keepdims=True)
        top = real_part(x, xp) == self.maximum
        m_infinite = xp.isinf(self.maximum)
        infinite = xp.isinf(x) | m_infinite
        a = xp.where(infinite, 0, x) / 2
        b = xp.where(m_infinite, 0, self.maximum) / 2
        half = a - b
        lost = (a - (half - (half - a))) - (b + (half - a))
        self.half = xp.where(infinite & top, 0, xp.where(infinite, -xp.inf, half))
        self.exponentials = xp.exp(self.half) ** 2 * (1 + 2 * lost)
        count = xp.sum(xp.where(top, xp.ones_like(x), 0), axis=axis, keepdims=True)
        others = xp.where(top, self.exponentials - 1, self.exponentials)
        self.rest = xp.sum(others, axis=axis, keepdims=True) + (count - 1)
        self.no_limit = m_infinite & (count > 1)


def _vector(x, axis, name):
    x, xp = as_array(x, name)
    if x.ndim == 0:
        raise ValueError(
            f"{name} is a single number, expected a vector: the softmax of a single number is 1,"
            " whatever the number is"
        )
    if not isinstance(axis, int) or isinstance(axis, bool):
        raise TypeError(f"{name.split(':')[0]}: axis is {axis!r}, expected a whole number")
    if not -x.ndim <= axis < x.ndim:
        raise ValueError(f"{name} has shape {tuple(x.shape)}, expected an axis {axis} in it")
    if x.shape[axis] == 0:
        raise ValueError(f"{name} has shape {tuple(x.shape)}, expected at least one entry along axis {axis}")
    return x, xp
