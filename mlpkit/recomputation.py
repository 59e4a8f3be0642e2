"""The same gradients from less memory: what the way back needs is computed again.

The way back needs Z_0 … Z_{L−1} and S_1 … S_L. It can have them without all being kept: Z_l
is f_l(S_l), and both follow from any Z below. The chapter *Memory* measures what is saved.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from mlpkit.checks import check_count
from mlpkit.dense import dense
from mlpkit.network import MLP, Trace
from mlpkit.network_checks import check_batch
from mlpkit.network_loss import LossAndGradients, at_output, named_loss


def forward_keeping_preactivations(network, parameters, X):
    """Return the `Trace` of a batch in which only S_1 … S_L are kept; Z_l is computed at each use.

    Parameters and errors are those of `MLP.forward`; so is the trace, for whoever reads it.

    Examples
    --------
    >>> network = MLP((1, 1), ["relu"])
    >>> trace = forward_keeping_preactivations(network, [([[2]], [1])], [[3], [-3]])
    >>> print(trace.S[0].tolist(), trace.Z[1].tolist())
    [[7.0], [-5.0]] [[7.0], [0.0]]
    """
    X, parameters = check_batch("forward_keeping_preactivations", parameters, X, network.widths)
    S = []
    Z = Recomputed(network, X, S)
    for W, b in zip(parameters[0::2], parameters[1::2], strict=True):
        S.append(dense(Z[-1], W, b))
    return Trace(tuple(S), Z)


@dataclass(frozen=True)
class Recomputed(Sequence):
    """Z_0 = X and Z_l = f_l(S_l), computed when asked for and not kept."""

    network: MLP
    X: object
    S: list

    def __len__(self):
        return len(self.S) + 1

    def __getitem__(self, index):
        layer = range(len(self))[index]
        return self.network.activations[layer - 1].function(self.S[layer - 1]) if layer else self.X


def checkpointed_gradients(network, parameters, X, targets, *, every, loss="cross_entropy", reduction="mean"):
    """Loss and gradients of a network when only every k-th Z is kept on the way forward.

    The way back takes one piece of k layers after the other, from the top; it runs the piece
    forward again from the Z below it. L/k checkpoints are kept, and S and Z in the k layers of one
    piece: L/k + 2k arrays, where everything is 2L. The fewest are about 2√(2L), at k ≈ √(L/2). The
    price is one more way forward.

    Parameters
    ----------
    every : int
        k, from 1 (nothing but one layer's piece) to L (all of it).

    The others, what is returned and the errors are those of `loss_and_gradients`.

    References
    ----------
    Chen, Xu, Zhang and Guestrin, *Training deep nets with sublinear memory cost* (2016).

    Examples
    --------
    >>> network = MLP((1, 1, 1), ("relu", "identity"))
    >>> batch = [[3]], [[10]]
    >>> parameters = [([[2]], [1]), ([[1]], [0])]
    >>> found = checkpointed_gradients(network, parameters, *batch, every=1, loss="half_squared_error")
    >>> print(found.loss, found.parameters[0].W)
    4.5 [[-9.]]
    """
    check_count("checkpointed_gradients: every", every)
    value, gradient_of = named_loss("checkpointed_gradients", loss)
    layers = len(network.activations)
    ends = [*range(0, layers, every), layers]
    pieces = [
        (MLP(network.widths[a : b + 1], network.activations[a:b]), parameters[a:b]) for a, b in pairwise(ends)
    ]
    kept = [check_batch("checkpointed_gradients", parameters, X, network.widths)[0]]
    for piece, own in pieces:
        kept.append(piece.forward(own, kept[-1]).Z[-1])
    output = kept.pop()
    number = at_output(network, value, output, targets, reduction)
    gradient = at_output(network, gradient_of, output, targets, reduction)
    gradients = ()
    for piece, own in reversed(pieces):
        below = piece.backward(own, piece.forward(own, kept.pop()), gradient)
        gradients, gradient = (*below.parameters, *gradients), below.X
    return LossAndGradients(number, gradients, gradient)
