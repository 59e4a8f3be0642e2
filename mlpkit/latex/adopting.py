r"""Definitions among displayed lines: what L = … says of a name that nobody has declared.

A line whose left side is a new name alone, at the beginning of its chain, claims nothing that could
be true or false. It is taken for what it says, and so are the letters it needs, as far as their use
says what they are. What depends on itself, `x := x - \eta g`, is no definition.
"""

from dataclasses import replace
from typing import NamedTuple

from mlpkit.latex.chains import Link, links
from mlpkit.latex.declarations import Declarations
from mlpkit.latex.declaring import Declaring
from mlpkit.latex.defaults import NUMBERS, completed
from mlpkit.latex.fitting import fitted
from mlpkit.latex.formulas import between_commas
from mlpkit.latex.layer_declaring import with_cost, with_rule, with_special
from mlpkit.latex.layer_marks import LAST
from mlpkit.latex.layers import layered_names
from mlpkit.latex.letters import letter_of, letters_of, missed_letter
from mlpkit.latex.names import parts
from mlpkit.latex.pieces import pieces
from mlpkit.latex.problems import Limits, NotRead
from mlpkit.latex.relations import defines
from mlpkit.latex.steps import with_steps

MOST_ROUNDS = 4  # a display may use a name above the line that defines it


class Adoption(NamedTuple):
    """What a display defines.

    Parameters
    ----------
    declarations : Declarations
        What held before, and what is defined here.
    defined : frozenset of int
        Which equalities of the display, counted from 0, are definitions.
    missed : frozenset of str
        The letters that other lines seem to define; what they stand for is not known.
    """

    declarations: object
    defined: frozenset = frozenset()
    missed: frozenset = frozenset()


def adopt(source, declarations, *, limits=None, reserved=frozenset(), blocked=frozenset()):
    r"""Return what a display defines.

    Parameters
    ----------
    source : str
        The LaTeX of one display.
    declarations : Declarations
    limits : Limits, optional
    reserved : collection of str
        Letters that other places define: their kind is not guessed.
    blocked : collection of str
        Letters that are not defined here, because another place says what they are.

    Returns
    -------
    Adoption

    Examples
    --------
    >>> from mlpkit.latex import Declarations
    >>> adopt(r"f(x) := \frac{1}{1 + e^{-x}} = \sigma(x)", Declarations()).defined
    frozenset({0})
    """
    limits = limits or Limits()
    if not declarations.defaults or len(source) > limits.characters:
        return Adoption(declarations)
    try:
        chain = list(links(pieces(source, limits.depth)))
    except NotRead:
        return Adoption(declarations)
    declarations, layered = _with_layers(declarations, chain[: limits.equalities])
    declarations = with_steps(declarations, chain)
    candidates = [k for k, link in enumerate(chain[: limits.equalities]) if _begins(link)]
    candidates = [k for k in candidates if not chain[k].conditions]
    candidates = [k for k in candidates if k not in layered and not _counts_layers(chain[k], declarations)]
    # What is said of x does not say what x_{t+1} is.
    candidates = [k for k in candidates if _updates(chain[k]) or letter_of(chain[k].left) not in blocked]
    defined, guessing = frozenset(), False
    for _ in range(MOST_ROUNDS * (len(candidates) + 1)):
        waiting = [k for k in candidates if k not in defined]
        unready = reserved | {letter_of(chain[k].left) for k in waiting}
        for k in waiting:
            after = _with(chain[k], declarations, limits, unready - {letter_of(chain[k].left)}, guessing)
            if after is not None:
                declarations, defined, guessing = after, defined | {k}, False
                break
        else:
            if guessing or not waiting:
                break
            guessing = True  # only where nothing else helps is a letter taken for what its use says
    left_out = [chain[k] for k in candidates if k not in defined]
    # What holds only for x > 0 defines nothing; it is no reason to call a line false either.
    left_out += [link for link in chain if link.conditions and _begins(link)]
    missed = {missed_letter(link.left, declarations) for link in left_out if not _updates(link)}
    return Adoption(declarations, defined | layered, frozenset(missed - {""}))


