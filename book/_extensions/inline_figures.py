"""A notebook's SVG figures stand in the page itself, so that its colours, light or dark, reach into them.

MyST-NB would write each figure to a file and link it with ``<img>``, where no style sheet of the page
applies.
"""

import re
from pathlib import Path

from docutils import nodes
from lean_svg import lean
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

logger = logging.getLogger(__name__)


class InlineFigures(SphinxPostTransform):
    """Replace every SVG image that a cell put out by its source, in a ``<figure class="book-figure">``."""

    default_priority = 10  # after MyST-NB chose among an output's formats (4), before images are collected
    formats = ("html",)

    def run(self, **kwargs):
        self.number, self.glyphs = 0, {}
        for container in self.document.findall(nodes.container):
            if container.get("nb_element") == "cell_code_output":
                for image in list(container.findall(nodes.image)):
                    self.inline(image)

    def inline(self, image):
        if not image["uri"].endswith(".svg"):
            logger.warning("a cell puts out a bitmap: show figures with mlpkit.figures.show", location=image)
            return
        source = Path(self.app.srcdir, image["uri"].lstrip("/")).read_text(encoding="utf-8")
        svg = source[source.index("<svg") :]
        if not re.search(r'aria-label="[^"]+"', svg[: svg.index(">")]):
            logger.warning("a figure has no alt text: show figures with mlpkit.figures.show", location=image)
        self.number += 1
        image.replace_self(nodes.raw(text=figure(lean(svg, self.number, self.glyphs)), format="html"))


def figure(svg):
    """Return a figure element that knows its size, so that a browser may draw its inside when it is near."""
    box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    size = f' style="max-width:{box[1]}pt;aspect-ratio:{box[1]}/{box[2]}"' if box else ""
    return f'<figure class="book-figure"{size}>{svg}</figure>'


def setup(app):
    app.add_post_transform(InlineFigures)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
