"""``{notation}``: the tables of symbols, and in each chapter a line that leads to its own symbols there."""

import sys
from pathlib import Path

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

# `jupyter-book build` does not look for modules in the folder that it builds.
sys.path.append(str(Path(__file__).resolve().parents[2]))
from book._tools.dependences import SECTION
from book._tools.notation import INVENTORY, complaints, read_notation
from book._tools.pages import read_pages

logger = logging.getLogger(__name__)

PAGE = "book/notation"
HEADINGS = ("Symbol", "Shape", "What it stands for, and where it is introduced")


class Notation(SphinxDirective):
    """The directive: a section with a table for each group of symbols."""

    def run(self):
        self.env.note_dependency(str(Path(self.env.srcdir, INVENTORY)))
        groups = read_notation(Path(self.env.srcdir))
        by_id = {symbol.id: symbol for _, symbols in groups for symbol in symbols}
        return [self.section(title, symbols, by_id) for title, symbols in groups]

    def section(self, title, symbols, by_id):
        section = nodes.section("", nodes.title(text=title), ids=[nodes.make_id(title)])
        rows = [row(*([nodes.paragraph(text=heading)] for heading in HEADINGS))]
        rows += [self.row(symbol, by_id) for symbol in symbols]
        columns = [nodes.colspec(colwidth=width) for width in (20, 20, 60)]
        head, body = nodes.thead("", rows[0]), nodes.tbody("", *rows[1:])
        table = nodes.table("", nodes.tgroup("", *columns, head, body, cols=3), classes=["notation"])
        section += table
        return section

    def row(self, symbol, by_id):
        name = nodes.paragraph("", "", nodes.math(text=symbol.symbol), ids=[f"symbol-{symbol.id}"])
        meaning = [*with_math(f"{symbol.meaning}. "), link(None, symbol.page, symbol.anchor)]
        for number, other in enumerate(by_id[name] for name in symbol.also):
            meaning.append(nodes.Text("; means something else in " if number == 0 else " and in "))
            meaning.append(link(None, PAGE, f"symbol-{other.id}", other.page))
        return row(
            [name],
            [nodes.paragraph("", "", *with_math(symbol.shape))],
            [nodes.paragraph("", "", *meaning)],
        )


class LinkSymbols(SphinxTransform):
    """Under "What you need", a line with the symbols that the chapter introduces."""

    default_priority = 400

    def apply(self, **kwargs):
        groups = read_notation(Path(self.env.srcdir))
        here = [s for _, symbols in groups for s in symbols if s.page == self.env.docname]
        for section in self.document.findall(nodes.section):
            if here and SECTION in section["ids"]:
                self.env.note_dependency(str(Path(self.env.srcdir, INVENTORY)))
                line = nodes.paragraph("", "Symbols introduced here: ", classes=["notation-line"])
                for number, symbol in enumerate(here):
                    line += nodes.Text(", ") if number else []
                    reference = link(nodes.math(text=symbol.symbol), PAGE, f"symbol-{symbol.id}")
                    reference["reftitle"] = symbol.meaning.replace(
                        "$", ""
                    )  # a formula has no name of its own
                    line += reference
                line += nodes.Text(".")
                texts = [n for n, node in enumerate(section) if isinstance(node, nodes.paragraph)]
                section.insert(texts[-1] + 1, line)


class ResolveLinks(SphinxPostTransform):
    """Give the links above their addresses, and those without words the title of a page."""

    default_priority = 20

    def run(self, **kwargs):
        for reference in self.document.findall(nodes.reference):
            if "notation_page" in reference:
                uri = self.app.builder.get_relative_uri(self.env.docname, reference["notation_page"])
                reference["refuri"] = f"{uri}#{reference['notation_anchor']}"
                if not reference.children:
                    reference += nodes.Text(self.env.titles[reference["notation_title"]].astext())


def link(content, page, anchor, title=None):
    """A link whose address is known when the page is written; without content, the title of a page."""
    place = {"notation_page": page, "notation_anchor": anchor, "notation_title": title or page}
    return nodes.reference("", "", *([content] if content else []), internal=True, **place)


def with_math(text):
    """The nodes of a text with formulas between dollar signs."""
    pieces = text.split("$")
    return [nodes.math(text=p) if n % 2 else nodes.Text(p) for n, p in enumerate(pieces) if p]


def row(*cells):
    return nodes.row("", *(nodes.entry("", *cell) for cell in cells))


def check(app, env):
    """Warn of every row whose place or symbol is not in its chapter."""
    for complaint in complaints(read_notation(Path(app.srcdir)), read_pages(Path(app.srcdir))):
        logger.warning(complaint)


def setup(app):
    app.add_directive("notation", Notation)
    app.add_transform(LinkSymbols)
    app.add_post_transform(ResolveLinks)
    app.connect("env-check-consistency", check)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
