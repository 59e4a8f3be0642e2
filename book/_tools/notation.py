"""The symbols of the book, read from `book/notation.json`, and whether each stands where its row says."""

import json
from dataclasses import dataclass

from book._tools.titles import sections_of

INVENTORY = "book/notation.json"


@dataclass(frozen=True)
class Symbol:
    """One row: ``at`` is the equation or the section that introduces it, ``occurs`` what stands there.

    ``also`` names the rows in which the same letter stands for something else.
    """

    id: str
    symbol: str
    shape: str
    meaning: str
    page: str
    at: str
    occurs: str
    also: tuple[str, ...] = ()

    @property
    def anchor(self):
        """The anchor of the place, as the site names it."""
        return f"equation-{self.at}" if self.at.startswith("eq-") else self.at


def read_notation(root):
    """Return the groups of the inventory, as (title, symbols)."""
    stored = json.loads((root / INVENTORY).read_text(encoding="utf-8"))
    return tuple(
        (group["title"], tuple(Symbol(**{"also": (), **row}) for row in group["symbols"]))
        for group in stored["groups"]
    )


def complaints(groups, pages):
    """Return what is wrong: a place that is not there, a symbol that is not at its place, a lost link."""
    symbols = [symbol for _, found in groups for symbol in found]
    by_id = {symbol.id: symbol for symbol in symbols}
    by_name = {page.name.rpartition(".")[0]: page for page in pages}
    found = []
    if len(by_id) != len(symbols):
        ids = [symbol.id for symbol in symbols]
        found.append(f"{INVENTORY}: these ids stand twice: {sorted({i for i in ids if ids.count(i) > 1})}")
    for symbol in symbols:
        place = _place(symbol, by_name.get(symbol.page))
        if place is None:
            found.append(f"{INVENTORY}, {symbol.id}: {symbol.page} has no {symbol.at}")
        elif symbol.occurs not in place:
            found.append(f"{INVENTORY}, {symbol.id}: {symbol.occurs} does not occur at {symbol.at}")
        for other in symbol.also:
            if other not in by_id or symbol.id not in by_id[other].also:
                found.append(f"{INVENTORY}, {symbol.id}: also names {other}, which does not name it back")
    return found


def _place(symbol, page):
    """The Markdown that introduces a symbol: the cell of its equation, or its section."""
    if page is None:
        return None
    if symbol.at.startswith("eq-"):
        return next((cell.source for cell in page.markdown if f"$$ ({symbol.at})" in cell.source), None)
    return sections_of(page).get(symbol.at)
