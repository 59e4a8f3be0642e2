r"""How large the arrays of a layer are, where nobody says it: by z^l = W^l a^{l-1} + b^l and by indices.

In layer l there are n_l units; what has one index has one entry for each of them.
"""

from mlpkit.latex.layer_marks import Mark, atoms
from mlpkit.latex.layers import size_in
from mlpkit.latex.notation import FUNCTIONS, is_letter
from mlpkit.latex.pieces import pieces


def sizes_of_layers(layers, sides):
    """Return the sizes of each letter in layer l, as far as they are declared or found.

    Parameters
    ----------
    layers : Layers
    sides : list of (list of Piece)
        The sides of a line, whose indices say how many sizes a letter has.

    Returns
    -------
    dict from str to tuple of str
    """
    known = dict(layers.kinds)
    rules = [(stem, below, pieces(right)) for stem, (below, right) in layers.rules.items()]
    _spread(known, rules, layers)
    units = _units(layers)
    if units is None:
        return known
    single = [a.stem for _, _, right in rules for a in atoms(right) if _rank(a.below) == 1]
    single += [
        a.stem for side in sides for a in atoms(side) if a.stem in layers.mentioned and _rank(a.below) == 1
    ]
    single += [stem for stem, below, _ in rules if _rank(below) == 1]
    for stem in single:
        known.setdefault(stem, (units,))
    _spread(known, rules, layers)
    for stem, below, right in rules:
        if stem not in known and not below and affine(right, layers.letter):
            known[stem] = (units,)
    _spread(known, rules, layers)
    return known


def _units(layers):
    """Return the letter for the number of units; None where more than one is declared."""
    said = {s[0] for s in layers.kinds.values() if s and size_in(s[0], layers.letter, Mark("l", 1)) != s[0]}
    if len(said) > 1 or (layers.kinds and not said and any(layers.kinds.values())):
        return None
    return said.pop() if said else f"n_{{{layers.letter}}}"


def _rank(below):
    return len([text for text in below if text != ","])


def _spread(known, rules, layers):
    """Carry sizes over between the letters of each definition, until nothing is learnt."""
    before = -1
    while before < len(known):
        before = len(known)
        for stem, below, right in rules:
            _by_indices(known, stem, below, right, layers.letter)
            if not below and _elementwise(right):
                _alike(known, stem, atoms(right)[0], layers.letter)
            if not below and (found := affine(right, layers.letter)) is not None:
                _by_product(known, stem, *found, layers.letter)


def _alike(known, stem, atom, letter):
    if atom.stem in known:
        known.setdefault(stem, _moved(known[atom.stem], letter, atom.mark.offset))
    elif stem in known:
        known[atom.stem] = _moved(known[stem], letter, -atom.mark.offset)


def _moved(sizes, letter, steps):
    return tuple(size_in(size, letter, Mark(letter, steps)) for size in sizes)


def _elementwise(right):
    r"""Return whether a formula is a known function of one letter, such as \sigma(z^l)."""
    inside = atoms(right)
    texts = [p.text for p in right[1 : inside[0].start]] if inside else []
    known = len(inside) == 1 and (texts == ["("] or (texts == [] and right[0].text in FUNCTIONS))
    last = known and [p.text for p in right[inside[0].end :]] in ([], [")"])
    return last and not inside[0].below and (right[0].text in FUNCTIONS or is_letter(right[0].text))


def affine(right, letter):
    """Return Y, V and B (or None) of a formula Y^l V^{l-1} + B^l, or None if it is none."""
    inside = atoms(right)
    if len(inside) not in (2, 3) or any(a.below or a.mark.letter != letter for a in inside):
        return None
    covered = {i for a in inside for i in range(a.start, a.end)}
    rest = [(i, right[i].text) for i in range(len(right)) if i not in covered]
    signs = [text for i, text in rest if i > inside[1].start]
    between = [text for i, text in rest if i < inside[1].start]
    if between not in ([], ["\\cdot"]) or signs != ["+"] * (len(inside) - 2) or inside[0].transposed:
        return None
    return (*inside, None)[:3]


def _by_product(known, stem, matrix, vector, bias, letter):
    """Learn from z = W a + b: the rows of W are the entries of z, its columns those of a."""
    if vector.transposed or (bias and bias.transposed):
        return
    own = known.get(matrix.stem)
    if own is not None and len(own) == 2:
        rows, columns = _moved(own, letter, matrix.mark.offset)
        known.setdefault(vector.stem, _moved((columns,), letter, -vector.mark.offset))
        known.setdefault(stem, (rows, *_moved(known[vector.stem], letter, vector.mark.offset)[1:]))
    elif len(known.get(stem, ())) == len(known.get(vector.stem, ())) == 1:
        columns = _moved(known[vector.stem], letter, vector.mark.offset)
        known[matrix.stem] = _moved((*known[stem], *columns), letter, -matrix.mark.offset)
    if bias and stem in known:
        known.setdefault(bias.stem, _moved(known[stem], letter, -bias.mark.offset))


def _by_indices(known, stem, below, right, letter):
    r"""Learn from \sum_k W_{jk} a_k: the second size of W is that of a."""
    runs = {}
    for name, mark, indices in [
        (stem, Mark(letter), below),
        *((a.stem, a.mark, a.below) for a in atoms(right)),
    ]:
        indices = [text for text in indices if text != ","]
        if len(indices) == len(known.get(name, ())) == 1 and mark.letter == letter:
            runs.setdefault(indices[0], _moved(known[name], letter, mark.offset)[0])
    for atom in atoms(right):
        indices = [text for text in atom.below if text != ","]
        if atom.stem not in known and len(indices) == 2 and {*indices} <= runs.keys():
            known[atom.stem] = _moved([runs[i] for i in indices], letter, -atom.mark.offset)
