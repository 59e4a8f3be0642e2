"""Functions with a kink or a jump at 0: values, conventions at 0, slopes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mlpkit

INF, NAN = np.inf, np.nan
X = [-INF, -1e308, -2, -5e-324, -0.0, 0, 5e-324, 3, 1e308, INF, NAN]
anything = st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=5).map(np.array)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("relu", [0, 0, 0, 0, 0, 0, 5e-324, 3, 1e308, INF, NAN]),
        ("relu_derivative", [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, NAN]),
        ("leaky_relu", [-INF, -1e306, -0.02, 0, 0, 0, 5e-324, 3, 1e308, INF, NAN]),
        ("leaky_relu_derivative", [*[0.01] * 6, 1, 1, 1, 1, NAN]),
        ("sign", [-1, -1, -1, -1, 0, 0, 1, 1, 1, 1, NAN]),
        ("sign_derivative", [0] * 10 + [NAN]),
        ("abs", [INF, 1e308, 2, 5e-324, 0, 0, 5e-324, 3, 1e308, INF, NAN]),
        ("abs_derivative", [-1, -1, -1, -1, 0, 0, 1, 1, 1, 1, NAN]),
        ("indicator", [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, NAN]),
        ("indicator_derivative", [0] * 10 + [NAN]),
    ],
)
def test_values(name, values):
    np.testing.assert_array_equal(getattr(mlpkit, name)(X), values)
    assert not np.signbit(getattr(mlpkit, name)(0.0))


@pytest.mark.parametrize("side", [-2.5, -1e-300, 1e-300, 4.0], ids=str)
@pytest.mark.parametrize("name", ["relu", "leaky_relu", "sign", "abs", "indicator"])
def test_complex_step_on_either_side_of_the_kink(name, side):
    stepped = np.imag(getattr(mlpkit, name)(side + 1e-200j)) / 1e-200
    assert stepped == getattr(mlpkit, f"{name}_derivative")(side)


@pytest.mark.parametrize("name", ["relu", "leaky_relu", "sign", "indicator"])
def test_complex_step_at_the_kink_is_the_convention(name):
    assert np.imag(getattr(mlpkit, name)(1e-200j)) / 1e-200 == getattr(mlpkit, f"{name}_derivative")(0)


@pytest.mark.parametrize("z", [3 - 4j, -3 + 4j, -3 - 4j], ids=str)
def test_abs_is_analytic_and_not_the_modulus(z):
    assert mlpkit.abs(z) == (z if z.real > 0 else -z)
    assert mlpkit.sign(z) == np.sign(z.real)
    assert mlpkit.indicator(z) == (z.real > 0)


@given(x=anything)
def test_a6_sign_is_a_difference_of_indicators(x):
    np.testing.assert_array_equal(mlpkit.sign(x), 1.0 * (x > 0) - 1.0 * (x < 0))


@given(x=anything)
def test_a7_a8_a9_identities(x):
    np.testing.assert_array_equal(mlpkit.abs(x), x * mlpkit.sign(x))
    np.testing.assert_array_equal(mlpkit.relu(x), np.maximum(0, x))
    np.testing.assert_array_equal(mlpkit.relu(x) - mlpkit.relu(-x), x)
    np.testing.assert_array_equal(mlpkit.relu(x), x * mlpkit.relu_derivative(x))


@given(x=anything, slope=st.floats(0, 1, exclude_max=True))
def test_a9_leaky_relu_is_the_larger_of_x_and_slope_times_x(x, slope):
    np.testing.assert_array_equal(mlpkit.leaky_relu(x, slope=slope), np.maximum(x, slope * x))
    derivative = mlpkit.leaky_relu_derivative(x, slope=slope)
    np.testing.assert_array_equal(derivative, np.where(x > 0, 1, slope))


@given(x=anything)
def test_leaky_relu_of_slope_0_is_relu(x):
    np.testing.assert_array_equal(mlpkit.leaky_relu(x, slope=0), mlpkit.relu(x))
    np.testing.assert_array_equal(mlpkit.leaky_relu_derivative(x, slope=0), mlpkit.relu_derivative(x))


@given(x=anything, y=anything)
def test_every_derivative_at_the_kink_is_a_subgradient(x, y):
    for name in ("relu", "leaky_relu", "abs"):
        f, slope = getattr(mlpkit, name), getattr(mlpkit, f"{name}_derivative")(0.0)
        assert (f(y) >= f(0.0) + slope * y).all()


@pytest.mark.parametrize("slope", [1, 1.0, 1.5, -0.01, -1, INF, -INF, NAN, np.float64(2)], ids=str)
@pytest.mark.parametrize("name", ["leaky_relu", "leaky_relu_derivative"])
def test_a_slope_out_of_range_is_refused(name, slope):
    with pytest.raises(ValueError) as error:
        getattr(mlpkit, name)([1.0], slope=slope)
    assert str(error.value) == f"{name}: slope is {slope}, expected a number α with 0 ≤ α < 1"


@pytest.mark.parametrize("slope", [0, 0.0, np.nextafter(1, 0)], ids=str)
def test_a_slope_at_the_ends_of_the_range_is_taken(slope):
    assert mlpkit.leaky_relu(-1.0, slope=slope) == -slope
    assert mlpkit.leaky_relu_derivative(0.0, slope=slope) == slope


@pytest.mark.parametrize("slope", [np.float32(2), np.int64(2), np.array(2.0), -0.1, float("nan")], ids=repr)
def test_a_slope_out_of_range(slope):
    with pytest.raises(ValueError, match=r"^leaky_relu: slope is .*, expected a number α with 0 ≤ α < 1"):
        mlpkit.leaky_relu([1.0], slope)


@pytest.mark.parametrize("slope", ["a", None, [0.1, 0.2], 0.5j], ids=repr)
def test_a_slope_that_is_no_number(slope):
    with pytest.raises(TypeError, match=r"^leaky_relu_derivative: slope is .*, expected a number"):
        mlpkit.leaky_relu_derivative([1.0], slope)


def test_a_slope_keeps_precision_and_infinities():
    assert mlpkit.leaky_relu(np.float32([1, -1]), np.float64(0.1)).dtype == np.float32
    assert mlpkit.leaky_relu([np.inf, -np.inf], 0).tolist() == [np.inf, 0]
