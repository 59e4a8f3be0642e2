"""An activation, or softmax, with a gradient that comes from above: the vjp as a problem to diagnose."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np

from mlpkit.diagnosis.delta_slips import DELTA
from mlpkit.diagnosis.slip import Made, Placed, Slip, factors
from mlpkit.diagnosis.slip_search import alternatives, explain_array
from mlpkit.named_activations import ACTIVATIONS, Activation
from mlpkit.softmax import softmax, softmax_vjp

# change(x, g): what stands for the vector-Jacobian product of softmax, S ⊙ (g − Sᵀg).
_SOFTMAX = (
    Slip(
        "diagonal of the softmax Jacobian only",
        "diagonal only",
        "softmax' is taken as S(1 − S): every component of the softmax depends on every logit",
        lambda x, g: softmax(x) * (1 - softmax(x)) * g,
    ),
    Slip(
        "off-diagonal with the wrong sign",
        "sign",
        "S_i S_j is added for i ≠ j, not subtracted",
        lambda x, g: softmax(x) * (g + (softmax(x) * g).sum(-1, keepdims=True) - 2 * softmax(x) * g),
    ),
    Slip(
        "softmax for softmax'",
        "function for derivative",
        "the softmax stands for its derivative",
        lambda x, g: softmax(x) * g,
    ),
    Slip(
        "the factor S missing",
        "missing factor",
        "g − Sᵀg has to be multiplied by S",
        lambda x, g: g - (softmax(x) * g).sum(-1, keepdims=True),
    ),
    Slip(
        "softmax of each component alone",
        "function of one component",
        "the softmax of a single number is 1, whatever the number is, and has the derivative 0",
        lambda x, g: np.zeros_like(x),
    ),
)
_FORGOTTEN = Slip(
    "upstream gradient missing", "missing factor", "the gradient from above is not multiplied in"
)


@dataclass(frozen=True, eq=False)
class ActivationProblem:
    """An activation as a function of its input, Σ g ⊙ f(x), whose gradient is the vjp.

    Parameters
    ----------
    activation : str or Activation
        One of `ACTIVATIONS`, or "softmax" over the last axis.
    upstream : array, optional
        g, in the shape of the input; without it every entry is 1.

    Examples
    --------
    >>> print(ActivationProblem("relu", [3.0, 4.0])([-1.0, 2.0]))
    8.0
    """

    activation: Any
    upstream: Any = None

    def __post_init__(self):
        if not isinstance(self.activation, Activation) and self.activation not in (*ACTIVATIONS, "softmax"):
            raise ValueError(
                f"ActivationProblem: activation is {self.activation!r}, expected one of"
                f" {', '.join(ACTIVATIONS)}, softmax, or an Activation"
            )
        if self.upstream is not None:
            upstream = np.array(self.upstream, dtype=np.float64)
            upstream.flags.writeable = False
            object.__setattr__(self, "upstream", upstream)

    def __call__(self, x):
        """Return Σ g ⊙ f(x)."""
        x = np.asarray(x)
        function = softmax if self._f is None else self._f.function
        return (self._g(x) * function(x)).sum()[()]

    def at(self, x):
        """Return the input as an array of float64, checked."""
        x = np.asarray(x, dtype=np.float64)
        if self.upstream is not None and self.upstream.shape != x.shape:
            raise ValueError(
                f"ActivationProblem: upstream has shape {self.upstream.shape}, expected {x.shape}, that of x"
            )
        return x

    def sizes(self, x):
        """Return 1 and 1: there is no batch here, and no output."""
        return 1, 1

    def arguments(self, x):
        """Return what a function of two arguments is called with."""
        return x, self._g(x)

    def gradient(self, x):
        """Return the vector-Jacobian product."""
        return softmax_vjp(x, self._g(x)) if self._f is None else self._g(x) * self._f.derivative(x)

    def terms(self, x):
        """Return how large the terms are that are added up: what rounding is measured by."""
        return [np.max(np.abs(self._g(x)))]

    def explain(self, x, claimed, tolerances, budget):
        """Return which slips, at most ``budget`` different ones, give the claimed array."""
        scaled = factors(*self.sizes(x), "the gradient", most=2)
        return explain_array(self._mades(x, budget), scaled, *claimed, *tolerances, budget)

    def slipped(self, x, placed):
        """Return the array as it comes out with some slips made, or None where that cannot be."""
        wanted = {one.slip for one in placed}
        for made in self._mades(x, len(placed)):
            for scaled in factors(*self.sizes(x), "the gradient", most=2):
                if {one.slip for one in (*made.slips, *scaled.slips)} == wanted:
                    return [made.value * scaled.factor]
        return None

    def notes(self, x):
        """Return what this point cannot show, whatever is claimed."""
        if not np.any(self.gradient(x)):
            return ["this point cannot tell: the gradient is 0 everywhere; try another"]
        return []

    def others(self, x):
        """Yield problems like this one that may tell apart what this one does not, and how to get there."""
        rng = np.random.default_rng(0)
        yield "another point", self, rng.normal(size=x.shape)
        upstream = rng.normal(size=x.shape)
        yield "another gradient from above", ActivationProblem(self.activation, upstream), x

    @property
    def _f(self):
        if isinstance(self.activation, Activation):
            return self.activation
        return ACTIVATIONS.get(self.activation)

    def _g(self, x):
        return np.ones(x.shape) if self.upstream is None else self.upstream

    def _mades(self, x, budget):
        f, place = self._f, "the gradient"
        for U, slips in ((self._g(x), ()), (np.ones(x.shape), (_FORGOTTEN,))):
            if slips and np.array_equal(U, self._g(x)):
                continue
            placed = tuple(Placed(slip, place) for slip in slips)
            if f is None:
                true, table, arguments = softmax_vjp(x, U), _SOFTMAX, (x, U)
            else:
                unit = SimpleNamespace(S=x, Z=f.function(x), f=f, below_S=None)
                true, table, arguments = U * f.derivative(x), DELTA, (unit, U)
            yield from alternatives(Made(true, placed), table, place, budget, arguments)
