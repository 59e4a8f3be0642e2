"""The proof ledger as a page, and a badge beside each claim in the text that links to its row.

Both are made when a page is written, from what the notebooks store at that moment: when a record or the
inventory has changed since the last build, every page is written again.
"""

import sys
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

# `jupyter-book build` does not look for modules in the folder that it builds.
sys.path.append(str(Path(__file__).resolve().parents[2]))
from book._tools.ledger import CLAIM_ID, join, read_inventory
from book._tools.pages import read_pages

logger = logging.getLogger(__name__)

PAGE = "book/ledger"
HEADINGS = ("Claim", "Verdict", "Proof", "Lines proved", "Lines refuted")


class proof_ledger(nodes.General, nodes.Element):
    """The place of the table in a page."""


class ProofLedger(SphinxDirective):
    """``{proof-ledger}``: the table of all claims, with their verdicts and links to their proofs."""

    def run(self):
        return [proof_ledger()]


class ShowLedger(SphinxPostTransform):
    """Put the table in its place, and a badge after the title of each box of class ``claim``."""

    default_priority = 20
    formats = ("html",)

    def run(self, **kwargs):
        ledger = self.app.env.proof_ledger
        for place in list(self.document.findall(proof_ledger)):
            place.replace_self(raw(table(ledger, self.uri)))
        entries = {entry.claim.id: entry for entry in ledger.entries}
        for box in self.document.findall(nodes.Admonition):
            if "claim" in box["classes"]:
                title = next(box.findall(nodes.title))
                named = [entries[name] for name in CLAIM_ID.findall(title.astext()) if name in entries]
                title += [raw(badge(entry, self.uri(PAGE), len(named) > 1)) for entry in named]

    def uri(self, page):
        return self.app.builder.get_relative_uri(self.env.docname, page)


def raw(html):
    return nodes.raw(text=html, format="html")


def verdict(entry, before=""):
    """The verdict of a claim: a mark, and the word that says the same."""
    return f'<span class="mark" aria-hidden="true">{entry.mark}</span> {before}{entry.state}'


def style(entry):
    return entry.state.replace(" ", "-")


def badge(entry, ledger_uri, named):
    """The badge of a claim; with its ID where a title names several."""
    name = entry.claim.id
    return (
        f' <a class="claim-badge {style(entry)}" href="{ledger_uri}#claim-{name}"'
        f' title="Claim {name} in the proof ledger">{verdict(entry, f"{name} " if named else "")}</a>'
    )


def table(ledger, uri):
    """The summary, and the table: a row for each claim, under the title of its part."""
    rows = []
    for letter, title in ledger.parts:
        rows.append(
            f'<tr role="row" class="part"><th role="rowheader" scope="rowgroup" colspan="{len(HEADINGS)}">'
            f"{letter}. {escape(title)}</th></tr>"
        )
        rows += [row(entry, uri) for entry in ledger.entries if entry.claim.id[0] == letter]
    # The roles keep it a table for a screen reader where a narrow screen shows the rows as blocks.
    head = "".join(f'<th role="columnheader" scope="col">{heading}</th>' for heading in HEADINGS)
    return (
        f"<p>{summary(ledger)}</p>"
        '<table class="proof-ledger" role="table" aria-label="Every claim of the book and its verdict">'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{"".join(rows)}</tbody></table>'
    )


def summary(ledger):
    states = [entry.state for entry in ledger.entries]
    counts = ", ".join(f"{states.count(state)} {state}" for state in dict.fromkeys(states))
    records = [record for entry in ledger.entries for record in entry.records] + [*ledger.others]
    derivations = [record for record in records if record.lines]
    about_code = len(records) - len(derivations)
    refuted = sum(record.refuted for record in records)
    return (
        f"Of {len(states)} claims: {counts}. The book holds {len(derivations)} derivations, of which"
        f" {len(ledger.others)} belong to no claim. Together they prove {sum(r.lines for r in records)} lines"
        f" and refute {refuted} wrong ones."
        + (f" {about_code} more records are about code." if about_code else "")
    )


def row(entry, uri):
    claim, records = entry.claim, entry.records
    if records:
        proof = f"<ul>{''.join(f'<li>{source(record, uri)}</li>' for record in records)}</ul>"
    else:
        proof = "to come" if claim.open else "missing"
    cells = (
        f'<strong class="claim-id">{claim.id}</strong> {escape(claim.statement)}',
        f'<span class="claim-badge {style(entry)}">{verdict(entry)}</span>',
        proof,
        str(sum(record.lines for record in records)) if records else "–",
        str(sum(record.refuted for record in records)) if records else "–",
    )
    filled = "".join(
        f'<td role="cell" data-heading="{heading}">{cell}</td>'
        for heading, cell in zip(HEADINGS, cells, strict=True)
    )
    return f'<tr role="row" id="claim-{claim.id}" class="{style(entry)}">{filled}</tr>'


def source(record, uri):
    """Where a derivation stands, how it was proved and for what."""
    link = f'<a href="{uri(record.page)}#{record.anchor}">{escape(record.title)}</a>'
    return f'{link} <span class="how">{escape(record.method)}; {escape(record.reach)}</span>'


def refresh(app, env):
    """Read the ledger; say what is wrong with it; return the pages to write again."""
    root = Path(app.srcdir)
    ledger = join(*read_inventory(root), read_pages(root))
    for complaint in ledger.complaints:
        logger.warning(complaint)
    changed = ledger != getattr(env, "proof_ledger", None)
    env.proof_ledger = ledger
    return env.found_docs if changed else None


def setup(app):
    app.add_node(proof_ledger)
    app.add_directive("proof-ledger", ProofLedger)
    app.add_post_transform(ShowLedger)
    app.connect("env-updated", refresh)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
