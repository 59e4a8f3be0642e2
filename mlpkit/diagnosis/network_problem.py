"""A network on a batch as a problem whose gradients can be diagnosed."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from mlpkit.arrays import as_array
from mlpkit.dense import Layer
from mlpkit.diagnosis.loss_slips import Output
from mlpkit.diagnosis.network_search import explain_network
from mlpkit.diagnosis.slipped_gradients import slipped
from mlpkit.diagnosis.way_back import way_back
from mlpkit.network import MLP
from mlpkit.network_checks import check_batch
from mlpkit.network_loss import LOSSES
from mlpkit.targets import as_soft_targets


@dataclass(frozen=True, eq=False)
class NetworkProblem:
    """The loss of a network on a batch, as a function of its parameters: L(f(X), targets) + penalty.

    Called with parameters it gives the loss. `check_gradient` and `gradient_of` know what can
    slip in its backward pass.

    Parameters
    ----------
    network : MLP
    X : array of floats, shape (N, d_0)
        One example a row.
    targets : array
        What ``loss`` takes.
    loss : str
        One of those of `network_loss`.
    reduction : {"mean", "sum"}
    penalty : ElasticNet, optional
        Added to the loss.

    Raises
    ------
    ValueError, TypeError
        If an argument is none of these, or the targets do not fit the batch.

    Examples
    --------
    >>> problem = NetworkProblem(MLP((2, 1), ["identity"]), [[1, 2]], [[10]], loss="half_squared_error")
    >>> print(problem([([[3, 4]], [1])]))
    2.0
    """

    network: MLP
    X: Any
    targets: Any
    loss: str = "cross_entropy"
    reduction: str = "mean"
    penalty: Any = None

    def __post_init__(self):
        if not isinstance(self.network, MLP):
            raise TypeError(f"NetworkProblem: network is {self.network!r}, expected an MLP")
        if self.loss not in LOSSES:
            raise ValueError(f"NetworkProblem: loss is {self.loss!r}, expected one of {', '.join(LOSSES)}")
        # Copies that nobody can change: an attempt that works in place must not move the goal.
        object.__setattr__(self, "X", _frozen(as_array(self.X, "NetworkProblem: X")[0]))
        object.__setattr__(self, "targets", _frozen(self.targets))
        zeros = [Layer(np.zeros((w, v)), np.zeros(w)) for v, w in self._widths()]
        self(zeros)

    def __call__(self, parameters):
        """Return the loss at some parameters, with the penalty."""
        output = self.network.forward(parameters, self.X).Z[-1]
        value = LOSSES[self.loss][0](output, self.targets, reduction=self.reduction)
        return value if self.penalty is None else value + self.penalty.value(parameters)

    def at(self, parameters):
        """Return the parameters as a tuple of Layers of float64, checked."""
        arrays = check_batch("check_gradient", parameters, self.X, self.network.widths)[1]
        arrays = [np.asarray(array, dtype=np.float64) for array in arrays]
        return tuple(Layer(W, b) for W, b in zip(arrays[0::2], arrays[1::2], strict=True))

    @property
    def examples(self):
        """The size N of the batch."""
        return len(self.X)

    def sizes(self, parameters):
        """Return N and K, the size of the batch and the number of outputs."""
        return len(self.X), self.network.widths[-1]

    def arguments(self, parameters):
        """Return what a function of several arguments is called with."""
        return parameters, self.X, self.targets

    def gradient(self, parameters):
        """Return the gradients by the delta recursion, one Layer a layer."""
        trace = self.network.forward(parameters, self.X)
        at_output = LOSSES[self.loss][1](trace.Z[-1], self.targets, reduction=self.reduction)
        found = self.network.backward(parameters, trace, at_output).parameters
        if self.penalty is None:
            return found
        own = self.penalty.gradient(parameters)
        return tuple(Layer(a.W + p.W, a.b + p.b) for a, p in zip(found, own, strict=True))

    def terms(self, parameters):
        """Return how large the terms are that are added up to each array: what rounding is measured by."""
        way = self._way(parameters)
        sizes, carried = [], (np.abs(way.output.o) + np.abs(way.output.t) + 1) / way.divisor
        for unit in reversed(way.units):
            # S comes rounded by a share of itself, which f' may pass on in full where it saturates.
            delta = carried * np.abs(unit.f.derivative(unit.S)) * (1 + np.abs(unit.S))
            sizes[:0] = [np.max(delta.T @ np.abs(unit.below)), np.max(delta.sum(axis=0))]
            carried = delta @ np.abs(unit.W)
        return sizes

    def explain(self, parameters, claimed, tolerances, budget):
        """Return which slips, at most ``budget`` different ones, give the claimed arrays."""
        pairs = list(zip(claimed[0::2], claimed[1::2], strict=True))
        allowed = list(zip(tolerances[0::2], tolerances[1::2], strict=True))
        return explain_network(self._way(parameters), pairs, allowed, budget)

    def slipped(self, parameters, placed):
        """Return the arrays as they come out with some slips made, or None where that cannot be."""
        layers = slipped(self._way(parameters), placed)
        return None if layers is None else [array for layer in layers for array in layer]

    def notes(self, parameters):
        """Return what this batch cannot show, whatever is claimed."""
        trace = self.network.forward(parameters, self.X)
        notes = []
        for l, f in enumerate(self.network.activations, start=1):
            dead = np.all(f.derivative(trace.S[l - 1]) == 0, axis=0)
            if dead.all():
                notes.append(
                    f"this batch cannot tell: all units of layer {l} are dead, so no gradient reaches it or"
                    " what lies below; try other inputs or parameters"
                )
            elif dead.any():
                units = ", ".join(str(unit) for unit in np.flatnonzero(dead))
                notes.append(f"dead on this batch, with gradients of 0: units {units} of layer {l}")
        if len(self.X) == 1:
            notes.append("N = 1: what concerns the sum over the batch cannot be seen; try several examples")
        return notes

    def others(self, parameters):
        """Yield problems like this one that may tell apart what this one does not, and how to get there."""
        rng = np.random.default_rng(0)
        N, widths = len(self.X), self.network.widths
        many = next(n for n in range(max(N, 3), 99) if n not in widths and n != N)
        drawn = rng.normal(size=(many, widths[0]))
        soft = rng.uniform(0.1, 1, size=(many, widths[-1]))
        kept = self._targets(self._output(parameters))[np.arange(many) % N]
        other = [Layer(W + rng.normal(size=W.shape), b + rng.normal(size=b.shape)) for W, b in parameters]
        yield f"a batch of {many} examples", replace(self, X=drawn, targets=kept), parameters
        yield "other parameters", self, other
        if self.loss == "cross_entropy":
            yield "soft targets", replace(self, targets=soft[:N]), parameters
            yield f"a batch of {many} examples with soft targets", replace(self, X=drawn, targets=soft), other

    def _output(self, parameters):
        return self.network.forward(parameters, self.X).Z[-1]

    def _targets(self, o):
        """Return the targets as an array in the shape of what the network gives."""
        if self.loss == "cross_entropy":
            return as_soft_targets("NetworkProblem", self.targets, o, np)
        return np.asarray(self.targets, dtype=np.float64)

    def _widths(self):
        return zip(self.network.widths[:-1], self.network.widths[1:], strict=True)

    def _way(self, parameters):
        o = self._output(parameters)
        t = self._targets(o)
        at_output = LOSSES[self.loss][1](o, self.targets, reduction="sum")
        divisor = 1
        if self.reduction == "mean":
            divisor = o.size if self.loss == "binary_cross_entropy" else len(o)
        return way_back(
            self.network, parameters, self.X, Output(o, t), at_output, divisor, self.loss, self.penalty
        )


def _frozen(array):
    array = np.array(array)
    array.flags.writeable = False
    return array
