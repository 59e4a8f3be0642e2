"""Whatever a claim is, a wrong shape, a crash, no answer: it is diagnosed and nothing is raised."""

import sys

import numpy as np
import pytest

from mlpkit import Layer, loss_and_gradients
from mlpkit.diagnosis import diagnose
from mlpkit.diagnosis.loss_problem import LossProblem
from tests.diagnosis_problems import network_problem

PROBLEM, AT = network_problem((4, 5, 3), ("tanh", "identity"), N=7)
RIGHT = PROBLEM.gradient(AT)
(W1, b1), (W2, b2) = RIGHT
DELTA = np.linspace(-1, 1, 21).reshape(7, 3)


def with_(**changed):
    arrays = {"W1": W1, "b1": b1, "W2": W2, "b2": b2} | changed
    return [(arrays["W1"], arrays["b1"]), (arrays["W2"], arrays["b2"])]


SHAPES = {
    "transposed, X24": (
        with_(W1=W1.T),
        "layer 1's W has shape (4, 5), expected (5, 4): it is the transpose; transposed, it is right",
    ),
    "transposed and wrong": (with_(W1=2 * W1.T), "expected (5, 4): transposed? Zᵀδ for δᵀZ"),
    "no sum, X22": (
        with_(b2=b2 / 7 * np.ones((7, 1))),
        "layer 2's b has shape (7, 3), expected (3,): one row an example: the sum over the batch is missing;"
        " summed, it is right",
    ),
    "no sum and wrong": (with_(b2=DELTA), "one row an example: the sum over the batch is missing"),
    "a number for a matrix, X23": (with_(W1=3.2), "a number is no matrix: an inner product for an outer"),
    "an entry for a matrix, X25": (with_(W1=W1[1, 2]), "a number is no matrix; it is the entry [1, 2] alone"),
    "an inner product, X27": (
        with_(b1=b1.sum()),
        "stands for a whole array; it is the sum of all its entries",
    ),
    "H by H, X26": (with_(W1=np.ones((5, 5))), "has shape (5, 5), expected (5, 4): multiply the shapes out"),
    "keepdims": (with_(b1=b1[None]), "has shape (1, 5), expected (5,): an axis of length 1 too many"),
    "a column": (with_(b1=b1[:, None]), "as many entries, in another shape (a row, a column, flattened?)"),
    "flattened": (with_(W2=W2.ravel()), "as many entries, in another shape"),
    "one a row": (with_(W2=W2[:, 0]), "layer 2's W has shape (3,), expected (3, 5): it is column 0 alone"),
    "summed over an axis": (with_(W2=W2.sum(axis=1)), "it is summed over the last axis"),
    "lost axis": (with_(W2=np.ones(3)), "one number a row: an axis is lost"),
    "a Jacobian": (with_(b1=np.ones((5, 5))), "a matrix for a vector: a Jacobian that was not multiplied"),
    "the batch": (with_(W1=np.ones((7, 4))), "an axis has the length N = 7 of the batch"),
    "one row for all": (
        with_(W1=W1.sum(axis=0)),
        "one row for all the examples: each has a gradient of its own",
    ),
    "layers": ([RIGHT[0]], "the claim has 1 part, expected 2 pairs of W and b, one a layer"),
    "no bias": ([(W1,), (W2, b2)], "part [0] has 1 part, expected 2 arrays: W, b"),
    "a pair for an array": (with_(W1=(W1, b1)), "layer 1's W is 2 parts, expected an array of shape (5, 4)"),
}


@pytest.mark.parametrize("which", SHAPES)
def test_wrong_shapes(which):
    claimed, message = SHAPES[which]
    diagnosis = diagnose(PROBLEM, claimed, at=AT)
    assert diagnosis.kind == "shape" and message in str(diagnosis)


def test_the_right_class_alone():
    rng = np.random.default_rng(0)
    logits, labels = rng.normal(size=(6, 3)), [0, 2, 1, 1, 0, 2]
    problem = LossProblem("cross_entropy", labels)
    entries = problem.gradient(logits)[np.arange(6), labels]
    diagnosis = diagnose(problem, entries, at=logits)
    assert "the others are missing: only the component of the right class?" in str(diagnosis)
    summed = diagnose(problem, problem.gradient(logits).sum(axis=0), at=logits)
    assert "one row for all the examples: each has a gradient of its own; it is their sum" in str(summed)


class Hostile:
    """What fails at everything."""

    def __getattr__(self, name):
        raise RuntimeError(name)

    def __repr__(self):
        raise RuntimeError


class HostileArray:
    """What fails at being an array."""

    def __array__(self, *arguments, **options):
        raise RuntimeError("no")


def itself():
    claim = []
    claim.append(claim)
    return claim


TYPES = {
    "a string": "x",
    "a generator": lambda p: (layer for layer in p),
    "an array": W1,
    "an object": object(),
    "a dict": {"W": W1},
    "a complex number": 1j,
    "text for numbers": with_(W1=[["a"] * 4] * 5),
    "complex numbers": with_(W1=1j * W1),
    "an endless range": with_(W1=range(10**15)),
    "a ragged list": with_(W1=[[1], [1, 2]]),
    "None inside": with_(W1=None),
    "objects": with_(W1=np.full((5, 4), None)),
    "a hostile object": Hostile(),
    "a hostile object inside": with_(b1=Hostile()),
    "a hostile array": with_(b1=HostileArray()),
    "a set": with_(b1={1, 2}),
    "a class": lambda p: Layer,
    "a module": sys,
}


