"""A document that takes too long, too much or breaks its process costs that one line, and nothing else."""

import json
from pathlib import Path

import pytest

from mlpkit.homework import process
from mlpkit.homework.limits import Limits
from mlpkit.homework.watching import check_file, check_text

DECLARED = "Let $x$ be a number.\n\n"


@pytest.fixture
def strange(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    script = Path(__file__).with_name("strange_worker.py")
    monkeypatch.setattr(process, "WORKER", ("-P", "-B", str(script)))


def verdicts(report):
    return [finding.verdict for finding in report.findings]


def whys(report):
    return [finding.why for finding in report.findings]


def test_what_one_line_does_costs_that_line_alone(strange, tmp_path):
    lines = "$$ 2x = x + x = x + 1001 = x + 1002 = x + 1003 = x + 1004 = x + 1005 = x + 1007 = x + 1008 $$"
    text = f"{DECLARED}{lines}\n\n$$ x = x + 1006 $$\n\n$$ x = x + 1 $$\n"
    report = check_text(text, "markdown", limits=Limits(seconds=3, memory=1024))
    lost = ["not established"]
    assert verdicts(report) == ["proved", *lost * 3, "false", *lost, "false", "false", "not read", "false"]
    for place, why in (
        (1, "out of time after 3 s"),
        (2, "out of memory"),
        (3, "broke off"),
        (5, "File too large"),
    ):
        assert why in report.findings[place].why
    assert report.findings[8].why == "out of time after 3 s" and report.findings[8].place.line == 5
    assert [part.passage for part in report.shown] == sorted({part.passage for part in report.shown})
    written = tmp_path / "written-by-a-document"
    assert not written.exists() or written.stat().st_size == 0


def test_the_time_of_the_document(strange):
    limits = Limits(seconds=600, document_seconds=5)
    report = check_text("$$ x = x + 1006 $$\n\n$$ 1 = 1 $$", "markdown", limits=limits)
    assert verdicts(report) == ["not read"] and "5 s, is over" in report.findings[-1].why


def test_modules_beside_the_document_are_not_imported(monkeypatch, tmp_path):
    (tmp_path / "sympy.py").write_text("raise SystemExit('imported')")
    (tmp_path / "a.md").write_text(DECLARED + "$$ x = x = x + 1 $$")
    monkeypatch.chdir(tmp_path)
    report = check_file("a.md")
    assert verdicts(report) == ["proved", "false"]
    data = json.loads(json.dumps(report.as_data()))
    assert (data["counts"]["proved"], data["counts"]["false"]) == (1, 1)
    assert data["findings"][1]["place"] == {"line": 3, "column": 10, "cell": None}


@pytest.mark.parametrize("broken", ["bytes", "seconds", "document_seconds", "memory"])
def test_limits_are_positive(broken):
    with pytest.raises(ValueError, match=f"Limits: {broken} is 0, expected more than 0"):
        Limits(**{broken: 0})


def test_a_name_without_a_language(tmp_path):
    with pytest.raises(ValueError, match=r"expected a name in \.md, \.tex or \.ipynb"):
        check_file(tmp_path / "a.docx")


HOSTILE = {
    "deep brackets": "(" * 3_000 + "x" + ")" * 3_000 + " = x",
    "deep fractions": r"\frac{1}{" * 500 + "x" + "}" * 500 + " = x",
    "deep scripts": "x" + "^{x" * 1_000 + "}" * 1_000 + " = 1",
    "a tower": "9^{9^{9^{9^{9}}}} = 1",
    "a large power": "(x + 1)^{100000} = 1",
    "a huge sum": r"\sum_{k=1}^{1000000000000} k = 1",
    "many factors": "(x + 1)" * 2_000 + " = 1",
    "a long number": "9" * 15_000 + " = 1",
    "no end": "x = " + "{" * 5_000,
    "import": r"__import__('os').system('touch pwned') = x",
    "names of Python": r"eval(x) = \text{open}(x) = \operatorname{exec}(x) = x.T = x.__class__",
    "a bomb of macros": "".join(
        rf"\newcommand{{\{a}}}{{\{b}\{b}\{b}\{b}\{b}\{b}\{b}\{b}\{b}\{b}}}"
        for a, b in zip("ABCDEFGHJK", "BCDEFGHJKL", strict=True)
    )
    + r"\A = 1",
}


def test_hostile_displays(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    text = DECLARED + "\n\n".join(f"$$ {line} $$" for line in HOSTILE.values()) + "\n\n$$ x = x + 1 $$\n"
    report = check_text(text, "markdown", limits=Limits(seconds=3, memory=1024))
    assert verdicts(report)[-1] == "false"
    assert set(verdicts(report)) <= {"false", "not read", "not established"}
    assert {finding.place.line for finding in report.findings} == {3 + 2 * k for k in range(len(HOSTILE) + 1)}
    assert list(tmp_path.iterdir()) == []


def test_hostile_markdown():
    lists = "".join(f"{'  ' * k}- a\n" for k in range(200))
    text = "\n\n".join((">" * 20_000 + " $$ 1 = 1 $$", lists, "[" * 20_000, "*a_ " * 9_000))
    assert verdicts(check_text(text, "markdown", limits=Limits(seconds=2))) == ["not read"]


def test_a_line_of_ten_megabytes(tmp_path):
    path = tmp_path / "a.tex"
    path.write_bytes(b"$$ x = " + b"x + " * 2_500_000 + b"x $$")
    assert "more than 2,000,000 bytes" in check_file(path).findings[0].why
    [finding] = check_file(path, Limits(bytes=20_000_000)).findings
    assert finding.verdict == "not read" and len(finding.left) < 300
