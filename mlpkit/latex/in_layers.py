r"""Declarations of all layers at once: $W^l$ is an $n_l \\times n_{l-1}$ matrix, in layer $l$."""

import re

from mlpkit.latex.formulas import fail, pieces_of, sides_of
from mlpkit.latex.kinds import size_texts
from mlpkit.latex.layer_declaring import (
    head_of,
    with_cost,
    with_kind,
    with_rule,
    with_some_cost,
    with_special,
)

_EVERY_LAYER = re.compile(r"(?:(?:for|in|of) )?(?:(?:each|every|all|any) )?layers?(?: #)?")
_COST = re.compile(r"(?:differentiable |smooth |cost |loss )*function of #")
_RANKS = {"number": 0, "vector": 1, "matrix": 2}


class InLayers:
    """The part of `Declaring` that reads what is said of all layers."""

    def _about_layers(self, clause):
        """Take *for every layer l*, and *C is a function of a^L*; return whether it is that."""
        if not clause.names and _EVERY_LAYER.fullmatch(clause.words):
            return all(part.latex.strip() in ("l", "\\ell", "k") for part in clause.maths)
        if not _COST.fullmatch(clause.words) or not clause.names:
            return False
        for part in self._names(clause):
            done = with_some_cost(self.done, part.latex, pieces_of(clause.maths[0]))
            if done is None:
                return False
            self.done = done
        return True

    def _kind_in_layers(self, kind, names, clause):
        sizes = size_texts(clause.maths[0].latex) if clause.maths and kind != "number" else ()
        if _RANKS.get(kind) != len(sizes):
            fail(
                f"{len(sizes)} sizes for a {kind} in each layer, expected a number, a vector or a matrix",
                clause.span,
            )
        for part in names:
            atom = head_of(pieces_of(part), self.done)
            if atom is None or atom.below:
                fail(
                    f"{part.latex} is no letter with a layer above it, expected each kind by itself",
                    part.span,
                )
            self.done = with_kind(self.done, atom, sizes)

    def _formula_of_layers(self, part):
        """Take a definition for each layer, or of the cost; return whether it is one."""
        left, sign, right = sides_of(part)
        if sign not in ("=", ":=", "\\coloneq", "\\equiv"):
            return False
        for taking in (with_rule, with_special, with_cost):
            done = taking(self.done, pieces_of(left), pieces_of(right))
            if done is not None:
                self.done = done
                return True
        return False
