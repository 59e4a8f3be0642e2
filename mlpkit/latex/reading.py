"""Reading a display: every equality in the language of the derivations, or why it is not read."""

import ast
import pickle
from dataclasses import replace

from mlpkit.derivation.chain import Derivation
from mlpkit.latex import beside
from mlpkit.latex.chains import latex_of, links
from mlpkit.latex.defaults import completed
from mlpkit.latex.indices import Indices
from mlpkit.latex.layer_costs import check_first_order
from mlpkit.latex.layer_lines import read_with_layers
from mlpkit.latex.meaning import Meaning
from mlpkit.latex.parsing import parse
from mlpkit.latex.piece import span_of
from mlpkit.latex.pieces import pieces
from mlpkit.latex.problems import Limits, NotRead, Problem, Question, Span
from mlpkit.latex.relations import DEFINES, refuse_update
from mlpkit.latex.repeated import refuse_frozen, refuse_unsummed
from mlpkit.latex.results import Equality
from mlpkit.latex.tokens import Tokens
from mlpkit.latex.values import Value

_GRADIENT = "the gradient by a vector"


def read_chain(source, declarations, *, limits=None):
    """Return the equalities of a display, each read or with the reason why not.

    Parameters
    ----------
    source : str
        The LaTeX of one display: one line or several, with or without its environment.
    declarations : Declarations
    limits : Limits, optional

    Returns
    -------
    tuple of Equality
    """
    limits = limits or Limits()
    whole = Span(0, len(source))
    try:
        if len(source) > limits.characters:
            raise NotRead(Problem(f"more than {limits.characters} characters in one display", whole))
        found = pieces(source, limits.depth)
        if sum(p.text == "\\\\" for p in found) >= limits.lines:
            raise NotRead(Problem(f"more than {limits.lines} lines in one display", whole))
        chain = links(found)
        if len(chain) > limits.equalities:
            raise NotRead(Problem(f"more than {limits.equalities} equalities in one display", whole))
    except NotRead as refused:
        return (
            Equality(source, whole, source[:200], "", None, None, "=", refused.problem, (), declarations),
        )
    layered = [read_with_layers(source, link, declarations, limits, _equality) for link in chain]
    plain = [link for link, found in zip(chain, layered, strict=True) if found is None]
    sides = [side for link in plain for side in (link.left, link.right)]
    declarations, notes = completed(declarations, sides, limits.depth)
    return tuple(
        found or _equality(source, link, declarations, limits, notes)
        for link, found in zip(chain, layered, strict=True)
    )


def _equality(source, link, declarations, limits, notes):
    texts = [latex_of(source, side)[0] for side in (link.left, link.right)]
    span = span_of([link.relation, *link.right])
    blank = Equality(source, span, *texts, None, None, link.relation.text, None, (), declarations)
    try:
        if link.problem:
            raise NotRead(link.problem)
        refuse_update(link)
        if link.relation.text not in ("=", "\\ne", *DEFINES):
            raise NotRead(Problem(f"{link.relation.text} is not read, expected =", link.relation.span))
        reader = SideReader(declarations, limits)
        for condition in link.conditions:
            reader.given(condition)
        sides = reader.read([link.left, link.right])
        sides = reader.restricted(sides)
        check_first_order([side.node for side in sides], reader.declarations, span)
        sides = _one_shape(sides, reader.assumed, span)
    except NotRead as refused:
        return _with(blank, problem=refused.problem)
    left, right = (ast.unparse(side.node) for side in sides)
    used = {p.text for p in (*link.left, *link.right)} if notes else set()
    reader.assumed.update((text, None) for letter, text in notes.items() if used & {*_texts(letter)})
    misfit = "" if sides[0].shape == sides[1].shape and sides[0].lies == sides[1].lies else _misfit(sides)
    return _with(blank, left=left, right=right, assumed=tuple(reader.assumed), misfit=misfit,
                 declarations=reader.declarations)  # fmt: skip


def _texts(letter):
    return [p.text for p in pieces(letter) if p.text not in "{}"]


def _with(equality, **changes):
    return type(equality)(**{**vars(equality), **changes})


