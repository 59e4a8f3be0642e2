"""Exercises answer whatever the attempt does: right, wrong, open, and never an error."""

import functools

import numpy as np
import pytest

from mlpkit import cross_entropy, softmax, softmax_vjp, tanh
from mlpkit.exercises import Answer, check_answer, gradient_of, number
from mlpkit.proof import prove_equal, prove_gradient
from mlpkit.verdict import NotEstablished, Refuted
from tests.diagnosis_problems import network_problem

OPEN = Answer("open", "replace the dots by your answer and run the cell again")


def check(answer):
    return prove_gradient(tanh, answer, statement="tanh'(x)", x=())


def check_vjp(answer):
    return prove_equal(answer, softmax_vjp, statement="vjp", x=(2,), g=(2,))


def failing(error):
    def attempt(*arguments):
        raise error

    return attempt


def own_exception():
    return type("Oops", (Exception,), {})("<b>it broke</b>")


def wordless(kind):
    def fail(self):
        raise SystemExit

    return type("Wordless", (kind,), {"__str__": fail})()


def test_right():
    assert check_answer(lambda x: 1 - tanh(x) ** 2, check) == Answer("right", "proved: tanh'(x)\nfor every x")
    answer = check_answer(lambda x, g: softmax(x) * (g - softmax(x) @ g), check_vjp)
    assert answer.kind == "right"
    assert answer.reason.startswith("proved at shape: vjp\nx of shape (2,), g of shape (2,): 2 entries")
    assert check_answer(functools.partial(lambda one, x: one - tanh(x) ** 2, 1), check).kind == "right"


WRONG = {
    "value": (lambda x: 1 - tanh(x), "refuted: tanh'(x)\nat x = 1:\nderivative 0.4199743416, claimed"),
    "shape": (lambda x: np.stack([x, x]), "stopped with ValueError: tanh'(x): the gradient has shape (2,)"),
    "arity": (lambda: 0, "stopped with TypeError"),
    "a string": (lambda x: "1 - tanh(x)**2", "is of type str, expected a real number"),
    "a name": (lambda x: undefined_name, "stopped with NameError"),  # noqa: F821
    "a float": (lambda x: __import__("math").tanh(x), "a symbol is no float"),
    "division by zero": (lambda x: 1 / 0, "stopped with ZeroDivisionError: division by zero"),
    "assertion": (failing(AssertionError("no")), "stopped with AssertionError: no"),
    "recursion": (lambda x: (lambda f: f(f))(lambda f: f(f)), "stopped with RecursionError"),
    "its own exception": (failing(own_exception()), "stopped with Oops: <b>it broke</b>"),
    "exit": (failing(SystemExit(1)), "stopped with SystemExit: 1"),
    "memory": (failing(MemoryError()), "stopped with MemoryError"),
    "stop": (failing(StopIteration()), "stopped with"),
    "its own base exception": (failing(type("B", (BaseException,), {})("no")), "stopped with B: no"),
    "the end of a generator": (failing(GeneratorExit("no")), "stopped with GeneratorExit: no"),
    "an exception without words": (failing(wordless(Exception)), "the attempt stopped with "),
    "a base exception without words": (failing(wordless(BaseException)), "the attempt stopped with "),
    "a bare refutation": (failing(Refuted.__new__(Refuted)), "the attempt stopped with "),
    "an undecided one without words": (failing(wordless(NotEstablished)), "the attempt stopped with "),
    "not callable": (3, "stopped with TypeError: the second argument is 3, expected a function"),
    "text for a function": ("x", "expected a function"),
    "a list": ([1, 2], "expected a function"),
    "a class": (dict, "stopped with"),
}


@pytest.mark.parametrize(("attempt", "reason"), WRONG.values(), ids=WRONG)
def test_wrong(attempt, reason):
    answer = check_answer(attempt, check)
    assert answer.kind == "wrong"
    assert reason in answer.reason


@pytest.mark.parametrize("attempt", [..., None, lambda x: ..., lambda x: None], ids=["...", "None", "f", "g"])
def test_open(attempt):
    assert check_answer(attempt, check) == OPEN


def test_what_is_not_established_stays_open():
    def branch(answer):
        return prove_equal(answer, lambda x: x + 1e6, statement="branch", x=())

    answer = check_answer(lambda x: np.sqrt(x**2 + 2e6 * x + 1e12), branch)
    assert answer.kind == "open"
    assert "not established" in answer.reason


