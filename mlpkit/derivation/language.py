"""The language derivations are written in: a small part of Python's own syntax.

A line is parsed with `ast` and never evaluated as Python. One parse gives both what the
reader sees (`mlpkit.derivation.latex`) and what is checked (`mlpkit.derivation.entries`).
"""

import ast
import keyword
from dataclasses import dataclass, field
from fractions import Fraction

from mlpkit.derivation.functions import FUNCTIONS
from mlpkit.derivation.indices import index_nodes


class LanguageError(ValueError):
    """A line that is not in the language; the message quotes it and points at the place."""


@dataclass
class Scope:
    """The names a derivation has declared.

    Parameters
    ----------
    dims : list of str
        Sizes: each is an unknown positive integer.
    indices : dict from str to str
        Index names and the size each runs to, from 1.
    symbols : dict from str to tuple of str
        Numbers and arrays of unknown numbers, and their shapes.
    functions : set of str
        Names of functions of one number of which only the name is known.
    lets : dict from str to (tuple of str, ast.expr)
        Abbreviations: the names of their indices and what they stand for.
    """

    dims: list = field(default_factory=list)
    indices: dict = field(default_factory=dict)
    symbols: dict = field(default_factory=dict)
    functions: set = field(default_factory=set)
    lets: dict = field(default_factory=dict)
    spelled: dict = field(default_factory=dict)  # how a name is typeset, where it is not by itself

    def declare(self, name):
        """Check that a name may be declared: letters and digits, not taken, not a word of Python."""
        # f_ is the derivative of f, so that no name has an underscore of its own.
        if not name.isidentifier() or "_" in name or keyword.iskeyword(name):
            raise LanguageError(f"the name {name!r} is no name, expected letters, then digits")
        if self.knows(name) or name in FUNCTIONS:
            raise LanguageError(f"the name {name} is declared twice, or is a function of the language")

    def knows(self, name):
        """Return True if a name is declared."""
        declared = (self.dims, self.indices, self.symbols, self.functions, self.lets)
        return any(name in names for names in declared)


def parse(text, scope, bound=()):
    """Return the syntax tree of a line, checked to be in the language.

    Raises
    ------
    LanguageError
        With the line, a caret under the place, what was found and what was expected.
    """
    tree = parse_python(text)
    _check(tree, scope, frozenset(bound), " ".join(text.split()))
    return tree


def parse_python(text):
    """Return the syntax tree of a line that may be anything in Python's syntax."""
    text = " ".join(text.split())
    if "#" in text:  # Python would leave out what follows, and the plain block would show it
        raise LanguageError(_pointing(text, text.index("#"), "a comment"))
    try:
        return ast.parse(text, mode="eval").body
    except (SyntaxError, RecursionError) as error:
        offset = getattr(error, "offset", None) or 1
        raise LanguageError(_pointing(text, offset - 1, getattr(error, "msg", "too deep"))) from None


_OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.MatMult)
_COMPARISONS = (ast.Gt, ast.Lt, ast.GtE, ast.LtE)


def _check(node, scope, bound, text):
    def fail(message, at=node):
        raise LanguageError(_pointing(text, at.col_offset, message))

    def visit(*nodes, also=()):
        for child in nodes:
            _check(child, scope, bound | set(also), text)

    match node:
        case ast.Constant():
            if type(node.value) not in (int, float):
                fail(f"{node.value!r} is not a number")
            written = (ast.get_source_segment(text, node) or "0").replace("_", "")
            if isinstance(node.value, float) and Fraction(written) != Fraction(str(node.value)):
                fail(f"{written} has more digits than are kept, expected {node.value} or a fraction")
        case ast.Name():
            known = (scope.symbols, scope.dims, scope.lets)
            if node.id in scope.indices or node.id in bound:
                fail(f"{node.id} is an index, expected it inside [ ] or as an argument of delta")
            if node.id in scope.functions:
                fail(f"{node.id} is a function, expected {node.id}(…)")
            if not any(node.id in names for names in known):
                fail(f"{node.id} is not declared")
        case ast.UnaryOp(op=ast.USub() | ast.UAdd()):
            visit(node.operand)
        case ast.BinOp(op=operator) if isinstance(operator, _OPERATORS):
            visit(node.left, node.right)
        case ast.Attribute(attr="T"):
            visit(node.value)
        case ast.Subscript():
            visit(node.value)
            for index in index_nodes(node.slice):
                _check_index(index, scope, bound, fail)
        case ast.Compare():
            fail("a comparison is no number, expected it inside ind( )")
        case ast.Call(func=ast.Name()) if not node.keywords:
            _check_call(node, scope, bound, visit, fail)
        case _:
            fail("this is not in the language, expected numbers, names, + - * / ** @ .T [ ] and calls")


def _check_call(node, scope, bound, visit, fail):
    name, arguments = node.func.id, node.args
    if name in scope.lets:
        parameters = scope.lets[name][0]
        if len(arguments) != len(parameters):
            fail(f"{name} has {len(arguments)} indices, expected {len(parameters)}")
        for index in arguments:
            _check_index(index, scope, bound, fail)
    elif name == "sum" and len(arguments) > 1:
        for place, index in enumerate(arguments[1:], start=1):
            if not (isinstance(index, ast.Name) and index.id in scope.indices):
                fail("sum runs over an index, expected a declared name as in sum(x[k], k)", index)
            if index.id in [other.id for other in arguments[1:place]]:
                fail(f"the sum runs over {index.id} twice, expected another letter", index)
        visit(arguments[0], also=[index.id for index in arguments[1:]])
    elif name == "delta":
        if len(arguments) != 2:
            fail(f"delta has {len(arguments)} arguments, expected two indices")
        for index in arguments:
            _check_index(index, scope, bound, fail)
    elif name in scope.functions or name.rstrip("_") in scope.functions:
        if len(arguments) != 1:
            fail(f"{name} has {len(arguments)} arguments, expected one")
        visit(*arguments)
    elif name == "ind":
        match arguments:
            case [ast.Compare(ops=[operator])] if isinstance(operator, _COMPARISONS):
                visit(arguments[0].left, *arguments[0].comparators)
            case _:
                fail("ind takes one condition, expected one of a > b, a >= b, a < b, a <= b")
    elif name in FUNCTIONS:
        expected = FUNCTIONS[name].arguments
        if len(arguments) not in expected:
            fail(f"{name} has {len(arguments)} arguments, expected {' or '.join(map(str, expected))}")
        visit(*arguments)
    else:
        fail(f"{name} is not a function of the language and not declared")


def _check_index(index, scope, bound, fail):
    if isinstance(index, ast.Constant) and type(index.value) is int and index.value >= 1:
        return
    if not (isinstance(index, ast.Name) and (index.id in scope.indices or index.id in bound)):
        fail("this is not an index, expected a declared index or a whole number from 1", index)


def _pointing(text, offset, message):
    return f"{message}\n    {text}\n    {' ' * offset}^"
