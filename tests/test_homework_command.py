"""The command and what it shows: on the screen, as a page, as data, and its exit status."""

import builtins
import json
import re
import sys
from html.parser import HTMLParser
from itertools import product
from pathlib import Path

import pytest

from mlpkit.homework import command
from mlpkit.homework import mathml as mathml_module
from mlpkit.homework.block import html
from mlpkit.homework.command import main
from mlpkit.homework.examining import examine
from mlpkit.homework.findings import VERDICTS, Finding, Report, Shown, exit_status
from mlpkit.homework.mathml import mathml
from mlpkit.homework.opening import take_apart
from mlpkit.homework.page import page
from mlpkit.homework.passage import Place, Source
from mlpkit.homework.terminal import printable

TRUE = "Let $x$ be a number.\n\n$$ 2x = x + x $$\n"
FALSE = TRUE + "\n$$ 2x = x $$\n"
UNREAD = TRUE + "\n$$ \\sin x = x $$\n"


def finding(verdict="proved", **options):
    return Finding(Place(3, 4), 0, "a", "=", "b", verdict, **options)


def read_here(path, limits, watch):
    document = take_apart(str(path), Path(path).read_text(), "markdown")
    found = [f for f in examine(document) if isinstance(f, Finding)]
    return Report(str(path), tuple(found or [finding("not read")]))


def run(tmp_path, text, *options, name="a.md"):
    path = tmp_path / name
    path.write_text(text)
    return main(["check", str(path), *options])


@pytest.mark.parametrize(
    ("text", "options", "status"),
    [
        (TRUE, (), 0),
        (FALSE, (), 1),
        (FALSE, ("--allow", "not-read"), 1),
        (UNREAD, (), 2),
        (UNREAD, ("--allow", "not-read"), 0),
        (UNREAD, ("--allow", "not-established"), 2),
        ("no equation", (), 2),
    ],
    ids=["true", "false", "false is never allowed", "unread", "unread allowed", "other allowed", "nothing"],
)
def test_exit_status_of_the_command(tmp_path, text, options, status, capsys, monkeypatch):
    # The same reading without a process of its own, which takes a second to begin.
    monkeypatch.setattr(command, "check_file", read_here)
    assert run(tmp_path, text, *options) == status
    assert "a.md" in capsys.readouterr().out


@pytest.mark.parametrize("verdicts", list(product(VERDICTS, repeat=2)), ids=" and ".join)
def test_exit_status(verdicts):
    report = Report("a", tuple(finding(verdict) for verdict in verdicts))
    expected = 1 if "false" in verdicts else 2 if set(verdicts) - {"proved", "checked", "defined"} else 0
    assert exit_status([report]) == expected
    assert exit_status([report], {"not read", "not established"}) == (expected if expected == 1 else 0)


