"""What people get wrong in the last step of a layer: from its delta to its W and b, and the regulariser.

``change(at, …)`` returns the wrong array; ``at`` is the `Unit` where it happens.
"""

import numpy as np

from mlpkit.diagnosis.slip import Slip


def _only(delta, n):
    kept = np.zeros_like(delta)
    kept[n] = delta[n]
    return kept


# change(at, delta, U): what stands for the gradient by W, δᵀZ_{l−1}.
WEIGHTS = (
    Slip(
        "first example only",
        "missing batch sum",
        "it is that of the first example: the sum over the batch is missing",
        lambda at, delta, U: _only(delta, 0).T @ at.below,
    ),
    Slip(
        "last example only",
        "missing batch sum",
        "it is that of the last example: the sum over the batch is missing",
        lambda at, delta, U: _only(delta, -1).T @ at.below,
    ),
    Slip(
        "product of sums",
        "missing batch sum",
        "delta and input are summed over the batch each by itself, and multiplied then",
        lambda at, delta, U: np.outer(delta.sum(axis=0), at.below.sum(axis=0)) / len(delta),
    ),
    Slip(
        "S for Z below",
        "wrong argument",
        "the pre-activations of the layer below are taken, not what it gives",
        lambda at, delta, U: None if at.below_S is None else delta.T @ at.below_S,
    ),
    Slip(
        "X for Z below",
        "wrong layer",
        "the input of the network is taken, not that of the layer",
        lambda at, delta, U: delta.T @ at.X if at.X.shape == at.below.shape else None,
    ),
    Slip(
        "own Z for Z below",
        "wrong layer",
        "what the layer gives is taken, not what it is given",
        lambda at, delta, U: delta.T @ at.Z if at.Z.shape == at.below.shape else None,
    ),
    Slip(
        "transposed",
        "transpose",
        "Zᵀδ is taken for δᵀZ, which fits since W is square",
        lambda at, delta, U: at.below.T @ delta if at.W.shape[0] == at.W.shape[1] else None,
    ),
    Slip(
        "f' missing here",
        "missing factor f'",
        "the derivative of the activation is missing in this array, though it is passed down",
        lambda at, delta, U: U.T @ at.below,
    ),
    Slip(
        "input missing",
        "missing factor Z",
        "the delta is not multiplied by what the layer is given",
        lambda at, delta, U: np.broadcast_to(delta.sum(axis=0)[:, None], at.W.shape),
    ),
    Slip(
        "diagonal only",
        "diagonal only",
        "only the diagonal of the matrix is there",
        lambda at, delta, U: np.eye(*at.W.shape) * (delta.T @ at.below),
    ),
    Slip(
        "array left at zero",
        "lost term",
        "this array was never filled",
        lambda at, delta, U: np.zeros_like(at.W),
    ),
)

# change(at, delta, U): what stands for the gradient by b, δᵀ1.
BIASES = (
    Slip(
        "first example only",
        "missing batch sum",
        "it is that of the first example: the sum over the batch is missing",
        lambda at, delta, U: delta[0],
    ),
    Slip(
        "last example only",
        "missing batch sum",
        "it is that of the last example: the sum over the batch is missing",
        lambda at, delta, U: delta[-1],
    ),
    Slip(
        "f' missing here",
        "missing factor f'",
        "the derivative of the activation is missing in this array, though it is passed down",
        lambda at, delta, U: U.sum(axis=0),
    ),
    Slip(
        "axis of the sum forgotten",
        "batch sum too many",
        "the deltas of all units are added to one number",
        lambda at, delta, U: np.full_like(at.b, delta.sum()),
    ),
    Slip(
        "sum over the units",
        "index",
        "the deltas are added over the units of the layer, not over the examples",
        lambda at, delta, U: delta.sum(axis=1) if delta.shape[0] == delta.shape[1] else None,
    ),
    Slip(
        "multiplied by b",
        "product for sum",
        "the bias itself does not stand in its gradient",
        lambda at, delta, U: delta.sum(axis=0) * at.b,
    ),
    Slip(
        "array left at zero",
        "lost term",
        "this array was never filled",
        lambda at, delta, U: np.zeros_like(at.b),
    ),
)
