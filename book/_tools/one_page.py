"""All pages of the built site as one page for paper, with a title, a table of contents and links within."""

from dataclasses import dataclass
from html import escape
from pathlib import Path, PurePosixPath
from posixpath import join, normpath, relpath
from urllib.parse import urlsplit

from bs4 import BeautifulSoup

# What is there to be clicked, moved or copied, and means nothing on paper.
NOT_ON_PAPER = (
    "script, link, .headerlink, .chapter-head, .softmax-bars, .descent-slider, .tag_hide-input > details, "
    ".doors, .map-in-words, .chapter-map.narrow, mjx-assistive-mml"
)
PAPER = Path(__file__).with_name("paper.css").read_text(encoding="utf-8")
# Code up to so many lines stands on one page.
LINES_TOGETHER = 24


@dataclass(frozen=True)
class Heading:
    """A line of the table of contents: its level, its words, and the identifier it leads to."""

    level: int
    words: str
    id: str


def chapter(name, html, names):
    """Return the article of a page, for paper, and its headings of the first two levels.

    ``name`` is the page, such as ``book/softmax``; ``names`` are all pages of the book. Identifiers get the
    page in front, since two chapters may use the same; links between the pages lead to them.
    """
    article = BeautifulSoup(html, "html.parser").select_one("article.bd-article")
    for element in article.select(NOT_ON_PAPER):
        element.decompose()
    for fold in article.select("details"):
        fold["open"] = ""
    for element in article.select("[id]"):
        element["id"] = anchor(name, element["id"])
    for drawing in article.select("svg"):
        refer_to_own_parts(drawing, name)
    for link in article.select("a[href]"):
        link["href"] = within(name, link["href"], names)
        if not urlsplit(link["href"]).scheme and not link["href"].startswith("#"):
            link.unwrap()  # a file of the site, which paper does not bring
    for code in article.select("pre"):
        if code.get_text().count("\n") <= LINES_TOGETHER:
            keep_together(code)
    article["id"] = anchor(name)
    article["class"] = [*article.get("class", ()), "paper-chapter"]
    found = article.select("section > h1, section > h2")
    headings = [Heading(int(h.name[1]), " ".join(h.get_text().split()), heading_id(h)) for h in found]
    return str(article), headings


def refer_to_own_parts(drawing, name):
    """Let a drawing find its glyphs and clips again: every page numbers its own from 1."""
    for part in drawing.select("use[href^='#']"):
        part["href"] = f"#{anchor(name, part['href'][1:])}"
    for part in drawing.select("[clip-path]"):
        part["clip-path"] = part["clip-path"].replace("url(#", f"url(#{anchor(name)}")


def keep_together(code):
    """Let no page end within a block of code, nor between its frame and its lines."""
    for box in (code, *code.find_parents(class_=["highlight", "cell_input", "output"])):
        box["class"] = [*box.get("class", ()), "unbroken"]


def anchor(name, identifier=""):
    """Return the identifier of a page, or of something in it, in the page that holds all."""
    return f"{name.removeprefix('book/').replace('/', '-')}--{identifier}"


def heading_id(heading):
    """Return the identifier of a heading's section."""
    return heading.find_parent("section")["id"]


def within(name, href, names):
    """Return where a link of a page leads in the page that holds all; elsewhere it stays."""
    parts = urlsplit(href)
    if parts.scheme or parts.netloc:
        return href
    target = normpath(join(str(PurePosixPath(name).parent), parts.path)) if parts.path else f"{name}.html"
    page = target.removesuffix(".html")
    return f"#{anchor(page, parts.fragment)}" if page in names else href


def contents(parts, headings):
    """Return the table of contents: the parts, their chapters and sections, with room for their pages."""
    lines = []
    for caption, names in parts:
        lines += [f'<li class="part">{escape(caption)}</li>'] if caption else []
        for heading in (heading for name in names for heading in headings[name]):
            lines.append(
                f'<li class="level-{heading.level}"><a href="#{heading.id}">{escape(heading.words)}</a>'
                '<span class="page"></span></li>'
            )
    return f'<nav class="paper-contents"><h1>Contents</h1><ol>{"".join(lines)}</ol></nav>'


def styles_of(html, page, folder):
    """Return the style sheets that a page loads, as seen from ``folder``."""
    links = BeautifulSoup(html, "html.parser").select('link[rel="stylesheet"]')
    for link in links:
        link["href"] = relpath(join(str(PurePosixPath(page).parent), link["href"]), folder)
    return "\n".join(map(str, links))


def whole(stored, head, table, articles):
    """Return the page that holds the book; ``stored`` are its settings."""
    title, _, subtitle = map(escape, stored["title"].partition(": "))
    licence = stored["sphinx"]["config"]["html_theme_options"]["extra_footer"]
    return (
        f'<!doctype html><html lang="en" data-theme="light"><head><meta charset="utf-8">'
        f"<title>{escape(stored['title'])}</title>{head}<style>{PAPER}</style></head>"
        '<body class="bd-container"><main class="bd-main"><div class="bd-content">'
        f'<div class="bd-article-container"><div class="bd-article paper-title"><h1>{title}</h1>'
        f'<p class="subtitle">{subtitle}</p><p>{escape(stored["author"])}</p>'
        f'<p class="licence">© {stored["copyright"]}. {escape(licence)}</p></div>'
        f'<div class="bd-article">{table}</div>{"".join(articles)}'
        "</div></div></main></body></html>"
    )
