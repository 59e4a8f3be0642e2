"""The result of a check: the worst error, its place, and what is left out."""

import numpy as np
import pytest

from mlpkit import Layer
from mlpkit.gradcheck.parameter_check import Place, compare_parameters


def layers(fill=1.0):
    return [Layer(np.full((2, 3), fill), np.full(2, fill)), Layer(np.full((4, 2), fill), np.full(4, fill))]


def kinks():
    return [Layer(W.astype(bool), b.astype(bool)) for W, b in layers(0)]


def test_agreement():
    found = compare_parameters(layers(), layers(), kinks())
    assert (found.worst, found.checked, found.on_kink) == (0, 20, 0)
    assert (
        str(found) == "20 parameters checked, worst relative error 0.0e+00 in layer 1, W[0, 0]; 0 on a kink"
    )


@pytest.mark.parametrize("wrong", [2.0, np.nan, np.inf, -1.0], ids=str)
@pytest.mark.parametrize(
    ("layer", "name", "index"), [(1, "W", (1, 2)), (1, "b", (0,)), (2, "W", (3, 0)), (2, "b", (2,))]
)
def test_the_place_of_one_wrong_entry(layer, name, index, wrong):
    claimed = layers()
    getattr(claimed[layer - 1], name)[index] = wrong
    found = compare_parameters(claimed, layers(), kinks())
    assert found.place == Place(layer, name, index) and found.worst > 0.4
    assert sum(np.count_nonzero(array) for pair in found.errors for array in pair) == 1
    assert str(found.place) == f"layer {layer}, {name}[{', '.join(map(str, index))}]"


def test_the_worst_of_several():
    claimed = layers()
    claimed[0].b[1], claimed[1].W[2, 1], claimed[1].b[3] = 1.1, -3.0, 1.5
    assert compare_parameters(claimed, layers(), kinks()).place == Place(2, "W", (2, 1))


def test_entries_on_a_kink_are_left_out():
    claimed, marked = layers(), kinks()
    claimed[1].W[2, 1] = 7.0
    marked[1].W[2, 1] = True
    found = compare_parameters(claimed, layers(), marked)
    assert (found.worst, found.checked, found.on_kink) == (0, 19, 1)
    assert np.isnan(found.errors[1].W[2, 1])


def test_nothing_to_compare():
    found = compare_parameters(layers(), layers(), [Layer(W > 0, b > 0) for W, b in layers()])
    assert (found.worst, found.place, found.checked, found.on_kink) == (0, None, 0, 20)
    assert str(found) == "0 parameters checked; 20 on a kink"
