"""The exact zero test: what it decides, and that it never takes a root or a logarithm for more than it is."""

import pytest
import sympy
from hypothesis import given, strategies
from sympy import Rational, cosh, exp, log, sinh, sqrt, symbols, tanh

from mlpkit.exact import Generators, factor_list, is_zero

x, y, z = symbols("x y z", real=True)

ZERO = {
    "a constant": sympy.Integer(0),
    "polynomials": (x + y) ** 3 - x**3 - 3 * x**2 * y - 3 * x * y**2 - y**3,
    "rational functions": 1 / (x - 1) - 1 / (x + 1) - 2 / (x**2 - 1),
    "e": sympy.E * exp(-1) - 1,
    "exponentials": exp(x + y) - exp(x) * exp(y),
    "half exponents": exp(x / 2) ** 2 - exp(x),
    "thirds and halves": exp(x / 2) * exp(x / 3) - exp(Rational(5, 6) * x),
    "thirds and halves in a quotient": 1 / (exp(x / 2) + exp(x / 3))
    - (exp(x / 2) - exp(x / 3)) / (exp(x) - exp(2 * x / 3)),
    "large exponents": exp(300 * x) - exp(100 * x) ** 3,
    "exponents that are fractions": exp(x * y / (1 + y)) * exp(x / (1 + y)) - exp(x),
    "exponentials of exponentials": exp(exp(x + y)) - exp(exp(x) * exp(y)),
    "tanh": tanh(x) - (exp(2 * x) - 1) / (exp(2 * x) + 1),
    "sinh and cosh": cosh(x) ** 2 - sinh(x) ** 2 - 1,
    "tanh of twice": tanh(2 * x) * (1 + tanh(x) ** 2) - 2 * tanh(x),
    "logarithms of numbers": log(12) - 2 * log(2) - log(3),
    "logarithm of a quotient": log(x / y) - log(x) + log(y),
    "logarithm of exponentials": log(1 + exp(x)) - x - log(1 + exp(-x)),
    "exponential of a logarithm": exp(x - log(1 + exp(x))) - 1 / (1 + exp(-x)),
    "a power": x ** (y + 1) - x * x**y,
    "a root of a square": sqrt(x**2 + 2 * x + 1) ** 2 - (x + 1) ** 2,
    "a root of the positive": sqrt(exp(2 * x) + 2 * exp(x) + 1) - exp(x) - 1,
    "roots of numbers": sqrt(6) - sqrt(2) * sqrt(3),
}

NOT_ZERO = {
    "a constant": Rational(1, 10**40),
    "e^-200": exp(-200),
    "2.000000001": Rational(2000000001, 10**9) * x - 2 * x,
    "a series": exp(x) - 1 - x - x**2 / 2,
    "signs": tanh(x) + tanh(-x) + exp(-100 * x),
    "a root taken for its branch": sqrt(x**2 + 2 * x + 1) - (x + 1),
    "the other branch": sqrt(x**2 + 2 * x + 1) + (x + 1),
    "half a logarithm": exp(log(x**2 + 2 * x * y + y**2) / 2) - x - y,
    "a logarithm beside a root": sqrt(x**2 - 2 * x + 1) + log(y) - x + 1 - log(y),
    "0 / 0": ((x + y) ** 2 - x**2 - 2 * x * y - y**2) / ((x + 1) ** 2 - x**2 - 2 * x - 1),
    "an opposite": exp(log(x * y + x) + z) + (x * y + x) * exp(z),
}


@pytest.mark.parametrize("expression", ZERO.values(), ids=ZERO)
def test_zero(expression):
    assert is_zero(expression)


@pytest.mark.parametrize("expression", NOT_ZERO.values(), ids=NOT_ZERO)
def test_not_zero(expression):
    assert not is_zero(expression)


def test_a_logarithm_tells_the_sign_of_its_argument():
    # x + 1 is positive where log(x + 1) is defined, so the root is x + 1 there, and not elsewhere.
    root = sqrt(x**2 + 2 * x + 1) - (x + 1)
    assert is_zero(root * log(x + 1))
    assert not is_zero(root * log(x + 2))
    assert not is_zero(root * log((x + 1) * y))
    other = sqrt(x**2 + 2 * x + 1) + (x + 1)
    assert is_zero(other * log(-x - 1))
    assert not is_zero(root * log(-x - 1))


@pytest.mark.parametrize(
    "expression", [sympy.sin(x), sympy.pi * x, sympy.Abs(x), sympy.I * x, sympy.nan, x + 0.1], ids=str
)
def test_what_it_does_not_know_is_an_error(expression):
    with pytest.raises(NotImplementedError, match="the exact test does not know"):
        is_zero(expression)


def test_logarithm_of_zero_is_an_error():
    with pytest.raises(NotImplementedError, match="the logarithm of 0"):
        is_zero(sympy.log(sympy.Add(x, -y, y - x, evaluate=False), evaluate=False))


@pytest.mark.parametrize(
    ("expression", "least"),
    [
        (exp(x) + 2, 1),
        (x**2 + 1, 1),
        (x**2 + exp(y), 1),
        (x**2 + y**4, 0),
        (x**2 * exp(y) + exp(y) * y**2, 0),
        (x**2 + x, -1),
        (x**2 - 1, -1),
        (exp(x) - 1, -1),
        (x * y + x**2 + y**2, -1),
        (sympy.Integer(-3), -1),
        (sympy.Integer(3), 1),
    ],
    ids=str,
)
def test_least_sign(expression, least):
    generators = Generators()
    assert generators.least_sign(generators.rational(expression)) == least


@pytest.mark.parametrize(
    "expression",
    [exp(exp(x)) - 3, exp(x * log(1 + exp(y / 2))) + log(1 + exp(y)), log(x) + log(y), log(x * y), x**y],
    ids=str,
)
def test_meaning_undoes_the_rewriting(expression):
    generators = Generators()
    meaning = generators.meaning(generators.rational(expression))
    assert meaning.free_symbols <= {x, y}
    for sign in (1, -1):
        point = {x: sign * Rational(7, 5), y: sign * Rational(5, 3)}
        value = sympy.N(expression.xreplace(point), 30)
        assert not value.is_real or abs(sympy.N(meaning.xreplace(point), 30) - value) < 1e-25


@given(
    strategies.lists(
        strategies.tuples(
            strategies.fractions(-3, 3, max_denominator=3),
            strategies.tuples(*[strategies.integers(0, 2)] * 3),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_factors_are_those_that_sympy_finds(terms):
    z = sympy.Symbol("z", real=True)
    polynomial = sympy.Add(*(c * x**i * y**j * z**k for c, (i, j, k) in terms))
    constant, factors = factor_list(polynomial)
    expected = sympy.factor_list(polynomial)
    assert (constant, sorted(factors, key=str)) == (expected[0], sorted(expected[1], key=str))


def test_exponentials_of_many_different_fractions_are_an_error_and_do_not_fill_the_memory():
    exponentials = sympy.exp(x * sympy.Rational(1, 4637)) + sympy.exp(sympy.Rational(4631, 4639) * x)
    with pytest.raises(NotImplementedError, match="power 21473947 of an exponential"):
        is_zero(sympy.log(exponentials + y**2))
    assert not is_zero(exponentials - 2)
