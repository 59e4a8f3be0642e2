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


def test_a_book_that_was_not_built_is_not_printed(monkeypatch):
    pytest.importorskip("playwright")
    monkeypatch.setattr(pdf, "printer", lambda playwright: None)
    monkeypatch.setattr(pdf.build, "main", lambda: 1)
    with pytest.raises(pdf.NoPDF, match="not printed, since it was not built"):
        pdf.make()


@pytest.mark.parametrize(
    ("script", "left_out"),
    [
        ("equations.js?v=1", False),
        ("mathjax/core.js", False),
        ("mathjax/input/tex/extensions/cancel.js", False),
        ("previews.js", True),
        ("design-tabs.js?v=2", True),
    ],
)
def test_of_the_scripts_only_those_that_typeset_run(script, left_out):
    assert pdf.is_for_readers(f"file:///site/_static/{script}") == left_out


def test_the_script_that_typesets_is_there_under_its_name():
    script = pdf.ROOT / "book" / "_static" / "equations.js"
    assert "window.typesetEquations =" in script.read_text(encoding="utf-8")


@pytest.fixture
def browser():
    playwright = pytest.importorskip("playwright.sync_api")
    if not any(map(shutil.which, pdf.BROWSERS)):
        pytest.skip("chromium is not installed")
    with playwright.sync_playwright() as running:
        yield pdf.printer(running)


@pytest.mark.parametrize("typesets", [True, False], ids=["typeset", "left as its source"])
def test_no_equation_is_printed_as_its_source(tmp_path, browser, typesets):
    page = Path(tmp_path, "page.html")
    page.write_text(
        '<script src="equations.js"></script><span class="math x">\\(a^2\\)</span>', encoding="utf-8"
    )
    change = (
        "document.querySelector('.math').innerHTML = '<mjx-container>aa</mjx-container>'" if typesets else ""
    )
    Path(tmp_path, "equations.js").write_text(f"window.typesetEquations = async () => {{ {change} }}")
    if typesets:
        assert "<mjx-container>aa" in pdf.typeset(browser, page)[0]
    else:
        with pytest.raises(pdf.NoPDF, match=r"equation of page.html was not typeset: \\\(a\^2"):
            pdf.typeset(browser, page)


PAGES = """<!doctype html><meta charset=utf-8><title>t</title><style>section {{ break-before: page }}</style>
<ol class="paper-contents"><li><a href="#one--a">alpha</a> <span class="page"></span></li>
<li><a href="#one--b">beta</a> <span class="page"></span></li></ol><section id="one--a">{}</section>
<section id="one--b">the end</section>"""


def test_the_contents_name_the_pages_of_the_print(tmp_path, browser):
    pypdf = pytest.importorskip("pypdf")
    path = Path(tmp_path, "page.html")
    path.write_text(PAGES.format("<p>words</p>" * 100), encoding="utf-8")
    printed = pdf.print_twice(browser, path)
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(printed)).pages]
    assert re.search(rf"alpha 2\s+2. beta {len(pages)}\b", pages[0])
    assert "the end" in pages[-1] and len(pages) > 3
    assert pages[1].rstrip().endswith("2")  # the number at the foot
