"""A comma stays on the line of the formula before it, and a bracket on the line of the one behind it.

A browser may break a line on either side of a typeset formula, whatever stands there.
"""

import re

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

BEFORE = re.compile(r"[(\[“‘]+$")
BEHIND = re.compile(r"^[.,;:?!)\]”’…-]+")


class HeldTogether(SphinxPostTransform):
    """Put every formula within a line into one piece with the marks that touch it."""

    default_priority = 700
    formats = ("html",)

    def run(self, **kwargs):
        for formula in list(self.document.findall(nodes.math)):
            hold(formula)


def hold(formula):
    """Put a formula into one piece with the marks that touch it, if there are any."""
    parent, place = formula.parent, formula.parent.index(formula)
    before, behind = taken(parent, place - 1, BEFORE), taken(parent, place + 1, BEHIND)
    if not before and not behind:
        return
    piece = nodes.inline("", classes=["held-together"])
    parent.replace(formula, piece)
    piece += [part for part in (nodes.Text(before), formula, nodes.Text(behind)) if part.astext()]


def taken(parent, place, marks):
    """Cut the marks off a text, and return them; "" where there is no text, or none of them in it."""
    if not 0 <= place < len(parent) or not isinstance(parent[place], nodes.Text):
        return ""
    text = str(parent[place])
    if (found := marks.search(text)) is None:
        return ""
    parent[place] = nodes.Text(text[: found.start()] + text[found.end() :])
    return found[0]


def setup(app):
    """Hold formulas and marks together on every page."""
    app.add_post_transform(HeldTogether)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
