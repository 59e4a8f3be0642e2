"""What speaks for a claim that no chain of equalities proves: code run on symbols, or cases that were tried.

A `Derivation` leaves its record in the ledger by itself. A verdict about code becomes a record
of a claim through `evidence`; what was observed, in so many cases, through `observed`.
"""

from dataclasses import dataclass
from html import escape

from mlpkit.derivation.rendering import anchor
from mlpkit.verdict import Verdict

_METHODS = {"proved": "exact, the code run on symbols", "checked": "tried, not proved"}
_METHODS["proved at shape"] = _METHODS["proved"]


@dataclass(frozen=True)
class Evidence:
    """A verdict that speaks for a claim; a page shows it as a block, which leaves a record.

    Parameters
    ----------
    verdict : Verdict
    claim : str
        The ID of the claim.
    title : str
        What the block is called, once on its page.
    """

    verdict: Verdict
    claim: str
    title: str

    @property
    def reach(self):
        """How far the verdict goes, in one line."""
        return "; ".join(self.verdict.details)

    def __repr__(self):
        return f"{self.title} ({self.claim})\n{self.verdict}"

    def _repr_mimebundle_(self, include=None, exclude=None):
        verdict = Verdict(self.verdict.kind, self.verdict.statement, (self.reach,))
        return {
            "text/html": (
                f'<div class="mlpkit-derivation" id="{anchor(self)}"><div class="title">{escape(self.title)}'
                f' <span class="claim-id">{escape(self.claim)}</span></div>{verdict._repr_html_()}</div>'
            ),
            "text/plain": repr(self),
            "application/vnd.mlpkit.record+json": {
                "claim": self.claim,
                "title": self.title,
                "anchor": anchor(self),
                "verdict": self.verdict.kind,
                "method": _METHODS[self.verdict.kind],
                "reach": self.reach,
                "given": [],
                "lines": 0,
                "refuted": 0,
            },
        }


def evidence(verdict, *, claim, title):
    """Let a verdict about code speak for a claim.

    Parameters
    ----------
    verdict : Verdict
        From `prove_equal`, `prove_gradient` or `prove_network`, so of any kind but *refuted*.
    claim, title : str

    Raises
    ------
    TypeError, ValueError
        If it is no verdict, or a refutation.

    Examples
    --------
    >>> from mlpkit import tanh
    >>> from mlpkit.proof import prove_equal
    >>> odd = prove_equal(lambda x: tanh(-x), lambda x: -tanh(x), statement="tanh(−x) = −tanh(x)", x=())
    >>> evidence(odd, claim="A4", title="tanh is odd")
    tanh is odd (A4)
    ✓ proved: tanh(−x) = −tanh(x)
        for every x
    """
    if not isinstance(verdict, Verdict):
        raise TypeError(f"evidence: verdict is {verdict!r}, expected a Verdict, as prove_equal returns")
    if verdict.kind == "refuted":
        raise ValueError(f"evidence: {verdict.statement} is refuted, which speaks for no claim")
    return Evidence(verdict, claim, title)


def observed(statement, cases, *, claim, title):
    """Let cases that were tried speak for a claim; the verdict is *checked*, and says how many.

    Parameters
    ----------
    statement : str
    cases : dict from str to bool
        Whether the statement holds, for each case by its name.
    claim, title : str

    Raises
    ------
    ValueError
        If there is no case, or one in which the statement does not hold; it names it.
    TypeError
        If a case is neither True nor False.

    Examples
    --------
    >>> observed("n² + n + 41 is odd", {f"n = {n}": (n * n + n + 41) % 2 == 1 for n in (1, 2)},
    ...          claim="F1", title="an odd number")
    an odd number (F1)
    ≈ checked: n² + n + 41 is odd
        2 cases: n = 1, n = 2
    """
    if not cases:
        raise ValueError(f"observed: {statement}: there are no cases, expected one at least")
    for name, holds in cases.items():
        # A numpy bool is one too; a number or an array would be taken for True.
        if getattr(holds, "dtype", type(holds)) not in (bool, "bool") or getattr(holds, "shape", ()) != ():
            raise TypeError(f"observed: {statement}: case {name} is {holds!r}, expected True or False")
        if not holds:
            raise ValueError(f"observed: {statement}: it does not hold for {name}")
    count = "1 case" if len(cases) == 1 else f"{len(cases)} cases"
    return Evidence(Verdict("checked", statement, (f"{count}: {', '.join(cases)}",)), claim, title)
