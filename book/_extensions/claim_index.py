"""``{claim-index}``: every claim with its verdict and a link to its box. The general index has them too."""

from html import escape
from pathlib import Path

from docutils import nodes
from proof_ledger import CLAIM_ID, PAGE, raw, read_inventory, style, verdict
from sphinx import addnodes
from sphinx.environment.collectors import EnvironmentCollector
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

logger = logging.getLogger(__name__)

HEADINGS = ("Claim", "Statement", "Verdict")


class claim_index(nodes.General, nodes.Element):
    """The place of the index in a page."""


class ClaimIndex(SphinxDirective):
    """The directive: it takes no argument and no content."""

    def run(self):
        return [claim_index()]


def stated_claims(document):
    """Yield (claim, box) for each claim that the title of a box of class ``claim`` names."""
    for box in document.findall(nodes.Admonition):
        if "claim" in box["classes"] and (title := next(box.findall(nodes.title), None)):
            for claim in CLAIM_ID.findall(title.astext()):
                yield claim, box


class EnterClaims(SphinxTransform):
    """Give each box an anchor, and enter its claims in the index of the book."""

    default_priority = 840  # before the index is collected

    def apply(self, **kwargs):
        statements = {claim.id: claim.statement for claim in read_inventory(Path(self.env.srcdir))[1]}
        for claim, box in list(stated_claims(self.document)):
            if not box["ids"]:
                box["ids"].append(f"claim-{claim}")
            text = statements.get(claim, "").replace(";", ",")
            entry = ("single", f"claims; {claim}: {text}", box["ids"][0], "", None)
            box.parent.insert(box.parent.index(box), addnodes.index(entries=[entry]))


class CollectClaims(EnvironmentCollector):
    """Remember where each claim is stated."""

    def clear_doc(self, app, env, docname):
        places = getattr(env, "claim_places", {})
        env.claim_places = {claim: place for claim, place in places.items() if place[0] != docname}

    def merge_other(self, app, env, docnames, other):
        env.claim_places |= other.claim_places

    def process_doc(self, app, doctree):
        docname = app.env.docname
        for claim, box in stated_claims(doctree):
            app.env.claim_places.setdefault(claim, (docname, box["ids"][0]))


class ShowClaims(SphinxPostTransform):
    """Put the index in its place."""

    default_priority = 20
    formats = ("html",)

    def run(self, **kwargs):
        for place in list(self.document.findall(claim_index)):
            ledger = self.app.env.proof_ledger
            place.replace_self([raw(self.part(*part, ledger.entries)) for part in ledger.parts])

    def part(self, letter, title, entries):
        """A table: the ID leads to the box, the verdict to the row of the ledger."""
        rows = "".join(self.row(entry) for entry in entries if entry.claim.id[0] == letter)
        head = "".join(f'<th scope="col">{heading}</th>' for heading in HEADINGS)
        caption = f"{letter}. {escape(title)}"
        return (
            f'<table class="claim-index"><caption>{caption}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        )

    def row(self, entry):
        claim, (page, anchor) = entry.claim, self.app.env.claim_places[entry.claim.id]
        return (
            f'<tr><th scope="row"><a href="{self.uri(page)}#{anchor}">{claim.id}</a></th>'
            f"<td>{escape(claim.statement)}</td>"
            f'<td><a class="claim-badge {style(entry)}" href="{self.uri(PAGE)}#claim-{claim.id}"'
            f' aria-label="{claim.id} {entry.state}, in the proof ledger">{verdict(entry)}</a></td></tr>'
        )

    def uri(self, page):
        return self.app.builder.get_relative_uri(self.env.docname, page)


def check(app, env):
    """Warn of every claim of the inventory that no box states."""
    for entry in env.proof_ledger.entries:
        if entry.claim.id not in env.claim_places:
            logger.warning("no box of class claim states %s", entry.claim.id)


def refresh(app, env):
    """Where a claim has moved, the pages are to be written again."""
    changed = env.claim_places != getattr(env, "shown_claim_places", None)
    env.shown_claim_places = dict(env.claim_places)
    return env.found_docs if changed else None


def setup(app):
    app.connect("env-updated", refresh)
    app.setup_extension("proof_ledger")
    app.add_node(claim_index)
    app.add_directive("claim-index", ClaimIndex)
    app.add_transform(EnterClaims)
    app.add_env_collector(CollectClaims)
    app.add_post_transform(ShowClaims)
    app.connect("env-check-consistency", check)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
