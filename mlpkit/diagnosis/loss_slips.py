"""What people get wrong in the gradient of a loss with respect to what the network gives.

Each table lists slips whose ``change(at)`` returns the wrong gradient for one sum over the
batch, before it is divided by N. ``at`` is an `Output`.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from mlpkit.activations import sigmoid
from mlpkit.diagnosis.cross_entropy_slips import CROSS_ENTROPY
from mlpkit.diagnosis.hinge_slips import SOFTMAX_HINGE, WESTON_WATKINS
from mlpkit.diagnosis.slip import Slip
from mlpkit.softmax import softmax


@dataclass(frozen=True)
class Output:
    """Where a loss is: what the network gives, the targets in its shape, and the settings of the loss.

    Parameters
    ----------
    o, t : array of floats, shape (N, K) or (K,)
        For class labels t is one-hot.
    hidden : array or None
        The pre-activations of the last hidden layer, where there is one.
    margin : number
        Of the hinge losses.
    """

    o: Any
    t: Any
    hidden: Any = None
    margin: float = 0.0

    @property
    def total(self):
        """Σ_k t_k of each example, which is 1 for class labels."""
        return self.t.sum(axis=-1, keepdims=True)

    @property
    def off(self):
        """The true gradient of the cross-entropy, S(o)(Σ_k t_k) − t."""
        return softmax(self.o) * self.total - self.t

    @property
    def behind(self):
        """What class l lacks to be m behind the right one, p_l − p_y + m, and 0 for l = y."""
        return self.behind_of(softmax(self.o))

    def behind_of(self, values, margin=None):
        """Return v_l − v_y + m, and 0 for l = y."""
        right = (self.t * values).sum(axis=-1, keepdims=True)
        return np.where(self.t > 0, 0, values - right + (self.margin if margin is None else margin))


HALF_SQUARED_ERROR = (
    Slip("targets forgotten", "missing term", "the targets are not subtracted", lambda at: at.o),
    Slip(
        "value for derivative",
        "value for derivative",
        "these are the terms of the loss itself, ½(y − t)²",
        lambda at: (at.o - at.t) ** 2 / 2,
    ),
    Slip(
        "softmax before the error",
        "function taken twice",
        "a softmax is taken that this loss has not",
        lambda at: softmax(at.o) - at.t,
    ),
    Slip(
        "inner product for elementwise",
        "inner for elementwise",
        "the errors of one example are added up and stand in every place",
        lambda at: np.broadcast_to((at.o - at.t).sum(axis=-1, keepdims=True), at.o.shape),
    ),
)

BINARY_CROSS_ENTROPY = (
    Slip(
        "second term forgotten",
        "missing term",
        "only −t log σ(z) is differentiated, not −(1 − t) log(1 − σ(z))",
        lambda at: -at.t * sigmoid(-at.o),
    ),
    Slip(
        "first term forgotten",
        "missing term",
        "only −(1 − t) log(1 − σ(z)) is differentiated, not −t log σ(z)",
        lambda at: (1 - at.t) * sigmoid(at.o),
    ),
    Slip(
        "exponential twice",
        "exponent",
        "the derivative ends in e^{e^{−z}}",
        lambda at: (1 - at.t) * sigmoid(at.o) - at.t * sigmoid(at.o) * np.exp(np.exp(-at.o)),
    ),
    Slip(
        "exponential twice, second term forgotten",
        "exponent",
        "the derivative of −t log σ(z) ends in e^{e^{−z}}",
        lambda at: -at.t * sigmoid(at.o) * np.exp(np.exp(-at.o)),
    ),
    Slip(
        "sigma' once more",
        "chain rule twice",
        "σ(z) − t has the inner derivative in it already",
        lambda at: (sigmoid(at.o) - at.t) * sigmoid(at.o) * sigmoid(-at.o),
    ),
    Slip(
        "sigma' once more, second term forgotten",
        "chain rule twice",
        "(log σ)' has the inner derivative in it already: (log σ)' σ' has it twice",
        lambda at: -at.t * sigmoid(-at.o) * sigmoid(at.o) * sigmoid(-at.o),
    ),
    Slip(
        "sigma' missing",
        "missing factor",
        "this is the gradient by the probability, not by the logit",
        lambda at: (sigmoid(at.o) - at.t) / (sigmoid(at.o) * sigmoid(-at.o)),
    ),
    Slip(
        "sigmoid forgotten",
        "missing function",
        "the logit itself stands for its sigmoid",
        lambda at: at.o - at.t,
    ),
    Slip(
        "sigmoid twice",
        "function taken twice",
        "the sigmoid is taken of what is a probability already",
        lambda at: sigmoid(sigmoid(at.o)) - at.t,
    ),
    Slip("targets forgotten", "missing term", "the targets are not subtracted", lambda at: sigmoid(at.o)),
    Slip(
        "value for derivative",
        "value for derivative",
        "these are the terms of the loss itself",
        lambda at: -at.t * np.log(sigmoid(at.o)) - (1 - at.t) * np.log(sigmoid(-at.o)),
    ),
)


OUTPUT_SLIPS = {
    "cross_entropy": CROSS_ENTROPY,
    "half_squared_error": HALF_SQUARED_ERROR,
    "binary_cross_entropy": BINARY_CROSS_ENTROPY,
    "softmax_hinge": SOFTMAX_HINGE,
    "weston_watkins": WESTON_WATKINS,
}
