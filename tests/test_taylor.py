"""The Taylor remainder: slope 2 for right gradients, 1 for wrong ones; linear functions, bad steps, kinks."""

import numpy as np
import pytest

from mlpkit import loss_and_gradients, network_loss
from mlpkit.gradcheck.taylor import taylor_slope
from tests.test_network import problem

X = np.array([0.7, -1.2, 2.0, 0.1])
FUNCTIONS = {
    "cubes": (lambda x: np.sum(x**3), lambda x: 3 * x**2),
    "exp": (lambda x: np.sum(np.exp(x)), np.exp),
    "product": (np.prod, lambda x: np.prod(x) / x),
    "log": (lambda x: np.log(np.sum(np.exp(x))), lambda x: np.exp(x) / np.sum(np.exp(x))),
    "large": (lambda x: 1e6 * np.sum(np.sin(x)), lambda x: 1e6 * np.cos(x)),
    "tiny": (lambda x: 1e-6 * np.sum(np.sin(x)), lambda x: 1e-6 * np.cos(x)),
}
MUTANTS = {
    "sign": lambda g: -g,
    "factor 2": lambda g: 2 * g,
    "0.1 %": lambda g: 1.001 * g,
    "0": lambda g: 0 * g,
    "permuted": lambda g: g[::-1],
    "one entry": lambda g: g * [1, 1, 0, 1],
}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", FUNCTIONS)
def test_right_gradients(name, seed):
    function, gradient = FUNCTIONS[name]
    found = taylor_slope(function, gradient(X), X, np.random.default_rng(seed))
    assert found.verdict == "right" and found.slope == pytest.approx(2, abs=0.05)
    assert str(found) == f"right: the remainder falls like h^{found.slope:.2f}"
    assert len(found.steps) == len(found.remainders) == len(found.rounding) and np.all(
        np.diff(found.steps) < 0
    )


@pytest.mark.parametrize("mutant", MUTANTS)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_wrong_gradients(name, mutant, rng):
    function, gradient = FUNCTIONS[name]
    found = taylor_slope(function, MUTANTS[mutant](gradient(X)), X, rng)
    assert found.verdict == "wrong" and found.slope == pytest.approx(1, abs=0.1)


def test_a_gradient_that_is_wrong_in_the_sixth_digit(rng):
    assert taylor_slope(np.prod, (1 + 1e-5) * np.prod(X) / X, X, rng).verdict == "wrong"


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
def test_linear_functions(scale, rng):
    a = scale * np.array([1.0, -2, 3, 0.5])
    found = taylor_slope(lambda x: a @ x, a, X, rng)
    assert found.verdict == "right, linear" and np.isnan(found.slope)
    assert "at the level of rounding" in found.reason
    assert taylor_slope(lambda x: a @ x, 1.001 * a, X, rng).verdict == "wrong"


def test_a_constant_function(rng):
    assert taylor_slope(lambda x: 7.0, 0 * X, X, rng).verdict == "undecided"
    assert taylor_slope(lambda x: 7.0, 0 * X + 1e-3, X, rng).verdict == "wrong"


def test_higher_order(rng):
    found = taylor_slope(lambda x: np.sum(x**3), np.zeros(3), np.zeros(3), rng)
    assert found.verdict == "right" and found.slope == pytest.approx(3, abs=0.05)


def test_steps_that_are_too_small_are_no_wrong_gradient(rng):
    steps = np.logspace(-12, -15, 9)
    found = taylor_slope(np.prod, np.prod(X) / X, X, rng, steps=steps)
    assert found.verdict in ("right, linear", "undecided")


def test_steps_that_are_too_large_are_no_wrong_gradient(rng):
    found = taylor_slope(lambda x: np.sum(np.sin(50 * x)), 50 * np.cos(50 * X), X, rng, steps=[1, 2, 3, 4])
    assert found.verdict == "undecided" and "other steps" in found.reason


def test_overflow_at_large_steps_is_left_out(rng):
    with np.errstate(over="ignore"):
        found = taylor_slope(
            lambda x: np.exp(x[0]), [np.exp(600)], [600.0], rng, steps=np.logspace(1, -6, 29)
        )
    assert found.verdict == "right"


def test_a_kink(rng):
    found = taylor_slope(lambda x: np.sum(np.abs(x)), np.zeros(4), np.zeros(4), rng)
    assert found.verdict == "wrong" and "a kink at x" in found.reason


def test_a_jump(rng):
    assert taylor_slope(lambda x: np.sum(np.sign(x)), [0.0], [0.0], rng).verdict == "undecided"


def test_what_is_not_finite(rng):
    assert taylor_slope(np.prod, [np.nan] * 4, X, rng).verdict == "wrong"
    found = taylor_slope(lambda x: np.nan, 0 * X, X, rng)
    assert found.verdict == "undecided" and found.reason.startswith("f is not finite")


def test_float32(rng):
    def function(x):
        return np.sum(np.exp(np.asarray(x, np.float32)))

    assert taylor_slope(function, np.exp(X), X, rng).verdict == "right"
    assert taylor_slope(function, 2 * np.exp(X), X, rng).verdict == "wrong"


@pytest.mark.parametrize("loss", ["cross_entropy", "half_squared_error"])
def test_a_network(loss, rng):
    network, parameters, batch, targets = problem((4, 6, 5, 3), ["tanh", "sigmoid", "identity"], loss, 7)
    gradients = loss_and_gradients(network, parameters, batch, targets, loss=loss).parameters

    def value(parameters):
        return network_loss(network, parameters, batch, targets, loss=loss)

    assert taylor_slope(value, gradients, parameters, rng).verdict == "right"
    wrong = [gradients[0]._replace(W=gradients[0].W / 7), *gradients[1:]]
    assert taylor_slope(value, wrong, parameters, rng).verdict == "wrong"


@pytest.mark.parametrize(
    ("arguments", "options", "error", "message"),
    [
        (([1.0], [1.0, 2.0]), {}, ValueError, r"taylor_slope: gradient has shape \(1,\), expected \(2,\)"),
        (([], []), {}, ValueError, "taylor_slope: x is empty"),
        (
            ([1.0], [1.0]),
            {"steps": [1, 2]},
            ValueError,
            r"steps are \[1.0, 2.0\], expected 3 positive numbers",
        ),
        (([1.0], [1.0]), {"steps": [1, 0, 2]}, ValueError, "expected 3 positive numbers"),
        (([1.0], [1.0]), {"rng": 3}, TypeError, "taylor_slope: rng is int"),
    ],
    ids=["shape", "empty", "few", "zero", "rng"],
)
def test_errors(arguments, options, error, message, rng):
    with pytest.raises(error, match=message):
        taylor_slope(np.sum, *arguments, options.pop("rng", rng), **options)
