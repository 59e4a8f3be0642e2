"""One formula in many hands: however it is written, it is read as what it says or there is a question."""

import ast
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpkit.latex import Declarations, check, declare, read_chain
from mlpkit.latex.pieces import pieces
from mlpkit.latex.problems import Limits, NotRead
from mlpkit.latex.reading import SideReader

VALUES = {"a": 0.7, "b": -1.3, "c": 2.1}
NUMBERS = declare("a, b, c: number")
LEAVES = st.sampled_from(["a", "b", "c", "2", "3", "0.5"])
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["+", "-", "*", "/"]), inner, inner),
        st.tuples(st.sampled_from(["neg", "square", "exp", "tanh", "sigma", "abs"]), inner),
    ),
    max_leaves=6,
)
SPACES = st.sampled_from(["", " ", r"\,", r"\;", "\n", "% remark\n", r"\!"])
BRACKETS = st.sampled_from(
    [("(", ")"), (r"\left(", r"\right)"), ("[", "]"), (r"\bigl(", r"\bigr)"), (r"\{", r"\}")]
)


def value(tree):
    """Return the value of a tree by Python's own arithmetic."""
    if isinstance(tree, str):
        return VALUES.get(tree) if tree in VALUES else float(tree)
    name, *parts = tree[0], *map(value, tree[1:])
    two = {
        "+": float.__add__,
        "-": float.__sub__,
        "*": float.__mul__,
        "/": lambda u, v: u / v if v else math.inf,
    }
    one = {
        "neg": lambda u: -u,
        "square": lambda u: u * u,
        "exp": lambda u: math.exp(min(u, 50)),
        "tanh": math.tanh,
        "sigma": lambda u: 1 / (1 + math.exp(-max(min(u, 50), -50))),
        "abs": abs,
    }
    return (two | one)[name](*parts)


def _quotient(u, v):
    return u / v if v else math.inf


def read_value(node):
    """Return the value of what was read."""
    match node:
        case ast.Constant(number):
            return float(number)
        case ast.Name(name):
            return VALUES[name]
        case ast.UnaryOp(ast.USub(), part):
            return -read_value(part)
        case ast.BinOp(left, operator, right):
            u, v = read_value(left), read_value(right)
            match operator:
                case ast.Add():
                    return u + v
                case ast.Sub():
                    return u - v
                case ast.Mult():
                    return u * v
                case ast.Div():
                    return u / v if v else math.inf
                case ast.Pow():
                    return u**v
        case ast.Call(ast.Name(name), [part]):
            return value((name, str(read_value(part))))
    raise AssertionError(ast.dump(node))


@st.composite
def written(draw, tree, level=0):
    """Write a tree with brackets where the order of operations needs them: 0 in a sum … 3 as an atom."""
    text, own = draw(_written(tree))
    if own < level or draw(st.integers(0, 9)) == 0:
        before, after = draw(BRACKETS)
        return f"{before}{draw(SPACES)}{text}{after}"
    return text


@st.composite
def _written(draw, tree):
    if isinstance(tree, str):
        return tree, 3
    name, *parts = tree
    space = draw(SPACES)
    if name in "+-":
        sign = name if name == "+" else draw(st.sampled_from(["-", "−"]))
        return f"{draw(written(parts[0], 0))}{space} {sign} {draw(written(parts[1], 1))}", 0
    if name == "neg":
        return f"-{space}{draw(written(parts[0], 1))}", 0
    if name == "*":
        sign = draw(st.sampled_from([" ", r"\cdot ", r"\,", r" \times "]))
        return f"{draw(written(parts[0], 1))}{sign}{draw(written(parts[1], 2))}", 1
    if name == "/":
        if draw(st.booleans()):
            over = draw(st.sampled_from([r"\frac", r"\tfrac", r"\dfrac"]))
            return f"{over}{{{draw(written(parts[0]))}}}{space}{{{draw(written(parts[1]))}}}", 2
        return f"{draw(written(parts[0], 2))} / {draw(written(parts[1], 2))}", 1
    if name == "square":
        power = draw(st.sampled_from(["^2", "^{2}", " ^ 2"]))
        return f"{draw(written(parts[0], 3))}{power}", 2
    if name == "exp":
        e = draw(st.sampled_from(["e^{%s}", r"\exp(%s)", r"\exp\left(%s\right)", r"\operatorname{exp}(%s)"]))
        return e % draw(written(parts[0])), 2
    if name == "abs":
        bars = draw(st.sampled_from([r"\left|%s\right|", r"\lvert %s \rvert", "|%s|"]))
        return bars % draw(written(parts[0])), 2
    function = rf"\{name}"
    if isinstance(parts[0], str) and name == "tanh" and draw(st.booleans()):
        return f"{function} {parts[0]}", 1
    return f"{function}{draw(BRACKETS.map(lambda b: b[0] + '%s' + b[1]))}" % draw(written(parts[0])), 2


