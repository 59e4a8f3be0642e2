"""What is declared in a document, heading by heading.

A declaration holds below its heading, as far as the next heading of the same rank. Where one was
not understood, nothing below it is called false: it might be true under what it says.
"""

import re
from dataclasses import replace
from typing import NamedTuple

from mlpkit.homework.defined import Defined
from mlpkit.homework.in_passing import formulas, says_no_more
from mlpkit.homework.sentences import may_declare, seems_to_declare, sentences, with_dollars
from mlpkit.homework.supposing import Supposing

_GIVEN = re.compile(
    r"\s*(?:\$?given\b|assume|suppose|provided)|\b(?:such that|assuming|provided)\b", re.IGNORECASE
)

_ASSUME = re.compile(r"^\s*(?:assume|assuming|suppose|provided)(?:\s+that)?\b", re.IGNORECASE)


_GOES_ON = re.compile(r"\s*(?:where|with|here|in which|and where|for)\b", re.IGNORECASE)


class Declared(NamedTuple):
    """What a part of the document has declared, under its heading.

    Parameters
    ----------
    heading : str
    table : tuple of (str, str)
        The names, in LaTeX, and what they mean; behind them what is given.
    assumed : tuple of str
    declarations : mlpkit.latex.Declarations
        All that holds there.
    """

    heading: str
    table: tuple
    assumed: tuple
    declarations: object


class NotDeclared(NamedTuple):
    """A part of a text that declares nothing, though it should.

    Parameters
    ----------
    traced : Traced
    why : str
    span : mlpkit.latex.Span or None
    """

    traced: object
    why: str
    span: object = None


class Scopes(Defined, Supposing):
    """The declarations that hold, and those that held outside of the open headings.

    Parameters
    ----------
    declarations : mlpkit.latex.Declarations
    reserved : frozenset of str, optional
        The letters that some display of the document defines.
    """

    def __init__(self, declarations, reserved=frozenset()):
        self.declarations, self.title, self.doubt = declarations, "", ""
        self.loose = set()  # what a display defined by a mere sign of equality, as it is written
        self.reserved = reserved  # the letters that some display of the document defines
        self.waiting = []  # displays that seemed to define something, and were not understood
        self.missed = frozenset()  # the letters that the last display seemed to define
        self.taken = {}  # which equalities of a display, by its text, are definitions
        self.ahead = frozenset()  # the letters that displays below seem to define
        self.twice = {}  # names that were given a second meaning, and where
        self.unknown = {}  # letters of which something was said that was not understood, and where
        self.outside = []  # the open headings: rank, and what held before

    def heading(self, rank, title):
        """Begin a part: what was declared under headings that end here is forgotten."""
        while self.outside and self.outside[-1][0] >= rank:
            _, self.declarations, self.doubt, self.unknown, self.twice = self.outside.pop()
        self.outside.append((rank, self.declarations, self.doubt, dict(self.unknown), dict(self.twice)))
        self.taken, self.waiting, self.loose = {}, [], set()
        self.title = title

    def declared(self):
        """Return what the part that ends here has declared."""
        before = set(_rows(self.outside[-1][1]) if self.outside else ())
        table = tuple(row for row in _rows(self.declarations) if row not in before)
        return Declared(self.title, table, tuple(self.declarations.assumed), self.declarations)

    def take_table(self, traced):
        """Take a table of declarations; return the lines that are not understood."""
        if self._take(traced) is None:
            return []
        lines, at = [], 0
        for text in traced.text.split("\n"):
            lines.append(traced[at : at + len(text)])
            at += len(text) + 1
        failed = [self._take(line) for line in lines if line.text.strip()]
        failed = [line for line in failed if line is not None]
        for line in failed:
            self._doubt(line.traced)
        return failed

    def take_prose(self, traced):
        """Take what a paragraph declares; return the sentences that seem to, and are not understood."""
        failed, before = [], self.declarations
        for sentence in sentences(traced):
            problem = None
            if may_declare(sentence.text):
                problem = self._take(sentence, _plain(sentence))
                if problem is None:
                    continue
            if self._take_in_passing(sentence) or problem is None:
                continue
            if seems := seems_to_declare(sentence.text):
                failed.append(problem)
            if seems or _GIVEN.search(sentence.text):
                self._doubt(sentence)
        new = {*self.declarations.scope.symbols} - {*before.scope.symbols} - self.declarations.supposed
        self.declarations = replace(self.declarations, described=self.declarations.described | new)
        return failed

    def take_ahead(self, traced):
        r"""Take what the sentence behind a display says of its letters: where $x \in \mathbb{R}^d$."""
        first = next(iter(sentences(traced)), None)
        if first is None or not self.goes_on(first.text):
            return
        if not (may_declare(first.text) and self._take(first, _plain(first)) is None):
            self._take_in_passing(first)

    def goes_on(self, text):
        """Return whether a paragraph is the rest of a sentence that a display interrupted."""
        return _GOES_ON.match(text) is not None

    def _take_in_passing(self, sentence):
        """Take the formulas of a sentence that declare by themselves; return whether that was all it says."""
        members, definitions, others = formulas(sentence)
        taken = [self._take(sentence, f"${latex}$") is None for latex in members]
        if not all(taken):
            self._doubt(sentence)
        only_supposed = self.only_supposed(sentence)
        taken += [
            latex not in only_supposed and bool(self.take_display(latex, displayed=False))
            for latex in definitions
        ]
        all_said = bool(taken) and all(taken) and not others and says_no_more(sentence)
        if not all_said:
            self.suppose(sentence, definitions)
        return all_said

    def _take(self, traced, text=None):
        from mlpkit.latex import DeclarationError, declare

        try:
            self.declarations = declare(text or traced.text, start=self.declarations)
        except DeclarationError as error:
            return NotDeclared(traced, str(error.problem), error.problem.span)
        except Exception as error:  # a fault in reading one sentence must not silence the document
            return NotDeclared(traced, f"the checker itself failed here ({type(error).__name__})")
        return None

    def _doubt(self, traced):
        self.doubt = " ".join(traced.text.split())[:200]


def _plain(sentence):
    """Return a sentence with dollars, and with the one word for what is given that the reader knows."""
    return _ASSUME.sub("Given", with_dollars(sentence).text)


def _rows(declarations):
    return [*declarations.table(), *(("given", text) for text in declarations.given)]
