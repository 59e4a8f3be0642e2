"""The derivatives that the counterexample search takes by itself."""

import pytest
import sympy

from mlpkit.derivation.instance import _slope

x, y = sympy.symbols("x y", real=True)
EXPRESSIONS = [
    sympy.Integer(3),
    x,
    y,
    x * y + 2 * x - y,
    (x**2 + y) ** 3 * (1 - x * y) / (2 + x**2),
    sympy.sqrt(1 + x**2) * x,
    (1 + x**2) ** sympy.Rational(-3, 2),
    sympy.exp(x * y) * x + sympy.exp(-(x**2)),
    sympy.log(1 + sympy.exp(x)) * y,
    sympy.tanh(x) ** 2 * sympy.log(x**2 + 1),
    2**x + x**y,
    sympy.sin(x * y),
    x * (x + 1) * (x - y) * sympy.exp(x) * y,
]


@pytest.mark.parametrize("expression", EXPRESSIONS, ids=str)
@pytest.mark.parametrize("symbol", [x, y], ids=str)
def test_slopes_are_those_that_sympy_finds(expression, symbol):
    difference = _slope(expression, symbol, {}) - sympy.diff(expression, symbol)
    for point in ({x: sympy.Rational(3, 7), y: 2}, {x: 5, y: sympy.Rational(-1, 3)}):
        assert abs(sympy.N(difference.subs(point), 30)) < 1e-20


def test_what_has_no_value_has_no_slope():
    assert _slope(x + sympy.nan, x, {}) is sympy.nan
