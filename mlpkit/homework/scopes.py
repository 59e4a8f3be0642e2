"""What is declared in a document, heading by heading.

A declaration holds below its heading, as far as the next heading of the same rank. Where one was
not understood, nothing below it is called false: it might be true under what it says.
"""

import re
from dataclasses import replace
from typing import NamedTuple

from mlpkit.homework.in_passing import formulas, says_no_more, says_that_it_defines
from mlpkit.homework.sentences import may_declare, seems_to_declare, sentences, with_dollars

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


class Scopes:
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
        self.unknown = {}  # letters of which something was said that was not understood, and where
        self.outside = []  # the open headings: rank, and what held before

    def heading(self, rank, title):
        """Begin a part: what was declared under headings that end here is forgotten."""
        while self.outside and self.outside[-1][0] >= rank:
            _, self.declarations, self.doubt, self.unknown = self.outside.pop()
        self.outside.append((rank, self.declarations, self.doubt, dict(self.unknown)))
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

    def take_display(self, latex, *, displayed=True):
        """Take what a display defines; return which of its equalities are definitions."""
        from mlpkit.latex.adopting import adopt
        from mlpkit.latex.letters import letters_of

        before, source = self.declarations.scope.lets, " ".join(latex.split())[:200]
        try:
            blocked = {x for x, said in self.unknown.items() if said != source}
            self.declarations, defined, missed = adopt(
                latex, self.declarations, reserved=self.reserved, blocked=blocked
            )
        except Exception:  # a fault in reading one display must not silence the document
            return frozenset()
        self.missed = missed
        spelled = self.declarations.scope.spelled
        new = {
            spelled[name] for name in self.declarations.scope.lets.keys() - before.keys() if name in spelled
        }
        self.unknown = {x: why for x, why in self.unknown.items() if x not in letters_of(new)}
        if "=" in latex and not says_that_it_defines(latex):
            self.loose |= {letters for letters in new if displayed}
        self.unknown |= dict.fromkeys(missed, source)
        self._try_again(latex, bool(missed), bool(new))
        return defined

    def _try_again(self, latex, misses, brings):
        """Let displays that needed a name have it, once it is there."""
        if misses and latex not in self.waiting:
            self.waiting.append(latex)
        elif brings and self.waiting:
            waiting, self.waiting = self.waiting, []
            for earlier in waiting:
                self.take_display(earlier)

    def contradicts(self, equality):
        """Return whether an equality says of a name what another display says otherwise, both without words."""
        from mlpkit.latex.names import pattern

        left = equality.left_latex.split("(")[0]
        try:
            return any(pattern(latex) == pattern(left) for latex in self.loose)
        except Exception:  # what cannot be taken apart is no name
            return False

    def doubt_about(self, equality):
        """Return what was said and not understood, if an equality may hang on it."""
        from mlpkit.latex.letters import letters_in

        if self.doubt or not self.unknown:
            return self.doubt
        return next((self.unknown[x] for x in sorted(letters_in(equality) & self.unknown.keys())), "")

    def _take_in_passing(self, sentence):
        """Take the formulas of a sentence that declare by themselves; return whether that was all it says."""
        members, definitions, others = formulas(sentence)
        taken = [self._take(sentence, f"${latex}$") is None for latex in members]
        if not all(taken):
            self._doubt(sentence)
        taken += [bool(self.take_display(latex, displayed=False)) for latex in definitions]
        return bool(taken) and all(taken) and not others and says_no_more(sentence)

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
