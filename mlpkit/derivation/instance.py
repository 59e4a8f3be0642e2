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
from mlpkit.derivation.abbreviated import abbreviation_of, as_symbol, opened
from mlpkit.derivation.indices import differentiated, free_indices, index_nodes, names
from mlpkit.intervals import enclose, sign
from mlpkit.regions import OnSeam, World
from mlpkit.verdict import Counterexample


def find_counterexample(scope, left, right, hypotheses, *, tries=40, least=None):
    """Return the simplest `Counterexample` found to left = right, or None; and the points tried.

    Parameters
    ----------
    scope : Scope
    left, right : ast.expr
    hypotheses : Hypotheses
        They hold at every point tried.
    tries : int
        How many points are tried at each choice of the sizes.
    least : dict from str to int, optional
        How large a size has to be.

    Returns
    -------
    Counterexample or None
    int
        How many points satisfy the hypotheses and give at least one side a value.
    """
    tried = 0
    used = names(left, scope) | names(right, scope)
    needed = used.union(*(names(h.tree, scope) for h in hypotheses.all))
    literals = _literals(left, right, *(h.tree for h in hypotheses.all))
    for sizes in _all_sizes(scope, least or {}):
        arrays = {
            name: symbolic.names(name, tuple(sizes.get(d, d) for d in shape))
            for name, shape in scope.symbols.items()
            if name in needed
        }
        symbols = [s for entries in arrays.values() for s in entries.ravel()]
        shown = {name: entries for name, entries in arrays.items() if name in used}
        for point in itertools.islice(_points(symbols, literals), tries):
            with np.errstate(invalid="ignore", over="ignore"):  # nan is an answer: undefined
                point = _satisfying(point, scope, sizes, arrays, hypotheses)
                if point is None:
                    continue
                found, defined = _differing(scope, left, right, sizes, shown, point)
            tried += defined
            if found is not None:
                return found, tried
    return None, tried


def _points(symbols, literals):
    """Yield simple points, small positive ones, all zeros, and points at and just beyond the literals."""
    if not symbols:
        yield {}
        return
    simple = simple_points(symbols)
    yield from itertools.islice(simple, 2)
    yield {s: sympy.Rational(1, 11 + place) for place, s in enumerate(symbols)}
    yield dict.fromkeys(symbols, sympy.Integer(0))
    yield from simple
    for number in literals:
        for value in (number, number + 1, number - 1, -number, -number - 1, 1 - number):
            yield dict.fromkeys(symbols, value)


def _literals(*trees):
    nodes = (node for tree in trees for node in ast.walk(tree))
    return sorted({_literal(node) for node in nodes if isinstance(node, ast.Constant)})


def _literal(node):
    return sympy.Rational(str(node.value))


def _all_sizes(scope, least):
    """Yield sizes, all different so that no transpose can hide, then 1."""
    for base in ((2, 3, 1, 2), (3, 1, 2, 4), (1, 1, 1, 1)):
        sizes = dict(zip(scope.dims, itertools.cycle(base)))
        yield {name: max(size, least.get(name, 1)) for name, size in sizes.items()}
        if not scope.dims:
            return


def _differing(scope, left, right, sizes, arrays, point):
    """Return a counterexample at the point or None, and whether a side has a value there."""
    # Only what derivatives are taken of stays symbolic; on numbers a line is tried at its kinks too.
    varied = differentiated(left, scope) | differentiated(right, scope)
    given = {
        name: entries if name in varied else np.frompyfunc(point.get, 1, 1)(entries)
        for name, entries in arrays.items()
    }
    instance = Instance(scope, sizes, given, point)
    free = sorted(free_indices(left, scope) | free_indices(right, scope))
    defined = False
    for values in _all_values(free, scope, sizes):
        bound = dict(zip(free, values, strict=True))
        try:
            sides = [np.asarray(instance.value(side, bound).entries, dtype=object) for side in (left, right)]
        except (OnSeam, ZeroDivisionError, NotImplementedError):
            return None, defined
        if sides[0].shape != sides[1].shape:
            sides = np.broadcast_arrays(*sides)
        for index in np.ndindex(*sides[0].shape):
            a, b = (side[index] for side in sides)
            x, y = enclose(a, point), enclose(b, point)
            defined = defined or x is not None or y is not None
            apart = None if x is None or y is None else enclose(a - b, point)
            if (x is None) != (y is None) or (apart is not None and sign(apart) != 0):
                where = {d: str(n) for d, n in sizes.items()} | {name: str(v) for name, v in bound.items()}
                where |= {name: show_array(entries, point) for name, entries in arrays.items()}
                entry = tuple(i + 1 for i in index)
                values = show_number(x), show_number(y)
                return Counterexample(entry, where, *values, apart=show_number(apart)), defined
    return None, defined


def _all_values(indices, scope, sizes):
    runs = (scope.indices[name] for name in indices)
    return itertools.product(*(range(1, sizes.get(size, size) + 1) for size in runs))


def _satisfying(point, scope, sizes, arrays, hypotheses):
    """Return the point, moved so that every hypothesis holds, or None."""
    for moving in (max, min, None):
        for h in hypotheses.all:
            free = sorted(free_indices(h.tree, scope))
            for values in _all_values(free, scope, sizes):
                instance = Instance(scope, sizes, arrays, point)
                bound = dict(zip(free, values, strict=True))
                try:
                    sides = [instance.value(side, bound) for side in (h.tree.left, h.tree.comparators[0])]
                except (OnSeam, NotImplementedError):
                    return None
                number = (sides[0] - sides[1]).entries.item()
                if not _holds(h.relation, number.xreplace(point)):
                    if moving is None:
                        return None
                    point = _moved(point, number, h.relation, moving) or point
    return point


