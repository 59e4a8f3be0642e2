"""The data set of images, the digits that ship, and which images are trained on."""

import hashlib
from functools import partial

import numpy as np
import pytest

from benchmarks.make_full_size_files import write_cifar10, write_mnist
from mlpkit.datasets import loading
from mlpkit.datasets.cifar import cifar10, raw_cifar10
from mlpkit.datasets.digits import digits, raw_digits
from mlpkit.datasets.image_set import ImageSet
from mlpkit.datasets.loading import load_images
from mlpkit.datasets.mnist import mnist
from mlpkit.datasets.raw_images import RawImages
from mlpkit.datasets.splitting import Split

SHA256 = "87ff0c9e40dc7e2c0e34e7257799c2e3f3aec1a016363bb11cad869ec428a826"


def image_set(**changed):
    arguments = {
        "name": "two",
        "X": np.ones((3, 8)),
        "y": [0, 1, 0],
        "classes": ("flat", "upright"),
        "shape": (2, 4),
    }
    return ImageSet(**arguments | changed)


def test_the_fields_fit_together():
    X = np.arange(24).reshape(3, 8)
    found = image_set(X=X, y=np.array([0, 1, 0], np.uint8))
    assert len(found) == 3
    assert (found.X.dtype, found.y.dtype) == (np.float64, np.int64)
    np.testing.assert_array_equal(found.images[2, 1], [20, 21, 22, 23])
    assert found.pair[0] is found.X
    assert found.pair[1] is found.y


@pytest.mark.parametrize("field", ["X", "y"])
def test_the_arrays_cannot_be_written(field):
    given = {"X": np.ones((3, 8)), "y": np.array([0, 1, 0])}
    found = image_set(**given)
    with pytest.raises(ValueError, match="read-only"):
        getattr(found, field)[0] = 0
    given[field][0] = 1  # the array that was given stays its owner's


def test_float32_stays_float32():
    assert image_set(X=np.ones((3, 8), np.float32)).X.dtype == np.float32


def with_entry(value):
    X = np.ones((3, 8))
    X[1, 5] = value
    return X


