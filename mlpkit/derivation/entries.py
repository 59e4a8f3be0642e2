"""What a line says, entry by entry: from the syntax tree to indexed expressions.

Numbers have no shape, vectors one size, matrices two. Every array expression is known by its
entries: (A @ B)[i, j] is Σ_k A[i, k] B[k, j]. Shapes are checked on the way.
"""

import ast
from fractions import Fraction

import sympy
from sympy import Integer, Rational

from mlpkit.derivation.abbreviated import abbreviation_of, as_symbol, contains, opened
from mlpkit.derivation.functions import FUNCTIONS
from mlpkit.derivation.indexed import Applied, Delta, Entry, Positive, derivative, fresh, kinks, total
from mlpkit.derivation.indices import index_nodes
from mlpkit.derivation.normal import normal


class ShapeError(ValueError):
    """The parts of a line do not fit together."""


class KinkError(ValueError):
    """A derivative is taken across a kink, and no hypothesis keeps away from it."""


class Array:
    """An array given by its shape, a tuple of sizes, and a function from indices to entries."""

    def __init__(self, shape, entry):
        self.shape, self.entry = tuple(shape), entry

    def __getitem__(self, indices):
        return self.entry(*indices)

    def generic(self, names="ijklmn"):
        """Return fresh indices, one for each axis, and the entry there."""
        indices = [sympy.Symbol(f"{name}°", integer=True) for name in names[: len(self.shape)]]
        return indices, self[indices]


