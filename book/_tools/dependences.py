"""Which chapter needs which, read from the links under "What you need"."""

from posixpath import normpath

from book._tools.anchors import anchors_of
from book._tools.links import TITLED
from book._tools.pages import Cell
from book._tools.titles import sections_of

SECTION = "what-you-need"


def needs(pages):
    """Return, for each chapter in reading order, the chapters that its "What you need" links to.

    A chapter is a notebook with such a section. A link counts whether it names the page, or an
    equation of it.
    """
    chapters = {page.name: sections_of(page) for page in pages if page.is_notebook}
    chapters = {name: sections[SECTION] for name, sections in chapters.items() if SECTION in sections}
    found = {}
    for name, text in chapters.items():
        anchors = anchors_of(Cell(name, 0, "what you need", "markdown", text))
        linked = {_page(href.partition("#")[0]) for href in anchors.links}
        for role, content in anchors.roles:
            target = match[1] if (match := TITLED.fullmatch(content)) else content
            linked |= {page.name for page in pages if role == "eq" and f"$$ ({target})" in _text(page)}
        found[name] = tuple(other for other in chapters if other in linked and other != name)
    return found


def _text(page):
    return "\n".join(cell.source for cell in page.markdown)


def _page(href):
    return normpath(f"book/{href.removesuffix('.ipynb')}.ipynb")


def everything_needed(chapter, edges):
    """Return all chapters that one needs, directly or through others."""
    found, waiting = set(), list(edges[chapter])
    while waiting:
        if (other := waiting.pop()) not in found:
            found.add(other)
            waiting += edges[other]
    return found


def without_detours(edges):
    """Return the edges that no longer way replaces: from them the others follow."""
    return {
        chapter: tuple(
            other
            for other in needed
            if not any(other in everything_needed(between, edges) for between in needed)
        )
        for chapter, needed in edges.items()
    }