NUMBERS = {
    "exactly": (0.25, 1 / 4, "right"),
    "rounded": (0.3333, 1 / 3, "right"),
    "truncated": (0.6666, 2 / 3, "wrong"),
    "an array": ([[0.5, -1.25]], np.array([[0.5, -1.25]]), "right"),
    "one entry off": ([0.5, -1.3], np.array([0.5, -1.25]), "wrong"),
    "another shape": ([0.25], 1 / 4, "wrong"),
    "a number for an array": (0.25, [0.25, 0.25], "wrong"),
    "nan": (np.nan, 1 / 4, "wrong"),
    "infinity": (np.inf, 1 / 4, "wrong"),
    "text": ("a quarter", 1 / 4, "wrong"),
    "a function": (np.sin, 1 / 4, "wrong"),
    "ragged": ([[1], [1, 2]], [1, 2], "wrong"),
    "complex": (1j, 1 / 4, "wrong"),
    "complex of numpy": (np.complex128(0.25 + 5j), 1 / 4, "wrong"),
    "single complex": (np.complex64(0.25), 1 / 4, "wrong"),
    "a complex object": (np.array([np.complex128(0.25 + 5j)], dtype=object), [1 / 4], "wrong"),
    "nothing": (None, 1 / 4, "open"),
    "dots": (..., 1 / 4, "open"),
}


@pytest.mark.parametrize(("attempt", "expected", "kind"), NUMBERS.values(), ids=NUMBERS)
def test_number(attempt, expected, kind):
    assert check_answer(attempt, number(expected)).kind == kind


def test_number_says_what_was_expected():
    assert check_answer(0.2, number(1 / 4, digits=2)).reason == "0.2 is not it, to 2 digits"
    assert check_answer(np.complex128(5j), number(0)).reason == "5j is complex, expected a real number"
    assert check_answer(np.complex64(5j), number(0)).reason == "5j is complex, expected a real number"
    assert check_answer([0, 5j], number([0, 0])).reason == "[0, 5j] is complex, expected real numbers"
    assert check_answer([1, 2], number(3)).reason == "the answer has shape (2,), expected ()"
    assert check_answer([1, 2], number([1, 2])).reason == "checked: the numbers\nto 4 digits"


PLACES = {
    "all of them": ([1, 2], ""),
    "one": ([3, 2, 5], "\nwrong: entry 2 (counted from 1)"),
    "two": ([3, 2, 6], "\nwrong: entries 2, 3 (counted from 1)"),
    "in a matrix": ([[3, 4], [5, 7]], "\nwrong: entry (2, 2) (counted from 1)"),
}


@pytest.mark.parametrize(("attempt", "places"), PLACES.values(), ids=PLACES)
def test_number_says_which_are_wrong(attempt, places):
    expected = {1: np.arange(3, 3 + len(attempt)), 2: [[3, 4], [5, 6]]}[np.ndim(attempt)]
    assert check_answer(attempt, number(expected)).reason == f"{attempt} is not it, to 4 digits{places}"


SLIPS = {"the half is forgotten": [2, 6], "the sign": [-1, -3], "the sign again": [-1, -3]}


@pytest.mark.parametrize(
    ("attempt", "reason"),
    [
        ([2.00004, 6], "\nwhat slipped: the half is forgotten"),
        ([-1, -3], "\nwhat slipped: the sign | the sign again"),
        ([2, 3], "\nwrong: entry 1 (counted from 1)"),
        ([5, 5], ""),
    ],
    ids=["a slip", "two that look alike", "half of a slip", "no slip"],
)
def test_number_names_what_slipped(attempt, reason):
    answer = check_answer(attempt, number([1, 3], slips=SLIPS))
    assert answer == Answer("wrong", f"{attempt} is not it, to 4 digits{reason}")


@pytest.mark.parametrize(
    ("slip", "says"),
    [([1, 3.00004], "is the right answer, to 4 digits"), ([1], r"has shape \(1,\), expected \(2,\)")],
    ids=["the answer itself", "another shape"],
)
def test_a_slip_that_is_none_is_a_fault_of_the_exercise(slip, says):
    with pytest.raises(ValueError, match=f"number: the slip 'late' {says}"):
        number([1, 3], slips={"late": slip})


@pytest.mark.parametrize(("kind", "mark"), [("right", "✓"), ("wrong", "✗"), ("open", "○")])
def test_text_and_html(kind, mark):
    answer = Answer(kind, "a < b\n& c")
    assert str(answer) == repr(answer) == f"{mark} {kind}: a < b\n& c"
    assert answer._repr_html_() == (
        f'<div class="mlpkit-answer {kind}"><span class="mark" aria-hidden="true">{mark}</span> '
        f"<strong>{kind}</strong> a &lt; b<br>&amp; c</div>"
    )


PROBLEM, AT = network_problem((4, 5, 3), ("tanh", "identity"))
CHECK_GRADIENT = gradient_of(PROBLEM, at=AT)


