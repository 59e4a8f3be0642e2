"""All pages of the built site as one page for paper, with a title, a table of contents and links within."""

from dataclasses import dataclass
from html import escape
from pathlib import PurePosixPath
from posixpath import join, normpath, relpath
from urllib.parse import urlsplit

from bs4 import BeautifulSoup

# What is there to be clicked, moved or copied, and means nothing on paper.
NOT_ON_PAPER = (
    "script, link, .headerlink, .chapter-head, .softmax-bars, .descent-slider, .tag_hide-input > details, "
    "mjx-assistive-mml"
)
PAPER = """
@page { size: A4; margin: 20mm 18mm 22mm; }
html, body, main, .bd-main .bd-content, .bd-article-container { display: block !important; }
.bd-article h1 { display: block !important; } /* the theme prints it elsewhere */
body { font-size: 10.5pt; }
article.bd-article { line-height: 1.5; padding: 0; }
.bd-main .bd-content .bd-article-container { max-width: none; padding: 0; width: auto; }
.paper-chapter, .paper-contents { break-before: page; }
.bd-article h1 { font-size: 22pt; } .bd-article h2 { font-size: 15pt; } .bd-article h3 { font-size: 12.5pt; }
h1, h2, h3, .admonition-title, .title, .proof-opening { break-after: avoid; }
.book-figure, .admonition, .math, .line, .mlpkit-verdict, .mlpkit-answer, tr, .cell_input, .highlight, pre {
  break-inside: avoid;
}
.admonition.solution { break-inside: auto; }
pre, .highlight pre { font-size: 8pt; overflow: visible; white-space: pre-wrap; }
details > summary { display: none !important; }
.bd-article .admonition { box-shadow: none !important; overflow: visible; }
.book-figure, .output, div.math > mjx-container[display="true"], .formula { overflow: visible !important; }
.book-figure > svg { max-height: 230mm; max-width: 100%; }
.paper-title { padding-top: 70mm; text-align: center; }
.paper-title h1 { font-size: 30pt; }
.paper-contents ol { list-style: none; padding: 0; }
.paper-contents li { display: flex; gap: 0.5em; }
.paper-contents li::before { border-bottom: 0.5px dotted currentColor; content: ""; flex: 1; order: 1; }
.paper-contents .page { order: 2; min-width: 2.5em; text-align: right; font-variant-numeric: tabular-nums; }
.paper-contents .part { font-weight: 700; margin-top: 0.8em; }
.paper-contents .part::before { border: 0; }
.paper-contents .level-2 { font-size: 0.9em; margin-left: 1.5em; }
.paper-contents a { color: inherit; text-decoration: none; }
"""


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
        if not element["id"].startswith("figure-"):  # a drawing refers to its own parts, by unique names
            element["id"] = anchor(name, element["id"])
    for link in article.select("a[href]"):
        link["href"] = within(name, link["href"], names)
    article["id"] = anchor(name)
    article["class"] = [*article.get("class", ()), "paper-chapter"]
    found = article.select("section > h1, section > h2")
    headings = [Heading(int(h.name[1]), " ".join(h.get_text().split()), heading_id(h)) for h in found]
    return str(article), headings


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


def whole(title, author, head, table, articles):
    """Return the page that holds the book."""
    return (
        f'<!doctype html><html lang="en" data-theme="light"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title>{head}<style>{PAPER}</style></head>"
        '<body class="bd-container"><main class="bd-main"><div class="bd-content">'
        f'<div class="bd-article-container"><div class="bd-article paper-title"><h1>{escape(title)}</h1>'
        f'<p>{escape(author)}</p></div><div class="bd-article">{table}</div>{"".join(articles)}'
        "</div></div></main></body></html>"
    )
