"""Derivatives by an abbreviation: ∂E/∂S where S stands for a softmax, as the chain rule takes them.

The abbreviation is taken for a symbol of its own, the derivative is taken by it, and then
what it stands for is put back. Only what E says of S counts: E has to contain S.
"""

import ast
from dataclasses import replace

from mlpkit.derivation.indices import names


def abbreviation_of(target, scope):
    """Return the abbreviation that a derivative is taken by, or None."""
    base = target.value if isinstance(target, ast.Subscript) else target
    base = base.func if isinstance(base, ast.Call) else base
    return base.id if isinstance(base, ast.Name) and base.id in scope.lets else None


def contains(tree, name, scope):
    """Return whether a tree depends on an abbreviation, by itself or through others."""
    return name in names(tree, scope)


def opened(scope, name, shape):
    """Return the scope in which an abbreviation is an array of symbols of a shape."""
    parameters, _ = scope.lets[name]
    shape = tuple(scope.indices[p] for p in parameters) or shape
    lets = {n: (own, as_symbol(body, name)) for n, (own, body) in scope.lets.items() if n != name}
    return replace(scope, lets=lets, symbols={**scope.symbols, name: shape})


def as_symbol(tree, name):
    """Return a tree in which S(i), with the index of an abbreviation, is the entry S[i]."""

    class Entries(ast.NodeTransformer):
        def visit_Call(self, node):
            self.generic_visit(node)
            if isinstance(node.func, ast.Name) and node.func.id == name:
                index = node.args[0] if len(node.args) == 1 else ast.Tuple(node.args, ast.Load())
                return ast.Subscript(node.func, index, ast.Load())
            return node

    return Entries().visit(ast.parse(ast.unparse(tree), mode="eval").body)
