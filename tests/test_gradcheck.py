"""Numerical derivatives: on functions whose gradient is known, and where they must fail."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpkit import Layer
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
    np.testing.assert_array_equal(seen[0], [0.0, -1e6])  # its dtype decides about ε
    steps = (seen[1] - seen[2])[0] / 2, (seen[3] - seen[4])[1] / 2
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


STRUCTURES = {
    "pair": (np.array([1.0, 2.0]), np.array([[3.0], [4.0]])),
    "layers": [Layer(np.array([[1.0, 2.0]]), np.array([3.0])), Layer(np.array([[4.0]]), np.array([5.0]))],
    "dict": {"W": np.array([[1.0, -2.0]]), "inner": {"b": np.float64(3), "pair": ([1.0, 2.0], np.ones(2))}},
}


def total(structure, power):
    if isinstance(structure, dict):
        structure = list(structure.values())
    if isinstance(structure, tuple | list):
        return sum(total(part, power) for part in structure)
    return np.sum(structure**power)


def numbers(structure):
    if isinstance(structure, dict):
        structure = list(structure.values())
    if isinstance(structure, tuple | list) and not all(isinstance(part, float) for part in structure):
        return np.concatenate([numbers(part) for part in structure])
    return np.ravel(structure)


@methods
@pytest.mark.parametrize("name", STRUCTURES)
def test_structures_keep_their_form(method, accuracy, name):
    x = STRUCTURES[name]
    found = method(lambda s: total(s, 3), x)
    assert type(found) is type(x)
    np.testing.assert_allclose(numbers(found), 3 * numbers(x) ** 2, rtol=accuracy)


def test_structures_keep_their_types():
    found = central_difference(lambda s: total(s, 3), STRUCTURES["layers"])
    assert [type(layer) for layer in found] == [Layer, Layer] and found[0].W.shape == (1, 2)
    found = complex_step(lambda s: total(s, 3), STRUCTURES["dict"])
    assert list(found) == ["W", "inner"] and found["inner"]["b"].shape == ()


@methods
@pytest.mark.parametrize(
    ("x", "message"),
    [
        ([Layer(np.ones((1, 2)), "b")], r"x\[0\]\.b is the str 'b', expected a number"),
        ({"a": np.ones(2) * 1j}, r"x\['a'\] has dtype complex128, expected real numbers"),
        (None, "x is the NoneType None"),
    ],
    ids=["text", "complex", "nothing"],
)
def test_what_is_no_number(method, accuracy, x, message):
    with pytest.raises(TypeError, match=f"{method.__name__}: {message}"):
        method(lambda s: 0.0, x)


def test_a_float32_function_gets_the_step_of_float32():
    def function(x):
        return np.sum(np.exp(np.asarray(x, np.float32)), dtype=np.float32)

    x = np.array([0.5, -1.0, 2.0])
    np.testing.assert_allclose(central_difference(function, x), np.exp(x), rtol=1e-4)
    by_the_step_of_float64 = central_difference(function, x, step=6e-6)
    assert np.max(np.abs(by_the_step_of_float64 / np.exp(x) - 1)) > 1e-3
    single = lambda x: np.sum(np.exp(np.asarray(x, np.complex64)))  # noqa: E731
    np.testing.assert_allclose(complex_step(single, x), np.exp(x), rtol=1e-6)


@pytest.mark.parametrize(
    ("function", "x", "slope"),
    [
        (np.log, 1e200, 1e-200),
        (np.log, 1e300, 1e-300),
        (np.sqrt, 1e250, 5e-126),
        (lambda x: x * x, 1e-150, 2e-150),
        (lambda x: 1e-140 * x, 1.0, 1e-140),
        (lambda x: 1e-180 * x, 1e-3, 1e-180),
        (lambda x: 1e200 * x, 1.0, 1e200),
        (lambda x: x**3, 0.0, 0.0),
        (lambda x: 3 * x, 1e300, 3.0),
    ],
    ids=["log 1e200", "log 1e300", "root", "tiny square", "1e-140", "1e-180", "1e200", "flat", "1e300"],
)
def test_complex_step_far_from_1(function, x, slope):
    np.testing.assert_allclose(complex_step(function, x), slope, rtol=1e-14, atol=0)


def test_a_given_step_is_taken_as_it_is():
    assert complex_step(lambda x: 1e-140 * x, 1.0, step=1e-200) == 0  # underflow, as documented
