r"""Functions that were defined by a formula, f(x) = …: what f(u) is, f'(u), and \nabla f(u)."""

import ast

from lark import Token, Tree

from mlpkit.derivation.indices import differentiated, free_indices
from mlpkit.latex.items import base_of, is_a, kind_of
from mlpkit.latex.spelling import engine_name
from mlpkit.latex.substituting import CannotPut, put
from mlpkit.latex.values import Value, call, fail, name

_ENTRYWISE = {"exp", "log", "ln", "tanh", "sigma", "softplus", "relu", "abs", "sign", "max", "min", "ind"}


class Heads:
    """The part of `Meaning` that reads functions defined by a formula."""

    def is_headed(self, parts):
        """Return whether a row of factors begins with f(…), where f(x) = … was defined."""
        token = base_of(parts[0])
        if not (isinstance(token, Token) and token.type == "NAME" and str(token) in self.known.heads):
            return False
        kinds = {kind_of(s) for s in parts[0].children[1:]}
        return len(parts) > 1 and kinds <= {"prime"} and is_a(parts[1], "bracket")

    def _headed(self, parts, tree):
        """Return f(…) or f'(…), and what is left of the factors."""
        primes = sum(kind_of(s) == "prime" for s in parts[0].children[1:])
        value = self._head_at(str(base_of(parts[0])), parts[1], primes, self.span(tree))
        return self._with_scripts(value, list(parts[1].children[1:]), self.span(tree), tree), parts[2:]

    def _gradient_of_head(self, item, rest, order, tree):
        r"""Return \nabla f(…) or \nabla f, and what is left of the factors; None if that is not written."""
        token = base_of(rest[0]) if rest and not isinstance(rest[0], Token) else None
        if not (isinstance(token, Token) and token.type == "NAME" and str(token) in self.known.heads):
            return None
        span, function = self.span(tree), str(token)
        if len(self.known.heads[function]) != 1:
            letters = ", ".join(map(self.known.latex, self.known.heads[function]))
            fail(
                f"∇ by which of {letters}? expected it below, as in \\nabla_{{…}}",
                self.span(item),
            )
        if self.is_headed(rest):
            value = self._head_at(function, rest[1], order, span, gradient=True)
            return self._with_scripts(value, list(rest[1].children[1:]), span, tree), rest[2:]
        scripts = list(rest[0].children[1:])
        if any(kind_of(s) != "transpose" for s in scripts):
            fail("how far does ∇ reach? expected brackets", span)
        value = self._head_by(function, self._own(function), order, span, gradient=True)
        return self._with_scripts(value, scripts, span, tree), rest[1:]

    def _own(self, function):
        """Return the names a function was defined of, as values."""
        return [Value(name(x), *self.known.shape(x)) for x in self.known.heads[function]]

    def _head_at(self, function, bracket, order, span, *, gradient=False):
        inner = [child for child in base_of(bracket).children if isinstance(child, Tree)]
        return self._head_by(function, [self.value(c) for c in inner], order, span, gradient=gradient)

    def _head_by(self, function, values, order, span, *, gradient=False):
        """Return a function, or a derivative of it, at some values."""
        own, latex = self._own(function), self.known.latex(function)
        if len(values) != len(own):
            fail(f"{latex} of {len(values)} arguments, expected {len(own)}", span)
        if order and len(own) > 1:
            fail(f"{latex}' of more than one argument, expected \\partial", span)
        if order and not gradient and own[0].shape:
            fail(f"{latex}' of a vector, expected \\nabla {latex} or \\frac{{\\partial}}{{\\partial}}", span)
        if self.scope.lets[function][0]:
            fail(f"{latex} has indices, and is taken as a function", span)
        same = all(ast.dump(a.node) == ast.dump(b.node) for a, b in zip(values, own, strict=True))
        target = own[0]
        value = Value(name(function), *self.known.shape(function))
        if not same:
            target, value = self._moved(function, own, values, order, span)
        if order and value.shape:
            fail(f"∇ of {value.words()}, expected \\frac{{\\partial}}{{\\partial x}}", span)
        for _ in range(order):
            value = self._once(value, target, span)
        return value

    def _moved(self, function, own, values, order, span):
        """Return a function at other values than those it was defined of, and the first of these values."""
        body, places, first = self.scope.lets[function][1], {}, None
        entrywise = self._is_entrywise(body)
        for variable, value in zip(own, values, strict=True):
            spread = bool(value.shape) and not variable.shape and len(own) == 1 and entrywise
            if (variable.shape, variable.lies) != (value.shape, value.lies) and not spread:
                fail(
                    f"{self.known.latex(function)} of {value.words()}, and it was defined of"
                    f" {variable.words()}",
                    span,
                )
            place = value.node
            if order or variable.node.id in differentiated(body, self.scope):
                place = self._named_place(value, spread, span)
            places[variable.node.id] = place
            first = first or Value(place, value.shape, value.lies)
        try:
            node = put(body, places, self.scope)
        except CannotPut:
            fail(f"{self.known.latex(function)} at another place, where it has a derivative in it", span)
        shape = first.shape if values[0].shape and not own[0].shape else self.known.shape(function)[0]
        if values[0].shape and not own[0].shape:
            self.assume(f"{self.known.latex(function)} of a vector or a matrix is taken entry by entry")
        return first, Value(node, shape, first.lies if shape == first.shape else "column")

    def _evaluated(self, tree):
        r"""Return a formula at a place, \left. … \right|_{x = 0}; derivatives are taken before."""
        inner = [child for child in tree.children if isinstance(child, Tree)]
        value, variable, place = map(self.value, inner)
        span = self.span(tree)
        if not (isinstance(variable.node, ast.Name) and variable.node.id in self.scope.symbols):
            fail("a value at a place of what is no declared letter, expected |_{x = …}", span)
        if (variable.shape, variable.lies) != (place.shape, place.lies):
            fail(f"{place.words()} for {variable.words()}", span)
        try:
            node = put(value.node, {variable.node.id: self._named_place(place, False, span)}, self.scope)
        except CannotPut:
            fail("a value at a place, of a derivative by what depends on the letter", span)
        return Value(node, value.shape, value.lies)

    def _named_place(self, value, spread, span):
        """Return a name for what a derivative is taken at: it is an abbreviation for that long."""
        free = sorted(free_indices(value.node, self.scope))
        if (free and value.shape) or spread:
            fail("a derivative at this place is not read, expected a name for it", span)
        own = engine_name("u", self.scope)
        self.scope.lets[own] = (tuple(free), ast.parse(ast.unparse(value.node), mode="eval").body)
        return call(own, *map(name, free)) if free else name(own)

    def _is_entrywise(self, body):
        """Return whether a formula of one number may be taken of every entry of an array."""
        for node in ast.walk(body):
            if isinstance(node, ast.Call) and node.func.id not in _ENTRYWISE:
                return False
            if isinstance(node, ast.Subscript | ast.Attribute):
                return False
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
                return False
            if isinstance(node, ast.Name) and self.scope.symbols.get(node.id, ()):
                return False
            if isinstance(node, ast.Name) and node.id in self.scope.lets:
                return False
        return True
