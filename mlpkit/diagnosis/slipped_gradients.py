"""The gradients of a network as they come out with some slips made on purpose."""

import numpy as np

from mlpkit.dense import Layer
from mlpkit.diagnosis.array_slips import BIASES, WEIGHTS
from mlpkit.diagnosis.delta_slips import DELTA, UPSTREAM
from mlpkit.diagnosis.penalty_slips import REGULARISED, REGULARISED_BIASES
from mlpkit.diagnosis.slip import factors


def slipped(way, placed):
    """Return the gradients by all parameters as they come out with some slips made.

    Parameters
    ----------
    way : WayBack
    placed : sequence of Placed

    Returns
    -------
    list of Layer
        Or None where one of the slips cannot be made.
    """
    made = {(placed_.place, placed_.slip) for placed_ in placed}
    gradients, delta, U = [], None, None
    try:
        for unit in reversed(way.units):
            place = f"layer {unit.number}"
            if unit.above is None:
                raw = _step(made, "the output", way.output_slips, way.at_output, way.output)
                upstream, own = raw / way.divisor, "the output"
            else:
                upstream = _step(made, place, UPSTREAM, delta @ unit.above, unit, delta, U)
                own = place
            U = upstream
            delta = _step(made, place, DELTA, U * unit.f.derivative(unit.S), unit, U)
            factor = _factor(made, own, way)
            U, delta = factor * U, factor * delta
            W = _step(made, f"{place}'s W", WEIGHTS, delta.T @ unit.below, unit, delta, U)
            b = _step(made, f"{place}'s b", BIASES, delta.sum(axis=0), unit, delta, U)
            W, b = W * _factor(made, f"{place}'s W", way), b * _factor(made, f"{place}'s b", way)
            if unit.penalty is not None:
                W = _step(made, f"{place}'s W", REGULARISED, W + unit.penalty.of_W, unit, W)
                b = _step(made, f"{place}'s b", REGULARISED_BIASES, b, unit, b)
            gradients.insert(0, Layer(W, b))
    except _Impossible:
        return None
    return gradients


class _Impossible(Exception):
    pass


def _step(made, place, table, true, *arguments):
    for slip in table:
        if (place, slip) in made:
            with np.errstate(all="ignore"):
                value = slip.change(*arguments)
            if value is None or not np.all(np.isfinite(value)):
                raise _Impossible
            return value
    return true


def _factor(made, place, way):
    product = 1.0
    for scaled in factors(way.N, way.K, place):
        if any((at, slip) in made for slip, at in scaled.slips):
            product *= scaled.factor
    return product
