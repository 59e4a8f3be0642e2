"""What people get wrong in the term that a regulariser adds to the gradient by W, λ₁ sign(W) + 2λ₂W.

``change(at, data)`` takes the gradient of the loss alone; ``at`` is the `Unit` where it happens.
"""

import numpy as np

from mlpkit.diagnosis.slip import Slip


def _part(name):
    """Return one of the two parts of an elastic net, or None where the other is 0: then it is the whole."""

    def part(at):
        parts = at.penalty.absolute, at.penalty.squared
        if any(one is None or not np.any(one) for one in parts):
            return None
        return getattr(at.penalty, name)

    return part


def _size_for_sign(at):
    # λ₁ sign(W) · W is λ₁ |W|.
    return None if at.penalty.absolute is None else at.penalty.squared + at.penalty.absolute * at.W


def _no_sign(at):
    return None if at.penalty.absolute is None else at.penalty.squared + np.abs(at.penalty.absolute)


def _plus(part):
    def change(at, data):
        added = part(at)
        return None if added is None else data + added

    return change


REGULARISED = (
    Slip(
        "regulariser missing", "missing term", "the term of the regulariser is missing", lambda at, data: data
    ),
    Slip(
        "regulariser doubled",
        "factor",
        "the term of the regulariser is there twice",
        lambda at, data: data + 2 * at.penalty.of_W,
    ),
    Slip(
        "regulariser halved",
        "factor",
        "λW stands where λ‖W‖² asks for 2λW",
        lambda at, data: data + at.penalty.of_W / 2,
    ),
    Slip(
        "regulariser subtracted",
        "sign",
        "the term of the regulariser is subtracted",
        lambda at, data: data - at.penalty.of_W,
    ),
    Slip(
        "regulariser multiplied",
        "product for sum",
        "the gradient is multiplied by the term of the regulariser, which is added",
        lambda at, data: data * at.penalty.of_W,
    ),
    Slip(
        "multiplied by λW",
        "product for sum",
        "the gradient is multiplied by λW; the regulariser is added",
        lambda at, data: data * at.penalty.of_W / 2,
    ),
    Slip(
        "multiplied by W",
        "product for sum",
        "the gradient is multiplied by W; the regulariser is added",
        lambda at, data: data * at.W,
    ),
    Slip(
        "value of the regulariser",
        "value for derivative",
        "the value of the regulariser is added, not its derivative",
        lambda at, data: data + at.penalty.value,
    ),
    Slip(
        "regulariser divided by N",
        "1/N",
        "the regulariser is divided by N, though the loss alone is a mean",
        lambda at, data: data + at.penalty.of_W / len(at.S),
    ),
    Slip(
        "λ1 part missing", "missing term", "the term of the absolute norm is missing", _plus(_part("squared"))
    ),
    Slip(
        "λ2 part missing", "missing term", "the term of the squared norm is missing", _plus(_part("absolute"))
    ),
    Slip(
        "|W| for sign(W)",
        "function for derivative",
        "|W| stands for its derivative, sign(W)",
        _plus(_size_for_sign),
    ),
    Slip(
        "sign(W) forgotten", "missing factor", "λ1 is added to every entry, not λ1 sign(W)", _plus(_no_sign)
    ),
)
REGULARISED_BIASES = (
    Slip(
        "bias penalised",
        "term too many",
        "the biases are penalised too",
        lambda at, data: data + at.penalty.of_b,
    ),
)
