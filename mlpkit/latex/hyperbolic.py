"""Hyperbolic functions that the language of the derivations has no name for, by exponentials."""

import ast

from mlpkit.latex.values import call


def _binary(left, operator, right):
    return ast.BinOp(left, operator, right)


def _both(u, operator):
    """Return e^u and e^(-u), added or subtracted."""
    return _binary(call("exp", u), operator, call("exp", ast.UnaryOp(ast.USub(), u)))


_TWO = ast.Constant(2)
HYPERBOLIC = {
    "cosh": lambda u: _binary(_both(u, ast.Add()), ast.Div(), _TWO),
    "sinh": lambda u: _binary(_both(u, ast.Sub()), ast.Div(), _TWO),
    "sech": lambda u: _binary(_TWO, ast.Div(), _both(u, ast.Add())),
}
