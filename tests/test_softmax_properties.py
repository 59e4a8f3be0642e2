"""What holds of softmax for every vector, and the errors for what is no vector."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mlpkit
from mlpkit.gradcheck import central_difference

AXIS_FUNCTIONS = ["logsumexp", "softmax", "log_softmax", "softmax_vjp"]
vectors = st.lists(st.floats(-300, 300), min_size=1, max_size=9).map(np.array)
pairs = st.integers(1, 9).flatmap(
    lambda n: st.tuples(*[st.lists(st.floats(-50, 50), min_size=n, max_size=n).map(np.array)] * 2)
)


@given(x=vectors)
def test_b3_positive_and_sums_to_1(x):
    s = mlpkit.softmax(x)
    assert (s > 0).all()
    np.testing.assert_allclose(s.sum(), 1, rtol=5e-15)


@given(
    x=st.lists(st.integers(-300, 300), min_size=1, max_size=9).map(np.array), c=st.integers(-(2**50), 2**50)
)
def test_b3_the_same_after_a_shift(x, c):
    np.testing.assert_allclose(mlpkit.softmax(x + c), mlpkit.softmax(x), rtol=2e-15)
    np.testing.assert_allclose(mlpkit.log_softmax(x + c), mlpkit.log_softmax(x), rtol=2e-15)
    np.testing.assert_allclose(mlpkit.logsumexp(x + c), mlpkit.logsumexp(x) + c, rtol=1e-15, atol=1e-13)


@given(x=vectors, data=st.data())
def test_permutation_equivariant(x, data):
    order = np.array(data.draw(st.permutations(range(len(x)))))
    np.testing.assert_allclose(mlpkit.softmax(x[order]), mlpkit.softmax(x)[order], rtol=2e-15)
    np.testing.assert_allclose(mlpkit.log_softmax(x[order]), mlpkit.log_softmax(x)[order], rtol=2e-15)
    np.testing.assert_allclose(mlpkit.logsumexp(x[order]), mlpkit.logsumexp(x), rtol=2e-15, atol=1e-15)


@given(x=vectors)
def test_larger_entries_are_likelier(x):
    order = np.argsort(x)
    assert (np.diff(mlpkit.softmax(x)[order]) >= 0).all()


@given(x=vectors)
def test_log_softmax_is_the_logarithm_and_x_less_logsumexp(x):
    np.testing.assert_allclose(np.exp(mlpkit.log_softmax(x)), mlpkit.softmax(x), rtol=2e-13)
    np.testing.assert_allclose(mlpkit.log_softmax(x), x - mlpkit.logsumexp(x), rtol=1e-13, atol=1e-13)


@given(x=st.floats(-700, 700), y=st.floats(-700, 700))
def test_two_classes_are_a_sigmoid(x, y):
    np.testing.assert_allclose(mlpkit.softmax([x, y])[0], mlpkit.sigmoid(x - y), rtol=2e-13)


@given(x=vectors)
def test_b4_b5_jacobian(x):
    s, jacobian = mlpkit.softmax(x), mlpkit.softmax_jacobian(x)
    np.testing.assert_allclose(jacobian, np.diag(s) - np.outer(s, s), rtol=1e-14, atol=1e-16)
    np.testing.assert_array_equal(
        jacobian - np.diag(np.diag(jacobian)), (jacobian - np.diag(np.diag(jacobian))).T
    )
    assert np.linalg.eigvalsh(jacobian).min() >= -1e-15
    np.testing.assert_allclose(jacobian @ np.ones_like(x), 0, atol=2e-15)


@given(pair=pairs)
def test_b6_vjp_is_the_jacobian_transposed_times_g(pair):
    x, g = pair
    scale = np.abs(g).max()
    expected = mlpkit.softmax_jacobian(x).T @ g
    np.testing.assert_allclose(mlpkit.softmax_vjp(x, g), expected, rtol=1e-12, atol=1e-14 * scale)


@given(pair=pairs, c=st.floats(-9, 9))
def test_b6_vjp_is_linear_kills_constants_and_sums_to_0(pair, c):
    x, g = pair
    claimed = mlpkit.softmax_vjp(x, g)
    scale = 1e-13 * (1 + np.abs(g).max())
    np.testing.assert_allclose(mlpkit.softmax_vjp(x, g + c), claimed, rtol=1e-12, atol=scale)
    np.testing.assert_allclose(mlpkit.softmax_vjp(x, c * g), c * claimed, rtol=1e-12, atol=9 * scale)
    np.testing.assert_allclose(claimed.sum(), 0, atol=scale)


def test_b7_gradient_of_logsumexp_is_softmax_by_differences(rng):
    x = rng.normal(size=(2, 5)) * 3
    numerical = central_difference(lambda x: mlpkit.logsumexp(x).sum(), x)
    np.testing.assert_allclose(mlpkit.softmax(x), numerical, rtol=1e-8, atol=1e-9)


def test_batched_jacobian_is_one_jacobian_a_row(rng):
    x = rng.normal(size=(2, 5, 3))
    for index in np.ndindex(2, 5):
        np.testing.assert_array_equal(mlpkit.softmax_jacobian(x)[index], mlpkit.softmax_jacobian(x[index]))


def call(name, x, **options):
    function = getattr(mlpkit, name)
    return function(x, np.ones(np.shape(x)), **options) if name == "softmax_vjp" else function(x, **options)


@pytest.mark.parametrize("x", [1, 2.5, np.float32(1), np.array(3.0), -np.inf], ids=repr)
@pytest.mark.parametrize("name", [*AXIS_FUNCTIONS, "softmax_jacobian"])
def test_a_single_number_is_refused(name, x):
    with pytest.raises(ValueError, match=rf"^{name}: x is a single number, expected a vector"):
        call(name, x)


@pytest.mark.parametrize(("shape", "axis"), [((0,), -1), ((3, 0), 1), ((0, 3), 0)], ids=str)
@pytest.mark.parametrize("name", AXIS_FUNCTIONS)
def test_an_empty_vector_is_refused(name, shape, axis):
    with pytest.raises(ValueError) as error:
        call(name, np.zeros(shape), axis=axis)
    assert str(error.value) == f"{name}: x has shape {shape}, expected at least one entry along axis {axis}"


def test_no_jacobian_of_an_empty_vector():
    with pytest.raises(ValueError, match=r"^softmax_jacobian: x has shape \(3, 0\), expected at least one"):
        mlpkit.softmax_jacobian(np.zeros((3, 0)))


@pytest.mark.parametrize(("shape", "axis"), [((2,), 1), ((2,), -2), ((2, 3), 2), ((2, 3), -3)], ids=str)
@pytest.mark.parametrize("name", AXIS_FUNCTIONS)
def test_a_wrong_axis_is_refused(name, shape, axis):
    with pytest.raises(ValueError) as error:
        call(name, np.zeros(shape), axis=axis)
    assert str(error.value) == f"{name}: x has shape {shape}, expected an axis {axis} in it"


@pytest.mark.parametrize(
    ("x", "g"), [([1, 2], [1]), ([1, 2], 3), ([[1, 2]], [1, 2]), (np.ones((2, 3)), np.ones((3, 2)))]
)
def test_vjp_needs_one_shape(x, g):
    with pytest.raises(ValueError) as error:
        mlpkit.softmax_vjp(x, g)
    shapes = f"upstream has shape {np.shape(g)}, expected the shape of x, {np.shape(x)}"
    assert str(error.value) == f"softmax_vjp: {shapes}"
