"""A formula that gets a name after it was written: the name is put where the formula stands."""

import ast
import copy


def found_again(name, lets):
    """Return abbreviations with a new one put where its formula stands in the others.

    Parameters
    ----------
    name : str
        The new abbreviation, one of ``lets``.
    lets : dict from str to (tuple of str, ast.expr)

    Returns
    -------
    dict from str to (tuple of str, ast.expr)

    Examples
    --------
    >>> read = lambda text: ((), ast.parse(text, mode="eval").body)
    >>> lets = found_again("A", {"H": read("relu(X @ W)"), "A": read("X @ W")})
    >>> ast.unparse(lets["H"][1])
    'relu(A)'
    """
    parameters, formula = lets[name]
    if parameters or isinstance(formula, ast.Name | ast.Constant | ast.Subscript):
        return lets
    again = _Again(ast.dump(formula), name)
    return {
        own: (letters, body if own == name else again.visit(copy.deepcopy(body)))
        for own, (letters, body) in lets.items()
    }


class _Again(ast.NodeTransformer):
    def __init__(self, formula, name):
        self.formula, self.name = formula, name

    def visit(self, node):
        if ast.dump(node) == self.formula:
            return ast.Name(self.name, ast.Load())
        return self.generic_visit(node)
