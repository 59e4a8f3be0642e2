"""What the pages display is read back as what was proved: every line of every derivation of the book."""

import ast
import re
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpkit.derivation import Derivation
from mlpkit.derivation.language import parse
from mlpkit.derivation.latex import Typesetter
from mlpkit.derivation.rendering import latex
from mlpkit.latex.declarations import Declarations
from mlpkit.latex.pieces import pieces
from mlpkit.latex.problems import Limits, NotRead
from mlpkit.latex.reading import SideReader
from tests.book_lines import derivations, displayed, pages


def read(text, declarations):
    """Return the tree that some LaTeX is read as."""
    reader = SideReader(declarations, Limits())
    (value,) = reader.read([pieces(text)])
    return parse(ast.unparse(value.node), reader.declarations.scope)


def same(one, other):
    """Return whether two trees are equal; 6.4 · 10⁻⁵ and 0.000064 are one number."""
    return ast.dump(_folded(one)) == ast.dump(_folded(other))


def _folded(node):
    class Fold(ast.NodeTransformer):
        def visit_BinOp(self, node):
            match self.generic_visit(node):
                case ast.BinOp(
                    ast.Constant(a), ast.Mult(), ast.BinOp(ast.Constant("10"), ast.Pow(), exponent)
                ):
                    sign, digits = (
                        (-1, exponent.operand) if isinstance(exponent, ast.UnaryOp) else (1, exponent)
                    )
                    return ast.Constant(str(Fraction(a) * Fraction(10) ** (sign * int(digits.value))))
            return node

        def visit_Constant(self, node):
            return ast.Constant(str(Fraction(str(node.value))))

    return Fold().visit(ast.parse(ast.unparse(node), mode="eval").body)


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.stem)
def test_every_displayed_line_reads_back(page):
    shown = displayed(page)
    built = [d for d in derivations(page) if d.lines and _block(d) in shown]
    assert {_block(d) for d in built} == {*shown}  # no block of the page is left out
    for derivation in built:
        declarations = Declarations.of(derivation)
        typeset = Typesetter(derivation.scope).latex
        for line in derivation.lines:
            assert same(read(typeset(line.tree), declarations), line.tree), line.text
        for hypothesis in derivation.hypotheses.all:
            for side in (hypothesis.tree.left, hypothesis.tree.comparators[0]):
                assert same(read(typeset(side), declarations), side), hypothesis.text


def _block(derivation):
    try:
        return latex(derivation)
    except ValueError:  # a line with shapes that do not fit, which the page refuses
        return ""


NAMES = (
    Derivation("names")
    .dims("m n")
    .index("i j k l", "n")
    .number("p q")
    .vector("x y", "n")
    .vector("z2", "n")
    .matrix("W V", "n", "n")
    .matrix("Q", "m", "n")
    .function("f g")
    .let("S(i)", "exp(x[i]) / sum(exp(x[k]), k)")
    .let("r", "W @ x")
    .spell("W", "W^{(1)}")
    .spell("y", r"\mathbf{h}^s")
    .spell("g", "f_2")
    .spell("q", r"\lambda")
)
NUMBERS = [
    "p",
    "q",
    "n",
    "2",
    "3",
    "x[i]",
    "y[1]",
    "z2[j]",
    "W[i, j]",
    "V[1, 2]",
    "Q[1, k]",
    "S(i)",
    "S(2)",
    "r[k]",
]
VECTORS = ["x", "y", "z2", "r", "ones(n)", "W @ x", "V @ y"]
MATRICES = ["W", "V", "eye(n)", "outer(x, y)", "diag(x)", "Q.T @ Q"]


ONE = [
    "-({})",
    "log({})",
    "ln({})",
    "exp({})",
    "tanh({})",
    "sigma({})",
    "softplus({})",
    "relu({})",
    "abs({})",
]
ONE += [
    "sqrt({})",
    "sign({})",
    "f({})",
    "g_({})",
    "f__({})",
    "({})**2",
    "({})**(-1)",
    "sum({}, k)",
    "ind({} > 0)",
]
ONE += ["sum(({})*delta(k, j), k, l)", "D({}, x[i])", "D({}, p)", "leaky_relu({}, p)", "max({}, 0)"]


def filled(templates, *parts):
    return st.tuples(st.sampled_from(templates), *parts).map(lambda t: t[0].format(*t[1:]))


def numbers(inner):
    return st.one_of(
        filled(ONE, inner),
        filled(
            ["({}) + ({})", "({}) - ({})", "({})*({})", "({})/({})", "min({}, {})", "ind({} <= {})"],
            inner,
            inner,
        ),
    )


scalars = st.recursive(st.sampled_from(NUMBERS), numbers, max_leaves=5)


def vectors_of(inner):
    return st.one_of(
        filled(
            ["-({})", "log({})", "exp({})", "tanh({})", "sigma({})", "f_({})", "({})**2", "W.T @ ({})"], inner
        ),
        filled(["({}) + ({})", "({}) - ({})", "({}) * ({})", "({}) / ({})"], inner, inner),
        filled(["({}) * ({})", "(outer({0}, {1}) @ ({1}))"], inner, inner),
        filled(["({}) * ({})"], scalars, inner),
    )


vectors = st.recursive(st.sampled_from(VECTORS), vectors_of, max_leaves=4)
matrices = st.recursive(
    st.sampled_from(MATRICES),
    lambda inner: st.one_of(
        filled(["({}) @ ({})", "({}) * ({})", "({}) + ({})"], inner, inner),
        filled(["({}).T", "-({})", "relu({})", "diag(diag({}))"], inner),
        filled(["outer({}, {})"], vectors, vectors),
    ),
    max_leaves=4,
)
whole = st.one_of(
    scalars,
    vectors,
    matrices,
    filled(["norm2({})", "sum({})", "({})[i]", "D({}, x)", "({0}).T @ ({0})"], vectors),
    filled(["trace({})", "norm2({})", "sum({})", "({})[i, j]", "({})[1, 2]", "D(trace({}), W)"], matrices),
)


@settings(max_examples=400)
@given(whole)
def test_generated_expressions_read_back(text):
    tree = parse(text, NAMES.scope)
    typeset = Typesetter(NAMES.scope).latex(tree)
    try:
        found = read(typeset, Declarations.of_scope(NAMES.scope))
    except NotRead as refused:
        # ∂p/∂x of two names of their own, and Σ_k x_k + y_k, where k is meant twice
        assert re.search("depends on nothing|how far does .*sum reach", str(refused)), typeset
    else:
        assert same(found, tree), typeset
