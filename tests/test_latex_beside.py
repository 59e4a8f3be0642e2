"""Conditions beside a line, names of steps, symmetric matrices, and functions by other names."""

import pytest

from mlpkit.latex import check, declare
from tests.test_latex_adopting import verdicts

LETTERS = declare(r"""
z, w: vector K
p = softmax(z)
u, l: number
B: matrix K x K
""")


def found(source, declarations=LETTERS):
    return [outcome.verdict for outcome in check(source, declarations)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (r"\frac{\partial p_i}{\partial z_j} = -p_i p_j, \quad i \neq j", ["proved"]),
        (r"\frac{\partial p_i}{\partial z_j} = -p_i p_j \quad \text{if } i \ne j", ["proved"]),
        (r"\frac{\partial p_i}{\partial z_j} = -p_i p_j \qquad (i \ne j)", ["proved"]),
        (r"\frac{\partial p_i}{\partial z_j} = p_i (1 - p_i) \quad \text{for } i = j", ["proved"]),
        (r"\frac{\partial p_i}{\partial z_j} = p_i p_j, \quad i \neq j", ["false"]),
        (r"\frac{\partial p_i}{\partial z_j} = -p_i p_j", ["false"]),
        (r"\frac{\partial p_i}{\partial z_j} = -p_i p_j, \quad i = j", ["false", "not read"]),
        (r"\frac{\partial}{\partial w_j}|w_j| = 1, \quad w_j > 0", ["proved"]),
        (r"\frac{\partial}{\partial w_j}|w_j| = 1, \quad w_j \ne 0", ["false"]),
        (r"\frac{\partial}{\partial w_j}|w_j| = \operatorname{sign}(w_j), \quad w_j \ne 0", ["proved"]),
        (r"B = B, \quad i \ne j", ["not read"]),
        (r"p_1 = p_1, \quad w > 0", ["not read"]),
        (r"\operatorname{relu}'(u) = \begin{cases} 1 & u > 0 \\ 0 & u < 0 \end{cases}", ["proved"]),
        (r"\operatorname{relu}'(u) = \begin{cases} 0 & u > 0 \\ 1 & u < 0 \end{cases}", ["false"]),
        (r"|u| = \begin{cases} u & u > 0 \\ -u & u < 0 \end{cases}", ["proved"]),
        (r"|u| = u \text{ if } u > 0", ["proved"]),
        (r"|u| = u \quad (u > 0)", ["proved"]),
        (r"|u| = u \quad (u < 0)", ["false"]),
        (r"|u| = u \text{ if } u \ge 0", ["not read"]),
        (r"w = \begin{cases} w & w > 0 \\ w & w < 0 \end{cases}", ["not read"]),
    ],
)
def test_conditions(source, expected):
    assert found(source) == expected


def test_a_condition_holds_for_its_own_line_alone():
    source = r"\begin{aligned} |u| &= u, & u > 0 \\ \end{aligned}"
    assert found(source) == ["proved"]
    assert found(r"|u| = u") == ["false"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (r"1 - \tanh^2 u = \operatorname{sech}^2 u", "proved"),
        (r"\cosh^2 u - \sinh^2 u = 1", "proved"),
        (r"\frac{d}{du} \cosh u = -\sinh u", "false"),
        (r"(B + u I) w = B w + u w", "proved"),
        (r"(B + u I) w = B w + u", "false"),
        (r"\operatorname{tr}(I) = K", "not read"),
        (r"\frac{d\sigma}{du} = \sigma(u)(1 - \sigma(u))", "proved"),
        (r"\frac{d\sigma}{du} = \sigma(u)", "false"),
        (r"\left.\frac{d\sigma}{du}\right|_{u=0} = \frac14", "proved"),
        (r"\left.\frac{d\sigma}{du}\right|_{u=0} = \frac12", "false"),
        (r"\nabla_w \frac{u}{2} \|w\|^2 = u w", "proved"),
        (r"\nabla_w \frac{u}{2} \|w\|^2 = 2 u w", "false"),
        (r"\frac{\partial}{\partial w_j} w_j w_i = w_i", "not read"),
        (r"\frac{\partial}{\partial z_j} \log \sum_k e^{z_k} = p_j", "proved"),
        (r"\frac{\partial}{\partial z_j} \log \sum_k e^{z_k} = \frac{1}{\sum_k e^{z_k}}", "false"),
    ],
)
def test_signs(source, expected):
    assert found(source) == [expected]


def test_a_size_d_is_no_factor_of_a_differential():
    sized = declare("x: vector d\nu: number")
    assert found(r"\frac{d}{du} u^2 = 2u", sized) == ["proved"]
    number = declare("d, u: number")
    assert found(r"\frac{d}{du} u^2 = 2u", number) == ["not read"]


def test_symmetric_matrices():
    letters = declare(r"Let $A$ be a symmetric matrix of $n \times n$, and $x$ a vector of $n$.")
    assert dict(letters.table())["A"] == "symmetric n×n"
    assert found(r"A^\top = A", letters) == ["proved"]
    assert found(r"\nabla_x \left(x^\top A x\right) = 2 A x", letters) == ["proved"]
    assert found(r"A = -A", letters) == ["false"]
    plain = declare(r"Let $A$ be a matrix of $n \times n$, and $x$ a vector of $n$.")
    assert found(r"\nabla_x \left(x^\top A x\right) = 2 A x", plain) == ["false"]


@pytest.mark.parametrize(
    "source",
    [r"\sum_{i=1}^n x_i = n x_i", r"y_i = w^\top x_i", r"\sum_{i=1}^n y_i x_i = x_i \sum_{i=1}^n y_i"],
)
def test_a_name_with_an_index_in_it_is_not_summed(source):
    letters = declare(r"Let $x_i \in \mathbb{R}^d$, $w \in \mathbb{R}^d$ and $y \in \mathbb{R}^n$.")
    (outcome,) = check(source, letters)
    assert outcome.verdict == "not read"
    assert "as one name" in outcome.why


def test_steps_of_a_recursion():
    text = r"""
Let $A$ be a matrix of $n \times n$, $x$ and $b$ vectors of $n$ and $\eta$ a number.
$$ x_{t+1} = x_t - \eta (A x_t - b) $$
$$ x_{t+1} - x_t = \eta (b - A x_t) $$
$$ x_{t+1} - x_t = \eta (A x_t - b) $$
$$ \sum_{t=1}^n x_t = x_t $$
"""
    assert verdicts(text) == ["defined", "proved", "false", "not read"]
