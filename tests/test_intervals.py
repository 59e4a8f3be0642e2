"""Intervals contain the value, separate it from its neighbours, and know where there is none."""

import mpmath
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from sympy import Integer, Rational, exp, log, sqrt, symbols, tanh

from mlpkit.intervals import enclose, is_bounded, middle, sign

x, y = symbols("x y", real=True)
rationals = st.fractions(min_value=-20, max_value=20, max_denominator=999).map(
    lambda q: Rational(q.numerator, q.denominator)
)

VALUES = {
    "a third": (Rational(1, 3), lambda: mpmath.mpf(1) / 3),
    "a sum": (1 + exp(Rational(1, 7)) - log(5), lambda: 1 + mpmath.exp(mpmath.mpf(1) / 7) - mpmath.log(5)),
    "a product": (-2 * exp(3) * log(2), lambda: -2 * mpmath.exp(3) * mpmath.log(2)),
    "an integer power": (log(3) ** -3, lambda: mpmath.log(3) ** -3),
    "a root": (sqrt(2), lambda: mpmath.sqrt(2)),
    "e": (sympy.E, lambda: mpmath.e),
    "tanh": (tanh(Rational(1, 2)), lambda: mpmath.tanh(mpmath.mpf("0.5"))),
    "cancelling": (exp(Rational(1, 10**30)) - 1, lambda: mpmath.expm1(mpmath.mpf(10) ** -30)),
    "tiny": (exp(-20000), lambda: mpmath.exp(-20000)),
}


@pytest.mark.parametrize(("expression", "value"), VALUES.values(), ids=VALUES)
def test_encloses_to_45_digits(expression, value):
    interval = enclose(expression, {})
    with mpmath.workdps(2000):
        value = value()
        assert abs(mpmath.mpf(str(middle(interval))) / value - 1) < mpmath.mpf(10) ** -44
        assert interval.a <= value <= interval.b
        assert sign(interval) == mpmath.sign(value)


@given(a=rationals, b=rationals)
def test_values_at_a_point(a, b):
    interval = enclose(x * tanh(y) - exp(x / 4) * y**3, {x: a, y: b})
    with mpmath.workdps(60):
        p, q = (mpmath.mpf(int(v.p)) / int(v.q) for v in (a, b))
        value = p * mpmath.tanh(q) - mpmath.exp(p / 4) * q**3
        assert abs(mpmath.mpf(str(middle(interval))) - value) <= abs(value) * mpmath.mpf(10) ** -40


UNDEFINED = {
    "log of 0": log(x),
    "log of a negative": log(x - 1),
    "a pole": 1 / x,
    "a root": sqrt(x - 1),
    "a sum with one": 5 + log(x - 1),
    "a pole squared": (x - 0) ** -2,
    "nan": sympy.nan,
    "infinity": x + sympy.oo,
    "complex": sympy.zoo + x,
    "a symbol without a value": y + 1,
}


@pytest.mark.parametrize("expression", UNDEFINED.values(), ids=UNDEFINED)
def test_surely_not_a_number(expression):
    assert enclose(expression, {x: Integer(0)}) is None
    assert not is_bounded(None)


@pytest.mark.parametrize(
    "expression",
    [1 / (1 - tanh(10**6 * x)), log(log(1 + exp(-(10**5) * x))), sqrt(1 - tanh(10**6 * x))],
    ids=str,
)
def test_too_few_digits_is_not_undefined(expression):
    interval = enclose(expression, {x: Integer(1)})
    assert interval is not None
    assert not is_bounded(interval)
    assert sign(interval) == 0


def test_more_digits_are_taken_where_few_do_not_tell():
    assert is_bounded(enclose(1 / (1 - tanh(500 * x)), {x: Integer(1)}))
    assert enclose(sqrt(x), {x: Integer(0)}).b == 0


def test_zero_has_no_sign():
    interval = enclose(exp(x) * exp(-x, evaluate=False) - log(sympy.E, evaluate=False), {x: Rational(1, 3)})
    assert sign(interval) == 0
    assert middle(interval) == 0


def test_unknown_function_is_an_error():
    with pytest.raises(NotImplementedError, match="no interval for sin"):
        enclose(sympy.sin(x), {x: Integer(1)})
