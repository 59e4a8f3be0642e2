"""Functions of structures as functions of vectors; ε and steps by dtype."""

import numpy as np
import pytest

from mlpkit import Layer
from mlpkit.gradcheck.vector_function import balanced_step, check_step, machine_epsilon, vector_function
from mlpkit.structures import unflatten


def test_a_function_of_layers():
    layers = [Layer(np.array([[1.0, 2.0]]), np.array([3.0]))]
    value, x, form = vector_function("f", lambda layers: layers[0].W.sum() * layers[0].b[0], layers)
    assert x.tolist() == [1, 2, 3] and value(x) == 9 and value(np.array([1, 1, 1j])) == 2j
    assert type(unflatten(x, form)[0]) is Layer


def test_typed_lists_become_arrays():
    value, x, form = vector_function("f", lambda x: (x @ x).sum(), [[1, 2], [3, 4]])
    assert value(x) == 54 and isinstance(form, np.ndarray)


@pytest.mark.parametrize(
    ("number", "bits"),
    [
        (1.0, 52),
        (3, 52),
        (True, 52),
        (np.float32(1), 23),
        (np.float16(1), 10),
        (np.complex64(1), 23),
        (1j, 52),
        (np.array(2.0), 52),
    ],
    ids=repr,
)
def test_epsilon(number, bits):
    assert machine_epsilon(number) == 2.0**-bits


def test_epsilon_of_another_library():
    xp = pytest.importorskip("jax.numpy")
    assert machine_epsilon(xp.asarray(1.0, dtype=xp.float32)) == 2.0**-23


def test_steps_grow_with_x():
    np.testing.assert_allclose(balanced_step(np.array([0, 0.1, -8.0]), 1e-9), [1e-3, 1e-3, 8e-3])


@pytest.mark.parametrize("step", [0, -1.0, np.nan, np.inf, "a", [1.0], None], ids=repr)
def test_a_step_that_is_no_step(step):
    with pytest.raises(ValueError, match=r"f: step is .*, expected a positive number"):
        check_step("f", step)


def test_more_than_a_number():
    value, x, _ = vector_function("f", lambda x: x, [1.0, 2.0])
    with pytest.raises(ValueError, match=r"f: the function returned shape \(2,\), expected a number"):
        value(x)
