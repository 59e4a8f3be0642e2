"""A displayed line that says what a new name stands for is a definition, and nothing else is."""

import pytest

from mlpkit.homework.magic import check_cell
from mlpkit.latex import Declarations, declare
from mlpkit.latex.adopting import adopt

LETTERS = declare(r"""
A: matrix m x n
x, u: vector n
b: vector m
a, c: number
S: vector n
M = a c
""")


def defined(source, declarations=LETTERS):
    return sorted(adopt(source, declarations).defined)


@pytest.mark.parametrize(
    ("source", "places"),
    [
        (r"r = A x - b", [0]),
        (r"f(x) := \tfrac12 \|A x - b\|^2 = \tfrac12 (Ax-b)^\top(Ax-b)", [0]),
        (r"h \triangleq a x \qquad g \equiv a u", [0, 1]),
        (r"\begin{aligned} h &= \sigma(z) \\ z &= A x + b \end{aligned}", [0, 1]),
        (r"z^{[1]} = A x", [0]),
        (r"\hat y_i = x_i^2", [0]),
        (r"L(x, c) = c \|x\|^2", [0]),
        (r"q = A x - y", [0]),
        (r"x_{t+1} = x_t - a x_t", [0]),
    ],
)
def test_definitions(source, places):
    assert defined(source) == places


@pytest.mark.parametrize(
    "source",
    [
        r"M = a + c",  # an abbreviation already
        r"S = 2 x",  # declared in a table as a vector and nothing more
        r"x = x - a u",  # an update
        r"q = q + a",
        r"q_j = A_{ij} x_j",  # the index i is free on the right only
        r"\sigma(a) = a",  # known
        r"q^2 = a",  # a power
        r"q^\top = x",
        r"2 q = a",
        r"q' = a",
        r"\Rightarrow q = a",  # a conclusion
        r"\delta_{ij} = a",
        r"a = q",
        r"q = A v + w B",  # too much is unknown
        r"\nabla f = x",
        r"q > a",
    ],
)
def test_what_defines_nothing(source):
    assert defined(source) == []


def test_a_letter_that_nobody_declared_gets_the_one_shape_that_fits():
    found = adopt(r"J = \|A x - y\|^2", LETTERS).declarations
    assert dict(found.table())["y"] == "vector m"
    assert found.assumed == ("y is a vector of m, with which alone its line is read",)
    assert adopt(r"J = C x", LETTERS).defined == frozenset()  # a matrix of how many rows?


def test_nothing_is_adopted_where_all_is_declared():
    assert adopt("q = a", Declarations(defaults=False)).defined == frozenset()


def verdicts(text):
    report, _ = check_cell(text)
    return [finding.verdict for finding in report.findings]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (r"$$ L = (a - y)^2 $$ $$ \frac{\partial L}{\partial a} = 2(a-y) $$", ["defined", "proved"]),
        (r"$$ L = (a - y)^2 $$ $$ \frac{\partial L}{\partial a} = 2(y-a) $$", ["defined", "false"]),
        # Two displays that say two things without a word: neither is believed.
        (r"$$ L = (a - y)^2 $$ $$ L = a $$", ["defined", "not established"]),
        (r"$$ L := (a - y)^2 $$ $$ L = a $$", ["defined", "false"]),
        (r"$$ L := (a - y)^2 $$ $$ L := a $$", ["defined", "not established"]),
        (r"$$ L = (a - y)^2 $$ $$ L = a^2 - 2 a y + y^2 $$", ["defined", "proved"]),
        (r"$$ L = K a + W $$ $$ \frac{\partial L}{\partial a} = 0 $$", ["not read", "not read"]),
        (r"$$ a := a - y $$", ["not read"]),
        (r"$$ a \gets a - y $$", ["not read"]),
    ],
)
def test_verdicts(lines, expected):
    assert verdicts(f"Let $a$ and $y$ be numbers.\n{lines}") == expected


def test_what_stands_behind_a_display_is_known_in_it():
    text = r"""
$$ z = W x + b $$
where $W \in \mathbb{R}^{m \times n}$, $x \in \mathbb{R}^n$ and $b \in \mathbb{R}^m$.
$$ h_\theta = g(z) $$
where
$$ g(s) = \frac{1}{1 + e^{-s}} $$
"""
    assert verdicts(text) == ["defined", "defined", "defined"]


def test_a_formula_that_gets_a_name_later_is_found_again():
    text = r"""
Let $X \in \mathbb{R}^{N \times D}$ and $W \in \mathbb{R}^{D \times M}$.
$$ L = \|\sigma(X W)\|_F^2 $$
Let $A = X W$.
$$ \frac{\partial L}{\partial A} = 2 \sigma(A) \odot \sigma(A) \odot (1 - \sigma(A)) $$
$$ \frac{\partial L}{\partial W} = X^\top \frac{\partial L}{\partial A} $$
$$ \frac{\partial L}{\partial W} = \frac{\partial L}{\partial A} X^\top $$
"""
    assert verdicts(text) == ["defined", "proved", "proved", "not read"]


def test_a_letter_that_was_said_to_be_something_unread_makes_no_line_false():
    text = "Let $a$ and $y$ be numbers.\n$$ \\phi(a) = \\int a $$\n$$ \\phi(y) = 1 $$\n$$ 2 a = a $$"
    assert verdicts(text) == ["not read", "not established", "false"]
