"""Smooth activations: accuracy over the whole float64 range, limits, identities."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mlpkit
from tests import reference

INF, NAN = np.inf, np.nan
SMOOTH = ["sigmoid", "tanh", "softplus", "log_sigmoid"]
ACCURATE = ["sigmoid", "softplus", "log_sigmoid", "tanh", "sigmoid_derivative", "tanh_derivative"]

# Ends of the range, where exp turns subnormal or 0, where 1 + e rounds to 1, and both sides of 0.
SMALL = [0.0, 5e-324, 1e-310, 2.2e-308, 1e-200, 1e-17, 1e-8, 0.1, 0.5, np.log(2), 1, 2, 17.3, 18, 33.2]
LARGE = [36.7, 37.5, 44.3, 100, 372.5, 708.3, 709.8, 744.4, 745.1, 745.2, 746, 1e4, 1e16, 1e150, 1e308]
GRID = np.concatenate([SMALL, LARGE, np.nextafter([*SMALL, *LARGE], INF), [np.finfo(float).max]])
GRID = np.concatenate([GRID, -GRID])

anything = st.floats(allow_nan=False, allow_infinity=False)
numbers = st.one_of(anything, st.floats(-760, 760), st.floats(-2, 2))


def assert_accurate(name, x, tolerance=4):
    values = getattr(mlpkit, name)(np.asarray(x))
    exact = getattr(reference, name)
    for point, value in zip(x, values, strict=True):
        assert reference.ulps(value, exact(float(point))) <= tolerance, f"{name}({point!r}) = {value!r}"


@pytest.mark.parametrize("name", ACCURATE)
def test_within_4_ulp_on_the_grid(name):
    assert_accurate(name, GRID)


@pytest.mark.parametrize("name", ACCURATE)
def test_within_4_ulp_at_random_bits(name, rng):
    bits = rng.integers(2**64, size=600, dtype=np.uint64).view(np.float64)
    assert_accurate(name, bits[np.isfinite(bits)])


@pytest.mark.parametrize("name", ACCURATE)
@given(x=st.lists(numbers, min_size=1, max_size=8))
def test_within_4_ulp_anywhere(name, x):
    assert_accurate(name, x)


@pytest.mark.parametrize(
    ("name", "at_minus_inf", "at_0", "at_inf"),
    [
        ("sigmoid", 0, 0.5, 1),
        ("sigmoid_derivative", 0, 0.25, 0),
        ("tanh", -1, 0, 1),
        ("tanh_derivative", 0, 1, 0),
        ("softplus", 0, np.log(2), INF),
        ("softplus_derivative", 0, 0.5, 1),
        ("log_sigmoid", -INF, -np.log(2), 0),
        ("log_sigmoid_derivative", 1, 0.5, 0),
    ],
)
def test_limits_and_nan(name, at_minus_inf, at_0, at_inf):
    function = getattr(mlpkit, name)
    np.testing.assert_array_equal(function([-INF, 0, INF, NAN]), [at_minus_inf, at_0, at_inf, NAN])
    for limit, sign in [(at_minus_inf, -1), (at_inf, 1)]:
        far = np.array([1e4, 1e308]) * sign
        np.testing.assert_array_equal(function(far), far if np.isinf(limit) else limit)


@pytest.mark.parametrize("name", SMOOTH)
def test_derivative_is_the_complex_step_to_the_last_digits(name, rng):
    x = np.concatenate([rng.normal(size=400) * 5, rng.uniform(-100, 100, 200), [0.0, -0.0, 1e-300, -1e-300]])
    stepped = np.imag(getattr(mlpkit, name)(x + 1e-200j)) / 1e-200
    np.testing.assert_allclose(stepped, getattr(mlpkit, f"{name}_derivative")(x), rtol=1e-15, atol=0)


@given(x=st.lists(numbers, min_size=1, max_size=5))
def test_sigmoid_and_its_mirror_image_sum_to_1(x):
    x = np.array(x)
    np.testing.assert_allclose(mlpkit.sigmoid(x) + mlpkit.sigmoid(-x), 1, rtol=5e-16)


@given(x=st.lists(numbers, min_size=1, max_size=5))
def test_softplus_less_its_mirror_image_is_x(x):
    x = np.array(x)
    difference = mlpkit.softplus(x) - mlpkit.softplus(-x)
    np.testing.assert_allclose(difference, x, rtol=1e-15, atol=5e-16)


@given(x=st.lists(numbers, min_size=1, max_size=5))
def test_a1_sigmoid_is_tanh_of_half(x):
    np.testing.assert_allclose(mlpkit.sigmoid(x), (mlpkit.tanh(np.array(x) / 2) + 1) / 2, rtol=0, atol=5e-16)


@given(x=st.lists(numbers, min_size=1, max_size=5))
def test_a2_log_sigmoid_is_minus_softplus_of_minus(x):
    np.testing.assert_array_equal(mlpkit.log_sigmoid(x), -mlpkit.softplus(-np.array(x)))


@given(x=st.lists(numbers, min_size=2, max_size=5))
def test_increasing(x):
    x = np.sort(x)
    for name in SMOOTH:
        values = getattr(mlpkit, name)(x)
        slack = 8 * np.spacing(np.abs(values[1:]))
        assert (values[:-1] <= values[1:] + slack).all(), name


@given(x=st.lists(numbers, min_size=1, max_size=5), data=st.data())
def test_b6_sigmoid_vjp_is_the_diagonal_jacobian_transposed(x, data):
    g = data.draw(st.lists(st.floats(-1e9, 1e9), min_size=len(x), max_size=len(x)))
    expected = np.diag(mlpkit.sigmoid_derivative(x)).T @ np.array(g)
    np.testing.assert_allclose(mlpkit.sigmoid_vjp(x, g), expected, rtol=1e-15, atol=0)


@pytest.mark.parametrize(("x", "g"), [([1, 2], [1]), ([[1, 2]], [1, 2]), ([1, 2], 3), (1, [3])])
def test_sigmoid_vjp_needs_one_shape(x, g):
    with pytest.raises(ValueError) as error:
        mlpkit.sigmoid_vjp(x, g)
    shapes = f"upstream has shape {np.shape(g)}, expected the shape of x, {np.shape(x)}"
    assert str(error.value) == f"sigmoid_vjp: {shapes}"
