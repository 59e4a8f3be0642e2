"""A bare function as the loss: right gradients are not accused, wrong ones not passed, in float32 too."""

import numpy as np
import pytest

from mlpkit import MLP, Layer, initial_parameters, leaky_relu, loss_and_gradients, network_loss, relu
from mlpkit.diagnosis import LossProblem, diagnose
from mlpkit.diagnosis.coarse_slopes import coarse_slopes

PLACE = np.array([1.0, 2.0, -3.0])


def dead_below(seed):
    """Return a network whose first layer is dead, so that all above stands at its kinks; and its batch."""
    rng = np.random.default_rng(seed)
    widths, N = {1004: ([2, 2, 2, 2], 4), 1022: ([2, 3, 6, 4, 4], 5)}[seed]
    network = MLP(widths, ["relu", *["leaky_relu"] * (len(widths) - 3), "identity"])
    first, *others = initial_parameters(network, rng)
    parameters = (Layer(first.W, first.b - 30), *others)
    return network, parameters, rng.normal(size=(N, 2)), rng.normal(size=(N, widths[-1]))


def right_and_loss(network, parameters, X, targets):
    options = {"loss": "half_squared_error"}
    right = loss_and_gradients(network, parameters, X, targets, **options).parameters
    return right, lambda at: network_loss(network, at, X, targets, **options)


def without_complex_numbers(loss):
    def real(at):
        if np.iscomplexobj(at[0].W) or any(np.iscomplexobj(layer.b) for layer in at):
            raise TypeError("real numbers only")
        return float(loss(at))

    return real


@pytest.mark.parametrize("seed", [1004, 1022])
@pytest.mark.parametrize("way", [lambda loss: loss, without_complex_numbers], ids=["complex", "real"])
def test_a_right_gradient_above_a_dead_layer_is_not_accused(seed, way):
    network, at, *batch = dead_below(seed)
    right, loss = right_and_loss(network, at, *batch)
    assert diagnose(way(loss), right, at=at).kind in ("right", "not decided")


def test_what_is_away_from_the_kinks_is_compared_as_ever():
    network, at, *batch = dead_below(1004)
    right, loss = right_and_loss(network, at, *batch)
    wrong = [*right[:-1], Layer(right[-1].W, 1.05 * right[-1].b)]
    diagnosis = diagnose(loss, wrong, at=at)
    assert [array.name for array in diagnosis.arrays if not array.right] == ["layer 3's b"]


def test_where_kinks_meet_only_the_entries_that_they_touch_are_left_open():
    def loss(x):
        return relu(x[0] + x[1]) - relu(x[0] - x[1]) + x[2] ** 2

    at = np.array([0.0, 0.0, 3.0])
    for first_two in ([0, 0], [0, 2], [0, 1], [1, 1]):
        diagnosis = diagnose(loss, [*first_two, 6.0], at=at)
        assert diagnosis.kind in ("right", "not decided")
        assert diagnose(loss, [*first_two, 6.1], at=at).kind == "wrong"
    said = diagnose(loss, [0, 2.5, 6.0], at=at).advice
    assert said[0].startswith("kinks of the loss meet here") and "in the gradient; move the point" in said[0]


def test_a_slope_that_no_backward_pass_gives_is_wrong_at_a_single_kink():
    def loss(x):
        return np.sum(leaky_relu(x))

    for claimed, kind in ((1.0, "right"), (0.5, "right"), (0.01, "right"), (1.1, "wrong"), (0.0, "wrong")):
        assert diagnose(loss, [claimed, 1.0], at=[0.0, 2.0]).kind == kind


def narrow_parts(x):
    parts = np.square(np.sin(np.float32(np.real(x))))
    return float(np.float64(parts[0]) + np.float64(parts[1]) + np.float64(parts[2]) / 3)


SLOPES = np.sin(2 * PLACE) * [1, 1, 1 / 3]


