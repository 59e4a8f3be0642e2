"""What a part of a formula stands for: its tree in the engine's language, its shape, and how it lies.

The engine knows vectors without direction; on paper a column times a row is a matrix and a row
times a column a number. So direction is kept here, and what does not fit on paper is not read.
"""

import ast
from dataclasses import dataclass

from mlpkit.latex.problems import NotRead, Problem, Question

COLUMN, ROW = "column", "row"


class Unknown(str):
    """A size that is not known yet; the first size it stands beside is it."""

    def __new__(cls, learn):
        """Return a size; ``learn`` is called with what it turns out to be."""
        size = super().__new__(cls, "?")
        size.learn = learn
        return size


@dataclass(frozen=True)
class Value:
    """A part of a formula.

    Parameters
    ----------
    node : ast.expr
    shape : tuple of str or int
    lies : {"column", "row"}
        The direction of a vector; a column for all else.
    """

    node: ast.expr
    shape: tuple = ()
    lies: str = COLUMN

    def words(self):
        """Return the shape in words."""
        if not self.shape:
            return "a number"
        if len(self.shape) == 1:
            return f"a {self.lies} of {self.shape[0]}"
        return f"a matrix of {'×'.join(map(str, self.shape))}"


def name(text):
    """Return a name as a tree."""
    return ast.Name(text, ast.Load())


def call(function, *arguments):
    """Return a call as a tree."""
    return ast.Call(name(function), list(arguments), [])


def constant(number):
    """Return a number as a value."""
    return Value(ast.Constant(number))


def fail(message, span, *choices):
    """Raise `NotRead`, with a question where there are choices."""
    raise NotRead(Question(message, span, choices) if choices else Problem(message, span))


def apply(function, value):
    """Return a function of every entry."""
    return Value(call(function, value.node), value.shape, value.lies)


def negative(value):
    """Return −value."""
    return Value(ast.UnaryOp(ast.USub(), value.node), value.shape, value.lies)


def entrywise(left, operator, right, span):
    """Return a sum, a difference, a product or a quotient entry by entry."""
    if left.shape and right.shape and not (left.lies == right.lies and _alike(left.shape, right.shape)):
        fail(f"{left.words()} and {right.words()} do not fit together, expected one shape", span)
    whole = left if left.shape else right
    return Value(ast.BinOp(left.node, operator, right.node), whole.shape, whole.lies)


def product(left, right, span):
    """Return the product of two values side by side, as it is meant on paper."""
    if not (left.shape and right.shape):
        return entrywise(left, ast.Mult(), right, span)
    kinds = tuple(value.lies if len(value.shape) == 1 else "matrix" for value in (left, right))
    if kinds in ((COLUMN, COLUMN), (ROW, ROW)):
        choices = (
            "x^\\top y for the inner product",
            "x\\,y^\\top for the matrix",
            "x \\odot y entry by entry",
        )
        fail(f"two {kinds[0]}s side by side have no product, expected one of", span, *choices)
    if kinds == (COLUMN, ROW):
        return Value(call("outer", left.node, _untransposed(right.node)), left.shape + right.shape)
    if kinds in ((COLUMN, "matrix"), ("matrix", ROW)) or not _alike(left.shape[-1:], right.shape[:1]):
        fail(f"{left.words()} times {right.words()}: the shapes do not fit together", span)
    shape = left.shape[:-1] + right.shape[1:]
    lies = ROW if kinds == (ROW, "matrix") else COLUMN
    return Value(ast.BinOp(left.node, ast.MatMult(), right.node), shape, lies)


def _alike(shape, other):
    """Return whether two shapes are one; a size that is not known yet learns what it is."""
    if len(shape) != len(other):
        return False
    for size, beside in zip(shape, other, strict=True):
        for one, two in ((size, beside), (beside, size)):
            if isinstance(one, Unknown) and not isinstance(two, Unknown):
                one.learn(two)
    return all(
        a == b or isinstance(a, Unknown) or isinstance(b, Unknown) for a, b in zip(shape, other, strict=True)
    )


def _untransposed(node):
    return node.value if isinstance(node, ast.Attribute) else node


def transpose(value, span):
    """Return the transpose."""
    if not value.shape:
        fail("the transpose of a number, expected a vector or a matrix", span)
    lies = COLUMN if value.lies == ROW else ROW
    node = ast.Attribute(value.node, "T", ast.Load())
    return Value(node, value.shape[::-1], lies if len(value.shape) == 1 else COLUMN)


def quotient(left, right, span):
    """Return a fraction; its denominator is a number."""
    if right.shape:
        fail(
            f"{right.words()} in a denominator, expected a number",
            span,
            "a \\oslash b for the quotient entry by entry",
        )
    return Value(ast.BinOp(left.node, ast.Div(), right.node), left.shape, left.lies)


def power(base, exponent, span, *, each=False):
    """Return a power: of a number, or with ``each`` of every entry."""
    if exponent.shape:
        fail(f"{exponent.words()} as an exponent, expected a number", span)
    if base.shape and not each:
        choices = ("x^{\\odot 2} entry by entry", "x^\\top x or \\|x\\|^2 for the inner product", "A\\,A")
        fail(f"a power of {base.words()}, expected one of", span, *choices)
    return Value(ast.BinOp(base.node, ast.Pow(), exponent.node), base.shape, base.lies)


def total(value, span):
    """Return the sum of all entries."""
    if not value.shape:
        fail("the sum of a number, expected \\sum_k", span)
    return Value(call("sum", value.node))


def squared_norm(value):
    """Return ‖value‖²."""
    return Value(call("norm2", value.node))
