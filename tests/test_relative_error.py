"""The relative error: its rule at zeros, floors, dtypes, and where there is no number."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from mlpkit import Layer
from mlpkit.gradcheck.relative_error import relative_error

FLOOR = np.cbrt(2.0**-52)
vectors = some.lists(some.floats(-1e6, 1e6), min_size=1, max_size=5).map(np.array)


@given(vectors, some.floats(0.01, 100))
def test_properties(a, c):
    np.testing.assert_array_equal(relative_error(a, a), 0)
    b = a[::-1]
    error = relative_error(a, b)
    assert np.all((error >= 0) & (error <= 2))
    np.testing.assert_array_equal(error, relative_error(b, a))
    np.testing.assert_allclose(relative_error(4 * a, 4 * b), error, rtol=1e-12)
    np.testing.assert_allclose(
        relative_error(c * a, a)[np.abs(a) >= FLOOR * np.abs(a).max()].max(),
        abs(c - 1) / max(c, 1) if np.any(a) else 0,
        rtol=1e-9,
        atol=1e-12,
    )


@pytest.mark.parametrize(
    ("a", "b", "error"),
    [
        ([0.0], [0.0], [0]),
        ([1.0], [2.0], [0.5]),
        ([1.0], [-1.0], [2]),
        ([0.0], [1e-300], [1]),
        ([1.0, 1e-9], [1.0, 0.0], [0, 1e-9 / FLOOR]),
        ([1.0, 1e-3], [1.0, 2e-3], [0, 0.5]),
        ([1e200, 1.0], [1e200, 2.0], [0, 1e-200 / FLOOR]),
        ([1e308, 0.0], [-1e308, 0.0], [2, 0]),
        ([5e-324], [1e-323], [0.5]),
        ([np.nan, 1.0], [1.0, 1.0], [np.inf, 0]),
        ([1.0, 1.0], [1.0, np.nan], [0, np.inf]),
        ([np.inf], [np.inf], [np.inf]),
        ([np.nan, 2.0], [np.nan, 1.0], [np.inf, 0.5]),
        ([], [], []),
    ],
    ids=str,
)
def test_values(a, b, error):
    np.testing.assert_allclose(relative_error(a, b), error, rtol=1e-12)


def test_the_coarser_dtype_decides_the_floor():
    a, b = np.array([1.0, 1e-4]), np.array([1.0, 0.0])
    assert relative_error(a, b)[1] == 1
    floor = np.cbrt(2.0**-23)
    for x, y in ((a.astype(np.float32), b), (b, a.astype(np.float32))):
        np.testing.assert_allclose(relative_error(x, y)[1], 1e-4 / floor, rtol=1e-6)


def test_each_array_of_a_structure_has_its_own_floor():
    found = relative_error([(np.array([[1e-9]]), [1.0])], [Layer(np.array([[0.0]]), np.array([1.0]))])
    assert type(found[0]) is Layer and found[0].W.tolist() == [[1.0]] and found[0].b.tolist() == [0.0]


def test_another_form():
    with pytest.raises(ValueError, match=r"relative_error: claimed\.W has shape \(2,\), expected \(1, 2\)"):
        relative_error(Layer(np.ones(2), np.ones(1)), Layer(np.ones((1, 2)), np.ones(1)))
    with pytest.raises(TypeError, match="relative_error: claimed is the str 'a'"):
        relative_error("a", [1.0])
    with pytest.raises(TypeError, match=r"relative_error: reference has dtype complex128"):
        relative_error([1.0], [1j])