class Reader:
    """Reads syntax trees in a scope.

    Parameters
    ----------
    scope : Scope
    hypotheses : Hypotheses
        A derivative across a kink needs one that keeps away from it.
    """

    def __init__(self, scope, hypotheses):
        self.scope, self.hypotheses = scope, hypotheses
        self.least = {}  # how large a size has to be for the whole numbers written as indices

    def read(self, node, bound=None):
        """Return the tree as an `Array`; ``bound`` says what index names stand for."""
        return getattr(self, f"_{type(node).__name__}")(node, bound or {})

    def size(self, name):
        """Return a size as an expression."""
        return Integer(name) if isinstance(name, int) else sympy.Symbol(name, integer=True, positive=True)

    def _Constant(self, node, bound):
        return _number(Rational(Fraction(str(node.value))))

    def _Name(self, node, bound):
        name = node.id
        if name in self.scope.dims:
            return _number(self.size(name))
        if name in self.scope.lets:
            parameters, body = self.scope.lets[name]
            if parameters:
                raise ShapeError(
                    f"{name} has {len(parameters)} indices, expected {name}({', '.join(parameters)})"
                )
            return self.read(body)
        shape = tuple(map(self.size, self.scope.symbols[name]))
        symbol = sympy.Symbol(name, real=True)
        return _number(symbol) if not shape else Array(shape, lambda *indices: Entry(symbol, *indices))

    def _UnaryOp(self, node, bound):
        value = self.read(node.operand, bound)
        return _map(lambda u: -u, value) if isinstance(node.op, ast.USub) else value

    def _BinOp(self, node, bound):
        left, right = self.read(node.left, bound), self.read(node.right, bound)
        if isinstance(node.op, ast.MatMult):
            if isinstance(node.right, ast.Attribute) and len(right.shape) == 1:
                raise ShapeError(
                    f"{ast.unparse(node)}: {ast.unparse(node.right)} is a row, expected a column after @;"
                    " the matrix of all products is outer(a, b)"
                )
            return _product(left, right, node)
        return _map(_ARITHMETIC[type(node.op)], left, right, node=node)

    def _Attribute(self, node, bound):
        value = self.read(node.value, bound)
        return Array(value.shape[::-1], lambda *indices: value[indices[::-1]])

    def _Subscript(self, node, bound):
        value = self.read(node.value, bound)
        written = index_nodes(node.slice)
        if len(written) > len(value.shape):
            raise ShapeError(
                f"{ast.unparse(node)}: {len(written)} indices, expected {len(value.shape)} at most"
            )
        indices = [self._index(w, bound, size, node) for w, size in zip(written, value.shape, strict=False)]
        return Array(value.shape[len(indices) :], lambda *rest: value[(*indices, *rest)])

    def _runs_to(self, index):
        """Return the size an index runs to; None for a whole number."""
        return None if isinstance(index, ast.Constant) else self.size(self.scope.indices[index.id])

    def _index(self, index, bound, size, node):
        """Return an index of a ``node`` as an expression, checked to run to a size."""
        if isinstance(index, ast.Constant):
            if size is not None and size.is_Integer and index.value > size:
                raise ShapeError(f"{ast.unparse(node)}: the index {index.value}, expected {size} at most")
            if index.value > 1:
                self.least[str(size)] = max(index.value, self.least.get(str(size), 1))
            return Integer(index.value)
        if size not in (None, self._runs_to(index)):
            runs = self._runs_to(index)
            raise ShapeError(f"{ast.unparse(node)}: the index {index.id} runs to {runs}, expected {size}")
        return bound.get(index.id) or sympy.Symbol(index.id, integer=True)

    def _Compare(self, node, bound):
        left, right = self.read(node.left, bound), self.read(node.comparators[0], bound)
        return _map(_COMPARISON[type(node.ops[0])], left, right, node=node)

    def _Call(self, node, bound):
        name, arguments = node.func.id, node.args
        if name in self.scope.lets:
            parameters, body = self.scope.lets[name]
            sizes = [self.size(self.scope.indices[p]) for p in parameters]
            indices = [self._index(a, bound, n, node) for a, n in zip(arguments, sizes, strict=True)]
            return self.read(body, dict(zip(parameters, indices, strict=True)))
        if name == "delta":
            sizes = map(self._runs_to, arguments[::-1])
            return _number(
                Delta(*(self._index(a, bound, n, node) for a, n in zip(arguments, sizes, strict=True)))
            )
        if name == "sum" and len(arguments) > 1:
            return self._sum(arguments, bound)
        if name == "D" and (by := abbreviation_of(arguments[1], self.scope)) is not None:
            return self._by_abbreviation(by, node, bound)
        values = [self.read(argument, bound) for argument in arguments]
        if name.rstrip("_") in self.scope.functions:
            order = len(name) - len(name.rstrip("_"))
            symbol = sympy.Symbol(name.rstrip("_"))
            return _map(lambda u: Applied(symbol, Integer(order), u), *values)
        if FUNCTIONS[name].definition is not None:
            return _map(FUNCTIONS[name].definition, *values, node=node)
        return getattr(self, "_sum_all" if name == "sum" else f"_{name}")(*values, node)

    def _sum(self, arguments, bound):
        names = [index.id for index in arguments[1:]]
        dummies = {name: fresh(name) for name in names}
        body = self.read(arguments[0], {**bound, **dummies})
        bounds = [(dummies[name], self.size(self.scope.indices[name])) for name in names]
        return _map(lambda u: total(u, *bounds), body)

    def _D(self, value, target, node):
        targets = target.generic("abcd")[1]
        if not isinstance(targets, Entry | sympy.Symbol) or str(targets) in self.scope.dims:
            raise ShapeError(f"{ast.unparse(node)}: expected a derivative with respect to a declared name")

        def entry(*indices):
            split = len(value.shape)
            e, wrt = normal(value[indices[:split]]), target[indices[split:]]
            for number in kinks(e):
                # A sum of zeros is zero only in its normal form.
                if normal(derivative(number, wrt)) != 0 and not self.hypotheses.nonzero(number):
                    text = show(number.xreplace(self._letters(number)))
                    raise KinkError(
                        f"{ast.unparse(node)}: no derivative where {text} = 0, expected given('{text} != 0')"
                    )
            return derivative(e, wrt)

        return Array(value.shape + target.shape, entry)

    def _by_abbreviation(self, name, node, bound):
        """Return a derivative by an abbreviation, which is a symbol of its own for that long."""
        if not contains(node.args[0], name, self.scope):
            raise ShapeError(f"{ast.unparse(node)}: {ast.unparse(node.args[0])} does not contain {name}")
        parameters, body = self.scope.lets[name]
        shape = () if parameters else tuple(map(_size_name, self.read(body).shape))
        inner = Reader(opened(self.scope, name, shape), self.hypotheses)
        inner.least = self.least
        value, target = (inner.read(as_symbol(argument, name), bound) for argument in node.args)
        derived = inner._D(value, target, node)

        def stands_for(part):
            indices = part.indices if inner.scope.symbols[name] else ()
            if parameters:
                return self.read(body, dict(zip(parameters, indices, strict=True)))[()]
            return self.read(body)[indices]

        def entry(*indices):
            e = derived[indices]
            if not inner.scope.symbols[name]:
                return e.xreplace({sympy.Symbol(name, real=True): stands_for(e)})
            return e.xreplace({part: stands_for(part) for part in e.atoms(Entry) if part.name == name})

        return Array(derived.shape, entry)

    def _letters(self, e):
        """Return names of the scope for the indices of an expression that have none."""
        letters, taken = {}, {str(s) for s in e.free_symbols}
        for entry in sorted(e.atoms(Entry), key=sympy.default_sort_key):
            for index, size in zip(entry.indices, self.scope.symbols[entry.name], strict=True):
                free = [k for k, runs in self.scope.indices.items() if runs == size and k not in taken]
                if index.is_Symbol and str(index) not in self.scope.indices and index not in letters and free:
                    letters[index] = sympy.Symbol(free[0])
                    taken.add(free[0])
        return letters

    def _ind(self, value, node):
        return value

    def _sum_all(self, value, node):
        dummies = [fresh("s") for _ in value.shape]
        return _number(total(value[dummies], *zip(dummies, value.shape, strict=True)))

    def _norm2(self, value, node):
        return self._sum_all(_map(lambda u: u**2, value), node)

    def _diag(self, value, node):
        if len(value.shape) == 1:
            return Array(value.shape * 2, lambda i, j: value[(i,)] * Delta(i, j))
        _check(len(value.shape) == 2 and value.shape[0] == value.shape[1], node, value)
        return Array(value.shape[:1], lambda i: value[i, i])

    def _outer(self, left, right, node):
        _check(len(left.shape) == len(right.shape) == 1, node, left, right)
        return Array(left.shape + right.shape, lambda i, j: left[(i,)] * right[(j,)])

    def _trace(self, value, node):
        _check(len(value.shape) == 2, node, value)
        return self._sum_all(self._diag(value, node), node)

    def _ones(self, size, node):
        return Array((size[()],), lambda i: Integer(1))

    def _eye(self, size, node):
        return Array((size[()],) * 2, Delta)


