"""The verdict about an equality that was read: proved, checked, false, or open."""

import re

from mlpkit.derivation.chain import Derivation, DerivationError, Line
from mlpkit.derivation.entries import KinkError, ShapeError
from mlpkit.derivation.language import LanguageError, parse, parse_python
from mlpkit.derivation.latex import Typesetter
from mlpkit.derivation.rendering import reach
from mlpkit.latex.reading import read_chain
from mlpkit.latex.relations import DEFINES
from mlpkit.latex.results import Outcome
from mlpkit.verdict import NotEstablished

_BREAKS = (RecursionError, NotImplementedError, ArithmeticError, TypeError, KeyError, IndexError, ValueError)


def check(source, declarations, *, allow_checked=True, limits=None):
    """Return the verdicts about all equalities of a display.

    Parameters
    ----------
    source : str
        The LaTeX of one display.
    declarations : Declarations
    allow_checked : bool
        Whether numbers alone are enough for the verdict *checked*.
    limits : Limits, optional

    Returns
    -------
    tuple of Outcome
    """
    equalities = read_chain(source, declarations, limits=limits)
    return tuple(decide(equality, allow_checked=allow_checked) for equality in equalities)


def decide(equality, *, allow_checked=True):
    """Return the verdict about an equality; nothing is needed for it but the equality.

    Parameters
    ----------
    equality : Equality
    allow_checked : bool

    Returns
    -------
    Outcome
    """
    outcome = _decided(equality, allow_checked)
    if equality.otherwise is None or (outcome.verdict != "false" and not outcome.counterexample):
        return outcome
    other = _decided(equality.otherwise, allow_checked)
    if other.verdict == outcome.verdict:
        return outcome
    why = "it hangs on what the layers below are: on whether their definitions are taken, or any arrays"
    return Outcome(equality, "not established", why)


def _decided(equality, allow_checked):
    if equality.problem is not None:
        return Outcome(equality, "not read", str(equality.problem))
    if equality.misfit:
        return Outcome(equality, "false", equality.misfit)
    derivation = Derivation("a line")
    derivation.scope = equality.declarations.scope
    try:
        for text in equality.declarations.given:
            derivation.given(text)
        found = derivation.compare(equality.left, equality.right)
        # Not by start, which refuses what would be typeset alike: nothing is typeset here.
        sides = (equality.left, equality.right)
        derivation.lines += [Line(side, parse(side, derivation.scope)) for side in sides]
        reached = reach(derivation)
    except ShapeError as error:
        return Outcome(equality, "not read", _first_line(error))
    except KinkError as error:
        return Outcome(equality, "not established", _advice(error, derivation.scope))
    except (NotEstablished, DerivationError) as error:
        return Outcome(equality, "not established", _first_line(error))
    except LanguageError as error:
        return Outcome(equality, "not read", _first_line(error))
    except _BREAKS as error:
        return Outcome(equality, "not established", f"no decision: {type(error).__name__}")
    return _outcome(equality, found, reached, allow_checked)


def _outcome(equality, found, reached, allow_checked):
    differ = found.counterexample is not None
    if equality.relation == "\\ne":
        if differ:
            return Outcome(equality, "proved", counterexample=tuple(found.counterexample.lines()))
        if found.proved:
            return Outcome(equality, "false", "the two sides are equal")
        return Outcome(equality, "not established", "no numbers were found that tell the sides apart")
    if differ and equality.relation in DEFINES - {"\\equiv"}:
        why = (
            "the left side stands for something else already: expected another letter, or a heading before it"
        )
        return Outcome(equality, "not established", why)
    if differ:
        return Outcome(
            equality, "false", counterexample=tuple(found.counterexample.lines()), hint=_hint(equality, found)
        )
    if found.proved:
        return Outcome(equality, "proved", reach=reached)
    why = "no proof, and no numbers were found that tell the sides apart"
    return Outcome(equality, "checked" if allow_checked else "not established", why)


def _hint(equality, found):
    """Return the hint, unless it is about the zeros that stand for a written 0."""
    return "" if found.hint is None or equality.right.startswith("0 * ") else found.hint


def _first_line(error):
    return str(error).split("\n", 1)[0].removeprefix("derivation 'a line': ")


def _advice(error, scope):
    """Return what to declare where a derivative is taken across a kink, as it is written in LaTeX."""
    message = _first_line(error)
    if (wanted := re.search(r"given\('(.*)'\)", message)) is None:
        return message
    letters = dict(zip(sorted(set(re.findall(r"·\d+", message))), "ijklmn", strict=False))
    text = re.sub(r"·\d+", lambda place: letters.get(place[0], "i"), wanted[1])
    try:
        latex = Typesetter(scope).latex(parse_python(text))
    except (LanguageError, AttributeError, KeyError):
        return message
    return f"a derivative across a kink, expected among the declarations, given: {latex}"
