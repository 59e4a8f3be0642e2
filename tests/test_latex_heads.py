r"""Functions defined by a formula: f(u), f'(u) and \nabla f(u) are what it says, and no index is caught."""

import pytest

from mlpkit.latex import check, declare

LETTERS = declare(r"""
A: matrix n x n
x, u: vector n
b: vector n
s, a, c: number
f(x) = \frac12 \|A x - b\|^2
g(s) = \log(1 + e^{-s})
q(a) = \sum_k x_k a
m(s) = c s^2 + s
w = 3 c
""")


def verdict(source, declarations=LETTERS):
    (outcome,) = check(source, declarations)
    return outcome.verdict


@pytest.mark.parametrize(
    "source",
    [
        r"g(-s) = g(s) + s",
        r"g'(-s) = -\sigma(s)",
        r"g''(s) = \sigma(s)\sigma(-s)",
        r"g(x_i) = \log(1 + e^{-x_i})",
        r"\sum_k g'(x_k) = -\sum_k \sigma(-x_k)",
        r"g(x^\top u) = \log(1 + \exp(-x^\top u))",
        r"\nabla_x g(x^\top u) = -\sigma(-x^\top u) u",
        r"g(x) = \log(1 + e^{-x})",
        r"\nabla f(x) = A^\top (A x - b)",
        r"\nabla f = A^\top (A x - b)",
        r"\nabla f(u) = A^\top (A u - b)",
        r"\nabla f(x - a u) = \nabla f(x) - a A^\top A u",
        r"\nabla^2 f(x) = A^\top A",
        r"\nabla_x^2 f(x) = A^\top A",
        r"\|\nabla f(x)\|^2 = \nabla f(x)^\top \nabla f(x)",
        r"\frac{d}{da} f(x + a u) = u^\top \nabla f(x + a u)",
        r"q(x_k) = x_k \sum_i x_i",  # the k of the formula is another k
        r"\sum_k q(x_k) = \left(\sum_k x_k\right)^2",
        r"m'(c) = 2c^2 + 1",  # not the derivative of c·c² + c
        r"m(w) = 9c^3 + 3c",
        r"g(s)(1 + g(s)) = g(s) + g(s)^2",
        r"\log g(s)^2 = \log\left(g(s)^2\right)",
        r"s \cdot g(s) = g(s) s",
        r"\left.\frac{dg}{ds}\right|_{s=0} = -\frac12",
        r"\left.m(s)\right|_{s=a} = m(a)",
        r"\left.\nabla f(x)\right|_{x=u} = \nabla f(u)",
    ],
)
def test_true_lines(source):
    if source.startswith(r"\log g(s)^2"):
        assert verdict(source) in ("proved", "not read")  # a power behind a logarithm may ask
    else:
        assert verdict(source) == "proved"


@pytest.mark.parametrize(
    "source",
    [
        r"g(-s) = g(s)",
        r"g'(-s) = \sigma(s)",
        r"\nabla f(u) = A^\top (A x - b)",
        r"\nabla f(x) = 2 A^\top (A x - b)",
        r"q(x_k) = \sum_k x_k x_k",
        r"m'(c) = 3c^2 + 1",
        r"\sum_k g(x_k) = n g(x_1)",
        r"\left.\frac{dg}{ds}\right|_{s=0} = \frac12",
        r"\left.m(s)\right|_{s=a} = m(c)",
    ],
)
def test_false_lines(source):
    assert verdict(source) in ("false", "not read")
    assert verdict(source) != "not read" or source.startswith("q(x_k)")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (r"f(s) = 1", "defined of"),
        (r"f(x, u) = 1", "expected 1"),
        (r"f'(x) = A x", "of a vector"),
        (r"\nabla f(x)^2 = 1", ""),
        (r"\nabla s = 1", "by what"),
        (r"\nabla^3 f(x) = 1", "with this above it"),
        (r"\left.m(s)\right|_{2 = s} = m(2)", "no declared letter"),
        (r"\left.f(x)\right|_{x = 0} = 1", "a number for a column"),
        (r"m(s)\big|_{s=0} = 0", "a value at a place"),
    ],
)
def test_what_is_not_read(source, words):
    (outcome,) = check(source, LETTERS)
    assert outcome.verdict == "not read"
    assert words in outcome.why
