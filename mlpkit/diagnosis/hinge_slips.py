"""What people get wrong in the gradients of the hinge losses.

``change(at)`` returns the wrong gradient of the sum over the batch; ``at`` is the `Output`.
"""

import numpy as np

from mlpkit.diagnosis.slip import Slip
from mlpkit.kinks import indicator
from mlpkit.softmax import softmax, softmax_vjp


def slopes(active, t):
    """Return the gradient of a hinge by its values: 1 where active, minus their number for class y."""
    return active - t * active.sum(axis=-1, keepdims=True)


def _elementwise(S):
    return S * (1 - S)


def _hinge_slips(values, back):
    """Slips of a hinge on ``values(o)``, whose gradient ``back(o, gradient)`` brings to o."""

    def active(at, margin=None):
        return indicator(at.behind_of(values(at.o), margin))

    def every_other(at):
        return np.where(at.t > 0, 0.0, 1.0)

    def with_kink(at):
        return np.where((at.behind_of(values(at.o)) >= 0) & (at.t == 0), 1.0, 0.0)

    def closest(at):
        behind = at.behind_of(values(at.o))
        return active(at) * (behind == behind.max(axis=-1, keepdims=True))

    def slip(name, kind, says, which, end=slopes):
        return Slip(name, kind, says, lambda at: back(at.o, end(which(at), at.t)))

    return (
        slip(
            "indicator missing",
            "missing factor",
            "every class counts, those that keep the margin too",
            every_other,
        ),
        slip(
            "other value at the kink",
            "kink",
            "where the margin is met exactly, 1 is taken; mlpkit takes 0",
            with_kink,
        ),
        slip(
            "margin forgotten",
            "missing term",
            "the indicator asks for p_l > p_y, without the margin",
            lambda at: active(at, 0.0),
        ),
        slip(
            "margin with the wrong sign",
            "sign",
            "the margin is subtracted in the indicator, not added",
            lambda at: active(at, -at.margin),
        ),
        slip(
            "right class forgotten",
            "missing term",
            "the right class gets no gradient of its own",
            active,
            lambda a, t: a,
        ),
        slip(
            "right class counted once",
            "missing factor",
            "the right class gets −1, not minus the number of active classes",
            active,
            lambda a, t: a - t * a.max(axis=-1, keepdims=True),
        ),
        slip(
            "closest class only",
            "function taken wrong",
            "the largest term alone is differentiated, not their sum",
            closest,
        ),
    )


SOFTMAX_HINGE = (
    *_hinge_slips(softmax, softmax_vjp),
    Slip(
        "softmax Jacobian missing",
        "missing factor",
        "this is the gradient by the probabilities, not by the logits",
        lambda at: slopes(indicator(at.behind), at.t),
    ),
    Slip(
        "diagonal of the softmax Jacobian only",
        "diagonal only",
        "softmax' is taken as S(1 − S): every component of the softmax depends on every logit",
        lambda at: slopes(indicator(at.behind), at.t) * _elementwise(softmax(at.o)),
    ),
    Slip(
        "softmax forgotten",
        "missing function",
        "the margin is asked of the logits, not of their softmax",
        lambda at: slopes(indicator(at.behind_of(at.o)), at.t),
    ),
)
WESTON_WATKINS = _hinge_slips(lambda s: s, lambda s, gradient: gradient)
