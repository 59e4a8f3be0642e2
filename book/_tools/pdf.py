"""Build the book and print it as one PDF: `python -m book._tools.pdf`.

Chromium prints it twice: a table of contents needs the numbers of the pages, which the first print tells.
"""

import io
import re
import shutil
import sys
from urllib.parse import urlsplit

import yaml

from book._tools import build
from book._tools.anchors import settings
from book._tools.one_page import PAPER, chapter, contents, styles_of, whole
from book._tools.pages import ROOT, toc_names

SITE, FOLDER = ROOT / "_build" / "html", ROOT / "_build" / "pdf"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FOOTER = (
    '<p style="font: 8pt sans-serif; text-align: center; width: 100%"><span class="pageNumber"></span></p>'
)
TYPESET = """async () => {
  await window.typesetEquations?.();
  const sheets = [...document.querySelectorAll('style[id^="MJX"]')].map((style) => style.sheet);
  const rules = sheets.flatMap((sheet) => [...sheet.cssRules]);
  return [document.documentElement.outerHTML, rules.map((rule) => rule.cssText)];
}"""
FILL = """numbers => {
  for (const link of document.querySelectorAll(".paper-contents li a")) {
    const number = numbers[decodeURIComponent(link.hash.slice(1))];
    link.parentElement.querySelector(".page").textContent = number ?? "";
  }
}"""


class NoPDF(Exception):
    """What is needed to print is not there; the message says how to get it."""


def parts_of(root=ROOT):
    """Return (caption, pages) for every part of the table of contents, the first page alone first."""
    toc = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))
    listed = [(part.get("caption", ""), files_below(part["chapters"])) for part in toc["parts"]]
    return [("", [toc["root"]]), *listed]


def files_below(entries):
    """Return the pages of a list of the table of contents, each before the pages below it."""
    return [name for entry in entries for name in (entry["file"], *files_below(entry.get("sections", ())))]


def pages_of(site, root=ROOT):
    """Return the files of the site's pages by name, in reading order."""
    files = {name: site / f"{name}.html" for name in (n.rpartition(".")[0] for n in toc_names(root)[0])}
    if missing := [name for name, file in files.items() if not file.is_file()]:
        raise NoPDF(f"The site has no page for {', '.join(missing)}. Build it first: make book")
    return files


def book(browser, files, folder, root=ROOT):
    """Return the HTML of the whole book.

    Each page is typeset by itself: in one long page that takes many times as long.
    """
    articles, headings, rules = [], {}, {}
    for name, file in files.items():
        html, found = typeset(browser, file)
        article, headings[name] = chapter(name, html, files)
        articles.append(article)
        rules |= dict.fromkeys(found)
    head = styles_of(html, str(file), str(folder)) + "<style>" + "\n".join(rules) + "</style>"
    return whole(settings(), head, contents(parts_of(root), headings), articles)


def typeset(browser, file):
    """Return a page of the site with its equations typeset, and the style rules they need."""
    page = browser.new_page(color_scheme="light")
    page.route(is_for_readers, lambda route: route.abort())
    page.goto(file.as_uri())
    page.add_style_tag(content=PAPER)  # equations take their size from the letters around them
    html, rules = page.evaluate(TYPESET)
    page.close()
    if left := re.search(r'class="math[^>]*>\s*(\\[(\[][^<]*)', html):
        raise NoPDF(f"An equation of {file.name} was not typeset: {left[1]}")
    return html, rules


def is_for_readers(address):
    """Return True for a script that paper does not need: all but those that typeset equations."""
    path = urlsplit(address).path
    return path.endswith(".js") and not path.endswith("/equations.js") and "/mathjax/" not in path


def printer(playwright):
    """Return a Chromium, the one of this machine before Playwright's own."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    try:
        return playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
    except Exception as error:
        raise NoPDF(
            "No Chromium to print with. Install one (Debian, Ubuntu: apt install chromium), or let Playwright"
            f" fetch its own: .venv/bin/python -m playwright install chromium\n({str(error).splitlines()[0]})"
        ) from error


def print_twice(browser, path):
    """Return the PDF of an HTML file, the pages in its table of contents filled in."""
    page = browser.new_page(color_scheme="light")
    page.set_default_timeout(1_800_000)  # a whole book takes a while, and longer on a busy machine
    page.goto(path.as_uri())
    page.evaluate("document.fonts.ready")
    page.evaluate(FILL, page_numbers(print_page(page)))
    printed = print_page(page, outline=True, tagged=True)
    page.close()
    return printed


def print_page(page, **options):
    """Return the PDF of a page that is open, with numbered pages."""
    return page.pdf(
        prefer_css_page_size=True,
        print_background=True,
        display_header_footer=True,
        header_template="<p></p>",
        footer_template=FOOTER,
        **options,
    )


def page_numbers(printed):
    """Return the page on which each named place of a PDF stands, counted from 1."""
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(printed))
    places = reader.named_destinations.items()
    return {name.lstrip("/"): reader.get_destination_page_number(place) + 1 for name, place in places}


def make(site=SITE, folder=FOLDER):
    """Build and print the book; return the path of the PDF."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise NoPDF("Playwright is not installed. `make pdf` installs it into .venv.") from error
    path, target = folder / "book.html", folder / "mlpkit.pdf"
    with sync_playwright() as playwright:
        browser = printer(playwright)  # whoever has none hears of it before the minutes of building
        if build.main():
            raise NoPDF("The book was not printed, since it was not built.")
        files = pages_of(site)
        folder.mkdir(parents=True, exist_ok=True)
        print(f"Typesetting {len(files)} pages.", flush=True)
        path.write_text(book(browser, files, folder), encoding="utf-8")
        print("Printing twice, minutes in all: the first print tells the pages for the contents.", flush=True)
        target.write_bytes(print_twice(browser, path))
        browser.close()
    return target


def main():
    """Print the book; return the exit status."""
    try:
        target = make()
    except NoPDF as problem:
        print(problem, file=sys.stderr)
        return 1
    print(f"The book is printed, {target.stat().st_size / 1e6:.0f} MB: {target}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
