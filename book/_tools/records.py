"""The records that derivations leave in a notebook, each compared with the block a reader sees beside it."""

from dataclasses import dataclass, fields
from html.parser import HTMLParser

MIME = "application/vnd.mlpkit.record+json"
VERDICTS = ("checked", "proved at shape", "proved")  # the weakest first


@dataclass(frozen=True)
class Record:
    """What one derivation says of itself; ``page`` and ``where`` say which cell showed it."""

    page: str
    where: str
    claim: str | None
    title: str
    anchor: str
    verdict: str
    method: str
    reach: str
    given: tuple[str, ...]
    lines: int
    refuted: int


KEYS = {field.name for field in fields(Record)} - {"page", "where"}


def records_of(cell):
    """Return the records in a cell's outputs, and what is wrong with them."""
    records, problems = [], []
    for data in (output["data"] for output in cell.outputs if MIME in output.get("data", {})):
        stored = data[MIME]
        keys = set(stored) if isinstance(stored, dict) else {type(stored).__name__}
        if keys != KEYS:
            problems.append(f"a record has the keys {sorted(keys)}, expected {sorted(KEYS)}")
        elif stored["verdict"] not in VERDICTS:
            problems.append(f"a record has the verdict {stored['verdict']!r}, expected one of {VERDICTS}")
        else:
            page = cell.page.rpartition(".")[0]
            records.append(Record(page, cell.where, **{**stored, "given": tuple(stored["given"])}))
            problems += _disagreements(records[-1], "".join(data.get("text/html", "")))
    return records, [f"{cell.where}: {problem}" for problem in problems]


def _disagreements(record, html):
    block = _Block.of(html)
    said = {
        "anchor": record.anchor,
        "title": f"{record.title} {record.claim}" if record.claim else record.title,
        "verdict": record.verdict,
        "reach": record.reach,
        "hypotheses": len(record.given),
        "lines": record.lines,
        "refuted": record.refuted,
    }
    return [
        f"the record of {record.title!r} has {key} {value!r}, and its block shows {block[key]!r}"
        for key, value in said.items()
        if value != block[key]
    ]


# Which elements of a block show which fact, by class or name: those to count, and those to read.
COUNTED = {"given": "hypotheses", "line proved": "lines", "line refuted": "refuted"}
READ = {"title": "title", "strong": "verdict", "details": "reach"}


class _Block(HTMLParser):
    """What the HTML of a derivation shows."""

    @classmethod
    def of(cls, html):
        parser = cls()
        parser.open = []
        parser.found = {"anchor": "", "title": "", "verdict": "", "reach": ""}
        parser.found |= {"hypotheses": 0, "lines": 0, "refuted": 0}
        parser.feed(html)
        return parser.found

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        kind = attributes.get("class") or tag
        self.open.append(kind)
        if kind == "mlpkit-derivation":
            self.found["anchor"] = attributes.get("id", "")
        if kind in COUNTED:
            self.found[COUNTED[kind]] += 1

    def handle_endtag(self, tag):
        self.open.pop()

    def handle_data(self, data):
        for kind in set(self.open) & set(READ):
            self.found[READ[kind]] += data