@pytest.mark.parametrize("which", TYPES)
def test_what_is_no_array(which):
    diagnosis = diagnose(PROBLEM, TYPES[which], at=AT)
    assert diagnosis.kind == "type" and str(diagnosis).startswith("✗ type: this is no array of numbers")


def test_messages_hold_no_addresses():
    assert "the claim is a generator, expected 2 pairs of W and b, one a layer" in str(
        diagnose(PROBLEM, lambda p: (layer for layer in p), at=AT)
    )
    assert "layer 1's W is a range, expected an array of numbers" in str(
        diagnose(PROBLEM, with_(W1=range(10**15)), at=AT)
    )


def stopping(error):
    def attempt(parameters):
        raise error

    return attempt


class Unspeakable(BaseException):
    """An error that cannot be printed, and that is no Exception."""

    def __str__(self):
        raise RuntimeError


STOPPED = {
    "division": (lambda p: 1 / 0, "the attempt stopped with ZeroDivisionError: division by zero"),
    "name": (lambda p: undefined_name, "stopped with NameError"),  # noqa: F821
    "exit": (stopping(SystemExit(1)), "stopped with SystemExit: 1"),
    "recursion": (lambda p: (lambda f: f(f))(lambda f: f(f)), "stopped with RecursionError"),
    "memory": (stopping(MemoryError()), "stopped with MemoryError"),
    "unspeakable": (stopping(Unspeakable()), "stopped with Unspeakable: …"),
    "long": (stopping(ValueError("long" * 10**6)), "stopped with ValueError: longlong"),
    "arity": (lambda: 0, "stopped with TypeError"),
    "shapes, X19": (
        lambda p: DELTA * np.ones((7, 5)),
        "is a factor W missing, or one of them not transposed?",
    ),
    "matmul": (lambda p: DELTA @ p[0].W, "two shapes do not fit"),
    "a refusing array": (lambda p: loss_and_gradients(), "stopped with TypeError"),
}


@pytest.mark.parametrize("which", STOPPED)
def test_attempts_that_stop(which):
    attempt, message = STOPPED[which]
    diagnosis = diagnose(PROBLEM, attempt, at=AT)
    assert diagnosis.kind == "stopped" and message in str(diagnosis) and len(str(diagnosis)) < 600


def test_the_user_may_interrupt():
    with pytest.raises(KeyboardInterrupt):
        diagnose(PROBLEM, stopping(KeyboardInterrupt()), at=AT)


@pytest.mark.parametrize("claimed", [None, ..., lambda p: None, lambda p: ...], ids=["None", "...", "f", "g"])
def test_no_answer_yet(claimed):
    assert str(diagnose(PROBLEM, claimed, at=AT)) == (
        "○ open: there is no answer yet\n    replace the dots by your answer and run the cell again"
    )


@pytest.mark.parametrize(("value", "shown"), [(np.nan, "nan"), (-np.inf, "-inf")], ids=["nan", "inf"])
def test_entries_that_are_no_finite_numbers(value, shown):
    bad = W1.copy()
    bad[3, 2] = bad[4, 0] = value
    diagnosis = diagnose(PROBLEM, with_(W1=bad), at=AT)
    assert diagnosis.kind == "not finite"
    assert f"layer 1's W holds {shown} at [3, 2], and 1 more" in str(diagnosis)


FORMS = {
    "lists": [[W.tolist(), b.tolist()] for W, b in RIGHT],
    "tuples": tuple((tuple(map(tuple, W)), tuple(b)) for W, b in RIGHT),
    "lists of rows": [(list(W), list(b)) for W, b in RIGHT],
    "a function of the parameters": PROBLEM.gradient,
    "a function of all": lambda p, X, y: loss_and_gradients(PROBLEM.network, p, X, y).parameters,
    "with an option": lambda p, verbose=False: RIGHT,
    "what loss_and_gradients returns": loss_and_gradients(PROBLEM.network, AT, PROBLEM.X, PROBLEM.targets),
    "read only": [(np.broadcast_to(W, W.shape), b) for W, b in RIGHT],
}


@pytest.mark.parametrize("which", FORMS)
def test_forms_that_are_understood(which):
    assert diagnose(PROBLEM, FORMS[which], at=AT).is_right


def test_what_works_in_place_fools_nobody():
    parameters = [Layer(W.copy(), b.copy()) for W, b in AT]

    def in_place(given, X, targets):
        for W, b in (*given, *parameters):  # what it is given, and what it finds outside
            W *= 0
            b *= 0
        X *= 0
        targets *= 0
        return given

    diagnosis = diagnose(PROBLEM, in_place, at=parameters)
    assert diagnosis.kind == "wrong"
    assert "your function changes its arguments in place; it was given copies" in diagnosis.advice
    assert diagnose(PROBLEM, RIGHT, at=AT).is_right
    with pytest.raises(ValueError, match="read-only"):
        PROBLEM.X[:] = 0
    spoilt = diagnose(PROBLEM, lambda p: (p.__class__, p[0].W.__imul__(2), RIGHT)[2], at=AT)
    assert spoilt.is_right and len(spoilt.advice) == 1


def test_a_list_that_holds_itself():
    assert diagnose(PROBLEM, itself(), at=AT).kind == "shape"
    assert diagnose(PROBLEM, with_(b1=itself()), at=AT).kind in ("type", "shape")


def test_keys_that_differ():
    at = {"w": np.array([1.0, 2.0])}
    diagnosis = diagnose(lambda p: p["w"] @ p["w"], {"v": [2.0, 4.0]}, at=at)
    assert "the claim is a dict with the keys ['v'], expected a dict with the keys ['w']" in str(diagnosis)
