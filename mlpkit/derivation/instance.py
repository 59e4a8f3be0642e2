"""A line at one size and one point: the search for a counterexample, and a second opinion.

The same syntax tree is read once more, with whole numbers for the sizes and SymPy's own
derivative for D, which is safe where no index is symbolic. Nothing here is shared with the
normal form of indexed expressions, so a mistake there would show.
"""

import ast
import itertools

import numpy as np
import sympy

from mlpkit import symbolic
from mlpkit.counterexample import show_array, show_number, simple_points
from mlpkit.derivation.language import index_nodes
from mlpkit.intervals import enclose, sign
from mlpkit.regions import OnSeam, World
from mlpkit.verdict import Counterexample


def find_counterexample(scope, left, right, hypotheses, *, tries=40):
    """Return a `Counterexample` to left = right, the simplest found, or None; and the points tried."""
    tried = 0
    for sizes in _all_sizes(scope, left, right):
        arrays = {
            name: symbolic.names(name, tuple(sizes.get(d, d) for d in shape))
            for name, shape in scope.symbols.items()
        }
        used = {n.id for side in (left, right) for n in _walk(side, scope) if isinstance(n, ast.Name)}
        arrays = {name: entries for name, entries in arrays.items() if name in used}
        symbols = [s for entries in arrays.values() for s in entries.ravel()]
        points = (
            itertools.chain(simple_points(symbols), _near_literals(symbols, left, right)) if symbols else [{}]
        )
        for point in itertools.islice(points, tries):
            point = _satisfying(point, scope, sizes, arrays, hypotheses)
            if point is None:
                continue
            tried += 1
            found = _differing(scope, left, right, sizes, arrays, point)
            if found is not None:
                return found, tried
    return None, tried


def _near_literals(symbols, *trees):
    """Yield points just beyond the numbers in the line, where a far kink would be."""
    numbers = {n.value for t in trees for n in ast.walk(t) if isinstance(n, ast.Constant)}
    for number in sorted(numbers):
        for value in (number + 1, number - 1, -number - 1, 1 - number):
            yield {s: sympy.Rational(str(value)) for s in symbols}


def _walk(tree, scope):
    for node in ast.walk(tree):
        yield node
        if isinstance(node, ast.Name) and node.id in scope.lets:
            yield from _walk(scope.lets[node.id][1], scope)


def _differentiated(tree, scope):
    """Yield the names of the arrays that derivatives are taken with respect to."""
    for node in _walk(tree, scope):
        if isinstance(node, ast.Call) and node.func.id == "D":
            yield from (n.id for n in ast.walk(node.args[1]) if isinstance(n, ast.Name))


def _indices(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript):
            yield from index_nodes(node.slice)
        elif isinstance(node, ast.Call) and node.func.id == "delta":
            yield from node.args


def _all_sizes(scope, *trees):
    """Yield sizes, all different so that no transpose can hide, then 1."""
    least = max((i.value for t in trees for i in _indices(t) if isinstance(i, ast.Constant)), default=1)
    for base in ((2, 3, 1, 2), (3, 1, 2, 4), (1, 1, 1, 1)):
        sizes = dict(zip(scope.dims, itertools.cycle(base)))
        yield {name: max(size, least) for name, size in sizes.items()}
        if not scope.dims:
            return


def _differing(scope, left, right, sizes, arrays, point):
    # Only what derivatives are taken of stays symbolic; on numbers a line is tried at its kinks too.
    varied = {name for side in (left, right) for name in _differentiated(side, scope)}
    given = {
        name: entries if name in varied else np.frompyfunc(point.get, 1, 1)(entries)
        for name, entries in arrays.items()
    }
    instance = Instance(scope, sizes, given, point)
    free = sorted({n.id for side in (left, right) for n in _free_indices(side, scope, frozenset())})
    for values in itertools.product(*(range(1, sizes[scope.indices[name]] + 1) for name in free)):
        bound = dict(zip(free, values, strict=True))
        try:
            sides = [np.asarray(instance.value(side, bound).entries, dtype=object) for side in (left, right)]
        except (OnSeam, ZeroDivisionError):
            return None
        if sides[0].shape != sides[1].shape:
            sides = np.broadcast_arrays(*sides)
        for index in np.ndindex(*sides[0].shape):
            a, b = (side[index] for side in sides)
            x, y = enclose(a, point), enclose(b, point)
            apart = None if x is None or y is None else enclose(a - b, point)
            if (x is None) != (y is None) or (apart is not None and sign(apart) != 0):
                where = {d: str(n) for d, n in sizes.items()} | {name: str(v) for name, v in bound.items()}
                where |= {name: show_array(entries, point) for name, entries in arrays.items()}
                entry = tuple(i + 1 for i in index)
                return Counterexample(entry, where, show_number(x), show_number(y), apart=show_number(apart))
    return None


def _free_indices(node, scope, bound):
    if isinstance(node, ast.Call) and node.func.id == "sum" and len(node.args) > 1:
        inner = bound | {a.id for a in node.args[1:]}
        yield from _free_indices(node.args[0], scope, inner)
        return
    if isinstance(node, ast.Name) and node.id in scope.indices and node.id not in bound:
        yield node
    for child in ast.iter_child_nodes(node):
        if not (isinstance(node, ast.Call) and child is node.func):
            yield from _free_indices(child, scope, bound)


