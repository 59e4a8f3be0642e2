"""No false line is proved because it was misread: notations that look like one thing and are another."""

import pytest

from mlpkit.latex import Question, check, declare, read_chain
from tests.latex_declared import DECLARED

PROVED = [
    r"x^\top V = (V^\top x)^\top",
    r"x^\top V u = u^\top V^\top x",
    r"\mathbf{1}\{k \ne y\} = 1 - \mathbf{1}\{k=y\}",
    r"\frac{\partial S_i}{\partial o_j} = \begin{cases} S_i(1-S_i) & i=j \\ -S_iS_j & i\neq j\end{cases}",
    r"\sum_k -z_k o_k = -\sum_k z_k o_k",
    r"\sum_{k=1}^K - z_k = -\sum_k z_k",
    r"\frac12 a = \frac{a}{2}",
    r"\frac12a = \frac a2",
    r"1/2 \cdot a = \frac{a}{2}",
    r"\log(a)c = c\log a",
    r"\tanh^2 a = (\tanh a)^2",
    r"\tanh(a)^2 = \tanh^2(a)",
    r"e^{-a} = \exp(-a)",
    r"e^2a = a e^2",
    r"\sum_k z_k o_k + c = c + \sum_k o_k z_k",
    r"x^Tu = u^Tx",
    r"x^\top u = u^{\mathrm T} x",
    r"x^2_i = x_i x_i",
    r"(V^T)_{ij} = V_{ji}",
    r"V_{12} = V_{1,2}",
    r"\|x\|^2 = x^T x",
    r"\|x\|_2^2 = \|x\|^2_2 = \langle x, x \rangle",
    r"\nabla_o L = S - \operatorname{onehot}(y) = S - \mathbf{1}_y",
    r"\|x\|_1 = \sum_i |x_i|",
    r"\|x\| = \sqrt{x^\top x}",
    r"\|W\|_F^2 = \operatorname{tr}(W^T W) = \langle W, W \rangle_F",
    r"a(c+1) = ac+a",
    r"\max(0,a) = \operatorname{ReLU}(a)",
    r"\sum_l \delta_{kl} z_l = z_k",
    r"\sum_{l\ne k} z_l = \sum_l z_l - z_k",
    r"\sum_{l=2}^K z_l = \sum_l z_l - z_1",
    r"\sum^K_{l=1} 1 = K",
    r"\frac{\partial z_i^2}{\partial z_j} = 2 z_i \delta_{ij}",
    r"\frac{d}{da} a^2 = 2a",
    r"\frac{\partial^2 a^3}{\partial a^2} = 6a",
    r"\partial L/\partial o_k = S_k - 1\{k=y\}",
    r"\frac{\partial L}{\partial o_k} = S_k - \mathbb{1}_{[k=y]}",
    r"\nabla_o E = S - t",
    r"\frac{\partial S}{\partial o} = \operatorname{diag}(S) - SS^T",
    r"\frac{\partial h}{\partial x} = \operatorname{diag}(f'(Wx+b)) W",
    r"\begin{bmatrix}1&2\\3&4\end{bmatrix}\begin{bmatrix}1\\1\end{bmatrix}=\begin{bmatrix}3\\7\end{bmatrix}",
    r"|c| = \begin{cases} c, & \text{if } c \ge 0, \\ -c, & \text{otherwise.}\end{cases}",
    r"Vx \odot u = u \odot Vx",
    r"\underbrace{a + c}_{\text{both}} = \bigl(c + a\bigr)",
    r"\mathbf{1}_K^T S = 1",
    r"\mathbf{1}^\top S = 1",
    r"\partial_{x_j} \|x\|^2 = 2 x_j",
    r"\frac{S_i}{S_i} = 1",
    r"\text{softmax}(o)_k = S_k",
    r"\log \sum_k e^{z_k} = \log\left(\sum_k e^{z_k}\right)",
    r"f'(a) = \frac{d}{da} f(a)",
    r"a \ne a + 1",
    r"\frac{\partial}{\partial z_i} \sum_k z_k^2 = 2 z_i",
    r"\sigma'(a) = \sigma(a)(1-\sigma(a)) = \sigma(a)\sigma(-a)",
    r"W^\top b - W^\top b = 0",
]
FALSE = [
    r"x^\top V = V^\top x",
    r"\frac{\partial S_i}{\partial o_j} = \begin{cases} S_i(1-S_i) & i \ne j \\ -S_iS_j & i=j\end{cases}",
    r"\sum_k -z_k o_k = \sum_k z_k o_k",
    r"\|x\|^2 = \|x\|",
    r"\frac12 a = \frac{1}{2a}",
    r"\sum_i z_i + c = \sum_i (z_i + c)",
    r"\sum_k z_k c + a = \sum_k (z_k c + a)",
    r"x^Tu = u x^T",
    r"V_{ij}^2 = V_{ij}",
    r"\sum_{l \neq k} z_l = \sum_l z_l",
    r"\nabla_o E = S + t",
    r"\frac{\partial S}{\partial o} = \operatorname{diag}(S) - S^TS",
    r"\begin{bmatrix}1&2\end{bmatrix}=\begin{bmatrix}1\\2\end{bmatrix}",
    r"-a^2 = (-a)^2",
    r"a - c - a = a - (c - a)",
    r"Wx + b = h",
    r"a \ne a",
    r"\frac{\partial E}{\partial o_i} = S_i \sum_k t_k + t_i",
]
ASKED = [
    r"a/2 a = \frac{a}{2a}",
    r"1/2a = \frac12 a",
    r"\log a c = c\log a",
    r"\log a \cdot c = c\log a",
    r"\log(a)^2 = 2 \log a",
    r"\sigma' = \sigma(1-\sigma)",
    r"\sum_k z_k + o_k = \sum_k o_k",
    r"x^Tu = u\cdot x",
    r"x u = u x",
    r"x^2 = x",
    r"x_i^T = x_i",
    r"V^T_{ij} = V_{ji}",
    r"|a|c|a| = c a^2",
    r"a(c) = ac",
    r"L(o) = L",
    r"exp(a) = a",
    r"2\frac12 = 1",
    r"\frac{\partial}{\partial z_i} z_i z_j = z_j",
    r"\frac{\partial}{\partial z_i} z_i + z_i = 1",
    r"\frac{\partial a}{\partial c} = 0",
    r"\log \sum_k e^{z_k} c = c",
    r"\frac{b}{b} = b",
    r"\delta_{ij} = \mathbb{1}[i=j]",
    r"\sum_l 1 = K",
    r"\nabla_x \|x\|^2 = 2x^T",
    r"V_{ij} x_j = (Vx)_i",
    r"z_k o_k = z^\top o",
]
NOT_READ = [
    r"\sigma a = \sigma(a)",
    r"e^-a = e^{-a}",
    r"x_i^{(2)} = x_i",
    r"W^{(2)} x = 0",
    r"W_{i} = W_{i1}",
    r"a2 = 2a",
    r"2 3 = 6",
    r"2\,3 = 6",
    r"1,000 = 1000",
    r"Q = W",
    r"\sum_{l=1}^{K-1} z_l = 0",
    r"\sum_{l=1}^D z_l = 0",
    r"\nabla L = S",
    r"|c| = \begin{cases} c & c \ge 0 \\ -c & c \le 0 \end{cases}",
    r"a \approx a",
    r"x + x_1 = x_1 + x",
    r"\delta_i = z_i",
    r"\mathbf{1}^T \mathbf{1} = K",
    r"y = 1",
    r"S_k k = 0",
    r"\int a = 0",
    r"\prod_k z_k = 0",
    r"\sin a = a",
    r"a = \frac{a}{",
    r"= a",
    r"a = ",
    r"\foo a = a",
    r"f a = a",
    r"\tilde{x} = x",
    r"x' = x",
    r"x_k z_k = z_k x_k",
    r"Wb = 0",
    r"x + 1_{D} u^T = 0",
    r"a = b_0",
]


