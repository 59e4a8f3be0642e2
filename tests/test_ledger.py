"""The proof ledger: every claim has its record or is rightly open, and every break is caught."""

import copy
import json
import re
import sys
from pathlib import Path

import pytest

from book._tools.ledger import Claim, Entry, join, read_inventory
from book._tools.pages import ROOT, Page, read_pages
from book._tools.records import KEYS, MIME, records_of
from mlpkit.derivation import Derivation

# The claims the book is to hold, and those among them whose chapter is still to come. When a chapter is
# written, its claims leave the second set, and none ever enters it.
CLAIMS = frozenset(
    f"{part}{number}"
    for part, count in {"A": 9, "B": 7, "C": 7, "D": 14, "E": 2, "F": 7}.items()
    for number in range(1, count + 1)
)
MAY_BE_OPEN = frozenset()
# What code, and not paper, speaks for.
STATES = {"F4": "checked", "F6": "checked"}
PARTS, INVENTORY = read_inventory(ROOT)
LEDGER = join(PARTS, INVENTORY, read_pages())


def test_the_inventory_is_whole():
    assert sorted(CLAIMS) == sorted(claim.id for claim in INVENTORY)


def test_no_other_claim_became_open():
    assert {claim.id for claim in INVENTORY if claim.open} <= MAY_BE_OPEN


@pytest.mark.parametrize("claim", sorted(CLAIMS - MAY_BE_OPEN))
def test_a_closed_claim_has_a_record(claim):
    [entry] = [entry for entry in LEDGER.entries if entry.claim.id == claim]
    assert entry.state == STATES.get(claim, "proved")


def test_the_ledger_is_in_order():
    assert not LEDGER.complaints, "\n" + "\n".join(LEDGER.complaints)


# A small book: one page with two claims, one of them proved by two derivations, and one page still to come.


def double(title="twice", claim="A1"):
    return (
        Derivation(title, claim=claim)
        .number("x")
        .given("x > 0")
        .start("abs(x) + x")
        .wrong("x", "one of the two")
        .eq("2*x", "x is positive")
    )


BUNDLES = {
    "first": double(),
    "second": double("twice again"),
    "helper": double("a help", claim=None),
}
BUNDLES = {name: derivation._repr_mimebundle_() for name, derivation in BUNDLES.items()}
BOX = ":::{prf:theorem} Claim A1\n:class: claim\nText.\n:::\n"
A1 = Claim("A1", "book/trial", "|x| + x = 2x")
A2 = Claim("A2", "book/later", "3x = x + x + x", open=True)


def good():
    outputs = [{"output_type": "display_data", "data": copy.deepcopy(data)} for data in BUNDLES.values()]
    outputs.append({"output_type": "stream", "name": "stdout", "text": "a print leaves no record"})
    return [
        {"cell_type": "markdown", "id": "claim", "metadata": {}, "source": BOX},
        {"cell_type": "code", "id": "proof", "metadata": {}, "source": "", "outputs": outputs},
    ]


def ledger_of(cells, claims=(A1, A2), name="book/trial.ipynb"):
    return join((("A", "Trials"),), claims, [Page(name, json.dumps({"cells": cells}))])


def test_the_good_book_gets_no_complaint():
    ledger = ledger_of(good())
    assert ledger.complaints == ()
    proved, later = ledger.entries
    assert [record.title for record in proved.records] == ["twice", "twice again"]
    assert (proved.state, proved.mark, later.state, later.mark) == ("proved", "✓", "open", "○")
    assert [record.title for record in ledger.others] == ["a help"]
    [first, _] = proved.records
    assert (first.page, first.lines, first.refuted, first.given) == ("book/trial", 1, 1, ("x > 0",))


def test_a_derivation_leaves_a_record_of_this_form():
    record = BUNDLES["first"][MIME]
    assert set(record) == KEYS
    kinds = dict.fromkeys(KEYS, str) | {"given": list, "lines": int, "refuted": int}
    assert {key: type(value) for key, value in record.items()} == kinds


def test_the_weakest_record_decides():
    [first, second] = ledger_of(good()).entries[0].records
    weaker = type(second)(**{**vars(second), "verdict": "checked"})
    assert (Entry(A1, (first, weaker)).state, Entry(A1, (first, weaker)).mark) == ("checked", "≈")


def record(number, **changes):
    """A break: change the stored record of the output with this number."""
    return lambda cells: cells[1]["outputs"][number - 1]["data"][MIME].update(changes)


