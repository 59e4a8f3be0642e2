"""The search for slips: each is made on purpose, and those that give the claimed array are kept."""

from typing import NamedTuple

import numpy as np

from mlpkit.diagnosis.slip import Made, Placed, cost

MOST_SLIPS = 4
_FIRST_ENTRIES = 64


class Ending(NamedTuple):
    """How the regulariser enters an array: a · data + b, right or as a slip has it."""

    a: object
    b: object
    slips: tuple = ()


NO_ENDING = Ending(1.0, 0.0)


def simplest(explain, most=MOST_SLIPS):
    """Return what ``explain(budget)`` finds with the fewest slips, made in the fewest places."""
    for budget in range(1, most + 1):
        found = explain(budget)
        if found:
            fewest = min((cost(slips), len(slips)) for slips in found)
            return [slips for slips in found if (cost(slips), len(slips)) == fewest]
    return []


def alternatives(made, slips, place, budget, arguments, used=()):
    """Yield an array as it is, then as every slip of a table makes it.

    A slip that changes nothing here, that cannot be made here, or that would be one more than
    the budget allows, is left out.
    """
    yield made
    for slip in slips:
        placed = (*made.slips, Placed(slip, place))
        if cost((*used, *placed)) > budget:
            continue
        # A wrong formula may well overflow; it explains nothing then.
        with np.errstate(all="ignore"):
            value = slip.change(*arguments)
        if value is not None and np.all(np.isfinite(value)) and differ(value, made.value):
            yield Made(value, placed)


def explain_array(mades, scaled, claimed, tolerance, budget):
    """Return the slips of every array that is, times one of the factors, the claimed array."""
    numbers = np.array([s.factor for s in scaled])
    return [
        (*made.slips, *scaled[k].slips)
        for made in mades
        for k in reproducing(made, numbers, scaled, NO_ENDING, claimed, tolerance, budget)
    ]


def reproducing(made, numbers, scaled, ending, claimed, tolerance, budget):
    """Return which of the factors take an array to the claimed one within the budget."""
    if cost(made.slips) > budget:
        return []
    value, wanted = np.ravel(ending.a * made.value), np.ravel(claimed)
    offset = np.broadcast_to(ending.b, made.value.shape).ravel()
    # Most are off in any entry: a few, spread over the array, are looked at first.
    few = slice(None, None, 1 + value.size // _FIRST_ENTRIES)
    off = np.abs(np.multiply.outer(numbers, value[few]) + offset[few] - wanted[few]).max(axis=1)
    return [
        k
        for k in np.flatnonzero(off <= tolerance)
        if cost((*made.slips, *scaled[k].slips)) <= budget
        and np.all(np.abs(numbers[k] * value + offset - wanted) <= tolerance)
    ]


def differ(a, b):
    """Return whether two arrays differ by more than rounding."""
    a, b = np.asarray(a), np.asarray(b)
    return bool(np.any(np.abs(a - b) > 1e-12 * max(np.max(np.abs(a)), np.max(np.abs(b)))))