def _size_name(size):
    return int(size) if size.is_Integer else str(size)


def _number(e):
    return Array((), lambda: e)


def _map(function, *arrays, node=None):
    """Apply a function entry by entry; shapes are aligned from the right, as numpy does."""
    rank = max(len(a.shape) for a in arrays)
    shape = ()
    for axis in range(-rank, 0):
        sizes = {a.shape[axis] for a in arrays if len(a.shape) >= -axis} - {Integer(1)}
        _check(len(sizes) <= 1, node, *arrays)
        shape += (sizes.pop() if sizes else Integer(1),)

    def entry(*indices):
        parts = []
        for a in arrays:
            own = indices[rank - len(a.shape) :]
            parts.append(a[[Integer(1) if n == 1 else i for i, n in zip(own, a.shape, strict=True)]])
        return function(*parts)

    return Array(shape, entry)


def _product(left, right, node):
    _check(left.shape and right.shape and len(left.shape) < 3 and len(right.shape) < 3, node, left, right)
    inner = 0 if len(right.shape) == 1 else -2
    _check(left.shape[-1] == right.shape[inner], node, left, right)
    size, rows = left.shape[-1], len(left.shape) - 1

    def entry(*indices):
        k = fresh("k")
        return total(left[(*indices[:rows], k)] * right[(k, *indices[rows:])], (k, size))

    return Array(left.shape[:-1] + (right.shape[1:] if len(right.shape) == 2 else ()), entry)


def _check(fits, node, *arrays):
    if not fits:
        shapes = " and ".join(show_shape(a.shape) for a in arrays)
        raise ShapeError(f"{ast.unparse(node)}: shapes {shapes} do not fit together")


def show(e):
    """Return an indexed expression as text in the language."""
    if isinstance(e, Entry):
        return f"{e.name}[{', '.join(map(str, e.indices))}]"
    return str(e.xreplace({part: sympy.Symbol(show(part)) for part in e.atoms(Entry)}))


def show_shape(shape):
    """Return a shape as text: m×n, or number."""
    return "×".join(map(str, shape)) if shape else "number"


_ARITHMETIC = {
    ast.Add: lambda u, v: u + v,
    ast.Sub: lambda u, v: u - v,
    ast.Mult: lambda u, v: u * v,
    ast.Div: lambda u, v: u / v,
    ast.Pow: lambda u, v: u**v,
}
_COMPARISON = {
    ast.Gt: lambda u, v: Positive(u - v),
    ast.Lt: lambda u, v: Positive(v - u),
    ast.GtE: lambda u, v: 1 - Positive(v - u),
    ast.LtE: lambda u, v: 1 - Positive(u - v),
}