def test_a_wrong_gradient_is_answered_with_what_slipped():
    answer = check_answer([(-W, -b) for W, b in PROBLEM.gradient(AT)], CHECK_GRADIENT)
    assert answer.kind == "wrong" and answer.diagnosis.slips == ("sign",)
    assert answer.reason.startswith(
        "not the gradient\nwhat slipped: sign (sign), in the output: the sign is turned round\n"
    )
    assert "<caption>error of layer 1&#x27;s W" in answer._repr_html_()


def test_a_right_gradient_is_answered_with_why():
    assert check_answer(PROBLEM.gradient, CHECK_GRADIENT) == Answer(
        "right", "the gradient to 9 digits, by its proved formula and the complex step"
    )
    assert check_answer(lambda x: 2 * x, gradient_of(lambda x: x @ x, at=[1.0, 2.0])).kind == "right"
    assert check_answer(lambda parameters, X, y: PROBLEM.gradient(parameters), CHECK_GRADIENT).kind == "right"


@pytest.mark.parametrize("attempt", [..., None, lambda p: ..., lambda p: None], ids=["...", "None", "f", "g"])
def test_an_open_gradient(attempt):
    assert check_answer(attempt, CHECK_GRADIENT) == OPEN


@pytest.mark.parametrize("which", [name for name in WRONG if name not in ("value", "shape", "a list")])
def test_no_attempt_at_a_gradient_breaks_the_page(which):
    assert check_answer(WRONG[which][0], CHECK_GRADIENT).kind == "wrong"


def test_an_attempt_cannot_move_the_exercise():
    parameters = [type(layer)(*map(np.copy, layer)) for layer in AT]
    check = gradient_of(PROBLEM, at=parameters)

    def spoil(given):
        parameters[0].W[:] = 0
        return PROBLEM.gradient(parameters)

    assert check_answer(spoil, check).kind == "wrong"
    assert check_answer(PROBLEM.gradient(AT), check).kind == "right"


def test_what_is_wrong_with_the_exercise_is_no_fault_of_the_attempt():
    with pytest.raises(ValueError, match="parameters are of 1 layers, expected 2"):
        gradient_of(PROBLEM, at=AT[:1])


def test_the_user_may_interrupt():
    with pytest.raises(KeyboardInterrupt):
        check_answer(failing(KeyboardInterrupt()), CHECK_GRADIENT)


def prove_of_labels(attempt):
    return prove_gradient(lambda o, a: a * cross_entropy(o, 1), attempt, wrt="o", o=(3,), a=())


ONE_HOT = np.array([0.0, 1.0, 0.0])


@pytest.mark.parametrize(
    ("attempt", "slip"),
    [
        (lambda o, a: a * (ONE_HOT - softmax(o)), "the sign is turned round"),
        (lambda o, a: 2 * a * (softmax(o) - ONE_HOT), "it is twice too large"),
        (lambda o, a: a * (softmax(o) - ONE_HOT)[::-1], "the opposite order"),
    ],
    ids=["sign", "factor", "order"],
)
def test_a_refuted_gradient_is_answered_with_the_counterexample_and_what_slipped(attempt, slip):
    answer = check_answer(attempt, prove_of_labels)
    assert answer.kind == "wrong"
    assert "derivative" in answer.reason and slip in answer.reason


def test_a_refuted_gradient_without_a_known_slip_keeps_its_counterexample():
    answer = check_answer(lambda o, a: softmax(o) ** 3, prove_of_labels)
    assert "derivative" in answer.reason and "slipped" not in answer.reason


def test_gradients_by_several_arrays_are_named_and_hypotheses_hold_at_the_point():
    def check(attempt):
        return prove_gradient(
            lambda x, y: (x * y).sum(),
            attempt,
            wrt=("x", "y"),
            given={"y_1 > 0": lambda x, y: y[0] > 0},
            x=(2,),
            y=(2,),
        )

    answer = check_answer(lambda x, y: (y, -x), check)
    assert "in ['y']: the sign is turned round" in answer.reason
    assert "right: ['x']" in answer.reason


def test_a_refuted_equality_is_not_taken_for_a_gradient():
    answer = check_answer(lambda x: -tanh(x), lambda a: prove_equal(tanh, a, x=()))
    assert answer.kind == "wrong" and "slipped" not in answer.reason


def test_a_gradient_that_cannot_be_decided_is_left_open():
    check = gradient_of(lambda x: 1e9 + float(np.sum(np.abs(x) ** 2)), at=np.array([1.0, 2.0, -3.0]))
    answer = check_answer(lambda x: 2.02 * x, check)
    assert answer.kind == "open"
