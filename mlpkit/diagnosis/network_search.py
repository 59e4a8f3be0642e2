"""Which slips, made in the course of a backward pass, give the arrays that somebody claims.

The arrays of the last layer depend on the fewest steps, so they are explained first: what
does not reproduce them is given up, and only what is left goes on to the layer below.
"""

from typing import NamedTuple

import numpy as np

from mlpkit.diagnosis.array_slips import BIASES, WEIGHTS
from mlpkit.diagnosis.delta_slips import DELTA, UPSTREAM
from mlpkit.diagnosis.penalty_slips import REGULARISED, REGULARISED_BIASES
from mlpkit.diagnosis.slip import Made, Placed, Scaled, cost
from mlpkit.diagnosis.slip_search import NO_ENDING, Ending, alternatives, differ, reproducing

_MOST_STATES = 24  # what is kept for the layer below, the simplest first


class _State(NamedTuple):
    """How far a backward pass has come: δ and U of a layer, and the slips that led there."""

    delta: object
    U: object
    slips: tuple


def explain_network(way_back, claimed, tolerances, budget):
    """Return every choice of at most ``budget`` different slips that reproduces the claimed arrays.

    Parameters
    ----------
    way_back : WayBack
    claimed : sequence of L pairs of arrays
        The gradients by W and b.
    tolerances : sequence of L pairs of numbers
        By how much an array may be off; infinite for one that need not be explained.
    budget : int

    Returns
    -------
    list of tuples of Placed
    """
    states = [_State(None, None, ())]
    for unit in reversed(way_back.units):
        layer = _Layer(way_back, unit, claimed[unit.number - 1], tolerances[unit.number - 1])
        found = [
            reached
            for above in states
            for state in _deltas(way_back, unit, above, budget)
            for scaled in layer.with_right_b(state, budget)
            for reached in layer.with_right_W(scaled, budget)
        ]
        states = sorted(found, key=lambda s: (cost(s.slips), len(s.slips)))[:_MOST_STATES]
    return [state.slips for state in states]


def _deltas(way_back, unit, above, budget):
    """Yield the deltas of a layer that the one above it and the slips allow."""
    if unit.above is None:
        arguments, table, place = (way_back.output,), way_back.output_slips, "the output"
        true = Made(way_back.at_output)
    else:
        arguments, table, place = (unit, above.delta, above.U), UPSTREAM, f"layer {unit.number}"
        true = Made(above.delta @ unit.above)
    for top in alternatives(true, table, place, budget, arguments, above.slips):
        U = top.value / (way_back.divisor if unit.above is None else 1)
        used = (*above.slips, *top.slips)
        delta = Made(U * unit.f.derivative(unit.S))
        for made in alternatives(delta, DELTA, f"layer {unit.number}", budget, (unit, U), used):
            yield _State(made.value, U, (*used, *made.slips))


class _Layer:
    """The two arrays of a layer that are to be reproduced, and what may happen to them."""

    def __init__(self, way_back, unit, claimed, tolerances):
        self.unit = unit
        (self.W, self.b), (self.W_off, self.b_off) = claimed, tolerances
        self.W_place, self.b_place = f"layer {unit.number}'s W", f"layer {unit.number}'s b"
        self.W_endings = _endings(unit, REGULARISED, self.W_place, unit.penalty and unit.penalty.of_W)
        self.b_endings = _endings(unit, REGULARISED_BIASES, self.b_place, 0.0)
        self.of_W = way_back.factors_at(self.W_place)
        # An array that need not be explained has no slips of its own.
        of_b = way_back.factors_at(self.b_place)[: 1 if self.b_off == np.inf else None]
        # Of everything from here down, and then of b alone. What is undone at once says nothing.
        self.both = [
            (trunk, Scaled(trunk.factor * last.factor, (*trunk.slips, *last.slips)))
            for trunk in way_back.factors_of(unit)
            for last in of_b
            if not (last.slips and abs(trunk.factor * last.factor - 1) < 1e-12)
        ]
        self.scaled = [scaled for _, scaled in self.both]
        self.numbers = np.array([scaled.factor for scaled in self.scaled])
        self.W_numbers = np.array([scaled.factor for scaled in self.of_W])

    def with_right_b(self, state, budget):
        """Yield the states, each with its delta scaled, in which the gradient by b is the claimed one."""
        arguments = (self.unit, state.delta, state.U)
        table = () if self.b_off == np.inf else BIASES
        true = Made(state.delta.sum(axis=0))
        for made in alternatives(true, table, self.b_place, budget, arguments, state.slips):
            for ending in self.b_endings:
                value = Made(made.value, (*state.slips, *made.slips, *ending.slips))
                for k in reproducing(value, self.numbers, self.scaled, ending, self.b, self.b_off, budget):
                    factor, slips = self.both[k][0].factor, (*value.slips, *self.scaled[k].slips)
                    yield _State(state.delta * factor, state.U * factor, slips)

    def with_right_W(self, state, budget):
        """Yield the states in which the gradient by W is the claimed one."""
        if self.W_off == np.inf:
            yield state
            return
        arguments = (self.unit, state.delta, state.U)
        true = Made(state.delta.T @ self.unit.below)
        for made in alternatives(true, WEIGHTS, self.W_place, budget, arguments, state.slips):
            for ending in self.W_endings:
                value = Made(made.value, (*state.slips, *made.slips, *ending.slips))
                for k in reproducing(value, self.W_numbers, self.of_W, ending, self.W, self.W_off, budget):
                    yield state._replace(slips=(*value.slips, *self.of_W[k].slips))


def _endings(unit, table, place, true):
    if unit.penalty is None:
        return [NO_ENDING]
    endings = [Ending(1.0, true)]
    shape = unit.W.shape if table is REGULARISED else unit.b.shape
    right = np.ones(shape) + true
    for slip in table:
        b = slip.change(unit, np.zeros(shape))
        if b is None:
            continue
        whole = slip.change(unit, np.ones(shape))
        if differ(whole, right) or differ(b, right - 1):
            endings.append(Ending(whole - b, b, (Placed(slip, place),)))
    return endings
