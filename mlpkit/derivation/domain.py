"""Where the lines of a derivation have a value: denominators and logarithms that are seen to be positive.

1 + e^x and Σ_k e^{x_k} are positive whatever the numbers are. Where a denominator, or what a
logarithm is taken of, is not seen to be, the verdict says "wherever both sides are defined".
"""

import ast

import sympy

from mlpkit.derivation.entries import Reader
from mlpkit.derivation.indexed import Total
from mlpkit.derivation.normal import normal


def is_defined_everywhere(derivation):
    """Return True if every line is seen to have a value, whatever the numbers are."""
    reader = Reader(derivation.scope, derivation.hypotheses)
    trees = [line.tree for line in derivation.lines if line.verdict != "refuted"] + [
        tree for _, tree in derivation.scope.lets.values()
    ]
    critical = (part for tree in trees for node in ast.walk(tree) for part in _critical(node))
    return all(_is_positive(normal(reader.read(part).generic()[1])) for part in critical)


def _critical(node):
    match node:
        case ast.BinOp(_, ast.Div(), denominator) if not isinstance(denominator, ast.Constant):
            yield denominator
        case ast.BinOp(_, ast.Pow(), ast.Constant(int())):
            pass
        case ast.BinOp(base, ast.Pow(), _):
            yield base
        case ast.Call(ast.Name("log" | "ln" | "sqrt"), [argument]):
            yield argument


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
