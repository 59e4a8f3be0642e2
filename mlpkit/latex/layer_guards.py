"""What must be known of the layers before a line is read: where it is not, the line is not read."""

from mlpkit.latex.layer_marks import atoms
from mlpkit.latex.letters import letter_of
from mlpkit.latex.pieces import pieces
from mlpkit.latex.problems import NotRead, Question


def check_known(needs, names, sides, span):
    """Refuse a line in which a name depends on others in a way that nothing says.

    Parameters
    ----------
    needs : Needs
    names : Names
    sides : list of (list of Piece)
    span : Span
    """
    layers = needs.layers
    open_ = [key for key in names.order if key[1] is not None and needs.rule(key) is None]
    derived = any(p.text in ("\\partial", "\\differential", "\\nabla") for side in sides for p in side)
    carried = {a.stem for _, right in layers.rules.values() for a in atoms(pieces(right)) if a.mark.offset}
    around = set(names.order)
    below = set().union(*(needs.below(key, around) for key in names.order)) if derived else set()
    hidden = [key for key in below if key[1] is not None and needs.rule(key) is None]
    for stem, _ in [*open_, *sorted(hidden)]:
        later = letter_of(pieces(stem)) in layers.pending and stem not in layers.rules
        if later or (derived and stem in carried - layers.rules.keys()):
            _refuse(stem, layers, "", span)
    for cost in (key for key in names.order if key[1] is None):
        reached = needs.below(cost, set(names.order))
        for stem, mark in open_:
            if (stem, mark) not in reached and stem not in layers.rules:
                _refuse(stem, layers, cost[0], span)


def _refuse(stem, layers, cost, span):
    name = f"{stem}^{{{layers.letter}}}"
    message = f"nothing above this line says what {name} depends on, expected its definition"
    example = rf"\frac{{\partial {cost}}}{{\partial z^{layers.letter}}}" if cost else "… for every layer"
    raise NotRead(Question(message, span, (f"{name} = {example}",)))
