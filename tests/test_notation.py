"""Every row of the notation leads to a place that is there, and the symbol stands at that place."""

from dataclasses import replace

import pytest

pytest.importorskip("sphinx")
from book._tools.notation import Symbol, complaints, read_notation
from book._tools.pages import ROOT, Cell, Page, read_pages

GROUPS = read_notation(ROOT)
SYMBOLS = [symbol for _, symbols in GROUPS for symbol in symbols]
PAGES = read_pages()
CLAIM = Cell("book/a.ipynb", 1, "one", "markdown", "# A\n\n## The claim\n\n$$\n\\eta = 1\n$$ (eq-a-rate)\n")
ETA = Symbol("eta", r"\eta", "number", "the rate", "book/a", "eq-a-rate", r"\eta")


def page(*cells):
    found = Page("book/a.ipynb", "")
    found.__dict__["cells"] = cells
    return found


@pytest.mark.parametrize("symbol", SYMBOLS, ids=lambda symbol: symbol.id)
def test_the_symbol_stands_where_its_row_leads(symbol):
    assert complaints((("all", (replace(symbol, also=()),)),), PAGES) == []


def test_rows_that_share_a_letter_name_one_another():
    assert complaints(GROUPS, PAGES) == []


def test_every_chapter_that_derives_something_introduces_a_symbol():
    introducing = {symbol.page for symbol in SYMBOLS}
    claims = {page.name.removesuffix(".ipynb") for page in PAGES if ":class: claim" in page.text}
    assert claims - introducing <= {
        "book/intro",
        "book/two_networks_by_hand",
    }  # their letters are from elsewhere


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        (ETA, None),
        (replace(ETA, at="the-claim"), None),
        (replace(ETA, at="eq-a-gone"), "book/a has no eq-a-gone"),
        (replace(ETA, at="the-picture"), "book/a has no the-picture"),
        (replace(ETA, page="book/b"), "book/b has no eq-a-rate"),
        (replace(ETA, occurs=r"\mu"), r"\mu does not occur at eq-a-rate"),
        (replace(ETA, also=("mu",)), "also names mu, which does not name it back"),
    ],
    ids=["equation", "section", "no equation", "no section", "no page", "another letter", "one way"],
)
def test_what_is_wrong_with_a_row_is_said(row, complaint):
    found = complaints((("group", (row,)),), [page(CLAIM)])
    assert found == [] if complaint is None else [complaint in line for line in found] == [True]


def test_an_id_that_stands_twice_is_found():
    assert "these ids stand twice: ['eta']" in complaints((("group", (ETA, ETA)),), [page(CLAIM)])[0]
