"""Where two regions meet: the places a proof on the regions does not reach by itself.

Inside each region code is one smooth formula. On the seams between them, and where a
denominator vanishes, it has to be looked at separately. For a function of one number the
seams are single points, and each is decided exactly; otherwise the verdict names them.
"""

from dataclasses import dataclass

import sympy

from mlpkit.claims import Gradient
from mlpkit.counterexample import differing_entry
from mlpkit.exact import is_zero
from mlpkit.intervals import enclose, is_bounded
from mlpkit.regions import OnSeam, World, is_rational_polynomial, signature
from mlpkit.verdict import NotEstablished, Refuted


@dataclass(frozen=True)
class Exceptions:
    """The places a verdict leaves out, in words, and what was found at them."""

    places: tuple = ()
    notes: tuple = ()


def exceptions(claim, found):
    """Return what has to be left out of a proof that holds on every region found.

    Parameters
    ----------
    claim : Equality, Gradient or Jacobian
    found : list of (World, entries)

    Raises
    ------
    Refuted
        If the claim is false on a seam.
    """
    questions = dict.fromkeys(question for world, _ in found for question, _ in world.path)
    factors = [factor for factor in vanishing(found) if _may_vanish(factor)]
    roots = [_root(factor, claim) for factor in factors]
    if None in roots:
        places, notes = [f"where {plain(factor)} = 0" for factor in factors], []
    else:
        outcomes = {point: _at_seam(claim, point, roots) for point in sorted(set(roots))}
        places = [f"{claim.symbols[0]} = {plain(p)}" for p, outcome in outcomes.items() if not outcome.holds]
        notes = [note for outcome in outcomes.values() for note in outcome.notes]
    for question in questions:
        if len(question.expressions) > 1:
            names = [plain(e) for e in question.expressions]
            listed = ", ".join(names if len(names) < 4 else [names[0], "…", names[-1]])
            places.append(f"at a tie for the largest of {listed}")
    return Exceptions(tuple(places), tuple(notes))


def vanishing(found):
    """Return the factors that are 0 on a seam: of kinks, denominators and logarithms."""
    factors = {q.expressions[0] for world, _ in found for q, _ in world.path if len(q.expressions) == 1}
    factors |= {factor for world, _ in found for factor in world.nonzero}
    factors |= {factor for world, _ in found for d in world.divisors for factor in _factors(d)}
    factors |= {f for _, entries in found for _, *sides in entries for side in sides for f in _poles(side)}
    return sorted(factors, key=str)


def plain(expression):
    """Return an expression as text a reader can take in: x_1,2 − 3."""
    text = str(expression).replace("{", "").replace("}", "")
    return text.replace("**", "^").replace("*", "·").replace("-", "−")


def _poles(expression):
    for part in sympy.preorder_traversal(expression):
        if isinstance(part, sympy.log):
            inner = part.args[0]
        elif part.is_Pow and part.exp.is_Rational and part.exp < 0:
            inner = part.base
        else:
            continue
        yield from _factors(inner)


def _factors(expression):
    if expression.has(sympy.nan, sympy.oo, sympy.zoo):
        return ()
    _, odd, even = signature(expression)
    return odd + even


def _may_vanish(factor):
    symbols = factor.free_symbols
    if len(symbols) != 1 or not is_rational_polynomial(factor, *symbols):
        return True
    return sympy.Poly(factor, *symbols).count_roots() > 0


def _root(factor, claim):
    """Return where the factor vanishes, if that is one rational number."""
    if not claim.is_scalar or len(claim.symbols) != 1 or not is_rational_polynomial(factor, *claim.symbols):
        return None
    polynomial = sympy.Poly(factor, *claim.symbols)
    return -polynomial.nth(0) / polynomial.nth(1) if polynomial.degree() == 1 else None


@dataclass(frozen=True)
class _Outcome:
    holds: bool
    notes: tuple = ()


def _at_seam(claim, point, roots):
    where = {claim.symbols[0]: point}
    here = claim.arrays_at(where)
    if not claim.supposed(here):
        return _Outcome(False)
    if not isinstance(claim, Gradient):
        return _equality_at(claim, where)
    gap = min([abs(point - root) for root in roots if root != point], default=sympy.Integer(1)) / 2
    try:
        beside = [claim.values(claim.arrays(World({claim.symbols[0]: point + step}))) for step in (-gap, gap)]
    except OnSeam:
        return _Outcome(False)
    (taken,) = claim.claimed(here)
    columns = zip(*(array.ravel() for array in (*beside, claim.values(here), taken)), strict=True)
    outcomes = [_derivative_at(claim, where, *column) for column in columns]
    notes = dict.fromkeys(note for outcome in outcomes for note in outcome.notes)
    return _Outcome(all(outcome.holds for outcome in outcomes), tuple(notes))


def _derivative_at(claim, where, below, above, value, taken):
    ((symbol, point),) = where.items()
    values = [side.xreplace(where) for side in (below, above)]
    slopes = [sympy.diff(side, symbol).xreplace(where) for side in (below, above)]
    if not all(is_bounded(enclose(e, {})) for e in (*values, value, *slopes, taken)):
        return _Outcome(False)
    name = f"{symbol} = {plain(point)}"
    if not (is_zero(values[0] - value) and is_zero(values[1] - value)):
        return _Outcome(False, (f"at the jump {name} the code takes {plain(taken)}",))
    if not is_zero(slopes[0] - slopes[1]):
        both = " and ".join(plain(slope) for slope in slopes)
        note = f"at the kink {name} the slopes are {both}, and the code takes {plain(taken)}"
        return _Outcome(False, (note,))
    if not is_zero(slopes[0] - taken):
        _refute(claim, slopes[0], taken, where)
    return _Outcome(True)


def _equality_at(claim, where):
    for index, left, right in claim.at(where):
        if not (is_bounded(enclose(left, {})) and is_bounded(enclose(right, {}))):
            return _Outcome(False)
        if not is_zero(left - right):
            _refute(claim, left, right, where, index)
    return _Outcome(True)


def _refute(claim, left, right, where, index=()):
    counterexample = differing_entry([(index, left, right)], where, claim.arguments, claim.sides)
    if counterexample is None:
        raise NotEstablished(f"{claim.statement}: not decided at the seam {where}")
    raise Refuted(claim.statement, counterexample, claim)
