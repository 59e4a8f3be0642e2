"""Numerical derivatives: on functions whose gradient is known, and where they must fail."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpkit.gradcheck import central_difference, complex_step

METHODS = {central_difference: 1e-9, complex_step: 1e-15}
methods = pytest.mark.parametrize(
    ("method", "accuracy"), METHODS.items(), ids=lambda m: getattr(m, "__name__", "")
)

FUNCTIONS = {
    "cube": (lambda x: np.sum(x**3), lambda x: 3 * x**2),
    "exp": (lambda x: np.sum(np.exp(x)), np.exp),
    "product with its neighbour": (
        lambda x: np.sum(x.ravel() * np.roll(x.ravel(), 1)),
        lambda x: (np.roll(x.ravel(), 1) + np.roll(x.ravel(), -1)).reshape(x.shape),
    ),
    "sine of the sum": (lambda x: np.sin(np.sum(x)), lambda x: np.full(x.shape, np.cos(np.sum(x)))),
}


@methods
@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("shape", [(), (4,), (2, 3), (2, 1, 3)], ids=str)
def test_known_gradients(method, accuracy, function, shape, rng):
    f, gradient = FUNCTIONS[function]
    x = rng.normal(size=shape)
    before = x.copy()
    numerical = method(f, x)
    assert numerical.shape == shape
    assert numerical.dtype == np.float64
    np.testing.assert_allclose(numerical, gradient(x), rtol=accuracy, atol=accuracy)
    np.testing.assert_array_equal(x, before)


@methods
@given(x=st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=5), a=st.floats(-9, 9))
def test_linear_functions_are_differentiated_all_but_exactly(method, accuracy, x, a):
    slopes = a * np.arange(1, len(x) + 1)
    scale = 1 + np.abs(slopes).sum() * np.abs(x).max()
    np.testing.assert_allclose(method(lambda x: slopes @ x, x), slopes, rtol=1e-14, atol=1e-9 * scale)


@methods
@pytest.mark.parametrize(
    "x", [[1, 2], (1.0, 2.0), np.array([1, 2], np.int8), np.array([1, 2], np.float32)], ids=repr
)
def test_input_is_taken_as_float64(method, accuracy, x):
    np.testing.assert_allclose(method(lambda x: x @ x, x), [2, 4], rtol=accuracy)


@methods
def test_empty(method, accuracy):
    assert method(np.sum, np.zeros((0, 3))).shape == (0, 3)


@pytest.mark.parametrize("x", [1e-9, 1.0, 1e6, -1e12, 1e100], ids=str)
def test_default_step_grows_with_x(x):
    np.testing.assert_allclose(central_difference(lambda x: 3 * x, x), 3, rtol=1e-9)
    np.testing.assert_allclose(central_difference(lambda x: x * x, x), 2 * x, rtol=1e-9, atol=1e-9)


def test_each_entry_has_its_own_default_step():
    seen = []
    central_difference(lambda x: seen.append(x) or 0.0, [0.0, -1e6])
    steps = (seen[0] - seen[1])[0] / 2, (seen[2] - seen[3])[1] / 2
    np.testing.assert_allclose(steps, np.cbrt(np.finfo(float).eps) * np.array([1, 1e6]), rtol=1e-9)


def test_default_step_balances_truncation_and_rounding():
    error = {
        h: abs(central_difference(np.exp, 1.0, step=h) - np.e) for h in (None, 1e-1, 1e-3, 1e-8, 1e-11, 1e-13)
    }
    best = error.pop(None)
    assert best < 1e-9
    assert all(best < e for e in error.values())


def test_error_of_truncation_is_of_second_order():
    errors = [abs(central_difference(np.exp, 0.0, step=h) - 1) for h in (1e-2, 1e-3)]
    np.testing.assert_allclose(errors[0] / errors[1], 100, rtol=1e-3)


def test_the_step_that_was_taken_is_the_one_divided_by():
    taken = 3.0  # 1e16 + 3 is rounded to 1e16 + 4, and 1e16 − 3 to 1e16 − 4
    assert central_difference(lambda x: x, 1e16, step=taken) == 1


def test_one_entry_moves_at_a_time():
    seen = []
    central_difference(lambda x: seen.append(x) or 0.0, [0.0, 0.0], step=0.5)
    np.testing.assert_array_equal(seen, [[0.5, 0], [-0.5, 0], [0, 0.5], [0, -0.5]])


@pytest.mark.parametrize("step", [0, 0.0, -1e-3, np.nan], ids=str)
def test_a_step_that_is_not_positive(step):
    with pytest.raises(ValueError) as error:
        central_difference(np.sum, [1.0], step=step)
    assert str(error.value) == f"central_difference: step is {step}, expected a positive number"


def test_complex_step_loses_no_digit_where_differences_lose_all():
    x = 1e-12
    assert complex_step(lambda x: x**3, x) == pytest.approx(3e-24, rel=1e-15, abs=0)
    assert abs(central_difference(lambda x: (1 + x) - 1, x, step=1e-18)) != 1
    assert complex_step(lambda x: (1 + x) - 1, x) == 1


def test_complex_step_takes_its_step():
    seen = []
    complex_step(lambda z: seen.append(z) or 0j, [1.0, 2.0], step=0.5)
    np.testing.assert_array_equal(seen, [[1 + 0.5j, 2], [1, 2 + 0.5j]])


def test_complex_step_is_blind_to_what_is_not_analytic():
    assert complex_step(lambda z: np.sum(np.abs(z) ** 2), [3.0])[0] != 6


@pytest.mark.parametrize("step", [0, -1e-3, np.nan, np.inf, "a", [1e-3]], ids=repr)
@pytest.mark.parametrize("method", [central_difference, complex_step], ids=lambda m: m.__name__)
def test_a_step_that_is_no_step(method, step):
    with pytest.raises(ValueError, match=rf"^{method.__name__}: step is .*, expected a positive number"):
        method(lambda x: x @ x, [1.0, 2.0], step=step)


@pytest.mark.parametrize("method", [central_difference, complex_step], ids=lambda m: m.__name__)
def test_a_function_that_gives_an_array(method):
    with pytest.raises(ValueError, match=r"the function returned shape \(2,\), expected a number"):
        method(lambda x: 2 * x, [1.0, 2.0])
