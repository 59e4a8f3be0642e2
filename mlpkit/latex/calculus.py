"""Sums and derivatives: what they reach over, and what they are taken by."""

import ast

from lark import Token, Tree

from mlpkit.derivation.indices import names
from mlpkit.latex.values import COLUMN, ROW, Value, call, constant, fail, negative, total


class Calculus:
    """The part of `Meaning` that reads sums and derivatives."""

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

    def is_operator(self, derivative):
        """Return whether a derivative is written as an operator, ∂/∂x, before what it is taken of."""
        return not any(child.data == "product" for child in derivative.children)

    def _derivative(self, tree):
        order, product, targets = None, None, []
        for child in tree.children:
            match child.data:
                case "order":
                    order = int(child.children[0])
                case "product":
                    product = child
                case "target":
                    targets.append(child.children[0])
        return self._by(self._product(product), order, targets, self.span(tree))

    def _inline_derivative(self, tree):
        of, _, by = tree.children
        return self._by(self.value(of), None, [by], self.span(tree))

    def _operator(self, item, rest, tree):
        """Return the derivative of all that follows an operator ∂/∂x or ∇_x."""
        base, span = item.children[0], self.span(item)
        if len(item.children) > 1:
            fail("this stands above or below an operator", span)
        if not rest:
            fail("a derivative of nothing, expected what it is taken of", span)
        if base.data == "nabla":
            order, targets = None, [base.children[0]]
        else:
            targets = [child.children[0] for child in base.children if child.data == "target"]
            order = next((int(c.children[0]) for c in base.children if c.data == "order"), None)
        factors = [part for part in rest if not isinstance(part, Token)]
        if len(factors) > 1 and self._reach_matters(factors, targets):
            choices = (
                "\\frac{\\partial}{\\partial x}\\left(f g\\right)",
                "\\frac{\\partial f}{\\partial x} g",
            )
            fail("how far does the derivative reach?", self.span(tree), *choices)
        value = self._factors(rest, tree)
        if base.data == "nabla" and value.shape:
            fail("∇ of more than a number, expected \\frac{\\partial}{\\partial x}", span)
        return self._by(value, order, targets, span)

    def _reach_matters(self, factors, targets):
        """Return whether what comes after the first factor depends on what a derivative is taken by."""
        head = factors[0].children[0] if factors[0].data == "item" else None
        start = 2 if isinstance(head, Token) and head.type == "FUNCTION" else 1
        if isinstance(head, Tree) and head.data == "big_sum":
            return False
        wanted = {n for target in targets for n in self._names_in(target)}
        return any(wanted & self._names_in(factor) for factor in factors[start:])

    def _names_in(self, tree):
        """Return the names of the engine that a part of the tree depends on."""
        found = {str(t) for t in tree.scan_values(lambda t: t.type == "NAME")}
        lets = found & self.scope.lets.keys()
        return found.union(*(names(self.scope.lets[one][1], self.scope) for one in lets))

    def _by(self, value, order, targets, span):
        """Return the derivative of a value by targets, one after the other."""
        wanted = []
        for target in targets:
            scripts = list(target.children[1:])
            twice = [s for s in scripts if s.data == "power"]
            if twice and order and order > 1:
                target = Tree(target.data, [c for c in target.children if c not in twice], target.meta)
                times = self._exponent(twice[0]).node
                wanted += [target] * (times.value if isinstance(times, ast.Constant) else 0)
            else:
                wanted.append(target)
        if len(wanted) != (order or 1) or len(wanted) > 3:
            fail(f"a derivative of order {order or 1} by {len(wanted)} names", span)
        for target in reversed(wanted):
            value = self._once(value, self.value(target), span)
        return value

    def _once(self, value, target, span):
        base = target.node.value if isinstance(target.node, ast.Subscript) else target.node
        base = base.func if isinstance(base, ast.Call) else base
        if not (isinstance(base, ast.Name) and base.id in {*self.scope.symbols, *self.scope.lets}):
            fail("a derivative by what is no declared name", span)
        match value.node:
            case ast.Name(of) | ast.Subscript(ast.Name(of)) if of in self.scope.symbols and of != base.id:
                fail(
                    f"{self.known.latex(of)} is a name of its own here, that depends on nothing",
                    span,
                    f"{self.known.latex(of)} = … among the declarations",
                )
        node = call("D", value.node, target.node)
        if value.shape and target.shape:
            self.assume("∂y/∂x of two vectors has a row for each entry of y")
            return Value(node, value.shape + target.shape)
        if len(target.shape) == 1:
            lies = self.known.gradients
            self.assume(f"the gradient by a vector is a {lies}")
            return Value(node, target.shape, lies)
        if value.shape and not target.shape:
            return Value(node, value.shape, value.lies)
        if target.shape and self.known.gradients == ROW:
            self.assume("the gradient by a matrix has the shape of the matrix")
        return Value(node, target.shape, COLUMN)

    def _derivative_of(self, function, primes, value, parameter, span):
        """Return the derivative of a known function at a value."""
        if primes > 1 or parameter is not None or function not in _SLOPES:
            fail(f"the derivative {function}{chr(39) * primes} is not known", span)
        if isinstance(value.node, ast.Name | ast.Subscript) and not value.shape:
            base = value.node.value if isinstance(value.node, ast.Subscript) else value.node
            if isinstance(base, ast.Name) and base.id in self.scope.symbols:
                return Value(call("D", call(function, value.node), value.node))
        if function in ("relu", "abs", "sign"):
            self.assume(f"{function}' is taken as 0 at 0")
        self._note_entrywise(function, value)
        return Value(_SLOPES[function](value.node), value.shape, value.lies)

    def _mentions(self, part, big_sum):
        """Return whether a factor has the letter of a sum among its indices."""
        letters = {str(t) for t in big_sum.children[0].children[0].scan_values(lambda t: t.type == "LETTER")}
        return any(str(t) in letters for t in part.scan_values(lambda t: t.type == "LETTER"))

    def _check_reach(self, tree, terms):
        """Refuse Σ_k a_k + b_k, and ∂/∂x f + g where g depends on x."""
        for place, term in enumerate(terms[:-1]):
            last = term.children[-1]
            for part in last.children:
                if isinstance(part, Token) or part.data != "item" or not isinstance(part.children[0], Tree):
                    continue
                base = part.children[0]
                after = terms[place + 1 :]
                if (
                    base.data == "big_sum"
                    and base.children
                    and any(self._mentions_free(t, part) for t in after)
                ):
                    fail(
                        "how far does \\sum reach?",
                        self.span(tree),
                        "\\sum_k \\left(a_k + b_k\\right)",
                        "another index",
                    )
                if (base.data == "derivative" and self.is_operator(base)) or base.data == "nabla":
                    self._check_operator_reach(base, last, after, tree)

    def _check_operator_reach(self, base, product, after, tree):
        parts = [p for p in product.children if not isinstance(p, Token)]
        bracketed = isinstance(parts[-1].children[0], Tree) and parts[-1].children[0].data == "bracket"
        wanted = {n for t in base.children if t.data != "order" for n in self._names_in(t)}
        if not bracketed and any(wanted & self._outside_derivatives(term) for term in after):
            fail("how far does the derivative reach?", self.span(tree), "brackets around what it is taken of")

    def _outside_derivatives(self, term):
        if any(isinstance(t, Tree) and t.data in ("derivative", "nabla") for t in term.iter_subtrees()):
            return set()
        return self._names_in(term)

    def _mentions_free(self, term, big_sum):
        """Return whether a term has the letter of a sum free, not bound by a sum of its own."""
        letters = {str(t) for t in big_sum.children[0].children[0].scan_values(lambda t: t.type == "LETTER")}

        def free(tree, bound):
            if isinstance(tree, Token):
                return tree.type == "LETTER" and str(tree) in letters - bound
            if tree.data == "product":
                for child in tree.children:
                    head = child.children[0] if isinstance(child, Tree) and child.data == "item" else None
                    if isinstance(head, Tree) and head.data == "big_sum" and head.children:
                        limits = head.children[0].children
                        bound = bound | {str(t) for t in limits if isinstance(t, Token)}
                    elif free(child, bound):
                        return True
                return False
            return any(free(child, bound) for child in tree.children)

        return free(term, frozenset())

    def _ends_open(self, product):
        """Return whether a product ends in a sum or a function that may reach further."""
        for part in product.children:
            base = part.children[0] if isinstance(part, Tree) and part.data == "item" else None
            if isinstance(base, Tree) and base.data in ("big_sum", "nabla"):
                return True
            if isinstance(base, Tree) and base.data == "derivative" and self.is_operator(base):
                return True
        return False


def _number(k):
    return Token("NUMBER", str(k), 0, end_pos=1)


def _binary(left, operator, right):
    return ast.BinOp(left, operator, right)


_ONE = ast.Constant(1)
_SLOPES = {
    "sigma": lambda u: _binary(call("sigma", u), ast.Mult(), _binary(_ONE, ast.Sub(), call("sigma", u))),
    "tanh": lambda u: _binary(_ONE, ast.Sub(), _binary(call("tanh", u), ast.Pow(), ast.Constant(2))),
    "softplus": lambda u: call("sigma", u),
    "relu": lambda u: call("ind", ast.Compare(u, [ast.Gt()], [ast.Constant(0)])),
    "abs": lambda u: call("sign", u),
    "exp": lambda u: call("exp", u),
    "log": lambda u: _binary(_ONE, ast.Div(), u),
    "ln": lambda u: _binary(_ONE, ast.Div(), u),
}
