"""Putting one thing in the place of a name, in the language of the derivations, without capturing indices.

Abbreviations that depend on the name are written out first, so that nothing is left of it.
"""

import ast

from mlpkit.derivation.indices import free_indices, names
from mlpkit.latex.values import call, name


class CannotPut(ValueError):
    """A name cannot be replaced here: something is differentiated by what depends on it."""


def put(tree, places, scope):
    """Return a tree with other trees in the place of names.

    Parameters
    ----------
    tree : ast.expr
    places : dict from str to ast.expr
        What stands for each name.
    scope : mlpkit.derivation.language.Scope
        Indices that are renamed are entered in it.

    Returns
    -------
    ast.expr

    Raises
    ------
    CannotPut
        If a derivative is taken by an abbreviation that depends on one of the names, or by a letter
        that comes in with what is put.

    Examples
    --------
    >>> import ast
    >>> from mlpkit.derivation.language import Scope, parse_python
    >>> scope = Scope(symbols={"x": ()}, lets={"p": ((), parse_python("x**2"))})
    >>> ast.unparse(put(parse_python("p + x"), {"x": parse_python("a + 1")}, scope))
    '(a + 1) ** 2 + (a + 1)'
    """
    taken = set().union(*(_index_names(node, scope) for node in places.values()))
    return _Put(places, scope, taken).visit(tree)


class _Put:
    def __init__(self, places, scope, taken, renamed=None):
        self.places, self.scope, self.taken = places, scope, taken
        self.renamed = renamed or {}

    def visit(self, node):
        if not (names(node, self.scope) & self.places.keys()) and not self.renamed:
            return node
        match node:
            case ast.Name(id=text) if text in self.places:
                return self.places[text]
            case ast.Name(id=text) if text in self.renamed:
                return name(self.renamed[text])
            case ast.Name(id=text) if self._depends(text):
                parameters, body = self.scope.lets[text]
                return node if parameters else self.inside({}).visit(body)
            case ast.Call(func=ast.Name(id=text), args=arguments) if self._depends(text):
                parameters, body = self.scope.lets[text]
                own = dict(zip(parameters, map(self.visit, arguments), strict=True))
                return self._entered(body, own)
            case ast.Call(func=ast.Name("sum"), args=[body, *indices]) if indices:
                return self._sum(body, [index.id for index in indices])
            case ast.Call(func=ast.Name("D"), args=[_, by]):
                self._check_by(by)
        return self._children(node)

    def inside(self, renamed):
        """Return what puts the same things into another tree, whose indices have other names."""
        return _Put(self.places, self.scope, self.taken, renamed)

    def _depends(self, text):
        return text in self.scope.lets and bool(
            names(self.scope.lets[text][1], self.scope) & self.places.keys()
        )

    def _entered(self, body, own):
        """Return the body of an abbreviation at some indices."""
        if any(isinstance(index, ast.Constant) for index in own.values()):
            raise CannotPut
        letters = {p: index.id for p, index in own.items()}
        return _Put(self.places, self.scope, self.taken | {*letters.values()}, letters).visit(body)

    def _sum(self, body, indices):
        renamed = dict(self.renamed)
        for index in indices:
            renamed.pop(index, None)
            if index in self.taken:
                renamed[index] = self._fresh(index)
        body = _Put(self.places, self.scope, self.taken | {*renamed.values()}, renamed).visit(body)
        return call("sum", body, *(name(renamed.get(index, index)) for index in indices))

    def _fresh(self, index):
        size, count = self.scope.indices[index], 1
        while self.scope.knows(f"{index}{count}") or f"{index}{count}" in self.taken:
            count += 1
        self.scope.indices[f"{index}{count}"] = size
        return f"{index}{count}"

    def _check_by(self, by):
        base = by.value if isinstance(by, ast.Subscript) else by
        base = base.func if isinstance(base, ast.Call) else base
        if not isinstance(base, ast.Name) or (base.id not in self.places and self._depends(base.id)):
            raise CannotPut
        # What was held fast would depend on the letter: ∂(a b)/∂a at b = a is a, and not 2a.
        if any(base.id in names(node, self.scope) for own, node in self.places.items() if own != base.id):
            raise CannotPut
        if base.id in self.places and not isinstance(self.places[base.id], ast.Name | ast.Call):
            raise CannotPut

    def _children(self, node):
        changed = {}
        for field, value in ast.iter_fields(node):
            if field == "func":
                continue
            if isinstance(value, ast.expr):
                changed[field] = self.visit(value)
            elif isinstance(value, list) and value and isinstance(value[0], ast.expr):
                changed[field] = [self.visit(child) for child in value]
        return type(node)(**{**dict(ast.iter_fields(node)), **changed})


def _index_names(node, scope):
    """Return the indices that are free in a tree."""
    return set(free_indices(node, scope))
