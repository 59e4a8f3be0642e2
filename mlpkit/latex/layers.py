r"""What is said of all layers at once: W^l is an n_l × n_{l-1} matrix, a^l = \sigma(z^l).

Nothing of it is a name yet. A line that uses W^{l+1} gets the name W^{l+1}, by what is said of W^l
with l + 1 in place of l (`mlpkit.latex.layer_names`).
"""

from dataclasses import dataclass, field, replace

from mlpkit.latex.formulas import fail
from mlpkit.latex.layer_marks import LAST, LETTERS, Mark, atoms, mark_of, mentions, renamed, stem_of
from mlpkit.latex.names import parts
from mlpkit.latex.notation import FUNCTIONS, KNOWN_WORDS
from mlpkit.latex.pieces import pieces
from mlpkit.latex.problems import Span
from mlpkit.latex.written import written


@dataclass(frozen=True)
class Layers:
    """What is declared of the layers.

    Parameters
    ----------
    letter : str
        The letter that counts them.
    kinds : dict from str to tuple of str
        For each letter that stands for an array in each layer the sizes it has in layer l.
    rules : dict from str to (tuple of str, str)
        The letters defined in each layer: what stands below them, and the formula, for layer l.
    special : dict from (str, Mark) to (tuple of str, str)
        What is defined for one layer alone, such as the last.
    costs : dict from str to str
        The costs, and the formula of each; "" where only its dependence on the last layer is known.
    mentioned : frozenset of str
        All letters that stand for something in each layer.
    outputs : dict from str to str
        For a cost of which only its dependence is known: the letter of the last layer it depends on.
    linear : dict from str to frozenset of str
        On one line: the engine's names of costs known to first order, and by what they are differentiated.
    notes : tuple of str
        On one line: what was taken for granted of the layers.
    """

    letter: str = ""
    kinds: dict = field(default_factory=dict)
    rules: dict = field(default_factory=dict)
    special: dict = field(default_factory=dict)
    costs: dict = field(default_factory=dict)
    mentioned: frozenset = frozenset()
    outputs: dict = field(default_factory=dict)
    linear: dict = field(default_factory=dict)
    notes: tuple = ()

    def rule(self, stem, mark):
        """Return what defines a letter in a layer, as pieces that name the layers, or None."""
        if (stem, mark) in self.special:
            below, right = self.special[stem, mark]
            return below, pieces(right)
        if stem not in self.rules or (not mark.letter and mark.offset < 1):
            return None
        below, right = self.rules[stem]
        return below, self.moved(pieces(right), mark)

    def moved(self, found, mark):
        """Return what is said of layer l, for another layer."""
        return renamed(found, lambda a: mark.moved(a.mark.offset) if a.mark.letter == self.letter else None)


def layered_names(found, declarations):
    """Return the atoms of a formula that are names of layers, as far as nothing else claims them."""
    layers = declarations.layers
    return [atom for atom in atoms(found) if is_layered(atom, layers, declarations)]


def is_layered(atom, layers, declarations):
    """Return whether a letter with a layer above it is a name of that layer, and no power."""
    if atom.stem not in layers.mentioned or is_claimed(layers.letter, declarations):
        return False
    if not atom.mark.letter:
        names = declarations.names()
        match = names.at(pieces(f"{atom.stem}^{{({atom.mark})}}"), 0)
        return match is None
    return atom.mark.letter in (layers.letter, LAST) and not _is_name(atom.stem, declarations)


def is_claimed(letter, declarations):
    """Return whether a letter that could count the layers is declared as something else."""
    return letter.lstrip("\\") in declarations.indices or _is_name(letter, declarations)


def _is_name(latex, declarations):
    found = pieces(latex)
    match = declarations.names().at(found, 0) if found else None
    return match is not None and match[3] == len(found)


def head_of(found, declarations, *, letters=LETTERS):
    """Return the atom that a left side consists of, if it names a letter in each layer, or None."""
    found = list(found)
    taken = atoms(found)
    if len(taken) != 1 or (taken[0].start, taken[0].end) != (0, len(found)) or taken[0].transposed:
        return None
    atom, letter = taken[0], declarations.layers.letter
    fits = atom.mark.letter == letter if letter else atom.mark.letter in letters
    free = not is_claimed(atom.mark.letter, declarations) and not _is_name(atom.stem, declarations)
    return atom if fits and free and not _is_name(written(found), declarations) else None


def with_kind(declarations, atom, sizes):
    """Return the declarations with the sizes of a letter in each layer."""
    layers = declarations.layers
    sizes = tuple(moved_size(size, atom.mark.letter, -atom.mark.offset) for size in sizes)
    if layers.kinds.get(atom.stem, sizes) != sizes:
        fail(f"{atom.stem}^{atom.mark} is declared already, with other sizes", Span(0, 1))
    new = replace(
        layers,
        letter=atom.mark.letter,
        kinds={**layers.kinds, atom.stem: sizes},
        mentioned=layers.mentioned | {atom.stem},
    )
    return replace(declarations, layers=new)


def moved_size(size, letter, steps):
    r"""Return a size such as n_{l-1} for the layer so many steps above.

    Examples
    --------
    >>> moved_size("n_{l-1}", "l", 1), moved_size("d", "l", 1), moved_size("n_l", "l", -1)
    ('n_{l}', 'd', 'n_{l-1}')
    """
    return size_in(size, letter, Mark(letter, steps))


def size_in(size, letter, mark):
    """Return a size that is written for layer l, for another layer."""
    found = pieces(size)
    nucleus, scripts, end = parts(found, 0) if found else ([], [], 0)
    own = mark_of([p.text for p in scripts[0][2:-1]]) if len(scripts) == 1 else None
    if not found or end != len(found) or own is None or own.letter != letter or not stem_of(nucleus):
        return size
    return f"{written(nucleus)}{scripts[0][0].text}{{{mark.moved(own.offset)}}}"


def with_rule(declarations, left, right):
    """Return the declarations with a definition for each layer, or None if it is none.

    What depends on a layer above defines nothing here: nobody says where it begins.
    """
    layers, atom = declarations.layers, head_of(left, declarations, letters=LETTERS[:2])
    if atom is None or atom.stem in layers.rules:
        return None
    letter = atom.mark.letter
    others = [a for a in atoms(right) if a.mark.letter == letter and not _is_name(a.stem, declarations)]
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
    if not stem or not taken or stem in (LAST, layers.letter) or stem in layers.costs or stem in layers.mentioned:
        return None
    free = not _is_name(stem, declarations) and not stray(right, layers.letter)
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
    if written(found) in (LAST, layers.letter) or _is_name(latex, declarations) or written(found) in layers.costs:
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
    return (name in FUNCTIONS or name.lower() in KNOWN_WORDS) and [p.text for p in found[1:behind]] in ([], ["("])


def stray(found, letter):
    """Return the letter if it stands anywhere but as a layer: below, in a sum, as a number."""
    found = list(found)
    inside = {i for a in atoms(found) for i in range(a.start, a.end)}
    below = {text for a in atoms(found) for text in a.below}
    loose = {found[i].text for i in range(len(found)) if i not in inside}
    return {letter} & (loose | below)

