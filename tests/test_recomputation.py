"""Gradients with less memory are the same gradients, bit for bit."""

import tracemalloc

import numpy as np
import pytest

from mlpkit import (
    MLP,
    checkpointed_gradients,
    forward_keeping_preactivations,
    initial_parameters,
    loss_and_gradients,
)

DEEP = MLP(
    (4, 6, 5, 7, 2, 6, 5, 3), ("relu", "tanh", "sigmoid", "leaky_relu", "identity", "relu", "identity")
)
NETWORKS = {"deep": DEEP, "one layer": MLP((4, 3), ["tanh"]), "width 1": MLP((4, 1, 3), ("tanh", "identity"))}


def problem(network, N=9):
    rng = np.random.default_rng(2)
    return initial_parameters(network, rng), rng.normal(size=(N, 4)), rng.integers(3, size=N)


def assert_equal(one, other):
    assert one.loss == other.loss
    np.testing.assert_array_equal(one.X, other.X)
    for layer, expected in zip(one.parameters, other.parameters, strict=True):
        np.testing.assert_array_equal(layer.W, expected.W)
        np.testing.assert_array_equal(layer.b, expected.b)


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("every", [1, 2, 3, 7, 100])
@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_checkpoints_change_no_bit(name, every, reduction):
    network = NETWORKS[name]
    batch = problem(network)
    assert_equal(
        checkpointed_gradients(network, *batch, every=every, reduction=reduction),
        loss_and_gradients(network, *batch, reduction=reduction),
    )


@pytest.mark.parametrize("name", NETWORKS)
def test_a_trace_of_preactivations_alone_gives_the_same_gradients(name):
    network = NETWORKS[name]
    parameters, X, _ = problem(network)
    whole, lean = network.forward(parameters, X), forward_keeping_preactivations(network, parameters, X)
    gradient = np.random.default_rng(3).normal(size=whole.Z[-1].shape)
    one, other = (network.backward(parameters, trace, gradient) for trace in (lean, whole))
    for layer, expected in zip(one.parameters, other.parameters, strict=True):
        np.testing.assert_array_equal(layer.W, expected.W)
    np.testing.assert_array_equal(one.X, other.X)
    for one, other in zip(lean.Z, whole.Z, strict=True):
        np.testing.assert_array_equal(one, other)


def memory(function):
    tracemalloc.start()
    kept = function()
    current, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del kept
    return current, peak


def test_less_is_kept():
    network = MLP((4, *[50] * 16, 3), (*["tanh"] * 16, "identity"))
    parameters, X, y = problem(network, N=2_000)
    all_of_it, _ = memory(lambda: network.forward(parameters, X))
    half, _ = memory(lambda: forward_keeping_preactivations(network, parameters, X))
    assert 0.45 < half / all_of_it < 0.55
    _, whole = memory(lambda: loss_and_gradients(network, parameters, X, y))
    _, pieces = memory(lambda: checkpointed_gradients(network, parameters, X, y, every=4))
    assert pieces < 0.6 * whole


def test_errors_name_the_argument_or_the_layer():
    parameters, X, y = problem(DEEP)
    with pytest.raises(
        ValueError, match="checkpointed_gradients: every is 0, expected a whole number from 1"
    ):
        checkpointed_gradients(DEEP, parameters, X, y, every=0)
    with pytest.raises(TypeError, match=r"every is 1\.5"):
        checkpointed_gradients(DEEP, parameters, X, y, every=1.5)
    with pytest.raises(ValueError, match="loss is 'hinge'"):
        checkpointed_gradients(DEEP, parameters, X, y, every=2, loss="hinge")
    with pytest.raises(ValueError, match=r"they meet the output of layer 7"):
        checkpointed_gradients(DEEP, parameters, X, y[:3], every=2)
    wrong = [*parameters[:4], (parameters[4].W.T, parameters[4].b), *parameters[5:]]
    for function in (
        lambda: checkpointed_gradients(DEEP, wrong, X, y, every=2),
        lambda: forward_keeping_preactivations(DEEP, wrong, X),
    ):
        with pytest.raises(ValueError, match="layer 5: W has shape"):
            function()
