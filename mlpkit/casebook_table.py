"""How a casebook shows its slips: a list of each family, and the table of all of them."""

import re
from dataclasses import dataclass
from html import escape

_HEADINGS = ("slip", "refuted by", "diagnosis of the gradient", "the right line")


def answered(diagnosis):
    """Return what a diagnosis answers, in one line."""
    if diagnosis.explanations:
        before = "accepted, and named" if diagnosis.is_right else "named"
        return f"{before}: {' | '.join(' and '.join(e.names) for e in diagnosis.explanations)}"
    related = [array.relation.name for array in diagnosis.arrays if array.relation]
    if related:
        return f"related: {', '.join(related)}"
    if diagnosis.kind == "shape":
        return "shape: " + re.sub(r"^.*?expected \([^)]*\): ", "", diagnosis.advice[0])
    return f"{diagnosis.kind}: {diagnosis.advice[-1]}" if diagnosis.advice else diagnosis.kind


@dataclass(frozen=True)
class Listing:
    """Slips of one family, each with a link to the right line."""

    title: str
    cases: tuple

    def __repr__(self):
        lines = [f"{name} ({case.kind}). The right line: {case.right}" for name, case in self.cases]
        return "\n    ".join([self.title, *lines])

    def _repr_html_(self):
        items = "".join(
            f"<li>{name} <em>({escape(case.kind)})</em>. The right line: {case.link}</li>"
            for name, case in self.cases
        )
        return f"<ul>{items}</ul>"


@dataclass(frozen=True)
class Table:
    """Every slip: its claim and class, what refuted it, what the diagnosis answered, the right line."""

    cases: tuple

    def __repr__(self):
        return "\n".join(
            f"{name} ({case.claim}, {case.kind}); refuted by {_means(case)}; diagnosis {_answers(case)};"
            f" {case.right}"
            for name, case in self.cases
        )

    def _repr_html_(self):
        # The roles keep it a table for a screen reader where a narrow screen shows the rows as blocks.
        head = "".join(f'<th role="columnheader" scope="col">{heading}</th>' for heading in _HEADINGS)
        return (
            '<table class="proof-ledger" role="table" aria-label="Every slip and what found it">'
            f'<thead role="rowgroup"><tr role="row">{head}</tr></thead>'
            f'<tbody role="rowgroup">{"".join(_row(name, case) for name, case in self.cases)}</tbody></table>'
        )


def _row(name, case):
    own = f'<a href="#{case.block}">{name}</a>' if case.block else name
    cells = (
        f'<strong class="claim-id">{own}</strong> {escape(case.kind)}'
        f' <span class="how">claim {escape(case.claim)}</span>',
        escape(_means(case)),
        escape(_answers(case)),
        case.link,
    )
    filled = "".join(
        f'<td role="cell" data-heading="{heading}">{cell}</td>'
        for heading, cell in zip(_HEADINGS, cells, strict=True)
    )
    return f'<tr role="row" id="slip-{name}">{filled}</tr>'


def _means(case):
    return "; ".join(sorted(case.means)) or "–"


def _answers(case):
    return "; ".join(dict.fromkeys(map(answered, case.answers))) or "–"
