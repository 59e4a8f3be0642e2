"""Lines about layers that a letter counts: what they are read with, and what to write where they are not."""

from dataclasses import replace

from mlpkit.latex.defaults import completed
from mlpkit.latex.layer_marks import LAST, LETTERS, atoms
from mlpkit.latex.layer_names import NUMBERED, with_layers
from mlpkit.latex.layers import is_claimed
from mlpkit.latex.pieces import pieces
from mlpkit.latex.problems import NotRead, Problem, Question, Span

_EVERY = "$W^{l}$ is an $n_l \\times n_{l-1}$ matrix, or $a^l = \\sigma(z^l)$, if l counts layers"


def read_with_layers(source, link, declarations, limits, read):
    """Return the equality of a link, if it is about layers that a letter counts; else None.

    Parameters
    ----------
    source : str
    link : Link
    declarations : Declarations
    limits : Limits
    read : callable
        Reads a link with declarations, when the names of the layers are there.
    """
    if link.problem is not None:
        return None
    sides = [link.left, link.right]
    try:
        found, readings = with_layers(declarations, sides)
        if readings == (declarations,):
            _refuse_undeclared(sides, declarations)
            return None
    except NotRead as refused:
        return read(source, replace(link, problem=refused.problem), declarations, limits, {})
    link = replace(link, left=tuple(found[0]), right=tuple(found[1]))
    equalities = [_one(source, link, reading, declarations, limits, read) for reading in readings]
    if len(equalities) == 1:
        return equalities[0]
    return type(equalities[0])(**{**vars(equalities[0]), "otherwise": equalities[1]})


def _one(source, link, reading, declarations, limits, read):
    if reading is None:
        why = Problem("its definitions reach below what can be followed", Span(0, 1))
        return read(source, replace(link, problem=why), declarations, limits, {})
    whole, notes = completed(reading, [link.left, link.right], limits.depth)
    equality = read(source, link, whole, limits, notes)
    assumed = tuple(dict.fromkeys((*equality.assumed, *reading.layers.notes)))
    return type(equality)(**{**vars(equality), "assumed": assumed})


def _refuse_undeclared(sides, declarations):
    """Refuse W^l where nobody says what W or l is: it may be a power of a number as well as a layer."""
    if not declarations.defaults:
        return
    names = declarations.names()
    for side in sides:
        for atom in atoms(side):
            letter = atom.mark.letter
            sure = letter in LETTERS[:2] or (letter == LAST and (atom.below or declarations.layers.letter))
            if not sure or is_claimed(letter, declarations) or _is_known(atom, names, side):
                continue
            what, place = f"{atom.stem}^{{{atom.mark}}}", list(side)[atom.start].span
            message = f"{what} is not declared: a letter for the layer above it, or a power? Expected one of"
            raise NotRead(Question(message, place, (_EVERY, NUMBERED, f"{letter}: number, for a power")))


def _is_known(atom, names, side):
    whole = list(side)[atom.start : atom.end]
    return names.at(whole, 0) is not None or names.at(pieces(atom.stem), 0) is not None
