"""A casebook takes in only what was caught, and its links lead to blocks that prove the right lines."""

import json
import re

import numpy as np
import pytest

from book._tools.pages import ROOT
from mlpkit import softmax
from mlpkit.casebook import Casebook
from mlpkit.derivation import Derivation
from mlpkit.diagnosis import ActivationProblem, LossProblem, diagnose
from tests.diagnosis_problems import network_problem

PAGE = "book/thirty_seven_slips.ipynb"
LOGITS = np.array([0.0, 1.0, -0.5])
LOSS = LossProblem("cross_entropy", 1)
RIGHT = LOSS.gradient(LOGITS)
ONES = diagnose(LOSS, softmax(LOGITS) - 1, at=LOGITS)
SIGN = diagnose(LOSS, -RIGHT, at=LOGITS)
SHAPE = diagnose(LOSS, -0.3, at=LOGITS)


def casebook():
    slips = Casebook()
    slips.family(
        "signs",
        X2=("C2", "sign", "cross_entropy", "C2 the gradient of the loss"),
        X10=("A8", "kink & co", "functions_of_one_variable", "A8 two choices, one slope"),
    )
    slips.family("others", X3=("C2", "one-hot", "cross_entropy", "C2 the gradient of a batch"))
    return slips


def slope(title):
    return Derivation(title).number("x").start("D(x**2, x)")


def test_a_line_that_is_refuted_is_taken_down(capsys):
    slips = casebook()
    block = slope("X2, the 2").wrong("x", "the 2 lost").eq("2*x", "power rule")
    assert slips.engine("X2", block) is block
    slips.refused("X3", Derivation("X3").dims("n").vector("v", "n").start("D(v.T@v, v)"), "v.T@v")
    assert capsys.readouterr().out == "X3 refused: the sides have shapes n and number\n"
    slips.numbers("X10", -0.0, 1.0)
    slips.numbers("X10", np.arange(9), np.arange(9) + 1, digits=1)
    slips.numbers("X10", 1707264, 1707274)
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "X10 the slip 0.000000, the right line 1.000000"
    assert out[2].startswith("    the right line (1.0, 2.0,")
    assert out[3] == "X10 the slip 1,707,264, the right line 1,707,274"
    assert str(slips.table()).splitlines()[0] == (
        "X2 (C2, sign); refuted by engine; diagnosis –; C2 the gradient of the loss"
    )
    html = slips.table()._repr_html_()
    assert '<a href="#derivation-x2-the-2">X2</a>' in html and "kink &amp; co" in html
    assert '<a href="functions_of_one_variable.html#derivation-a8-two-choices-one-slope">' in html
    assert [name for name, _ in slips.table().cases] == ["X2", "X3", "X10"]


def test_what_the_diagnosis_answers_is_taken_down(capsys):
    slips = casebook()
    slips.diagnosis("X2", SIGN)
    slips.diagnosis("X2", SHAPE)
    kink = ActivationProblem("relu", [0.7, -1.3, 2.1])
    slips.diagnosis("X10", diagnose(kink, [0.7, -1.3, 0.0], at=[0.0, 1.0, -1.0]))
    slips.diagnosis("X3", diagnose(LOSS, lambda o: 1 / 0, at=LOGITS))
    assert capsys.readouterr().out.splitlines() == [
        "X2 named: sign",
        "X2 shape: a number stands for a whole array: an inner product for an outer",
        "    or an elementwise one?",
        "X10 accepted, and named: other value at the kink",
        "X3 stopped: the attempt stopped with ZeroDivisionError: division by zero",
    ]
    assert slips.counts() == {"signs": (2, 0, 0), "others": (0, 1, 0)}
    slips.totals()
    assert capsys.readouterr().out.splitlines()[2:] == [
        "by numbers alone: none",
        "named from the gradient: 2",
        "answered with advice only: 1 (X3)",
        "not to be seen in a gradient: 0 (none)",
    ]


def test_what_is_not_named_may_be_related(capsys):
    problem, at = network_problem((4, 5, 3), ("tanh", "identity"))
    W1, b1 = problem.gradient(at)[0]
    rng = np.random.default_rng(0)
    strange = rng.normal(size=(3, 5)), rng.normal(size=3)
    casebook().diagnosis("X2", diagnose(problem, [(W1[::-1], b1), strange], at=at))
    assert capsys.readouterr().out == "X2 related: reversed order\n"


def test_what_is_neither_named_nor_related(capsys):
    casebook().diagnosis("X2", diagnose(LOSS, RIGHT**2 + 1, at=LOGITS))
    assert capsys.readouterr().out == "X2 wrong\n"


def test_which_slips_a_diagnosis_names():
    slips = casebook()
    slips.diagnosis("X3", ONES)
    slips.diagnosis("X10", SIGN)
    assert slips.which(diagnose(LOSS, softmax(LOGITS) - 1, at=LOGITS)) == [3]
    assert slips.which(diagnose(LOSS, 1 - softmax(LOGITS), at=LOGITS)) == [3, 10]
    assert slips.which(diagnose(LOSS, RIGHT, at=LOGITS)) == []


NOT_CAUGHT = {
    "a line that is true": lambda s: s.engine("X2", slope("X2").eq("2*x", "power rule")),
    "one line for two slips": lambda s: s.engine("X2 X3", slope("X2").wrong("x", "").eq("2*x", "rule")),
    "a line that is taken": lambda s: s.refused("X2", slope("X2"), "2*x"),
    "equal numbers": lambda s: s.numbers("X2", 1.0, 1.0 + 1e-9),
    "a right gradient": lambda s: s.diagnosis("X2", diagnose(LOSS, RIGHT, at=LOGITS)),
    "no gradient": lambda s: s.diagnosis("X2", diagnose(LOSS, ..., at=LOGITS)),
    "a slip nobody ran": lambda s: s.table(),
    "a slip twice": lambda s: s.family("again", X2=("A1", "sign", "softmax", "B4")),
}


@pytest.mark.parametrize("which", NOT_CAUGHT)
def test_what_is_not_caught_is_not_taken_in(which):
    with pytest.raises(ValueError, match=r"X2|X3"):
        NOT_CAUGHT[which](casebook())


def outputs(page):
    stored = json.loads((ROOT / page).read_text(encoding="utf-8"))
    return [output.get("data", {}) for cell in stored["cells"] for output in cell.get("outputs", ())]


def shown(page):
    return "".join("".join(data.get("text/html", "")) for data in outputs(page))


def test_every_link_of_the_page_leads_to_a_block():
    html = shown(PAGE)
    links = re.findall(r'href="(\w*)(?:\.html)?#([\w-]+)"', html)
    assert len(links) > 2 * 37
    for page, anchor in links:
        target = f"book/{page}.ipynb" if page else PAGE
        assert f'id="{anchor}"' in shown(target), f"{target} has no block #{anchor}"


def test_the_page_has_every_slip():
    assert re.findall(r'id="slip-(X\d+)"', shown(PAGE)) == [f"X{n}" for n in range(1, 38)]
