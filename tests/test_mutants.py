"""A wrong gradient must fail: the comparison that accepts the true ones refuses every slip."""

import numpy as np
import pytest

import mlpkit
from tests.comparison import GRADIENTS, WORLDS, assert_same_gradient
from tests.mutants import MUTANTS


def test_every_gradient_of_mlpkit_is_compared_and_has_mutants():
    suffixes = ("_derivative", "_vjp", "_jacobian", "_gradient")
    public = {name for name in mlpkit.__all__ if name.endswith(suffixes)}
    assert {name.split(",")[0] for name in GRADIENTS} == public | {"softmax"}
    assert MUTANTS.keys() == GRADIENTS.keys()


@pytest.mark.parametrize("name", GRADIENTS)
def test_true_gradient_passes(name, rng):
    assert_same_gradient(*GRADIENTS[name], rng)


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize(("name", "slip"), [(name, slip) for name in MUTANTS for slip in MUTANTS[name]])
def test_wrong_gradient_fails(name, slip, world, rng):
    function, _, x = GRADIENTS[name]

    def wrong(x, g):
        return MUTANTS[name][slip](np.asarray(x), np.asarray(g))

    with pytest.raises(AssertionError, match=r"gradient has shape|Not equal to tolerance"):
        assert_same_gradient(function, wrong, x, rng, world)
