"""The gradients of whole networks, proved entry by entry by running their code on symbols."""

import pytest

from mlpkit import MLP, leaky
from mlpkit.network_proof import prove_network
from mlpkit.verdict import Refuted

TARGETS = {"cross_entropy": [1], "half_squared_error": [[2, -1]]}
# A relu has as many regions as there are ways its units can be active; these many of them are entered.
REGIONS = {"identity": 2, "relu": 4, "leaky_relu": 2, "sigmoid": 1, "tanh": 1}


@pytest.mark.parametrize("loss", TARGETS)
@pytest.mark.parametrize("activation", REGIONS)
@pytest.mark.parametrize("widths", [(2, 3, 2), (3, 2, 3, 2)], ids=["2-3-2", "3-2-3-2"])
def test_networks_are_proved(widths, activation, loss):
    network = MLP(widths, [activation] * (len(widths) - 2) + ["identity"])
    verdict = prove_network(network, TARGETS[loss], loss=loss, regions=REGIONS[activation])
    assert verdict.kind == "proved at shape"
    assert f"X of shape (1, {widths[0]})" in str(verdict)


@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize("loss", TARGETS)
def test_a_batch_of_two(loss, reduction):
    targets = {"cross_entropy": [1, 0], "half_squared_error": [[2, -1], [0, 3]]}[loss]
    verdict = prove_network(
        MLP((2, 3, 2), ("relu", "identity")), targets, loss=loss, reduction=reduction, regions=4
    )
    assert verdict.kind == "proved at shape" and "X of shape (2, 2)" in str(verdict)


def test_soft_targets_and_another_slope():
    verdict = prove_network(MLP((2, 2, 3), (leaky(1 / 3), "identity")), [[0.5, 0, 0.25]], regions=4)
    assert verdict.kind == "proved at shape"


def test_every_region_of_a_small_network():
    verdict = prove_network(MLP((2, 2, 1), ("relu", "relu")), [[1]], loss="half_squared_error")
    assert "not entered" not in str(verdict)
    assert "on 8 regions" in str(verdict)  # three units, each on or off


def test_a_wrong_derivative_is_refuted():
    from mlpkit import Activation, relu, sigmoid, sigmoid_derivative, tanh, tanh_derivative

    for wrong in (
        Activation("tanh", tanh, lambda x: 1 - tanh(x)),
        Activation("sigmoid", sigmoid, lambda x: sigmoid_derivative(sigmoid(x))),
        Activation("relu", relu, lambda x: 1 + 0 * x),
        Activation("tanh at half", tanh, lambda x: tanh_derivative(x / 2)),
    ):
        with pytest.raises(Refuted, match="gradients of a 2-3-2 network"):
            prove_network(MLP((2, 3, 2), (wrong, "identity")), [1], regions=4)
