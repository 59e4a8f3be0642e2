"""A casebook: slips run one after the other, and the table of what found each of them.

Every entry is earned: a line that the engine does not refute, a gradient that is accepted without
a word, or two numbers that agree raise an error, so no slip is in the table that was not caught.
"""

import re
import textwrap
from dataclasses import dataclass, field
from html import escape
from types import SimpleNamespace

import numpy as np

from mlpkit.casebook_table import Listing, Table, answered
from mlpkit.derivation.entries import ShapeError
from mlpkit.derivation.language import LanguageError
from mlpkit.derivation.rendering import anchor

_WIDTH = 76
NAMED, ADVISED, UNSEEN = "named", "advice", "not in a gradient"


@dataclass
class Case:
    """One slip: what it is about, where the right line stands, and what has found it so far.

    Parameters
    ----------
    claim, kind : str
        The claim it is made in, and its class.
    page, right : str
        The page on which the right line is proved, and the title of the block, its claim first.
    """

    claim: str
    kind: str
    page: str
    right: str
    means: list = field(default_factory=list)
    answers: list = field(default_factory=list)
    block: str = ""

    @property
    def link(self):
        """The right line as a link."""
        return f'<a href="{self.page}.html#{_anchor(self.right)}">{escape(self.right)}</a>'

    @property
    def reach(self):
        """Whether the diagnosis names the slip, answers with advice, or has no gradient to look at."""
        if any(answer.explanations for answer in self.answers):
            return NAMED
        return ADVISED if self.answers else UNSEEN


class Casebook:
    """Slips, each with what found it: the engine, numbers, the diagnosis of its gradient.

    Examples
    --------
    >>> slips = Casebook()
    >>> slips.family("signs", X1=("A1", "sign", "functions_of_one_variable", "A1 the sigmoid at -x"))
    signs
        X1 (sign). The right line: A1 the sigmoid at -x
    >>> slips.numbers("X1", -1.0, 1.0)
    X1 the slip −1.000000, the right line 1.000000
    >>> slips.table()
    X1 (A1, sign); refuted by numbers; diagnosis –; A1 the sigmoid at -x
    """

    def __init__(self):
        self.families, self.cases = {}, {}

    def family(self, title, **cases):
        """Add slips of one kind: for each its claim, class, page and the block of the right line.

        Returns
        -------
        Listing
            The slips with links to the right lines.

        Raises
        ------
        ValueError
            If a slip is there already.
        """
        for name, entry in cases.items():
            if name in self.cases:
                raise ValueError(f"family: the slip {name} is there already")
            self.cases[name] = Case(*entry)
        self.families[title] = tuple(cases)
        return Listing(title, tuple((name, self.cases[name]) for name in cases))

    def engine(self, names, derivation):
        """Take down that a derivation refutes one line or more for each of some slips, and return it.

        Raises
        ------
        ValueError
            If it refutes fewer lines than there are names.
        """
        names = names.split()
        refuted = sum(line.verdict == "refuted" for line in derivation.lines)
        if refuted < len(names):
            raise ValueError(
                f"engine: {derivation.title!r} refutes {refuted} lines, expected {len(names)} or more"
            )
        for name in names:
            self._found(name, "engine")
            self.cases[name].block = _anchor(derivation.title)
        return derivation

    def refused(self, name, derivation, line):
        """Take down that a derivation does not even take a line, and print why.

        Raises
        ------
        ValueError
            If it takes the line.
        """
        try:
            derivation.eq(line, "the slip")
        except (ShapeError, LanguageError) as error:
            reason = str(error).splitlines()[0]
        else:
            raise ValueError(f"refused: the line of {name} is taken: {line}")
        _say(f"{name} refused: {re.sub(r'^derivation .*?: ', '', reason)}")
        self._found(name, "engine (shapes)")

    def numbers(self, name, slip, right, *, digits=6):
        """Take down and print what a slip computes beside what the right line computes.

        Raises
        ------
        ValueError
            If they agree to so many digits after the point.
        """
        shown = [_numbers(value, digits) for value in (slip, right)]
        if shown[0] == shown[1]:
            raise ValueError(f"numbers: {name} gives {shown[0]}, and so does the right line")
        line = f"{name} the slip {shown[0]}, the right line {shown[1]}"
        print(line if len(line) <= _WIDTH else line.replace(", the right line", "\n    the right line"))
        self._found(name, "numbers")

    def diagnosis(self, name, diagnosis):
        """Take down and print what `check_gradient` answers to the gradient of a slip.

        Raises
        ------
        ValueError
            If it is accepted without a word, or there was no gradient.
        """
        if diagnosis.kind == "open" or (diagnosis.is_right and not diagnosis.explanations):
            raise ValueError(f"diagnosis: nothing is found in the gradient of {name}: {diagnosis}")
        self.cases[name].answers.append(diagnosis)
        _say(f"{name} {answered(diagnosis)}")

    def which(self, diagnosis):
        """Return the numbers of the slips in this book whose names a diagnosis gives first, ascending."""
        wanted = set(diagnosis.slips)
        return sorted(
            int(name[1:])
            for name, case in self.cases.items()
            if any({*e.names} <= wanted for answer in case.answers for e in answer.explanations[:1])
        )

    def counts(self):
        """Return for each family how many slips the diagnosis names, advises on, and cannot see."""
        return {
            title: tuple(
                sum(self.cases[name].reach == reach for name in names) for reach in (NAMED, ADVISED, UNSEEN)
            )
            for title, names in self.families.items()
        }

    def totals(self):
        """Print how many slips were found by what."""
        cases = self.cases.values()
        engine = [any(means.startswith("engine") for means in case.means) for case in cases]
        print(f"{len(cases)} slips, {len({case.kind for case in cases})} classes")
        print(f"refuted or refused by the engine: {sum(engine)}")
        print(f"by numbers alone: {', '.join(self._of(lambda case: case.means == ['numbers'])) or 'none'}")
        for reach, words in (
            (NAMED, "named from the gradient"),
            (ADVISED, "answered with advice only"),
            (UNSEEN, "not to be seen in a gradient"),
        ):
            found = self._of(lambda case, reach=reach: case.reach == reach)
            which = "" if reach == NAMED else f" ({', '.join(found) or 'none'})"
            print(f"{words}: {len(found)}{which}")

    def table(self):
        """Return every slip with all that found it, in the order of their numbers.

        Raises
        ------
        ValueError
            If nothing has found one of them.
        """
        lost = self._of(lambda case: not case.means and not case.answers)
        if lost:
            raise ValueError(f"table: nothing has found {', '.join(lost)}")
        return Table(tuple((name, self.cases[name]) for name in self._of(lambda case: True)))

    def _of(self, condition):
        return [
            name for name in sorted(self.cases, key=lambda name: int(name[1:])) if condition(self.cases[name])
        ]

    def _found(self, name, means):
        if means not in self.cases[name].means:
            self.cases[name].means.append(means)


def _anchor(title):
    return anchor(SimpleNamespace(claim="", title=title))


def _numbers(value, digits):
    if isinstance(value, int):
        return f"{value:,}".replace("-", "−")
    entries = [f"{entry:z.{digits}f}".replace("-", "−") for entry in np.ravel(value).tolist()]
    return entries[0] if np.ndim(value) == 0 else f"({', '.join(entries)})"


def _say(text):
    print(textwrap.fill(text, _WIDTH, subsequent_indent="    "))
