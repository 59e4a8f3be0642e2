"""What a proof answers: a verdict that says how far it reaches, or a refutation.

A verdict is one of four kinds and never claims more than its own: *proved* (exact, for
every value of the numbers named), *proved at shape* (exact, for arrays of the shapes
named), *checked* (some points, to some digits) and *refuted* (a point where the two sides
differ).
"""

from dataclasses import dataclass
from html import escape

MARKS = {"proved": "✓", "proved at shape": "✓", "checked": "≈", "refuted": "✗"}


@dataclass(frozen=True)
class Verdict:
    """The outcome of a proof, readable as text and in a notebook.

    Parameters
    ----------
    kind : {"proved", "proved at shape", "checked", "refuted"}
    statement : str
        What it is about.
    details : tuple of str
        Shapes, regions, exceptions, points, the counterexample: one line each.
    """

    kind: str
    statement: str
    details: tuple = ()

    @property
    def mark(self):
        """The mark beside the words: ✓, ≈ or ✗."""
        return MARKS[self.kind]

    def __str__(self):
        return "\n    ".join([f"{self.mark} {self.kind}: {self.statement}", *self.details])

    __repr__ = __str__

    def _repr_html_(self):
        details = "<br>".join(escape(line) for line in self.details)
        return (
            f'<div class="mlpkit-verdict {self.kind.replace(" ", "-")}">'
            f'<span class="mark" aria-hidden="true">{self.mark}</span> <strong>{self.kind}</strong> '
            f'<span class="statement">{escape(self.statement)}</span>'
            f'<div class="details">{details}</div></div>'
        )


@dataclass(frozen=True)
class Counterexample:
    """A point where two sides differ.

    Parameters
    ----------
    entry : tuple of int
        Which entry of the two arrays, counted from 1; empty for numbers.
    point : dict from str to str
        The value of each argument.
    left, right : str
        Both values, to 10 digits.
    names : tuple of str
        What the two sides are called.
    apart : str
        The difference, shown where 10 digits do not tell the sides apart.
    """

    entry: tuple
    point: dict
    left: str
    right: str
    names: tuple = ("left", "right")
    apart: str = ""

    def lines(self):
        """Return the counterexample as lines of text."""
        at = ", ".join(f"{name} = {value}" for name, value in self.point.items()) or "every point"
        where = f"entry {_index(self.entry)} (counted from 1), " if self.entry else ""
        apart = f", apart by {self.apart}" if self.left == self.right else ""
        return (f"{where}at {at}:", f"{self.names[0]} {self.left}, {self.names[1]} {self.right}{apart}")


def _index(entry):
    return str(entry[0]) if len(entry) == 1 else f"({', '.join(map(str, entry))})"


class Refuted(Exception):
    """A statement is false; the message shows where.

    Parameters
    ----------
    statement : str
    counterexample : Counterexample
    claim : Equality, optional
        What was to be proved, for whoever wants to find out more.
    """

    def __init__(self, statement, counterexample, claim=None):
        self.statement = statement
        self.counterexample = counterexample
        self.claim = claim
        super().__init__(str(self.verdict))

    @property
    def verdict(self):
        """The refutation as a verdict that a notebook can show."""
        return Verdict("refuted", self.statement, self.counterexample.lines())


class NotEstablished(Exception):
    """Neither a proof nor a counterexample was found; the statement may be true or false."""
