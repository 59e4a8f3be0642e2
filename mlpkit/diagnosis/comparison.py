"""A claimed gradient in the right shapes, held against the true one: the verdict, and what explains it."""

import numpy as np

from mlpkit.diagnosis.gradient_verdict import ArrayVerdict, Diagnosis
from mlpkit.diagnosis.named_arrays import named_arrays
from mlpkit.diagnosis.relations import relation
from mlpkit.diagnosis.report import worst
from mlpkit.diagnosis.slip import Explanation, Placed, cost, factors
from mlpkit.diagnosis.slip_search import simplest
from mlpkit.diagnosis.unseen import digits_seen, kinks_meet, rounding_hides, smaller_than_rounding, unseen
from mlpkit.structures import leaves

_NEARLY = 5  # the digits from which on a gradient that no slip explains is right, as a numerical one is
_KINK = "other value at the kink"


def compare(problem, point, truth, claimed, single, noticed=()):
    """Return the `Diagnosis` of arrays in the shapes of the true gradient.

    Parameters
    ----------
    problem : problem or None
    point : structure of arrays
        Where the gradient is taken.
    truth : TrueGradient
    claimed : list of arrays
    single : bool
        Whether the claim has the digits of float32 only.
    noticed : tuple of str
        What is to be said besides.
    """
    tolerances = truth.tolerances(single)
    expected = 4 if single else 9 if truth.tolerance < 1e-8 else 6 if truth.tolerance < 1e-5 else 2
    notes = (*noticed, *(problem.notes(point) if problem else ()))
    between = truth.accepts(claimed, tolerances)
    meeting = truth.meeting or between
    within = [inside | meet for inside, meet in zip(between, meeting, strict=True)]
    if truth.undecided and all(
        np.all(np.abs(array - true) <= 10 * allowed)
        for array, true, allowed in zip(claimed, truth.arrays, tolerances, strict=True)
    ):
        return Diagnosis("not decided", advice=(truth.undecided, *notes), source=truth.source)
    names = list(named_arrays(point))
    if all(np.all(inside) for inside in within):
        blurred, zero = unseen(claimed, truth, single, tolerances)
        if truth.tolerance > 1e-5:
            expected = min(expected, digits_seen(truth, blurred))
        beyond = [whole & ~inside for whole, inside in zip(within, between, strict=True)]
        why = (*kinks_meet(names, beyond), *rounding_hides(names, blurred))
        if why:
            rest = (f"all else agrees to {expected} digits",) if len(blurred) < len(names) else ()
            return Diagnosis("not decided", advice=(*why, *rest, *notes), source=truth.source)
        kinked = any(np.any(low < high) for low, high in zip(truth.lower, truth.upper, strict=True))
        kink = ("the loss has a kink here: every slope between those on its two sides is accepted",)
        advice = (*(kink if kinked else ()), *smaller_than_rounding(names, zero), *notes)
        return Diagnosis("right", advice=advice, digits=expected, expected=expected, source=truth.source)
    # An entry that is accepted, or about which nothing is decided, is no error to show.
    shown = [
        np.where(inside & (low < high), array, true)
        for inside, low, high, array, true in zip(
            within, truth.lower, truth.upper, claimed, truth.arrays, strict=True
        )
    ]
    explanations = _explanations(problem, point, claimed, truth.arrays, tolerances, within)
    nearly = _digits(claimed, truth.arrays)
    if not explanations and not truth.undecided and _NEARLY <= nearly < expected:
        numerical = (
            f"a formula agrees to {expected} digits or more: this is as good as a numerical derivative",
        )
        advice = (*numerical, *notes)
        return Diagnosis("right", advice=advice, digits=nearly, expected=expected, source=truth.source)
    if explanations and all(explanation.names == (_KINK,) for explanation in explanations):
        kink = "no derivative exists at the kink, and both values are in use: accepted"
        return Diagnosis("right", explanations, (), (kink, *notes), (), expected, expected, truth.source)
    arrays = tuple(
        ArrayVerdict(name, bool(np.all(inside)), None, *values)
        for name, inside, *values in zip(names, within, claimed, shown, tolerances, strict=True)
    )
    if not explanations:
        mean = getattr(problem, "reduction", None) == "mean"
        arrays = _related(arrays, named_arrays(point), problem.sizes(point)[0] if mean else None)
        explanations = _by_relations(arrays)
    advice = (*_undecided(problem, point, explanations), *notes)
    entries = worst(arrays)
    return Diagnosis("wrong", explanations, arrays, advice, entries, 0, expected, truth.source)


