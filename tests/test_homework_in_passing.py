"""What running text says in passing: formulas that declare, and those that conclude."""

import pytest

from mlpkit.homework.in_passing import formulas, says_no_more
from mlpkit.homework.traced import Traced
from tests.test_latex_adopting import verdicts


@pytest.mark.parametrize(
    ("sentence", "members", "definitions"),
    [
        (r"with $W \in \mathbb{R}^{m \times n}$", 1, 0),
        (r"The loss is $L = (a - y)^2$", 0, 1),
        (r"where $z = Wx + b$ and $a = \sigma(z)$", 0, 2),
        (r"If $p = \sigma(z)$, then $z = \log p$", 0, 1),
        (r"With the error $e = x - y$ we get $e = 1$", 0, 1),
        (r"so $S = t$", 0, 0),
        (r"Hence the loss $L = 0$", 0, 0),
        (r"For $i = 1, \dots, n$ and $L = 2$", 0, 0),
        (r"which gives $L = a$", 0, 0),
        (r"the softplus $\zeta(z) \equiv \ln(1 + e^z)$", 0, 1),
        (r"Show that $L = a$", 0, 0),
        (r"It is not true that the loss is $L = a$", 0, 0),
        (r"By mistake the loss is $L = a$", 0, 0),
    ],
)
def test_formulas(sentence, members, definitions):
    found = formulas(Traced(sentence))
    assert (len(found[0]), len(found[1])) == (members, definitions)


@pytest.mark.parametrize(
    ("sentence", "plain"),
    [
        (r"Let $x \in \mathbb{R}^n$ be the input and $y \in \mathbb{R}^n$ the target vector", True),
        (r"Let $A \in \mathbb{R}^{n \times n}$ be an orthogonal matrix", False),
        (r"where $t \in \mathbb{R}^K$ sums to one", False),
    ],
)
def test_words_that_say_more(sentence, plain):
    assert says_no_more(Traced(sentence)) == plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"Let $z \in \mathbb{R}^K$ be the logits and let $p = \mathrm{softmax}(z)$ be the model.", "false"),
        (r"Let $z \in \mathbb{R}^K$. Here $p = \mathrm{softmax}(z)$ is an odd vector.", "not established"),
        (r"Let $z \in \mathbb{R}^K$ and $p = \mathrm{softmax}(z)$. Then $p = z$.", "false"),
    ],
)
def test_a_true_and_a_false_line(text, expected):
    lines = r"$$ \frac{\partial p_i}{\partial z_j} = p_i(\delta_{ij} - p_j) $$ $$ p_i = z_i $$"
    assert verdicts(f"{text}\n{lines}") == ["proved", expected]


def test_what_a_text_concludes_is_not_taken():
    text = "Let $a$ and $c$ be numbers. So $L = a$.\n$$ \\frac{\\partial L}{\\partial a} = 1 $$"
    assert verdicts(text) == ["not read"]


def test_a_letter_gets_its_meaning_after_its_kind():
    text = r"""
Let $W \in \mathbb{R}^{m \times n}$, $x \in \mathbb{R}^n$ and $z \in \mathbb{R}^m$.
$$ z = W x $$
$$ \frac{\partial z_i}{\partial x_j} = W_{ij} $$
$$ \frac{\partial z_i}{\partial x_j} = W_{ji} $$
"""
    assert verdicts(text)[:2] == ["defined", "proved"]
    assert verdicts(text)[2] in ("false", "not read")


def test_a_space_that_contradicts_leaves_a_doubt():
    text = "Let $x \\in \\mathbb{R}^n$. For $g(x) = x^2$, $x \\in \\mathbb{R}$:\n$$ 1 = 2 $$"
    assert verdicts(text) == ["not established"]