def verdicts(source, declarations=DECLARED):
    return [outcome.verdict for outcome in check(source, declarations)]


@pytest.mark.parametrize("source", PROVED, ids=str)
def test_true_lines_are_proved(source):
    assert {*verdicts(source)} == {"proved"}


@pytest.mark.parametrize("source", FALSE, ids=str)
def test_false_lines_are_false(source):
    (outcome,) = check(source, DECLARED)
    assert outcome.verdict == "false"
    assert outcome.counterexample or outcome.why


@pytest.mark.parametrize("source", ASKED, ids=str)
def test_two_meanings_are_a_question(source):
    (equality,) = read_chain(source, DECLARED)
    assert isinstance(equality.problem, Question)
    assert equality.problem.choices


@pytest.mark.parametrize("source", NOT_READ, ids=str)
def test_what_the_language_cannot_say_is_not_read(source):
    (outcome,) = check(source, DECLARED)
    assert outcome.verdict == "not read"
    assert outcome.why
    span = outcome.equality.problem.span
    assert 0 <= span.start < span.end <= len(source) + 1


@pytest.mark.parametrize(
    ("declared", "source"),
    [
        ("e: vector D", r"e^{-x} = x"),
        ("e: vector D", r"e^{2} = x"),
        ("T: number", r"x^T x = 0"),
        ("d: number", r"\frac{d x}{d a} = 0"),
        (r"\delta: vector K", r"\delta_{ij} = 0"),
    ],
    ids=str,
)
def test_a_declared_name_that_is_also_a_sign_is_asked_about(declared, source):
    start = declare("x: vector D\na: number\nz: vector K")
    (outcome,) = check(source, declare(declared, start=start))
    assert outcome.verdict == "not read"


def test_a_declared_error_vector_is_transposed_and_not_exponentiated():
    declared = declare("e, x: vector D")
    assert verdicts(r"e^\top x = x^\top e", declared) == ["proved"]


def test_exp_stands_beside_an_error_in_bold():
    declared = declare(r"\mathbf{e}, x: vector D" + "\na: number")
    assert verdicts(r"e^{-a} \mathbf{e}_i = \mathbf{e}_i \exp(-a)", declared) == ["proved"]
