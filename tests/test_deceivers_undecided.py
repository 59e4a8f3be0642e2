"""Deceivers without a counterexample: not established, or proved with the exception named."""

import numpy as np
import pytest

import mlpkit
from mlpkit import relu, relu_derivative
from mlpkit.proof import NotEstablished, Refuted, check_equal, prove_equal, prove_gradient

X, XY, PAIR = {"x": ()}, {"x": (), "y": ()}, {"x": (2,)}


class Forgetful:
    """x² when it is called for the first time, then x³."""

    calls = 0

    def __call__(self, x):
        self.calls += 1
        return x**2 if self.calls == 1 else x**3


# No counterexample is found, but no proof either.
NOT_ESTABLISHED = {
    "√ far from its branch": (lambda x: np.sqrt(x**2 + 2e6 * x + 1e12), lambda x: x + 1e6),
    "log far from its branch": (lambda x: np.exp(np.log(x**2 + 2e6 * x + 1e12) / 2), lambda x: x + 1e6),
    "a power of −1": (lambda x: np.where(x > 50, (-1) ** x, (-1) ** (2 * x)), lambda x: (-1) ** (2 * x)),
    "0 to a power": (lambda x: 0**x, lambda x: 0 * x),
    "too small a logarithm": (
        lambda x: np.where(np.log1p(np.exp(0 * x - 10000)) > 0, 1, 0),
        lambda x: 0 * x,
    ),
    "∞ and −∞": (lambda x: np.where(x > 50, np.inf, x), lambda x: np.where(x > 50, -np.inf, x)),
    "nothing defined": (lambda x: np.log(-(x**2)), lambda x: np.log(-(x**2))),
    "0 / 0": (lambda x: x / (x - x), lambda x: -x / (x - x)),
    "asks for the type": (lambda x: x**2 if hasattr(x, "world") else x**3, lambda x: x**2),
    "another shape on floats": (lambda x: x if hasattr(x, "world") else np.stack([x, x]), lambda x: x),
}


@pytest.mark.parametrize(("left", "right"), NOT_ESTABLISHED.values(), ids=NOT_ESTABLISHED)
def test_not_established(left, right):
    with pytest.raises(NotEstablished, match="not established"):
        prove_equal(left, right, **X)


def test_code_that_changes_between_calls():
    with pytest.raises(NotEstablished, match="run again, the code gave something else"):
        prove_gradient(Forgetful(), lambda x: 2 * x, **X)


# True but for a place that the verdict names.
EXCEPTED = {
    "one irrational point": (lambda x: np.where(x**2 == 2, 1, 0), lambda x: 0 * x, X, "where x^2 − 2 = 0"),
    "where e^x = 3": (lambda x: np.where(np.exp(x) == 3, 1, 0), lambda x: 0 * x, X, "where exp(x) − 3 = 0"),
    "a circle": (
        lambda x, y: np.where(x**2 + y**2 == 25, 1, 0),
        lambda x, y: 0 * x,
        XY,
        "where x^2 + y^2 − 25 = 0",
    ),
    "a removable pole": (lambda x: (x - 50) / (x - 50), lambda x: 0 * x + 1, X, "x = 50"),
    "0 over a pole": (lambda x: 0 / (x - 50), lambda x: 0 * x, X, "x = 50"),
    "a pole filled in wrongly": (
        lambda x: (x**2 - 1) / (x - 1),
        lambda x: np.where(x == 1, 5, x + 1),
        X,
        "x = 1",
    ),
    "first of a tie": (
        lambda x: np.where(x == np.max(x), 1, 0),
        lambda x: np.stack([x[0] >= x[1], x[0] < x[1]]) * np.ones(2),
        PAIR,
        "at a tie for the largest of x_1, x_2",
    ),
}


@pytest.mark.parametrize(("left", "right", "shapes", "place"), EXCEPTED.values(), ids=EXCEPTED)
def test_the_exception_is_named(left, right, shapes, place):
    assert f"except {place}" in " ".join(prove_equal(left, right, **shapes).details)


UNSEEN = {
    "kink beyond every witness": (lambda x: x + relu(np.exp(x) - 10**3000), 64, "1 side of a kink was"),
    "more regions than the limit": (lambda x: x + 0 * relu(x), 1, "1 side of a kink was"),
    "far more": (lambda x: x + 0 * sum(relu(x - k) for k in range(5)), 2, "sides of kinks were"),
}


@pytest.mark.parametrize(("code", "regions", "said"), UNSEEN.values(), ids=UNSEEN)
def test_what_was_not_entered_is_said_and_is_not_called_proved(code, regions, said):
    verdict = prove_equal(code, lambda x: x, regions=regions, **X)
    assert verdict.kind == "proved at shape"
    assert "on the regions entered" in verdict.details[0]
    assert f"{said} not entered, and nothing is said there" in verdict.details[-1]


def test_relu_derivative_in_a_sum_names_its_kinks():
    verdict = prove_gradient(lambda x: np.sum(relu(x)), lambda x: np.where(x >= 0, 1, 0), **PAIR)
    assert verdict.details[1] == "except where x_1 = 0 or where x_2 = 0"


def test_a_check_does_not_count_points_where_nothing_is_defined():
    with pytest.raises(NotEstablished, match="neither side is a number"):
        check_equal(lambda x: np.log(-(x**2) - 1), lambda x: np.log(-(x**2) - 2), **X)


def test_true_statements_are_not_refuted_for_lack_of_digits():
    def naive(x):
        return 1 / (1 - mlpkit.tanh(100 * x)) + relu(x)

    assert prove_equal(naive, lambda x: (1 + np.exp(200 * x)) / 2 + relu(x), **X).kind == "proved"


def test_a_wrong_value_outside_the_hypothesis_does_not_refute():
    def cubed(x):
        return np.abs(x) ** 3

    def slope(x):
        return np.where(x == 0, 5, 3 * x * np.abs(x))

    verdict = prove_gradient(cubed, slope, given={"x > 0": lambda x: x > 0}, **X)
    assert verdict.details == ("given x > 0", "for every x except x = 0")
    with pytest.raises(Refuted):
        prove_gradient(cubed, slope, **X)
    assert prove_gradient(lambda x: relu(x) ** 2, lambda x: 2 * x * relu_derivative(x), **X).kind == "proved"
