"""Targets: labels and soft targets become one thing, and every bad one is refused by name."""

import numpy as np
import pytest

from mlpkit.targets import as_soft_targets

INF, NAN = np.inf, np.nan
LOGITS = np.zeros((3, 4))


def soft(targets, logits=LOGITS):
    return as_soft_targets("cross_entropy", targets, logits, np)


@pytest.mark.parametrize("dtype", [int, np.int8, np.uint8, np.int32, np.uint64, None], ids=str)
def test_labels_become_one_hot_rows(dtype):
    labels = [3, 0, 2] if dtype is None else np.array([3, 0, 2], dtype=dtype)
    np.testing.assert_array_equal(soft(labels), [[0, 0, 0, 1], [1, 0, 0, 0], [0, 0, 1, 0]])


@pytest.mark.parametrize("label", [2, np.int64(2), np.array(2)], ids=repr)
def test_one_label_for_one_example(label):
    np.testing.assert_array_equal(soft(label, np.zeros(3)), [0, 0, 1])


def test_a_square_of_integers_is_soft_targets_and_a_line_is_labels():
    np.testing.assert_array_equal(soft([[2, 0], [0, 1]], np.zeros((2, 2))), [[2, 0], [0, 1]])
    np.testing.assert_array_equal(soft([1, 0], np.zeros((2, 2))), [[0, 1], [1, 0]])
    np.testing.assert_array_equal(soft([1, 0], np.zeros(2)), [1, 0])


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("targets", [[1, 0, 2], np.full((3, 4), 0.25), np.eye(3, 4, dtype=bool)], ids=str)
def test_precision_is_that_of_the_logits(targets, dtype):
    assert soft(targets, LOGITS.astype(dtype)).dtype == dtype


def test_complex_targets_stay_complex():
    assert soft(np.eye(3, 4) - 1e-200j).imag.max() == -1e-200
    assert soft(np.eye(3, 4), LOGITS + 0j).shape == (3, 4)


@pytest.mark.parametrize(
    "shape", [(), (1,), (2,), (4,), (1, 3), (3, 1), (4, 3), (3, 5), (1, 4), (3, 4, 1), (1, 3, 4)], ids=str
)
def test_a_wrong_shape_for_a_batch(shape):
    with pytest.raises(ValueError) as error:
        soft(np.zeros(shape, dtype=int))
    assert str(error.value) == (
        f"cross_entropy: targets have shape {shape}, expected (N, K) = (3, 4) for soft targets,"
        " or (N,) = (3,) for class labels, since logits have shape (3, 4)"
    )


@pytest.mark.parametrize("shape", [(1,), (4,), (1, 3)], ids=str)
def test_a_wrong_shape_for_one_example(shape):
    with pytest.raises(ValueError) as error:
        soft(np.zeros(shape, dtype=int), np.zeros(3))
    assert str(error.value) == (
        f"cross_entropy: targets have shape {shape}, expected (K,) = (3,) for soft targets, or () = ()"
        " for class labels, since logits have shape (3,)"
    )


@pytest.mark.parametrize(
    ("labels", "given"),
    [([0, 4, 9], "4 at position 1"), ([0, 1, -1], "-1 at position 2"), ([-4, 1, 2], "-4 at position 0")],
    ids=["too large", "negative", "as Python would count from the end"],
)
@pytest.mark.parametrize("make", [list, np.array], ids=["list", "array"])
def test_a_label_that_is_no_class(labels, given, make):
    with pytest.raises(ValueError) as error:
        soft(make(labels))
    expected = "expected class labels from 0 to 3"
    assert str(error.value) == f"cross_entropy: targets hold the label {given}, {expected}"


@pytest.mark.parametrize("label", [3, -1, 99])
def test_one_label_that_is_no_class(label):
    with pytest.raises(ValueError) as error:
        soft(label, np.zeros(3))
    expected = "expected class labels from 0 to 2"
    assert str(error.value) == f"cross_entropy: targets hold the label {label}, {expected}"


def test_an_unsigned_label_that_is_no_class():
    with pytest.raises(ValueError, match="the label 255 at position 0"):
        soft(np.array([255, 0, 0], np.uint8))


@pytest.mark.parametrize(
    ("labels", "dtype"),
    [
        ([0.0, 1, 2], "float64"),
        ([0, NAN, 2], "float64"),
        ([True, False, True], "bool"),
        ([1j, 0, 0], "complex128"),
    ],
    ids=["float", "nan", "bool", "complex"],
)
def test_labels_that_are_not_integers(labels, dtype):
    with pytest.raises(TypeError) as error:
        soft(labels)
    assert str(error.value) == (
        "cross_entropy: targets have shape (3,), which is that of class labels,"
        f" and dtype {dtype}, expected integers from 0 to 3"
    )


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (-1e-9, "targets hold -1e-09, expected numbers ≥ 0"),
        (-2, "targets hold -2.0, expected numbers ≥ 0"),
        (NAN, "targets hold nan or inf, expected finite numbers ≥ 0"),
        (INF, "targets hold nan or inf, expected finite numbers ≥ 0"),
        (-INF, "targets hold nan or inf, expected finite numbers ≥ 0"),
    ],
    ids=str,
)
def test_a_soft_target_that_is_no_weight(entry, message):
    targets = np.full((3, 4), 0.25)
    targets[1, 2] = entry
    with pytest.raises(ValueError) as error:
        soft(targets)
    assert str(error.value) == f"cross_entropy: {message}"


def test_ragged_targets():
    with pytest.raises(ValueError, match=r"^cross_entropy: targets are ragged, expected a full array$"):
        soft([[1, 0, 0, 0], [1]])


@pytest.mark.parametrize(
    ("targets", "dtype"),
    [
        ([["a"] * 4] * 3, "<U1"),
        (["0", "1", "2"], "<U1"),
        (np.array([0, 1, 2], object), "object"),
        (None, "object"),
        ([0, 1, 10**30], "object"),
    ],
    ids=["soft strings", "label strings", "objects", "nothing", "beyond all integers"],
)
def test_targets_that_are_not_numbers(targets, dtype):
    with pytest.raises(TypeError) as error:
        soft(targets)
    assert str(error.value) == f"cross_entropy: targets have dtype {dtype}, expected numbers"


@pytest.mark.parametrize("targets", [[0, 1, 2], np.full((3, 4), 0.25)], ids=["labels", "soft targets"])
@pytest.mark.parametrize(("library", "name"), [("jax.numpy", "jax"), ("torch", "torch")])
def test_targets_of_another_library(targets, library, name):
    xp = pytest.importorskip(library)
    with pytest.raises(TypeError) as error:
        soft(xp.asarray(targets))
    assert f"targets and logits are arrays of {name} and numpy, expected both from the same library" in str(
        error.value
    )


def test_values_are_not_looked_at_while_jax_traces():
    jax = pytest.importorskip("jax")
    trace = jax.jit(lambda t: as_soft_targets("cross_entropy", t, jax.numpy.zeros((3, 4)), jax.numpy))
    np.testing.assert_array_equal(trace(jax.numpy.asarray([0, 1, 9])).sum(axis=-1), [1, 1, 0])
    assert (trace(jax.numpy.full((3, 4), -1.0)) == -1).all()
    with pytest.raises(ValueError, match="targets have shape"):
        trace(jax.numpy.asarray([0, 1]))
