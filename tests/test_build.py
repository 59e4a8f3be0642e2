"""The build: nothing to do, one page, or everything; and never a success where a clean build would fail."""

import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from book._tools import build

ROOT = Path(__file__).parent.parent
CONF = """
import sys
sys.path.insert(0, {extensions!r})
extensions = ["myst_parser", "what_pages_share"]
html_theme = "basic"
root_doc = "index"
numfig = True
"""
PAGES = {
    "index": "Index\n=====\n\n.. toctree::\n   :numbered:\n\n   offers\n   refers\n   alone\n   made\n",
    "offers": (
        "Offers\n======\n\n.. _place:\n\nA place\n-------\n\nSome text.\n\n.. math:: x\n   :label: eq-x\n"
    ),
    "refers": "Refers\n======\n\nSee :ref:`place` and :eq:`eq-x`.\n",
    "alone": "Alone\n=====\n\nNothing here.\n",
}


@pytest.fixture(autouse=True)
def same_modules():
    before = list(sys.path)
    yield
    sys.path[:] = before


ALL = {*PAGES, "made"}
# An extension makes this page from the files of others.
MADE = "# Made\n\n```{literalinclude} alone.rst\n:language: text\n```\n"
EVERY_TIME = {"made", "index"}  # the index holds the table of contents


@pytest.fixture
def site(tmp_path):
    pytest.importorskip("sphinx")
    (tmp_path / "conf.py").write_text(CONF.format(extensions=str(ROOT / "book" / "_extensions")))
    for name, text in PAGES.items():
        (tmp_path / f"{name}.rst").write_text(text)
    (tmp_path / "made.md").write_text(MADE)
    return tmp_path


def run_sphinx(site):
    """Build; return the pages that were written, and the warnings."""
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace

    written, warnings = [], site / "warnings.txt"
    with docutils_namespace(), warnings.open("w") as stream:
        app = Sphinx(site, site, site / "html", site / "trees", "html", status=None, warning=stream)
        app.connect("html-page-context", lambda app, page, template, context, tree: written.append(page))
        app.build()
    return set(written) & ALL, warnings.read_text()


def edit(site, page, old, new):
    path = site / f"{page}.rst"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    os.utime(path, (2_000_000_000, 2_000_000_000))  # later than the build, however coarse the clock is


def test_an_edit_that_no_other_page_can_see_writes_one_page(site):
    assert run_sphinx(site) == (ALL, "")
    assert run_sphinx(site) == (EVERY_TIME, "")
    edit(site, "offers", "Some text.", "Some other text.")
    written, warnings = run_sphinx(site)
    assert written == EVERY_TIME | {"offers"}
    assert warnings == ""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("A place\n-------", "A spot\n------"),
        (".. math:: x\n", ".. math:: y\n   :label: eq-y\n\n.. math:: x\n"),
        ("Offers\n======", "Gives\n====="),
    ],
    ids=["the title of a section", "the number of an equation", "the title of the page"],
)
def test_what_other_pages_show_of_a_page_is_written_again(site, old, new):
    run_sphinx(site)
    edit(site, "offers", old, new)
    written, warnings = run_sphinx(site)
    assert written == ALL
    assert warnings == ""


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (".. _place:", ".. _moved:", "undefined label: 'place'"),
        ("eq-x", "eq-moved", "equation not found: eq-x"),
    ],
    ids=["a label", "an equation"],
)
def test_a_reference_that_breaks_elsewhere_is_a_warning(site, old, new, says):
    run_sphinx(site)
    edit(site, "offers", old, new)
    written, warnings = run_sphinx(site)
    assert "refers" in written
    assert says in warnings


def test_the_pages_are_kept_as_sphinx_wrote_them(site):
    run_sphinx(site)
    names = {path.name for path in (site / ".as_written").glob("*.html")}
    assert {f"{page}.html" for page in ALL} <= names


def test_a_page_made_from_other_files_is_made_in_every_build(site):
    run_sphinx(site)
    (site / "alone.rst").write_text("Alone\n=====\n\nUnheard-of.\n")
    os.utime(site / "alone.rst", (0, 0))
    run_sphinx(site)
    assert "Unheard" in (site / "html/made.html").read_text()


