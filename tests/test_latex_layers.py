r"""Layers counted by a letter: W^l and W^{l+1} are names, and what is said of W^l is said of every layer."""

import pytest

from mlpkit.homework.examining import examine
from mlpkit.homework.findings import Finding
from mlpkit.homework.opening import take_apart
from mlpkit.latex import check, declare

FORWARD = (
    r"$W^{l}$ is an $n_l \times n_{l-1}$ matrix, $b^l \in \mathbb{R}^{n_l}$."
    r" $z^l = W^l a^{l-1} + b^l$. $a^l = \sigma(z^l)$ for every layer $l$."
)
COST = r" $C$ is a function of $a^L$. $\delta^l = \frac{\partial C}{\partial z^l}$."


def verdict(line, text=FORWARD + COST):
    (outcome,) = check(line, declare(text))
    return outcome.verdict


def verdicts(text):
    return [f.verdict for f in examine(take_apart("t", text, "markdown")) if isinstance(f, Finding)]


@pytest.mark.parametrize(
    "line",
    [
        r"\delta^{l} = ((W^{l+1})^\top \delta^{l+1}) \odot \sigma'(z^{l})",
        r"\delta^{(l)} = (W^{(l+1)\top} \delta^{(l+1)}) \odot a^{(l)} \odot (1 - a^{(l)})",
        r"\delta^{[l-1]} = (W^{[l]\top} \delta^{[l]}) \odot \sigma'(z^{[l-1]})",
        r"\frac{\partial z^{l+1}_k}{\partial z^l_j} = W^{l+1}_{kj} \sigma'(z^l_j)",
        r"\frac{\partial z^{l+1}_k}{\partial a^l_j} = W^{l+1}_{kj}",
        r"\delta^l_j = \sum_k \frac{\partial C}{\partial z^{l+1}_k}\frac{\partial z^{l+1}_k}{\partial z^l_j}",
        r"\frac{\partial C}{\partial b^l_j} = \delta^l_j",
        r"\frac{\partial C}{\partial W^l_{jk}} = a^{l-1}_k \delta^l_j",
        r"\frac{\partial C}{\partial a^l} = W^{l+1\top} \delta^{l+1}",
        r"\delta^L = \frac{\partial C}{\partial a^L} \odot \sigma'(z^L)",
        r"|a^l_j| = a^l_j",
        r"a^2 = \sigma(W^2 a^1 + b^2)",
    ],
)
def test_true_lines_are_proved(line):
    assert verdict(line) == "proved"


@pytest.mark.parametrize(
    "line",
    [
        r"\delta^{l} = (W^{l+1\top} \delta^{l+1}) \odot \sigma(z^{l})",
        r"\delta^{l} = -(W^{l+1\top} \delta^{l+1}) \odot \sigma'(z^{l})",
        r"\frac{\partial z^{l+1}_k}{\partial z^l_j} = W^{l+1}_{kj} \sigma(z^l_j)",
        r"\frac{\partial C}{\partial b^l_j} = 2 \delta^l_j",
        r"\frac{\partial C}{\partial W^l_{jk}} = z^{l-1}_k \delta^l_j",
        r"\frac{\partial C}{\partial a^l_j} = \delta^l_j",
        r"a^{l+1} = W^{l+1} a^l + b^{l+1}",
    ],
)
def test_false_lines_are_false(line):
    assert verdict(line) == "false"


@pytest.mark.parametrize(
    "line, words",
    [
        (r"\sum_l b^l_j = 0", "sums over layers"),
        (r"\delta^l_j = \delta^L_j", "counted in two ways"),
        (r"C = 1", "only derivatives are known"),
        (r"\frac{\partial \delta^l_j}{\partial z^l_j} = 0", "derivative of a derivative"),
        (r"\delta^L = \nabla_a C \odot \sigma'(z^L)", "a without its layer"),
        (r"\frac{\partial C}{\partial z^1_j} = \delta^1_j", "which number that is"),
        (r"e^l_j = 0 \cdot c^l_j", "a letter for the layer"),
    ],
)
def test_what_is_not_known_is_not_read_and_says_why(line, words):
    (outcome,) = check(line, declare(FORWARD + COST))
    assert (outcome.verdict, words in outcome.why) == ("not read", True), outcome.why


def test_a_layer_without_declarations_says_what_to_write():
    (outcome,) = check(r"z^{l} = W^{l} a^{l-1}", declare(""))
    assert outcome.verdict == "not read"
    assert any("W^{(1)}" in choice for choice in outcome.equality.problem.choices)