def _with_layers(declarations, chain):
    """Return the declarations with what is defined for every layer, and which links do so."""
    layered = set()
    for k, link in enumerate(chain):
        for taking in (with_rule, with_special, with_cost) if _begins(link) and not link.conditions else ():
            after = taking(declarations, link.left, link.right)
            if after is not None:
                declarations, layered = after, layered | {k}
                break
    return declarations, frozenset(layered)


def _counts_layers(link, declarations):
    r"""Return whether a link says what the layers run through, l = 1, \dots, or is about names of layers."""
    letter = declarations.layers.letter
    sides = (link.left, link.right)
    named = any(layered_names(side, declarations) for side in sides)
    return bool(letter) and (named or [p.text for p in link.left] in ([letter], [LAST]))


def with_guesses(declarations, left, right):
    """Return the declarations with a definition, its letters taken for what their use says; or None.

    Parameters
    ----------
    declarations : Declarations
    left, right : str

    Returns
    -------
    Declarations or None
    """
    link = Link(tuple(pieces(left)), None, tuple(pieces(right)))
    found = (_with(link, declarations, Limits(), frozenset(), guessing) for guessing in (False, True))
    return next((after for after in found if after is not None), None)


def heads_of(source):
    r"""Return the letters at the beginning of the chains of a display: what it may define.

    Examples
    --------
    >>> sorted(heads_of(r"z = W x + b, \quad h(z) = \sigma(z)"))
    ['h', 'z']
    """
    if len(source) > Limits().characters:
        return frozenset()
    try:
        chain = list(links(pieces(source, Limits().depth)))
    except NotRead:
        return frozenset()
    heads = [link.left for link in chain if _begins(link) and not _updates(link)]
    return frozenset(missed_letter(left, Declarations()) for left in heads) - {""}


def _updates(link):
    """Return whether the letter left of a sign stands right of it: x_{t+1} = x_t - g says not what x is."""
    side = link.right
    letters = {letter_of(side[place:]) for place in range(len(side)) if side[place].text not in ("{", "}")}
    return letter_of(link.left) in letters


def _begins(link):
    """Return whether a link stands at the beginning of its chain, and its sign may define."""
    return bool(link.opens and link.left and link.right) and link.problem is None and defines(link)


def _with(link, declarations, limits, unready, guessing):
    """Return the declarations with the definition that a link is, or None."""
    for before in (_supposing, _fitting) if guessing else (_same,):
        try:
            supposed = before(link, declarations, limits)
            if _guesses(supposed, declarations) & (unready - NUMBERS):
                continue
            declaring = Declaring(supposed)
            declaring.adopt(link.left, link.right)
        except NotRead:
            continue
        return declaring.done
    return None


def _guesses(supposed, declarations):
    """Return the letters that are declared in the one and not in the other."""
    new = supposed.spellings.keys() - declarations.spellings.keys()
    return letters_of(latex for latex in new if supposed.spellings[latex] not in supposed.scope.dims)


def _same(link, declarations, limits):
    return declarations


def _supposing(link, declarations, limits):
    """Return the declarations with what the use of letters on the right side says of them."""
    done, notes = completed(declarations, [link.right], limits.depth)
    new = {*done.scope.symbols, *done.scope.functions} - {*declarations.scope.symbols}
    assumed = tuple(dict.fromkeys((*declarations.assumed, *notes.values())))
    return replace(done, supposed=done.supposed | new, assumed=assumed)


def _fitting(link, declarations, limits):
    """Return the declarations with the one shape of each letter with which the line can be read."""
    bracket = list(link.left)[parts(list(link.left), 0)[2] :]
    arguments = between_commas(bracket[1:-1]) if bracket[:1] and bracket[0].text == "(" else []
    done, _ = completed(declarations, [link.right], limits.depth)
    if done is not declarations and done.scope.symbols.keys() - declarations.scope.symbols.keys():
        declarations = _supposing(link, declarations, limits)
    return fitted(declarations, link.right, arguments)
