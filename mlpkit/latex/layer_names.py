r"""The names of layers that one line needs: W^{l+1} and z^l are names, and what is said of them is said here.

A letter that is defined in each layer is taken by its definition where the line would notice, and
else for any array of its size: what is proved so is proved for every way the layers below may come
about. What is false so need not be false, and is read a second time with all definitions.
"""

from mlpkit.latex.layer_costs import through
from mlpkit.latex.layer_guards import check_known
from mlpkit.latex.layer_marks import LAST, mentions, renamed
from mlpkit.latex.layer_reach import Needs
from mlpkit.latex.layer_sizes import sizes_of_layers
from mlpkit.latex.layers import layered_names, stray
from mlpkit.latex.piece import span_of
from mlpkit.latex.pieces import pieces
from mlpkit.latex.problems import NotRead, Question

NUMBERED = "the layers by their numbers, W^{(1)} and W^{(2)}, each declared: W^{(1)}: matrix n x d"


def with_layers(declarations, sides):
    """Return what a line is read with.

    Parameters
    ----------
    declarations : Declarations
    sides : list of (list of Piece)

    Returns
    -------
    list of (list of Piece)
        The sides, each layer written in one manner.
    tuple of Declarations
        One with the names that the line needs, and a second with all definitions if that is another.

    Raises
    ------
    NotRead
        If a letter counts the layers and is summed over, or what a name is cannot be known.
    """
    layers = declarations.layers
    if not layers.letter:
        return sides, (declarations,)
    used = [atom for side in sides for atom in layered_names(side, declarations)]
    costs = {stem for stem in layers.costs if any(mentions(side, stem) for side in sides)}
    if not used and not costs:
        return sides, (declarations,)
    span = span_of([p for side in sides for p in side])
    _check_letters(used, sides, layers, span)
    _check_bare(sides, declarations, span)
    sides = [
        renamed(side, lambda a: a.mark if any(a.stem == u.stem and a.mark == u.mark for u in used) else None)
        for side in sides
    ]
    letter = used[0].mark.letter if used else LAST
    needs = Needs(layers, {(a.stem, a.mark) for a in used}, costs, letter, span)
    found = []
    for whole in (False, True):
        names = needs.all(through, whole=whole)
        check_known(needs, names, sides, span)
        try:
            found.append((names, _entered(declarations, names, sides, span)))
        except NotRead:
            if not whole:
                raise
            found.append((names, None))  # then nothing is false
    (general, one), (full, other) = found
    if general.expanded == full.expanded and not general.loose:
        return sides, (one,)
    return sides, (one, None if full.loose else other)


def _check_letters(used, sides, layers, span):
    letters = {a.mark.letter for a in used}
    if len(letters) > 1:
        names = ", ".join(sorted(str(a.mark) for a in used))
        message = f"layers counted in two ways on one line, {names}: which is above which is not known"
        raise NotRead(Question(message, span, (NUMBERED,)))
    for letter in letters - {""}:
        if any(stray(side, letter) for side in sides):
            message = f"{letter} counts the layers, and stands elsewhere too; sums over layers are not read"
            raise NotRead(Question(message, span, (NUMBERED,)))


def _check_bare(sides, declarations, span):
    layers, names = declarations.layers, declarations.names()
    for stem in sorted(layers.mentioned):
        if any(stray(side, stem) for side in sides) and names.at(pieces(stem), 0) is None:
            message = f"{stem} without its layer, expected it above {stem}"
            raise NotRead(
                Question(message, span, (f"{stem}^{{{layers.letter}}}", f"{stem}^{{L}} for the last"))
            )


def _entered(declarations, names, sides, span):
    """Return the declarations with the names of a line."""
    from mlpkit.latex.layer_entering import Entering

    entering = Entering(declarations, sizes_of_layers(declarations.layers, sides), span)
    for stem, mark in names.order:
        entering.enter(names, (stem, mark))
    return entering.result(names)
