"""``{chapter-map}``: the map of what depends on what, made from the links under "What you need"."""

import sys
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx_external_toc.parsing import parse_toc_yaml

# `jupyter-book build` does not look for modules in the folder that it builds.
sys.path.append(str(Path(__file__).resolve().parents[2]))
from book._tools.chapter_map import Chapter, draw, narrow, wide
from book._tools.dependences import needs
from book._tools.pages import read_pages
from book._tools.titles import title_of


class chapter_map(nodes.General, nodes.Element):
    """The place of the map in a page."""


class ChapterMap(SphinxDirective):
    """The directive: it takes no argument and no content."""

    def run(self):
        return [chapter_map()]


class ShowMap(SphinxPostTransform):
    """Draw the map for a wide page and for a telephone, and say the same in words."""

    default_priority = 20
    formats = ("html",)

    def run(self, **kwargs):
        for place in list(self.document.findall(chapter_map)):
            edges, titles = self.env.chapter_map
            chapters = [self.chapter(page, titles[page]) for page in edges]
            maps = "".join(draw(chapters, edges, layout(chapters)) for layout in (wide, narrow))
            html = f'<figure class="chapter-maps">{maps}</figure>{in_words(chapters, edges)}'
            place.replace_self(nodes.raw(text=html, format="html"))

    def chapter(self, page, title):
        name = page.rpartition(".")[0]
        number = self.app.env.toc_secnumbers.get(name, {}).get("")
        title = f"{number[0]}. {title}" if number else title
        uri = self.app.builder.get_relative_uri(self.env.docname, name)
        return Chapter(name, title, parts(self.app.srcdir)[name], uri)


def parts(folder):
    """Return the caption of the part that each page of the table of contents stands in."""
    toc = parse_toc_yaml(Path(folder, "_toc.yml"))
    return {page: part.caption for part in toc.root.subtrees for page in part.files() if part.caption}


def in_words(chapters, edges):
    """The same as a list, for whoever cannot use the picture."""
    by_page = {f"{chapter.page}.ipynb": chapter for chapter in chapters}
    rows = []
    for page, needed in edges.items():
        names = ", ".join(link(by_page[other]) for other in needed) or "no other chapter"
        rows.append(f"<li>{link(by_page[page])} needs {names}</li>")
    return (
        f'<details class="map-in-words"><summary>The map in words</summary><ul>{"".join(rows)}</ul></details>'
    )


def link(chapter):
    return f'<a href="{escape(chapter.uri)}">{escape(chapter.title)}</a>'


def refresh(app, env):
    """Read who needs whom; where that has changed, the pages are to be written again."""
    pages = read_pages(Path(app.srcdir))
    edges = needs(pages)
    chapter_map = edges, {page.name: title_of(page) for page in pages if page.name in edges}
    changed = chapter_map != getattr(env, "chapter_map", None)
    env.chapter_map = chapter_map
    return env.found_docs if changed else None


def setup(app):
    app.connect("env-updated", refresh)
    app.add_node(chapter_map)
    app.add_directive("chapter-map", ChapterMap)
    app.add_post_transform(ShowMap)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
