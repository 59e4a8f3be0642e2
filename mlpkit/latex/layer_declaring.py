"""Declarations of what is the same in every layer: kinds, definitions, what the last layer is, the cost."""

from dataclasses import replace

from mlpkit.latex.formulas import fail
from mlpkit.latex.layer_marks import LAST, LETTERS, Mark, atoms, mentions, renamed, stem_of
from mlpkit.latex.layers import is_claimed, is_layered, is_name, layered_names, size_in, stray
from mlpkit.latex.names import parts
from mlpkit.latex.notation import FUNCTIONS, KNOWN_WORDS
from mlpkit.latex.pieces import pieces
from mlpkit.latex.problems import Span
from mlpkit.latex.written import written


def head_of(found, declarations, *, letters=LETTERS):
    """Return the atom that a left side consists of, if it names a letter in each layer, or None."""
    found = list(found)
    taken = atoms(found)
    if len(taken) != 1 or (taken[0].start, taken[0].end) != (0, len(found)) or taken[0].transposed:
        return None
    atom, letter = taken[0], declarations.layers.letter
    fits = atom.mark.letter == letter if letter else atom.mark.letter in letters
    free = not is_claimed(atom.mark.letter, declarations) and not is_name(atom.stem, declarations)
    return atom if fits and free and not is_name(written(found), declarations) else None


def with_kind(declarations, atom, sizes):
    """Return the declarations with the sizes of a letter in each layer."""
    layers = declarations.layers
    sizes = tuple(
        size_in(size, atom.mark.letter, Mark(atom.mark.letter, -atom.mark.offset)) for size in sizes
    )
    if layers.kinds.get(atom.stem, sizes) != sizes:
        fail(f"{atom.stem}^{atom.mark} is declared already, with other sizes", Span(0, 1))
    new = replace(
        layers,
        letter=atom.mark.letter,
        kinds={**layers.kinds, atom.stem: sizes},
        mentioned=layers.mentioned | {atom.stem},
    )
    return replace(declarations, layers=new)


def with_rule(declarations, left, right):
    """Return the declarations with a definition for each layer, or None if it is none.

    What depends on a layer above defines nothing here: nobody says where it begins.
    """
    layers, atom = declarations.layers, head_of(left, declarations, letters=LETTERS[:2])
    if atom is None or atom.stem in layers.rules:
        return None
    letter = atom.mark.letter
    others = [a for a in atoms(right) if a.mark.letter == letter and not is_name(a.stem, declarations)]
    strange = [a for a in atoms(right) if a.mark.letter == LAST]
    above = [a for a in others if a.mark.offset > atom.mark.offset]
    again = [a for a in others if (a.stem, a.mark) == (atom.stem, atom.mark)]
    if strange or above or again or letter in stray(right, letter):
        return None
    shifted = replace(layers, letter=letter).moved(right, Mark(letter, -atom.mark.offset))
    new = replace(
        layers,
        letter=letter,
        rules={**layers.rules, atom.stem: (atom.below, written(shifted))},
        mentioned=layers.mentioned | {atom.stem, *(a.stem for a in others)},
    )
    return replace(declarations, layers=new)


def with_special(declarations, left, right):
    """Return the declarations with what one layer is alone, a^L = softmax(z^L) or a^0 = x, or None."""
    layers = declarations.layers
    taken = atoms(left)
    if not layers.letter or len(taken) != 1 or (taken[0].start, taken[0].end) != (0, len(list(left))):
        return None
    atom = taken[0]
    key = (atom.stem, atom.mark)
    if atom.mark.letter == layers.letter or atom.stem not in layers.rules or key in layers.special:
        return None
    if not is_layered(atom, layers, declarations):
        return None
    _, own = layers.rules[atom.stem]
    if any(mentions(pieces(own), cost) for cost in layers.costs) or "\\partial" in own:
        return None  # what is defined as a derivative stays that: a line about it claims something
    here = renamed(right, lambda a: a.mark if is_layered(a, layers, declarations) else None)
    if any(a.mark.letter != atom.mark.letter or a.mark.offset > atom.mark.offset for a in atoms(here)):
        return None
    inside = atoms(here)
    if inside and not (len(inside) == 1 and inside[0].end in (len(here), len(here) - 1) and _applied(here)):
        return None
    below, usual = layers.rule(atom.stem, atom.mark) or (atom.below, [])
    if below != atom.below or written(usual) == written(here):
        return None
    new = replace(layers, special={**layers.special, key: (atom.below, written(here))})
    return replace(declarations, layers=new)


def with_cost(declarations, left, right):
    """Return the declarations with a cost that is defined by the last layer, C = … a^L …, or None."""
    layers, found = declarations.layers, list(left)
    nucleus, _, end = parts(found, 0) if found else ([], [], 0)
    if not layers.letter or not found or end != len(found) or len(nucleus) != len(found):
        return None
    stem = stem_of(nucleus)
    taken = layered_names(right, declarations)
    if (
        not stem
        or not taken
        or stem in (LAST, layers.letter)
        or stem in layers.costs
        or stem in layers.mentioned
    ):
        return None
    bare = set().union(*(stray(right, own) for own in layers.mentioned))
    free = not is_name(stem, declarations) and not stray(right, layers.letter) and not bare
    if not free or any(a.mark.letter != LAST or a.mark.offset for a in taken):
        return None
    marked = renamed(right, lambda a: a.mark if a in taken else None)
    new = replace(layers, costs={**layers.costs, stem: written(marked)})
    return replace(declarations, layers=new)


def with_some_cost(declarations, latex, argument):
    """Return the declarations with a cost of which only the argument is known, a^L; or None."""
    layers, found = declarations.layers, pieces(latex)
    taken = atoms(argument)
    last = len(taken) == 1 and taken[0].end - taken[0].start == len(list(argument))
    if not last or taken[0].mark != Mark(LAST) or taken[0].below or not found or not stem_of(found):
        return None
    if (
        written(found) in (LAST, layers.letter)
        or is_name(latex, declarations)
        or written(found) in layers.costs
    ):
        return None
    new = replace(
        layers,
        costs={**layers.costs, written(found): ""},
        outputs={**layers.outputs, written(found): taken[0].stem},
        mentioned=layers.mentioned | {taken[0].stem},
    )
    return replace(declarations, layers=new)


def _applied(found):
    """Return whether a formula is a known function and its argument, and nothing before or between."""
    name = found[0].text.removeprefix("\\word{").removesuffix("}")
    behind = atoms(found)[0].start
    return (name in FUNCTIONS or name.lower() in KNOWN_WORDS) and [p.text for p in found[1:behind]] in (
        [],
        ["("],
    )