@pytest.mark.parametrize(
    "text, line, expected",
    [
        ("x: number\nl: number", "x^l x = x^{l+1}", "checked"),
        ("x: number\nl: number", "x^l x = x^{l+2}", "false"),
        ("w: vector n", r"\sum_k w_k^2 = w^\top w", "proved"),
        ("A: matrix n x n", "(A^T)^T = A", "proved"),
        ("x: number", "x^l = x^l", "not read"),
    ],
    ids=["power", "another power", "an index", "a transpose", "an unknown power"],
)
def test_what_is_no_layer_stays_what_it_is(text, line, expected):
    assert verdict(line, text) == expected


def test_a_number_of_that_name_is_a_power():
    known = declare("x: number\nl: number", start=declare(FORWARD))
    (outcome,) = check("x^l x = x^{l+1}", known)
    assert outcome.verdict == "checked"
    (outcome,) = check(r"\sigma'(z^l) = a^l \odot (1 - a^l)", known)
    assert outcome.verdict == "not read"


def test_what_the_input_layer_need_not_fulfil_is_left_open():
    assert verdict(r"|a^{l-1}_j| = a^{l-1}_j") == "not established"


def test_an_undefined_delta_is_not_taken_for_any_vector():
    text = FORWARD + r" $C$ is a function of $a^L$. $\delta^l \in \mathbb{R}^{n_l}$."
    assert verdict(r"\frac{\partial C}{\partial b^l_j} = \delta^l_j", text) == "not read"


def test_an_activation_of_which_nothing_is_known_stands_in_no_derivative():
    text = (
        r"$W^{l}$ is an $n_l \times n_{l-1}$ matrix, $b^l \in \mathbb{R}^{n_l}$. $z^l = W^l a^{l-1} + b^l$."
    )
    assert verdict(r"\frac{\partial \sigma(z^{l+1}_k)}{\partial z^l_j} = 0", text) == "not read"
    assert verdict(r"\frac{\partial (z^{l+1}_k z^l_j)}{\partial z^l_j} = z^{l+1}_k", text) == "not read"


def test_layers_without_biases():
    text = r"$z^l = W^l a^{l-1}$. $a^l = \operatorname{relu}(z^l)$."
    assert verdict(r"z^{l+1} = W^{l+1} \operatorname{relu}(z^l)", text) == "proved"
    assert verdict(r"z^{l+1} = W^{l+1} z^l", text) == "false"


def test_the_last_layer_may_be_another_function():
    text = FORWARD + r" $a^L = \operatorname{softmax}(z^L)$."
    assert verdict(r"\sum_k a^L_k = 1", text) == "proved"
    assert verdict(r"\sum_k a^L_k = 1", FORWARD) == "false"


def test_two_ways_around_a_layer():
    text = FORWARD.replace(r"\sigma(z^l)", r"\sigma(z^l) + a^{l-1}").replace(
        "n_l \\times n_{l-1}", "d \\times d"
    )
    text = text.replace(r"\mathbb{R}^{n_l}", r"\mathbb{R}^{d}") + COST
    assert verdict(r"\delta^{l} = (W^{l+1\top} \delta^{l+1}) \odot \sigma'(z^{l})", text) != "proved"


def test_a_document_with_a_cost():
    text = r"""In layer $l$ the input is $z^{l} = w^{l} a^{l-1} + b^{l}$ and the output
is $a^l = \sigma(z^l)$.

$$\delta^l_j \equiv \frac{\partial C}{\partial z^l_j}.$$

With the quadratic cost $C = \frac{1}{2}\sum_j (y_j - a^L_j)^2$ we get

$$\delta^L_j = (a^L_j - y_j)\,\sigma'(z^L_j).$$

$$\delta^L_j = (y_j - a^L_j)\,\sigma'(z^L_j).$$

$$\frac{\partial C}{\partial w^l_{jk}} = a^{l-1}_k \delta^l_j$$
"""
    assert verdicts(text) == ["defined", "proved", "false", "proved"]


def test_a_second_definition_is_no_false_line():
    text = "$$z^l = W^l a^{l-1} + b^l$$\n\n$$a^l = \\tanh(z^l)$$\n\nand elsewhere\n\n$$a^l = \\sigma(z^l)$$\n"
    assert verdicts(text)[-1] != "false"


def test_what_is_defined_below_is_not_free_above():
    text = (
        "$$z^l = W^l a^{l-1} + b^l$$\n\n$$\\frac{\\partial (a^l_j z^l_j)}{\\partial z^l_j} = a^l_j$$\n\n"
        "$$a^l = \\tanh(z^l)$$\n"
    )
    assert verdicts(text)[1] == "not read"
    text = "$$z^l = W^l a^{l-1} + b^l$$\n\n$$2 a^l_j = 2\\tanh(z^l_j)$$\n\n$$a^l = \\tanh(z^l)$$\n"
    assert verdicts(text)[1] == "not read"
