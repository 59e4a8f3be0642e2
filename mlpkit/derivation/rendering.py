"""How a derivation is shown: as text, as LaTeX, as a block of a page, and as a record."""

import ast
import re
from html import escape

from mlpkit.derivation.domain import is_defined_everywhere
from mlpkit.derivation.indices import abbreviations, free_indices
from mlpkit.derivation.latex import Typesetter
from mlpkit.verdict import Verdict

_MARKS = {"start": "", "proved": "✓", "refuted": "✗"}


def plain(derivation):
    """Return the derivation as text."""
    claim = f" ({derivation.claim})" if derivation.claim else ""
    proved = any(line.verdict == "proved" for line in derivation.lines)
    lines = [f"{'✓ proved' if proved else 'nothing proved yet'}: {derivation.title}{claim}"]
    lines += [f"    given {h.text}{_for_every(h, derivation)}" for h in derivation.hypotheses.all]
    lines += [f"    where {ast.unparse(left)} = {ast.unparse(right)}" for left, right in _where(derivation)]
    for line in derivation.lines:
        relation = {"start": "", "proved": "= ", "refuted": "≠ "}[line.verdict]
        reason = f"    [{line.reason}] {_MARKS[line.verdict]}" if line.reason else ""
        lines.append(f"    {relation}{line.text}{reason}")
        if line.counterexample:
            lines += [f"        {text}" for text in line.counterexample.lines()]
    return "\n".join([*lines, f"    {reach(derivation)}"])


def reach(derivation):
    """Return for what the derivation is proved, in words."""
    scope = derivation.scope
    sizes = [f"{n} ≥ {derivation.least[n]}" if n in derivation.least else n for n in scope.dims]
    names = [*sizes, *scope.symbols, *sorted(scope.functions)]
    parts = [f"for every {', '.join(names)}" if names else "for these numbers"]
    parts += [f"given {h.text}{_for_every(h, derivation)}" for h in derivation.hypotheses.all]
    if not is_defined_everywhere(derivation):
        parts.append("wherever both sides are defined")
    return ", ".join(parts)


def _for_every(hypothesis, derivation):
    """Return the indices that a hypothesis holds for, in words."""
    names = sorted(free_indices(hypothesis.tree, derivation.scope))
    return f" for every {', '.join(names)}" if names else ""


def _where(derivation):
    """Return the abbreviations that are used, each with what it stands for, as two trees."""
    scope = derivation.scope
    trees = [part.tree for part in (*derivation.hypotheses.all, *derivation.lines)]
    for name in abbreviations(trees, scope):
        parameters, right = scope.lets[name]
        left, indices = ast.Name(name), [ast.Name(p) for p in parameters]
        yield ast.Call(left, indices, []) if indices else left, right


def latex(derivation):
    """Return the derivation as one aligned block of LaTeX."""
    typeset = Typesetter(derivation.scope).latex
    rows = [
        rf"&\text{{given }} {typeset(h.tree)} \text{{{_for_every(h, derivation)}}}"
        for h in derivation.hypotheses.all
    ]
    rows += [rf"&\text{{where }} {typeset(left)} = {typeset(right)}" for left, right in _where(derivation)]
    for line in derivation.lines:
        relation = {"start": "&", "proved": "&= ", "refuted": r"&\neq "}[line.verdict]
        mark = {"start": "", "proved": r"\;\checkmark", "refuted": r"\;\times"}[line.verdict]
        reason = rf" && \text{{{_text(line.reason)}}}{mark}" if line.reason else ""
        rows.append(f"{relation}{typeset(line.tree)}{reason}")
    return "$$\\begin{aligned}\n" + " \\\\\n".join(rows) + "\n\\end{aligned}$$"


def _text(reason):
    special = {c: rf"\{c}" for c in "&%#_${}"} | {"\\": r"\backslash ", "^": r"\hat{}", "~": r"\sim "}
    return "".join(special.get(c, c) for c in reason)


def html(derivation):
    """Return the derivation as a block of a page; MathJax typesets the lines."""
    typeset = Typesetter(derivation.scope).latex
    claim = f' <span class="claim-id">{escape(derivation.claim)}</span>' if derivation.claim else ""
    parts = [f'<div class="mlpkit-derivation" id="{anchor(derivation)}">']
    parts.append(f'<div class="title">{escape(derivation.title)}{claim}</div>')
    for h in derivation.hypotheses.all:
        every = _for_every(h, derivation)
        parts.append(rf'<div class="given">given \({escape(typeset(h.tree))}\){every}</div>')
    for left, right in _where(derivation):
        formula = escape(f"{typeset(left)} = {typeset(right)}")
        parts.append(rf'<div class="where">where \(\displaystyle {formula}\)</div>')
    parts.append('<div class="chain">')
    for line in derivation.lines:
        relation = {"start": "", "proved": r"\(=\)", "refuted": r"\(\neq\)"}[line.verdict]
        words = {"start": "", "proved": "proved", "refuted": "refuted"}[line.verdict]
        parts.append(
            f'<div class="line {line.verdict}"><span class="relation">{relation}</span>'
            rf'<span class="formula">\(\displaystyle {escape(typeset(line.tree))}\)</span>'
            f'<span class="reason">{escape(line.reason)}</span>'
            f'<span class="outcome"><span class="mark" aria-hidden="true">{_MARKS[line.verdict]}</span>'
            f" {words}</span></div>"
        )
        if line.counterexample:
            parts.append(f'<div class="counterexample">{escape(" ".join(line.counterexample.lines()))}</div>')
    verdict = Verdict("proved", derivation.title, (reach(derivation),))
    return "".join([*parts, f"</div>{verdict._repr_html_()}</div>"])


def anchor(derivation):
    """Return the name by which other pages link to the block."""
    words = re.findall("[a-z0-9]+", f"{derivation.claim or ''} {derivation.title}".lower())
    return "-".join(["derivation", *words])


def record(derivation):
    """Return the record of a derivation for the ledger."""
    proved = sum(line.verdict == "proved" for line in derivation.lines)
    return {
        "claim": derivation.claim,
        "title": derivation.title,
        "anchor": anchor(derivation),
        "verdict": "proved",
        "method": "exact, for every size and value",
        "reach": reach(derivation),
        "given": [h.text for h in derivation.hypotheses.all],
        "lines": proved,
        "refuted": len(derivation.lines) - proved - 1,
    }