def _satisfying(point, scope, sizes, arrays, hypotheses):
    """Return the point moved so that every hypothesis holds, or None."""
    for h in hypotheses.all:
        free = sorted({n.id for n in _free_indices(h.tree, scope, frozenset())})
        for values in itertools.product(*(range(1, sizes[scope.indices[name]] + 1) for name in free)):
            instance = Instance(scope, sizes, arrays, point)
            bound = dict(zip(free, values, strict=True))
            try:
                number = (
                    instance.value(h.tree.left, bound) - instance.value(h.tree.comparators[0], bound)
                ).entries.item()
            except (KeyError, ValueError):
                continue  # about arrays this line does not have
            value = number.xreplace(point)
            if h.relation == "==" and value != 0:
                symbol = max(number.free_symbols, key=str)
                point = {**point, symbol: point[symbol] - value / sympy.diff(number, symbol)}
            elif (
                (h.relation == "!=" and value == 0)
                or (h.relation == ">" and not value > 0)
                or (h.relation == "<" and not value < 0)
            ):
                return None
    return point


class Instance:
    """Reads syntax trees with numbers for sizes and indices; the result is an array of symbols."""

    def __init__(self, scope, sizes, arrays, point):
        self.scope, self.sizes = scope, sizes
        world = World(point)
        self.arrays = {name: symbolic.Array(entries, world) for name, entries in arrays.items()}

    def value(self, node, bound):
        """Return the value of a tree; ``bound`` says which numbers the indices are."""
        match node:
            case ast.Constant():
                return symbolic.asarray(node.value)
            case ast.Name(id=name):
                if name in self.sizes:
                    return symbolic.asarray(self.sizes[name])
                return (
                    self.value(self.scope.lets[name][1], {}) if name in self.scope.lets else self.arrays[name]
                )
            case ast.UnaryOp():
                value = self.value(node.operand, bound)
                return -value if isinstance(node.op, ast.USub) else value
            case ast.BinOp():
                return _ARITHMETIC[type(node.op)](self.value(node.left, bound), self.value(node.right, bound))
            case ast.Attribute():
                return self.value(node.value, bound).T
            case ast.Subscript():
                return self.value(node.value, bound)[
                    tuple(_at(i, bound) - 1 for i in index_nodes(node.slice))
                ]
            case ast.Compare():
                compare = _COMPARISON[type(node.ops[0])]
                holds = compare(self.value(node.left, bound), self.value(node.comparators[0], bound))
                return symbolic.where(holds, 1, 0)
            case ast.Call():
                return self._call(node.func.id, node.args, bound)

    def _call(self, name, arguments, bound):
        if name in self.scope.lets:
            parameters, body = self.scope.lets[name]
            return self.value(body, dict(zip(parameters, (_at(a, bound) for a in arguments), strict=True)))
        if name == "delta":
            return symbolic.asarray(int(_at(arguments[0], bound) == _at(arguments[1], bound)))
        if name == "sum" and len(arguments) > 1:
            names = [a.id for a in arguments[1:]]
            ranges = [range(1, self.sizes[self.scope.indices[k]] + 1) for k in names]
            terms = [
                self.value(arguments[0], {**bound, **dict(zip(names, values, strict=True))})
                for values in itertools.product(*ranges)
            ]
            return symbolic.sum(symbolic.stack(terms), axis=0)
        if name in ("ones", "eye"):
            size = int(self.value(arguments[0], bound).entries.item())
            return symbolic.eye(size) if name == "eye" else symbolic.Array(np.ones(size, dtype=int))
        values = [self.value(a, bound) for a in arguments]
        if name.rstrip("_") in self.scope.functions:
            u = sympy.Dummy()
            f = sympy.diff(u**3 / 3 - u**2 + 2 * u, u, len(name) - len(name.rstrip("_")))
            entries = np.frompyfunc(lambda e: f.subs(u, e), 1, 1)(values[0].entries)
            return symbolic.Array(entries, values[0].world)
        return _FUNCTIONS[name](*values)


def _at(node, bound):
    return node.value if isinstance(node, ast.Constant) else bound[node.id]


def _derivative(value, target):
    derivative = np.frompyfunc(sympy.diff, 2, 1).outer(value.entries, target.entries)
    return symbolic.Array(np.asarray(derivative, dtype=object), value.world or target.world)


def _leaky(u, a):
    return symbolic.where(u > 0, u, a * u)


_ARITHMETIC = {
    ast.Add: lambda u, v: u + v,
    ast.Sub: lambda u, v: u - v,
    ast.Mult: lambda u, v: u * v,
    ast.Div: lambda u, v: u / v,
    ast.Pow: lambda u, v: u**v,
    ast.MatMult: lambda u, v: u @ v,
}
_COMPARISON = {
    ast.Gt: lambda u, v: u > v,
    ast.Lt: lambda u, v: u < v,
    ast.GtE: lambda u, v: u >= v,
    ast.LtE: lambda u, v: u <= v,
}
_FUNCTIONS = {
    "exp": symbolic.exp,
    "log": symbolic.log,
    "ln": symbolic.log,
    "sqrt": symbolic.sqrt,
    "tanh": symbolic.tanh,
    "sigma": lambda u: 1 / (1 + symbolic.exp(-u)),
    "softplus": lambda u: symbolic.log(1 + symbolic.exp(u)),
    "relu": lambda u: symbolic.maximum(u, 0),
    "abs": lambda u: symbolic.maximum(u, -u),
    "sign": lambda u: symbolic.where(u > 0, 1, symbolic.where(u < 0, -1, 0)),
    "max": symbolic.maximum,
    "min": symbolic.minimum,
    "leaky_relu": _leaky,
    "ind": lambda u: u,
    "sum": symbolic.sum,
    "norm2": lambda u: symbolic.sum(u**2),
    "diag": symbolic.diag,
    "outer": symbolic.outer,
    "trace": lambda u: symbolic.sum(symbolic.diag(u)),
    "D": _derivative,
}
