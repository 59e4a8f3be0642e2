"""From the tree of a formula to what it stands for: names, brackets, scripts, sums, matrices."""

import ast
from fractions import Fraction

from lark import Token, Tree

from mlpkit.latex.calculus import Calculus
from mlpkit.latex.conditions import Conditions
from mlpkit.latex.problems import Span
from mlpkit.latex.products import Products
from mlpkit.latex.scripts import Scripts
from mlpkit.latex.values import (
    COLUMN,
    Value,
    apply,
    call,
    constant,
    entrywise,
    fail,
    name,
    negative,
    power,
    quotient,
    squared_norm,
    total,
    transpose,
)
from mlpkit.latex.values import product as multiply


class Meaning(Products, Scripts, Calculus, Conditions):
    """Reads trees in the light of what is declared.

    Parameters
    ----------
    known : mlpkit.latex.declarations.Known
        What the names stand for.
    indices : Indices
    """

    def __init__(self, known, indices):
        self.known, self.scope, self.indices = known, indices.scope, indices
        self.shapes = {}  # of the names met so far: to find that of an abbreviation takes long
        self.assumed = {}  # a dictionary keeps the order, and each only once

    def read(self, trees):
        """Return the values of trees that belong together, read until all sizes are known."""
        self.indices.strict, known = False, -1
        while known < len(self.indices.sizes):  # a reading that teaches no size is the last but one
            known = len(self.indices.sizes)
            self._all(trees)
        self.indices.strict = True
        return self._all(trees)

    def _all(self, trees):
        self.assumed.clear()
        values = [self.value(tree) for tree in trees]
        self.indices.settle()
        return values

    def value(self, tree):
        """Return the value of a part of the tree."""
        if isinstance(tree, Token):
            return self._token(tree)
        return getattr(self, f"_{tree.data}")(tree)

    def assume(self, text):
        """Keep what was taken for granted."""
        self.assumed[text] = None

    def span(self, tree):
        """Return the place of a part of the tree."""
        if isinstance(tree, Token):
            return Span(tree.start_pos, tree.end_pos)
        return Span(tree.meta.start_pos, tree.meta.end_pos)

    def _start(self, tree):
        return self.value(tree.children[0])

    def _token(self, token):
        match token.type:
            case "NUMBER":
                return self._number(token)
            case "NAME":
                return self._named(token)
        return self._refused(token)

    def _refused(self, token):
        if token.type == "FUNCTION":
            fail(f"{token} of what? expected its argument in brackets", self.span(token))
        if token.type == "WORD":
            fail(f"{token} is not a function that is known", self.span(token))
        letter = str(token).lstrip("\\")
        if letter in self.indices.declared or any(own == letter for _, own in self.indices.sizes):
            fail(f"{token} is an index, expected a number: an index is no number here", self.span(token))
        fail(f"{token} is not declared, expected it among the declarations", self.span(token))

    def _number(self, token):
        text = str(token)
        if len(text) > 40:
            fail("a number of more than 40 digits", self.span(token))
        number = float(text) if "." in text else int(text)
        if Fraction(text) != Fraction(str(number)):
            fail(f"{text} has more digits than are kept, expected a fraction", self.span(token))
        return constant(number)

    def _named(self, token):
        text = str(token)
        if text in self.scope.lets and self.scope.lets[text][0]:
            parameters = self.scope.lets[text][0]
            count = len(parameters)
            if {*parameters} <= self.known.classes:
                return Value(call(text, *map(name, parameters)))
            fail(f"{self.known.latex(text)} has {count} indices, expected them below it", self.span(token))
        if text not in self.shapes:
            self.shapes[text] = self.known.shape(text)
        return Value(name(text), *self.shapes[text])

    def _sum(self, tree):
        signs, terms = [], []
        for child in tree.children:
            (signs if isinstance(child, Token) else terms).append(child)
        values = [self.value(term) for term in terms]
        if len(signs) == len(terms):
            first, signs = signs[0], signs[1:]
            values[0] = negative(values[0]) if first.type == "MINUS" else values[0]
        self._check_reach(tree, terms)
        result = values[0]
        for sign, value in zip(signs, values[1:], strict=True):
            operator = ast.Add() if sign.type == "PLUS" else ast.Sub()
            if bool(result.shape) != bool(value.shape):
                self.assume("a number beside a vector or a matrix is added to every entry")
            result = entrywise(result, operator, value, self.span(tree))
        return result

    def _term(self, tree):
        result = self.value(tree.children[0])
        if len(tree.children) > 1 and self._ends_open(tree.children[0]):
            fail(
                "⊙ after a sum or a function without brackets: how far does it reach?",
                self.span(tree),
                "brackets around it",
            )
        for sign, factor in zip(tree.children[1::2], tree.children[2::2], strict=True):
            value = self.value(factor)
            if not (result.shape and value.shape) and sign.type != "ODOT":
                fail(f"{sign} between a number and {value.words()}, expected two arrays", self.span(tree))
            if len(self._parts(tree.children[0])) > 1 or len(self._parts(factor)) > 1:
                self.assume("⊙ reaches less far than a product: A B ⊙ C is (A B) ⊙ C")
            operator = ast.Div() if sign.type == "OSLASH" else ast.Mult()
            result = entrywise(result, operator, value, self.span(tree))
        return result

    def _bracket(self, tree):
        inner = [child for child in tree.children if isinstance(child, Tree)]
        if len(inner) > 1:
            fail("a list in brackets, expected one number", self.span(tree))
        return self.value(inner[0])

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

    def _ones(self, tree):
        size = self._size(tree)
        return Value(call("ones", size.node), (_as_size(size.node),))

    def _eye(self, tree):
        size = self._size(tree)
        return Value(call("eye", size.node), (_as_size(size.node),) * 2)

    def _size(self, tree):
        if not tree.children:
            fail(
                "a vector of ones of unknown length, expected its length below it, \\mathbf 1_{N}",
                self.span(tree),
            )
        value = self.value(tree.children[0])
        if not isinstance(_as_size(value.node), int | str) or not self._is_size(value.node):
            fail(
                "this is not a size, expected a declared size or a whole number", self.span(tree.children[0])
            )
        return value

    def _is_size(self, node):
        size = _as_size(node)
        return isinstance(size, int) or size in self.scope.dims

    def _matrix(self, tree):
        rows = [row.children for row in tree.children]
        values = [[self.value(cell) for cell in row] for row in rows]
        wide = len(values[0])
        if any(len(row) != wide for row in values) or any(v.shape for row in values for v in row):
            fail("this matrix is not one of numbers in rows of equal length", self.span(tree))
        if len(values) * wide > 64:
            fail("a matrix of more than 64 numbers", self.span(tree))
        if wide == 1 or len(values) == 1:
            flat = [v.node for row in values for v in row]
            node = _added([_times(n, _unit(len(flat), i)) for i, n in enumerate(flat, 1)])
            return Value(node, (len(flat),), COLUMN if wide == 1 else "row")
        parts = [
            _times(v.node, call("outer", _unit(len(values), i), _unit(wide, j)))
            for i, row in enumerate(values, 1)
            for j, v in enumerate(row, 1)
        ]
        return Value(_added(parts), (len(values), wide))

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


def _as_size(node):
    match node:
        case ast.Constant(int() as number) if number >= 1:
            return number
        case ast.Name(text):
            return text
    return None


def _unit(size, place):
    """Return a column of the identity, the one tree for a vector that is 1 at a place."""
    return ast.Subscript(call("eye", ast.Constant(size)), ast.Constant(place), ast.Load())


def _times(number, array):
    return ast.BinOp(number, ast.Mult(), array)


def _added(nodes):
    result = nodes[0]
    for node in nodes[1:]:
        result = ast.BinOp(result, ast.Add(), node)
    return result
