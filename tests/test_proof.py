"""The inventory of the first chapters, proved: A1 to A9, B3 to B7, C1 to C4, and what each verdict says."""

import numpy as np
import pytest

import mlpkit
from mlpkit.proof import check_equal, prove_equal, prove_gradient, prove_jacobian
from mlpkit.verdict import Verdict

X = {"x": ()}
XA = {"x": (), "a": ()}
SLOPE = {"0 ≤ α < 1": lambda x, a: (a >= 0) & (a < 1)}
KINK = "at the kink x = 0 the slopes are {}, and the code takes {}"
AWAY = "for every x except x = 0"


def naive_softmax(x):
    return np.exp(x) / np.sum(np.exp(x))


ONE_NUMBER = {
    "A1": (prove_equal, mlpkit.sigmoid, lambda x: (mlpkit.tanh(x / 2) + 1) / 2, ("for every x",)),
    "A1 by its formula": (prove_equal, mlpkit.sigmoid, lambda x: 1 / (1 + np.exp(-x)), ("for every x",)),
    "A2": (prove_equal, mlpkit.log_sigmoid, lambda x: -mlpkit.softplus(-x), ("for every x",)),
    "A2 by the logarithm": (
        prove_equal,
        lambda x: np.log(mlpkit.sigmoid(x)),
        lambda x: -mlpkit.softplus(-x),
        ("for every x",),
    ),
    "A3": (
        prove_gradient,
        mlpkit.sigmoid,
        lambda x: mlpkit.sigmoid(x) * (1 - mlpkit.sigmoid(x)),
        ("for every x",),
    ),
    "A3 as computed": (prove_gradient, mlpkit.sigmoid, mlpkit.sigmoid_derivative, ("for every x",)),
    "A4": (prove_gradient, mlpkit.tanh, lambda x: 1 - mlpkit.tanh(x) ** 2, ("for every x",)),
    "A4 as computed": (prove_gradient, mlpkit.tanh, mlpkit.tanh_derivative, ("for every x",)),
    "A5": (prove_gradient, mlpkit.softplus, mlpkit.sigmoid, ("for every x",)),
    "A5 of log sigmoid": (
        prove_gradient,
        mlpkit.log_sigmoid,
        mlpkit.log_sigmoid_derivative,
        ("for every x",),
    ),
    "A6": (
        prove_equal,
        mlpkit.sign,
        lambda x: mlpkit.indicator(x) - mlpkit.indicator(-x),
        ("for every x",),
    ),
    "A7": (prove_gradient, mlpkit.abs, mlpkit.sign, (AWAY, KINK.format("−1 and 1", 0))),
    "A8": (prove_gradient, mlpkit.relu, mlpkit.relu_derivative, (AWAY, KINK.format("0 and 1", 0))),
    "A8 with 1 at the kink": (
        prove_gradient,
        mlpkit.relu,
        lambda x: np.where(x >= 0, 1, 0),
        (AWAY, KINK.format("0 and 1", 1)),
    ),
    "A8 of the jump": (
        prove_gradient,
        mlpkit.indicator,
        mlpkit.indicator_derivative,
        (AWAY, "at the jump x = 0 the code takes 0"),
    ),
    "A9 at slope 1/100": (
        prove_gradient,
        mlpkit.leaky_relu,
        mlpkit.leaky_relu_derivative,
        (AWAY, KINK.format("1/100 and 1", "1/100")),
    ),
    "two kinks": (
        prove_gradient,
        lambda x: np.minimum(np.maximum(x, 0), 1),
        lambda x: (x > 0) & (x < 1),
        (
            "for every x except x = 0 or x = 1",
            KINK.format("0 and 1", 0),
            "at the kink x = 1 the slopes are 1 and 0, and the code takes 0",
        ),
    ),
    "no kink where the slopes agree": (
        prove_gradient,
        lambda x: mlpkit.relu(x) ** 2,
        lambda x: 2 * mlpkit.relu(x),
        ("for every x",),
    ),
    "kinks that cancel": (
        prove_equal,
        lambda x: mlpkit.relu(x) - mlpkit.relu(-x),
        lambda x: x,
        ("for every x",),
    ),
    "a logarithm": (
        prove_gradient,
        np.log,
        lambda x: 1 / x,
        (AWAY, "on 1 of 2 regions the function is not a number, and nothing is said there"),
    ),
    "a kink that never comes": (
        prove_equal,
        lambda x: mlpkit.relu(x**2 + x + 1),
        lambda x: x**2 + x + 1,
        ("for every x",),
    ),
    "a root of a square": (prove_equal, lambda x: np.sqrt(x**2), mlpkit.abs, ("for every x",)),
    "a quotient": (prove_equal, lambda x: x**2 / x, lambda x: x, (AWAY,)),
}


