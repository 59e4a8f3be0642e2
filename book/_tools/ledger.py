"""The proof ledger: the inventory of claims, joined with the records that derivations leave in the notebooks.

The inventory says which claims the book is to hold. A claim that counts as proved has a record on its own
page; a claim still to come is open, and has none.
"""

import json
import re
from dataclasses import dataclass

from book._tools.anchors import directives_of
from book._tools.records import VERDICTS, Record, records_of
from mlpkit.verdict import MARKS

INVENTORY = "book/claims.json"
CLAIM_ID = re.compile(r"\b[A-Z]\d+\b")


@dataclass(frozen=True)
class Claim:
    """One claim of the inventory; ``page`` holds it, or is to hold it where it is open."""

    id: str
    page: str
    statement: str
    open: bool = False


@dataclass(frozen=True)
class Entry:
    """A claim with the records that speak for it."""

    claim: Claim
    records: tuple[Record, ...] = ()

    @property
    def state(self):
        """``open``, ``no record``, or the weakest verdict among the records."""
        if self.claim.open:
            return "open"
        return min((r.verdict for r in self.records), key=VERDICTS.index, default="no record")

    @property
    def mark(self):
        """The mark beside the word."""
        return {"open": "○", "no record": "✗", **MARKS}[self.state]


@dataclass(frozen=True)
class Ledger:
    """Every claim with its records, the records of derivations that belong to no claim, and what is wrong."""

    parts: tuple[tuple[str, str], ...]
    entries: tuple[Entry, ...]
    others: tuple[Record, ...]
    complaints: tuple[str, ...]


def read_inventory(root):
    """Return the titles of the parts, as (letter, title), and the claims."""
    stored = json.loads((root / INVENTORY).read_text(encoding="utf-8"))
    return tuple(stored["parts"].items()), tuple(Claim(**claim) for claim in stored["claims"])


def join(parts, claims, pages):
    """Return the ledger of the pages: each claim with its records, and every complaint."""
    records, complaints = [], []
    for cell in (cell for page in pages for cell in page.code):
        found, problems = records_of(cell)
        records += found
        complaints += problems
    entries = tuple(Entry(claim, tuple(r for r in records if r.claim == claim.id)) for claim in claims)
    complaints += _inventory_is_sound(parts, claims)
    complaints += _claims_are_known(claims, records) + _anchors_are_unique(records)
    complaints += _claims_are_settled(entries, stated_in(pages))
    others = tuple(r for r in records if r.claim is None)
    return Ledger(parts, entries, others, tuple(complaints))


def stated_in(pages):
    """Return, for every claim that a theorem of class ``claim`` names in its title, the cells of it."""
    places = {}
    for cell in (cell for page in pages for cell in page.markdown):
        for box in directives_of(cell.source):
            if box.name.startswith("prf:") and "claim" in box.options.get("class", "").split():
                for claim in CLAIM_ID.findall(box.argument):
                    places.setdefault(claim, []).append(cell)
    return places


def _inventory_is_sound(parts, claims):
    letters, seen, complaints = dict(parts), set(), []
    for claim in claims:
        if claim.id[0] not in letters:
            complaints.append(f"{INVENTORY}: claim {claim.id} belongs to no part, expected one of {letters}")
        if claim.id in seen:
            complaints.append(f"{INVENTORY}: has claim {claim.id} twice")
        seen.add(claim.id)
    return complaints


def _claims_are_known(claims, records):
    known = {claim.id for claim in claims}
    return [
        f"{r.where}: the derivation {r.title!r} is of claim {r.claim!r}, which {INVENTORY} lacks"
        for r in records
        if r.claim is not None and r.claim not in known
    ]


def _anchors_are_unique(records):
    first, complaints = {}, []
    for r in records:
        other = first.setdefault((r.page, r.anchor), r)
        if other is not r:
            complaints.append(
                f"{r.where}: the derivation {r.title!r} has the anchor #{r.anchor}, as {other.title!r} in"
                f" {other.where} has; give it another title"
            )
    return complaints


def _claims_are_settled(entries, stated):
    complaints, known = [], {entry.claim.id for entry in entries}
    for claim, cells in stated.items():
        if claim not in known:
            complaints.append(f"{cells[0].where}: states claim {claim}, which {INVENTORY} lacks")
    for entry in entries:
        claim, cells = entry.claim, stated.get(entry.claim.id, ())
        if claim.open:
            complaints += [
                f"{r.where}: the derivation {r.title!r} is of claim {claim.id}, which {INVENTORY} calls open"
                for r in entry.records
            ]
            continue
        here = [cell.where for cell in cells if cell.page.rpartition(".")[0] == claim.page]
        if not here:
            complaints.append(f"{claim.page}: no box of class claim states claim {claim.id}")
        if all(r.page != claim.page for r in entry.records):
            where = here[0] if here else claim.page
            complaints.append(f"{where}: claim {claim.id} has no record: no derivation of this page is of it")
    return complaints
