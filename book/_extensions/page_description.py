"""What a search engine shows below the title of a page: its first sentences, or what the book is about.

The book's own description is the setting ``book_description``.
"""

import re
from html import escape

from docutils import nodes

LONGEST = 200


def description(document, otherwise):
    """Return what a page begins with, in whole sentences; `otherwise` where it begins with mathematics.

    Parameters
    ----------
    document : docutils.nodes.document or None
        None for a page that is made of no source, as that of the search.
    otherwise : str
    """
    section = document and document.next_node(nodes.section)
    for paragraph in filter(is_paragraph, section.children if section else ()):
        text = re.sub(r"\s+", " ", paragraph.astext()).strip()
        if paragraph.next_node(nodes.math) is None and text.endswith((".", "?")):
            return shortened(text) or otherwise
    return otherwise


def is_paragraph(node):
    """Return whether a node is a paragraph."""
    return isinstance(node, nodes.paragraph)


def shortened(text):
    """Return the whole sentences at the beginning of a text that fit, "" if not even one does."""
    ends = [found.start() + 1 for found in re.finditer(r"[.?](?= [A-Z]|$)", text)]
    return text[: max((end for end in ends if end <= LONGEST), default=0)]


def describe(app, pagename, templatename, context, doctree):
    """Write the description into the head of a page."""
    text = description(doctree, app.config.book_description)
    tag = f'<meta name="description" content="{escape(text)}" />'
    context["metatags"] = f"{context.get('metatags', '')}\n{tag}"


def setup(app):
    """Have every page described as it is written."""
    app.add_config_value("book_description", "", "html", types=[str])
    app.connect("html-page-context", describe)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
