"""A section whose heading names a claim is its proof: both say so, and each leads to the other.

The lines of a proof are cells that were run, so no directive can hold them; the section does. It opens with
the theorem it proves and closes with a small square, and the theorem ends with links to its proof.
"""

import re

from docutils import nodes
from proof_ledger import CLAIM_ID
from sphinx.addnodes import pending_xref
from sphinx.transforms.post_transforms import SphinxPostTransform

NAMES_CLAIMS = re.compile(r"([A-Z]\d+(?: and [A-Z]\d+)*)[:,] ")
END = '<p class="proof-end"><span class="visually-hidden">End of the proof</span></p>'


class LinkProofs(SphinxPostTransform):
    """Tie each theorem to the sections that prove it; what was only checked is called evidence."""

    default_priority = 5  # before references are resolved
    formats = ("html",)

    def run(self, **kwargs):
        states = {entry.claim.id: entry.state for entry in self.app.env.proof_ledger.entries}
        sections = sections_by_claim(self.document)
        for name, box in claims_of(self.document).items():
            word = "Proof" if states.get(name, "").startswith("proved") else "Evidence"
            parts = sections.get(name, [])
            for part, section in enumerate(parts, start=1):
                where = f", part {part} of {len(parts)}" if len(parts) > 1 else ""
                self.open(section, f"{word} of" if word == "Proof" else f"{word} for", box, where)
            if parts:
                box += links(word, parts)
            if parts and word == "Proof" and parts[-1][-1].astext() != END:  # one proof may serve two claims
                parts[-1] += nodes.raw(text=END, format="html")

    def open(self, section, words, box, where):
        """Begin the section with the theorem it proves, or add this one to the theorem named already."""
        if "proof-opening" not in section[1].get("classes", ()):
            section.insert(1, nodes.paragraph("", nodes.Text(words), classes=["proof-opening"]))
            before = " "
        else:
            before = " and "
        section[1] += [nodes.Text(before), self.reference(box["label"]), nodes.Text(where)]

    def reference(self, label):
        """Return a reference that becomes the number of the theorem."""
        target = {"refdomain": "prf", "reftype": "ref", "reftarget": label, "refdoc": self.env.docname}
        return pending_xref("", nodes.inline(text=label), refwarn=True, **target)


def claims_of(document):
    """Return the boxes of class ``claim``, by the IDs in their titles."""
    boxes = [box for box in document.findall(nodes.Admonition) if "claim" in box["classes"]]
    return {name: box for box in boxes for name in CLAIM_ID.findall(box["title"])}


def sections_by_claim(document):
    """Return, for each claim, the sections with headings such as ``D6 and D7: the hidden layer``."""
    found = {}
    for section in document.findall(nodes.section):
        title = section[0].astext() if isinstance(section[0], nodes.title) else ""
        if match := NAMES_CLAIMS.match(title):
            for name in CLAIM_ID.findall(match[1]):
                found.setdefault(name, []).append(section)
    return found


def links(word, sections):
    """Return the line under a theorem that leads to its proof."""
    line = nodes.paragraph("", f"{word}: ", classes=["proof-link"])
    for count, section in enumerate(sections):
        text = NAMES_CLAIMS.sub("", section[0].astext())
        line += [nodes.Text("; ")] * bool(count)
        line += nodes.reference(text=text, refid=section["ids"][0], internal=True)
    return line


def setup(app):
    app.add_post_transform(LinkProofs)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
