"""The backward pass of a network on a batch, laid out so that single steps of it can be done wrongly."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from mlpkit.dense import Layer
from mlpkit.diagnosis.loss_slips import OUTPUT_SLIPS, Output
from mlpkit.diagnosis.slip import factors
from mlpkit.diagnosis.unit import Unit


class Penalty(NamedTuple):
    """What a regulariser adds in one layer, and would add to its biases.

    ``absolute`` and ``squared`` are its two parts, λ₁ sign(W) and 2λ₂W, of an `ElasticNet`.
    """

    of_W: Any
    of_b: Any
    absolute: Any
    squared: Any
    value: Any


@dataclass(frozen=True)
class WayBack:
    """All that a backward pass uses.

    Parameters
    ----------
    units : tuple of Unit
        From the first layer to the last.
    output : Output
    at_output : array, shape (N, K)
        The true gradient of the summed loss at the output.
    divisor : int
        N for the mean, 1 for the sum.
    output_slips : tuple of Slip
    """

    units: tuple
    output: Output
    at_output: Any
    divisor: int
    output_slips: tuple

    @property
    def N(self):
        """The number of examples."""
        return len(self.at_output)

    @property
    def K(self):
        """The number of outputs."""
        return self.at_output.shape[1]

    def factors_of(self, unit):
        """Return the factors to try for everything from a layer downwards."""
        if unit.above is None:
            return factors(self.N, self.K, "the output", most=2)
        return factors(self.N, self.K, f"layer {unit.number}")

    def factors_at(self, place):
        """Return the factors to try for one array."""
        return factors(self.N, self.K, place)


def way_back(network, parameters, X, output, at_output, divisor, loss, penalty):
    """Return the `WayBack` of a network; the arguments are arrays of float64."""
    S, Z = network.forward(parameters, X)
    penalties = _penalties(penalty, parameters)
    units = tuple(
        Unit(
            S=S[layer],
            Z=Z[layer + 1],
            below=Z[layer],
            below_S=S[layer - 1] if layer else None,
            X=X,
            W=W,
            b=b,
            above=parameters[layer + 1].W if layer + 1 < len(parameters) else None,
            f=network.activations[layer],
            penalty=penalties[layer],
            number=layer + 1,
        )
        for layer, (W, b) in enumerate(parameters)
    )
    hidden = S[-2] if len(S) > 1 else None
    output = Output(output.o, output.t, hidden, output.margin)
    return WayBack(units, output, at_output, divisor, OUTPUT_SLIPS.get(loss, ()))


def _penalties(penalty, parameters):
    if penalty is None:
        return [None] * len(parameters)
    of_weights = penalty.gradient(parameters)
    # The biases in the place of the weights, to know what a penalty on them would add.
    swapped = [Layer(b, b) for _, b in parameters]
    of_biases = penalty.gradient(swapped)
    value = float(penalty.value(parameters))
    absolute, squared = getattr(penalty, "absolute", None), getattr(penalty, "squared", None)
    return [
        Penalty(
            of_W=of_weights[layer].W,
            of_b=of_biases[layer].W,
            absolute=None if absolute is None else absolute[layer] * np.sign(W),
            squared=None if squared is None else 2 * squared[layer] * W,
            value=value,
        )
        for layer, (W, _) in enumerate(parameters)
    ]