@pytest.mark.parametrize(("prove", "left", "right", "details"), ONE_NUMBER.values(), ids=ONE_NUMBER)
def test_one_number(prove, left, right, details):
    assert prove(left, right, statement="it", **X) == Verdict("proved", "it", details)


def test_a9_for_every_slope():
    verdict = prove_equal(mlpkit.leaky_relu, lambda x, a: np.maximum(x, a * x), given=SLOPE, **XA)
    assert verdict.kind == "proved"
    assert verdict.details[0] == "given 0 ≤ α < 1"
    verdict = prove_gradient(mlpkit.leaky_relu, mlpkit.leaky_relu_derivative, given=SLOPE, **XA)
    assert verdict.kind == "proved"
    assert "where x = 0" in verdict.details[1]


def jacobian_by_matrices(x):
    s = mlpkit.softmax(x)
    return np.diag(s) - np.outer(s, s)


VECTORS = {
    "B3 sums to 1": (prove_equal, lambda x: np.sum(mlpkit.softmax(x)), lambda x: np.sum(0 * x) + 1, 3, 1),
    "B3 by its formula": (prove_equal, mlpkit.softmax, naive_softmax, 3, 3),
    "B3 positive": (prove_equal, lambda x: mlpkit.softmax(x) > 0, lambda x: 0 * x + 1, 3, 3),
    "B4": (prove_jacobian, mlpkit.softmax, mlpkit.softmax_jacobian, 3, 9),
    "B5 matrices": (prove_equal, mlpkit.softmax_jacobian, jacobian_by_matrices, 3, 9),
    "B5 symmetric": (prove_equal, mlpkit.softmax_jacobian, lambda x: mlpkit.softmax_jacobian(x).T, 3, 9),
    "B5 annihilates 1": (
        prove_equal,
        lambda x: mlpkit.softmax_jacobian(x) @ np.ones(3),
        lambda x: 0 * x,
        3,
        3,
    ),
    "B7 gradient": (prove_gradient, mlpkit.logsumexp, mlpkit.softmax, 3, 3),
    "B7 by its formula": (prove_equal, mlpkit.logsumexp, lambda x: np.log(np.sum(np.exp(x))), 4, 1),
}


@pytest.mark.parametrize(("prove", "left", "right", "n", "entries"), VECTORS.values(), ids=VECTORS)
def test_vectors(prove, left, right, n, entries):
    verdict = prove(left, right, x=(n,))
    counted = "1 entry" if entries == 1 else f"{entries} entries"
    tie = "x_1, x_2, x_3" if n == 3 else "x_1, …, x_4"
    assert verdict.kind == "proved at shape"
    assert verdict.details == (
        f"x of shape ({n},): {counted}, on {n} regions",
        f"except at a tie for the largest of {tie}",
    )


def test_b3_shift_and_b6_vjp():
    shifted = prove_equal(lambda x, c: mlpkit.softmax(x + c), lambda x, c: mlpkit.softmax(x), x=(3,), c=())
    assert shifted.details[0] == "x of shape (3,), c of shape (): 3 entries, on 3 regions"
    for vjp, jacobian in (
        (mlpkit.softmax_vjp, mlpkit.softmax_jacobian),
        (mlpkit.sigmoid_vjp, lambda x: np.diag(mlpkit.sigmoid_derivative(x))),
    ):
        verdict = prove_equal(vjp, lambda x, g, jacobian=jacobian: jacobian(x).T @ g, x=(2,), g=(2,))
        assert verdict.kind == "proved at shape"


def test_checked_is_never_called_proved():
    verdict = check_equal(mlpkit.softmax, naive_softmax, statement="S", points=7, x=(3,))
    assert verdict == Verdict("checked", "S", ("at 7 random points, to 45 digits",))
