"""Accuracy and loss on a set."""

import numpy as np
import pytest

from mlpkit import MLP, accuracy, cross_entropy, initial_parameters, network_loss, score


def test_accuracy_counts_the_largest_logits(rng):
    logits = rng.normal(size=(50, 4))
    classes = logits.argmax(axis=1)
    assert accuracy(logits, classes) == 1
    assert accuracy(logits, (classes + 1) % 4) == 0
    assert accuracy(logits, np.where(np.arange(50) < 10, classes, (classes + 1) % 4)) == 0.2
    assert accuracy(logits, np.eye(4)[classes]) == 1


def test_a_score_is_loss_and_accuracy(rng):
    network = MLP((5, 3), ["identity"])
    parameters, X, y = initial_parameters(network, rng), rng.normal(size=(8, 5)), rng.integers(3, size=8)
    logits = network.forward(parameters, X).Z[-1]
    assert score(network, parameters, X, y) == (cross_entropy(logits, y), accuracy(logits, y))
    values = rng.normal(size=(8, 3))
    loss, share = score(network, parameters, X, values, loss="half_squared_error")
    assert loss == network_loss(network, parameters, X, values, loss="half_squared_error")
    assert np.isnan(share)


@pytest.mark.parametrize(
    ("logits", "targets", "error", "message"),
    [
        ([1, 2], 0, ValueError, r"accuracy: logits have shape \(2,\), expected \(N, K\)"),
        ([[1, 2]], [2], ValueError, "accuracy: targets hold the label 2"),
        ([[1, 2]], [0, 1, 1], ValueError, r"accuracy: targets have shape \(3,\)"),
        ([[1, 2]], [0.5], TypeError, "expected integers from 0 to 1"),
    ],
    ids=["one axis", "no such class", "too many", "no integers"],
)
def test_errors(logits, targets, error, message):
    with pytest.raises(error, match=message):
        accuracy(logits, targets)
