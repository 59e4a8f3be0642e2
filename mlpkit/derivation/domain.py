"""Where the lines of a derivation have a value: denominators and logarithms that are seen to be positive.

1 + e^x and Σ_k e^{x_k} are positive whatever the numbers are. Where a denominator, or what a
logarithm is taken of, is not seen to be, the verdict says "wherever both sides are defined".
"""

import ast

import sympy

from mlpkit.derivation.entries import Reader
from mlpkit.derivation.indexed import Total
from mlpkit.derivation.indices import abbreviations
from mlpkit.derivation.normal import normal


def is_defined_everywhere(derivation, hypotheses=None):
    """Return True if every line is seen to have a value, whatever the numbers are."""
    hypotheses = hypotheses or derivation.hypotheses
    reader = Reader(derivation.scope, hypotheses)
    trees = [line.tree for line in derivation.lines if line.verdict != "refuted"]
    trees += [derivation.scope.lets[name][1] for name in abbreviations(trees, derivation.scope)]
    for part, may_be_negative in (c for tree in trees for node in ast.walk(tree) for c in _critical(node)):
        number = normal(reader.read(part).generic()[1])
        known = hypotheses.nonzero(number) if may_be_negative else hypotheses.sign(number) > 0
        if not (known or _is_positive(number)):
            return False
    return True


def _critical(node):
    """Yield the parts of a node that may keep it from having a value, and whether they may be negative."""
    match node:
        case ast.BinOp(_, ast.Div(), denominator) if not isinstance(denominator, ast.Constant):
            yield denominator, True
        case ast.BinOp(_, ast.Pow(), ast.Constant(int())):
            pass
        case ast.BinOp(base, ast.Pow(), _):
            yield base, False
        case ast.Call(ast.Name("log" | "ln" | "sqrt"), [argument]):
            yield argument, False


def _is_positive(e):
    if _adds_up(e):
        return True
    numerator, denominator = map(sympy.expand, sympy.fraction(sympy.together(e)))
    return _adds_up(numerator) and _adds_up(denominator)


def _adds_up(e):
    """Return True for sums and products of positive numbers."""
    if e.is_Add or e.is_Mul:
        return all(map(_adds_up, e.args))
    if isinstance(e, Total):
        return _adds_up(e.body)
    if e.is_Pow and not isinstance(e, sympy.exp):
        return _adds_up(e.base)
    return isinstance(e, sympy.exp) or bool(e.is_positive and (e.is_Rational or e.is_Symbol))
