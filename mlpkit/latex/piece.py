"""A piece of LaTeX, and what is asked of rows of pieces."""

from dataclasses import dataclass

from mlpkit.latex.problems import Span


@dataclass(frozen=True)
class Piece:
    """A smallest part of a source: a command, a letter, a digit, a sign; and its place."""

    text: str
    start: int
    end: int

    @property
    def span(self):
        """The place in the source."""
        return Span(self.start, self.end)


def span_of(pieces):
    """Return the place that some pieces take, from the first to the last."""
    return Span(min(p.start for p in pieces), max(p.end for p in pieces))


def group_end(found, i):
    """Return the place after the group that opens at ``i``."""
    depth = 0
    while True:
        depth += {"{": 1, "}": -1}.get(found[i].text, 0)
        i += 1
        if depth == 0:
            return i


def is_in_number(found, place):
    """Return whether the comma of 1,000 stands at a place, without a space around it."""
    if not 0 < place < len(found) - 1 or found[place].text != ",":
        return False
    before, here, after = found[place - 1 : place + 2]
    touching = before.end == here.start and here.end == after.start
    return touching and before.text.isdigit() and after.text.isdigit()
