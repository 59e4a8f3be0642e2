"""The first use of each word of the glossary in a chapter becomes a link to its entry."""

import re
from functools import lru_cache

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

NOT_INSIDE = (nodes.reference, nodes.literal, nodes.title, nodes.footnote, nodes.raw, nodes.caption)


class LinkTerms(SphinxPostTransform):
    """Look through the paragraphs of a chapter, in reading order."""

    default_priority = 30

    def run(self, **kwargs):
        terms = self.env.get_domain("std")._terms
        if not terms or not is_chapter(self.env, self.env.docname):
            return
        left, pattern = dict(terms), words(tuple(terms))
        for text in list(self.document.findall(nodes.Text)):
            if left and is_prose(text) and (pieces := self.linked(text.astext(), left, pattern)):
                text.parent.replace(text, pieces)

    def linked(self, text, left, pattern):
        """Return the text as nodes, with a link at each word of ``left``, which is taken out of it."""
        pieces, position = [], 0
        for match in pattern.finditer(text):
            word = entry_of(match[0], left)
            if word is None:  # not the first use
                continue
            page, anchor = left.pop(word)
            uri = self.app.builder.get_relative_uri(self.env.docname, page)
            pieces += [nodes.Text(text[position : match.start()])] if match.start() > position else []
            pieces.append(
                nodes.reference(
                    "", match[0], internal=True, refuri=f"{uri}#{anchor}", classes=["glossary-term"]
                )
            )
            position = match.end()
        if not pieces:
            return []
        return [*pieces, *([nodes.Text(text[position:])] if position < len(text) else [])]


@lru_cache
def words(terms):
    """Return a pattern of the terms, the longest first, in the singular and the plural."""
    longest = sorted(terms, key=lambda term: (-len(term), term))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest))})(?:e?s)?(?![\w-])", re.IGNORECASE)


def entry_of(word, terms):
    """Return the term that a word is a form of."""
    forms = (word.lower(), word.lower().removesuffix("s"), word.lower().removesuffix("es"))
    return next((form for form in forms if form in terms), None)


def is_chapter(env, page):
    """Whether a page is a notebook and not the first; the others are there to look things up in."""
    return page != env.config.root_doc and env.doc2path(page).endswith(".ipynb")


def is_prose(text):
    """Whether a piece of text stands in a paragraph, and in nothing that is a link or a name already."""
    node, in_paragraph = text.parent, False
    while node is not None:
        if isinstance(node, NOT_INSIDE) or (isinstance(node, nodes.container) and node.get("nb_element")):
            return False
        in_paragraph |= isinstance(node, nodes.paragraph)
        node = node.parent
    return in_paragraph


def refresh(app, env):
    """Where the glossary has changed, every page is to be written again."""
    terms = dict(env.get_domain("std")._terms)
    changed = terms != getattr(env, "linked_terms", None)
    env.linked_terms = terms
    return env.found_docs if changed else None


def setup(app):
    app.connect("env-updated", refresh)
    app.add_post_transform(LinkTerms)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
