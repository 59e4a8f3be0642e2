"""Every mention of a claim in the text, such as "by B4", leads to the theorem that states it.

The notebooks keep the plain words, which read well wherever a notebook is opened.
"""

from docutils import nodes
from proof_ledger import CLAIM_ID
from sphinx.addnodes import pending_xref
from sphinx.transforms.post_transforms import SphinxPostTransform

LEFT_ALONE = (nodes.reference, pending_xref, nodes.title, nodes.raw)


class LinkClaims(SphinxPostTransform):
    """Put a reference around each ID of a claim that the book states in a box."""

    default_priority = 4  # before references are resolved, and before proofs adds words of its own
    formats = ("html",)

    def run(self, **kwargs):
        stated = getattr(self.env, "proof_list", {})
        for text in list(self.document.findall(nodes.Text)):
            if CLAIM_ID.search(text) and inside(text, nodes.paragraph) and not inside(text, LEFT_ALONE):
                text.parent.replace(text, split(text.astext(), stated, self.env.docname))


def inside(node, kinds):
    while node := node.parent:
        if isinstance(node, kinds):
            return True
    return False


def split(text, stated, docname):
    """Return the text as nodes: words, and references where a stated claim is named."""
    parts, end = [], 0
    for match in CLAIM_ID.finditer(text):
        label = f"claim-{match[0]}"
        if label in stated:
            target = {"refdomain": "prf", "reftype": "ref", "reftarget": label, "refdoc": docname}
            parts += [nodes.Text(text[end : match.start()])] if match.start() > end else []
            parts.append(pending_xref("", nodes.inline(text=match[0]), refwarn=True, **target))
            end = match.end()
    return [*parts, nodes.Text(text[end:])]


def setup(app):
    app.add_post_transform(LinkClaims)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
