"""A loss of logits as a problem whose gradients can be diagnosed."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from mlpkit.binary import binary_cross_entropy, binary_cross_entropy_gradient
from mlpkit.diagnosis.loss_slips import OUTPUT_SLIPS, Output
from mlpkit.diagnosis.row_slips import ROWS
from mlpkit.diagnosis.slip import Made, factors
from mlpkit.diagnosis.slip_search import alternatives, explain_array
from mlpkit.hinge import (
    softmax_hinge,
    softmax_hinge_gradient,
    weston_watkins,
    weston_watkins_gradient,
)
from mlpkit.losses import (
    cross_entropy,
    cross_entropy_gradient,
    half_squared_error,
    half_squared_error_gradient,
)
from mlpkit.targets import as_one_hot, as_soft_targets

LOSSES_OF_LOGITS = {
    "cross_entropy": (cross_entropy, cross_entropy_gradient),
    "half_squared_error": (half_squared_error, half_squared_error_gradient),
    "binary_cross_entropy": (binary_cross_entropy, binary_cross_entropy_gradient),
    "softmax_hinge": (softmax_hinge, softmax_hinge_gradient),
    "weston_watkins": (weston_watkins, weston_watkins_gradient),
}
_HINGES = ("softmax_hinge", "weston_watkins")


@dataclass(frozen=True, eq=False)
class LossProblem:
    """A loss as a function of the logits (of the predictions, of the scores).

    Parameters
    ----------
    name : {"cross_entropy", "half_squared_error", "binary_cross_entropy", "softmax_hinge", \
"weston_watkins"}
    targets : array
        What the loss takes.
    reduction : {"mean", "sum"}
    margin : number, optional
        Of the hinge losses.

    Raises
    ------
    ValueError
        If the loss is none of these, or has no margin.

    Examples
    --------
    >>> print(LossProblem("half_squared_error", [[10.0]])([[8.0]]))
    2.0
    """

    name: str
    targets: Any
    reduction: str = "mean"
    margin: float | None = None

    def __post_init__(self):
        if self.name not in LOSSES_OF_LOGITS:
            expected = ", ".join(LOSSES_OF_LOGITS)
            raise ValueError(f"LossProblem: name is {self.name!r}, expected one of {expected}")
        if (self.margin is None) == (self.name in _HINGES):
            needs = "needs a" if self.margin is None else "has no"
            raise ValueError(f"LossProblem: margin is {self.margin!r}, but {self.name} {needs} margin")
        targets = np.array(self.targets)
        targets.flags.writeable = False
        object.__setattr__(self, "targets", targets)

    def __call__(self, logits):
        """Return the loss of some logits."""
        return LOSSES_OF_LOGITS[self.name][0](logits, self.targets, **self._options(self.reduction))

    def at(self, logits):
        """Return the logits as an array of float64, checked."""
        logits = np.asarray(logits, dtype=np.float64)
        self(logits)
        return logits

    def arguments(self, logits):
        """Return what a function of several arguments is called with."""
        return logits, self.targets

    def gradient(self, logits):
        """Return the gradient by the logits."""
        return LOSSES_OF_LOGITS[self.name][1](logits, self.targets, **self._options(self.reduction))

    def terms(self, logits):
        """Return how large the terms are that are subtracted: what rounding is measured by."""
        return [(np.max(np.abs(logits)) + np.max(np.abs(self.targets)) + 1) / self._divisor(logits)]

    def explain(self, logits, claimed, tolerances, budget):
        """Return which slips, at most ``budget`` different ones, give the claimed array."""
        N, K = self.sizes(logits)
        scaled = factors(N, K, "the gradient", most=2)
        return explain_array(self._mades(logits, budget), scaled, *claimed, *tolerances, budget)

    def slipped(self, logits, placed):
        """Return the array as it comes out with some slips made, or None where that cannot be."""
        wanted = {one.slip for one in placed}
        for made in self._mades(logits, len(placed)):
            for scaled in factors(*self.sizes(logits), "the gradient", most=2):
                if {one.slip for one in (*made.slips, *scaled.slips)} == wanted:
                    return [made.value * scaled.factor]
        return None

    def notes(self, logits):
        """Return what this batch cannot show, whatever is claimed."""
        if logits.ndim == 2 and len(logits) == 1:
            return ["N = 1: what concerns the batch cannot be seen; try several examples"]
        if not np.any(self.gradient(logits)):
            return ["this point cannot tell: the gradient is 0 everywhere; try other logits"]
        return []

    def others(self, logits):
        """Yield problems like this one that may tell apart what this one does not, and how to get there."""
        rng = np.random.default_rng(0)
        yield "other logits", self, rng.normal(size=logits.shape)
        if logits.ndim == 2:
            many = next(n for n in (5, 6, 7) if n not in logits.shape)
            kept = self.targets[np.arange(many) % len(logits)]
            drawn = rng.normal(size=(many, logits.shape[1]))
            yield f"a batch of {many} examples", replace(self, targets=kept), drawn
        if self.name == "cross_entropy":
            yield "soft targets", replace(self, targets=rng.uniform(0.1, 1, size=logits.shape)), logits

    def _mades(self, logits, budget):
        at = Output(logits, self._soft(logits), None, self.margin or 0.0)
        raw = Made(LOSSES_OF_LOGITS[self.name][1](logits, self.targets, **self._options("sum")))
        table = OUTPUT_SLIPS[self.name]
        for formula in alternatives(raw, table, "the gradient", budget, (at,)):
            scaled = Made(formula.value / self._divisor(logits), formula.slips)
            yield from alternatives(scaled, ROWS, "the gradient", budget, (scaled.value,))

    def _soft(self, logits):
        if self.name in _HINGES:
            return as_one_hot("LossProblem", "logits", self.targets, logits)
        if self.name == "cross_entropy":
            return as_soft_targets("LossProblem", self.targets, logits, np)
        return np.asarray(self.targets, dtype=np.float64)

    def sizes(self, logits):
        """Return N and K; each entry of the binary cross-entropy is an example by itself."""
        if self.name == "binary_cross_entropy":
            return logits.size, 1
        return (len(logits) if logits.ndim == 2 else 1), logits.shape[-1]

    def _divisor(self, logits):
        return self.sizes(logits)[0] if self.reduction == "mean" else 1

    def _options(self, reduction):
        margin = {} if self.margin is None else {"margin": self.margin}
        return {"reduction": reduction} | margin
