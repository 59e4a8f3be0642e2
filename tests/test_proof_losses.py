"""C1 to C4 proved: cross-entropy, its gradient at every shape of the issue, and by the chain rule."""

import numpy as np
import pytest

import mlpkit
from mlpkit.proof import prove_equal, prove_gradient


@pytest.mark.parametrize(
    ("labels", "classes"), [([1], 2), ([2, 0], 3), ([3, 1], 4)], ids=["(1, 2)", "(2, 3)", "(2, 4)"]
)
def test_c2_gradient_for_labels(labels, classes):
    shape = (len(labels), classes)
    verdict = prove_gradient(
        lambda o: mlpkit.cross_entropy(o, labels), lambda o: mlpkit.cross_entropy_gradient(o, labels), o=shape
    )
    regions = classes ** len(labels)
    assert verdict.kind == "proved at shape"
    assert verdict.details[0] == f"o of shape {shape}: {np.prod(shape)} entries, on {regions} regions"
    assert verdict.details[1].count("at a tie for the largest of") == len(labels)
    assert len(verdict.details) == 2


def test_c4_gradient_for_soft_targets():
    verdict = prove_gradient(
        mlpkit.cross_entropy, mlpkit.cross_entropy_gradient, statement="C4", o=(2, 3), t=(2, 3)
    )
    assert verdict.kind == "proved at shape"
    assert verdict.details[0] == "o of shape (2, 3), t of shape (2, 3): 6 entries, on 9 regions"


def softmax_less_targets(o, t):
    return mlpkit.softmax(o) * np.sum(t) - t


FORMULAS = {
    "C1": (lambda o: mlpkit.cross_entropy(o, 1), lambda o: -o[1] + np.log(np.sum(np.exp(o)))),
    "C2 by its formula": (
        lambda o: mlpkit.cross_entropy_gradient(o, 1),
        lambda o: mlpkit.softmax(o) - np.array([0, 1, 0]),
    ),
    "C3 through the whole Jacobian": (
        lambda o: mlpkit.cross_entropy_gradient(o, 1),
        lambda o: mlpkit.softmax_jacobian(o).T @ (np.array([0, -1, 0]) / mlpkit.softmax(o)),
    ),
    "C3 as a vector-Jacobian product": (
        lambda o: mlpkit.cross_entropy_gradient(o, 1),
        lambda o: mlpkit.softmax_vjp(o, np.array([0, -1, 0]) / mlpkit.softmax(o)),
    ),
}


@pytest.mark.parametrize(("left", "right"), FORMULAS.values(), ids=FORMULAS)
def test_formulas_for_labels(left, right):
    verdict = prove_equal(left, right, o=(3,))
    assert verdict.kind == "proved at shape"
    assert verdict.details[1] == "except at a tie for the largest of o_1, o_2, o_3"


def test_c4_formula_and_its_special_case():
    assert prove_equal(mlpkit.cross_entropy_gradient, softmax_less_targets, o=(3,), t=(3,)).kind == (
        "proved at shape"
    )

    def to_one(o, u):  # soft targets that sum to 1
        return np.stack([u[0], u[1], 1 - u[0] - u[1]])

    verdict = prove_equal(
        lambda o, u: mlpkit.cross_entropy_gradient(o, to_one(o, u)),
        lambda o, u: mlpkit.softmax(o) - to_one(o, u),
        o=(3,),
        u=(2,),
    )
    assert verdict.kind == "proved at shape"
