"""A document is gone through: declarations are gathered, each equality is decided, in the order written.

`examine` says what it is about to do before it does it, so that whoever watches from another
process can stop it there and let it go on behind the place.
"""

import itertools
from dataclasses import replace
from typing import NamedTuple

from mlpkit.homework.findings import Finding, Shown
from mlpkit.homework.quoting import balanced, pointing, short
from mlpkit.homework.scopes import Scopes

MOST_DISPLAYS = 1_000


class Step(NamedTuple):
    """What is about to be done: a passage is read, or one of its equalities decided.

    Parameters
    ----------
    passage : int
    equality : int
        -1 while the passage is read.
    """

    passage: int
    equality: int = -1


BEGIN = Step(-1)


class Remark(NamedTuple):
    """Something that was left out, and why.

    Parameters
    ----------
    text : str
    """

    text: str


def examine(document, *, start=None, done=BEGIN, failed=None):
    """Go through a document.

    Parameters
    ----------
    document : Document
    start : mlpkit.latex.Declarations, optional
        What is declared before it begins.
    done : Step
        Equalities up to here are passed over: somebody has decided them before.
    failed : dict from Step to str, optional
        Steps that are not to be taken, and why; they have taken too long, say.

    Yields
    ------
    Step, Finding, Shown, Remark or Declared
    """
    examination = _Examination(document, start, done, failed or {})
    for number, passage in enumerate(document.passages):
        origin, end = passage.traced.origin(0), passage.traced.origin(max(0, len(passage.text) - 1)) + 1
        if Step(number) > done:
            yield Shown(number, passage.kind, passage.source, origin, end)
        if passage.kind == "heading":
            yield examination.scopes.declared()
            examination.scopes.heading(passage.level, short(passage.text, 100))
        elif passage.kind == "equation":
            yield from examination.equation(number, passage)
        else:
            yield from examination.declaration(number, passage)
    yield examination.scopes.declared()


