"""Under the title of a chapter: how long it takes to read, and the ways to run it.

Binder and Colab are offered only where `_config.yml` names the repository, at `repository: url:`, since both
fetch the notebook from there.
"""

import re
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

import yaml
from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

WORDS_A_MINUTE = 200
LINES_A_MINUTE = 20  # of code
WORDS_OF_AN_EQUATION = 10
NOTEBOOK = ".ipynb"
FOLDED = {"tag_hide-input", "tag_hide-cell"}


class ChapterHead(SphinxPostTransform):
    """Put the line under the title of every page that is a notebook."""

    default_priority = 300
    formats = ("html",)

    def run(self, **kwargs):
        file = Path(self.env.doc2path(self.env.docname))
        title = self.document.next_node(nodes.title)
        if file.suffix != NOTEBOOK or title is None:
            return
        links = ways(self.env.docname, *repository(Path(self.app.srcdir)))
        time = f'<p class="reading-time">{reading_time(self.document)}</p>'
        head = f'<div class="chapter-head">{time}{links}</div>'
        title.parent.insert(title.parent.index(title) + 1, nodes.raw(text=head, format="html"))


def repository(folder):
    """Return the address and the branch that `_config.yml` names.

    jupyter-book hands them on as options of the theme, which those of this book replace.
    """
    stored = yaml.safe_load((folder / "_config.yml").read_text(encoding="utf-8")).get("repository") or {}
    return stored.get("url") or "", stored.get("branch") or "main"


def reading_time(document):
    """Return how many minutes the text takes, and how many with the code."""
    words = sum(len(re.findall(r"\w+", text)) for text in prose(document))
    words += WORDS_OF_AN_EQUATION * len(list(document.findall(nodes.math_block)))
    lines = sum(len(block.astext().splitlines()) for block in code(document))
    text = max(1, round(words / WORDS_A_MINUTE))
    whole = max(1, round(words / WORDS_A_MINUTE + lines / LINES_A_MINUTE))
    minutes = f"{text} minute{'s' * (text > 1)} to read"
    return f"About {minutes}, {whole} with the code" if whole > text else f"About {minutes}"


def prose(document):
    """Return the paragraphs, headings and lists, without code and without what the cells put out."""
    for block in document.findall(nodes.TextElement):
        if isinstance(block, nodes.paragraph | nodes.title):
            yield " ".join(node.astext() for node in block.findall(nodes.Text))


def code(document):
    """Return the code that a reader sees without opening a fold; what the cells put out does not count."""
    for cell in document.findall(nodes.container):
        if "cell" in cell["classes"] and not FOLDED & set(cell["classes"]):
            yield from cell.children[0].findall(nodes.literal_block)


def ways(docname, address="", branch="main"):
    """Return the ways to run a chapter, as a list that opens."""
    name = escape(docname.rpartition("/")[2] + NOTEBOOK)
    source = f"{'../' * docname.count('/')}_sources/{docname}{NOTEBOOK}"
    items = [
        f'<a href="{source}" download>Download {name}</a>, and open it in Jupyter with mlpkit installed',
        f"In a copy of this book, <code>make lab</code> opens all chapters: choose <code>{name}</code>",
    ]
    items += [f'<a href="{escape(link)}">{words}</a>' for words, link in hosted(docname, address, branch)]
    listed = "".join(f"<li>{item}</li>" for item in items)
    return f'<details class="run-chapter"><summary>Run this chapter</summary><ul>{listed}</ul></details>'


def hosted(docname, address, branch):
    """Return the services that can run a notebook of this repository, each with its link."""
    parts = urlsplit(address or "")
    repository = parts.path.strip("/").removesuffix(".git")
    if parts.hostname != "github.com" or repository.count("/") != 1:
        return []
    file = f"{docname}{NOTEBOOK}"
    return [
        ("Run on Binder", f"https://mybinder.org/v2/gh/{repository}/{branch}?urlpath=lab/tree/{file}"),
        ("Open in Colab", f"https://colab.research.google.com/github/{repository}/blob/{branch}/{file}"),
    ]


def setup(app):
    app.add_post_transform(ChapterHead)
    app.add_css_file("chapter.css")
    app.add_js_file("previews.js", loading_method="defer")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
