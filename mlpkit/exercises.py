"""Exercises that answer: a learner's attempt is proved right, refuted, or still open.

Whatever an attempt does, the answer is a short text and never an error: a page with a wrong
attempt still runs to its end.
"""

from dataclasses import dataclass
from html import escape

import numpy as np

from mlpkit.verdict import NotEstablished, Refuted, Verdict

_MARKS = {"right": "✓", "wrong": "✗", "open": "○"}


@dataclass(frozen=True)
class Answer:
    """What `check_answer` says: right, wrong or open, and why."""

    kind: str
    reason: str

    def __str__(self):
        return f"{_MARKS[self.kind]} {self.kind}: {self.reason}"

    __repr__ = __str__

    def _repr_html_(self):
        reason = escape(self.reason).replace("\n", "<br>")
        mark = f'<span class="mark" aria-hidden="true">{_MARKS[self.kind]}</span>'
        return f'<div class="mlpkit-answer {self.kind}">{mark} <strong>{self.kind}</strong> {reason}</div>'


class _Unanswered(Exception):
    pass


class _Wrong(Exception):
    pass


def check_answer(attempt, check):
    """Check a learner's attempt at an exercise.

    Parameters
    ----------
    attempt : callable or number
        The learner's function or value. ``None`` or ``...``, or a function that returns one
        of them, is an exercise still open.
    check : callable
        Takes the attempt and returns a `Verdict`, or raises: a proof from `mlpkit.proof`, or
        `number`.

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
        verdict = check(_watched(attempt))
    except _Unanswered:
        return Answer("open", "replace the dots by your answer and run the cell again")
    except Refuted as refutation:
        return Answer("wrong", _explain(refutation.verdict))
    except _Wrong as error:
        return Answer("wrong", str(error))
    except NotEstablished as error:
        return Answer("open", str(error))
    except (Exception, SystemExit) as error:
        return Answer("wrong", f"the attempt stopped with {type(error).__name__}: {error}")
    return Answer("right", _explain(verdict))


def number(expected, *, digits=4):
    """Return a check for a number, or an array of numbers, that has to agree to some digits.

    Parameters
    ----------
    expected : number or array
    digits : int
        After the decimal point.

    Examples
    --------
    >>> check_answer(0.25, number(1 / 4))
    ✓ right: checked: the number
    to 4 digits
    >>> check_answer(0.2, number(1 / 4))
    ✗ wrong: 0.2 is not it, to 4 digits
    """

    def check(attempt):
        given, wanted = np.asarray(attempt, dtype=float), np.asarray(expected, dtype=float)
        if given.shape != wanted.shape:
            raise _Wrong(f"the answer has shape {given.shape}, expected {wanted.shape}")
        if not np.all(np.abs(given - wanted) <= 0.5000001 * 10.0**-digits):
            raise _Wrong(f"{attempt} is not it, to {digits} digits")
        what = "the number" if wanted.ndim == 0 else "the numbers"
        return Verdict("checked", what, (f"to {digits} digits",))

    return check


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
