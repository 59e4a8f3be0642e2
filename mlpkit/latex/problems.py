"""Why something was not read, and where: places in a source, problems, and questions."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Span:
    """A place in a source: the offsets of its first character and of the one after its last."""

    start: int
    end: int

    def line_column(self, source):
        """Return the line and the column of the place, both counted from 1."""
        before = source[: self.start]
        return before.count("\n") + 1, self.start - (before.rfind("\n") + 1) + 1

    def pointing(self, source):
        """Return the line of the source, and under it carets at the place.

        Examples
        --------
        >>> print(Span(4, 6).pointing("a + bc = d"))
        a + bc = d
            ^^
        """
        begin = source.rfind("\n", 0, self.start) + 1
        end = source.find("\n", self.start)
        line = source[begin : end if end >= 0 else len(source)]
        width = max(1, min(self.end, begin + len(line)) - self.start)
        return f"{line}\n{' ' * (self.start - begin)}{'^' * width}"


@dataclass(frozen=True)
class Problem:
    """Why something was not read: what was found, what was expected, and the place."""

    message: str
    span: Span

    def __str__(self):
        return self.message


@dataclass(frozen=True)
class Question(Problem):
    """A notation with two meanings; each choice says how to write or declare one of them."""

    choices: tuple = ()


class NotRead(Exception):
    """Reading ends here; `problem` says why.

    Parameters
    ----------
    problem : Problem
    """

    def __init__(self, problem):
        super().__init__(problem.message)
        self.problem = problem


@dataclass(frozen=True)
class Limits:
    """How much is read: what is larger is refused, whatever it says."""

    characters: int = 20_000
    depth: int = 40
    lines: int = 400
    equalities: int = 200
    nodes: int = 1_500
