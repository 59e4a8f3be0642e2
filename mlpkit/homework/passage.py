"""A document as the checker sees it: passages of mathematics, each of which knows where it was written."""

from typing import NamedTuple

from mlpkit.homework.traced import Traced


class Place(NamedTuple):
    """A place in a document, counted from 1 as editors count.

    Parameters
    ----------
    line, column : int
    cell : int or None
        The number of the cell, in a notebook.
    """

    line: int
    column: int
    cell: int | None = None

    def __str__(self):
        cell = f"cell {self.cell}, " if self.cell is not None else ""
        return f"{cell}line {self.line}, column {self.column}"


class Source(NamedTuple):
    """A text that was written by hand: a whole file, or one cell of a notebook.

    Parameters
    ----------
    text : str
    cell : int or None
        Its number among the cells, from 1.
    language : {"markdown", "latex", "code"}
    """

    text: str
    cell: int | None = None
    language: str = "markdown"

    def place(self, offset):
        """Return the place of a letter."""
        before = self.text[:offset]
        return Place(before.count("\n") + 1, offset - before.rfind("\n"), self.cell)


class Passage(NamedTuple):
    """A displayed equation, a declaration, or a paragraph that may declare something.

    Parameters
    ----------
    kind : {"equation", "declaration", "prose", "heading"}
    traced : Traced
        What is read: macros are resolved, the marks of lists and quotations are gone.
    source : int
        Which source of the document it stands in.
    problem : str
        Why it cannot be read at all, if it cannot.
    level : int
        Of a heading: 1 for the highest. What is declared below it holds until the next one like it.
    """

    kind: str
    traced: Traced
    source: int = 0
    problem: str = ""
    level: int = 0

    @property
    def text(self):
        """The text that is read."""
        return self.traced.text


class Document(NamedTuple):
    """A document, taken apart.

    Parameters
    ----------
    name : str
    sources : tuple of Source
    passages : tuple of Passage
        In the order in which they are read.
    remarks : tuple of str
        What was left out, and why.
    """

    name: str
    sources: tuple
    passages: tuple
    remarks: tuple = ()

    def place(self, passage, offset=0):
        """Return the place of a letter of a passage."""
        return self.sources[passage.source].place(passage.traced.origin(offset))
