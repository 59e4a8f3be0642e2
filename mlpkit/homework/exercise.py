"""A check for exercises whose answer is a line of LaTeX."""

from mlpkit.homework.magic import check_cell
from mlpkit.verdict import NotEstablished, Refuted, Verdict


def equals(left, declared):
    r"""Return a check for `mlpkit.exercises.check_answer`: the answer has to equal something.

    Parameters
    ----------
    left : str
        LaTeX.
    declared : str
        What its letters mean: sentences, or lines such as ``% mlpkit: x: vector n``.

    Returns
    -------
    callable
        From an answer, a str of LaTeX, to a `Verdict`. It raises `Refuted` or `NotEstablished`.

    Examples
    --------
    >>> from mlpkit.exercises import check_answer
    >>> check = equals(r"\frac{d}{dx} x^2", "% mlpkit: x: number")
    >>> check_answer("2x", check)
    ✓ right: proved: \frac{d}{dx} x^2 = 2x
    for every x
    """

    def check(attempt):
        if not isinstance(attempt, str):
            raise TypeError(f"equals: the answer is {attempt!r}, expected LaTeX in quotes")
        report, _ = check_cell(f"{declared}\n$$ {left} = {attempt} $$")
        found = report.findings[-1]
        statement = f"{left} = {attempt}"
        if found.verdict == "false":
            raise Refuted(statement, _Why(found))
        if found.verdict not in ("proved", "checked") or len(report.findings) != 1:
            raise NotEstablished(f"{found.verdict}: {found.why}")
        return Verdict(found.verdict, statement, (found.reach,) if found.reach else ())

    return check


class _Why:
    """What stands below a false line, in the form of a counterexample."""

    def __init__(self, finding):
        self.finding = finding

    def lines(self):
        """Return it as lines of text."""
        from mlpkit.homework.block import explanation

        return tuple(explanation(self.finding))
