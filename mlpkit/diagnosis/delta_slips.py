"""What people get wrong on the way to the delta of a layer, δ = (δ_{l+1} W_{l+1}) ⊙ f'(S_l).

``change(at, …)`` returns the wrong array; ``at`` is the `Unit` where it happens.
"""

import numpy as np

from mlpkit.diagnosis.slip import Slip


def _like(array, other):
    return array if array is not None and array.shape == other.shape else None


# change(at, delta, U): what stands for U = δ_{l+1} W_{l+1}; delta and U are those of the layer above.
UPSTREAM = (
    Slip(
        "upstream W missing",
        "missing factor W",
        "the delta of the layer above is not multiplied by its W",
        lambda at, delta, U: _like(delta, at.S),
    ),
    Slip(
        "upstream W replaced by a sum",
        "missing factor W",
        "the deltas of the layer above are added up instead of weighted by its W",
        lambda at, delta, U: np.broadcast_to(delta.sum(axis=1, keepdims=True), at.S.shape),
    ),
    Slip(
        "upstream W transposed",
        "transpose",
        "the delta is multiplied by the transpose of the W above, which fits since that is square",
        lambda at, delta, U: delta @ at.above.T if at.above.shape[0] == at.above.shape[1] else None,
    ),
    Slip(
        "W of the wrong layer",
        "wrong layer",
        "the delta is multiplied by the layer's own W, not by that of the layer above",
        lambda at, delta, U: delta @ at.W if at.W.shape == at.above.shape else None,
    ),
    Slip(
        "delta passed on without f'",
        "missing factor f'",
        "what is passed down is the gradient by the activations above, before its f'",
        lambda at, delta, U: U @ at.above,
    ),
)


def _of_output(at):
    name = at.f.name
    return at.S * (1 - at.S) if name == "sigmoid" else 1 - at.S**2 if name == "tanh" else None


def _square_forgotten(at):
    return {"tanh": lambda: 1 - at.Z, "sigmoid": lambda: 1 - at.Z}.get(at.f.name, lambda: None)()


def _at_kink(value):
    def derivative(at):
        kinked = at.f.name.startswith(("relu", "leaky_relu"))
        return np.where(at.S == 0, value, at.f.derivative(at.S)) if kinked else None

    return derivative


def _no_slope(at):
    return np.where(at.S > 0, 1.0, 0.0) if at.f.name.startswith("leaky_relu") else None


def _times(derivative):
    """Return the change that takes another array for f'(S)."""

    def change(at, U):
        factor = derivative(at)
        return None if factor is None else U * factor

    return change


def _inner(at, U):
    if np.ndim(U) == 0:
        return None
    return np.broadcast_to((U * at.f.derivative(at.S)).sum(axis=-1, keepdims=True), U.shape)


# change(at, U): what stands for δ = U ⊙ f'(S).
DELTA = (
    Slip(
        "f' missing",
        "missing factor f'",
        "the derivative of the activation is missing",
        _times(lambda at: np.ones_like(at.S)),
    ),
    Slip(
        "f' at Z",
        "wrong argument",
        "f' is taken at Z, what the layer gives, and not at S",
        _times(lambda at: at.f.derivative(at.Z)),
    ),
    Slip(
        "f' of Z fed with S",
        "wrong argument",
        "the derivative written in terms of Z is given S",
        _times(_of_output),
    ),
    Slip(
        "f for f'",
        "function for derivative",
        "the activation stands for its derivative",
        _times(lambda at: at.f.function(at.S)),
    ),
    Slip(
        "f' twice",
        "chain rule twice",
        "the derivative of the activation is used twice",
        _times(lambda at: at.f.derivative(at.S) ** 2),
    ),
    Slip(
        "1 − f for f'",
        "missing factor f'",
        "1 − f stands for f': tanh' is 1 − tanh², and σ' is σ(1 − σ)",
        _times(_square_forgotten),
    ),
    Slip(
        "other value at the kink",
        "kink",
        "at the kink, where S is 0, 1 is taken for f'; mlpkit takes the slope of the left side",
        _times(_at_kink(1.0)),
    ),
    Slip(
        "other value at the kink",
        "kink",
        "at the kink, where S is 0, ½ is taken for f'; mlpkit takes the slope of the left side",
        _times(_at_kink(0.5)),
    ),
    Slip(
        "slope forgotten",
        "missing term",
        "left of 0 the derivative is taken as 0, not as the slope",
        _times(_no_slope),
    ),
    Slip(
        "f' of the layer below",
        "wrong layer",
        "f' is taken at the pre-activations of the layer below",
        _times(
            lambda at: (
                None if at.below_S is None or at.below_S.shape != at.S.shape else at.f.derivative(at.below_S)
            )
        ),
    ),
    Slip(
        "inner product for elementwise",
        "inner for elementwise",
        "U and f'(S) are multiplied to one number an example, not entry by entry",
        _inner,
    ),
    Slip(
        "sum for product",
        "product for sum",
        "f'(S) is added, not multiplied",
        lambda at, U: U + at.f.derivative(at.S),
    ),
    Slip(
        "f' at the gradient",
        "wrong argument",
        "f' is taken at the gradient that comes from above, not at S",
        lambda at, U: U * at.f.derivative(U),
    ),
)
