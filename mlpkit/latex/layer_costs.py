"""The cost, seen from one layer: it depends on all below through one array, and to first order linearly.

A cost C that is a function of the last layer is a function of z^{l+1} too, and nothing more is known
of it. Its gradient G by that array is any array; and all derivatives of C by what lies below are those
of the sum of G times the array, in which G stands still. Second derivatives are not.
"""

import ast

from mlpkit.derivation.indices import names as names_in
from mlpkit.latex.layer_marks import LAST, Mark, atoms
from mlpkit.latex.pieces import pieces
from mlpkit.latex.problems import NotRead, Problem, Question


def through(needs, stem, needed, whole):
    """Return the name through which a cost depends on all that a line needs.

    Parameters
    ----------
    needs : Needs
    stem : str
        The cost.
    needed : set
    whole : bool
        Whether to take the one nearest to the cost, and not the one farthest from it.

    Raises
    ------
    NotRead
        If no single name is between the cost and the rest.
    """
    layers = needs.layers
    top = max((mark.offset for _, mark in needed if mark is not None), default=0)
    formula = pieces(layers.costs[stem]) if layers.costs[stem] else []
    sources = {a.stem for a in atoms(formula)} or {layers.outputs[stem]}
    begin = [(s, Mark(needs.letter, top + k)) for s in sorted(sources) for k in range(3)]
    if needs.letter == LAST:
        begin = [key for key in begin if key[1].offset <= 0]
    around = needed | {*begin}
    own = Mark(needs.letter, top)
    met = set().union(*({key, *needs.below(key, around)} for key in begin))
    found = {k for k in met if k[1] == own and (needs.rule(k) is not None or k in begin)}
    candidates = sorted(found, key=lambda k: (len(needs.below(k, around | found) & found), k), reverse=whole)
    targets = {key for key in needed if key[1] is not None}
    for key in candidates:
        past = set().union(*({k, *needs.below(k, around, without=key)} for k in begin if k != key))
        if not past & (targets - {key}):
            return key
    message = f"{stem} depends on this layer in more than one way, or on nothing that is defined in it"
    raise NotRead(Question(message, needs.span, ("the layers by their numbers, each defined",)))


def check_first_order(nodes, declarations, span):
    """Refuse a cost that is more than differentiated once by something of a layer."""
    lets = declarations.scope.lets
    for node in nodes:
        _check_dependence(node, declarations.layers.names, declarations.scope, span)
    for cost, allowed in declarations.layers.linear.items():
        reached = _reached(nodes, declarations.scope)
        for node in [*nodes, *(lets[name][1] for name in reached if name in lets and name != cost)]:
            _check(node, cost, allowed, declarations.scope, span)


def _check_dependence(node, layered, scope, span):
    """Refuse a derivative by something in a layer of what does not depend on it, as far as is known."""
    for part in ast.walk(node):
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id == "D":
            base = _base(part.args[1])
            if base in layered and base not in names_in(part.args[0], scope):
                raise NotRead(Problem("nothing says how this depends on what it is differentiated by", span))


def _base(by):
    """Return the name of what is differentiated by."""
    by = by.value if isinstance(by, ast.Subscript) else by
    by = by.func if isinstance(by, ast.Call) else by
    return by.id if isinstance(by, ast.Name) else ""


def _reached(nodes, scope):
    return set().union(*(names_in(node, scope) for node in nodes))


def _check(node, cost, allowed, scope, span):
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "D":
        of, by = node.args
        if isinstance(of, ast.Name) and of.id == cost:
            if _base(by) in allowed:
                return
            message = "a derivative of the cost by what belongs to no layer"
            raise NotRead(Problem(message, span))
        if cost in names_in(of, scope):
            raise NotRead(Problem("a derivative of a derivative of the cost is not read", span))
    if isinstance(node, ast.Name) and node.id == cost:
        raise NotRead(Problem("the cost itself, of which only derivatives are known here", span))
    for child in ast.iter_child_nodes(node):
        _check(child, cost, allowed, scope, span)
