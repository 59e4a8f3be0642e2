r"""What is said of all layers at once: W^l is an n_l × n_{l-1} matrix, a^l = \sigma(z^l).

Nothing of it is a name yet. A line that uses W^{l+1} gets the name W^{l+1}, by what is said of W^l
with l + 1 in place of l (`mlpkit.latex.layer_names`).
"""

from dataclasses import dataclass, field

from mlpkit.latex.layer_marks import LAST, atoms, mark_of, renamed, stem_of
from mlpkit.latex.names import parts
from mlpkit.latex.pieces import pieces
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
    names : frozenset of str
        On one line: the engine's names of all letters in layers.
    pending : frozenset of str
        The letters that some display of the document defines, or seems to.
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
    names: frozenset = frozenset()
    pending: frozenset = frozenset()

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
    return atom.mark.letter in (layers.letter, LAST) and not is_name(atom.stem, declarations)


def is_claimed(letter, declarations):
    """Return whether a letter that could count the layers is declared as something else."""
    return letter.lstrip("\\") in declarations.indices or is_name(letter, declarations)


def is_name(latex, declarations):
    """Return whether something is a declared name, the whole of it."""
    found = pieces(latex)
    match = declarations.names().at(found, 0) if found else None
    return match is not None and match[3] == len(found)


def size_in(size, letter, mark):
    """Return a size that is written for layer l, for another layer.

    Examples
    --------
    >>> from mlpkit.latex.layer_marks import Mark
    >>> size_in("n_{l-1}", "l", Mark("l", 1)), size_in("d", "l", Mark("l", 1))
    ('n_{l}', 'd')
    """
    found = pieces(size)
    nucleus, scripts, end = parts(found, 0) if found else ([], [], 0)
    own = mark_of([p.text for p in scripts[0][2:-1]]) if len(scripts) == 1 else None
    if not found or end != len(found) or own is None or own.letter != letter or not stem_of(nucleus):
        return size
    return f"{written(nucleus)}{scripts[0][0].text}{{{mark.moved(own.offset)}}}"


def stray(found, letter):
    """Return the letter if it stands anywhere but as a layer: below, in a sum, as a number."""
    found = list(found)
    inside = {i for a in atoms(found) for i in range(a.start, a.end)}
    below = {text for a in atoms(found) for text in a.below}
    loose = {found[i].text for i in range(len(found)) if i not in inside}
    return {letter} & (loose | below)
