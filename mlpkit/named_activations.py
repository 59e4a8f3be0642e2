"""The activations that a layer of a network can have, by name, each with its derivative.

Softmax is not among them: it comes with the loss, where `cross_entropy` takes logits.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from mlpkit.activations import sigmoid, sigmoid_derivative, tanh, tanh_derivative
from mlpkit.arrays import as_array
from mlpkit.kinks import leaky_relu, leaky_relu_derivative, relu, relu_derivative


@dataclass(frozen=True)
class Activation:
    """A function of one number and its derivative, applied entry by entry.

    Parameters
    ----------
    name : str
    function : callable
        f, from an array to an array of its shape.
    derivative : callable
        f'. At a kink it decides which subgradient is taken.
    """

    name: str
    function: Callable
    derivative: Callable

    def __repr__(self):
        return self.name


def identity(x):
    """Identity, f(x) = x: a layer without an activation.

    Examples
    --------
    >>> print(identity([-2, 0, 3]))
    [-2.  0.  3.]
    """
    return (+as_array(x, "identity: x")[0])[()]


def identity_derivative(x):
    """Derivative of the identity, 1 everywhere.

    Examples
    --------
    >>> print(identity_derivative([-2, 0, 3]))
    [1. 1. 1.]
    """
    x, xp = as_array(x, "identity_derivative: x")
    return xp.where(xp.isnan(x), x, 1)[()]


def leaky(slope):
    """Return the activation `leaky_relu` with another slope than 0.01.

    Parameters
    ----------
    slope : number
        α, with 0 ≤ α < 1.

    Examples
    --------
    >>> leaky(0.2), leaky(0.2).derivative([-2, 3]).tolist()
    (leaky_relu(slope=0.2), [0.2, 1.0])
    """
    leaky_relu_derivative(0, slope)  # a slope that is out of range is refused here
    return Activation(
        f"leaky_relu(slope={slope})",
        partial(leaky_relu, slope=slope),
        partial(leaky_relu_derivative, slope=slope),
    )


ACTIVATIONS = {
    "identity": Activation("identity", identity, identity_derivative),
    "sigmoid": Activation("sigmoid", sigmoid, sigmoid_derivative),
    "tanh": Activation("tanh", tanh, tanh_derivative),
    "relu": Activation("relu", relu, relu_derivative),
    "leaky_relu": Activation("leaky_relu", leaky_relu, leaky_relu_derivative),
}
