"""Losses, each with its gradient standing right under it.

The chapters *Cross-entropy* and *One hidden layer* derive them.
"""

from mlpkit.arrays import as_array, every, has_values, same_world
from mlpkit.softmax import log_softmax, softmax
from mlpkit.targets import as_soft_targets


def cross_entropy(logits, targets, *, reduction="mean"):
    """Softmax cross-entropy from logits, −Σ_k t_k log S(o)_k, mean or sum over N examples.

    Parameters
    ----------
    logits : array of floats, shape (K,) or (N, K), any array world
        o, one row an example. Not probabilities: softmax is taken here.
    targets : array
        Class labels: integers from 0 to K − 1, shape () or (N,). Or soft targets: floats
        t in the shape of ``logits``; their rows need not sum to 1.
    reduction : {"mean", "sum"}
        Mean (the default) or sum over the N examples. One example has N = 1.

    Returns
    -------
    number, in the world of ``logits``

    Raises
    ------
    ValueError
        If shapes do not fit, a label is not a class, a target is nan, or the batch is empty.
    TypeError
        If ``targets`` are not numbers or belong to another library than ``logits``.

    Notes
    -----
    Logits of ±1e4 overflow nowhere, and ±inf give the limit where there is one. A class with target
    0 adds nothing even where log S is −inf. A nan among the logits gives nan.

    References
    ----------
    Goodfellow, Bengio and Courville, *Deep Learning* (2016), section 6.2.2.3.

    Examples
    --------
    >>> print(cross_entropy([[0, 1], [2, 0]], [1, 0]))
    0.2200948492805977
    """
    logits, t, xp = _logits_and_targets("cross_entropy", logits, targets)
    log_p = log_softmax(logits)
    # 0 · (−inf) is nan, and the limit is 0: a class that is not asked for costs nothing.
    weighted = t * xp.where(xp.isinf(log_p) & (t == 0), 0, log_p)
    # 0 − s and not −s, which would turn a loss of 0 into −0.0.
    return (0 - xp.sum(weighted)) / _divisor("cross_entropy", logits, reduction)


def cross_entropy_gradient(logits, targets, *, reduction="mean"):
    """Gradient of `cross_entropy` with respect to the logits, S(o)(Σ_k t_k) − t.

    For class labels it is S(o) − onehot(y). With the mean each row is divided by N.
    Parameters and errors are those of `cross_entropy`.

    Returns
    -------
    array, shape of ``logits``

    Examples
    --------
    >>> print(cross_entropy_gradient([0, 1], 1))
    [ 0.26894142 -0.26894142]
    """
    logits, t, xp = _logits_and_targets("cross_entropy_gradient", logits, targets)
    gradient = softmax(logits) * xp.sum(t, axis=-1, keepdims=True) - t
    return gradient / _divisor("cross_entropy_gradient", logits, reduction)


def half_squared_error(predictions, targets, *, reduction="mean"):
    """Half squared error, ½‖Y − T‖²_F, its mean or sum over N examples.

    Parameters
    ----------
    predictions : array of floats, shape (N, K) or (K,), any array world
        Y, one row an example.
    targets : array of floats, shape of ``predictions``
        T.
    reduction : {"mean", "sum"}
        Mean (the default) or sum over the N examples, never over the K outputs. One
        example has N = 1.

    Returns
    -------
    number, in the world of ``predictions``

    Raises
    ------
    ValueError
        If shapes do not fit, a target is nan, or the batch is empty.
    TypeError
        If ``targets`` are not numbers or belong to another library than ``predictions``.

    Notes
    -----
    At complex input it is the analytic square, which is what the complex step needs.

    References
    ----------
    Bishop, *Pattern Recognition and Machine Learning* (2006), section 5.2.

    Examples
    --------
    >>> print(half_squared_error([[1, 2], [3, 5]], [[1, 0], [0, 5]]))
    3.25
    """
    Y, T, xp = _predictions_and_targets("half_squared_error", predictions, targets)
    return xp.sum((Y - T) ** 2) / 2 / _divisor("half_squared_error", Y, reduction)


def half_squared_error_gradient(predictions, targets, *, reduction="mean"):
    """Gradient of `half_squared_error` with respect to the predictions, Y − T, over N for the mean.

    Parameters and errors are those of `half_squared_error`.

    Returns
    -------
    array, shape of ``predictions``

    Examples
    --------
    >>> print(half_squared_error_gradient([[1, 2], [3, 5]], [[1, 0], [0, 5]]))
    [[0.  1. ]
     [1.5 0. ]]
    """
    Y, T, _ = _predictions_and_targets("half_squared_error_gradient", predictions, targets)
    return (Y - T) / _divisor("half_squared_error_gradient", Y, reduction)


def _predictions_and_targets(function, predictions, targets):
    Y, xp = as_array(predictions, f"{function}: predictions")
    shape = tuple(Y.shape)
    if len(shape) not in (1, 2) or 0 in shape:
        raise ValueError(f"{function}: predictions have shape {shape}, expected (K,) or (N, K), not empty")
    T = same_world(Y, f"{function}: predictions", targets, f"{function}: targets")
    if tuple(T.shape) != shape:
        raise ValueError(
            f"{function}: targets have shape {tuple(T.shape)}, expected {shape}, that of predictions"
        )
    if has_values(T) and not every(~xp.isnan(T)):
        raise ValueError(f"{function}: targets hold nan, expected numbers")
    return Y, T, xp


def _logits_and_targets(function, logits, targets):
    """Return the logits, the targets as an array of their shape, and their namespace."""
    logits, xp = as_array(logits, f"{function}: logits")
    shape = tuple(logits.shape)
    if len(shape) not in (1, 2):
        raise ValueError(f"{function}: logits have shape {shape}, expected (K,) or (N, K)")
    if 0 in shape:
        raise ValueError(f"{function}: logits have shape {shape}, expected an example and a class at least")
    return logits, as_soft_targets(function, targets, logits, xp), xp


def _divisor(function, logits, reduction):
    if reduction not in ("mean", "sum"):
        raise ValueError(f'{function}: reduction is {reduction!r}, expected "mean" or "sum"')
    return logits.shape[0] if reduction == "mean" and logits.ndim == 2 else 1
