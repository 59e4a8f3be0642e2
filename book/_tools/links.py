"""Whether every link of the book leads somewhere: pages, headings, labels, equations, citations."""

import re
from collections import Counter
from pathlib import PurePosixPath
from posixpath import normpath
from urllib.parse import unquote, urlsplit

from pybtex.database import parse_file

from book._tools.anchors import TEX_REFERENCE, anchors_of, settings
from book._tools.pages import ROOT

TITLED = re.compile(r".*<([^<>]*)>", re.DOTALL)
PAGE_SUFFIXES = (".ipynb", ".md")
SPHINX_PAGES = ("genindex", "search")  # what Sphinx makes by itself, with a label of its own


class Book:
    """All pages together: what can be linked to, and who links to it."""

    def __init__(self, pages, root=ROOT, bibliography="book/references.bib", heading_anchors=None):
        if heading_anchors is None:  # the deepest level of headings that can be linked to, as Sphinx reads it
            heading_anchors = settings()["sphinx"]["config"].get("myst_heading_anchors", 0)
        self.root = root
        self.names = {page.name for page in pages}
        self.anchors = {page.name: [(cell, anchors_of(cell)) for cell in page.markdown] for page in pages}
        self.outputs = {page.name: page.code for page in pages}
        every = [anchors for found in self.anchors.values() for _, anchors in found]
        self.labels = Counter(label for anchors in every for label in anchors.labels)
        self.equations = Counter(label for anchors in every for label in anchors.equations)
        self.slugs = {
            name: {slug for _, anchors in found for level, slug in anchors.slugs if level <= heading_anchors}
            for name, found in self.anchors.items()
        }
        path = root / bibliography
        self.citations = set(parse_file(path, "bibtex").entries) if path.is_file() else set()

    def duplicates(self):
        """Every label is defined once in the whole book."""
        complaints = []
        for kind, attribute in (("label", "labels"), ("equation label", "equations")):
            for label, times in getattr(self, attribute).items():
                places = [
                    cell.where
                    for found in self.anchors.values()
                    for cell, anchors in found
                    if label in getattr(anchors, attribute)
                ]
                if times > 1:
                    complaints.append(
                        f"{places[-1]}: the {kind} {label!r} is defined {times} times: {places}"
                    )
        return complaints

    def complaints(self, page):
        """Every link of the page leads somewhere."""
        complaints = []
        for cell, anchors in self.anchors[page.name]:
            problems = [self._link(page.name, href) for href in anchors.links]
            problems += [problem for role in anchors.roles for problem in self._role(page.name, *role)]
            problems += [self._equation(label) for label in anchors.tex_references]
            complaints += [f"{cell.where}: {problem}" for problem in problems if problem]
        for cell in self.outputs[page.name]:
            for mime, text in cell.data:
                if mime in ("text/latex", "text/markdown"):
                    problems = map(self._equation, TEX_REFERENCE.findall(text))
                    complaints += [f"{cell.where}: {problem}" for problem in problems if problem]
        return complaints

    def _equation(self, label):
        return (
            None if label in self.equations else f"refers to the equation {label!r}, which has no definition"
        )

    def _anchor(self, page, anchor):
        known = anchor in self.labels or anchor in self.equations or anchor in self.slugs[page]
        return None if known else f"links to #{anchor}, and the book has no such label"

    def _link(self, page, href):
        parts = urlsplit(href)
        if parts.scheme not in ("", "project", "path"):
            return None
        path, anchor = unquote(parts.path), unquote(parts.fragment)
        if not path:
            return self._anchor(page, anchor)
        target = self._page_name(page, path)
        if target in self.names:
            if not anchor or anchor in self.slugs[target]:
                return None
            return f"links to {path}#{anchor}, no heading there; for a label, link to #{anchor} alone"
        if PurePosixPath(path).suffix in PAGE_SUFFIXES:
            return f"links to {path}, which is no page of the book"
        if (
            path in self.labels
            or path in self.equations
            or (self.root / target).is_file()
            or self._has(target)
        ):
            return None
        return f"links to {path}, which is neither a page, a file nor a label"

    def _page_name(self, page, path):
        if path.startswith("/"):
            return path.lstrip("/")
        return normpath(PurePosixPath(page).parent / path)

    def _has(self, stem):
        return any(stem + suffix in self.names for suffix in PAGE_SUFFIXES)

    def _role(self, page, name, content):
        titled = TITLED.fullmatch(content)
        target = (titled[1] if titled else content).strip()
        if name in ("eq", "math:numref"):
            return [self._equation(target)]
        if name in ("ref", "numref", "prf:ref"):
            known = target in (*self.labels, *SPHINX_PAGES) or (name == "numref" and target in self.equations)
            return [] if known else [f"refers to the label {target!r}, which has no definition"]
        if name == "doc":
            known = self._has(self._page_name(page, target))
            return [] if known else [f"refers to the page {target!r}, which is not in the book"]
        if name.split(":")[0] == "cite":
            keys = [key.strip() for key in target.split(",")]
            return [
                f"cites {key!r}, which book/references.bib lacks" for key in keys if key not in self.citations
            ]
        return []