@settings(max_examples=600)
@given(st.data())
def test_what_is_read_is_what_was_written(data):
    tree = data.draw(TREES)
    text = data.draw(written(tree))
    reader = SideReader(NUMBERS, Limits())
    try:
        (found,) = reader.read([pieces(text)])
    except NotRead:
        return
    assert read_value(found.node) == pytest.approx(value(tree), rel=1e-9), text


SIGNS = [
    *(r"\frac", "{", "}", "^", "_", "(", ")", "[", "]", r"\{", r"\}", "|", r"\|", r"\left", r"\right"),
    *("a", "x", "W", r"\sum", r"\partial", r"\nabla", r"\log", r"\sigma", "T", r"\top", "'", ",", "."),
    *("&", r"\\", r"\begin{cases}", r"\end{cases}", r"\begin{bmatrix}", r"\end{bmatrix}", "=", r"\ne"),
    *("1", "2", "i", "k", r"\mathbf", r"\odot", r"\cdot", "/", "+", "-", "e", "d", r"\sqrt"),
    *(r"\text{if}", r"\quad", r"\operatorname{tr}", r"\delta", r"\langle", r"\rangle", r"\,", r"\bar"),
    *("%", r"\mathbb", r"\max"),
]
NOISE = st.sampled_from(SIGNS)


@settings(max_examples=600)
@given(st.lists(NOISE, max_size=25).map(" ".join))
def test_noise_never_breaks_the_reader(text):
    declared = declare("a: number\nx: vector n\nW: matrix n x n")
    for declarations in (declared, Declarations()):
        for equality in read_chain(text, declarations):
            assert (equality.left is None) == (equality.problem is not None)


@settings(max_examples=300)
@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text):
    for equality in read_chain(f"a = {text}", NUMBERS):
        assert equality.problem is not None or equality.left == "a"


DEFAULTS = {
    r"\sigma'(x) = \sigma(x)(1-\sigma(x))": "x is a number",
    r"\nabla_x \|x\|^2 = 2x": "x is a vector of n",
    r"\frac{\partial}{\partial x_j} \sum_i x_i^2 = 2 x_j": "x is a vector of n",
    r"\frac{\partial}{\partial W_{ij}} \sum_l W_{kl} x_l = \delta_{ik} x_j": "W is a matrix of n×m",
    r"\frac{d}{dx} f(g(x)) = f'(g(x)) g'(x)": "f is a function of one number",
    r"\sum_{k=1}^K t_k = 1": "t is a vector of K, and its entries sum to 1",
    r"\lambda x^\top x = \lambda \|x\|^2": r"\lambda is a number",
}


@pytest.mark.parametrize(("source", "assumed"), DEFAULTS.items(), ids=str)
def test_what_is_not_declared_is_assumed_and_told(source, assumed):
    (outcome,) = check(source, Declarations())
    assert outcome.verdict == "proved"
    assert assumed in outcome.equality.assumed


UNDECLARED = [
    r"W x = x W",
    r"L = L",
    r"W^{(1)}_{ij} = W_{ij}",
    r"\frac{\partial S_i}{\partial x_j} = 0",
    "p - t = t - p",
    "y = y",
]


@pytest.mark.parametrize("source", UNDECLARED)
def test_nothing_is_guessed(source):
    declared = declare("t: one-hot K")
    assert [o.verdict for o in check(source, declared)] == ["not read"]
