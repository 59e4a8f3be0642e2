"""Structures of arrays: taken apart, laid out as a vector, built again; and what is refused."""

from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from mlpkit import Layer
from mlpkit.structures import flatten, leaves, parts_of, rebuild, unflatten


class Pair(NamedTuple):
    """A structure with names."""

    first: object
    second: object


shapes = some.lists(some.integers(0, 3), min_size=1, max_size=3).map(tuple)
arrays = shapes.map(lambda shape: np.arange(np.prod(shape), dtype=float).reshape(shape) + np.sum(shape))
structures = some.recursive(
    arrays,
    lambda inner: (
        some.lists(inner, min_size=1, max_size=3)
        | some.lists(inner, min_size=1, max_size=3).map(tuple)
        | some.tuples(inner, inner).map(lambda pair: Pair(*pair))
        | some.dictionaries(some.sampled_from("abc"), inner, max_size=3)
    ),
    max_leaves=6,
)


def same(one, other):
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, tuple | list):
        return type(one) is type(other) and all(map(same, one, other)) and len(one) == len(other)
    return one.shape == other.shape and np.array_equal(one, other)


@given(structures)
def test_there_and_back(structure):
    vector = flatten(structure)
    assert vector.dtype == np.float64 and vector.ndim == 1
    assert same(unflatten(vector, structure), structure)


@given(structures)
def test_paths_lead_to_the_arrays(structure):
    found = leaves(structure)
    assert len({path for path, _ in found}) == len(found)
    for path, array in found:
        assert np.array_equal(eval("structure" + path), array)


@given(structures)
def test_every_number_has_its_own_place(structure):
    vector = flatten(structure)
    numbered = unflatten(np.arange(len(vector)), structure)
    np.testing.assert_array_equal(flatten(numbered), np.arange(len(vector)))


@pytest.mark.parametrize(
    ("structure", "paths"),
    [
        (3, [""]),
        ([[1, 2], [3, 4]], [""]),
        ((np.float64(1), 2), [""]),
        ((np.ones(1), 2), ["[0]", "[1]"]),
        ([[np.ones(1)], [1, 2]], ["[0][0]", "[1]"]),
        (Layer([[1, 2]], [3]), [".W", ".b"]),
        ([Layer(1, 2), {"slope": 3}], ["[0].W", "[0].b", "[1]['slope']"]),
        ({0: 1, "a": (np.ones(1),)}, ["[0]", "['a'][0]"]),
        ({}, []),
    ],
    ids=str,
)
def test_what_is_taken_apart(structure, paths):
    assert [path for path, _ in leaves(structure)] == paths


def test_a_complex_vector_passes():
    built = unflatten(np.array([1j, 2, 3]), Layer(np.zeros((1, 2)), np.zeros(1)))
    assert built.W.dtype == np.complex128 and built.W.tolist() == [[1j, 2]]


def test_parts():
    assert parts_of(np.ones(2)) is None
    assert parts_of(Layer(1, 2)) == [(".W", 1), (".b", 2)]


def test_rebuild_takes_anything():
    assert rebuild([Layer(1, 2)], "ab") == [Layer("a", "b")]


@pytest.mark.parametrize(
    ("structure", "error", "message"),
    [
        ([Layer([1], [None])], TypeError, r"here: x\[0\]\.b is the list \[None\], expected a number"),
        ({"a": [[1, 2], [3]]}, ValueError, r"here: x\['a'\] is ragged"),
        ((np.ones(2), np.ones(2) * 1j), TypeError, r"here: x\[1\] has dtype complex128, expected real"),
    ],
    ids=["none", "ragged", "complex"],
)
def test_what_is_refused(structure, error, message):
    for function in (leaves, flatten):
        with pytest.raises(error, match=message):
            function(structure, "here: x")


@pytest.mark.parametrize("shape", [(2,), (4,), (3, 1), ()], ids=str)
def test_a_vector_of_another_length(shape):
    with pytest.raises(ValueError, match=r"unflatten: vector has shape .*, expected \(3,\), as many entries"):
        unflatten(np.zeros(shape), Layer(np.zeros((1, 2)), np.zeros(1)))