class _Examination:
    """What is declared so far, and how many displays were met."""

    def __init__(self, document, start, done, failed):
        from mlpkit.latex import Declarations
        from mlpkit.latex.adopting import heads_of

        self.document, self.done, self.failed, self.displays = document, done, failed, 0
        equations = {p.text for p in document.passages if p.kind == "equation" and not p.problem}
        self.heads = {text: heads_of(text) for text in equations}
        reserved = frozenset().union(*self.heads.values())
        start = start if start is not None else Declarations()
        start = replace(start, layers=replace(start.layers, pending=reserved))
        self.scopes = Scopes(start, reserved)

    def declaration(self, number, passage):
        if Step(number) in self.failed:
            yield self._unread(number, passage, self.failed[Step(number)])
            return
        yield Step(number)
        table = passage.kind == "declaration"
        unread = (self.scopes.take_table if table else self.scopes.take_prose)(passage.traced)
        if Step(number) <= self.done:
            return
        for part in unread:
            piece = passage._replace(traced=part.traced)
            if table:
                yield self._unread(number, piece, part.why, part.span)
            else:
                yield Remark(f"{self.document.place(piece)}: not understood as a declaration: {part.why}")

    def equation(self, number, passage):
        from mlpkit.latex import decide, read_chain

        self.displays += 1
        problem = passage.problem or self.failed.get(Step(number), "")
        if self.displays > MOST_DISPLAYS:
            problem = f"the document has more than {MOST_DISPLAYS:,} displays"
        if problem:
            if Step(number) > self.done:
                yield self._unread(number, passage, problem)
            return
        yield Step(number)
        defined = self._definitions(number, passage)
        if number < self.done.passage:
            return
        try:
            equalities = read_chain(passage.text, self.scopes.declarations)
        except Exception as error:
            if Step(number) > self.done:
                yield self._unread(number, passage, _failure(error))
            return
        if not equalities and Step(number) > self.done:
            yield Remark(f"{self.document.place(passage)}: an expression without an equals sign, left out")
        for k, equality in enumerate(equalities):
            step = Step(number, k)
            if step <= self.done:
                continue
            if k in defined and equality.problem is None:
                yield self._finding(number, passage, equality, "defined", "")
            elif step in self.failed:
                yield self._finding(number, passage, equality, "not established", self.failed[step])
            else:
                yield step
                try:
                    yield self._outcome(number, passage, decide(equality))
                except Exception as error:  # a fault in deciding one line must not silence the others
                    yield self._finding(number, passage, equality, "not established", _failure(error))

    def _definitions(self, number, passage):
        """Take what a display defines, with the help of what stands behind it: where x ∈ ℝᵈ."""
        behind = self.document.passages[number + 1 :]
        prose = next((p for p in behind if p.kind != "equation"), None)
        if prose is not None and prose.kind == "prose":
            self.scopes.take_ahead(prose.traced)
        ahead = itertools.takewhile(lambda p: p.kind != "heading", behind)
        self.scopes.ahead = frozenset().union(*(self.heads.get(p.text, ()) for p in ahead))
        before = self.document.passages[number - 1] if number else None
        if before is not None and before.kind == "prose":
            self.scopes.concluded(before, passage.text)
        defined = self.scopes.take_display(passage.text)
        if behind and behind[0].kind == "prose" and self.scopes.goes_on(behind[0].text):
            behind = behind[1:]
        if self.scopes.missed and behind and behind[0].kind == "equation":
            self.scopes.take_display(behind[0].text)
            defined = self.scopes.take_display(passage.text)
        return defined

    def _outcome(self, number, passage, outcome):
        problem = outcome.equality.problem
        decided = outcome.verdict in ("proved", "checked", "false")
        if decided and (second := self.scopes.two_meanings(outcome.equality)):
            why = (
                f"a name in it has two meanings, expected another letter or a heading before: {short(second)}"
            )
            return self._finding(number, passage, outcome.equality, "not established", why)
        if outcome.verdict == "false" and self.scopes.contradicts(outcome.equality):
            self.scopes.doubt_both(outcome.equality)
            why = (
                "a line above it says otherwise, and was taken for the definition; expected := if this is"
                " a new one, or a heading of its own"
            )
            return self._finding(number, passage, outcome.equality, "not established", why)
        if outcome.verdict == "false" and (doubt := self.scopes.doubt_about(outcome.equality)):
            why = f"false as far as it was read, but this was not understood: {doubt}"
            return self._finding(number, passage, outcome.equality, "not established", why)
        return self._finding(
            number,
            passage,
            outcome.equality,
            outcome.verdict,
            outcome.why or (str(problem) if problem else ""),
            counterexample=tuple(outcome.counterexample),
            hint=outcome.hint,
            reach=outcome.reach,
        )

    def _finding(self, number, passage, equality, verdict, why, **rest):
        problem = equality.problem
        at = problem.span if problem is not None else equality.span
        sides = (equality.left, equality.right)
        return Finding(
            self.document.place(passage, at.start),
            number,
            short(balanced(equality.left_latex)),
            equality.relation,
            short(balanced(equality.right_latex)),
            verdict,
            why,
            pointing=pointing(passage.text, at) if problem is not None else (),
            choices=tuple(getattr(problem, "choices", ())),
            assumed=tuple(equality.assumed),
            read_as=() if None in sides else tuple(short(side) for side in sides),
            **rest,
        )

    def _unread(self, number, passage, why, span=None):
        """Return the finding for a passage that was not read at all."""
        at = span.start if span is not None else 0
        below = pointing(passage.text, span) if span is not None else ()
        place, text = self.document.place(passage, at), short(passage.text, 200)
        return Finding(place, number, text, "", "", "not read", why, pointing=below)


def _failure(error):
    """Return in words why something broke off that should not have."""
    known = {MemoryError: "out of memory", RecursionError: "nested too deep"}
    return known.get(
        type(error), f"the checker itself failed here ({type(error).__name__}: {short(str(error), 200)})"
    )
