"""The sigmoid unit's loss: binary cross-entropy from a logit, with its gradient standing right under it.

The chapter *The sigmoid unit* derives it.
"""

import math

from mlpkit.activations import log_sigmoid, sigmoid
from mlpkit.arrays import as_array, every, has_values, same_world


def binary_cross_entropy(logits, targets, *, reduction="mean"):
    """Binary cross-entropy from logits, −t log σ(z) − (1 − t) log(1 − σ(z)), mean or sum over all entries.

    Parameters
    ----------
    logits : array of floats, any shape, any array world
        z, one for each example (and for each output, where there are several). Not
        probabilities: the sigmoid is taken here.
    targets : array, shape of ``logits``
        t, from 0 to 1: the class, or the probability of class 1.
    reduction : {"mean", "sum"}
        Mean (the default) or sum over all the entries.

    Returns
    -------
    number, in the world of ``logits``

    Raises
    ------
    ValueError
        If shapes do not fit, a target is not in [0, 1], or the batch is empty.
    TypeError
        If ``targets`` are not numbers or belong to another library than ``logits``.

    Notes
    -----
    1 − σ(z) is σ(−z), so nothing is subtracted and a small loss keeps its digits. Where the
    target is 0 or 1, the other term is 0 even at an infinite logit.

    References
    ----------
    Goodfellow, Bengio and Courville, *Deep Learning* (2016), section 6.2.2.2.

    Examples
    --------
    >>> print(binary_cross_entropy([0, 50], [1, 1]))
    0.34657359027997264
    """
    z, t, xp = _logits_and_targets("binary_cross_entropy", logits, targets)
    of_class_1 = xp.where(t == 0, 0, t * log_sigmoid(xp.where(t == 0, 0, z)))
    of_class_0 = xp.where(t == 1, 0, (1 - t) * log_sigmoid(xp.where(t == 1, 0, -z)))
    return (0 - xp.sum(of_class_1 + of_class_0)) / _divisor("binary_cross_entropy", z, reduction)


def binary_cross_entropy_gradient(logits, targets, *, reduction="mean"):
    """Gradient of `binary_cross_entropy` by the logits, σ(z) − t, over their number for the mean.

    Parameters and errors are those of `binary_cross_entropy`. It is computed as
    (1 − t) σ(z) − t σ(−z), which keeps its digits where σ(z) is close to t.

    Returns
    -------
    array, shape of ``logits``

    Examples
    --------
    >>> print(binary_cross_entropy_gradient([0, 50], [1, 1], reduction="sum"))
    [-5.00000000e-01 -1.92874985e-22]
    """
    z, t, _ = _logits_and_targets("binary_cross_entropy_gradient", logits, targets)
    gradient = (1 - t) * sigmoid(z) - t * sigmoid(-z)
    return gradient / _divisor("binary_cross_entropy_gradient", z, reduction)


def _logits_and_targets(function, logits, targets):
    z, xp = as_array(logits, f"{function}: logits")
    if 0 in z.shape:
        raise ValueError(f"{function}: logits have shape {tuple(z.shape)}, expected one example at least")
    t = same_world(z, f"{function}: logits", targets, f"{function}: targets")
    if tuple(t.shape) != tuple(z.shape):
        raise ValueError(
            f"{function}: targets have shape {tuple(t.shape)}, expected {tuple(z.shape)}, that of logits"
        )
    if has_values(t) and not xp.isdtype(t.dtype, "complex floating") and not every((t >= 0) & (t <= 1)):
        raise ValueError(f"{function}: targets are not all numbers from 0 to 1")
    return z, t, xp


def _divisor(function, z, reduction):
    if reduction not in ("mean", "sum"):
        raise ValueError(f'{function}: reduction is {reduction!r}, expected "mean" or "sum"')
    return math.prod(z.shape) if reduction == "mean" else 1