def show(number, derivation):
    """A break: another derivation in place of the one in the output with this number."""
    return lambda cells: cells[1]["outputs"][number - 1].update(data=derivation._repr_mimebundle_())


def block(number, old, new):
    """A break: change what a reader sees of the output with this number."""

    def broken(cells):
        data = cells[1]["outputs"][number - 1]["data"]
        assert old in data["text/html"], old
        data["text/html"] = data["text/html"].replace(old, new, 1)

    return broken


def box(old, new):
    """A break: change the Markdown that states the claim."""
    assert old in BOX, old
    return lambda cells: cells[0].update(source=BOX.replace(old, new))


def no_proof(cells):
    del cells[1]["outputs"][:2]


def without(key):
    return lambda cells: cells[1]["outputs"][0]["data"][MIME].pop(key)


PROOF, BOXED = "book/trial.ipynb, cell 2 (proof): ", "book/trial.ipynb, cell 1 (claim): "
BREAKS = {
    "unknown claim": (show(3, double("a help", "Z9")), f"{PROOF}the derivation 'a help' is of claim 'Z9'"),
    "no record": (no_proof, f"{BOXED}claim A1 has no record"),
    "open claim with a record": (
        show(3, double("a help", "A2")),
        f"{PROOF}the derivation 'a help' is of claim A2, which",
    ),
    "anchor used twice": (show(2, double("Twice?")), f"{PROOF}the derivation 'Twice?' has the anchor #deriv"),
    "claim not stated": (box("class: claim", "class: note"), "book/trial: no box of class claim states"),
    "claim in a plain box": (box("prf:theorem", "admonition"), "book/trial: no box of class claim states"),
    "claim stated by another name": (box("A1", "A7"), f"{BOXED}states claim A7, which"),
    "a key is missing": (without("reach"), f"{PROOF}a record has the keys ['anchor', 'claim', 'given'"),
    "a key is new": (record(1, shapes=[2]), f"{PROOF}a record has the keys"),
    "unknown verdict": (record(1, verdict="certain"), f"{PROOF}a record has the verdict 'certain'"),
    "forged claim": (record(3, claim="A1"), f"{PROOF}the record of 'a help' has title 'a help A1', and its"),
    "forged title": (record(1, title="thrice"), f"{PROOF}the record of 'thrice' has title"),
    "forged anchor": (record(1, anchor="other"), f"{PROOF}the record of 'twice' has anchor 'other'"),
    "forged verdict": (record(1, verdict="checked"), f"{PROOF}the record of 'twice' has verdict"),
    "forged reach": (record(1, reach="for every n"), f"{PROOF}the record of 'twice' has reach 'for every n'"),
    "forged hypotheses": (record(1, given=[]), f"{PROOF}the record of 'twice' has hypotheses 0"),
    "forged lines": (record(1, lines=9), f"{PROOF}the record of 'twice' has lines 9, and its block shows 1"),
    "forged refutations": (record(1, refuted=0), f"{PROOF}the record of 'twice' has refuted 0, and its"),
    "changed block": (block(1, "line proved", "line"), f"{PROOF}the record of 'twice' has lines 1"),
    "no block": (lambda cells: cells[1]["outputs"][0]["data"].pop("text/html"), f"{PROOF}the record of"),
}


@pytest.mark.parametrize(("broken", "says"), BREAKS.values(), ids=BREAKS)
def test_a_broken_book_gets_a_complaint(broken, says):
    cells = good()
    broken(cells)
    assert any(complaint.startswith(says) for complaint in ledger_of(cells).complaints)


def test_a_record_on_another_page_is_none_for_the_claim():
    elsewhere = Claim("A1", "book/elsewhere", "|x| + x = 2x")
    complaints = ledger_of(good(), claims=(elsewhere, A2)).complaints
    assert any(complaint.startswith("book/elsewhere: claim A1 has no record") for complaint in complaints)


@pytest.mark.parametrize(
    ("claims", "says"),
    [
        ((A1, A2, A2), "has claim A2 twice"),
        ((A1, Claim("Q1", "book/later", "", open=True)), "claim Q1 belong"),
    ],
    ids=["a claim twice", "no such part"],
)
def test_an_unsound_inventory_gets_a_complaint(claims, says):
    assert any(
        complaint.startswith(f"book/claims.json: {says}")
        for complaint in ledger_of(good(), claims).complaints
    )


