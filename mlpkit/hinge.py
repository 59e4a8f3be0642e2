"""Hinge losses over K classes: on softmax probabilities, and on scores in two ways.

Each asks that the right class be ahead of the others by a margin m. At a kink, where a class
is behind by exactly m, the derivative 0 of the inactive side is taken. The chapter *Hinge on
probabilities* derives them.
"""

import math

from mlpkit.arrays import as_array, has_values
from mlpkit.kinks import indicator, relu
from mlpkit.softmax import softmax, softmax_vjp
from mlpkit.targets import as_one_hot


def softmax_hinge(logits, labels, *, margin, reduction="mean"):
    """Multiclass hinge on softmax probabilities, Σ_{l≠y} max(0, p_l − p_y + m) with p = S(o).

    Parameters
    ----------
    logits : array of floats, shape (K,) or (N, K), any array world
        o, one row an example.
    labels : array of integers, shape () or (N,)
        y, from 0 to K − 1.
    margin : number
        m ≥ 0. No prediction can meet a margin of 1 or more.
    reduction : {"mean", "sum"}
        Mean (the default) or sum over the N examples.

    Returns
    -------
    number, in the world of ``logits``

    Raises
    ------
    ValueError
        If shapes do not fit, a label is not a class, the margin is negative or not finite,
        or the batch is empty.
    TypeError
        If ``labels`` are not integers, or belong to another library than ``logits``.

    Examples
    --------
    >>> print(softmax_hinge([0, 0], 1, margin=0.5))
    0.5
    """
    o, t = _checked("softmax_hinge", "logits", logits, labels, margin)
    return _total(relu(_behind(softmax(o), t, margin)), "softmax_hinge", o, reduction)


def softmax_hinge_gradient(logits, labels, *, margin, reduction="mean"):
    """Gradient of `softmax_hinge`, Σ_{l≠y} p_j (1{l=j} − 1{y=j} − p_l + p_y) 1{p_l − p_y + m > 0}.

    Parameters and errors are those of `softmax_hinge`. It is the vector-Jacobian product of
    softmax with the gradient with respect to p; 0 is taken at a kink.

    Returns
    -------
    array, shape of ``logits``

    Examples
    --------
    >>> print(softmax_hinge_gradient([0, 0], 1, margin=0.5))
    [ 0.5 -0.5]
    """
    o, t = _checked("softmax_hinge_gradient", "logits", logits, labels, margin)
    upstream = _slopes(_behind(softmax(o), t, margin), t)
    return softmax_vjp(o, upstream) / _divisor("softmax_hinge_gradient", o, reduction)


def weston_watkins(scores, labels, *, margin=1.0, reduction="mean"):
    """Multiclass hinge on scores, Σ_{l≠y} max(0, s_l − s_y + m): every class that is too close counts.

    Parameters, returns and errors are those of `softmax_hinge`, with scores s for logits.

    References
    ----------
    Weston and Watkins, *Support vector machines for multi-class pattern recognition* (1999).

    Examples
    --------
    >>> print(weston_watkins([0, 3, 2.5], 1))
    0.5
    """
    s, t = _checked("weston_watkins", "scores", scores, labels, margin)
    return _total(relu(_behind(s, t, margin)), "weston_watkins", s, reduction)


def weston_watkins_gradient(scores, labels, *, margin=1.0, reduction="mean"):
    """Gradient of `weston_watkins`: 1 for each class that is too close, minus their number for class y.

    Parameters, returns and errors are those of `softmax_hinge_gradient`.

    Examples
    --------
    >>> print(weston_watkins_gradient([0, 3, 2.5], 1))
    [ 0. -1.  1.]
    """
    s, t = _checked("weston_watkins_gradient", "scores", scores, labels, margin)
    return _slopes(_behind(s, t, margin), t) / _divisor("weston_watkins_gradient", s, reduction)


def crammer_singer(scores, labels, *, margin=1.0, reduction="mean"):
    """Multiclass hinge on scores, max(0, max_{l≠y} s_l − s_y + m): only the closest class counts.

    Parameters, returns and errors are those of `softmax_hinge`, with scores s for logits.

    References
    ----------
    Crammer and Singer, *On the algorithmic implementation of multiclass kernel-based vector
    machines* (2001).

    Examples
    --------
    >>> print(crammer_singer([2.8, 3, 2.5], 1).round(12))
    0.8
    """
    s, t = _checked("crammer_singer", "scores", scores, labels, margin)
    return _total(relu(_closest(_behind(s, t, margin))), "crammer_singer", s, reduction)


def crammer_singer_gradient(scores, labels, *, margin=1.0, reduction="mean"):
    """Gradient of `crammer_singer`: 1 for the closest class if it is too close, −1 for class y.

    Classes that tie for the closest share the 1, which is a subgradient. Parameters, returns
    and errors are those of `softmax_hinge_gradient`.

    Examples
    --------
    >>> print(crammer_singer_gradient([2.8, 3, 2.5], 1))
    [ 1. -1.  0.]
    """
    s, t = _checked("crammer_singer_gradient", "scores", scores, labels, margin)
    behind = _behind(s, t, margin)
    closest = relu(_closest(behind))
    xp = as_array(s, "crammer_singer_gradient: scores")[1]
    shared = xp.where(behind >= closest, indicator(behind), 0)
    count = xp.sum(shared, axis=-1, keepdims=True)
    share = shared / xp.where(count > 0, count, 1)
    gradient = share - t * xp.sum(share, axis=-1, keepdims=True)
    return gradient / _divisor("crammer_singer_gradient", s, reduction)


def _behind(values, t, margin):
    """Return how far the right class lacks being ahead by the margin: v_l − v_y + m, and 0 for l = y."""
    xp = as_array(values, "values")[1]
    right = xp.sum(xp.where(t > 0, values, 0), axis=-1, keepdims=True)
    return xp.where(t > 0, 0, values - right + margin)


def _closest(behind):
    xp = as_array(behind, "behind")[1]
    return xp.max(behind, axis=-1, keepdims=True)


def _slopes(behind, t):
    """Return the gradient with respect to the values: 1 where active, minus their number for class y."""
    xp = as_array(behind, "behind")[1]
    active = indicator(behind)
    return active - t * xp.sum(active, axis=-1, keepdims=True)


def _total(terms, function, values, reduction):
    xp = as_array(terms, function)[1]
    return xp.sum(terms) / _divisor(function, values, reduction)


def _checked(function, name, values, labels, margin):
    values, _ = as_array(values, f"{function}: {name}")
    shape = tuple(values.shape)
    if len(shape) not in (1, 2) or 0 in shape:
        raise ValueError(f"{function}: {name} have shape {shape}, expected (K,) or (N, K), not empty")
    if has_values(margin) and not (isinstance(margin, int | float) and 0 <= margin < math.inf):
        raise ValueError(f"{function}: margin is {margin!r}, expected a finite number ≥ 0")
    return values, as_one_hot(function, name, labels, values)


def _divisor(function, values, reduction):
    if reduction not in ("mean", "sum"):
        raise ValueError(f'{function}: reduction is {reduction!r}, expected "mean" or "sum"')
    return values.shape[0] if reduction == "mean" and values.ndim == 2 else 1
