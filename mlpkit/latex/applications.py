"""Functions and what they are taken of: with brackets, and without them of one atom only."""

import ast

from lark import Token, Tree

from mlpkit.latex.hyperbolic import HYPERBOLIC
from mlpkit.latex.items import base_of, is_a, kind_of, letter_of
from mlpkit.latex.values import Value, apply, call, fail

_WHOLE = {"diag", "trace", "softmax", "logsumexp"}  # of whole arrays, not entry by entry
_BARE = {"log", "ln", "tanh", "exp", "cosh", "sinh", "sech"}  # written without brackets around an atom


class Applications:
    """The part of `Meaning` that reads functions."""

    def _function(self, parts, tree):
        first = parts[0]
        token, scripts = first.children[0], list(first.children[1:])
        function, rest, span = str(token), parts[1:], self.span(first)
        primes, power, parameter = self._of_function(token, scripts)
        if not rest or isinstance(rest[0], Token):
            self._of_what(token, primes, span)
        argument, bare = rest[0], True
        if function == "onehot":
            letter = letter_of(base_of(argument)) if is_a(argument, "bracket") else None
            if letter is None:
                fail("one-hot of what? expected a class in brackets, \\operatorname{onehot}(y)", span)
            return self._with_scripts(
                self._one_hot(letter, span), argument.children[1:], span, argument
            ), rest[1:]
        outer = []
        if base_of(argument) is not None and is_a(argument, "bracket"):
            bare = False
            values = [self.value(c) for c in base_of(argument).children if isinstance(c, Tree)]
            outer, rest = list(argument.children[1:]), rest[1:]
            if outer and function in ("log", "ln", "exp") and any(kind_of(s) == "power" for s in outer):
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
        base = base_of(rest[0])
        if self.is_headed(rest):
            return self._headed(rest, tree)
        if is_a(rest[0], "big_sum"):
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
        if is_a(rest[0], "nabla") or (is_a(rest[0], "derivative") and self.is_operator(base)):
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
        if function in HYPERBOLIC:
            return Value(HYPERBOLIC[function](value.node), value.shape, value.lies)
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