@pytest.mark.parametrize(
    "arguments",
    [
        ["check"],
        ["check", "missing.md"],
        ["check", "a.docx"],
        ["check", "a.md", "--seconds", "0"],
        ["check", "a.md", "--seconds", "soon"],
        ["check", "a.md", "--html", "a.md"],
        ["check", "a.md", "--html", "missing/out.html"],
        ["check", "a.md", "--allow", "false"],
        ["burn", "a.md"],
    ],
    ids=" ".join,
)
def test_wrong_usage(arguments, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.md").write_text(TRUE)
    with pytest.raises(SystemExit) as stopped:
        sys.exit(main(arguments))
    assert stopped.value.code == 3
    assert "mlpkit" in capsys.readouterr().err
    assert (tmp_path / "a.md").read_text() == TRUE


def test_outputs(tmp_path, capsys):
    paths = {kind: tmp_path / f"out.{kind}" for kind in ("html", "json")}
    options = [part for kind, path in paths.items() for part in (f"--{kind}", str(path))]
    assert run(tmp_path, FALSE, "--quiet", *options) == 1
    assert capsys.readouterr().out == ""
    [data] = json.loads(paths["json"].read_text())
    assert [f["verdict"] for f in data["findings"]] == ["proved", "false"]
    assert "Let $x$ be a number." in paths["html"].read_text()
    assert run(tmp_path, TRUE, "--json", "-") == 0
    assert json.loads(capsys.readouterr().out)[0]["counts"]["proved"] == 1


def test_what_the_screen_shows(tmp_path, capsys):
    run(tmp_path, FALSE)
    out = capsys.readouterr().out
    assert re.search(r"✓ 3:\d+ +2x = x \+ x *\n +proved", out)
    assert re.search(r"✗ 5:\d+ +2x = x *\n +false: .*left 2, right 1", out)
    assert "everywhere: x number" in out
    assert "1 proved, 1 false" in out


def test_no_letter_commands_the_terminal(tmp_path, capsys):
    run(tmp_path, TRUE + "\n$$ x = \x1b[2J\x1b]0;title\x07 \u202e y $$\n")
    out = capsys.readouterr().out
    assert not set("\x1b\x07\u202e") & set(out) and printable("\x9b") == "�"


class Elements(HTMLParser):
    """Every element of a page, and its attributes."""

    def __init__(self, text):
        super().__init__()
        self.names, self.attributes = set(), []
        self.feed(text)

    def handle_starttag(self, name, attributes):
        self.names.add(name)
        self.attributes += attributes


KINDS = {"display": "equation", "declaration": "declaration"}
EVIL = "</style><script>alert(1)</script><img src=http://evil/x onerror=alert(1)>"


@pytest.mark.parametrize(
    "place",
    ["name", "text", "display", "declaration", "left", "why", "pointing", "remark", "declared", "cell"],
)
@pytest.mark.parametrize("render", [page, html], ids=["page", "block"])
def test_no_document_smuggles_in_elements(place, render):
    found = finding(
        "not read" if place == "pointing" else "false",
        why=EVIL if place == "why" else "",
        pointing=(EVIL, "^") if place == "pointing" else (),
    )
    report = Report(
        EVIL if place == "name" else "a",
        (
            found
            if place != "left"
            else Finding(*[EVIL if part == "a" else part for part in vars(found).values()]),
        ),
        (("heading", ((EVIL if place == "declared" else "x", "a number"),)),),
        (),
        (EVIL,) if place == "remark" else (),
        (
            Source(
                EVIL if place in ("text", "display", "declaration", "cell") else "text",
                1 if place == "cell" else None,
            ),
        ),
        (Shown(0, "equation", 0, 0, 1), Shown(1, KINDS.get(place, "prose"), 0, 1, 90)),
    )
    found = Elements(render(report) if render is html else render([report]))
    assert not {"script", "img"} & found.names
    assert not [name for name, _ in found.attributes if name.startswith("on") or name in ("src", "href")]


def test_the_page_asks_nothing_of_a_network():
    text = page([Report("a", (finding(),))])
    assert "default-src 'none'" in text
    assert not re.search(r"""\b(?:src|href)=|url\(|@import|https?://(?!www\.w3\.org)""", text)


@pytest.mark.parametrize("verdict", VERDICTS)
def test_a_mark_is_never_told_by_colour_alone(verdict):
    report = Report(
        "a", (finding(verdict),), (), (), (), (Source("a = b"),), (Shown(0, "equation", 0, 0, 5),)
    )
    for shown in (page([report]), html(report), repr(report)):
        assert verdict in shown and finding(verdict).mark in shown


def test_formulas_as_mathml():
    pytest.importorskip("latex2mathml")
    assert "<mfrac>" in mathml(r"\frac{1}{2}")
    for smuggled in (
        r"\text{<script>}",
        r"\href{javascript:alert(1)}{x}",
        r"\style{position:fixed}{x}",
        "{{{",
    ):
        assert mathml(smuggled) is None


def test_without_mathml_the_source_is_shown(monkeypatch):
    monkeypatch.setitem(sys.modules, "latex2mathml.converter", None)
    assert mathml_module.mathml("x") is None
    assert "<code>a = b</code>" in page(
        [Report("a", (finding(),), (), (), (), (Source("a = b"),), (Shown(0, "equation", 0, 0, 5),))]
    )


@pytest.fixture
def shell(monkeypatch):
    """Return a shell as a notebook has one; what it leaves in Python, its prompts too, goes with it."""
    from IPython.core.interactiveshell import InteractiveShell

    left = [(builtins, "__IPYTHON__"), (builtins, "display"), (sys, "ps1"), (sys, "ps2"), (sys, "ps3")]
    for module, name in left:
        monkeypatch.setattr(module, name, None, raising=False)
    return InteractiveShell()


def test_the_magic(shell):
    assert shell.run_line_magic("load_ext", "mlpkit.homework.magic") is None
    report = shell.run_cell_magic("derive", "twice", "Let $x$ be a number.\n$$ 2x = x + x = x $$\n")
    assert (report.name, [f.verdict for f in report.findings]) == ("twice", ["proved", "false"])
    assert [f.verdict for f in shell.run_cell_magic("derive", "", "3x = 2x + x").findings] == ["proved"]
    fresh = shell.run_cell_magic("derive", "--fresh", "% mlpkit: x: vector n\n3x = 2x + x")
    assert [f.verdict for f in fresh.findings] == ["proved"] and fresh.name == "derivation"
    assert "mlpkit-derivation" in report._repr_html_()
