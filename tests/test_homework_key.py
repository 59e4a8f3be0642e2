"""The checker is held against answer keys: no true line is called false, no false one passes for true."""

from dataclasses import replace
from pathlib import Path

import pytest

from mlpkit.homework import check_file
from mlpkit.homework.answer_key import Deceived, hold_against, read_key
from mlpkit.homework.examining import examine
from mlpkit.homework.findings import VERDICTS, Finding, Report
from mlpkit.homework.opening import language_of, read_text, take_apart
from mlpkit.homework.passage import Place

SLIPS = {f"X{number}" for number in range(1, 38)}
HOMEWORK = Path(__file__).parents[1] / "book" / "homework"
FOREIGN = Path(__file__).with_name("foreign_documents")
KEY = read_key(HOMEWORK / "key.json")
DECIDED_RIGHTLY = {True: {"proved", "checked"}, False: {"false"}}
# What is false in documents written in styles that the reader was not made for.
FALSE_ABROAD = {
    "adjoints.md": [r"\mathbf W \bar{\mathbf a}", r"-\sigma(u)"],
    "differentials.tex": ["A (A x - b)", r"\frac{1}{1 + \exp(x)}"],
    "einstein.md": ["y_b x_a", "2"],
}


def report(verdict, line="a = b"):
    left, right = line.split(" = ")
    return Report("a.md", (Finding(Place(1, 1), 0, left, "=", right, verdict),))


@pytest.mark.parametrize("true", [True, False], ids=["true", "false"])
@pytest.mark.parametrize("verdict", VERDICTS)
def test_what_deceives(verdict, true):
    key = [{"line": "a = b", "true": true}]
    if verdict in DECIDED_RIGHTLY[not true]:
        with pytest.raises(Deceived, match=rf"a\.md, line 1, column 1: {verdict}, and it is {true}"):
            hold_against(report(verdict), key)
    else:
        assert hold_against(report(verdict), key) == (verdict in DECIDED_RIGHTLY[true])


def test_a_key_belongs_to_its_sheet():
    with pytest.raises(Deceived, match="not those of the key"):
        hold_against(report("proved", "a = c"), [{"line": "a = b", "true": True}])


def test_the_key_is_large_and_mixed():
    assert set(KEY) == {path.name for path in HOMEWORK.iterdir()} - {"key.json"}
    assert sum(map(len, KEY.values())) >= 60
    for lines in KEY.values():
        false = sum(not line["true"] for line in lines)
        assert 5 <= false <= len(lines) / 2
        assert {line["slip"] for line in lines if "slip" in line} <= SLIPS
        assert not any(line["true"] for line in lines if "slip" in line)


@pytest.mark.parametrize("name", ["rows.tex"])
def test_a_sheet(name):
    # The page "Check your own" holds all three against the key; this one is quick.
    sheet = check_file(HOMEWORK / name)
    assert hold_against(sheet, KEY[name]) >= 15
    with pytest.raises(Deceived):
        hold_against(replace(sheet, findings=sheet.findings[::-1]), KEY[name])


@pytest.mark.parametrize("name", FALSE_ABROAD)
def test_other_styles(name):
    text = read_text(FOREIGN / name, 100_000)
    found = [f for f in examine(take_apart(name, text, language_of(name))) if isinstance(f, Finding)]
    false = [f for f in found if f.right in FALSE_ABROAD[name]]
    assert len(false) == 2
    assert {f.verdict for f in found if f not in false} <= {"proved", "checked", "defined", "not read"}
    assert {f.verdict for f in false} <= {"false", "not established", "not read"}
