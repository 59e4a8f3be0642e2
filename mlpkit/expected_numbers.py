"""Exercises whose answer is a number, or several: what is wrong with an answer, and what slipped in it."""

import numpy as np

from mlpkit.verdict import Verdict


class WrongNumber(Exception):
    """What is wrong with an answer, as a short text."""


def number(expected, *, digits=4, slips=None):
    """Return a check for a number, or an array of numbers, that has to agree to some digits.

    Of several numbers a wrong answer is told which of them are wrong, and of a known slip what slipped.

    Parameters
    ----------
    expected : number or array
    digits : int
        After the decimal point.
    slips : mapping of str to number or array, optional
        What comes out if somebody slips, in the shape of ``expected``, by what slipped.

    Returns
    -------
    callable
        For `mlpkit.exercises.check_answer`.

    Raises
    ------
    ValueError
        If a slip has another shape than ``expected``, or cannot be told from it.

    Examples
    --------
    >>> from mlpkit.exercises import check_answer
    >>> check_answer(0.25, number(1 / 4))
    ✓ right: checked: the number
    to 4 digits
    >>> check_answer(0.2, number(1 / 4))
    ✗ wrong: 0.2 is not it, to 4 digits
    >>> check_answer([0.25, 0.2], number([1 / 4, 1 / 3]))
    ✗ wrong: [0.25, 0.2] is not it, to 4 digits
    wrong: entry 2 (counted from 1)
    >>> check_answer(6, number(3, slips={"the half is forgotten": 6}))
    ✗ wrong: 6 is not it, to 4 digits
    what slipped: the half is forgotten
    """
    wanted, room = np.asarray(expected, dtype=float), 0.5000001 * 10.0**-digits
    known = {words: np.asarray(slip, dtype=float) for words, slip in (slips or {}).items()}
    for words, slip in known.items():
        if slip.shape != wanted.shape:
            raise ValueError(f"number: the slip {words!r} has shape {slip.shape}, expected {wanted.shape}")
        if np.all(np.abs(slip - wanted) <= room):
            raise ValueError(f"number: the slip {words!r} is the right answer, to {digits} digits")

    def check(attempt):
        given = _real(attempt, wanted)
        near = np.abs(given - wanted) <= room
        if not np.all(near):
            slipped = [words for words, slip in known.items() if np.all(np.abs(given - slip) <= room)]
            said = [f"{attempt} is not it, to {digits} digits"]
            said += [f"what slipped: {' | '.join(slipped)}"] if slipped else _places(near)
            raise WrongNumber("\n".join(said))
        what = "the number" if wanted.ndim == 0 else "the numbers"
        return Verdict("checked", what, (f"to {digits} digits",))

    return check


def _real(attempt, wanted):
    given = np.asarray(attempt)
    if any(isinstance(entry, complex | np.complexfloating) for entry in given.flat):
        what = "a real number" if wanted.ndim == 0 else "real numbers"
        raise WrongNumber(f"{attempt} is complex, expected {what}")
    given = given.astype(float)
    if given.shape != wanted.shape:
        raise WrongNumber(f"the answer has shape {given.shape}, expected {wanted.shape}")
    return given


def _places(near):
    """Say which entries are wrong, if some are right."""
    if not np.any(near):
        return []
    places = [tuple(int(i) + 1 for i in place) for place in np.argwhere(~near)]
    names = [str(place[0]) if len(place) == 1 else str(place) for place in places]
    return [f"wrong: {'entry' if len(names) == 1 else 'entries'} {', '.join(names)} (counted from 1)"]
