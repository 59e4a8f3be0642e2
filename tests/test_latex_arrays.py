"""Matrices and vectors in many hands: what is read has the value that a column times a row has on paper."""

import ast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpkit.latex import declare
from mlpkit.latex.pieces import pieces
from mlpkit.latex.problems import Limits, NotRead
from mlpkit.latex.reading import SideReader

DECLARED = declare("V, A: matrix n x n\nx, u: vector n\na: number")
RNG = np.random.default_rng(5)
VALUES = {
    "V": RNG.normal(size=(3, 3)),
    "A": RNG.normal(size=(3, 3)),
    "x": RNG.normal(size=(3, 1)),
    "u": RNG.normal(size=(3, 1)),
    "a": np.array([[1.7]]),
}
KINDS = {"V": "matrix", "A": "matrix", "x": "column", "u": "column", "a": "number"}
PRODUCTS = {
    ("matrix", "matrix"): "matrix",
    ("matrix", "column"): "column",
    ("row", "matrix"): "row",
    ("row", "column"): "number",
    ("column", "row"): "matrix",
}
TURNED = {"matrix": "matrix", "column": "row", "row": "column"}
SPACES = st.sampled_from(["", " ", r"\,", "\n"])


@st.composite
def trees(draw, kind, depth=3):
    """Draw an expression of a kind: number, column, row or matrix."""
    names = [name for name, own in KINDS.items() if own == kind]
    if names and (depth == 0 or draw(st.integers(0, 3)) == 0):
        return draw(st.sampled_from(names))
    if kind == "row" and (depth == 0 or draw(st.booleans())):
        return ("T", draw(trees("column", max(depth - 1, 0))))
    if depth == 0:
        return "a"
    choices = [("*", pair) for pair, result in PRODUCTS.items() if result == kind]
    choices += [("+", (kind, kind)), ("-", (kind, kind)), ("*", ("number", kind)), ("neg", (kind,))]
    choices += [("o", (kind, kind)), ("T", (TURNED[kind],))] if kind != "number" else []
    choices += [("diag", ("column",))] if kind == "matrix" else []
    name, kinds = draw(st.sampled_from(choices))
    return (name, *(draw(trees(own, depth - 1)) for own in kinds))


def value(tree):
    """Return the value of a tree, columns and rows as matrices."""
    if isinstance(tree, str):
        return VALUES[tree]
    name, *parts = tree[0], *map(value, tree[1:])
    if name == "*" and 1 in (parts[0].size, parts[1].size):
        return parts[0] * parts[1]
    operations = {
        "+": lambda p, q: p + q,
        "-": lambda p, q: p - q,
        "*": lambda p, q: p @ q,
        "o": lambda p, q: p * q,
        "T": lambda p: p.T,
        "neg": lambda p: -p,
        "diag": lambda p: np.diag(p.ravel()),
    }
    return operations[name](*parts)


def read_value(node):
    """Return the value of what was read, in the engine's vectors without direction."""
    match node:
        case ast.Name(name):
            array = VALUES[name]
            return array.ravel() if 1 in array.shape and array.size > 1 else array.squeeze()
        case ast.UnaryOp(ast.USub(), part):
            return -read_value(part)
        case ast.Attribute(part, "T"):
            return read_value(part).T
        case ast.BinOp(left, operator, right):
            p, q = read_value(left), read_value(right)
            match operator:
                case ast.Add():
                    return p + q
                case ast.Sub():
                    return p - q
                case ast.Mult():
                    return p * q
                case ast.MatMult():
                    return p @ q
        case ast.Call(ast.Name("outer"), [left, right]):
            return np.outer(read_value(left), read_value(right))
        case ast.Call(ast.Name("diag"), [part]):
            return np.diag(read_value(part))
    raise AssertionError(ast.dump(node))


@st.composite
def written(draw, tree, level=0):
    """Write a tree: 0 in a sum, 1 beside ⊙, 2 in a product, 3 under a transpose."""
    text, own = draw(_written(tree))
    return rf"\left({text}\right)" if own < level or draw(st.integers(0, 9)) == 0 else text


@st.composite
def _written(draw, tree):
    if isinstance(tree, str):
        return (rf"\mathbf{{{tree}}}" if draw(st.booleans()) and tree in "xu" else tree), 3
    name, *parts = tree
    if name in "+-":
        return f"{draw(written(parts[0]))} {name} {draw(written(parts[1], 1))}", 0
    if name == "neg":
        return f"-{draw(written(parts[0], 1))}", 0
    if name == "o":
        return rf"{draw(written(parts[0], 1))} \odot {draw(written(parts[1], 2))}", 1
    if name == "*":
        sign = draw(st.sampled_from([" ", r"\,", r" \cdot "]))
        return f"{draw(written(parts[0], 2))}{sign}{draw(written(parts[1], 3))}", 2
    if name == "T":
        turned = draw(st.sampled_from(["^T", r"^\top", r"^{\top}", r"^{\mathsf T}", r"^\mathrm{T}"]))
        return f"{draw(written(parts[0], 4))}{turned}{draw(SPACES)}", 3
    return rf"\operatorname{{diag}}({draw(written(parts[0]))})", 3


@settings(max_examples=400)
@given(st.data())
def test_products_are_read_as_they_are_on_paper(data):
    tree = data.draw(trees(data.draw(st.sampled_from(["number", "column", "row", "matrix"]))))
    text = data.draw(written(tree))
    reader = SideReader(DECLARED, Limits())
    try:
        (found,) = reader.read([pieces(text)])
    except NotRead as refused:
        assert "of something" in str(refused), text  # a(x), which could be a function of x
        return
    wanted = value(tree)
    assert found.lies == ("row" if wanted.shape == (1, 3) else "column"), text
    assert np.ravel(read_value(found.node)) == pytest.approx(np.ravel(wanted), rel=1e-9, abs=1e-12), text
