"""The loss of a network on a batch, and its gradients with respect to every parameter."""

from typing import Any, NamedTuple

from mlpkit.losses import (
    cross_entropy,
    cross_entropy_gradient,
    half_squared_error,
    half_squared_error_gradient,
)

LOSSES = {
    "cross_entropy": (cross_entropy, cross_entropy_gradient),
    "half_squared_error": (half_squared_error, half_squared_error_gradient),
}


class LossAndGradients(NamedTuple):
    """A loss, its gradients with respect to the parameters, one `Layer` a layer, and to the batch."""

    loss: Any
    parameters: tuple
    X: Any


def network_loss(network, parameters, X, targets, *, loss="cross_entropy", reduction="mean"):
    """Loss of a network on a batch, L(f(X), targets).

    Parameters
    ----------
    network : MLP
    parameters : sequence of L Layers, or pairs (W, b), any array world
    X : array of floats, shape (N, d_0)
    targets : array
        What ``loss`` takes: class labels (N,) or soft targets (N, d_L) for the
        cross-entropy, values (N, d_L) for the half squared error.
    loss : {"cross_entropy", "half_squared_error"}
    reduction : {"mean", "sum"}
        Mean (the default) or sum over the N examples.

    Returns
    -------
    number

    Raises
    ------
    ValueError, TypeError
        As for `MLP.forward` and the loss; the error names the layer.

    Examples
    --------
    >>> from mlpkit.network import MLP
    >>> network = MLP((2, 1), ["identity"])
    >>> print(network_loss(network, [([[3, 4]], [1])], [[1, 2]], [[10]], loss="half_squared_error"))
    2.0
    """
    value, _ = named_loss("network_loss", loss)
    trace = network.forward(parameters, X)
    return at_output(network, value, trace.Z[-1], targets, reduction)


def loss_and_gradients(network, parameters, X, targets, *, loss="cross_entropy", reduction="mean"):
    """Loss of a network on a batch and its gradients, forward once and back once.

    Parameters and errors are those of `network_loss`.

    Returns
    -------
    LossAndGradients
        With ``loss``, a number; ``parameters``, a tuple of L Layers; ``X``, of shape (N, d_0).

    Examples
    --------
    >>> from mlpkit.network import MLP
    >>> network = MLP((2, 1), ["identity"])
    >>> batch = [[1, 2]], [[10]]
    >>> found = loss_and_gradients(network, [([[3, 4]], [1])], *batch, loss="half_squared_error")
    >>> print(found.loss, found.parameters[0].W, found.parameters[0].b, found.X)
    2.0 [[2. 4.]] [2.] [[6. 8.]]
    """
    value, gradient = named_loss("loss_and_gradients", loss)
    trace = network.forward(parameters, X)
    number = at_output(network, value, trace.Z[-1], targets, reduction)
    upstream = at_output(network, gradient, trace.Z[-1], targets, reduction)
    return LossAndGradients(number, *network.backward(parameters, trace, upstream))


def named_loss(function, name):
    """Return a loss and its gradient at the output of a network, by their name."""
    if name not in LOSSES:
        raise ValueError(f"{function}: loss is {name!r}, expected one of {', '.join(LOSSES)}")
    return LOSSES[name]


def at_output(network, function, output, targets, reduction):
    """Return what a loss, or its gradient, gives at Z_L; its errors name the layer."""
    try:
        return function(output, targets, reduction=reduction)
    except (ValueError, TypeError) as error:
        if type(error) not in (ValueError, TypeError):
            raise  # an error of another library
        layers = len(network.activations)
        raise type(error)(f"{error} (they meet the output of layer {layers})") from error
