"""A page that shows documents with marks in the margin; one file, which asks nothing of a network."""

import re
from html import escape
from importlib.resources import files

from mlpkit.homework.block import explanation
from mlpkit.homework.findings import MARKS, VERDICTS
from mlpkit.homework.mathml import mathml

_HOLDS = re.compile(
    r"\A[\s>]*(?:\$\$|\\\]|\\end\{\w+\*?\}|:::+|```+)[ \t]*(?=\n|\Z)"
    r"|(?:\$\$|\\\[|\\begin\{(?!document)\w+\*?\}|(?::::+|```+)[ ]?\{(?:math|declare)\}|%+\s*mlpkit:)[\s>]*\Z"
)
# Even if a document smuggled something in, the browser would neither run nor fetch it.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_SLUGS = {verdict: verdict.replace(" ", "-") for verdict in VERDICTS}
_MEANINGS = {
    "proved": "exact, for every value and every size",
    "checked": "no proof; no counterexample at any point tried",
    "defined": "says what a name stands for; there is nothing to prove",
    "false": "a counterexample stands below it",
    "not established": "neither proved nor refuted",
    "not read": "not understood; why stands below it",
}


def page(reports):
    """Return reports as one page.

    Parameters
    ----------
    reports : list of Report

    Returns
    -------
    str
        HTML with its style inside, in light and dark.
    """
    style = files("mlpkit.homework").joinpath("page.css").read_text(encoding="utf-8")
    body = "".join(_document(report) for report in reports)
    title = escape(", ".join(report.name for report in reports))
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f"<title>Checked: {title}</title><style>{style}</style></head>"
        f"<body><main><h1>Checked line by line</h1>{_legend()}{body}</main></body></html>\n"
    )


def _legend():
    rows = "".join(
        f'<dt class="{_SLUGS[verdict]}">{_mark(verdict)}</dt><dd>{_MEANINGS[verdict]}</dd>'
        for verdict in VERDICTS
    )
    return f"<details><summary>What the marks say</summary><dl>{rows}</dl></details>"


def _mark(verdict):
    return f'<span class="mark" aria-hidden="true">{MARKS[verdict]}</span> {verdict}'


def _document(report):
    parts = [f"<section><h2>{escape(report.name)}</h2><p><strong>{escape(report.summary())}</strong></p>"]
    parts.append(_rests(report))
    whole = [finding for finding in report.findings if finding.passage < 0]
    parts += [_finding(finding, True) for finding in whole]
    for number, source in enumerate(report.sources):
        if source.cell is not None:
            parts.append(f"<h3>Cell {source.cell}</h3>")
        shown = sorted((s for s in report.shown if s.source == number), key=lambda s: s.begin)
        parts += _source(report, source, shown)
    return "".join([*parts, "</section>"])


def _rests(report):
    declared = "".join(_table(heading, rows) for heading, rows in report.declared)
    parts = [f"<details><summary>Declared</summary>{declared}</details>"] if declared else []
    for title, entries in (("Taken for granted", report.taken_for_granted()), ("Left out", report.remarks)):
        if entries:
            items = "".join(f"<li>{escape(entry)}</li>" for entry in entries)
            parts.append(f"<details open><summary>{title}</summary><ul>{items}</ul></details>")
    return "".join(parts)


def _table(heading, rows):
    cells = "".join(
        f"<tr><th scope='row'>{_formula(name)}</th><td>{escape(meaning)}</td></tr>" for name, meaning in rows
    )
    return f"<table><caption>{escape(heading)}</caption>{cells}</table>"


def _source(report, source, shown):
    """Yield the text of a source, and in it the displays with their marks."""
    at = 0
    for part in shown:
        findings = [f for f in report.findings if f.passage == part.passage]
        if part.kind in ("prose", "heading") and not findings:
            continue
        yield _text(source.text[at : part.begin])
        if part.kind != "equation":
            yield f'<pre class="declaration">{escape(source.text[part.begin : part.end])}</pre>'
        for k, finding in enumerate(findings):
            yield _finding(finding, k == 0 or findings[k - 1].verdict == "not read")
        if part.kind == "equation" and not findings:
            yield f'<pre class="source">{escape(source.text[part.begin : part.end])}</pre>'
        at = max(at, part.end)
    yield _text(source.text[at:])


def _text(text):
    """Return prose as it stands, without the marks that hold a display."""
    stripped = _HOLDS.sub("", text).strip("\n")
    return f'<div class="text">{escape(stripped)}</div>' if stripped.strip() else ""


def _finding(finding, first):
    left = f"{finding.left} " if first else ""
    read = finding.verdict != "not read"
    formula = _formula(f"{left}{finding.relation} {finding.right}") if read else _source_line(finding)
    below = "".join(f"<p>{escape(line)}</p>" for line in explanation(finding))
    place = f"line {finding.place.line}" if finding.passage >= 0 else "the document"
    return (
        f'<div class="finding {_SLUGS[finding.verdict]}"><div class="margin">{_mark(finding.verdict)}'
        f'<span class="place">{place}</span></div><div class="line">{formula}{below}</div></div>'
    )


def _formula(latex):
    return mathml(latex) or f"<code>{escape(latex)}</code>"


def _source_line(finding):
    if finding.pointing:
        return f"<pre>{escape(chr(10).join(finding.pointing))}</pre>"
    return f"<code>{escape(f'{finding.left} {finding.relation} {finding.right}'.strip())}</code>"
