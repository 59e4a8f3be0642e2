"""Hints: a single repair of a false line that makes it true, if there is one.

Each repair is a slip that people make, undone: a sign, a factor, a function left out, a
bracket in the wrong place, a transpose, an index. No repair, no hint.
"""

import ast
import copy


def repairs(tree, scope):
    """Yield (description, repaired tree) for every single repair of a line, the likeliest first."""
    found = []
    for path, node in _places(tree):
        found += [(rank, what, _replace(tree, path, new)) for rank, what, new in _at(node, scope)]
    seen = {ast.dump(tree)}
    for _, what, candidate in sorted(found, key=lambda item: item[0]):
        if (key := ast.dump(candidate)) not in seen:
            seen.add(key)
            yield what, candidate


def _places(node, path=()):
    yield path, node
    for name, value in ast.iter_fields(node):
        if name in ("func", "ctx", "op", "ops", "slice"):
            continue  # indices are exchanged where they stand, and are no numbers
        for i, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(child, ast.expr):
                yield from _places(child, (*path, (name, i)))


def _replace(tree, path, new):
    if not path:
        return new
    tree = copy.deepcopy(tree)
    node = tree
    for name, i in path[:-1]:
        node = getattr(node, name) if i is None else getattr(node, name)[i]
    name, i = path[-1]
    if i is None:
        setattr(node, name, new)
    else:
        getattr(node, name)[i] = new
    return tree


def _at(node, scope):
    text = ast.unparse(node)
    array = any(isinstance(n, ast.Name) and scope.symbols.get(n.id) for n in ast.walk(node))
    if not isinstance(node, ast.Name) or node.id not in scope.indices:
        yield 0, f"with the other sign of {text}", ast.UnaryOp(ast.USub(), node)
        for factor in (2, 0.5):
            yield 4, f"with {text} times {factor:g}", ast.BinOp(ast.Constant(factor), ast.Mult(), node)
    if array and isinstance(node, ast.Name | ast.Attribute | ast.BinOp):
        yield 3, f"with {text} transposed", ast.Attribute(node, "T", ast.Load())
    match node:
        case ast.BinOp(left, operator, right):
            yield 2, f"without {ast.unparse(right)}", left
            yield 2, f"without {ast.unparse(left)}", right
            for other in _OTHERS.get(type(operator), ()):
                swapped = ast.BinOp(left, other(), right)
                yield 1, f"with {ast.unparse(swapped)} for {text}", swapped
            yield 3, f"with {ast.unparse(right)} before {ast.unparse(left)}", ast.BinOp(right, operator, left)
            yield from _rebracketed(left, operator, right)
        case ast.Call(ast.Name(name), arguments):
            if name not in scope.lets and name not in ("sum", "delta", "D") and len(arguments) == 1:
                yield 2, f"without {name}", arguments[0]
                inner = arguments[0]
                if isinstance(inner, ast.BinOp):
                    moved = ast.BinOp(ast.Call(node.func, [inner.left], []), inner.op, inner.right)
                    yield 1, f"if the bracket closes earlier: {ast.unparse(moved)}", moved
            if name in scope.lets:
                for i, index in enumerate(arguments):
                    for other in _same_size(index, scope):
                        changed = ast.Call(node.func, [*arguments[:i], other, *arguments[i + 1 :]], [])
                        yield 2, f"with {ast.unparse(changed)} for {text}", changed
        case ast.Attribute(value, "T"):
            yield 2, f"without the transpose of {ast.unparse(value)}", value
        case ast.Subscript(value, index):
            for other in _same_size(index, scope):
                changed = ast.Subscript(value, other, ast.Load())
                yield 2, f"with {ast.unparse(changed)} for {text}", changed
        case ast.Compare(left, [operator], [right]) if type(operator) in _STRICT:
            changed = ast.Compare(left, [_STRICT[type(operator)]()], [right])
            yield 1, f"with {ast.unparse(changed)} for {text}", changed
        case ast.Constant(value) if isinstance(value, int) and value in (0, 1):
            for i, j in _index_pairs(scope):
                delta = ast.Call(ast.Name("delta", ast.Load()), [i, j], [])
                yield 2, f"with {ast.unparse(delta)} for {text}", delta


def _rebracketed(left, operator, right):
    """(a ∘ b) * c and a ∘ (b * c) are exchanged."""
    if isinstance(left, ast.BinOp):
        moved = ast.BinOp(left.left, left.op, ast.BinOp(left.right, operator, right))
        yield 1, f"if the bracket closes later: {ast.unparse(moved)}", moved
    if isinstance(right, ast.BinOp):
        moved = ast.BinOp(ast.BinOp(left, operator, right.left), right.op, right.right)
        yield 1, f"if the bracket closes earlier: {ast.unparse(moved)}", moved
        if isinstance(left, ast.Call):
            inner = ast.Call(left.func, [*left.args[:-1], ast.BinOp(left.args[-1], operator, right)], [])
            yield 1, f"if the bracket closes later: {ast.unparse(inner)}", inner


def _same_size(index, scope):
    if isinstance(index, ast.Name) and index.id in scope.indices:
        for name, size in scope.indices.items():
            if name != index.id and size == scope.indices[index.id]:
                yield ast.Name(name, ast.Load())


def _index_pairs(scope):
    names = list(scope.indices)
    for a, i in enumerate(names):
        for j in names[a + 1 :]:
            if scope.indices[i] == scope.indices[j]:
                yield ast.Name(i, ast.Load()), ast.Name(j, ast.Load())


_OTHERS = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add, ast.Mult),
    ast.Mult: (ast.Add, ast.Div, ast.MatMult),
    ast.Div: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
}
_STRICT = {ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Lt: ast.LtE, ast.LtE: ast.Lt}
