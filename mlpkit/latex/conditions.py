"""Conditions: indicators, Kronecker deltas, cases."""

import ast

from lark import Token, Tree

from mlpkit.latex.values import Value, call, constant, entrywise, fail

_COMPARISONS = {"LT": ast.Lt, "GT": ast.Gt, "LE": ast.LtE, "GE": ast.GtE}
_OPPOSITE = {"GT": "LE", "LE": "GT", "LT": "GE", "GE": "LT", "EQ": "NE", "NE": "EQ"}


class Conditions:
    """The part of `Meaning` that reads conditions."""

    def _indicator(self, tree):
        return self._condition(tree.children[0])

    def _condition(self, tree):
        """Return 1 where a condition holds and 0 elsewhere."""
        left, relation, right = tree.children[0], tree.children[1].children[0], tree.children[2]
        tokens = [_alone(side) for side in (left, right)]
        if all(tokens) and any(self._is_index(token) for token in tokens):
            if relation.type not in ("EQ", "NE"):
                fail("a comparison of indices, expected = or \\ne", self.span(tree))
            value = self._delta(*tokens)
            return value if relation.type == "EQ" else _complement(value)
        if relation.type not in _COMPARISONS:
            fail(f"{relation} between numbers in a condition, expected <, >, \\le or \\ge", self.span(tree))
        sides = [self.value(side) for side in (left, right)]
        whole = entrywise(sides[0], ast.Sub(), sides[1], self.span(tree))
        if whole.shape:
            self.assume("a condition on a vector or a matrix holds or fails entry by entry")
        operator = _COMPARISONS[relation.type]()
        node = ast.Compare(sides[0].node, [operator], [sides[1].node])
        return Value(call("ind", node), whole.shape, whole.lies)

    def _is_index(self, token):
        """Return whether a token is a letter that is no declared name."""
        return token.type == "LETTER"

    def _delta(self, left, right):
        """Return the Kronecker delta of two indices; what one runs to the other does."""
        keys = [self.indices.key(str(t).lstrip("\\")) for t in (left, right) if t.type == "LETTER"]
        if len(keys) == 2:
            self.indices.alike.append(tuple(keys))
            self.indices.settle()
        sizes = [self.indices.size(key) for key in keys]
        known = next((size for size in sizes if size is not None), None)
        nodes = [self.indices.use(t, self.span(t), known) for t in (left, right)]
        if not any(isinstance(node, ast.Name) for node in nodes):
            fail("two whole numbers compared, expected an index", self.span(left))
        return Value(call("delta", *nodes))

    def _divide(self, one, other):
        """Return whether two conditions are x > 0 and x ≤ 0, or x > 0 and x < 0 (x ≠ 0 is given then)."""
        relations = [c.children[1].children[0].type for c in (one, other)]
        if one.children[0] != other.children[0] or one.children[2] != other.children[2]:
            return False
        if {*relations} != {"LT", "GT"}:
            return _OPPOSITE[relations[0]] == relations[1]
        values = [self.value(one.children[k]) for k in (0, 2)]
        if any(value.shape for value in values):
            return False
        self.left_out[" != ".join(ast.unparse(value.node) for value in values)] = self.span(one)
        return True

    def _cases(self, tree):
        """Return Σ 1{condition} value; the conditions have to divide all cases among them."""
        pairs = [(case.children[0], _condition_of(case)) for case in tree.children]
        last = pairs[-1][1]
        if len(pairs) < 2:
            fail("one case, expected two or more", self.span(tree))
        if any(isinstance(condition, Token) for _, condition in pairs[:-1]):
            fail("otherwise comes last, expected a condition", self.span(tree))
        if not isinstance(last, Token) and not (len(pairs) == 2 and self._divide(pairs[0][1], last)):
            fail(
                "these cases leave something open or overlap, expected otherwise in the last", self.span(tree)
            )
        *before, (value, _) = pairs
        result = self.value(value)
        for value, condition in reversed(before):
            holds, here = self._condition(condition), self.value(value)
            span = self.span(tree)
            yes = entrywise(holds, ast.Mult(), here, span)
            no = entrywise(_complement(holds), ast.Mult(), result, span)
            result = entrywise(yes, ast.Add(), no, span)
        return result


def _complement(value):
    return entrywise(constant(1), ast.Sub(), value, None)


def _alone(tree):
    """Return the one token that a side consists of, or None."""
    while (
        isinstance(tree, Tree) and len(tree.children) == 1 and tree.data in ("sum", "term", "product", "item")
    ):
        tree = tree.children[0]
    return tree if isinstance(tree, Token) and tree.type in ("LETTER", "NUMBER") else None


def _condition_of(case):
    return case.children[-1]