def test_a_sum_in_float64_of_parts_in_float32_is_no_more_than_float32():
    assert diagnose(narrow_parts, SLOPES, at=PLACE).is_right
    assert diagnose(narrow_parts, 1.05 * SLOPES, at=PLACE).kind == "wrong"


@pytest.mark.parametrize("dtype", [np.float32, np.float64], ids=["claim in float32", "claim in float64"])
@pytest.mark.parametrize("factor", [-1, 2, 0, 1.05])
def test_a_loss_in_float32_tells_right_from_wrong(dtype, factor):
    def loss(x):
        return np.float32(np.sum(np.float32(x) ** 2))

    assert diagnose(loss, dtype(2 * PLACE), at=PLACE).is_right
    assert diagnose(loss, dtype(factor * 2 * PLACE), at=PLACE).kind == "wrong"


@pytest.mark.parametrize("factor", [1, 1.05, 2], ids=["right", "5 % off", "twice"])
def test_what_a_saturated_loss_in_float32_cannot_show_is_not_called_right(factor):
    def loss(x):
        return np.float32(1) + np.float32(1e-6) * np.sum(np.float32(x) ** 2)

    diagnosis = diagnose(loss, factor * 2e-6 * PLACE, at=PLACE)
    assert diagnosis.kind == "not decided"
    assert "an error of 5 % could not be seen" in diagnosis.advice[0]
    assert diagnose(loss, PLACE, at=PLACE).kind == "wrong"


def test_an_array_that_rounding_hides_is_named_and_the_rest_agrees():
    def loss(parameters):
        large, small = (np.float32(array) for array in parameters)
        return np.sum(large**2) + np.float32(1e-6) * np.sum(small)

    at = [PLACE, np.ones((2, 2))]
    diagnosis = diagnose(loss, [2 * PLACE, np.full((2, 2), 1e-6)], at=at)
    assert diagnosis.kind == "not decided" and diagnosis.advice[0].startswith("in [1] an error of 5 %")
    assert diagnosis.advice[1] == "all else agrees to 2 digits"
    # A claim of 0 where the loss does not move at all is as right as it can be.
    still = [2 * PLACE, np.zeros((2, 2))]
    assert diagnose(lambda p: np.sum(np.float32(p[0]) ** 2), still, at=at).is_right


def test_a_gradient_below_the_rounding_of_its_terms_is_0_and_that_is_said():
    logits = np.array([38.0, 0.0, 1.0])
    diagnosis = diagnose(LossProblem("cross_entropy", 0).__call__, [0.0, 1e-17, -1e-17], at=logits)
    assert diagnosis.is_right
    assert diagnosis.advice == (
        "the gradient is smaller than the rounding of what is added up: 0, and no digit more is seen",
    )


def test_a_small_kink_too_near_for_float32_accuses_neither_side():
    """No step that float32 allows is shorter than the way to the kink."""

    def loss(x):
        return np.float32(5 + 9.7 * x[0] + 3 * (x[0] - 1) ** 2 + 0.18 * np.abs(x[0] - 1 - 7e-6))

    for slope in (9.7 - 0.18, 9.7 + 0.18):
        assert diagnose(loss, np.array([slope]), at=np.array([1.0])).kind == "right"
    for slope in (9.7 - 0.5, 9.7 + 0.5):
        assert diagnose(loss, np.array([slope]), at=np.array([1.0])).kind != "right"


def test_the_error_of_a_coarse_slope_covers_both_sides_of_a_kink_near_by():
    """The differences may turn to the right slope only at the shortest of the steps."""
    for away in np.linspace(0, 5e-3, 101):
        found = coarse_slopes(
            lambda x, away=away: 0.03 * x[0] + 0.36 * abs(x[0] + away), np.zeros(1), noise=4e-7, scale=28.0
        )
        assert found.lower - found.errors <= 0.39 <= found.upper + found.errors, away
