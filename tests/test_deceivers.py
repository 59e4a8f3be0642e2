"""Statements made to deceive: each is refuted by a counterexample."""

import numpy as np
import pytest

import mlpkit
from mlpkit import indicator, relu, sign, softplus
from mlpkit.proof import Refuted, prove_equal

X, XY = {"x": ()}, {"x": (), "y": ()}


def halved_at_most_six_times(x):
    """Return x, but 65 x where it is above 64."""
    halvings = 0
    while x > 1 and halvings < 6:
        x, halvings = x / 2, halvings + 1
    return x * 2**halvings if halvings < 6 else x * 65


def swallow(x):
    """Swallow every exception, those of the proof too."""
    try:
        return x + relu(x - 50)
    except Exception:
        return x


REFUTED = {
    "far kink": (lambda x: x + relu(x - 50), lambda x: x, X),
    "very far kink": (lambda x: x + relu(x - 1e6), lambda x: x, X),
    "far and swallowed": (swallow, lambda x: x, X),
    "narrow bump": (lambda x: x + relu(x - 1000) * relu(1000.001 - x), lambda x: x, X),
    "bump at an irrational place": (
        lambda x: np.where((x**2 > 2) & (x**2 < 2 + 1e-15), 1, 0),
        lambda x: 0 * x,
        X,
    ),
    "bump between polynomials": (
        lambda x: relu(x**5 - x - 1e7) * relu(1.00001e7 - x**5 + x),
        lambda x: 0 * x,
        X,
    ),
    "nested kinks": (lambda x: x + relu(relu(relu(x - 1e6) - 1e7) - 1e8), lambda x: x, X),
    "far kink of a softplus": (lambda x: x + relu(softplus(x) - 30), lambda x: x, X),
    "far threshold": (lambda x: np.where(mlpkit.sigmoid(x) > 0.999999999, 1, 0), lambda x: 0 * x, X),
    "far loop": (halved_at_most_six_times, lambda x: x, X),
    "far maximum": (lambda x: np.max(np.stack([0 * x, x - 1e6])), lambda x: 0 * x, X),
    "moving strip": (lambda x, y: x + relu(x - y) * relu(y + 0.001 - x), lambda x, y: x, XY),
    "thin ring": (
        lambda x, y: x + relu(x**2 + y**2 - 25) * relu(25.0001 - x**2 - y**2),
        lambda x, y: x,
        XY,
    ),
    "far quadrant": (lambda x, y: x + relu(x - 1e5) * relu(y - 1e5), lambda x, y: x, XY),
    "e^-200": (lambda x: x + np.exp(0 * x - 200), lambda x: x, X),
    "e^-20000": (lambda x: x + np.exp(0 * x - 20000), lambda x: x, X),
    "one point, 0": (lambda x: np.where(x == 0, 1, 0), lambda x: 0 * x, X),
    "one point, 7": (lambda x: np.where(x == 7, 1, 0), lambda x: 0 * x, X),
    "one point, 1/3": (lambda x: np.where(x == 1 / 3, 1, 0), lambda x: 0 * x, X),
    "one point by a square": (lambda x: np.where((x - 7) ** 2 <= 0, 1, 0), lambda x: 0 * x, X),
    "≥ for >": (lambda x: np.where(x >= 1 / 3, 1, 0), lambda x: indicator(x - 1 / 3), X),
    "≥ for > in a vector": (lambda x: np.where(x >= 0, 1, 0), indicator, {"x": (2,)}),
    "one point of a vector": (lambda x: np.where(x == 0, 3, x), lambda x: x, {"x": (2,)}),
    "sign²": (lambda x: sign(x - 1e-9) ** 2, lambda x: 0 * x + 1, X),
    "2.000000001": (lambda x: 2.000000001 * x, lambda x: 2 * x, X),
    "0.1 + 0.2": (lambda x: (0.1 + 0.2) * x, lambda x: 0.3 * x, X),
    "float32": (lambda x: np.float32(0.1) * x, lambda x: 0.1 * x, X),
    "int64 overflow": (lambda x: x * np.prod(np.full(64, 2)), lambda x: x * 2**64, X),
    "e as a float": (lambda x: np.exp(0 * x + 1), lambda x: 0 * x + np.e, X),
    "√ of a square": (lambda x: np.sqrt(x**2), lambda x: x, X),
    "cube root": (lambda x: (x**3) ** (1 / 3), lambda x: x, X),
    "exp log": (lambda x: np.exp(np.log(x + 1e6)), lambda x: x + 1e6, X),
    "√ squared": (lambda x: np.sqrt(x + 1e6) ** 2, lambda x: x + 1e6, X),
    "0 log": (lambda x: 0 * np.log(x + 1e6), lambda x: 0 * x, X),
    "tanh log": (lambda x: np.tanh(np.log(x + 9)), lambda x: 1 - 2 / ((x + 9) ** 2 + 1), X),
    "log of a square": (lambda x: np.log((x + 1e6) ** 2), lambda x: 2 * np.log(x + 1e6), X),
    "log of a negative": (lambda x: np.log(-(x**2) - 1), lambda x: np.log(x**2 + 1), X),
    "log of a product": (
        lambda x, y: np.log((x + 1e6) * (y + 1e6)),
        lambda x, y: np.log(x + 1e6) + np.log(y + 1e6),
        XY,
    ),
    "√ of a product": (
        lambda x, y: np.sqrt((x + 50) * (y + 50)),
        lambda x, y: np.sqrt(x + 50) * np.sqrt(y + 50),
        XY,
    ),
    "random": (lambda x: x * np.random.default_rng().uniform(2, 3), lambda x: x, X),
}


@pytest.mark.parametrize(("left", "right", "shapes"), REFUTED.values(), ids=REFUTED)
def test_refuted(left, right, shapes):
    for one, other in ((left, right), (right, left)):
        with pytest.raises(Refuted) as caught:
            prove_equal(one, other, **shapes)
        found = caught.value.counterexample
        assert found.left != found.right or found.apart not in ("", "0")