def _one_shape(sides, assumed, span):
    """Return the sides; 0 stands for an array of zeros, and what hangs on a convention is a question."""
    left, right = sides
    if left.shape and isinstance(right.node, ast.Constant) and right.node.value == 0:
        assumed["0 beside a vector or a matrix is one of zeros"] = None
        return [left, Value(ast.BinOp(right.node, ast.Mult(), left.node), left.shape, left.lies)]
    if left.shape == right.shape and left.lies != right.lies and any(_GRADIENT in text for text in assumed):
        choices = ("gradients: rows, among the declarations", "gradients: columns, among the declarations")
        raise NotRead(Question(f"{_misfit(sides)}; is a gradient a row or a column?", span, choices))
    return [left, right]


def _misfit(sides):
    return f"the left side is {sides[0].words()}, the right side {sides[1].words()}"


class SideReader:
    """Reads formulas that belong together: an index is the same in all of them.

    Parameters
    ----------
    declarations : Declarations
    limits : Limits
    """

    def __init__(self, declarations, limits):
        self.limits = limits
        scope = pickle.loads(pickle.dumps(declarations.scope))  # faster than copy.deepcopy
        self.declarations = declarations.with_scope(scope)
        self.names = declarations.names()
        self.indices = Indices(scope, self.names, declarations.indices)
        self.meaning = Meaning(self.declarations, self.indices)
        self.assumed = self.meaning.assumed
        self.conditions, self.signs, self.notes = [], set(), []

    def given(self, condition):
        """Take a condition that stands beside a line; it holds for this line alone."""
        if self.conditions and "=" in {p.text for p in condition} | self.signs:
            # i = 1 and i = 2 hold nowhere together, and where nothing holds everything is true.
            raise NotRead(Problem("two conditions beside the line, one of them with =", span_of(condition)))
        self.signs |= {p.text for p in condition}
        self.conditions.append(beside.taken(condition, self))

    def take_given(self, text, span):
        """Take something for granted, in the language of the derivations, for these sides alone."""
        derivation = Derivation("a condition")
        derivation.scope = self.declarations.scope
        try:
            derivation.given(text)
        except (ValueError, NotImplementedError):
            raise NotRead(Problem("this condition beside the line is not understood", span)) from None
        self.declarations = replace(self.declarations, given=(*self.declarations.given, text))
        self.notes.append(f"given with the line: {text}")

    def restricted(self, sides):
        """Return the sides where the conditions hold that are about indices, and 0 elsewhere."""
        self.assumed.update(dict.fromkeys(self.notes))
        for condition in self.conditions:
            sides = [condition(side) for side in sides]
        return sides

    def read(self, sides):
        """Return the values of the sides, each a list of pieces."""
        trees = [self._tree(side) for side in sides]
        values = self._values(trees)
        for text, span in self.meaning.left_out.items():
            if text not in self.declarations.given:
                self.take_given(text, span)
        refuse_frozen(trees, self.declarations, {own for own, _ in self.indices.engine})
        if len(trees) == 2:
            refuse_unsummed(trees, span_of([p for side in sides for p in side]))
        return values

    def _tree(self, side):
        tokens = Tokens(list(side), self.names, self.declarations.scope.functions).all()
        if len(tokens) > self.limits.nodes:
            raise NotRead(Problem(f"more than {self.limits.nodes} signs on one side", span_of(side)))
        return parse(tokens, self.limits.depth)

    def _values(self, trees):
        try:
            values = self.meaning.read(trees)
        except RecursionError:
            raise NotRead(Problem("too deep to be read", Span(0, 1))) from None
        for value in values:
            if _depth(value.node) > 2 * self.limits.depth + 20:
                raise NotRead(Problem("too long a sum or a product on one side", Span(0, 1)))
        return values


def _depth(node):
    """Return how deep a tree is, without recursion."""
    deepest, stack = 0, [(node, 1)]
    while stack:
        here, depth = stack.pop()
        deepest = max(deepest, depth)
        stack += [(child, depth + 1) for child in ast.iter_child_nodes(here)]
    return deepest
