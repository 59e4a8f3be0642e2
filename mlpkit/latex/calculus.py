"""Derivatives: what they are taken of, and by what."""

import ast

from lark import Token, Tree

from mlpkit.derivation.indices import names
from mlpkit.latex.items import base_of
from mlpkit.latex.values import COLUMN, ROW, Value, call, fail


class Calculus:
    """The part of `Meaning` that reads derivatives."""

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
        function = self._lone_function(product)
        if function is not None and len(targets) == 1:
            # dσ/dz is what σ'(z) is.
            value = self._applied(function, 0, [self.value(targets[0])], None, self.span(tree))
        else:
            value = self._product(product)
            self._check_place([product], value, targets, self.span(tree))
        return self._by(value, order, targets, self.span(tree))

    def _lone_function(self, product):
        """Return the function that a numerator consists of, or None."""
        token = base_of(product.children[0]) if len(product.children) == 1 else None
        alone = (
            isinstance(token, Token) and token.type == "FUNCTION" and len(product.children[0].children) == 1
        )
        return str(token) if alone else None

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
            order, targets = self._nabla_parts(base)
            if not targets:
                fail("∇ by what? expected a name below it, \\nabla_x, or a function that was defined", span)
            targets *= order or 1
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
        self._check_place(factors, value, targets, span)
        if base.data == "nabla" and value.shape:
            fail("∇ of more than a number, expected \\frac{\\partial}{\\partial x}", span)
        return self._by(value, order, targets, span)

    def _check_place(self, trees, value, targets, span):
        r"""Refuse ∇_x f(u): it is the gradient of f at u, or that of f(u) by x, which is 0."""
        wanted = {str(base_of(target)) for target in targets} - names(value.node, self.scope)
        for tree in trees:
            tokens = {str(token) for token in tree.scan_values(lambda t: t.type == "NAME")}
            heads = [head for head in tokens if wanted & {*self.known.heads.get(head, ())}]
            places = [place for place in tree.find_data("evaluated") if wanted & self._names_in(place)]
            if heads or places:
                choices = (
                    r"\left. … \right|_{x = …} around the derivative",
                    "0, if it does not depend on it",
                )
                fail("the derivative at this place, or of the value there?", span, *choices)

    def _nabla_parts(self, base):
        """Return the order of a ∇ and the names below it."""
        targets = [child for child in base.children if child.data == "item"]
        order = next((int(c.children[0]) for c in base.children if c.data == "order"), None)
        if order not in (None, 2):
            fail("∇ with this above it, expected \\nabla or \\nabla^2", self.span(base))
        return order, targets

    def _nabla_of_head(self, item, rest, tree):
        """Return ∇f or ∇f(x) without a name below ∇, and what is left of the factors; else None."""
        order, targets = self._nabla_parts(item.children[0])
        if targets or len(item.children) > 1:
            return None
        return self._gradient_of_head(item, rest, order or 1, tree)

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
        if base.id not in names(value.node, self.scope):
            self.assume(f"what is differentiated by {self.known.latex(base.id)} does not depend on it")
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
