"""The pages of the book as the rules see them: cells, their numbers, and the table of contents."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sphinx_external_toc.parsing import parse_toc_yaml

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Cell:
    """One cell of a page; ``where`` names the page and the cell in complaints."""

    page: str
    number: int
    id: str
    type: str
    source: str
    tags: tuple[str, ...] = ()
    execution_count: int | None = None
    outputs: tuple[dict, ...] = ()

    @property
    def where(self):
        """The page and the cell, as a complaint begins."""
        return f"{self.page}, cell {self.number} ({self.id})"

    @property
    def data(self):
        """Every (MIME type, text) of the outputs; streams and errors count as plain text."""
        for output in self.outputs:
            if output["output_type"] == "stream":
                yield "text/plain", _joined(output["text"])
            elif output["output_type"] == "error":
                yield "text/plain", "\n".join(output["traceback"])
            else:
                for mime, content in output["data"].items():
                    yield mime, _joined(content)


@dataclass(frozen=True)
class Page:
    """One page: ``name`` is its path from the top of the project, ``text`` what is stored there."""

    name: str
    text: str

    @property
    def is_notebook(self):
        """True for a notebook, False for a page of Markdown."""
        return self.name.endswith(".ipynb")

    @cached_property
    def cells(self):
        """The cells; a Markdown page is one Markdown cell."""
        if not self.is_notebook:
            return (Cell(self.name, 1, "page", "markdown", self.text),)
        return tuple(
            Cell(
                page=self.name,
                number=number,
                id=raw.get("id", "no id"),
                type=raw["cell_type"],
                source=_joined(raw["source"]),
                tags=tuple(raw["metadata"].get("tags", ())),
                execution_count=raw.get("execution_count"),
                outputs=tuple(raw.get("outputs", ())),
            )
            for number, raw in enumerate(json.loads(self.text)["cells"], start=1)
        )

    @property
    def code(self):
        """The code cells."""
        return tuple(cell for cell in self.cells if cell.type == "code")

    @property
    def markdown(self):
        """The Markdown cells."""
        return tuple(cell for cell in self.cells if cell.type == "markdown")


def _joined(text):
    """A notebook stores text as a string or as a list of lines; other JSON is taken as its text."""
    if isinstance(text, list) and all(isinstance(line, str) for line in text):
        return "".join(text)
    return text if isinstance(text, str) else json.dumps(text, ensure_ascii=False)


def toc_names(root=ROOT):
    """Return the file names of the pages in ``_toc.yml``, in reading order, and those that are missing."""
    present, missing = [], []
    for docname in parse_toc_yaml(root / "_toc.yml"):
        stem = docname.removesuffix(".ipynb").removesuffix(".md")
        found = [name for name in (f"{stem}.ipynb", f"{stem}.md") if (root / name).is_file()]
        (present if found else missing).append(found[0] if found else docname)
    return present, missing


def read_pages(root=ROOT):
    """Return the pages of the table of contents that exist, in reading order."""
    return [Page(name, (root / name).read_text(encoding="utf-8")) for name in toc_names(root)[0]]
