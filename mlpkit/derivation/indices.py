"""Indices in a syntax tree: which are free, and which names a line depends on."""

import ast


def index_nodes(node):
    """Return the nodes between the brackets, one for each index."""
    return list(node.elts) if isinstance(node, ast.Tuple) else [node]


def free_indices(node, scope, bound=frozenset()):
    """Return the names of the indices that no sum of the tree runs over."""
    if isinstance(node, ast.Name):
        return {node.id} if node.id in scope.indices and node.id not in bound else set()
    children = list(ast.iter_child_nodes(node))
    if isinstance(node, ast.Call):
        children = node.args
        if node.func.id == "sum" and len(node.args) > 1:
            children, bound = node.args[:1], bound | {index.id for index in node.args[1:]}
    return set().union(*(free_indices(child, scope, bound) for child in children))


def names(tree, scope):
    """Return the names a tree depends on, those that abbreviations stand for included."""
    found = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return found.union(*(names(scope.lets[name][1], scope) for name in found & scope.lets.keys()))


def differentiated(tree, scope):
    """Return the names of the arrays that derivatives are taken with respect to."""
    found = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    inner = (differentiated(scope.lets[name][1], scope) for name in found & scope.lets.keys())
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.func.id == "D")
    return set().union(*inner, *(names(call.args[1], scope) for call in calls))


def abbreviations(trees, scope):
    """Return the names of the abbreviations that trees use, by themselves or through others, as declared."""
    used = set().union(*(names(tree, scope) for tree in trees))
    return [name for name in scope.lets if name in used]
