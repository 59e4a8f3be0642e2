"""The index of claims: which boxes state which claims, and the row of each."""

import sys
from types import SimpleNamespace

import pytest

from book._tools.ledger import Claim, Entry
from book._tools.pages import ROOT

sys.path.insert(0, str(ROOT / "book" / "_extensions"))
nodes = pytest.importorskip("docutils.nodes")
claim_index = pytest.importorskip("claim_index")


def box(title, *classes, ids=()):
    return nodes.admonition("", nodes.title(text=title), classes=list(classes), ids=list(ids))


def document(*boxes):
    return nodes.section("", *boxes)


@pytest.mark.parametrize(
    ("made", "claims"),
    [
        (box("Claim B4", "claim"), ["B4"]),
        (box("Claims A1 and A2", "claim"), ["A1", "A2"]),
        (box("Claim", "claim"), []),
        (box("Slip: B4 by hand", "slip"), []),
    ],
    ids=["one", "two", "without an ID", "another box"],
)
def test_a_box_of_class_claim_states_the_claims_of_its_title(made, claims):
    assert [claim for claim, _ in claim_index.stated_claims(document(made))] == claims


def test_where_claims_stand_is_kept_page_by_page():
    app = SimpleNamespace(env=SimpleNamespace(docname="book/a"))
    collector = claim_index.CollectClaims.__new__(claim_index.CollectClaims)
    collector.clear_doc(app, app.env, "book/a")
    collector.process_doc(app, document(box("Claim B4", "claim", ids=["claim-b4"])))
    assert app.env.claim_places == {"B4": ("book/a", "claim-b4")}
    collector.clear_doc(app, app.env, "book/a")
    assert app.env.claim_places == {}


def test_a_row_leads_to_the_box_and_to_the_ledger():
    shown = SimpleNamespace(
        app=SimpleNamespace(env=SimpleNamespace(claim_places={"B4": ("book/a", "claim-b4")})),
        uri=lambda page: f"{page}.html",
    )
    row = claim_index.ShowClaims.row(shown, Entry(Claim("B4", "book/a", "a < b", open=True)))
    assert 'href="book/a.html#claim-b4">B4</a>' in row
    assert 'href="book/ledger.html#claim-B4"' in row
    assert "a &lt; b" in row
    assert "open" in row
