"""What the themes leave unsaid to a screen reader, or say otherwise than the page shows it.

A button or a fold whose label differs from its visible words cannot be called by them, so the words alone
stay. The sidebar, with the book's name, its search and its contents, becomes a region with a name. The empty
corner of a table heads nothing, and an entry of the bibliography is an item of its list: the role that it had
is no longer part of the standard.
"""

import re
from pathlib import Path

from site_pages import pages, rewrite

LABEL = re.compile(r"""\saria-label=(?:"[^"]*"|'[^']*')""")
SPEAKING = re.compile(r"""<summary\b[^>]*>|<button\b[^>]*\bsearch-button-field\b[^>]*>""")
EMPTY_HEADING = re.compile(r"<th\b([^>]*)>((?:\s|<p>\s*</p>)*)</th>")
SIDEBAR = '<div class="bd-sidebar-primary'
REGION = '<div role="region" aria-label="Search and contents" class="bd-sidebar-primary'
# What scrolls sideways on a phone is reached without a mouse: wide tables, exact numbers, maps of errors.
SCROLLS = (
    '<div class="pst-scrollable-table-container">',
    '<div style="max-width:100%;overflow-x:auto">',
    '<table class="map">',
)


def named(text):
    """Return a page whose labels agree with what it shows."""
    text = EMPTY_HEADING.sub(r"<td\1>\2</td>", text)
    text = text.replace('role="doc-biblioentry"', 'role="listitem"')
    text = SPEAKING.sub(lambda match: LABEL.sub("", match[0]), text)
    for tag in SCROLLS:
        text = text.replace(tag, tag.replace(">", ' tabindex="0">'))
    return text.replace(SIDEBAR, REGION)


def name_everything(app, exception):
    if exception is None and app.builder.format == "html":
        for page in pages(app.outdir):
            rewrite(Path(page), named)


def setup(app):
    app.connect("build-finished", name_everything, priority=700)  # once every page is written
    return {"parallel_read_safe": True, "parallel_write_safe": True}
