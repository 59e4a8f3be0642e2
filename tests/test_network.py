"""Networks: the way forward and back against the complex step, JAX, and a plain second implementation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from mlpkit import (
    ACTIVATIONS,
    MLP,
    Layer,
    initial_parameters,
    leaky,
    loss_and_gradients,
    network_loss,
    parameter_count,
)
from mlpkit.gradcheck import central_difference, complex_step

LOSSES = ("cross_entropy", "half_squared_error")


def problem(widths, activations, loss, N, seed=0):
    """Return a network, its parameters, a batch and targets, none of them special."""
    rng = np.random.default_rng(seed)
    network = MLP(widths, activations)
    parameters = [Layer(W, rng.normal(size=len(b)) / 3) for W, b in initial_parameters(network, rng)]
    X = rng.normal(size=(N, widths[0]))
    labels = loss == "cross_entropy"
    return (
        network,
        parameters,
        X,
        rng.integers(widths[-1], size=N) if labels else rng.normal(size=(N, widths[-1])),
    )


def flat(parameters):
    return np.concatenate([array.ravel() for layer in parameters for array in layer])


def unflat(vector, like):
    parts = np.split(vector, np.cumsum([array.size for layer in like for array in layer])[:-1])
    shaped = iter(parts)
    return [Layer(*(next(shaped).reshape(array.shape) for array in layer)) for layer in like]


NETWORKS = {
    "one layer": ((3, 2), ["identity"], 4),
    "one layer, sigmoid": ((3, 2), ["sigmoid"], 4),
    "one hidden layer": ((4, 5, 3), ["relu", "identity"], 6),
    "three layers": ((4, 6, 5, 3), ["tanh", "leaky_relu", "identity"], 7),
    "another slope": ((4, 6, 3), [leaky(0.3), "tanh"], 5),
    "all five": ((5, 4, 3, 6, 7, 2), ["sigmoid", "tanh", "relu", "leaky_relu", "identity"], 3),
    "width 1": ((1, 1, 1, 2), ["tanh", "relu", "identity"], 5),
    "one example": ((4, 5, 3), ["sigmoid", "identity"], 1),
    "no squares hide a transpose": ((2, 7, 4, 5, 3), ["relu"] * 3 + ["identity"], 6),
    "20 layers": ((4, *[5] * 19, 3), ["tanh"] * 19 + ["identity"], 6),
    "20 relu layers": ((4, *[9] * 19, 3), ["relu"] * 19 + ["identity"], 6),
}
every_network = pytest.mark.parametrize("name", NETWORKS)
both = pytest.mark.parametrize("loss", LOSSES)
reductions = pytest.mark.parametrize("reduction", ["mean", "sum"])


@every_network
@both
@reductions
def test_all_gradients_by_the_complex_step(name, loss, reduction):
    network, parameters, X, targets = problem(*NETWORKS[name][:2], loss, NETWORKS[name][2])
    found = loss_and_gradients(network, parameters, X, targets, loss=loss, reduction=reduction)

    def value(vector):
        *at, batch = np.split(vector, [parameter_count(network.widths)])
        at = unflat(at[0], parameters)
        return network_loss(network, at, batch.reshape(X.shape), targets, loss=loss, reduction=reduction)

    exact = complex_step(value, np.concatenate([flat(parameters), X.ravel()]))
    claimed = np.concatenate([flat(found.parameters), found.X.ravel()])
    assert np.any(exact[: parameters[0].W.size] != 0)  # a dead network would prove nothing
    np.testing.assert_allclose(claimed, exact, rtol=1e-10, atol=1e-12 * np.abs(exact).max())
    np.testing.assert_allclose(found.loss, value(np.concatenate([flat(parameters), X.ravel()])), rtol=1e-14)


@every_network
@both
def test_all_gradients_by_jax(name, loss):
    jax = pytest.importorskip("jax")
    network, parameters, X, targets = problem(*NETWORKS[name][:2], loss, NETWORKS[name][2], seed=1)
    with jax.enable_x64(True):
        traced = [Layer(*map(jax.numpy.asarray, layer)) for layer in parameters]
        batch, targets = jax.numpy.asarray(X), jax.numpy.asarray(targets)

        def value(parameters, X):
            return network_loss(network, parameters, X, targets, loss=loss)

        by_jax = jax.jit(jax.grad(value, argnums=(0, 1)))(traced, batch)
        ours = jax.jit(lambda p, X: loss_and_gradients(network, p, X, targets, loss=loss))(traced, batch)
    for claimed, exact in zip([*ours.parameters, [ours.X]], [*by_jax[0], [by_jax[1]]], strict=True):
        for a, b in zip(claimed, exact, strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-10, atol=1e-13 * np.abs(b).max(initial=1e-3))


@both
def test_central_differences_agree(loss):
    network, parameters, X, targets = problem((4, 6, 5, 3), ["tanh", "sigmoid", "identity"], loss, 7)
    found = loss_and_gradients(network, parameters, X, targets, loss=loss)
    numerical = central_difference(
        lambda v: network_loss(network, unflat(v, parameters), X, targets, loss=loss), flat(parameters)
    )
    np.testing.assert_allclose(flat(found.parameters), numerical, rtol=1e-7, atol=1e-9)


widths = some.lists(some.integers(1, 6), min_size=2, max_size=5)
names = some.sampled_from(list(ACTIVATIONS))


@given(widths=widths, N=some.integers(1, 5), seed=some.integers(0, 99), data=some.data())
@settings(deadline=None)
def test_a_random_network_in_a_random_direction(widths, N, seed, data):
    activations = data.draw(some.lists(names, min_size=len(widths) - 1, max_size=len(widths) - 1))
    loss = data.draw(some.sampled_from(LOSSES))
    network, parameters, X, targets = problem(widths, activations, loss, N, seed)
    found = loss_and_gradients(network, parameters, X, targets, loss=loss)
    direction = np.random.default_rng(seed + 1).normal(size=flat(parameters).shape)

    def along(h):
        at = unflat(flat(parameters) + h * direction, parameters)
        return network_loss(network, at, X, targets, loss=loss)

    slope = complex_step(along, 0.0)
    size = np.abs(flat(found.parameters)) @ np.abs(direction)
    np.testing.assert_allclose(flat(found.parameters) @ direction, slope, rtol=1e-10, atol=1e-12 * size)


@pytest.mark.parametrize("N", [1, 4])
def test_the_gradient_of_a_sum_is_the_sum_of_gradients(N):
    network, parameters, X, targets = problem((3, 4, 2), ["relu", "identity"], "cross_entropy", N)
    whole = loss_and_gradients(network, parameters, X, targets, reduction="sum")
    single = [loss_and_gradients(network, parameters, X[[n]], targets[[n]]) for n in range(N)]
    total = sum(flat(one.parameters) for one in single)
    np.testing.assert_allclose(flat(whole.parameters), total, rtol=1e-12, atol=1e-15)
    mean = loss_and_gradients(network, parameters, X, targets)
    np.testing.assert_allclose(flat(mean.parameters), total / N, rtol=1e-12, atol=1e-15)


def test_the_trace_holds_every_step():
    network, parameters, X, _ = problem((4, 6, 5, 3), ["tanh", "relu", "identity"], "cross_entropy", 7)
    trace = network.forward(parameters, X)
    assert [S.shape for S in trace.S] == [(7, 6), (7, 5), (7, 3)]
    assert trace.Z[0] is X and len(trace.Z) == 4
    for (W, b), f, S, before, after in zip(
        parameters, network.activations, trace.S, trace.Z[:-1], trace.Z[1:], strict=True
    ):
        np.testing.assert_allclose(S, before @ W.T + b, rtol=1e-14)
        np.testing.assert_array_equal(after, f.function(S))


def test_inputs_stay_as_they_are():
    network, parameters, X, targets = problem((4, 6, 3), ["identity", "relu"], "half_squared_error", 7)
    before = [flat(parameters).copy(), X.copy(), targets.copy()]
    loss_and_gradients(network, parameters, X, targets, loss="half_squared_error")
    for old, new in zip(before, [flat(parameters), X, targets], strict=True):
        np.testing.assert_array_equal(old, new)


@pytest.mark.parametrize("loss", LOSSES)
def test_float32_in_float32_out(loss):
    network, parameters, X, targets = problem((4, 6, 3), ["tanh", "identity"], loss, 7)
    single = [Layer(W.astype(np.float32), b.astype(np.float32)) for W, b in parameters]
    found = loss_and_gradients(network, single, X.tolist(), targets, loss=loss)
    assert found.loss.dtype == found.X.dtype == np.float32
    assert {array.dtype for layer in found.parameters for array in layer} == {np.dtype(np.float32)}
    exact = loss_and_gradients(network, parameters, X, targets, loss=loss)
    np.testing.assert_allclose(flat(found.parameters), flat(exact.parameters), rtol=1e-4, atol=1e-6)


def test_what_a_person_types():
    network = MLP([2, 1], ["identity"])
    found = loss_and_gradients(network, [([[3, 4]], [1])], [[1, 2]], [[10]], loss="half_squared_error")
    assert (found.loss, found.parameters[0].W.tolist(), found.X.tolist()) == (2.0, [[2.0, 4.0]], [[6.0, 8.0]])


def test_parameters_are_a_pytree():
    jax = pytest.importorskip("jax")
    parameters = initial_parameters(MLP((4, 3, 2), ["relu", "identity"]), np.random.default_rng(0))
    doubled = jax.tree.map(lambda array: 2 * array, parameters)
    assert isinstance(doubled[1], Layer)
    np.testing.assert_array_equal(flat(doubled), 2 * flat(parameters))


@pytest.mark.parametrize(
    ("widths", "count"),
    [((3072, 512, 256, 10), 1707274), ((1, 1), 2), ((3, 4, 2), 26), ((2, 3, 1), 13)],
    ids=str,
)
def test_d2_number_of_parameters(widths, count):
    assert parameter_count(widths) == count
    if count < 100:
        network = MLP(widths, ["identity"] * (len(widths) - 1))
        assert flat(initial_parameters(network, np.random.default_rng(0))).size == count
