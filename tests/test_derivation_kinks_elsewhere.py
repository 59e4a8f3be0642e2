"""A kink is in the way of a derivative only by what it depends on, also below a sum that is zero."""

import pytest

from mlpkit.derivation import Derivation
from mlpkit.derivation.entries import KinkError


def network():
    d = Derivation("two layers").dims("N P M C").matrix("X", "N", "P").matrix("U", "P", "M")
    d.matrix("V", "M", "C").matrix("Y", "N", "C")
    return d.let("H", "max(0, X @ U)").let("L", "norm2(H @ V - Y)")


def test_a_kink_below_a_sum_of_zeros_is_none():
    assert network().compare("D(L, V)", "2 * H.T @ (H @ V - Y)").proved


def test_a_kink_on_the_way_is_one():
    with pytest.raises(KinkError):
        network().compare("D(L, U)", "D(L, U)")
