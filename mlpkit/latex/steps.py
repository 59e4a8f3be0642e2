r"""Steps of a recursion: where x_{t+1} is written, x_t is no entry of x but what x is after t steps.

Each step is a name of its own, of the same kind as x, if x is declared; and so is x^\star.
"""

import pickle
from dataclasses import replace

from mlpkit.latex.names import parts
from mlpkit.latex.notation import is_letter
from mlpkit.latex.spelling import engine_name
from mlpkit.latex.written import written

_MARKS = {"\\star", "*", "\\ast"}
_LETTERS = {"t", "k", "n", "s", "i"}


def with_steps(declarations, chain):
    """Return the declarations with the steps that a display writes.

    Parameters
    ----------
    declarations : Declarations
    chain : sequence of Link

    Returns
    -------
    Declarations
    """
    atoms = list(_atoms(chain))
    letters = {below[0] for _, below in atoms if len(below) == 3 and below[1] in "+-" and below[2] == "1"}
    letters = {letter for letter in letters & _LETTERS if letter not in declarations.indices}
    done = None
    for nucleus, below in atoms:
        latex = written([*nucleus[0], *nucleus[1]])
        match = declarations.names().at(nucleus[0], 0)
        is_step = below[0] in letters and len(below) in (1, 3)
        if not (is_step or below[0] in _MARKS) or match is None or match[2]:
            continue
        name, scope = match[0], declarations.scope
        if name not in scope.symbols and not (name in scope.lets and not scope.lets[name][0]):
            continue
        shape = declarations.shape(name)[0]
        if done is None:
            done = _copied(declarations)
        if done.names().at([*nucleus[0], *nucleus[1]], 0)[2]:  # the step has no name of its own yet
            done = _entered(done, latex, shape, match[0])
    return done or declarations


def _atoms(chain):
    """Yield the names with a mere subscript or a star: their pieces, and the texts of that."""
    for link in chain:
        for side in (list(link.left), list(link.right)):
            for place, piece in enumerate(side):
                if not (is_letter(piece.text) or piece.text in ("\\mathbf", "\\hat", "\\bar", "\\tilde")):
                    continue
                nucleus, scripts, _ = parts(side, place)
                texts = [p.text for p in scripts[0][2:-1]] if len(scripts) == 1 else []
                if texts and (scripts[0][0].text == "_") != (texts[0] in _MARKS):
                    yield (nucleus, scripts[0]), texts


def _copied(declarations):
    scope = pickle.loads(pickle.dumps(declarations.scope))
    return replace(declarations, scope=scope, spellings=dict(declarations.spellings))


def _entered(done, latex, shape, like):
    name = engine_name(latex, done.scope)
    done.spellings[latex], done.scope.spelled[name] = name, latex
    done.scope.symbols[name] = shape
    note = f"{latex} is a name of its own, of the same kind as {done.latex(like)}, and no entry of it"
    return replace(done, supposed=done.supposed | {name}, assumed=(*done.assumed, note))
