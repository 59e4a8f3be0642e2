"""Sums over an index: what is below and above them, and what they leave out."""

import ast

from lark import Token

from mlpkit.latex.values import Value, call, constant, fail, negative, total


class Sums:
    """The part of `Meaning` that reads sums."""

    def _big_sum(self, item, rest, tree):
        """Return a sum over indices of all that follows it in its product."""
        base, span = item.children[0], self.span(item)
        if len(item.children) > 1:
            fail("this stands above or below \\sum, expected \\sum_{k=1}^{K}", span)
        if not rest:
            fail("a sum of nothing, expected what is summed", span)
        minus = isinstance(rest[0], Token) and rest[0].type == "NEGATIVE"
        rest = rest[1:] if minus else rest
        if not base.children:
            if len(rest) > 1:
                fail("how far does \\sum reach?", self.span(tree), "brackets around what is summed")
            whole = self._factors(rest, tree)
            return total(negative(whole) if minus else whole, span)
        limits, upper = base.children[0], base.children[1:]
        letters = [t for t in limits.children if isinstance(t, Token) and t.type == "LETTER"]
        letters = letters[:1] if limits.data == "except" else letters
        bound = [(str(t).lstrip("\\"), (id(base), str(t).lstrip("\\"))) for t in letters]
        if len({letter for letter, _ in bound}) < len(bound):
            fail("a sum runs over one letter twice", span)
        self._limit(limits, upper, bound, span)
        self.indices.bound += bound
        try:
            body = self._factors(rest, tree)
            body = negative(body) if minus else body
            left_out = self._left_out(limits)
            for t in letters:
                self.indices.use(t, self.span(t))
            nodes = [self.indices.use(t, self.span(t)) for t in letters]
        finally:
            del self.indices.bound[-len(bound) :]
        node = body.node if left_out is None else ast.BinOp(left_out, ast.Mult(), body.node)
        return Value(call("sum", node, *nodes), body.shape, body.lies)

    def _limit(self, limits, upper, bound, span):
        """Learn the size of an index from what stands above the sum."""
        if not upper:
            if limits.data == "from":
                fail("a sum with a beginning and no end, expected \\sum_{k=1}^{K}", span)
            return
        size = self.value(upper[0]).node
        if not self._is_size(size):
            fail("sums run to a declared size or a whole number", self.span(upper[0]))
        size = size.value if isinstance(size, ast.Constant) else size.id
        for letter, key in bound:
            known = self.indices.size(key) or self.indices.sizes.setdefault(key, size)
            if known != size:
                fail(f"the index {letter} runs to {known} elsewhere, and here to {size}", span)

    def _left_out(self, limits):
        """Return the factor that is 0 where a sum leaves something out, or None."""
        if limits.data == "over":
            return None
        if limits.data == "from":
            start = self.value(limits.children[2]).node
            if not (
                isinstance(start, ast.Constant) and isinstance(start.value, int) and 1 <= start.value <= 9
            ):
                fail("sums begin at 1, or at a small whole number", self.span(limits))
            deltas = [self._delta(limits.children[0], _number(k)) for k in range(1, start.value)]
        else:
            deltas = [self._delta(limits.children[0], limits.children[2])]
        node = None
        for delta in deltas:
            factor = ast.BinOp(constant(1).node, ast.Sub(), delta.node)
            node = factor if node is None else ast.BinOp(node, ast.Mult(), factor)
        return node


def _number(k):
    return Token("NUMBER", str(k), 0, end_pos=1)
