"""How good a network is on a set of examples: its loss and its accuracy."""

from typing import NamedTuple

import numpy as np

from mlpkit.arrays import as_array
from mlpkit.network_loss import at_output, named_loss
from mlpkit.targets import as_soft_targets


class Score(NamedTuple):
    """A mean loss, and the share of examples whose class was found."""

    loss: float
    accuracy: float


def accuracy(logits, targets):
    """Share of the examples whose largest logit is that of their class.

    Parameters
    ----------
    logits : array of floats, shape (N, K)
        Of several equal largest logits the first one counts.
    targets : array
        Class labels, integers of shape (N,), or soft targets of shape (N, K), whose largest
        entry is then the class.

    Returns
    -------
    float

    Raises
    ------
    ValueError, TypeError
        As for `cross_entropy`.

    Examples
    --------
    >>> accuracy([[2, 1], [0, 3], [5, 4]], [0, 1, 1])
    0.6666666666666666
    """
    logits, xp = as_array(logits, "accuracy: logits")
    if logits.ndim != 2:
        raise ValueError(f"accuracy: logits have shape {tuple(logits.shape)}, expected (N, K)")
    targets = as_soft_targets("accuracy", targets, logits, xp)
    return float(np.mean(np.asarray(xp.argmax(logits, axis=1) == xp.argmax(targets, axis=1))))


def score(network, parameters, X, targets, *, loss="cross_entropy"):
    """Return the `Score` of a network on a set: its mean loss, without any penalty, and its accuracy.

    Parameters and errors are those of `network_loss`. The accuracy is nan where the loss is
    not the cross-entropy, and its targets name no classes.

    Examples
    --------
    >>> from mlpkit.network import MLP
    >>> network = MLP((1, 2), ["identity"])
    >>> score(network, [([[0], [0]], [0, 0])], [[3], [4]], [0, 1])
    Score(loss=0.6931471805599453, accuracy=0.5)
    """
    value, _ = named_loss("score", loss)
    output = network.forward(parameters, X).Z[-1]
    mean = float(at_output(network, value, output, targets, "mean"))
    return Score(mean, accuracy(output, targets) if loss == "cross_entropy" else float("nan"))
