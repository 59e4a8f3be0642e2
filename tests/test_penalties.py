"""Norms, soft shrinking and the elastic net: values, gradients, subgradients, whole networks, errors."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from mlpkit import (
    MLP,
    ElasticNet,
    Layer,
    absolute_norm,
    absolute_norm_subdifferential,
    loss_and_gradients,
    network_loss,
    soft_threshold,
    squared_norm,
)
from mlpkit.gradcheck import complex_step
from mlpkit.proof import prove_gradient
from mlpkit.verdict import Refuted
from tests.test_network import flat, problem, unflat

NET = ElasticNet(absolute=[0.5, 0.25], squared=[0.1, 2])
numbers = some.floats(-9, 9).map(lambda x: round(x, 3))


def test_norms(rng):
    W = rng.normal(size=(3, 4))
    np.testing.assert_allclose(squared_norm(W), np.linalg.norm(W) ** 2, rtol=1e-14)
    np.testing.assert_allclose(absolute_norm(W), np.abs(W).sum(), rtol=1e-14)


@given(
    some.lists(numbers, min_size=1, max_size=4),
    some.lists(numbers, min_size=4, max_size=4),
    some.floats(0, 1),
)
def test_every_subgradient_lies_below_the_norm(x, step, share):
    x = np.array(x)
    lower, upper = absolute_norm_subdifferential(x)
    assert np.all((lower <= upper) & (lower >= -1) & (upper <= 1) & ((lower == upper) == (x != 0)))
    g = lower + share * (upper - lower)
    y = x + step[: len(x)]
    assert absolute_norm(y) >= absolute_norm(x) + g @ (y - x) - 1e-12
    if np.any(x == 0):  # and a slope outside does not
        outside = x + 1.5 * (x == 0)
        slope = np.where(x == 0, 1.5, np.sign(x))
        assert absolute_norm(outside) < absolute_norm(x) + slope @ (outside - x)


@given(numbers, some.floats(0, 5))
def test_soft_shrinking_is_the_minimum(x, threshold):
    w = soft_threshold(x, threshold)

    def objective(w):
        return (w - x) ** 2 / 2 + threshold * np.abs(w)

    assert np.all(objective(w) <= objective(np.linspace(-10, 10, 2001)) + 1e-12)
    assert np.all(objective(w) <= objective(w + np.array([-1e-4, 1e-4])) + 1e-15)


@pytest.mark.parametrize("loss", ["cross_entropy", "half_squared_error"])
def test_the_penalised_network(loss):
    network, parameters, X, targets = problem((4, 5, 3), ["tanh", "identity"], loss, 6)
    found = NET.add_to(loss_and_gradients(network, parameters, X, targets, loss=loss), parameters)

    def value(vector):
        at = unflat(vector, parameters)
        return network_loss(network, at, X, targets, loss=loss) + NET.value(at)

    np.testing.assert_allclose(found.loss, value(flat(parameters)), rtol=1e-14)
    np.testing.assert_allclose(
        flat(found.parameters), complex_step(value, flat(parameters)), rtol=1e-11, atol=1e-13
    )


def pairs(arrays):
    return [Layer(*arrays[:2]), Layer(*arrays[2:4])]


SHAPES = {"W1": (2, 1), "b1": (2,), "W2": (1, 2), "b2": (1,), "X": (1, 1)}
NETWORK = MLP((1, 2, 1), ("relu", "identity"))


def penalised(*arrays):
    *_, X = arrays
    return network_loss(NETWORK, pairs(arrays), X, [[3]], loss="half_squared_error") + NET.value(
        pairs(arrays)
    )


def gradients(*arrays):
    *_, X = arrays
    found = loss_and_gradients(NETWORK, pairs(arrays), X, [[3]], loss="half_squared_error")
    return [array for layer in NET.add_to(found, pairs(arrays)).parameters for array in layer]


def test_the_penalised_network_is_proved():
    verdict = prove_gradient(penalised, gradients, wrt=("W1", "b1", "W2", "b2"), regions=8, **SHAPES)
    assert verdict.kind == "proved at shape"


MUTANTS = {
    "forgotten in layer 1": lambda g, W1, b1, W2, b2: [g[0] - 0.2 * W1, *g[1:]],
    "factor 2 forgotten": lambda g, W1, b1, W2, b2: [*g[:2], g[2] - 2 * W2, g[3]],
    "multiplied": lambda g, W1, b1, W2, b2: [g[0] * W1, *g[1:]],
    "biases penalised": lambda g, W1, b1, W2, b2: [g[0], g[1] + b1, *g[2:]],
    "the other layer's": lambda g, W1, b1, W2, b2: [g[0] + 0.25 * W2.T, *g[1:]],
}


@pytest.mark.parametrize("slip", MUTANTS)
def test_wrong_penalties_are_refuted(slip):
    def wrong(*arrays):
        return MUTANTS[slip](gradients(*arrays), *arrays[:4])

    with pytest.raises(Refuted):
        prove_gradient(penalised, wrong, wrt=("W1", "b1", "W2", "b2"), regions=8, **SHAPES)


def test_at_zero_the_subgradient_is_zero():
    gradient = NET.gradient([Layer([[0.0, -1.0]], [5.0]), Layer([[0.0]], [1.0])])
    assert gradient[0].W.tolist() == [[0.0, -0.7]] and gradient[0].b.tolist() == [0.0]


def test_a_norm_that_overflows_and_does_not_count():
    with np.errstate(over="ignore"):
        assert ElasticNet([1], [0]).value([Layer([[1e200]], [0])]) == 1e200
        assert ElasticNet([0], [1]).value([Layer([[1e200]], [0])]) == np.inf


def test_float32_in_float32_out():
    parameters = [Layer(np.float32([[1, 2]]), np.float32([1])), Layer(np.float32([[3]]), np.float32([1]))]
    assert NET.value(parameters).dtype == np.float32
    assert {array.dtype for layer in NET.gradient(parameters) for array in layer} == {np.dtype(np.float32)}


@pytest.mark.parametrize(
    ("absolute", "squared", "message"),
    [
        ([-1, 0], [0, 0], "ElasticNet: absolute of layer 1 is -1, expected a finite number ≥ 0"),
        ([0, 0], [0, np.nan], "ElasticNet: squared of layer 2 is nan"),
        ([0, "1"], [0, 0], "ElasticNet: absolute of layer 2 is '1'"),
        ([0], [0, 0], "ElasticNet: absolute has 1 layers and squared 2"),
    ],
    ids=["negative", "nan", "text", "lengths"],
)
def test_strengths_that_do_not_fit(absolute, squared, message):
    with pytest.raises(ValueError, match=message):
        ElasticNet(absolute, squared)


@pytest.mark.parametrize("method", ["value", "gradient"])
def test_a_wrong_number_of_layers(method):
    with pytest.raises(ValueError, match=f"ElasticNet.{method}: parameters are of 1 layers, expected 2"):
        getattr(NET, method)([Layer([[1.0]], [1.0])])


def test_a_negative_threshold():
    with pytest.raises(ValueError, match="soft_threshold: threshold is -1, expected a finite number ≥ 0"):
        soft_threshold([1], -1)
