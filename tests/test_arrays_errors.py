"""What is not numbers is refused by every function, which names itself, the argument and what was given."""

import numpy as np
import pytest

import mlpkit
from tests.test_arrays import CALLS

every_function = pytest.mark.parametrize("name", CALLS)
BAD = {
    "string": ("ab", "is the str 'ab'"),
    "strings": (["a", "b"], "is the list ['a', 'b']"),
    "None": (None, "is the NoneType None"),
    "dict": ({"x": 1}, "is the dict {'x': 1}"),
    "set": ({3}, "is the set {3}"),
    "object array": (np.array([1, None]), "is an array of dtype object"),
    "string array": (np.array(["a"]), "is an array of dtype <U1"),
    "dates": (np.array(["2024-02-29"], "M8[D]"), "is an array of dtype datetime64[D]"),
    "long": ("a" * 60, "is the str '" + "a" * 36 + "…,"),
}
FIRST_ARGUMENT = dict.fromkeys(CALLS, "x")
FIRST_ARGUMENT |= {name: "logits" for name in CALLS if "cross_entropy" in name}
FIRST_ARGUMENT |= {name: "predictions" for name in CALLS if "half_squared" in name}


def call_with(name, x):
    if name in ("sigmoid_vjp", "softmax_vjp"):
        return getattr(mlpkit, name)(x, [1.0, 2.0])
    return getattr(mlpkit, name)(x, 0) if FIRST_ARGUMENT[name] != "x" else getattr(mlpkit, name)(x)


@every_function
@pytest.mark.parametrize("case", BAD)
def test_what_is_not_numbers_is_refused(name, case):
    x, given = BAD[case]
    with pytest.raises(TypeError) as error:
        call_with(name, x)
    message = str(error.value)
    assert message.startswith(f"{name}: {FIRST_ARGUMENT[name]} {given}")
    assert "expected a number, a nested list of numbers or an array" in message


@every_function
def test_ragged_rows_are_refused(name):
    with pytest.raises(ValueError) as error:
        call_with(name, [[1, 2], [3]])
    start = f"{name}: {FIRST_ARGUMENT[name]} is ragged: its rows have different lengths"
    assert str(error.value) == f"{start}, expected a full array"


@pytest.mark.parametrize("name", ["sigmoid_vjp", "softmax_vjp"])
def test_a_bad_upstream_is_refused(name):
    with pytest.raises(TypeError, match=f"^{name}: upstream is the str 'ab', expected"):
        getattr(mlpkit, name)([1, 2], "ab")
    with pytest.raises(ValueError, match=f"^{name}: upstream is ragged"):
        getattr(mlpkit, name)([1, 2], [[1, 2], [3]])
