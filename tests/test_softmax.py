"""Softmax and its relatives: accuracy, limits, axes, errors."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import mlpkit
from tests import reference

INF, NAN, MAX = np.inf, np.nan, np.finfo(float).max
AXIS_FUNCTIONS = ["logsumexp", "softmax", "log_softmax", "softmax_vjp"]

VECTORS = {
    "one entry": [3.7],
    "tie": [2.0, 2.0],
    "tie of fifty": [-1.3] * 50,
    "tie beside the rest": [1.0, -30, 1.0, 0.3],
    "rest tiny": [0.0, -40.0],
    "rest tiny beside a small maximum": [1e-20, -50.0, -46.0],
    "rest smallest": [0.0, -745.1, -744.9],
    "rest 0": [0.0, -746.0],
    "half of the spread rounded": [0.1, -37.3, 1e-9],
    "neighbours": [1.0, np.nextafter(1, 2), np.nextafter(1, 0)],
    "subnormal": [5e-324, -5e-324, 1e-310, 0.0],
    "large spread": [1e4, -1e4],
    "larger spread": [1e150, -1e150, 3.0],
    "large offset": [1e15, 1e15 + 1, 1e15 - 0.5],
    "large negative offset": [-1e15, -1e15 + 1, -1e15 - 0.5],
    "huge": [1e308, 1e308, 1e308],
    "huge and apart": [8e307, -8e307, 0.0],
    "largest": [MAX, MAX],
    "largest negative": [-MAX, -MAX, -MAX],
    "maximum of fifty": [*np.linspace(-20, 0, 49), 0.7],
}

anything = st.floats(allow_nan=False, allow_infinity=False)
entry = st.one_of(anything, st.floats(-750, 750), st.floats(-3, 3))
vectors = st.one_of(
    st.lists(entry, min_size=1, max_size=50),
    st.tuples(st.lists(st.floats(-40, 40), min_size=1, max_size=50), st.floats(-1e17, 1e17)).map(
        lambda pair: [v + pair[1] for v in pair[0]]
    ),
    st.lists(st.integers(-3, 3).map(float), min_size=2, max_size=20),
)


def assert_logsumexp_accurate(x):
    value, exact, largest = mlpkit.logsumexp(x), reference.logsumexp(x), max(np.abs(x))
    cancels = max(x) < 0 and abs(exact) < abs(max(x)) / 2
    assert reference.ulps(value, exact, of=largest if cancels else None) <= 4


def assert_entries_accurate(name, x, tolerance=4):
    for value, exact in zip(getattr(mlpkit, name)(x), getattr(reference, name)(x), strict=True):
        assert reference.ulps(value, exact) <= tolerance


@pytest.mark.parametrize("x", VECTORS.values(), ids=VECTORS)
def test_accurate_on_the_grid(x):
    assert_logsumexp_accurate(x)
    assert_entries_accurate("log_softmax", x)
    assert_entries_accurate("softmax", x)


@given(x=vectors)
def test_logsumexp_within_4_ulp_anywhere(x):
    assert_logsumexp_accurate(x)


@given(x=vectors)
def test_log_softmax_within_4_ulp_anywhere(x):
    assume(max(x) / 2 - min(x) / 2 < MAX / 2)  # else the exact value is no float64
    assert_entries_accurate("log_softmax", x)


@given(x=vectors)
def test_softmax_within_5_ulp_anywhere(x):
    assert_entries_accurate("softmax", x, tolerance=5)


@pytest.mark.parametrize("n", [1, 2, 3, 7, 50])
@pytest.mark.parametrize("shift", [0, 1e-17, -1e-16, 1e-9, -0.3], ids=str)
def test_logsumexp_near_0(n, shift, rng):
    x = rng.normal(size=n)
    x = (x - float(reference.logsumexp(x.tolist())) + shift).tolist()
    value, exact = mlpkit.logsumexp(x), reference.logsumexp(x)
    assert reference.ulps(value, exact, of=max(np.abs(x))) <= 4


@pytest.mark.parametrize(
    ("x", "logsumexp", "softmax", "log_softmax"),
    [
        ([-INF, 0], 0, [0, 1], [-INF, 0]),
        ([-INF, -INF, 1e4], 1e4, [0, 0, 1], [-INF, -INF, 0]),
        ([INF, 0], INF, [1, 0], [0, -INF]),
        ([INF, -INF], INF, [1, 0], [0, -INF]),
        ([INF, -1e308], INF, [1, 0], [0, -INF]),
        ([-1e308, -INF], -1e308, [1, 0], [0, -INF]),
        ([INF], INF, [1], [0]),
        ([-INF], -INF, [1], [0]),
        ([INF, INF, 0], INF, [NAN] * 3, [NAN] * 3),
        ([-INF, -INF], -INF, [NAN] * 2, [NAN] * 2),
        ([NAN, 0], NAN, [NAN] * 2, [NAN] * 2),
        ([NAN, INF], NAN, [NAN] * 2, [NAN] * 2),
        ([NAN, -INF, 2], NAN, [NAN] * 3, [NAN] * 3),
        ([1e4, -1e4], 1e4, [1, 0], [0, -2e4]),
    ],
    ids=str,
)
def test_limits_and_nan(x, logsumexp, softmax, log_softmax):
    np.testing.assert_array_equal(mlpkit.logsumexp(x), logsumexp)
    np.testing.assert_array_equal(mlpkit.softmax(x), softmax)
    np.testing.assert_array_equal(mlpkit.log_softmax(x), log_softmax)
    s = np.array(softmax, dtype=float)
    np.testing.assert_array_equal(mlpkit.softmax_jacobian(x), np.diag(s) - np.outer(s, s))
    g = np.arange(2.0, 2 + len(x))
    np.testing.assert_array_equal(mlpkit.softmax_vjp(x, g), s * (g - s @ g))


@pytest.mark.parametrize("x", [[1e308, -1e308], [-MAX, 0.0, MAX]], ids=str)
def test_a_spread_beyond_float64_overflows_nowhere(x):
    top = np.array(x) == max(x)
    assert mlpkit.logsumexp(x) == max(x)
    np.testing.assert_array_equal(mlpkit.softmax(x), top)
    np.testing.assert_array_equal(mlpkit.softmax_vjp(x, np.arange(1.0, 1 + len(x))), np.zeros(len(x)))


def test_one_bad_row_leaves_the_others_alone():
    x = np.array([[INF, INF], [0, 1], [NAN, 1], [-INF, 2]])
    np.testing.assert_array_equal(mlpkit.softmax(x)[[1, 3]], mlpkit.softmax(x[[1, 3]]))
    np.testing.assert_array_equal(mlpkit.log_softmax(x)[[1, 3]], mlpkit.log_softmax(x[[1, 3]]))
    assert np.isnan(mlpkit.softmax(x)[[0, 2]]).all()


@pytest.mark.parametrize("axis", [0, 1, 2, -1, -2, -3])
@pytest.mark.parametrize("name", AXIS_FUNCTIONS)
def test_axis(name, axis, rng):
    arguments = [rng.normal(size=(2, 3, 5)) for _ in range(2 if name == "softmax_vjp" else 1)]
    function = getattr(mlpkit, name)
    along_last = function(*[np.moveaxis(a, axis, -1) for a in arguments])
    expected = along_last if name == "logsumexp" else np.moveaxis(along_last, -1, axis)
    np.testing.assert_allclose(function(*arguments, axis=axis), expected, rtol=1e-14)


@pytest.mark.parametrize("shape", [(3,), (2, 3), (4, 1, 3), (2, 1, 5, 3), (0, 3), (2, 0, 3), (1,)], ids=str)
def test_shapes(shape, rng):
    x, g = rng.normal(size=(2, *shape))
    assert mlpkit.logsumexp(x).shape == shape[:-1]
    assert mlpkit.softmax(x).shape == mlpkit.log_softmax(x).shape == mlpkit.softmax_vjp(x, g).shape == shape
    assert mlpkit.softmax_jacobian(x).shape == (*shape, shape[-1])


@pytest.mark.parametrize("axis", [0.0, None, "0", (0,), True], ids=repr)
def test_an_axis_that_is_no_number(axis):
    with pytest.raises(TypeError, match=r"^softmax: axis is .*, expected a whole number"):
        mlpkit.softmax([1.0, 2.0], axis=axis)
