"""Declarations in words: lines, tables and sentences say the same."""

import pickle

import pytest

from mlpkit.latex import DeclarationError, check, declare

SAME = {
    "lines": r"""
        W^{(1)}: matrix H x D
        x: vector D
        y: class K
        o: vector K
        S = softmax(o)
    """,
    "sentences": r"""
        $W^{(1)}$ is an $H \times D$ matrix, $x$ a vector of $D$, $y$ a class in $1..K$, $o$ a vector of $K$,
        and $S$ the softmax of $o$.
    """,
    "sets": r"""
        Let $W^{(1)} \in \mathbb{R}^{H \times D}$, $x \in \mathbb{R}^D$, $y \in \{1, \dots, K\}$ and
        $o \in \mathbb R^K$; $S$ is the softmax of $o$.
    """,
    "table": r"""
        | name | meaning |
        |------|---------|
        | $W^{(1)}$ | matrix $H \times D$ |
        | $x$ | vector of $D$ |
        | $y$ | class of $K$ |
        | $o$ | vector of $K$ |
        | $S$ | softmax of $o$ |
    """,
}


@pytest.mark.parametrize("text", SAME.values(), ids=SAME)
def test_lines_tables_and_sentences_declare_the_same(text):
    declared = declare(text)
    scope = declared.scope
    assert scope.symbols == {"W1": ("H", "D"), "x": ("D",), "o": ("K",)}
    assert declared.indices == {"y": "K"}
    assert declared.classes == {"y"}
    assert [
        o.verdict
        for o in check(r"\frac{\partial}{\partial o_k}(-\log S_y) = S_k - \mathbf 1\{k=y\}", declared)
    ] == ["proved"]


KINDS = {
    "a, \\lambda: number": {"a": (), "λ": ()},
    "A: matrix 2 x 3": {"A": (2, 3)},
    "u: row vector n": {"u": ("n",)},
    "\\hat{y}, \\mathbf{h}^s: vector d_h": {"ŷ": ("dh",), "hs": ("dh",)},
    "$a$ and $b$ are numbers.": {"a": (), "b": ()},
    "t: one-hot K": {"t": ("K",)},
    "\\mathrm{MSE}: number": {"MSE": ()},
}


@pytest.mark.parametrize(("text", "symbols"), KINDS.items(), ids=KINDS)
def test_kinds(text, symbols):
    assert declare(text).scope.symbols == symbols


def test_what_is_given():
    declared = declare(
        "t: one-hot K\na: positive number\nx: vector n\ngiven: x_i \\ne 0\n where $\\sum_k x_k = 1$."
    )
    assert declared.given == (
        "sum(t[k], k) == 1",
        "a > 0",
        "x[i] != 0",
        "sum(x[k2], k2) == 1",
    )


def test_an_abbreviation_has_the_indices_that_are_free_in_it():
    declared = declare(
        "x: vector K\nS_i = e^{x_i} / \\sum_k e^{x_k}\ny: class K\nL = -\\log S_y\nM_2 = x^T x"
    )
    assert declared.scope.lets["S"][0] == ("i",)
    assert declared.scope.lets["L"][0] == ("y",)
    assert declared.scope.lets["M2"][0] == ()
    source = r"\frac{\partial S_i}{\partial x_j} = S_i(\delta_{ij} - S_j)"
    assert [o.verdict for o in check(source, declared)] == ["proved"]


def test_a_function_of_a_number_has_its_derivatives():
    declared = declare(r"x: number" + "\n" + r"g(x) = \log(1 + e^{-x})")
    lines = [r"g'(x) = -\frac{1}{1 + e^x}", r"g''(x) = \frac{e^x}{(1+e^x)^2}", r"\frac{dg}{dx} = g'(x)"]
    assert [o.verdict for line in lines for o in check(line, declared)] == ["proved"] * 3
    assert [o.verdict for o in check(r"g'(x) = \frac{1}{1 + e^x}", declared)] == ["false"]


def test_gradients_are_rows_where_that_is_declared():
    declared = declare("x: vector n\ngradients: rows")
    assert [o.verdict for o in check(r"\nabla_x \|x\|^2 = 2x^T", declared)] == ["proved"]
    assert [o.verdict for o in check(r"\nabla_x \|x\|^2 = 2x", declared)] == ["not read"]


def test_a_second_text_adds_to_the_first():
    first = declare("x: vector n")
    second = declare("W: matrix m x n\nz = W x", start=first)
    assert "z" in second.scope.lets
    assert "W" not in first.scope.symbols


def test_declarations_cross_a_process_border():
    declared = declare(SAME["lines"])
    assert pickle.loads(pickle.dumps(declared)).table() == declared.table()


REFUSED = {
    "nonsense": ("x: gizmo", "not understood"),
    "no size": ("x: vector", "0 sizes for a vector"),
    "one size": ("W: matrix n", "1 sizes for a matrix"),
    "twice": ("x: vector n\nx: number", "declared already, as vector n"),
    "not a name": ("x + y: number", "not a name"),
    "size is a name": ("n: number\nx: vector n", "not as a size"),
    "free index": ("x: vector n\nL = x_i", "the index i is free"),
    "undeclared": ("L = q", "q is not declared"),
    "unknown relation": (r"given: 1 \approx 2", "in what is given"),
    "huge": ("x" * 30_000, "more than 20000 characters"),
    "huge size": ("x: vector 99999", "from 1 to 64"),
    "code": ("__import__('os'): number", "nothing after _"),
    "sentence": ("$x$ is lovely.", "not understood"),
    "braces": ("x_{: number", "nothing closes"),
}


@pytest.mark.parametrize(("text", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_understood_is_an_error_with_its_place(text, message):
    with pytest.raises(DeclarationError, match=message) as caught:
        declare(text)
    span = caught.value.problem.span
    assert 0 <= span.start < span.end <= len(text) + 1
