"""Printing the book: its parts, what is said when something is missing, and the numbers of the pages."""

import shutil
from pathlib import Path

import pytest

pytest.importorskip("bs4")

from book._tools import pdf
from book._tools.pages import toc_names


def test_the_parts_hold_every_page_once_and_in_order():
    listed = [name for _, names in pdf.parts_of() for name in names]
    assert listed == [name.rpartition(".")[0] for name in toc_names()[0]]
    assert pdf.parts_of()[0] == ("", ["book/intro"])


def test_a_site_that_is_not_built_is_named(tmp_path):
    with pytest.raises(pdf.NoPDF, match=r"no page for book/intro, .*make book"):
        pdf.pages_of(tmp_path)


def test_without_chromium_the_message_says_how_to_get_one(monkeypatch):
    class Playwright:
        """One whose browser is not there."""

        class chromium:
            """The kind of browser."""

            @staticmethod
            def launch(**options):
                raise RuntimeError("no executable\nand more")

    with pytest.raises(pdf.NoPDF, match=r"apt install chromium(.|\n)*\(no executable\)$"):
        pdf.printer(Playwright)


def test_a_failure_is_said_and_is_no_success(monkeypatch, capsys):
    monkeypatch.setattr(pdf, "make", lambda: (_ for _ in ()).throw(pdf.NoPDF("no site")))
    assert pdf.main() == 1
    assert capsys.readouterr().err == "no site\n"


PAGES = """<!doctype html><meta charset=utf-8><title>t</title><style>section {{ break-before: page }}</style>
<a href="#one--a">a</a> <a href="#one--b">b</a><section id="one--a">{}</section>
<section id="one--b">b</section>"""


def test_the_numbers_of_the_pages_are_read_from_the_print(tmp_path):
    pytest.importorskip("pypdf")
    playwright = pytest.importorskip("playwright.sync_api")
    if not any(map(shutil.which, pdf.BROWSERS)):
        pytest.skip("chromium is not installed")
    path = Path(tmp_path, "page.html")
    path.write_text(PAGES.format("<p>words</p>" * 100), encoding="utf-8")
    with playwright.sync_playwright() as running:
        browser = pdf.printer(running)
        numbers = pdf.page_numbers(pdf.print_page(browser, path))
        browser.close()
    assert numbers["one--a"] == 2
    assert numbers["one--b"] > 3
