"""From the tree of a formula to what it stands for: names, numbers, brackets, sums of terms."""

import ast
from fractions import Fraction

from lark import Token, Tree

from mlpkit.latex.applications import Applications
from mlpkit.latex.arrays import Arrays
from mlpkit.latex.calculus import Calculus
from mlpkit.latex.conditions import Conditions
from mlpkit.latex.heads import Heads
from mlpkit.latex.norms import Norms
from mlpkit.latex.problems import Span
from mlpkit.latex.products import Products
from mlpkit.latex.reach import Reach
from mlpkit.latex.scripts import Scripts
from mlpkit.latex.sums import Sums
from mlpkit.latex.values import Value, call, constant, entrywise, fail, name, negative


class Meaning(Products, Heads, Applications, Scripts, Sums, Calculus, Reach, Conditions, Norms, Arrays):
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
        self.left_out = {}  # what cases say nothing about: it is given that it is not so
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
        self.left_out.clear()
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
            entry = call(text, *map(name, parameters))
            if {*parameters} <= self.known.classes:
                return Value(entry)
            return self._collected(entry, parameters, token)
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
                number = value if result.shape else result
                if any(isinstance(node, ast.Subscript | ast.Call) for node in ast.walk(number.node)):
                    fail(
                        f"{result.words()} and {value.words()} in one sum",
                        self.span(tree),
                        "\\mathbf 1_{n} times the number, if it is added to every entry",
                    )
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
