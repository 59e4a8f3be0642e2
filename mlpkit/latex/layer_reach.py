"""Which names of layers a line needs, and which of them by their definitions."""

from typing import NamedTuple

from mlpkit.latex.layer_marks import LAST, atoms, mentions
from mlpkit.latex.layer_sizes import affine, sizes_of_layers
from mlpkit.latex.pieces import pieces
from mlpkit.latex.problems import NotRead, Question

_BELOW = 2  # so far below the lowest layer of a line definitions are followed


class Names(NamedTuple):
    """The names of layers that a line needs.

    Parameters
    ----------
    order : tuple
        Pairs of a letter and a layer, or of a cost and None; what is used comes first.
    expanded : dict
        For those that are taken by their definitions: what stands below, and the formula.
    through : dict
        For each cost that is known by what it depends on alone: the name it depends on.
    loose : bool
        Whether something is taken for any array that may not be any.
    """

    order: tuple
    expanded: dict
    through: dict
    loose: bool


class Needs:
    """Finds the names.

    Parameters
    ----------
    layers : Layers
    used : set
        Pairs of a letter and a layer.
    costs : set of str
    letter : str
        That of the layers on the line; "" where they have numbers.
    span : Span
    """

    def __init__(self, layers, used, costs, letter, span):
        self.layers, self.letter, self.span = layers, letter, span
        self.used, self.costs = used, costs
        self.rules, self.sizes = {}, sizes_of_layers(layers, [])
        for stem in layers.costs:
            self.rules[stem, None] = ((), pieces(layers.costs[stem])) if layers.costs[stem] else None

    def all(self, through, *, whole):
        """Return the names; ``whole`` takes every definition whose values are not any array."""
        self.through, needed = {}, {*self.used, *((stem, None) for stem in self.costs)}
        if self.letter == LAST:
            needed |= {(stem, None) for stem, formula in self.layers.costs.items() if formula}
        expanded, before = {}, -1
        while before < len(needed) + len(expanded):
            before = len(needed) + len(expanded)
            top = max((mark.offset for _, mark in needed if mark is not None), default=0)
            for key in sorted(needed - expanded.keys(), key=str):
                if self.rule(key) is not None and self._notices(key, needed, top, whole):
                    expanded[key] = self.rule(key)
                    needed |= {*self.parts(key)}
            open_costs = [s for s, mark in needed if mark is None and not self.is_known(s)]
            for stem in open_costs:
                if stem not in self.through and before == len(needed) + len(expanded):
                    self.through[stem] = through(self, stem, needed, whole)
                    needed.add(self.through[stem])
                    before = -1
        loose = any(self.rule(k) is not None and k not in expanded and not self.is_any(k) for k in needed)
        return Names(self._order(needed, expanded), expanded, dict(self.through), loose)

    def is_known(self, stem):
        """Return whether a cost is taken by its formula: where the last layer is the one spoken of."""
        if not self.letter:
            message = f"{stem} depends on the last layer, and which number that is is not known"
            choices = ("L for the last layer, a^L", f"{stem} = … a^{{(2)}} …, with its number")
            raise NotRead(Question(message, self.span, choices))
        return self.letter == LAST and bool(self.layers.costs[stem])

    def rule(self, key):
        """Return what defines a name, or None."""
        if key not in self.rules:
            self.rules[key] = self.layers.rule(*key)
        if key[1] is None and not self.is_known(key[0]):
            return None
        return self.rules[key]

    def parts(self, key):
        """Return the names that the definition of a name uses."""
        if key[1] is None and key[0] in self.through:
            return [self.through[key[0]]]
        rule = self.rule(key)
        if rule is None:
            return []
        found = list(rule[1])
        costs = [s for s in self.layers.costs if mentions(found, s)]
        return [*((a.stem, a.mark) for a in atoms(found)), *((stem, None) for stem in costs if key[1])]

    def _notices(self, key, needed, top, whole):
        """Return whether a line would notice that a name is taken for any array."""
        if key[1] is None or any(mark is None for _, mark in self.parts(key)):
            return True
        if key[1].offset < min(m.offset for _, m in self.used or {key} if m) - _BELOW:
            return False
        if not self.is_any(key) and (whole or (self.letter and key[1].offset == top >= 0)):
            return True
        return bool(self.below(key, needed) & (needed - {key}))

    def below(self, key, needed, without=None):
        """Return the names that a name depends on, as far down as the names that are needed."""
        lowest = min((mark.offset for _, mark in needed if mark is not None), default=0)
        met, waiting = set(), [key]
        while waiting:
            for part in self.parts(waiting.pop()):
                deep = part[1] is not None and part[1].offset < lowest
                if part not in met and part != without and not deep:
                    met.add(part)
                    waiting.append(part)
        return met

    def is_any(self, key):
        """Return whether a definition can give any array: it adds a letter that nothing else uses."""
        rule = None if key[1] is None or key in self.layers.special else self.rule(key)
        if rule is None:
            return False
        below, right = rule[0], list(rule[1])
        product = affine(right, self.letter) if not below else None
        whole = product is not None and product[2] is None and len(self.sizes.get(product[1].stem, ())) == 1
        for atom in atoms(right):
            mentions = sum(
                a.stem == atom.stem for _, other in self.layers.rules.values() for a in atoms(pieces(other))
            ) + sum(a.stem == atom.stem for _, o in self.layers.special.values() for a in atoms(pieces(o)))
            alone = mentions == 1 and atom.stem not in self.layers.rules and atom.mark == key[1]
            if alone and atom.below == below and _is_added(right, atom):
                return True
            if alone and whole and atom == product[0]:
                return True  # W a is any vector, as long as a is not 0
        return False

    def _order(self, needed, expanded):
        done = []

        def visit(key, around):
            if key in done or key in around:
                return
            if key in expanded or (key[1] is None and key[0] in self.through):
                for part in self.parts(key):
                    visit(part, {*around, key})
            done.append(key)

        for key in sorted(needed, key=str):
            visit(key, set())
        return tuple(done)


def _is_added(found, atom):
    """Return whether a letter is a summand of its own in a formula."""
    depth, before = 0, found[atom.start - 1].text if atom.start else "+"
    for piece in found[: atom.start]:
        depth += {"{": 1, "(": 1, "[": 1, "}": -1, ")": -1, "]": -1}.get(piece.text, 0)
    after = found[atom.end].text if atom.end < len(found) else "+"
    summand = before in ("+", "-") and after in ("+", "-")
    return depth == 0 and summand and not atom.transposed
