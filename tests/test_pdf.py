"""Printing the book: its parts, what is said when something is missing, and the numbers of the pages."""

import io
import re
import shutil
from pathlib import Path

import pytest

pytest.importorskip("bs4")

from book._tools import pdf
from book._tools.pages import toc_names


def test_the_parts_hold_every_page_once_and_in_order():
    listed = [name for _, names in pdf.parts_of() for name in names]
    assert listed == [name.rpartition(".")[0] for name in toc_names()[0]]
    assert pdf.parts_of()[0] == ("", [listed[0]])


def test_a_site_that_is_not_built_is_named(tmp_path):
    with pytest.raises(pdf.NoPDF, match=r"no page for book/.*make book"):
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
<ol class="paper-contents"><li><a href="#one--a">alpha</a> <span class="page"></span></li>
<li><a href="#one--b">beta</a> <span class="page"></span></li></ol><section id="one--a">{}</section>
<section id="one--b">the end</section>"""


def test_the_contents_name_the_pages_of_the_print(tmp_path):
    pypdf = pytest.importorskip("pypdf")
    playwright = pytest.importorskip("playwright.sync_api")
    if not any(map(shutil.which, pdf.BROWSERS)):
        pytest.skip("chromium is not installed")
    path = Path(tmp_path, "page.html")
    path.write_text(PAGES.format("<p>words</p>" * 100), encoding="utf-8")
    with playwright.sync_playwright() as running:
        browser = pdf.printer(running)
        printed = pdf.print_twice(browser, path)
        browser.close()
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(printed)).pages]
    assert re.search(rf"alpha 2\s+2. beta {len(pages)}\b", pages[0])
    assert "the end" in pages[-1] and len(pages) > 3
    assert pages[1].rstrip().endswith("2")  # the number at the foot
