"""The reference holds every name that mlpkit exports, and its chapters are the ones docstrings name."""

import importlib
import pkgutil
import re
import sys

import pytest

import mlpkit
from book._tools.imports import imported_names, users
from book._tools.pages import ROOT, Cell, Page, read_pages

sys.path.insert(0, str(ROOT / "book" / "_extensions"))
api_reference = pytest.importorskip("api_reference")
titles = pytest.importorskip("book._tools.titles")

PARTS = ("derivation", "proof", "gradcheck", "diagnosis", "datasets")
OFFERED = ("mlpkit", *(f"mlpkit.{name}" for name in PARTS))
ENTRY = re.compile(r"^\.\. (?:auto\w+|py:data):: (\S+)$", re.MULTILINE)
REFERENCE = sorted((ROOT / "book" / "reference").glob("*.md"))
ENTRIES = [entry.replace("::", ".") for page in REFERENCE for entry in ENTRY.findall(page.read_text("utf-8"))]
NOTEBOOKS = [page for page in read_pages() if page.is_notebook]
TITLES = {page.name: titles.title_of(page) for page in NOTEBOOKS}


@pytest.mark.parametrize("module", OFFERED)
def test_every_exported_name_has_one_entry(module):
    exported = [f"{module}.{name}" for name in importlib.import_module(module).__all__]
    assert [name for name in exported if ENTRIES.count(name) != 1] == []


@pytest.mark.parametrize("name", ENTRIES)
def test_every_entry_is_of_something_that_has_a_docstring(name):
    module, _, attribute = name.rpartition(".")
    assert getattr(importlib.import_module(module), attribute).__doc__


def modules():
    return [module.name for module in pkgutil.walk_packages(mlpkit.__path__, "mlpkit.")]


@pytest.mark.parametrize("name", modules())
def test_every_chapter_that_a_docstring_names_is_in_the_book(name):
    module = importlib.import_module(name)
    for documented in (module, *vars(module).values()):
        text = " ".join((getattr(documented, "__doc__", "") or "").split())
        for mention in re.findall(r"[Cc]hapters? \*([^*]+)\*", text):
            assert api_reference.chapters_named(f"The chapter *{mention}*", TITLES), mention


def test_two_chapters_and_a_shortened_title_are_found():
    docstring = "The chapters *Cross-entropy* and *The sigmoid\nunit* derive it."
    found = api_reference.chapters_named(docstring, TITLES)
    assert found == ["book/cross_entropy.ipynb", "book/sigmoid_unit.ipynb"]


@pytest.mark.parametrize(
    ("line", "markup"),
    [
        ("|x| is kept", r"\|x\| is kept"),
        ("f_ is the derivative", r"f\_ is the derivative"),
        ("x_i and S_1", "x_i and S_1"),
        ("the `Layer`s of ``W``", r"the ``Layer``\ s of ``W``"),
    ],
    ids=["bars", "underscore at the end", "underscore inside", "code"],
)
def test_plain_text_of_a_docstring_keeps_its_look(line, markup):
    assert api_reference.as_markup(line) == markup


def notebook(name, *sources):
    page = Page(name, "")
    page.__dict__["cells"] = tuple(Cell(name, n, str(n), "code", text) for n, text in enumerate(sources))
    return page


def test_imports_of_a_page_are_found_and_turned_round():
    first = notebook(
        "a.ipynb", "import numpy\nfrom mlpkit import relu, sign", "from mlpkit.proof import refute"
    )
    second = notebook("b.ipynb", "from mlpkit import sign\nfrom scipy import linalg")
    assert imported_names(first) == ("mlpkit.relu", "mlpkit.sign", "mlpkit.proof.refute")
    assert users([first, second])["mlpkit.sign"] == [first, second]


def test_imported_names_of_the_reference_become_links():
    line = (
        '<span class="kn">from</span><span class="w"> </span><span class="nn">mlpkit</span>'
        '<span class="w"> </span><span class="kn">import</span> <span class="n">softmax</span>'
        '<span class="p">,</span> <span class="n">unknown</span>'
    )
    found = api_reference.IMPORTED.search(line)
    assert api_reference.NAME.findall(found["names"]) == ["softmax", "unknown"]
