"""On the seams: exact at every seam of one number, named where there are several numbers."""

import numpy as np
import pytest

from mlpkit import relu, softplus
from mlpkit.proof import Refuted, prove_equal, prove_gradient, prove_jacobian
from mlpkit.seams import plain
from mlpkit.symbolic import symbols

X = {"x": ()}


def piecewise(edge, below, at, above):
    return lambda x: np.where(x == edge, at(x), np.where(x > edge, above(x), below(x)))


def square(x):
    return x**2


def twice(x):
    return 2 * x


@pytest.mark.parametrize("edge", [0, 7, 1 / 3, -2.5], ids=str)
def test_a_derivative_that_exists_has_to_be_right_on_the_seam(edge):
    smooth = piecewise(edge, square, square, square)
    assert prove_gradient(smooth, twice, **X).details == ("for every x",)
    with pytest.raises(Refuted) as caught:
        prove_gradient(smooth, piecewise(edge, twice, lambda x: twice(x) + 1, twice), **X)
    assert caught.value.counterexample.names == ("derivative", "claimed")


KINK = "at the kink x = 0 the slopes are −1 and 2, and the code takes 5"
JUMP = "at the jump x = 0 the code takes 5"


@pytest.mark.parametrize(
    ("function", "below", "above", "note"),
    [
        (piecewise(0, lambda x: -x, square, twice), -1, 2, KINK),
        (piecewise(0, twice, lambda x: x + 1, twice), 2, 2, JUMP),
        (piecewise(0, lambda x: twice(x) - 1, square, twice), 2, 2, JUMP),
        (piecewise(0, twice, square, lambda x: twice(x) + 1), 2, 2, JUMP),
    ],
    ids=["kink", "one point", "jump from below", "jump to above"],
)
def test_kinks_and_jumps_say_what_the_code_takes(function, below, above, note):
    claimed = piecewise(0, lambda x: below, lambda x: 5, lambda x: above)
    assert prove_gradient(function, claimed, **X).details == ("for every x except x = 0", note)


def test_close_seams_are_looked_at_from_close_by():
    width = 1e-9

    def bump(x):
        return relu(x) - 2 * relu(x - width) + relu(x - 2 * width)

    def slope(x):
        return np.where((x > 0) & (x < width), 1, np.where((x >= width) & (x < 2 * width), -1, 0))

    details = prove_gradient(bump, slope, **X).details
    assert details[1:] == (
        "at the kink x = 0 the slopes are 0 and 1, and the code takes 0",
        "at the kink x = 1/1000000000 the slopes are 1 and −1, and the code takes −1",
        "at the kink x = 1/500000000 the slopes are −1 and 0, and the code takes 0",
    )


def test_a_seam_beside_what_was_not_looked_at_is_left_out():
    def loss(x):
        return x**2 if x > 0 else relu(x + 0.5) - 0.5

    verdict = prove_gradient(loss, lambda x: 2 * x, given={"x ≥ 0": lambda x: x >= 0}, **X)
    assert verdict.details == ("given x ≥ 0", "for every x except x = 0")


def test_an_equality_is_decided_on_its_seams():
    assert prove_equal(relu, lambda x: np.where(x >= 0, x, 0), **X).details == ("for every x",)
    assert prove_equal(lambda x: x**2 / x, lambda x: x, **X).details == ("for every x except x = 0",)
    with pytest.raises(Refuted, match="at x = 3:"):
        prove_equal(lambda x: relu(x - 3), lambda x: np.where(x >= 3, x - 3, 0) + (x == 3), **X)


def test_a_jacobian_of_one_number_is_looked_at_entry_by_entry():
    def function(x):
        return np.stack([relu(x), x**2, softplus(x)])

    def jacobian(x, at_zero=0):
        return np.stack([x > 0, np.where(x == 0, at_zero, 2 * x), 1 / (1 + np.exp(-x))]) * np.ones(3)

    verdict = prove_jacobian(function, jacobian, **X)
    assert verdict.details == (
        "for every x except x = 0",
        "at the kink x = 0 the slopes are 0 and 1, and the code takes 0",
    )
    with pytest.raises(Refuted, match="derivative 0, claimed 1"):
        prove_jacobian(function, lambda x: jacobian(x, at_zero=1), **X)


NAMED = {
    "a line": (lambda x, y: relu(x - 2 * y), "where x − 2·y = 0"),
    "three": (lambda x, y: relu(x) + relu(y) + relu(x - y), "where x = 0 or where x − y = 0 or where y = 0"),
    "four": (
        lambda x, y: relu(x) + relu(y) + relu(x - y) + relu(x + y),
        "where x = 0 or where x + y = 0 or where x − y = 0 or on 1 other seam (kinks and ties)",
    ),
    "a long one": (
        lambda x, y: relu(x**5 + 123456789 * x * y + 987654321 * y**2 + x**3 * y**7 + 55555 * y - 1),
        "on 1 seam (kinks and ties)",
    ),
    "a pole and a logarithm": (
        lambda x, y: 1 / (x - y) + np.log(np.abs(y + 1)),
        "where x − y = 0 or where y + 1 = 0",
    ),
}


@pytest.mark.parametrize(("code", "places"), NAMED.values(), ids=NAMED)
def test_seams_of_several_numbers_are_named_or_counted(code, places):
    verdict = prove_equal(code, code, x=(), y=())
    assert verdict.details[0].endswith(f"except {places}")


def test_irrational_seams_are_named():
    verdict = prove_equal(lambda x: relu(x**2 - 2), lambda x: np.maximum(x**2, 2) - 2, **X)
    assert verdict.details == ("for every x except where x^2 − 2 = 0",)
    verdict = prove_equal(lambda x: relu(x - np.log(3 + 0 * x)), lambda x: relu(x - np.log(3 + 0 * x)), **X)
    assert verdict.details == ("for every x except where x − log(3) = 0",)


def test_plain_text():
    x = symbols(x=(1, 2))
    assert plain(x.entries[0, 1] ** 2 * 3 - 1) == "3·x_1,2^2 − 1"
