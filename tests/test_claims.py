"""What a claim refuses: arguments, shapes and hypotheses that make no statement."""

import numpy as np
import pytest

from mlpkit.proof import NotEstablished, check_equal, prove_equal, prove_gradient, prove_jacobian

AB = {"a": (), "b": ()}


def product(a, b):
    return a * b


def same(x):
    return x


REFUSED = {
    "no shapes": (prove_equal, same, same, {}, "no shapes are given, expected one for each argument"),
    "a shape that is a list": (prove_equal, same, same, {"x": [2]}, r"x = \[2\], expected a shape"),
    "an empty shape": (prove_equal, same, same, {"x": (0,)}, r"x = \(0,\), expected a shape"),
    "a fraction": (prove_equal, same, same, {"x": (1.5,)}, r"x = \(1.5,\), expected a shape"),
    "two of one name": (
        prove_equal,
        lambda x, x_1: x[0] - x_1,
        lambda x, x_1: 0 * x_1,
        {"x": (2,), "x_1": ()},
        "two arguments share the symbol x_1",
    ),
    "shapes that differ": (
        prove_equal,
        same,
        lambda x: x[:1],
        {"x": (2,)},
        r"left side has shape \(2,\) and the right side \(1,\), expected the same",
    ),
    "nothing": (prove_equal, lambda x: x[:0], lambda x: x[:0], {"x": (2,)}, "expected an entry at least"),
    "a loss of two": (prove_gradient, same, same, {"x": (2,)}, r"the loss has shape \(2,\), expected \(\)"),
    "a gradient that broadcasts": (
        prove_gradient,
        np.sum,
        lambda x: np.ones((1, 2)),
        {"x": (2,)},
        r"the gradient has shape \(1, 2\), expected the shape of x, \(2,\)",
    ),
    "too few gradients": (
        prove_gradient,
        product,
        lambda a, b: (b,),
        {"wrt": ("a", "b"), **AB},
        "gives 1 arrays, expected one for each of a, b",
    ),
    "an unknown name": (
        prove_gradient,
        product,
        product,
        {"wrt": "c", **AB},
        "wrt names 'c', expected one of",
    ),
    "no name": (
        prove_gradient,
        product,
        lambda a, b: (),
        {"wrt": (), **AB},
        "expected one argument or several",
    ),
    "one name twice": (
        prove_gradient,
        product,
        lambda a, b: (b, b),
        {"wrt": ("a", "a"), **AB},
        "expected one argument or several different ones",
    ),
    "a Jacobian that broadcasts": (
        prove_jacobian,
        same,
        lambda x: np.ones((2, 1)),
        {"x": (2,)},
        r"the Jacobian has shape \(2, 1\), expected \(2, 2\)",
    ),
    "never satisfied": (
        prove_equal,
        same,
        same,
        {"given": {"x > 0": lambda x: x > 0, "x < 0": lambda x: x < 0}, "x": ()},
        "no point found that satisfies x > 0, x < 0",
    ),
    "never satisfied by a check": (
        check_equal,
        same,
        same,
        {"given": {"x > 1e9": lambda x: x > 1e9}, "x": ()},
        "no point found that satisfies x > 1e9",
    ),
}


@pytest.mark.parametrize(("prove", "left", "right", "options", "message"), REFUSED.values(), ids=REFUSED)
def test_refused(prove, left, right, options, message):
    with pytest.raises(ValueError, match=message):
        prove(left, right, **options)


@pytest.mark.parametrize(
    ("left", "right", "given", "message"),
    [
        (3, same, None, "the first argument is 3, expected a function"),
        (same, "relu", None, "the second argument is 'relu', expected a function"),
        (same, same, ["x > 0"], "given is .*, expected a dict from words to functions"),
        (same, same, {"x > 0": "x > 0"}, "given is .*, expected a dict from words to functions"),
    ],
    ids=["first", "second", "a list", "a text"],
)
def test_what_is_no_function(left, right, given, message):
    with pytest.raises(TypeError, match=message):
        prove_equal(left, right, given=given, x=())


def test_gradients_come_in_the_order_of_wrt():
    def gradients(a, b):
        return np.array([a[1], a[0]]) * b, a[0] * a[1]

    verdict = prove_gradient(lambda a, b: a[0] * a[1] * b, gradients, wrt=("a", "b"), a=(2,), b=())
    assert verdict.details == ("a of shape (2,), b of shape (): 3 entries",)
    verdict = prove_gradient(lambda a, b: a * b**2, lambda a, b: 2 * a * b, wrt="b", **AB)
    assert verdict.kind == "proved"


def test_no_region_entered():
    with pytest.raises(NotEstablished, match="no point found that is not on a kink or a tie"):
        prove_equal(same, same, regions=0, x=())
