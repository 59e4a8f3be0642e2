"""Theorems, exercises and solutions of sphinx-proof and sphinx-exercise, made to fit this book.

Chapters without a number of their own count from 1 each, no identifier stands twice in a page, and the look
comes from the style sheet of the book alone.
"""

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

FIXED_IDS = {"proof-content", "exercise-content", "solution-content"}
STYLE_SHEETS = ("_static/proof.css", "_static/exercise.css")


def restart(numbers):
    """Return the numbers of a page, those without a chapter's number counted from 1.

    Sphinx counts what stands in unnumbered chapters through all of them.
    """
    loose = sorted(number for number in numbers.values() if len(number) == 1)
    return {label: (loose.index(n) + 1,) if len(n) == 1 else n for label, n in numbers.items()}


def renumber(app, env):
    for kinds in env.toc_fignumbers.values():
        for kind in kinds:
            kinds[kind] = restart(kinds[kind])
    return []


class DropFixedIds(SphinxPostTransform):
    """Take away the identifiers that both extensions give to the body of every box."""

    default_priority = 400

    def run(self, **kwargs):
        for section in self.document.findall(nodes.section):
            section["ids"] = [name for name in section["ids"] if name not in FIXED_IDS]


def drop_style_sheets(app, pagename, templatename, context, doctree):
    context["css_files"] = [
        sheet for sheet in context["css_files"] if not str(sheet.filename).endswith(STYLE_SHEETS)
    ]


def setup(app):
    app.setup_extension("sphinx_proof")
    app.setup_extension("sphinx_exercise")
    app.connect("env-get-updated", renumber, priority=900)  # when Sphinx has given its numbers
    app.add_post_transform(DropFixedIds)
    app.connect("html-page-context", drop_style_sheets)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
