"""What a derivation takes for granted: sums that are known, numbers that are not 0 or have a sign.

A hypothesis is shown above the block, used in the proofs, and has to be used: one that no
line needs is an error.
"""

import ast
from dataclasses import dataclass

import sympy

from mlpkit.derivation.indexed import Total, fresh
from mlpkit.derivation.language import LanguageError
from mlpkit.derivation.normal import normal


@dataclass
class Hypothesis:
    """One hypothesis: ``left relation right``.

    Parameters
    ----------
    text : str
    tree : ast.Compare
        What was written.
    number : sympy.Expr
        left − right, entry by entry for generic indices.
    relation : str
        One of ``==``, ``!=``, ``>`` and ``<``.
    used : bool
        Whether a line needs it: one that is not proved without it.
    """

    text: str
    tree: ast.Compare
    number: sympy.Expr
    relation: str
    used: bool = False


class Hypotheses:
    """All hypotheses of a derivation."""

    def __init__(self, hypotheses=()):
        self.all = list(hypotheses)

    def add(self, hypothesis):
        """Take one more for granted."""
        if hypothesis.relation == "==":
            _solved(hypothesis.number)
        self.all.append(hypothesis)

    def without(self, hypothesis):
        """Return the other hypotheses."""
        return Hypotheses(h for h in self.all if h is not hypothesis)

    def sign(self, number):
        """Return 1 or −1 if a hypothesis gives the sign of a number, else 0."""
        for h in self.all:
            for candidate, sign in ((number, 1), (-number, -1)):
                if h.relation in "><" and _renaming(h.number, candidate) is not None:
                    return sign if h.relation == ">" else -sign
        return 0

    def nonzero(self, number):
        """Return True if a hypothesis keeps a number away from 0."""
        for h in self.all:
            if h.relation == "!=" and any(_renaming(h.number, e) is not None for e in (number, -number)):
                return True
        return self.sign(number) != 0

    def apply(self, e):
        """Replace what hypotheses with ``==`` know."""
        for h in self.all:
            if h.relation != "==":
                continue
            known, value = _solved(h.number)
            # What the value sums over is named by its place there, which may be another's place in e.
            own = {k: fresh(k.name) for total in value.atoms(Total) for k, _ in total.bounds}
            value = value.xreplace(own)
            renamings = {part: _renaming(known, part) for part in e.atoms(Total)}
            e = e.xreplace({part: value.xreplace(r) for part, r in renamings.items() if r is not None})
        return e


def _solved(number):
    """Return the one sum that a hypothesis gives, and its value."""
    for part in sorted(number.atoms(Total), key=sympy.default_sort_key):
        coefficient = number.coeff(part)
        if coefficient.is_Rational and coefficient != 0:
            return part, normal((coefficient * part - number) / coefficient)
    raise LanguageError("a hypothesis with == gives the value of one sum, such as sum(t[k], k) == 1")


def _renaming(pattern, e):
    """Return how the indices of a pattern are renamed to give the expression; None if they cannot be."""
    indices = {s for s in pattern.free_symbols if s.is_integer and not s.is_positive}
    renamed = {}

    def unify(p, q):
        if p in indices:
            return renamed.setdefault(p, q) == q
        if not p.args or not q.args:
            return p == q
        if p.func != q.func or len(p.args) != len(q.args):
            return False
        return all(map(unify, p.args, q.args))

    # Two indices are never given one name: a free one would be taken for the one a sum runs over.
    return renamed if unify(pattern, e) and len(set(renamed.values())) == len(renamed) else None
