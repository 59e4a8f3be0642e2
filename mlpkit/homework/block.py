"""A report as a block of a page, in the look of a derivation; MathJax typesets its lines."""

from html import escape

_LOOK = {
    "proved": "proved",
    "checked": "checked",
    "defined": "defined",
    "false": "refuted",
    "not established": "open",
    "not read": "open",
}


def html(report):
    """Return a report as a block of a page.

    Parameters
    ----------
    report : Report

    Returns
    -------
    str
    """
    parts = ['<div class="mlpkit-derivation mlpkit-homework">']
    parts.append(f'<div class="title">{escape(report.name)}</div><div class="chain">')
    display = None
    for finding in report.findings:
        parts.append(_line(finding, finding.passage != display))
        display = finding.passage if finding.verdict != "not read" else None
    parts.append("</div>")
    for title, entries in (("taken for granted", report.taken_for_granted()), ("left out", report.remarks)):
        if entries:
            parts.append(f'<div class="given">{title}: {escape("; ".join(entries))}</div>')
    return "".join([*parts, f'<div class="given">{escape(report.summary())}</div></div>'])


def _line(finding, first):
    look = _LOOK[finding.verdict]
    if finding.verdict == "not read" and finding.pointing:
        formula = f"<pre>{escape(chr(10).join(finding.pointing))}</pre>"
    elif finding.verdict == "not read":
        formula = f"<code>{escape(f'{finding.left} {finding.relation} {finding.right}'.strip())}</code>"
    else:
        left = rf"{finding.left} " if first else ""
        formula = rf"\(\displaystyle {escape(left)}{escape(finding.relation)} {escape(finding.right)}\)"
    cell = f"cell {finding.place.cell}, " if finding.place.cell is not None else ""
    parts = [
        f'<div class="line {look}"><span class="relation"></span><span class="formula">{formula}</span>'
        f'<span class="reason">{cell}line {finding.place.line}</span>'
        f'<span class="outcome"><span class="mark" aria-hidden="true">{finding.mark}</span>'
        f" {finding.verdict}</span></div>"
    ]
    parts += [f'<div class="counterexample {look}">{escape(text)}</div>' for text in explanation(finding)]
    return "".join(parts)


def explanation(finding):
    """Return what stands below a line, as lines of text: why, the counterexample, the hint, the choices.

    Parameters
    ----------
    finding : Finding

    Returns
    -------
    list of str
    """
    lines = [finding.why] if finding.why else []
    lines += [" ".join(finding.counterexample)] if finding.counterexample else []
    lines += [f"it is true {finding.hint}"] if finding.hint else []
    return lines + [f"either: {choice}" for choice in finding.choices]
