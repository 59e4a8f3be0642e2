"""What speaks for a claim beside derivations leaves records, and says no more than it is."""

import numpy as np
import pytest

from book._tools.records import MIME, records_of
from mlpkit import tanh
from mlpkit.evidence import evidence, observed
from mlpkit.proof import prove_equal
from mlpkit.verdict import Verdict


class Cell:
    """A cell that shows one value."""

    page, where = "book/page.ipynb", "book/page.ipynb, cell 3"

    def __init__(self, value):
        self.outputs = [{"data": value._repr_mimebundle_()}]


ODD = prove_equal(lambda x: tanh(-x), lambda x: -tanh(x), statement="tanh(−x) = −tanh(x)", x=(2,))
BLOCKS = {
    "proved at shape": evidence(ODD, claim="A4", title="tanh & its sign"),
    "checked": observed("x < 2", {"0": True, "1": np.bool_(True)}, claim="F4", title="small <numbers>"),
}


@pytest.mark.parametrize("kind", BLOCKS)
def test_the_record_agrees_with_what_the_block_shows(kind):
    records, problems = records_of(Cell(BLOCKS[kind]))
    assert problems == []
    assert [(r.verdict, r.claim, r.lines) for r in records] == [(kind, BLOCKS[kind].claim, 0)]


@pytest.mark.parametrize("kind", BLOCKS)
def test_a_changed_record_is_noticed(kind):
    cell = Cell(BLOCKS[kind])
    cell.outputs[0]["data"][MIME]["verdict"] = "proved"
    _, problems = records_of(cell)
    assert "has verdict 'proved', and its block shows" in problems[0]


def test_cases_are_checked_and_never_proved():
    assert BLOCKS["checked"].verdict == Verdict("checked", "x < 2", ("2 cases: 0, 1",))
    assert "not proved" in BLOCKS["checked"]._repr_mimebundle_()[MIME]["method"]


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: evidence(True, claim="A4", title="t"), TypeError, "verdict is True, expected a Verdict"),
        (
            lambda: evidence(Verdict("refuted", "1 = 2"), claim="A4", title="t"),
            ValueError,
            "1 = 2 is refuted, which speaks for no claim",
        ),
        (lambda: observed("s", {}, claim="F4", title="t"), ValueError, "s: there are no cases"),
        (
            lambda: observed("s", {"one": True, "two": False}, claim="F4", title="t"),
            ValueError,
            "s: it does not hold for two",
        ),
        (lambda: observed("s", {"one": 0.3}, claim="F4", title="t"), TypeError, r"case one is 0\.3"),
        (
            lambda: observed("s", {"one": np.array([True])}, claim="F4", title="t"),
            TypeError,
            "expected True or False",
        ),
    ],
    ids=["no verdict", "a refutation", "no cases", "a case against", "a number", "an array"],
)
def test_errors(call, error, message):
    with pytest.raises(error, match=message):
        call()
