"""Labels agree with what the page shows, and no role is one that the standard dropped."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "book" / "_extensions"))

accessible_names = pytest.importorskip("accessible_names")

SAID = {
    "fold": ('<summary aria-label="Toggle hidden content">', "<summary>"),
    "search": (
        '<button class="btn search-button-field" title="a" aria-label="b">',
        '<button class="btn search-button-field" title="a">',
    ),
    "another button": ('<button class="btn" aria-label="b">', '<button class="btn" aria-label="b">'),
    "empty corner": (
        '<tr><th class="head"><p></p></th><th>a</th>',
        '<tr><td class="head"><p></p></td><th>a</th>',
    ),
    "entry": ('<div role="doc-biblioentry">', '<div role="listitem">'),
    "sidebar": (
        '<div class="bd-sidebar-primary bd-sidebar">',
        '<div role="region" aria-label="Search and contents" class="bd-sidebar-primary bd-sidebar">',
    ),
}


@pytest.mark.parametrize(("before", "after"), SAID.values(), ids=SAID)
def test_labels_agree_with_what_is_shown(before, after):
    assert accessible_names.named(before) == after


@pytest.mark.parametrize("tag", accessible_names.SCROLLS, ids=["wide", "exact", "map"])
def test_a_table_that_scrolls_is_reached_by_keys(tag):
    text = accessible_names.named(f"{tag}<table>")
    assert text.endswith(' tabindex="0"><table>')
    assert text.replace(' tabindex="0"', "") == f"{tag}<table>"
