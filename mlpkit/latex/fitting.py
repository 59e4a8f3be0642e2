"""Letters that nobody declared, in a formula among declared ones: the one shape with which it can be read.

A letter is tried as a number, and with every shape that a declared name has. Only where one reading
needs fewer conventions than all others is it taken; what is taken is among what was assumed.
"""

import itertools
import pickle
from dataclasses import replace

from mlpkit.latex.names import parts
from mlpkit.latex.notation import FUNCTIONS
from mlpkit.latex.parsing import parse
from mlpkit.latex.problems import Limits, NotRead
from mlpkit.latex.reading import SideReader
from mlpkit.latex.spelling import engine_name
from mlpkit.latex.tokens import Tokens
from mlpkit.latex.uses import Uses
from mlpkit.latex.written import written

MOST_LETTERS, MOST_TRIES = 3, 300


def fitted(declarations, side, arguments=()):
    """Return the declarations with the letters of one side, or the same ones.

    Parameters
    ----------
    declarations : Declarations
    side : sequence of Piece
    arguments : sequence of (list of Piece)
        The names in the brackets of f(x, y) = …, which are declared as well.

    Returns
    -------
    Declarations
    """
    letters = _unknown(declarations, side, arguments)
    shapes = list(dict.fromkeys([(), *_shapes(declarations)]))
    if not letters or len(letters) > MOST_LETTERS or len(shapes) ** len(letters) > MOST_TRIES:
        return declarations
    found = {}
    for wanted in itertools.product(shapes, repeat=len(letters)):
        if any(not shape and _is_large(letter) for letter, shape in zip(letters, wanted, strict=True)):
            continue  # a capital or a bold letter is no number
        done, notes = _with(declarations, letters, wanted)
        try:
            reader = SideReader(done, Limits())
            reader.read([list(side)])
        except NotRead:
            continue
        found.setdefault(len(reader.assumed), []).append((done, notes))
    best = found.get(min(found, default=0), [])
    if not best or (len(best) > 1 and any(map(_is_large, letters))):
        return declarations
    # A small letter is a number where it may be one: then the first reading is that with numbers.
    done, notes = best[0]
    if len(best) > 1 and any(done.scope.symbols[name] for name in done.supposed - declarations.supposed):
        return declarations
    if _has_room(declarations, letters, done, side):
        return declarations
    return replace(done, assumed=tuple(dict.fromkeys((*declarations.assumed, *notes))))


def _has_room(declarations, letters, done, side):
    """Return whether a letter could as well have a size that nothing else has."""
    shapes = [done.scope.symbols[done.spellings[letter]] for letter in letters]
    for place, shape in enumerate(shapes):
        for axis in range(len(shape)):
            wider = list(shape)
            wider[axis] = "other"
            trial, _ = _with(declarations, letters, [*shapes[:place], tuple(wider), *shapes[place + 1 :]])
            trial.scope.dims.append("other")
            try:
                SideReader(trial, Limits()).read([list(side)])
            except NotRead:
                continue
            return True
    return False


def _is_large(letter):
    return letter[-1:].isupper() or "\\mathbf" in letter


def _unknown(declarations, side, arguments):
    """Return the letters without indices that are not declared, as they are written."""
    names, uses = declarations.names(), Uses()
    try:
        uses.walk(parse(Tokens(list(side), names, declarations.scope.functions).all()), False)
    except NotRead:
        return []
    letters = [x for x, rows in uses.letters.items() if not rows and x not in uses.functions | uses.indices]
    if len(letters) < len(uses.letters.keys() - uses.indices):
        return []
    for argument in arguments:
        plain = [p for p in argument if p.text not in ("\\mathbf", "{", "}")]
        known = names.at(list(argument), 0) is not None or argument[0].text in FUNCTIONS
        if not known and len(plain) == 1 and parts(list(argument), 0)[2] == len(argument):
            letters.append(written(argument))
    return [*dict.fromkeys(letters)]


def _shapes(declarations):
    scope = declarations.scope
    for text in (*scope.symbols, *scope.lets):
        if text in scope.symbols or not scope.lets[text][0]:
            yield declarations.shape(text)[0]


def _with(declarations, letters, shapes):
    scope = pickle.loads(pickle.dumps(declarations.scope))
    done = replace(declarations, scope=scope, spellings=dict(declarations.spellings))
    notes, new = [], set()
    for latex, shape in zip(letters, shapes, strict=True):
        name = engine_name(latex, scope)
        done.spellings[latex], scope.spelled[name] = name, latex
        scope.symbols[name] = shape
        kind = ("a number", "a vector of {}", "a matrix of {}")[len(shape)]
        notes.append(
            f"{latex} is {kind.format('×'.join(map(str, shape)))}, with which alone its line is read"
        )
        new.add(name)
    return replace(done, supposed=done.supposed | new), notes
