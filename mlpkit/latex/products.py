"""Products: what stands side by side, and how far a function, a sum or a derivative reaches.

A function without brackets takes one atom. Where more follows, or where two readings differ,
there is a question.
"""

import ast

from lark import Token, Tree

from mlpkit.latex.values import Value, apply, call, fail, product, quotient

_WHOLE = {"diag", "trace", "softmax", "logsumexp"}  # of whole arrays, not entry by entry
_BARE = {"log", "ln", "tanh", "exp"}  # written without brackets around an atom


class Products:
    """The part of `Meaning` that reads products."""

    def _product(self, tree):
        return self._factors(self._parts(tree), tree)

    def _parts(self, tree):
        """Return the factors and the signs between them."""
        return list(tree.children)

    def _factors(self, parts, tree):
        """Return the value of a row of factors."""
        result, sign, divided, before = None, None, False, None
        while parts:
            if isinstance(parts[0], Token):
                sign, parts = parts[0], parts[1:]
                continue
            here = parts[0]
            value, parts = self._factor(parts, tree)
            if result is None:
                result = value
            else:
                self._check_side_by_side(before, here, sign, divided)
                result = self._combined(result, sign, value, tree)
            divided = sign is not None and sign.type == "SLASH"
            sign, before = None, here
        return result

    def _combined(self, left, sign, right, tree):
        span = self.span(tree)
        kind = sign.type if sign is not None else ""
        if kind == "SLASH":
            return quotient(left, right, span)
        if kind in ("TIMES", "STAR") and left.shape and right.shape:
            fail(f"{sign} between {left.words()} and {right.words()}, expected \\odot or nothing", span)
        return product(left, right, span)

    def _check_side_by_side(self, left, right, sign, divided):
        """Refuse what looks like a product and could be something else."""
        span = self.span(right)
        side_by_side = sign is None or sign.type == "THIN"
        if side_by_side and divided and not _is(right, "big_sum"):
            fail("a / b c is (a / b) c or a / (b c)", span, "\\frac{a}{b} c", "\\frac{a}{b c}")
        if side_by_side and _is_number(right):
            fail("a number after a factor, expected \\cdot before it, or ^ or _", span)
        if side_by_side and _is_number(left) and _is_fraction_of_numbers(right):
            fail("a mixed number, or a product", span, "2 \\cdot \\frac{1}{2}", "\\frac{5}{2}")
        if sign is None and _is_name(left) and _is_single(right):
            fail(
                f"{_text(left)}(…) is {_text(left)} of something, or {_text(left)} times it",
                span,
                "\\cdot between them, or no brackets, for the product",
                "a declared function for the other",
            )

    def _factor(self, parts, tree):
        """Return the value of the next factor, and what is left; an operator takes in what follows."""
        first = parts[0]
        if first.data == "inline_derivative":
            return self.value(first), parts[1:]
        base = first.children[0]
        if isinstance(base, Token) and base.type == "FUNCTION":
            return self._function(parts, tree)
        if _is(first, "big_sum"):
            return self._big_sum(first, parts[1:], tree), []
        if _is(first, "nabla") or (_is(first, "derivative") and self.is_operator(base)):
            return self._operator(first, parts[1:], tree), []
        return self._item(first), parts[1:]

    def _function(self, parts, tree):
        first = parts[0]
        token, scripts = first.children[0], list(first.children[1:])
        function, rest, span = str(token), parts[1:], self.span(first)
        primes, power, parameter = self._of_function(token, scripts)
        if not rest or isinstance(rest[0], Token):
            self._of_what(token, primes, span)
        argument, bare = rest[0], True
        outer = []
        if _base(argument) is not None and _is(argument, "bracket"):
            bare = False
            values = [self.value(c) for c in _base(argument).children if isinstance(c, Tree)]
            outer, rest = list(argument.children[1:]), rest[1:]
            if outer and function in ("log", "ln", "exp") and any(_data(s) == "power" for s in outer):
                fail(
                    f"a power after \\{function}(…): of the argument, or of the whole",
                    self.span(argument),
                    f"\\{function}\\left((…)^2\\right)",
                    f"\\left(\\{function}(…)\\right)^2",
                )
        elif function not in _BARE:
            self._of_what(token, primes, span)
        else:
            value, rest = self._bare_argument(function, rest, tree)
            values = [value]
        if bare and rest:
            fail(
                f"\\{function} x y is (\\{function} x) y or \\{function}(x y)",
                self.span(tree),
                f"\\{function}(x)\\, y",
                f"\\{function}(x y)",
            )
        value = self._applied(function, primes, values, parameter, span)
        if power is not None:
            value = self._power_of(value, power, span)
        return self._with_scripts(value, outer, span, argument), rest

    def _bare_argument(self, function, rest, tree):
        """Return the argument of a function without brackets, and what follows it."""
        base = _base(rest[0])
        if _is(rest[0], "big_sum"):
            body = [part for part in rest[1:] if not isinstance(part, Token)]
            if len(body) > 1 and not all(self._mentions(part, rest[0]) for part in body[1:]):
                fail(
                    f"how far does \\{function} \\sum reach?",
                    self.span(tree),
                    f"\\{function}\\left(\\sum …\\right) …",
                    f"\\{function}\\left(\\sum … …\\right)",
                )
            return self._big_sum(rest[0], rest[1:], tree), []
        if isinstance(base, Token) and base.type == "FUNCTION":
            return self._function(rest, tree)
        if _is(rest[0], "nabla") or (_is(rest[0], "derivative") and self.is_operator(base)):
            fail(f"\\{function} of an operator, expected brackets", self.span(rest[0]))
        return self._item(rest[0]), rest[1:]

    def _of_what(self, token, primes, span):
        latex = self.known.latex(str(token))
        if primes:
            fail(f"{latex}{chr(39) * primes} of what?", span, f"{latex}{chr(39) * primes}(s), taken at s")
        fail(f"{latex} of what? expected its argument in brackets", span)

    def _applied(self, function, primes, values, parameter, span):
        """Return a function, or a derivative of it, of its arguments."""
        if function in ("max", "min"):
            if len(values) < 2 or primes:
                fail(f"\\{function} of {len(values)} numbers, expected two or more", span)
            result = values[0]
            for value in values[1:]:
                whole = result if result.shape else value
                if result.shape and value.shape and result.shape != value.shape:
                    fail(f"\\{function} of {result.words()} and {value.words()}", span)
                result = Value(call(function, result.node, value.node), whole.shape, whole.lies)
            return result
        if len(values) != 1:
            fail(f"{self.known.latex(function)} of {len(values)} arguments, expected one", span)
        value = values[0]
        if (function == "leaky_relu") != (parameter is not None):
            fail("LeakyReLU takes its slope below it, expected \\operatorname{LeakyReLU}_{\\alpha}(x)", span)
        if function in self.scope.functions:
            self._note_entrywise(function, value)
            return apply(function + "_" * primes, value)
        if primes:
            return self._derivative_of(function, primes, value, parameter, span)
        if function in _WHOLE:
            return self._of_whole(function, value, span)
        self._note_entrywise(function, value)
        if parameter is not None:
            return Value(call(function, value.node, parameter.node), value.shape, value.lies)
        return apply(function, value)

    def _note_entrywise(self, function, value):
        if value.shape:
            self.assume("exp, log and the like of a vector or a matrix are taken entry by entry")

    def _of_whole(self, function, value, span):
        if function in ("softmax", "logsumexp"):
            if len(value.shape) != 1:
                fail(f"{function} of {value.words()}, expected a vector", span)
            sum_of = call("sum", call("exp", value.node))
            if function == "logsumexp":
                return Value(call("log", sum_of))
            return Value(ast.BinOp(call("exp", value.node), ast.Div(), sum_of), value.shape, value.lies)
        if function == "trace" and not (len(value.shape) == 2 and value.shape[0] == value.shape[1]):
            fail(f"the trace of {value.words()}, expected a square matrix", span)
        if function == "trace":
            return Value(call("trace", value.node))
        if len(value.shape) == 1:
            return Value(call("diag", value.node), value.shape * 2)
        if len(value.shape) != 2 or value.shape[0] != value.shape[1]:
            fail(f"the diagonal of {value.words()}, expected a vector or a square matrix", span)
        return Value(call("diag", value.node), value.shape[:1])


def _base(item):
    return item.children[0] if isinstance(item, Tree) and item.data == "item" else None


def _data(tree):
    return tree.data if isinstance(tree, Tree) else tree.type.lower()


def _is(item, data):
    base = _base(item)
    return isinstance(base, Tree) and base.data == data


def _is_number(item):
    base = _base(item)
    return isinstance(base, Token) and base.type == "NUMBER"


def _is_name(item):
    base = _base(item)
    return isinstance(base, Token) and base.type in ("NAME", "LETTER")


def _text(item):
    return str(_base(item))


def _is_fraction_of_numbers(item):
    if not _is(item, "fraction"):
        return False
    return all(t.type == "NUMBER" for t in _base(item).scan_values(lambda t: True))


def _is_single(item):
    """Return whether an item is a bracket around one name, or a list, as after a function."""
    if not _is(item, "bracket"):
        return False
    inner = [child for child in _base(item).children if isinstance(child, Tree)]
    kinds = [t.type for t in _base(item).scan_values(lambda t: True)]
    return len(inner) > 1 or kinds in (["NAME"], ["LETTER"])
