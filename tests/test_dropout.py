"""Dropout: masks, and the same delta recursion through them."""

import numpy as np
import pytest

from mlpkit import MLP, dropout_masks, initial_parameters, loss_and_gradients, network_loss, with_dropout
from mlpkit.gradcheck import complex_step

NETWORK = MLP((4, 6, 5, 3), ("relu", "tanh", "identity"))


def problem(share=0.4):
    rng = np.random.default_rng(8)
    X, y = rng.normal(size=(7, 4)), rng.integers(3, size=7)
    masks = dropout_masks(NETWORK, 7, share, rng)
    return with_dropout(NETWORK, masks), initial_parameters(NETWORK, rng), X, y, masks


def test_a_masked_unit_is_silent_and_the_others_are_louder():
    dropped, parameters, X, _, masks = problem()
    Z = dropped.forward(parameters, X).Z
    np.testing.assert_allclose(Z[1], np.maximum(0, X @ parameters[0].W.T) * masks[0])
    assert set(np.unique(masks[0])) == {0, 1 / 0.6}
    np.testing.assert_allclose(Z[3], Z[2] @ parameters[2].W.T)


@pytest.mark.parametrize("layer", [0, 1, 2])
def test_the_way_back_through_dropout_agrees_with_the_complex_step(layer):
    dropped, parameters, X, y, _ = problem()

    def of_weights(W):
        changed = [*parameters]
        changed[layer] = (W, parameters[layer].b)
        return network_loss(dropped, changed, X, y)

    found = loss_and_gradients(dropped, parameters, X, y).parameters[layer].W
    np.testing.assert_allclose(found, complex_step(of_weights, parameters[layer].W), rtol=1e-10, atol=1e-14)
    plain = loss_and_gradients(NETWORK, parameters, X, y).parameters[layer].W
    assert np.abs(found - plain).max() > 1e-3


def test_a_silent_unit_learns_nothing():
    network = MLP((2, 3, 1), ("tanh", "identity"))
    parameters = initial_parameters(network, np.random.default_rng(0))
    dropped = with_dropout(network, [np.tile([0.0, 2, 2], (4, 1))])
    X = np.random.default_rng(1).normal(size=(4, 2))
    found = loss_and_gradients(dropped, parameters, X, np.ones((4, 1)), loss="half_squared_error").parameters
    assert not found[0].W[0].any()
    assert not found[1].W[:, 0].any()
    assert found[0].W[1:].all()


def test_masks_are_one_on_average_and_those_of_the_examples_differ():
    (mask, _) = dropout_masks(NETWORK, 20_000, 0.3, np.random.default_rng(0))
    assert mask.shape == (20_000, 6)
    np.testing.assert_allclose(mask.mean(axis=0), 1, atol=0.03)
    assert len(np.unique(mask[:50], axis=0)) > 10


def test_no_dropout_changes_nothing():
    _, parameters, X, y, _ = problem()
    dropped = with_dropout(NETWORK, dropout_masks(NETWORK, 7, 0, np.random.default_rng(0)))
    one, other = (loss_and_gradients(network, parameters, X, y) for network in (dropped, NETWORK))
    assert one.loss == other.loss
    np.testing.assert_array_equal(one.parameters[0].W, other.parameters[0].W)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda rng: dropout_masks(NETWORK, 7, 1, rng), ValueError, "dropout_masks: share is 1"),
        (lambda rng: dropout_masks(NETWORK, 7, -0.1, rng), ValueError, "dropout_masks: share is -0.1"),
        (lambda rng: dropout_masks(NETWORK, 0, 0.5, rng), ValueError, "dropout_masks: examples is 0"),
        (lambda rng: dropout_masks(NETWORK, 7, 0.5, 3), TypeError, "dropout_masks: rng is int"),
        (lambda rng: with_dropout(NETWORK, []), ValueError, "masks are 0, expected 2"),
        (
            lambda rng: with_dropout(NETWORK, [np.ones((7, 6)), np.ones((7, 4))]),
            ValueError,
            r"mask of layer 2 has shape \(7, 4\), expected \(N, 5\)",
        ),
        (
            lambda rng: problem()[0].forward(problem()[1], rng.normal(size=(3, 4))),
            ValueError,
            r"mask of layer 1 has shape \(7, 6\), expected \(3, 6\)",
        ),
    ],
    ids=["all", "fewer than none", "no example", "a seed", "no masks", "another width", "another batch"],
)
def test_errors(call, error, message):
    with pytest.raises(error, match=message):
        call(np.random.default_rng(0))