@pytest.mark.parametrize(
    ("changed", "error", "message"),
    [
        ({"X": np.ones((3, 7))}, ValueError, r"X has shape \(3, 7\), expected \(N, 8\) with N ≥ 1"),
        ({"X": np.ones((3, 2, 4))}, ValueError, r"X has shape \(3, 2, 4\), expected \(N, 8\)"),
        ({"X": np.ones((0, 8))}, ValueError, r"X has shape \(0, 8\), expected \(N, 8\)"),
        ({"X": with_entry(np.nan)}, ValueError, "X holds nan or inf"),
        ({"X": with_entry(-np.inf)}, ValueError, "X holds nan or inf"),
        ({"X": with_entry(np.inf)}, ValueError, "X holds nan or inf"),
        ({"X": np.ones((3, 8), complex)}, TypeError, "X has dtype complex128, expected float64 or float32"),
        ({"X": np.ones((3, 8), np.float16)}, TypeError, "X has dtype float16"),
        ({"X": [["a"] * 8] * 3}, TypeError, "X is the list"),
        ({"y": [0, 1]}, ValueError, r"y has shape \(2,\), expected \(N,\) = \(3,\)"),
        ({"y": [0, 2, 0]}, ValueError, "y holds the label 2 at position 1, expected .* from 0 to 1"),
        ({"y": [0, 0, -1]}, ValueError, "y holds the label -1 at position 2"),
        ({"y": [0.0, 1.0, 0.0]}, TypeError, "y has dtype float64, expected integers from 0 to 1"),
        ({"y": [True, False, True]}, TypeError, "y has dtype bool"),
        ({"classes": "ab"}, TypeError, "classes are 'ab', expected a sequence of names"),
        ({"classes": (0, 1)}, TypeError, r"classes are \(0, 1\), expected one name or more"),
        ({"classes": ()}, TypeError, r"classes are \(\), expected one name or more"),
        ({"classes": ("a", "a")}, ValueError, r"classes are \('a', 'a'\), expected each name once"),
        ({"shape": 8}, TypeError, "shape is 8, expected that of an image"),
        ({"shape": ()}, ValueError, r"shape is \(\), expected that of an image"),
        ({"shape": (2, 4.0)}, TypeError, "a size in shape is 4.0, expected a whole number"),
        ({"shape": (-2, -4)}, ValueError, "a size in shape is -2, expected a whole number from 1"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_what_does_not_fit(changed, error, message):
    with pytest.raises(error, match=f"^ImageSet: {message}"):
        image_set(**changed)


def test_the_digits_are_the_published_ones():
    raw = raw_digits()
    assert hashlib.sha256(raw.images.tobytes() + raw.labels.tobytes()).hexdigest() == SHA256
    assert (raw.images.dtype, raw.images.shape, raw.images.max()) == (np.uint8, (1797, 8, 8), 16)
    np.testing.assert_array_equal(16 * digits().X.reshape(raw.images.shape), raw.images)
    np.testing.assert_array_equal(np.bincount(raw.labels), [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])


def test_the_digits_are_those_of_scikit_learn():
    published = pytest.importorskip("sklearn.datasets").load_digits()
    np.testing.assert_array_equal(digits().X, published.data / 16)
    np.testing.assert_array_equal(digits().y, published.target)


@pytest.mark.parametrize("dtype", [np.float64, np.float32, "float32"], ids=str)
def test_bytes_become_shares_of_the_largest(dtype):
    raw = RawImages("all bytes", np.arange(256, dtype=np.uint8).reshape(64, 2, 2), np.zeros(64), ("a",), 255)
    exact = (np.arange(256) / 255).astype(dtype).reshape(64, 4)
    found = raw.scaled(dtype)
    assert found.X.dtype == dtype
    np.testing.assert_array_equal(found.X, exact)
    np.testing.assert_array_equal(raw.scaled(dtype, rows=np.array([7, 3])).X, exact[[7, 3]])


def test_more_images_than_become_floats_at_a_time(rng):
    images = rng.integers(0, 256, size=(5000, 1, 1), dtype=np.uint8)
    found = RawImages("many", images, images[:, 0, 0] % 2, ("even", "odd"), 255).scaled()
    np.testing.assert_array_equal(found.X, images[:, 0] / 255)
    np.testing.assert_array_equal(found.y, images[:, 0, 0] % 2)


@pytest.mark.parametrize(
    "load",
    [digits, partial(mnist, "."), partial(cifar10, "."), partial(load_images, np.random.default_rng(0))],
)
@pytest.mark.parametrize("dtype", [np.uint8, "float16", int, 3, "nothing"], ids=str)
def test_another_dtype(load, dtype):
    with pytest.raises(TypeError, match=r"dtype is .*, expected float64 or float32"):
        load(dtype=dtype)


@pytest.fixture(autouse=True)
def nothing_named(monkeypatch):
    for variable in loading.READERS:
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    write_mnist(folder / "mnist", 0.005, np.random.default_rng(1))
    write_cifar10(folder, 0.005, np.random.default_rng(2))
    return folder


def rows(*parts):
    """The images with their labels, as a sorted list that can be compared."""
    return sorted((*x, y) for part in parts for x, y in zip(part.X.tolist(), part.y.tolist(), strict=True))


def test_the_digits_are_the_default(rng, monkeypatch):
    monkeypatch.setenv("MLPKIT_MNIST", "")  # as good as unset
    parts = load_images(rng, validation=0.25, test=0.1)
    assert isinstance(parts, Split)
    assert [part.name for part in parts] == ["digits"] * 3
    assert [len(part) for part in parts] == [1214, 404, 179]
    assert rows(*parts) == rows(digits())
    train, validation, test = (np.bincount(part.y) for part in parts)
    assert np.all(np.abs(validation - 0.25 * (train + validation)) < 1)
    assert np.all(np.abs(test - 0.1 * np.bincount(digits().y)) < 1)


def test_the_same_seed_gives_the_same_parts():
    one, two, other = (load_images(np.random.default_rng(seed)) for seed in (1, 1, 2))
    for part in range(3):
        np.testing.assert_array_equal(one[part].X, two[part].X)
        assert rows(one[part]) != rows(other[part])


def test_mnist_keeps_its_test_part(rng, monkeypatch, files):
    monkeypatch.setenv("MLPKIT_MNIST", str(files / "mnist"))
    official = mnist(files / "mnist", dtype=np.float32)
    parts = load_images(rng, dtype=np.float32)
    assert [len(part) for part in parts] == [240, 60, 50]
    assert {part.X.dtype for part in parts} == {np.dtype(np.float32)}
    np.testing.assert_array_equal(parts.test.X, official.test.X)
    np.testing.assert_array_equal(parts.test.y, official.test.y)
    assert rows(parts.train, parts.validation) == rows(official.train)


def test_cifar_keeps_its_test_part(rng, monkeypatch, files):
    small = {"examples_per_batch": 50, "check_md5": False}
    path = files / "cifar-10-python.tar.gz"
    monkeypatch.setenv("MLPKIT_CIFAR10", str(path))
    monkeypatch.setitem(loading.READERS, "MLPKIT_CIFAR10", partial(raw_cifar10, **small))
    official = cifar10(path, **small)
    parts = load_images(rng)
    assert [len(part) for part in parts] == [200, 50, 50]
    np.testing.assert_array_equal(parts.test.X, official.test.X)
    assert rows(parts.train, parts.validation) == rows(official.train)


def test_an_archive_is_not_taken_for_a_small_one(rng, monkeypatch, files):
    path = files / "cifar-10-python.tar.gz"
    monkeypatch.setenv("MLPKIT_CIFAR10", str(path))
    with pytest.raises(ValueError, match=r"cifar-10-python\.tar\.gz has the MD5"):
        load_images(rng)


def test_two_data_sets_at_once(rng, monkeypatch):
    monkeypatch.setenv("MLPKIT_MNIST", "a")
    monkeypatch.setenv("MLPKIT_CIFAR10", "b")
    with pytest.raises(ValueError, match=r"^load_images: MLPKIT_MNIST and MLPKIT_CIFAR10 are both set"):
        load_images(rng)


@pytest.mark.parametrize("variable", ["MLPKIT_MNIST", "MLPKIT_CIFAR10"])
def test_a_path_that_leads_nowhere(rng, monkeypatch, tmp_path, variable):
    monkeypatch.setenv(variable, str(tmp_path / "nowhere"))
    with pytest.raises(FileNotFoundError, match="nowhere"):
        load_images(rng)


@pytest.mark.parametrize("share", [0, 1, -0.2, np.nan, "0.2", True], ids=repr)
@pytest.mark.parametrize("name", ["validation", "test"])
def test_a_share_out_of_range(rng, name, share):
    with pytest.raises(
        ValueError, match=f"^load_images: {name} is .*, expected a positive number and below 1"
    ):
        load_images(rng, **{name: share})


def test_no_generator():
    with pytest.raises(TypeError, match="rng is int, expected"):
        load_images(3)
