"""Cross-entropy and its gradient: values, limits, errors."""

import numpy as np
import pytest

import mlpkit
from mlpkit.gradcheck import central_difference
from tests import reference

INF, NAN = np.inf, np.nan
N, K = 5, 3
both = pytest.mark.parametrize("name", ["cross_entropy", "cross_entropy_gradient"])


@pytest.mark.parametrize("offset", [0, 1e3, -1e6], ids=str)
def test_c1_value_of_one_example(offset, rng):
    for _ in range(20):
        o = (rng.normal(size=K) * 10 + offset).tolist()
        for y in range(K):
            exact = -reference.log_softmax(o)[y]
            assert reference.ulps(mlpkit.cross_entropy(o, y), exact) <= 4
            np.testing.assert_allclose(
                mlpkit.cross_entropy(o, y), mlpkit.logsumexp(o) - o[y], atol=1e-15 * (1 + abs(offset)) * 9
            )


@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_gradient_by_central_differences(reduction, rng):
    o, y, t = rng.normal(size=(N, K)), rng.integers(K, size=N), rng.uniform(0, 2, size=(N, K))
    for targets in (y, t):
        numerical = central_difference(lambda o: mlpkit.cross_entropy(o, targets, reduction=reduction), o)  # noqa: B023
        claimed = mlpkit.cross_entropy_gradient(o, targets, reduction=reduction)
        np.testing.assert_allclose(claimed, numerical, rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize(
    ("o", "targets", "loss", "gradient"),
    [
        ([1e4, -1e4], 0, 0, [0, 0]),
        ([1e4, -1e4], 1, 2e4, [1, -1]),
        ([INF, 1], 0, 0, [0, 0]),
        ([INF, 1], 1, INF, [1, -1]),
        ([-INF, 1], 1, 0, [0, 0]),
        ([-INF, 1], 0, INF, [-1, 1]),
        ([-INF, 1], [0, 2], 0, [0, 0]),
        ([-INF, 1], [0.5, 0.5], INF, [-0.5, 0.5]),
        ([0, -INF, 0], [1, 0, 1], 2 * np.log(2), [0, 0, 0]),
        ([INF, INF], 0, NAN, [NAN, NAN]),
        ([-INF, -INF], 0, NAN, [NAN, NAN]),
        ([NAN, 1], 0, NAN, [NAN, NAN]),
        ([NAN, 1], 1, NAN, [NAN, NAN]),
        ([NAN, 1], [0, 1], NAN, [NAN, NAN]),
        ([NAN, 1], [0, 0], NAN, [NAN, NAN]),
        ([3], 0, 0, [0]),
        ([1, 2], [0, 0], 0, [0, 0]),
    ],
    ids=str,
)
def test_limits_and_nan(o, targets, loss, gradient):
    value = mlpkit.cross_entropy(o, targets)
    np.testing.assert_array_equal(value, loss)
    assert not np.signbit(value)
    np.testing.assert_allclose(mlpkit.cross_entropy_gradient(o, targets), gradient, rtol=1e-15, atol=0)


@both
@pytest.mark.parametrize("reduction", ["none", "Mean", "", None, 1, True], ids=repr)
def test_a_wrong_reduction(name, reduction):
    with pytest.raises(ValueError) as error:
        getattr(mlpkit, name)([[0, 1]], [0], reduction=reduction)
    assert str(error.value) == f'{name}: reduction is {reduction!r}, expected "mean" or "sum"'


@both
@pytest.mark.parametrize("shape", [(), (2, 3, 4)], ids=str)
def test_logits_that_are_neither_an_example_nor_a_batch(name, shape):
    with pytest.raises(ValueError) as error:
        getattr(mlpkit, name)(np.zeros(shape), 0)
    assert str(error.value) == f"{name}: logits have shape {shape}, expected (K,) or (N, K)"


@both
@pytest.mark.parametrize("shape", [(0,), (0, 3), (3, 0), (0, 0)], ids=str)
def test_an_empty_batch(name, shape):
    with pytest.raises(ValueError) as error:
        getattr(mlpkit, name)(np.zeros(shape), np.zeros(shape[:-1], dtype=int))
    assert str(error.value) == f"{name}: logits have shape {shape}, expected an example and a class at least"


@both
@pytest.mark.parametrize(
    ("targets", "kind", "message"),
    [
        ([0, 1, 2], ValueError, "targets have shape (3,), expected (N, K) = (2, 3)"),
        ([0, 3], ValueError, "targets hold the label 3 at position 1, expected class labels from 0 to 2"),
        ([0.0, 1.0], TypeError, "expected integers from 0 to 2"),
        ([[1, 0, NAN]] * 2, ValueError, "targets hold nan or inf"),
        ([[1, 0], [1]], ValueError, "targets are ragged"),
    ],
    ids=["shape", "label", "float labels", "nan", "ragged"],
)
def test_bad_targets_are_reported_by_the_function_that_was_called(name, targets, kind, message):
    with pytest.raises(kind) as error:
        getattr(mlpkit, name)(np.zeros((2, 3)), targets)
    assert str(error.value).startswith(f"{name}: targets")
    assert message in str(error.value)
