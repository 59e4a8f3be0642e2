"""Changes carried upwards: against two plain losses, with many digits; and where an activation bends."""

from functools import partial

import numpy as np
import pytest

from mlpkit import MLP, Activation, Layer, leaky, network_loss, softmax
from mlpkit.gradcheck.network_changes import (
    Unperturbed,
    bends,
    cross_entropy_change,
    half_squared_error_change,
    loss_change,
)
from tests.test_network import problem

NETWORKS = {
    "one layer": ((3, 2), ["identity"], 4),
    "one layer, tanh": ((3, 2), ["tanh"], 1),
    "two": ((4, 5, 3), ["relu", "identity"], 6),
    "three": ((4, 6, 5, 3), ["tanh", "leaky_relu", "sigmoid"], 2),
    "five": ((2, 7, 4, 6, 5, 3), ["sigmoid", "relu", "tanh", "identity", "identity"], 3),
}
TOTALS = {"cross_entropy": cross_entropy_change, "half_squared_error": half_squared_error_change}


def unperturbed(network, parameters, X, targets, loss):
    S, Z = network.forward(parameters, X)
    if loss == "cross_entropy":
        change = partial(cross_entropy_change, softmax(Z[-1]), np.eye(Z[-1].shape[1])[targets])
    else:
        change = partial(half_squared_error_change, Z[-1], targets)
    return Unperturbed(network.activations, tuple(W for W, _ in parameters), S, Z, change)


@pytest.mark.parametrize("loss", TOTALS)
@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("size", [1.0, 1j], ids=["real", "complex"])
def test_the_loss_that_was_not_subtracted(name, loss, size, rng):
    widths, activations, N = NETWORKS[name]
    network, parameters, X, targets = problem(widths, activations, loss, N)
    at = unperturbed(network, parameters, X, targets, loss)

    def plain(layer, j, dS):  # a change of a whole column of S is no change of a parameter: layer by layer
        Z = X
        for m, (W, b) in enumerate(parameters):
            S = (Z @ W.T + b).astype(np.asarray(dS).dtype)
            if m == layer:
                S[:, j] += dS
            Z = network.activations[m].function(S)
        one = MLP((widths[-1], widths[-1]), ["identity"])
        last = [Layer(np.eye(widths[-1]) * (1 + 0 * dS[0]), np.zeros(widths[-1]) + 0 * dS[0])]
        return network_loss(one, last, Z, targets, loss=loss, reduction="sum")

    for layer in range(len(parameters)):
        j = rng.integers(widths[layer + 1])
        dS = size * rng.normal(size=(5, N)) / 3
        found = loss_change(at, layer, j, dS)
        wanted = [plain(layer, j, change) - plain(layer, j, 0 * change) for change in dS]
        assert found.shape == (5,)
        np.testing.assert_allclose(found, wanted, rtol=1e-11, atol=1e-13)


def test_small_changes_keep_their_digits():
    p, t, d = np.array([[0.25, 0.75]]), np.array([[0.0, 1.0]]), 1e-12
    found = cross_entropy_change(p, t, np.array([[[d, 0.0]]]))
    np.testing.assert_allclose(found, 0.25 * d, rtol=1e-11)
    found = half_squared_error_change(np.array([[1e6]]), np.array([[1e6 - 3]]), np.array([[[d]]]))
    np.testing.assert_allclose(found, 3 * d, rtol=1e-11)


def test_soft_targets_that_do_not_sum_to_1():
    Z, t, d = np.array([[0.1, -0.4, 2.0]]), np.array([[0.5, 1.5, 0.25]]), np.array([[0.3, 0.2, -1.0]])
    one = MLP((3, 3), ["identity"])
    at = [Layer(np.eye(3), np.zeros(3))]
    wanted = network_loss(one, at, Z + d, t) - network_loss(one, at, Z, t)
    np.testing.assert_allclose(cross_entropy_change(softmax(Z), t, d[None]), wanted, rtol=1e-13)


def chain(first, second, x):
    """Return 1-1-1 units with S_1 = x, and S_2 = 0 if the first is the identity."""
    network = MLP((1, 1, 1), [first, second])
    parameters = [Layer(np.array([[1.0]]), np.array([0.0])), Layer(np.array([[2.0]]), np.array([-2 * x]))]
    return unperturbed(network, parameters, np.array([[x]]), np.array([[3.0]]), "half_squared_error")


@pytest.mark.parametrize("kinked", ["relu", "leaky_relu", leaky(0.9)], ids=str)
@pytest.mark.parametrize(
    ("first", "radii", "bent"),
    [(True, [1e-6, 9.9e-5, 1.2e-4], [False, False, True]), (False, [0.0, 1e-9, 1e-6], [False, True, True])],
    ids=["in the layer", "above it"],
)
def test_kinks(kinked, first, radii, bent):
    at = chain(kinked, "identity", 1e-4) if first else chain("identity", kinked, 1e-4)
    radii = np.array(radii)
    for sign in (1, -1):
        assert bends(at, 0, 0, sign * radii[:, None]).tolist() == bent


@pytest.mark.parametrize("smooth", ["identity", "sigmoid", "tanh"])
def test_smooth_activations_never_bend(smooth, rng):
    network, parameters, X, targets = problem((4, 6, 5, 3), [smooth] * 3, "half_squared_error", 7)
    at = unperturbed(network, parameters, 100 * X, targets, "half_squared_error")
    for layer in range(3):
        for size in (0, 1e-15, 1e-9, 1e-5, 1e-2):
            assert not bends(at, layer, 1, size * rng.normal(size=(20, 7))).any()


def test_far_from_every_kink_nothing_is_computed(rng):
    network, parameters, X, targets = problem(
        (4, 6, 5, 3), ["relu", "relu", "identity"], "half_squared_error", 2
    )
    at = unperturbed(network, parameters, X, targets, "half_squared_error")
    assert min(np.abs(S).min() for S in at.S[:2]) > 1e-5
    assert not bends(at, 0, 2, 1e-7 * rng.normal(size=(9, 2))).any()


def test_a_kink_of_any_function():
    hard = Activation("hard tanh", lambda x: np.clip(x, -1, 1), None)
    at = chain(hard, "identity", 1 - 1e-4)
    assert bends(at, 0, 0, np.array([[9e-5], [2e-4]])).tolist() == [False, True]
