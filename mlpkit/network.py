"""A network of dense layers: the way forward, and back by the delta recursion.

With the batch as rows, layer l = 1 … L computes S_l = Z_{l−1} W_lᵀ + b_l and Z_l = f_l(S_l),
from Z_0 = X. The chapter *The delta recursion* derives the way back.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from mlpkit.dense import Layer, dense, dense_gradients
from mlpkit.named_activations import Activation
from mlpkit.network_checks import check_activations, check_batch, check_gradient, check_widths


class Trace(NamedTuple):
    """What the way forward leaves behind: the pre-activations S_1 … S_L, and Z_0 = X, Z_1 … Z_L."""

    S: tuple
    Z: tuple


class NetworkGradients(NamedTuple):
    """∂L/∂W_l and ∂L/∂b_l as one `Layer` a layer, and ∂L/∂X."""

    parameters: tuple
    X: Any


def parameter_count(widths):
    """Return how many weights and biases a network has, Σ_l d_l (d_{l−1} + 1).

    Parameters
    ----------
    widths : sequence of int
        d_0, d_1 … d_L: the size of an input, then the units of each layer.

    Raises
    ------
    ValueError, TypeError
        If there are fewer than two widths, or one is no positive whole number.

    Examples
    --------
    >>> parameter_count((3072, 512, 256, 10))
    1707274
    """
    widths = check_widths("parameter_count", widths)
    return sum(out * (into + 1) for into, out in pairwise(widths))


@dataclass(frozen=True)
class MLP:
    """A multilayer perceptron of L dense layers; its parameters are kept apart from it.

    Parameters
    ----------
    widths : sequence of int
        d_0, d_1 … d_L: the size of an input, then the units of each layer.
    activations : sequence of str or Activation
        f_1 … f_L: "identity", "sigmoid", "tanh", "relu" or "leaky_relu", or an `Activation`.
        Softmax comes with the loss, and the last layer is then "identity".

    Raises
    ------
    ValueError, TypeError
        If a width is no positive whole number, or an activation is unknown; it names the layer.

    References
    ----------
    Rumelhart, Hinton and Williams, *Learning representations by back-propagating errors* (1986).

    Examples
    --------
    >>> network = MLP((2, 3, 1), ("relu", "identity"))
    >>> parameters = [Layer([[1, 0], [0, 1], [1, 1]], [0, 0, -1]), Layer([[1, 2, 3]], [0.5])]
    >>> trace = network.forward(parameters, [[1, -2], [2, 3]])
    >>> print(trace.Z[-1].tolist())
    [[1.5], [20.5]]
    >>> print(network.backward(parameters, trace, [[1], [0]]).parameters[0].W.tolist())
    [[1.0, -2.0], [0.0, 0.0], [0.0, 0.0]]
    """

    widths: tuple[int, ...]
    activations: tuple[Activation, ...]

    def __post_init__(self):
        object.__setattr__(self, "widths", check_widths("MLP", self.widths))
        checked = check_activations("MLP", self.activations, len(self.widths) - 1)
        object.__setattr__(self, "activations", checked)

    def forward(self, parameters, X):
        """Return the `Trace` of a batch: S_l = Z_{l−1} W_lᵀ + b_l and Z_l = f_l(S_l).

        Parameters
        ----------
        parameters : sequence of L Layers, or pairs (W, b), any array world
            W_l has the shape (d_l, d_{l−1}), b_l the shape (d_l,).
        X : array of floats, shape (N, d_0)
            One example a row.

        Raises
        ------
        ValueError
            If a shape does not fit, or a parameter is not finite; it names the layer.
        TypeError
            If the arrays belong to different libraries.
        """
        X, W, b = self._checked("MLP.forward", parameters, X)
        S, Z = [], [X]
        for l, f in enumerate(self.activations):
            S.append(dense(Z[l], W[l], b[l]))
            Z.append(f.function(S[l]))
        return Trace(tuple(S), tuple(Z))

    def backward(self, parameters, trace, gradient):
        """Return the gradients of a loss by the delta recursion, from ∂L/∂Z_L.

        δ_l = ∂L/∂Z_l ⊙ f_l'(S_l), then ∂L/∂W_l = δ_lᵀ Z_{l−1}, ∂L/∂b_l = δ_lᵀ 1 and
        ∂L/∂Z_{l−1} = δ_l W_l, for l = L … 1.

        Parameters
        ----------
        parameters : sequence of L Layers, or pairs (W, b)
            Those that ``forward`` was called with.
        trace : Trace
            What ``forward`` returned.
        gradient : array of floats, shape (N, d_L)
            ∂L/∂Z_L, for the cross-entropy and the half squared error from `losses`.

        Returns
        -------
        NetworkGradients
            With ``parameters``, a tuple of L Layers in the shapes of the parameters, and
            ``X`` of shape (N, d_0).

        Raises
        ------
        ValueError, TypeError
            As for ``forward``.
        """
        S, Z = trace
        _, W, _ = self._checked("MLP.backward", parameters, Z[0])
        gradient = check_gradient("MLP.backward", gradient, Z[-1], len(W))
        gradients = []
        for l, f in reversed(list(enumerate(self.activations))):
            delta = gradient * f.derivative(S[l])
            gradient, *of_layer = dense_gradients(delta, Z[l], W[l])
            gradients.insert(0, Layer(*of_layer))
        return NetworkGradients(tuple(gradients), gradient)

    def _checked(self, function, parameters, X):
        X, parameters = check_batch(function, parameters, X, self.widths)
        return X, parameters[0::2], parameters[1::2]
