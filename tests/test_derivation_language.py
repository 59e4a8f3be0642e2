"""The language of derivations: what is refused, and how the message points at it."""

import ast

import pytest

from mlpkit.derivation import Derivation
from mlpkit.derivation.entries import ShapeError
from mlpkit.derivation.indices import differentiated, free_indices
from mlpkit.derivation.indices import names as names_in
from mlpkit.derivation.language import LanguageError, parse
from tests.derivation_chains import names

REFUSED = {
    "undeclared name": ("p + w", "w is not declared"),
    "undeclared function": ("h(p)", "h is not a function"),
    "not Python": ("p +", "invalid syntax"),
    "open bracket": ("(p + q", "was never closed"),
    "text": ("'p'", "is not a number"),
    "truth value": ("True", "is not a number"),
    "list": ("[p, q]", "not in the language"),
    "attribute": ("W.real", "not in the language"),
    "keyword argument": ("sum(x[k], axis=k)", "not in the language"),
    "conditional": ("p if q else p", "not in the language"),
    "index as a number": ("i + 1", "i is an index"),
    "computed index": ("x[i + 1]", "this is not an index"),
    "negative index": ("x[-1]", "this is not an index"),
    "slice": ("x[1:2]", "this is not an index"),
    "index 0": ("x[0]", "this is not an index"),
    "number as an index": ("x[p]", "this is not an index"),
    "sum over a number": ("sum(x[k], p)", "sum runs over an index"),
    "sum twice over one index": ("sum(x[k], k, k)", "runs over k twice"),
    "too many arguments": ("exp(p, q)", "exp has 2 arguments, expected 1"),
    "one argument of delta": ("delta(i)", "expected two indices"),
    "comparison as a number": ("(p > 0)*3", "a comparison is no number"),
    "indicator of a number": ("ind(p)", "ind takes one condition"),
    "chained comparison": ("ind(0 < p < 1)", "ind takes one condition"),
    "function as a number": ("f + p", "f is a function"),
    "more digits than a float keeps": ("2.0000000000000000001*p", "more digits than are kept"),
}


@pytest.mark.parametrize(("line", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_a_line_outside_the_language_is_refused(line, message):
    with pytest.raises(LanguageError) as error:
        names().start(line)
    first, quoted, caret = str(error.value).splitlines()
    assert message in first and quoted.strip() == line and caret.strip() == "^"


def test_the_caret_points_at_the_place():
    with pytest.raises(LanguageError) as error:
        names().start("p + 2*unknown")
    _, quoted, caret = str(error.value).splitlines()
    assert quoted[caret.index("^") :] == "unknown"


MISSHAPEN = {
    "vectors of two sizes": ("x + z", "shapes n and m do not fit"),
    "vector to rows": ("W + z", "shapes m×n and m do not fit"),
    "product": ("W @ z", "shapes m×n and m do not fit"),
    "index of another size": ("x[a]", "the index a runs to m, expected n"),
    "index in the wrong place": ("W[i, a]", "the index i runs to n, expected m"),
    "delta of two sizes": ("delta(i, a)", "runs to n, expected m"),
    "abbreviation of another size": ("s(a)", "the index a runs to m, expected n"),
    "too many indices": ("x[i, j]", "2 indices, expected 1 at most"),
    "index of a number": ("p[i]", "1 indices, expected 0 at most"),
    "past the end": ("u[3]", "the index 3, expected 2 at most"),
    "abbreviation without indices": ("s + p", "expected s(i)"),
    "derivative by a sum": ("D(p, p + q)", "with respect to a declared name"),
    "derivative by a size": ("D(n*p, n)", "with respect to a declared name"),
    "trace of a vector": ("trace(x)", "do not fit"),
    "column times row": ("x @ y.T", "expected a column after @"),
}


@pytest.mark.parametrize(("line", "message"), MISSHAPEN.values(), ids=MISSHAPEN.keys())
def test_a_misfit_is_its_own_error(line, message):
    derivation = names(("let", "s(i)", "x[i]**2"), ("vector", "u", 2))
    with pytest.raises(ShapeError, match=message.replace("(", r"\(").replace(")", r"\)")):
        derivation.start(line)


def test_two_sides_of_two_shapes():
    with pytest.raises(ShapeError, match="the sides have shapes n×m and m×n"):
        names().start("W.T").eq("W", "a reason")


@pytest.mark.parametrize("name", ["x", "exp", "delta", "2x", "x_new", "x_", "lambda", "a b"])
def test_a_name_that_is_taken_or_no_name_is_refused(name):
    declare = names().scope.declare
    with pytest.raises(LanguageError, match=r"declared twice|is no name"):
        declare(name)


DECLARED = {
    "size first": (lambda d: d.vector("u", "K"), "the size K is not declared"),
    "let of a bracket": (lambda d: d.let("s[i]", "x[i]"), "expected a name, or a name and its indices"),
    "let of no index": (lambda d: d.let("s(p)", "p"), "p is not a declared index"),
    "let with one index twice": (lambda d: d.let("s(i, i)", "x[i]"), "is there twice"),
    "let with a free index": (lambda d: d.let("s", "x[i]"), r"the index i is free, expected s\(i\)"),
    "spelling of nothing": (lambda d: d.spell("u", "v"), "the name is not declared"),
    "given a statement": (lambda d: d.given("p"), "expected one of a == b"),
    "given vectors": (lambda d: d.given("x > 0"), "write the entries with an index"),
    "given a sum of two": (lambda d: d.given("p == q"), "the value of one sum"),
}


@pytest.mark.parametrize(("declare", "message"), DECLARED.values(), ids=DECLARED.keys())
def test_a_declaration_that_makes_no_sense_is_refused(declare, message):
    with pytest.raises(LanguageError, match=message):
        declare(names())


def test_a_line_may_be_broken_where_a_bracket_is_open():
    assert ast.unparse(parse("sum(x[k],\n    k)", names().scope)) == "sum(x[k], k)"


def test_which_indices_are_free():
    scope = names(("let", "s(i)", "sum(x[k]*Q[i, k], k)")).scope
    assert free_indices(parse("s(j) + sum(x[k]*x[l], k)", scope), scope) == {"j", "l"}


def test_which_names_a_line_depends_on():
    scope = names(("let", "s(i)", "D(p*x[i], x[i])")).scope
    tree = parse("s(j) + q", scope)
    assert {"p", "x", "q"} <= names_in(tree, scope)
    assert differentiated(tree, scope) & scope.symbols.keys() == {"x"}


def test_sizes_may_be_whole_numbers():
    d = Derivation("three").vector("u", 3).index("r s", 3).start("sum(u[r], r)")
    assert d.eq("sum(u[s], s)", "another letter").lines[-1].verdict == "proved"
