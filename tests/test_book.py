"""The rules of the book, each run over every page; tests/test_book_rules.py shows that each can fail."""

import pytest

from book._tools.execute import check
from book._tools.links import Book
from book._tools.pages import ROOT, read_pages
from book._tools.rules import NOTEBOOK_RULES, figures_have_alt_text, toc_is_complete

PAGES = read_pages()
NOTEBOOKS = [page for page in PAGES if page.is_notebook]
MARKDOWN = [page for page in PAGES if not page.is_notebook]


@pytest.fixture(scope="module")
def book():
    return Book(PAGES)


def assert_none(complaints):
    assert not complaints, "\n" + "\n".join(complaints)


def test_there_are_notebooks():
    assert NOTEBOOKS


def test_table_of_contents_is_complete():
    assert_none(toc_is_complete())


@pytest.mark.parametrize("page", NOTEBOOKS, ids=lambda page: page.name)
@pytest.mark.parametrize("rule", NOTEBOOK_RULES, ids=lambda rule: rule.__name__)
def test_notebook(rule, page):
    assert_none(rule(page))


@pytest.mark.parametrize("page", MARKDOWN, ids=lambda page: page.name)
def test_markdown_page_figures_have_alt_text(page):
    assert_none(figures_have_alt_text(page))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(book, page):
    assert_none(book.complaints(page))


def test_labels_are_defined_once(book):
    assert_none(book.duplicates())


@pytest.mark.parametrize("page", NOTEBOOKS, ids=lambda page: page.name)
def test_running_again_changes_nothing(page):
    assert_none(check(ROOT / page.name))