def _holds(relation, value):
    interval = enclose(value, {})
    if interval is None:
        return False
    if relation == "==":
        return value == 0
    return sign(interval) in {"!=": (1, -1), ">": (1,), "<": (-1,)}[relation]


def _moved(point, number, relation, which):
    """Move the last or the first coordinate so that a number is 0 or changes its sign.

    None if the number is not linear in the coordinate.
    """
    symbol = which(number.free_symbols, key=str, default=None)
    slope = sympy.diff(number, symbol) if symbol is not None else sympy.nan
    slope = slope if symbol in slope.free_symbols else slope.xreplace(point)
    value = number.xreplace(point)
    if not (slope.is_Rational and slope != 0 and value.is_Rational):
        return None
    wanted = 0 if relation == "==" else -value or {"<": -1}.get(relation, 1)
    return {**point, symbol: point[symbol] + (wanted - value) / slope}


class Instance:
    """Reads syntax trees with numbers for sizes and indices; the result is an array of symbols."""

    def __init__(self, scope, sizes, arrays, point):
        self.scope, self.sizes, self.point = scope, sizes, point
        self.world = World(point)
        self.arrays = {name: symbolic.Array(entries, self.world) for name, entries in arrays.items()}

    def value(self, node, bound):
        """Return the value of a tree; ``bound`` says which numbers the indices are."""
        match node:
            case ast.Constant():
                return symbolic.asarray(_literal(node))
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
            runs_over = [a.id for a in arguments[1:]]
            terms = [
                self.value(arguments[0], {**bound, **dict(zip(runs_over, values, strict=True))})
                for values in _all_values(runs_over, self.scope, self.sizes)
            ]
            return symbolic.sum(symbolic.stack(terms), axis=0)
        if name in ("ones", "eye"):
            size = int(self.value(arguments[0], bound).entries.item())
            return symbolic.eye(size) if name == "eye" else symbolic.Array(np.ones(size, dtype=int))
        if name == "D" and (by := abbreviation_of(arguments[1], self.scope)) is not None:
            return self._by_abbreviation(by, arguments, bound)
        values = [self.value(a, bound) for a in arguments]
        if name.rstrip("_") in self.scope.functions:
            # Any function will do, if it is not the one that stands for another name.
            u, place = sympy.Dummy(), sorted(self.scope.functions).index(name.rstrip("_"))
            f = sympy.diff(u**3 / 3 - u**2 + (2 + place) * u, u, len(name) - len(name.rstrip("_")))
            entries = np.frompyfunc(lambda e: f.subs(u, e), 1, 1)(values[0].entries)
            return symbolic.Array(entries, values[0].world)
        return _FUNCTIONS[name](*values)

    def _by_abbreviation(self, name, arguments, bound):
        """Return a derivative by an abbreviation, which is an array of symbols for that long."""
        parameters, body = self.scope.lets[name]
        if parameters:
            places = list(_all_values(parameters, self.scope, self.sizes))
            entries = np.empty(tuple(max(axis) for axis in zip(*places, strict=True)), dtype=object)
            for place in places:
                at = self.value(body, dict(zip(parameters, place, strict=True)))
                entries[tuple(i - 1 for i in place)] = np.asarray(at.entries, dtype=object).item()
        else:
            entries = np.asarray(self.value(body, {}).entries, dtype=object)
        symbols = np.empty(entries.shape, dtype=object)
        for place in np.ndindex(entries.shape):
            symbols[place] = sympy.Dummy(name, real=True)
        back = dict(zip(symbols.ravel(), entries.ravel(), strict=True))
        point = {**self.point, **{s: sympy.sympify(e).xreplace(self.point) for s, e in back.items()}}
        arrays = {own: array.entries for own, array in self.arrays.items()} | {name: symbols}
        inner = Instance(opened(self.scope, name, entries.shape), self.sizes, arrays, point)
        derived = _derivative(*(inner.value(as_symbol(argument, name), bound) for argument in arguments))
        put_back = np.frompyfunc(lambda e: sympy.sympify(e).xreplace(back), 1, 1)
        return symbolic.Array(np.asarray(put_back(derived.entries), dtype=object), self.world)


def _at(node, bound):
    return node.value if isinstance(node, ast.Constant) else bound[node.id]


def _derivative(value, target):
    known = {}
    slope = np.frompyfunc(lambda e, s: _slope(e, s, known), 2, 1)
    derivative = slope.outer(value.entries, target.entries)
    return symbolic.Array(np.asarray(derivative, dtype=object), value.world or target.world)


def _slope(e, s, known):
    """Return ∂e/∂s, each part of the expression differentiated once; the rest is SymPy's."""
    if (e, s) not in known:
        known[e, s] = _slope_anew(e, s, known)
    return known[e, s]


def _slope_anew(e, s, known):
    if e.has(sympy.nan):
        return sympy.nan  # where a logarithm has no value it has no derivative either
    if s not in e.free_symbols:
        return sympy.Integer(0)
    if e.is_Add:
        return sympy.Add(*(_slope(part, s, known) for part in e.args))
    if e.is_Mul:
        rest = [sympy.Mul(*e.args[:k], *e.args[k + 1 :]) for k in range(len(e.args))]
        return sympy.Add(*(_slope(part, s, known) * r for part, r in zip(e.args, rest, strict=True)))
    if e.is_Pow and e.exp.is_Rational:
        return e.exp * e.base ** (e.exp - 1) * _slope(e.base, s, known)
    if isinstance(e, sympy.exp):
        return e * _slope(e.args[0], s, known)
    return sympy.diff(e, s)


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
