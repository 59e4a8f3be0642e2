"""Derivations of one line for tests, and their values by plain loops over floats."""

import ast
import itertools
import math

from mlpkit.derivation import Derivation


def names(*declared):
    """Return a derivation with the names most tests use, and more by ``declared``."""
    derivation = (
        Derivation("test")
        .dims("n m N")
        .index("i j k l", "n")
        .index("a b", "m")
        .number("p q")
        .vector("x t y", "n")
        .vector("z", "m")
        .matrix("W", "m", "n")
        .matrix("Q R", "n", "n")
        .function("f g")
    )
    for method, *arguments in declared:
        getattr(derivation, method)(*arguments)
    return derivation


def prove(start, line, *declared):
    """Return the derivation of one line after the first."""
    return names(*declared).start(start).eq(line, "a reason")


def refute(start, line, *declared):
    """Return the counterexample to a wrong line."""
    return names(*declared).start(start).wrong(line, "a slip").lines[-1].counterexample


class Loops:
    """Reads a syntax tree with floats and loops: numbers, entries, sums, deltas and functions."""

    def __init__(self, sizes, runs, arrays):
        self.sizes, self.runs, self.arrays = sizes, runs, arrays

    def __call__(self, node, **at):
        """Return the value of a tree, with values for its free indices."""
        match node:
            case ast.Constant():
                return float(node.value)
            case ast.Name():
                return float(self.sizes.get(node.id) or self.arrays[node.id])
            case ast.UnaryOp():
                return -self(node.operand, **at)
            case ast.BinOp():
                return _OPERATORS[type(node.op)](self(node.left, **at), self(node.right, **at))
            case ast.Subscript(ast.Name()):
                value = self.arrays[node.value.id]
                for index in node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]:
                    value = value[at[index.id] - 1]
                return float(value)
            case ast.Call(ast.Name("delta"), [i, j]):
                return float(at[i.id] == at[j.id])
            case ast.Call(ast.Name("ind"), [ast.Compare(left, [ast.Gt()], [right])]):
                return float(self(left, **at) > self(right, **at))
            case ast.Call(ast.Name("sum"), [body, *indices]):
                ranges = (range(1, self.sizes[self.runs[k.id]] + 1) for k in indices)
                names = [k.id for k in indices]
                values = itertools.product(*ranges)
                return sum(self(body, **{**at, **dict(zip(names, v, strict=True))}) for v in values)
            case ast.Call(ast.Name(name), arguments):
                return _FUNCTIONS[name](*(self(argument, **at) for argument in arguments))
        raise NotImplementedError(ast.dump(node))


_OPERATORS = {
    ast.Add: lambda u, v: u + v,
    ast.Sub: lambda u, v: u - v,
    ast.Mult: lambda u, v: u * v,
    ast.Div: lambda u, v: u / v,
    ast.Pow: lambda u, v: u**v,
}
_FUNCTIONS = {
    "exp": math.exp,
    "tanh": math.tanh,
    "sigma": lambda u: 1 / (1 + math.exp(-u)),
    "softplus": lambda u: math.log1p(math.exp(u)),
    "relu": lambda u: max(u, 0.0),
    "abs": abs,
    "max": max,
    "sign": lambda u: float(u > 0) - float(u < 0),
}
