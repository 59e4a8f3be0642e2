"""One-sided slopes: the same on both sides where f is smooth, different and named at a kink."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from mlpkit import ACTIVATIONS, MLP, Layer, network_loss
from mlpkit.gradcheck.one_sided import one_sided_slopes

SMOOTH = {
    "cube": (lambda x: np.sum(x**3), lambda x: 3 * x**2),
    "exp": (lambda x: np.sum(np.exp(x)), np.exp),
    "steep": (lambda x: np.sum(np.exp(30 * x)), lambda x: 30 * np.exp(30 * x)),
    "wave": (lambda x: np.sum(np.sin(50 * x)), lambda x: 50 * np.cos(50 * x)),
    "constant": (lambda x: 7.0, lambda x: 0 * x),
    "large": (lambda x: 1e9 + np.sum(x), np.ones_like),
}


@pytest.mark.parametrize("name", SMOOTH)
@given(some.lists(some.floats(-2, 2), min_size=1, max_size=4))
def test_smooth_functions_have_no_kink(name, x):
    function, slope = SMOOTH[name]
    found = one_sided_slopes(function, x)
    assert not np.any(found.kinks) and found.places == () and str(found) == "no entry is on a kink"
    size = max(1, np.abs(slope(np.array(x))).max(), np.abs(function(np.array(x))) / 10)
    np.testing.assert_allclose(found.left, slope(np.array(x)), atol=2e-6 * size)
    np.testing.assert_allclose(found.right, slope(np.array(x)), atol=2e-6 * size)


KINKS = {
    "abs": (np.abs, -1, 1),
    "relu": (ACTIVATIONS["relu"].function, 0, 1),
    "leaky": (ACTIVATIONS["leaky_relu"].function, 0.01, 1),
    "small": (lambda x: np.sin(x) + 1e-4 * np.abs(x), 1 - 1e-4, 1 + 1e-4),
}


@pytest.mark.parametrize("name", KINKS)
def test_kinks_are_named_with_both_slopes(name):
    function, left, right = KINKS[name]
    found = one_sided_slopes(lambda x: np.sum(function(x)), [[1.0, 0.0], [0.0, -3.0]])
    assert found.kinks.tolist() == [[False, True], [True, False]]
    assert found.places == ("x[0, 1]", "x[1, 0]") and str(found) == "on a kink: x[0, 1], x[1, 0]"
    np.testing.assert_allclose(found.left[0, 1], left, atol=1e-9)
    np.testing.assert_allclose(found.right[0, 1], right, atol=1e-9)


@pytest.mark.parametrize("x", [1e-7, -1e-7, 1e-5, -1e-5], ids=str)
def test_a_kink_that_the_steps_reach(x):
    assert one_sided_slopes(lambda x: np.abs(x), x).kinks
    assert not one_sided_slopes(lambda x: np.abs(x), x, step=4e-8).kinks


def test_a_jump_and_a_hole():
    assert one_sided_slopes(lambda x: np.heaviside(x, 0), 0.0).places == ("x",)
    assert one_sided_slopes(lambda x: np.nan if x > 0 else 0.0, 0.0).kinks


def test_a_unit_of_a_network_on_its_kink():
    network = MLP((2, 3, 1), ["relu", "identity"])
    layers = [
        Layer(np.array([[1.0, 2], [2.0, -1], [1, 1]]), np.array([0.5, 0, 1])),
        Layer(np.array([[1.0, 2, 3]]), np.array([0.0])),
    ]
    found = one_sided_slopes(
        lambda p: network_loss(network, p, [[1, 2]], [[0]], loss="half_squared_error"), layers
    )
    # Unit 1 has S = 2·1 − 1·2 + 0 = 0.
    assert found.places == ("x[0].W[1, 0]", "x[0].W[1, 1]", "x[0].b[1]")
    assert type(found.left[0]) is Layer and found.kinks[0].b.tolist() == [False, True, False]


def test_float32():
    x = [1.0, 0.0, -2.0]
    found = one_sided_slopes(lambda x: np.sum(np.abs(np.asarray(x, np.float32))), x)
    assert found.kinks.tolist() == [False, True, False]
    found = one_sided_slopes(lambda x: np.sum(np.exp(np.asarray(x, np.float32))), x)
    assert not found.kinks.any()


def test_empty():
    assert one_sided_slopes(np.sum, np.zeros((0, 2))).places == ()


def test_errors():
    with pytest.raises(ValueError, match="one_sided_slopes: step is 0, expected a positive number"):
        one_sided_slopes(np.sum, [1.0], step=0)
    with pytest.raises(ValueError, match=r"one_sided_slopes: the function returned shape \(2,\)"):
        one_sided_slopes(lambda x: x, [1.0, 2.0])
    with pytest.raises(TypeError, match=r"one_sided_slopes: x\['a'\] is the str 'b'"):
        one_sided_slopes(np.sum, {"a": "b"})
