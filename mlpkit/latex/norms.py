"""Norms, powers, fractions, roots: what stands around a formula or above it."""

import ast

from lark import Token, Tree

from mlpkit.latex.values import (
    COLUMN,
    Value,
    apply,
    call,
    entrywise,
    fail,
    power,
    quotient,
    squared_norm,
    total,
    transpose,
)
from mlpkit.latex.values import product as multiply


class Norms:
    """The part of `Meaning` that reads norms, powers, fractions and roots."""

    def _absolute(self, tree):
        value = self.value(tree.children[0])
        if value.shape:
            self.assume("|x| of a vector or a matrix is taken entry by entry")
        return apply("abs", value)

    def _norm(self, tree):
        value = self.value(tree.children[0])
        kind = str(tree.children[1]) if len(tree.children) > 1 else "2"
        if not value.shape:
            fail("the norm of a number, expected |x|", self.span(tree))
        if kind == "1" and len(value.shape) == 1:
            return total(apply("abs", value), self.span(tree))
        if kind not in ("2", "F") or (kind == "F" and len(value.shape) == 1):
            fail(f"this norm of {value.words()} is not in the language", self.span(tree))
        if len(value.shape) == 2:
            if len(tree.children) > 1 and kind == "2":
                fail(
                    "the norm 2 of a matrix", self.span(tree), "\\|W\\|_F for the root of the sum of squares"
                )
            if kind == "2":
                self.assume("the norm of a matrix is Frobenius's, the root of the sum of squares")
        return Value(call("sqrt", squared_norm(value).node))

    def _inner(self, tree):
        left, right = (self.value(child) for child in tree.children if isinstance(child, Tree))
        kinds = [str(t) for t in tree.children if isinstance(t, Token) and t.type == "LETTER"]
        if kinds not in ([], ["F"]):
            fail("this inner product is not in the language", self.span(tree))
        if len(left.shape) == 1 and (left.shape, left.lies, right.lies) == (right.shape, COLUMN, COLUMN):
            return multiply(transpose(left, self.span(tree)), right, self.span(tree))
        if not (left.shape and right.shape):
            fail("an inner product of numbers, expected vectors or matrices", self.span(tree))
        return total(entrywise(left, ast.Mult(), right, self.span(tree)), self.span(tree))

    def _exponential(self, tree):
        value = self.value(tree.children[0])
        if value.shape:
            self.assume("exp, log and the like of a vector or a matrix are taken entry by entry")
        return apply("exp", value)

    def _fraction(self, tree):
        return quotient(*map(self.value, tree.children), self.span(tree))

    def _group(self, tree):
        return self.value(tree.children[0])

    def _root(self, tree):
        value = self.value(tree.children[0])
        if value.shape:
            fail(f"the root of {value.words()}, expected a number", self.span(tree))
        return apply("sqrt", value)

    def _power_of(self, value, exponent, span, *, each=False):
        match value.node, exponent.node:
            # ‖x‖² is read as what the language has a name for, not as the square of a root.
            case ast.Call(ast.Name("sqrt"), [ast.Call(ast.Name("norm2")) as squared]), ast.Constant(2):
                return Value(squared)
        if not _is_modest(exponent.node):
            fail("this exponent is too large, expected a name, or a number up to 64", span)
        return power(value, exponent, span, each=each)


def _is_modest(node):
    """Return whether an exponent is no tower, and no number that would fill the memory."""
    inner = list(ast.walk(node))
    small = all(abs(n.value) <= 64 for n in inner if isinstance(n, ast.Constant))
    return small and not any(
        isinstance(n, ast.BinOp)
        and isinstance(n.op, ast.Pow)
        and (not isinstance(n.right, ast.Constant) or n.right.value > 4)
        for n in inner
    )