def _digits(claimed, true):
    errors = [np.max(np.abs(c - t), initial=0.0) for c, t in zip(claimed, true, strict=True)]
    sizes = [np.max(np.abs(t), initial=0.0) for t in true]
    # An array of zeros is held against the largest of the others.
    shares = [e / (s or max(*sizes, 1e-300)) for e, s in zip(errors, sizes, strict=True)]
    return int(-np.log10(max(*shares, 1e-16)))


def _explanations(problem, point, claimed, true, tolerances, within):
    """Return the simplest explanations, one for each set of names, with what remains unexplained."""
    if problem is None:
        return ()
    sizes = [max(allowed, 1e-9 * np.max(np.abs(c))) for c, allowed in zip(claimed, tolerances, strict=True)]
    found = simplest(lambda budget: problem.explain(point, claimed, sizes, budget))
    whole = simplest(lambda budget: _multiples(problem, point, claimed, true, sizes, budget))
    # The gradient of a loss with a penalty may be wrong as a whole, which is simpler than part by part.
    if whole and (not found or cost(whole[0]) < cost(found[0])):
        return tuple(Explanation(slips, 0.0) for slips in whole)
    if found:
        return _explained(problem, point, claimed, found)
    # One array may be wrong in a way that has no name, and still hide a slip that has.
    wrong = [k for k, inside in enumerate(within) if not np.all(inside)]
    for k in wrong if len(wrong) > 1 else ():
        allowed = [*sizes[:k], np.inf, *sizes[k + 1 :]]
        found = simplest(lambda budget, allowed=allowed: problem.explain(point, claimed, allowed, budget), 2)
        if found:
            return _explained(problem, point, claimed, found, list(named_arrays(point))[k], k)
    return ()


def _multiples(problem, point, claimed, true, tolerances, budget):
    """Return the factors by which every array at once is the true one."""
    return [
        scaled.slips
        for scaled in factors(*problem.sizes(point), "the whole gradient", most=2)
        if 0 < cost(scaled.slips) <= budget
        and all(
            np.all(np.abs(c - scaled.factor * t) <= allowed)
            for c, t, allowed in zip(claimed, true, tolerances, strict=True)
        )
    ]


def _explained(problem, point, claimed, found, unexplained="", without=None):
    explanations = {}
    for slips in found:
        made = problem.slipped(point, slips)
        residual = max(
            np.max(np.abs(m - c)) / max(np.max(np.abs(c)), 1e-300)
            for k, (m, c) in enumerate(zip(made, claimed, strict=True))
            if k != without
        )
        explanation = Explanation(slips, float(residual), unexplained)
        explanations.setdefault(frozenset(explanation.names), explanation)
    return tuple(explanations.values())


def _related(arrays, at, N):
    related = []
    for array in arrays:
        others = [(other.name, other.true) for other in arrays if other is not array]
        found = None
        if not array.right:
            found = relation(array.claimed, array.true, at[array.name], array.tolerance, others, N)
        related.append(
            ArrayVerdict(array.name, array.right, found, array.claimed, array.true, array.tolerance)
        )
    return tuple(related)


def _by_relations(arrays):
    """Return the explanation that the relations are, if every wrong array has one."""
    wrong = [array for array in arrays if not array.right]
    if not all(array.relation for array in wrong):
        return ()
    return (Explanation(tuple(Placed(array.relation, array.name) for array in wrong), 0.0),)


def _undecided(problem, point, explanations):
    """Return why several explanations fit, and what would tell them apart."""
    if len(explanations) < 2:
        return ()
    says = "these explanations give the same numbers here"
    for way, other, place in problem.others(point):
        made = [other.slipped(place, explanation.slips) for explanation in explanations]
        size = max(np.max(np.abs(array)) for _, array in leaves(other.gradient(place)))
        if all(_apart(a, b, size) for k, a in enumerate(made) for b in made[:k]):
            return (f"{says}; {way} would tell them apart",)
    names = {name for explanation in explanations for name in explanation.names}
    for letter, two in zip("NK", problem.sizes(point), strict=True):
        if two == 2 and names & {"factor 2", "factor 1/2"}:
            return (f"{says}, since {letter} = 2; another number would tell them apart",)
    return (says,)


def _apart(a, b, size):
    if a is None or b is None:
        return True
    return any(np.max(np.abs(x - y)) > 1e-6 * size for x, y in zip(a, b, strict=True))
