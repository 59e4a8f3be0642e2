"""Parts in proportion, every image once; and a standardisation that only the training part decides."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from mlpkit.datasets.image_set import ImageSet
from mlpkit.datasets.splitting import split, split_rows
from mlpkit.datasets.standardising import standardise

shares = some.lists(some.integers(3, 9), min_size=1, max_size=4).map(
    lambda parts: [n / sum(parts) for n in parts]
)
seeds = some.integers(0, 2**32)


def numbered(labels, classes=None):
    """A data set in which the number of an image is its only pixel."""
    classes = max(labels) + 1 if classes is None else classes
    return ImageSet("numbered", np.arange(len(labels))[:, None], labels, map(str, range(classes)), (1,))


def numbers(part):
    return part.X[:, 0].astype(int).tolist()


@given(some.lists(some.integers(0, 4), min_size=40, max_size=120), shares, seeds)
def test_every_image_once_and_every_class_in_proportion(labels, fractions, seed):
    dataset = numbered(labels, 5)
    parts = split(dataset, fractions, np.random.default_rng(seed))
    assert len(parts) == len(fractions)
    assert sorted(number for part in parts for number in numbers(part)) == list(range(len(labels)))
    for part, fraction in zip(parts, fractions, strict=True):
        np.testing.assert_array_equal(part.y, np.array(labels)[numbers(part)])
        assert (part.name, part.classes, part.shape) == (dataset.name, dataset.classes, dataset.shape)
        wanted = np.bincount(labels, minlength=5) * fraction
        found = np.bincount(part.y, minlength=5)
        assert np.all((np.floor(wanted + 1e-6) <= found + 1e-6) & (found <= np.ceil(wanted - 1e-6)))
    again = split(dataset, fractions, np.random.default_rng(seed))
    assert [numbers(part) for part in parts] == [numbers(part) for part in again]


def test_the_seed_decides():
    labels = [0, 1] * 30
    one, other = (split_rows(labels, (0.5, 0.5), np.random.default_rng(seed)) for seed in (0, 1))
    assert sorted(one[0]) != sorted(other[0])
    assert list(one[0]) != sorted(one[0])  # in random order, and the classes mixed
    assert 5 < np.sum(np.array(labels)[one[0]][:15]) + np.sum(np.array(labels)[one[0]][15:30] == 0) < 25


@pytest.mark.parametrize(
    ("count", "fractions", "expected"),
    [
        (10, (0.75, 0.25), [8, 2]),
        (10, (0.25, 0.75), [3, 7]),
        (7, (0.2, 0.3, 0.5), [1, 2, 4]),
        (11, (0.6, 0.2, 0.2), [7, 2, 2]),
        (100, (0.29, 0.71), [29, 71]),
        (100, (0.145, 0.855), [15, 85]),  # 14.499999999999998 in floating point
        (3, (1,), [3]),
    ],
    ids=str,
)
def test_the_largest_remainders(count, fractions, expected, rng):
    assert [len(rows) for rows in split_rows(np.zeros(count, int), fractions, rng)] == expected


def test_equal_remainders_do_not_add_up(rng):
    # Each of 40 classes of 3 leaves one image over; in a fixed order of parts all would go to the first.
    assert [len(rows) for rows in split_rows(np.arange(120) % 40, (0.5, 0.5), rng)] == [60, 60]


@pytest.mark.parametrize(
    ("fractions", "error", "message"),
    [
        ((0.5, 0.4), ValueError, "fractions have the sum 0.9, expected 1"),
        ((), ValueError, "fractions have the sum 0, expected 1"),
        ((1.5, -0.5), ValueError, "a share in fractions is -0.5, expected a positive number"),
        ((1.0, 0.0), ValueError, "a share in fractions is 0.0"),
        ((0.5, np.nan), ValueError, "a share in fractions is nan"),
        (("a",), ValueError, "a share in fractions is 'a'"),
        (0.5, TypeError, "fractions are 0.5, expected a sequence of shares"),
        ((0.98, 0.02), ValueError, "part 1 with the share 0.02 would be empty, expected .* from 4"),
    ],
    ids=str,
)
def test_fractions_that_are_none(fractions, error, message, rng):
    with pytest.raises(error, match=f"^split: {message}"):
        split(numbered([0, 1, 0, 1]), fractions, rng)


def test_what_is_no_data_set_or_generator(rng):
    with pytest.raises(TypeError, match=r"^split: dataset is ndarray, expected an ImageSet"):
        split(np.ones(3), (0.5, 0.5), rng)
    with pytest.raises(TypeError, match=r"^split: rng is int"):
        split(numbered([0, 1]), (0.5, 0.5), 0)


def part(X, name="part"):
    X = np.asarray(X)
    return ImageSet(name, X, np.arange(len(X)) % 2, ("even", "odd"), (X.shape[1],))


def test_mean_0_and_deviation_1(rng):
    X = rng.normal(size=(5000, 3)) * [2, 1e-6, 40] + [0, 1, -7]  # more rows than are summed at a time
    (found,) = standardise(part(X))
    np.testing.assert_allclose(found.X.mean(axis=0), 0, atol=1e-8)
    np.testing.assert_allclose(found.X.std(axis=0), 1, rtol=1e-9)
    np.testing.assert_allclose(found.X, (X - X.mean(axis=0)) / X.std(axis=0), rtol=1e-8, atol=1e-8)


def test_only_the_training_part_decides(rng):
    train, validation, test = (part(rng.normal(size=(n, 4))) for n in (9, 6, 5))
    alone = standardise(train)[0].X
    together = standardise(train, validation, test)
    elsewhere = standardise(train, part(1000 * validation.X + 3), part(test.X[:2] - 50))
    np.testing.assert_array_equal(together[0].X, alone)
    np.testing.assert_array_equal(elsewhere[0].X, alone)
    expected = (test.X - train.X.mean(axis=0)) / train.X.std(axis=0)
    np.testing.assert_allclose(together[2].X, expected, rtol=1e-12)
    # A row comes out the same, whatever stands beside it.
    np.testing.assert_array_equal(standardise(train, part(validation.X[[3]]))[1].X[0], together[1].X[3])
    assert not np.allclose(together[1].X, standardise(validation)[0].X)


@pytest.mark.parametrize("value", [0.0, 0.1, 1 / 3, 0.7, 1.0])
@pytest.mark.parametrize("dtype", [np.float64, np.float32], ids=["float64", "float32"])
def test_a_constant_feature_becomes_0_everywhere(value, dtype, rng):
    X, other = rng.random((11, 3)).astype(dtype), rng.random((4, 3)).astype(dtype)
    X[:, 1] = value
    found = standardise(part(X), part(other))
    for standardised in found:
        assert standardised.X.dtype == dtype
        np.testing.assert_array_equal(standardised.X[:, 1], 0)
        assert np.all(standardised.X[:, [0, 2]] != 0)


def test_a_feature_too_small_to_square(rng):
    X = rng.random((5, 2))
    X[:, 0] *= 1e-200
    np.testing.assert_array_equal(standardise(part(X))[0].X[:, 0], 0)


def test_float32_is_summed_in_float64():
    X = np.repeat(np.float32([[0.1, 0.1], [0.3, 0.3]]), 30_000, axis=0)  # one column numpy sums in pairs
    (found,) = standardise(part(X))
    np.testing.assert_allclose(found.X[[0, -1], 0], [-1, 1], rtol=1e-6)


def test_parts_that_do_not_fit(rng):
    train = part(rng.random((4, 3)))
    with pytest.raises(
        ValueError, match=r"^standardise: others\[1\] has images of shape \(2,\), expected \(3,\)"
    ):
        standardise(train, train, part(rng.random((4, 2))))
    with pytest.raises(TypeError, match=r"^standardise: others\[0\] is ndarray, expected an ImageSet"):
        standardise(train, train.X)
    with pytest.raises(TypeError, match=r"^standardise: train is tuple"):
        standardise((train,))
