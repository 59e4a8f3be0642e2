"""Two structures of one form: what may stand for what, and the path in each error."""

import numpy as np
import pytest

from mlpkit import Layer
from mlpkit.same_form import in_form_of

LIKE = [Layer(np.zeros((2, 3)), np.zeros(2)), Layer(np.zeros((4, 2)), np.zeros(4))]
OTHER = ("X", "Y")


@pytest.mark.parametrize(
    "given",
    [
        tuple(LIKE),
        [tuple(layer) for layer in LIKE],
        [[layer.W.tolist(), layer.b.tolist()] for layer in LIKE],
        [Layer(layer.W.astype(np.float32), layer.b.astype(int)) for layer in LIKE],
    ],
    ids=["tuple", "pairs", "lists", "dtypes"],
)
def test_what_may_stand_for_it(given):
    found = in_form_of(given, LIKE, "f: g")
    assert type(found) is list and [type(layer) for layer in found] == [Layer, Layer]
    assert [array.shape for layer in found for array in layer] == [(2, 3), (2,), (4, 2), (4,)]


def test_keys_may_come_in_any_order():
    found = in_form_of({"b": 2, "a": 1}, {"a": 0, "b": 0}, "f: g")
    assert list(found.items()) == [("a", 1), ("b", 2)]


def changed(place, **fields):
    return [layer._replace(**fields) if i == place else layer for i, layer in enumerate(LIKE)]


@pytest.mark.parametrize(
    ("given", "like", "message"),
    [
        (changed(0, W=np.zeros((3, 2))), LIKE, "f: g[0].W has shape (3, 2), expected (2, 3)"),
        (changed(1, b=np.zeros((4, 1))), LIKE, "f: g[1].b has shape (4, 1), expected (4,)"),
        (LIKE[:1], LIKE, "f: g has 1 parts, expected 2"),
        (np.zeros(3), LIKE, "f: g is a ndarray, expected a list of 2"),
        (LIKE, np.zeros(3), "f: g is a list, expected an array of shape (3,)"),
        (changed(1, W=(np.ones(1),)), LIKE, "f: g[1].W is a tuple, expected an array of shape (4, 2)"),
        ({"a": 1}, {"a": 1, "b": 2}, "f: g has the keys ['a'], expected ['a', 'b']"),
        ([1, 2], {"a": 1, "b": 2}, "f: g has the keys a list, expected ['a', 'b']"),
        ({"a": [1, 2]}, {"a": 1}, "f: g['a'] has shape (2,), expected ()"),
    ],
    ids=["W", "b", "layers", "array", "structure", "part", "keys", "no dict", "inner"],
)
def test_other_forms(given, like, message):
    with pytest.raises(ValueError) as error:
        in_form_of(given, like, "f: g")
    assert str(error.value) == message


def test_fields_of_another_tuple():
    from mlpkit.network import Trace

    with pytest.raises(ValueError, match=r"f: g has the fields \('S', 'Z'\), expected \('W', 'b'\)"):
        in_form_of(Trace(np.zeros((1, 2)), np.zeros(1)), Layer(np.zeros((1, 2)), np.zeros(1)), "f: g")


def test_what_is_no_number():
    with pytest.raises(TypeError, match=r"f: g\[1\]\.b is the str 'b', expected a number"):
        in_form_of(changed(1, b="b"), LIKE, "f: g")
