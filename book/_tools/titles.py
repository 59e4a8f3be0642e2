"""The titles of the pages and of their sections."""

import re

from myst_parser.mdit_to_docutils.base import default_slugify

HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*$", re.MULTILINE)


def title_of(page):
    """Return the first heading of a page."""
    for cell in page.markdown:
        if heading := HEADING.search(cell.source):
            return heading[2]
    raise ValueError(f"{page.name}: expected a heading, found none")


def sections_of(page):
    """Return the Markdown of each section by the anchor of its heading, up to the next heading."""
    sections, current = {}, None
    for cell in page.markdown:
        for piece in re.split(r"(?m)^(?=#{1,6}\s)", cell.source):
            if heading := HEADING.match(piece):
                current = default_slugify(heading[2])
            sections[current] = sections.get(current, "") + "\n\n" + piece
    return sections