def test_an_edit_under_an_old_date_is_seen(site):
    run_sphinx(site)
    edit(site, "alone", "Nothing", "Something")
    os.utime(site / "alone.rst", (0, 0))
    assert "alone" in run_sphinx(site)[0]


# The tool around Sphinx, with Sphinx replaced by what writes one page or fails.


@pytest.fixture
def book(tmp_path, monkeypatch):
    """Return a book of one page, and what the next run of Sphinx returns and whether it began anew."""
    for name, text in {"_config.yml": "a", "_toc.yml": "b", "book/a.md": "# A", "book/look.css": "c"}.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    state = SimpleNamespace(root=tmp_path, status=0, runs=[])

    def sphinx(command, cwd):
        page = tmp_path / "_build/html/a.html"
        state.runs.append("continued" if page.exists() else "anew")
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text((tmp_path / "book/a.md").read_text())
        (page.parent / "other.html").touch()
        build.shutil.rmtree(tmp_path / "_build/.as_written", ignore_errors=True)
        build.shutil.copytree(page.parent, tmp_path / "_build/.as_written")
        for path in page.parent.iterdir():  # as extensions do to all pages when a build ends
            path.write_text(path.read_text() + "lean")
        return SimpleNamespace(returncode=state.status)

    monkeypatch.setattr(build, "ROOT", tmp_path)
    monkeypatch.setattr(build, "BUILD", tmp_path / "_build")
    monkeypatch.setattr(build, "UNFINISHED", tmp_path / "_build/.unfinished")
    monkeypatch.setattr(build, "FINISHED", tmp_path / "_build/.finished")
    monkeypatch.setattr(build.subprocess, "run", sphinx)
    return state


def test_nothing_is_done_twice(book, capsys):
    assert build.main() == build.main() == 0
    assert book.runs == ["anew"]
    assert "Nothing has changed since the last build." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("book/a.md", "continued"),
        ("book/claims.json", "continued"),
        ("book/look.css", "anew"),
        ("_config.yml", "anew"),
        ("_toc.yml", "anew"),
        ("mlpkit/a.py", "anew"),
        ("mlpkit/datasets/README.md", "anew"),
        (".venv/.installed", "anew"),
        ("_build/html/a.html", "anew"),
        ("_build/html/more.html", "anew"),
    ],
)
def test_what_a_change_asks_for(book, name, how):
    build.main()
    path = book.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("something else")
    assert build.main() == 0
    assert book.runs == ["anew", how]


@pytest.mark.parametrize("name", ["book/look.css", "_build/html/a.html"])
def test_a_file_that_is_gone_asks_for_everything(book, name):
    build.main()
    (book.root / name).unlink()
    build.main()
    assert book.runs == ["anew", "anew"]


def test_what_is_done_to_all_pages_is_done_once_to_each(book):
    build.main()
    (book.root / "book/a.md").write_text("# B")
    build.main()
    assert book.runs == ["anew", "continued"]
    assert (book.root / "_build/html/a.html").read_text() == "# Blean"
    assert (book.root / "_build/html/other.html").read_text() == "lean"


def test_without_the_pages_as_written_a_build_begins_anew(book):
    build.main()
    build.shutil.rmtree(book.root / "_build/.as_written")
    (book.root / "book/a.md").write_text("# B")
    build.main()
    assert book.runs == ["anew", "anew"]


def test_a_failed_build_is_not_followed_by_one_that_passes(book, capsys):
    build.main()
    (book.root / "book/a.md").write_text("# Broken")
    book.status = 1
    assert build.main() == build.main() == 1
    assert book.runs == ["anew", "continued", "anew"]
    assert "The book was not built" in capsys.readouterr().err
    (book.root / "book/a.md").write_text("# A")  # as the last good build saw it
    assert build.main() == 1
    book.status = 0
    assert build.main() == 0


def test_an_interrupted_build_is_begun_anew(book, monkeypatch):
    build.main()
    (book.root / "book/a.md").write_text("# B")

    def interrupted(command, cwd):
        raise KeyboardInterrupt

    with monkeypatch.context() as context:
        context.setattr(build.subprocess, "run", interrupted)
        with pytest.raises(KeyboardInterrupt):
            build.main()
    (book.root / "book/a.md").write_text("# A")
    build.main()
    assert book.runs == ["anew", "anew"]
