"""A document that takes too long, too much or breaks its process costs that one line, and nothing else."""

import json
from pathlib import Path

import pytest

from mlpkit.homework import process
from mlpkit.homework.limits import Limits
from mlpkit.homework.watching import check_file, check_text

SHORT = Limits(seconds=3, memory=1024)
DECLARED = "Let $x$ be a number.\n\n"


@pytest.fixture
def strange(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    script = Path(__file__).with_name("strange_worker.py")
    monkeypatch.setattr(process, "WORKER", ("-P", "-B", str(script)))


def verdicts(report):
    return [finding.verdict for finding in report.findings]


@pytest.mark.parametrize(
    ("number", "why"),
    [(1001, "out of time after 3 s"), (1002, "out of memory"), (1003, "broke off")],
    ids=["time", "memory", "broken off"],
)
def test_one_line_is_lost(strange, number, why):
    text = DECLARED + f"$$ 2x = x + x = x - x + {number} = x + {number} - x $$\n\n$$ x = x + 1 $$\n"
    report = check_text(text, "markdown", limits=SHORT)
    assert verdicts(report)[0] == "proved" and verdicts(report)[-1] == "false"
    assert verdicts(report)[1:-1] == ["not established"] * 2
    assert all(why in finding.why for finding in report.findings[1:-1])


def test_a_display_that_is_never_read(strange):
    text = DECLARED + "$$ x = x $$\n\n$$ x = x + 1006 $$\n\n$$ x = x + 1 $$"
    report = check_text(text, "markdown", limits=SHORT)
    assert verdicts(report) == ["proved", "not read", "false"]
    assert report.findings[1].why == "out of time after 3 s" and report.findings[1].place.line == 5
    assert [part.passage for part in report.shown] == sorted({part.passage for part in report.shown})


def test_what_a_line_prints_is_no_answer(strange):
    assert verdicts(check_text(DECLARED + "$$ x = x + 1004 $$", "markdown", limits=SHORT)) == ["false"]


def test_no_file_is_written(strange, tmp_path):
    report = check_text(DECLARED + "$$ x = x + 1005 $$\n\n$$ x = x $$", "markdown", limits=SHORT)
    assert verdicts(report) == ["not established", "proved"]
    written = tmp_path / "written-by-a-document"
    assert not written.exists() or written.stat().st_size == 0


def test_the_time_of_the_document(strange):
    limits = Limits(seconds=60, document_seconds=4)
    report = check_text(
        DECLARED + "$$ x = x $$\n\n$$ x = x + 1001 $$\n\n$$ x = x $$", "markdown", limits=limits
    )
    assert verdicts(report) == ["proved", "not read"]
    assert "4 s, is over" in report.findings[-1].why


def test_modules_beside_the_document_are_not_imported(monkeypatch, tmp_path):
    (tmp_path / "sympy.py").write_text("raise SystemExit('imported')")
    (tmp_path / "a.md").write_text(DECLARED + "$$ x = x $$")
    monkeypatch.chdir(tmp_path)
    assert verdicts(check_file("a.md")) == ["proved"]


@pytest.mark.parametrize("broken", ["bytes", "seconds", "document_seconds", "memory"])
def test_limits_are_positive(broken):
    with pytest.raises(ValueError, match=f"Limits: {broken} is 0, expected more than 0"):
        Limits(**{broken: 0})


def test_a_name_without_a_language(tmp_path):
    with pytest.raises(ValueError, match=r"expected a name in \.md, \.tex or \.ipynb"):
        check_file(tmp_path / "a.docx")


NESTED = "(" * 3_000 + "x" + ")" * 3_000
HOSTILE = {
    "deep brackets": f"$$ {NESTED} = x $$",
    "deep fractions": "$$ " + r"\frac{1}{" * 500 + "x" + "}" * 500 + " = x $$",
    "deep scripts": "$$ x" + "^{x" * 1_000 + "}" * 1_000 + " = 1 $$",
    "a tower": "$$ 9^{9^{9^{9^{9}}}} = 1 $$",
    "a large power": "$$ (x + 1)^{100000} = 1 $$",
    "a huge sum": r"$$ \sum_{k=1}^{1000000000000} k = 1 $$",
    "many factors": "$$ " + "(x + 1)" * 2_000 + " = 1 $$",
    "a long number": "$$ " + "9" * 15_000 + " = 1 $$",
    "no end": "$$ x = " + "{" * 5_000,
    "import": r"$$ __import__('os').system('touch pwned') = x $$",
    "names of Python": r"$$ eval(x) = \text{open}(x) = \operatorname{exec}(x) = x.T = x.__class__ $$",
    "a bomb of macros": "".join(
        rf"$$ \newcommand{{\{a}}}{{\{b}\{b}\{b}\{b}\{b}\{b}\{b}\{b}\{b}\{b}}} $$"
        for a, b in zip("abcdefghjk", "bcdefghjkl", strict=True)
    )
    + r"$$ \a = 1 $$",
    "quotations in quotations": ">" * 20_000 + " $$ x = x $$",
    "lists in lists": "".join(f"{'  ' * k}- a\n" for k in range(200)),
    "stars": "*a_ " * 20_000,
    "open brackets": "[" * 20_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_documents(name, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    text = DECLARED + HOSTILE[name] + "\n\n$$ x = x + 1 $$\n"
    report = check_text(text, "markdown", limits=Limits(seconds=3, document_seconds=20, memory=1024))
    true = {"not read", "not established"}
    assert report.findings and set(verdicts(report)) <= {"false", "not read", "not established", "proved"}
    assert true & set(verdicts(report)) or "false" in verdicts(report)
    assert list(tmp_path.iterdir()) == []


def test_a_line_of_ten_megabytes(tmp_path):
    path = tmp_path / "a.tex"
    path.write_bytes(b"$$ x = " + b"x + " * 2_500_000 + b"x $$")
    report = check_file(path)
    assert verdicts(report) == ["not read"] and "more than 2,000,000 bytes" in report.findings[0].why
    assert verdicts(check_file(path, Limits(bytes=20_000_000, seconds=5))) == ["not read"]


def test_the_report_is_plain_data(tmp_path):
    report = check_text(DECLARED + "$$ x = x = x + 1 $$", "markdown")
    data = json.loads(json.dumps(report.as_data()))
    assert data["counts"]["proved"] == 1 and data["counts"]["false"] == 1
    assert data["findings"][1]["place"] == {"line": 3, "column": 10, "cell": None}