def test_two_pages_may_use_one_anchor():
    pages = [Page(name, json.dumps({"cells": good()})) for name in ("book/trial.ipynb", "book/intro.ipynb")]
    assert join((("A", "Trials"),), (A1, A2), pages).complaints == ()


def test_every_stored_record_is_read():
    stored = sum(MIME in o.get("data", {}) for page in read_pages() for c in page.code for o in c.outputs)
    read = sum(len(records_of(cell)[0]) for page in read_pages() for cell in page.code)
    assert stored == read


# The page and the badges, on a site of three pages.

CONF = """
import sys
sys.path.insert(0, {extensions!r})
extensions = ["myst_parser", "sphinx_proof", "proof_ledger"]
myst_enable_extensions = ["colon_fence"]
html_theme = "basic"
root_doc = "book/ledger"
exclude_patterns = ["**.ipynb"]
"""


@pytest.fixture
def site(tmp_path):
    pytest.importorskip("sphinx")
    book = tmp_path / "book"
    book.mkdir()
    (tmp_path / "conf.py").write_text(CONF.format(extensions=str(ROOT / "book" / "_extensions")))
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: book/ledger\nchapters:\n- file: book/trial\n")
    toc = "# Ledger\n\n```{toctree}\nbadges\n```\n\n```{proof-ledger}\n```\n"
    (book / "ledger.md").write_text(toc)
    boxes = (BOX.replace("class: claim", "class: note"), BOX, BOX.replace("Claim A1", "Claims A1 and A2"))
    (book / "badges.md").write_text("\n".join(("# Badges\n", *boxes)))
    (book / "trial.ipynb").write_text(json.dumps({"cells": good()}))
    claims = [{key: value for key, value in vars(claim).items() if value is not False} for claim in (A1, A2)]
    (book / "claims.json").write_text(json.dumps({"parts": {"A": "Trials"}, "claims": claims}))
    return tmp_path


def build(site):
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace

    warnings = Path(site, "warnings.txt")
    with docutils_namespace(), warnings.open("w") as stream:
        app = Sphinx(site, site, site / "html", site / "trees", "html", status=None, warning=stream)
        app.build()
    return (site / "html/book/ledger.html").read_text(), warnings.read_text()


@pytest.fixture(autouse=True)
def same_modules():
    before = list(sys.path)
    yield
    sys.path[:] = before


def test_a_row_says_what_was_proved_and_leads_there(site):
    page, warnings = build(site)
    assert warnings == ""
    row = page[page.index('id="claim-A1"') : page.index('id="claim-A2"')]
    assert '<span class="mark" aria-hidden="true">✓</span> proved' in row
    assert '<a href="trial.html#derivation-a1-twice">twice</a>' in row
    assert "exact, for every size and value; for every x, given x &gt; 0" in row
    assert 'data-heading="Lines proved">2</td>' in row
    assert 'data-heading="Lines refuted">2</td>' in row
    later = page[page.index('id="claim-A2"') :]
    assert '<span class="mark" aria-hidden="true">○</span> open' in later
    assert "Of 2 claims: 1 proved, 1 open. The book holds 3 derivations" in page


def test_badges_stand_beside_the_claims(site):
    build(site)
    page = (site / "html/book/badges.html").read_text()
    note, one, both = re.findall('<p class="admonition-title">(.*?)</p>', page)
    badge = (
        '<a class="claim-badge {}" href="ledger.html#claim-{}" title="Claim {} in the proof ledger">'
        '<span class="mark" aria-hidden="true">{}</span> {}</a>'
    )
    first = badge.format("proved", "A1", "A1", "✓", "{}")
    second = badge.format("open", "A2", "A2", "○", "A2 open")
    number = '<span class="caption-number">Theorem {} </span> '
    assert note == f"{number.format(1)}(Claim A1)"
    assert one == f"{number.format(2)}(Claim A1) {first.format('proved')}"
    assert both == f"{number.format(3)}(Claims A1 and A2) {first.format('A1 proved')} {second}"


def test_a_changed_notebook_changes_the_ledger_and_the_badges(site):
    build(site)
    cells = good()
    no_proof(cells)
    (site / "book/trial.ipynb").write_text(json.dumps({"cells": cells}))
    page, warnings = build(site)
    assert "claim A1 has no record" in warnings
    assert '<span class="mark" aria-hidden="true">✗</span> no record' in page
    assert 'class="claim-badge no-record"' in (site / "html/book/badges.html").read_text()
