"""Arrays that are written out: vectors of ones, the identity, matrices of numbers."""

import ast

from mlpkit.latex.items import letter_of
from mlpkit.latex.values import COLUMN, Unknown, Value, call, fail, name


class Arrays:
    """The part of `Meaning` that reads arrays."""

    def _collected(self, entry, parameters, token):
        """Return the array whose entries are an abbreviation's: Σ_k S_k e_k."""
        sizes = tuple(self.scope.indices[p] for p in parameters)
        units = [_unit_of(size, index) for size, index in zip(sizes, parameters, strict=True)]
        if len(units) > 2 or {*parameters} & self.known.classes:
            fail(
                f"{self.known.latex(token)} has {len(units)} indices, expected them below it",
                self.span(token),
            )
        unit = units[0] if len(units) == 1 else call("outer", *units)
        return Value(call("sum", _times(entry, unit), *map(name, parameters)), sizes)

    def _ones(self, tree):
        letter = letter_of(tree.children[0]) if tree.children else None
        if letter is not None and self.indices.key_size(letter) is not None:
            return self._one_hot(letter, self.span(tree))
        size = self._size(tree)
        return Value(call("ones", size.node), (_as_size(size.node),))

    def _one_hot(self, letter, span):
        """Return the vector that is 1 at an index: a column of the identity."""
        size = self.indices.key_size(letter)
        if size is None:
            choices = (f"{letter}: class K, among the declarations",)
            fail(f"nothing says how many classes there are for {letter}", span, *choices)
        index = self.indices.use(letter, span, size)
        size_node = ast.Constant(size) if isinstance(size, int) else name(size)
        return Value(ast.Subscript(call("eye", size_node), index, ast.Load()), (size,))

    def _eye(self, tree):
        size = self._size(tree)
        if not tree.children:
            self.assume("I is the identity")
        return Value(call("eye", size.node), (_as_size(size.node),) * 2)

    def _size(self, tree):
        if not tree.children:
            key = (id(tree), "size")
            if key in self.indices.sizes:
                size = self.indices.sizes[key]
                return Value(ast.Constant(size) if isinstance(size, int) else name(size))
            if not self.indices.strict:
                return Value(
                    ast.Name(Unknown(lambda size: self.indices.sizes.setdefault(key, size)), ast.Load())
                )
            what = {"eye": "an identity I", "ones": "a vector of ones"}[tree.data]
            example = {"eye": "I_{n}", "ones": "\\mathbf 1_{N}"}[tree.data]
            fail(f"{what} of unknown size, expected its size below it, {example}", self.span(tree))
        value = self.value(tree.children[0])
        if not isinstance(_as_size(value.node), int | str) or not self._is_size(value.node):
            fail(
                "this is not a size, expected a declared size or a whole number", self.span(tree.children[0])
            )
        return value

    def _is_size(self, node):
        size = _as_size(node)
        return isinstance(size, int) or size in self.scope.dims

    def _matrix(self, tree):
        rows = [row.children for row in tree.children]
        values = [[self.value(cell) for cell in row] for row in rows]
        wide = len(values[0])
        if any(len(row) != wide for row in values) or any(v.shape for row in values for v in row):
            fail("this matrix is not one of numbers in rows of equal length", self.span(tree))
        if len(values) * wide > 64:
            fail("a matrix of more than 64 numbers", self.span(tree))
        if wide == 1 or len(values) == 1:
            flat = [v.node for row in values for v in row]
            node = _added([_times(n, _unit(len(flat), i)) for i, n in enumerate(flat, 1)])
            return Value(node, (len(flat),), COLUMN if wide == 1 else "row")
        parts = [
            _times(v.node, call("outer", _unit(len(values), i), _unit(wide, j)))
            for i, row in enumerate(values, 1)
            for j, v in enumerate(row, 1)
        ]
        return Value(_added(parts), (len(values), wide))


def _as_size(node):
    match node:
        case ast.Constant(int() as number) if number >= 1:
            return number
        case ast.Name(text):
            return text
    return None


def _unit(size, place):
    """Return a column of the identity, the one tree for a vector that is 1 at a place."""
    return ast.Subscript(call("eye", ast.Constant(size)), ast.Constant(place), ast.Load())


def _unit_of(size, index):
    """Return a column of the identity at an index."""
    size = ast.Constant(size) if isinstance(size, int) else name(size)
    return ast.Subscript(call("eye", size), name(index), ast.Load())


def _times(number, array):
    return ast.BinOp(number, ast.Mult(), array)


def _added(nodes):
    result = nodes[0]
    for node in nodes[1:]:
        result = ast.BinOp(result, ast.Add(), node)
    return result
