"""Exercises that answer: a learner's attempt is proved right, refuted, or still open.

Whatever an attempt does, the answer is a short text and never an error: a page with a wrong
attempt still runs to its end.
"""

import copy
from dataclasses import dataclass, field
from html import escape

from mlpkit.diagnosis import diagnose
from mlpkit.diagnosis.claimed_gradient import OPEN
from mlpkit.diagnosis.gradient_verdict import Diagnosis
from mlpkit.diagnosis.refuted_gradient import diagnose_refuted
from mlpkit.diagnosis.report import reasons
from mlpkit.expected_numbers import WrongNumber, number
from mlpkit.verdict import NotEstablished, Refuted

__all__ = ["Answer", "check_answer", "gradient_of", "number"]

_MARKS = {"right": "✓", "wrong": "✗", "open": "○"}


@dataclass(frozen=True)
class Answer:
    """What `check_answer` says: right, wrong or open, and why; of a gradient, the whole diagnosis."""

    kind: str
    reason: str
    diagnosis: Diagnosis | None = field(default=None, compare=False)

    def __str__(self):
        return f"{_MARKS[self.kind]} {self.kind}: {self.reason}"

    __repr__ = __str__

    def _repr_html_(self):
        if self.diagnosis is not None:
            return self.diagnosis._repr_html_()
        reason = escape(self.reason).replace("\n", "<br>")
        mark = f'<span class="mark" aria-hidden="true">{_MARKS[self.kind]}</span>'
        return f'<div class="mlpkit-answer {self.kind}">{mark} <strong>{self.kind}</strong> {reason}</div>'


class _Unanswered(Exception):
    pass


class _Diagnosed(Exception):
    def __init__(self, diagnosis):
        self.diagnosis = diagnosis
        super().__init__(diagnosis.kind)


def check_answer(attempt, check):
    """Check a learner's attempt at an exercise.

    Parameters
    ----------
    attempt : callable or number
        The learner's function or value. ``None`` or ``...``, or a function that returns one
        of them, is an exercise still open.
    check : callable
        Takes the attempt and returns a `Verdict`, or raises: a proof from `mlpkit.proof`,
        `number`, or `gradient_of`.

    Returns
    -------
    Answer

    Examples
    --------
    >>> from mlpkit import tanh
    >>> from mlpkit.proof import prove_gradient
    >>> def check(answer):
    ...     return prove_gradient(tanh, answer, statement="tanh'(x)", x=())
    >>> check_answer(lambda x: 1 - tanh(x), check)
    ✗ wrong: refuted: tanh'(x)
    at x = 1:
    derivative 0.4199743416, claimed 0.238405844
    >>> check_answer(lambda x: 1 - tanh(x) ** 2, check)
    ✓ right: proved: tanh'(x)
    for every x
    >>> check_answer(..., check)
    ○ open: replace the dots by your answer and run the cell again
    """
    try:
        return _answered(attempt, check)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # SystemExit and the like must not end the kernel either
        return Answer("wrong", f"the attempt stopped with {_text(error)}")


def _answered(attempt, check):
    try:
        verdict = check(attempt if getattr(check, "takes_anything", False) else _watched(attempt))
    except _Unanswered:
        return Answer("open", OPEN)
    except _Diagnosed as found:
        return _of_diagnosis(found.diagnosis)
    except Refuted as refutation:
        return Answer("wrong", "\n".join([_explain(refutation.verdict), *_what_slipped(refutation)]))
    except WrongNumber as error:
        return Answer("wrong", str(error))
    except NotEstablished as error:
        return Answer("open", str(error))
    return Answer("right", _explain(verdict))


def _text(error):
    try:
        return f"{type(error).__name__}: {error}"
    except KeyboardInterrupt:
        raise
    except BaseException:  # an exception of the learner's own may fail at this too
        return "an exception that cannot be shown"


def gradient_of(loss, *, at):
    """Return a check for a gradient: a wrong one is answered with what slipped in it.

    Parameters
    ----------
    loss, at
        As for `check_gradient`: a problem or a function, and where its gradient is taken.

    Returns
    -------
    callable
        For `check_answer`. The attempt is a gradient, or a function that returns one.

    Raises
    ------
    ValueError, TypeError
        If ``loss`` and ``at`` do not fit.

    Examples
    --------
    >>> from mlpkit.diagnosis.loss_problem import LossProblem
    >>> check = gradient_of(LossProblem("half_squared_error", [1.0, 0.0]), at=[3.0, 4.0])
    >>> check_answer(lambda y, t: t - y, check)
    ✗ wrong: not the gradient
    what slipped: sign (sign), in the gradient: the sign is turned round
    made on purpose, this gives your numbers; residual below 1e−9
    the gradient[1]: yours −4, true 4
    the gradient[0]: yours −2, true 2
    """
    # A copy that no attempt can change; and a fault of the exercise is said here.
    point = copy.deepcopy(at)
    diagnose(loss, ..., at=point)

    def check(attempt):
        raise _Diagnosed(diagnose(loss, attempt, at=point))

    check.takes_anything = True
    return check


def _what_slipped(refutation):
    diagnosis = diagnose_refuted(refutation)
    named = diagnosis and (diagnosis.explanations or any(array.relation for array in diagnosis.arrays))
    return reasons(diagnosis) if named and diagnosis.kind == "wrong" else []


def _of_diagnosis(diagnosis):
    if diagnosis.kind == "open":
        return Answer("open", OPEN)
    kind = {"right": "right", "not decided": "open"}.get(diagnosis.kind, "wrong")
    lines = map(str.strip, str(diagnosis).partition(": ")[2].split("\n"))
    return Answer(kind, "\n".join(lines), diagnosis)


def _watched(attempt):
    if attempt is None or attempt is ...:
        raise _Unanswered
    if not callable(attempt):
        return attempt

    def run(*arguments):
        result = attempt(*arguments)
        if result is None or result is ...:
            raise _Unanswered
        return result

    run.__name__ = getattr(attempt, "__name__", "your answer")
    return run


def _explain(verdict):
    return "\n".join([f"{verdict.kind}: {verdict.statement}", *verdict.details])
