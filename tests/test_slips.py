"""The slips people make, X1 to X14 as far as they are statements about code: each is refuted."""

import re
from ast import literal_eval

import numpy as np
import pytest

import mlpkit
from mlpkit.gradcheck import complex_step
from mlpkit.proof import Refuted, prove_equal, prove_gradient, prove_jacobian, refute

LABELS, ONE_HOT = [1, 0], np.array([[0, 1, 0], [1, 0, 0]])
MEAN = {"o": (2, 3)}


def loss(o):
    return mlpkit.cross_entropy(o, LABELS)


def others(z, t, under):
    """Σ_{j≠1} (−t_j / under_j) ∂S_j/∂z_1, where under_j should be S_j."""
    s = mlpkit.softmax(z)
    return sum(-t[j] / s[under(j)] * (-s[0] * s[j]) for j in (1, 2))


def left_of_x14(z, t):
    s = mlpkit.softmax(z)
    return -t * (1 - s) + t * s


def right_of_x14(z, t):
    return mlpkit.softmax(z) - t


SLIPS = {
    "X1": (
        prove_equal,
        mlpkit.sigmoid,
        lambda x: mlpkit.tanh(x / 2 + 1) / 2,
        {"x": ()},
        ("at x = 1:", "left 0.7310585786, right 0.4525741268"),
    ),
    "X2": (
        prove_equal,
        mlpkit.softmax,
        lambda x: 0 * x + 1,
        {"x": (2,)},
        ("entry 1 (counted from 1), at x = (0, 1):", "left 0.2689414214, right 1"),
    ),
    "X3": (prove_equal, mlpkit.relu, mlpkit.indicator, {"x": ()}, ("at x = 2:", "left 2, right 1")),
    "X4": (
        prove_equal,
        mlpkit.relu_derivative,
        lambda x: np.where(x >= 0, 1, 0),
        {"x": ()},
        ("at x = 0:", "left 0, right 1"),
    ),
    "X5": (
        prove_jacobian,
        mlpkit.softmax,
        lambda x: np.diag(mlpkit.softmax(x) * (1 - mlpkit.softmax(x))),
        {"x": (2,)},
        (
            "entry (1, 2) (counted from 1), at x = (0, 1):",
            "derivative −0.1966119332, claimed 0",
        ),
    ),
    "X6": (
        prove_gradient,
        lambda x: mlpkit.softmax(x)[0],
        lambda x: np.stack([mlpkit.softmax(x)[0] * mlpkit.softmax(x)[1], 0 * x[0]]),
        {"x": (2,)},
        ("entry 2 (counted from 1), at x = (0, 1):", "derivative −0.1966119332, claimed 0"),
    ),
    "X7": (
        prove_equal,
        lambda x: np.stack([np.exp(x[j]) / sum(np.exp(x[j]) for _ in range(2)) for j in range(2)]),
        mlpkit.softmax,
        {"x": (2,)},
        ("entry 1 (counted from 1), at x = (0, 1):", "left 0.5, right 0.2689414214"),
    ),
    "X8": (
        prove_equal,
        lambda x, g: np.diag(mlpkit.softmax(x)) @ g - mlpkit.softmax(x) * mlpkit.softmax(x) * g,
        mlpkit.softmax_vjp,
        {"x": (2,), "g": (2,)},
        None,
    ),
    "X9": (
        prove_gradient,
        loss,
        lambda o: (mlpkit.softmax(o) - 1) * ONE_HOT / 2,
        MEAN,
        None,
    ),
    "X10": (prove_gradient, loss, lambda o: -(mlpkit.softmax(o) - ONE_HOT) / 2, MEAN, None),
    "X11": (prove_gradient, loss, lambda o: (mlpkit.softmax(o) - 1) / 2, MEAN, None),
    "X12": (prove_gradient, loss, lambda o: mlpkit.softmax(o - ONE_HOT) / 2, MEAN, None),
    "X13": (
        prove_equal,
        lambda z, t: others(z, t, under=lambda j: 0),
        lambda z, t: others(z, t, under=lambda j: j),
        {"z": (3,), "t": (3,)},
        None,
    ),
    "X14": (prove_equal, left_of_x14, right_of_x14, {"z": (3,), "t": (3,)}, None),
}


def read(text):
    """Read the value of an argument back from the text of a counterexample."""
    return np.array(literal_eval(re.sub(r"(\d+)/(\d+)", lambda m: str(int(m[1]) / int(m[2])), minus(text))))


def minus(text):
    return text.replace("−", "-")


def on_floats(prove, left, right, entry, arrays):
    """Return both values of an entry from the code run on floats; derivatives by the complex step."""
    if prove is prove_jacobian:
        i, *j = entry
        return on_floats(prove_gradient, lambda x: left(x)[i], lambda x: right(x)[i], tuple(j), arrays)
    claimed = np.asarray(right(*arrays))[entry]
    if prove is prove_equal:
        return np.asarray(left(*arrays))[entry], claimed
    return complex_step(left, arrays[0])[entry], claimed


@pytest.mark.parametrize(("prove", "left", "right", "shapes", "lines"), SLIPS.values(), ids=SLIPS)
def test_slip_is_refuted(prove, left, right, shapes, lines):
    with pytest.raises(Refuted) as caught:
        prove(left, right, **shapes)
    assert lines in (None, caught.value.counterexample.lines())
    found = caught.value.counterexample
    arrays, entry = [read(text) for text in found.point.values()], tuple(i - 1 for i in found.entry)
    values = on_floats(prove, left, right, entry, arrays)
    np.testing.assert_allclose(values, [float(minus(found.left)), float(minus(found.right))], rtol=1e-9)
    assert not np.isclose(*values)


def test_x13_and_x14_at_the_points_where_people_met_them():
    z, t = np.array([0, 1, -0.5]), np.array([0.5, 0.25, 0.25])
    np.testing.assert_allclose(others(z, t, under=lambda j: 0), 0.192194, atol=5e-7)
    np.testing.assert_allclose(others(z, t, under=lambda j: j), 0.115612, atol=5e-7)
    np.testing.assert_allclose(left_of_x14(z, t), [-0.2688, 0.0643, -0.1799], atol=5e-5)
    np.testing.assert_allclose(right_of_x14(z, t), [-0.2688, 0.3785, -0.1098], atol=5e-5)


def test_refutation_carries_its_counterexample():
    with pytest.raises(Refuted) as caught:
        prove_equal(mlpkit.sigmoid, lambda x: mlpkit.tanh(x / 2 + 1) / 2, statement="X1", x=())
    counterexample = caught.value.counterexample
    assert counterexample.point == {"x": "1"}
    assert (counterexample.left, counterexample.right) == ("0.7310585786", "0.4525741268")
    assert caught.value.statement == "X1"


def test_refute_of_a_true_statement_says_so():
    with pytest.raises(ValueError, match="expected a false statement, and this one is true"):
        refute(prove_equal, mlpkit.relu, mlpkit.relu, x=())
