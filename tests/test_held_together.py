"""Formulas and the marks that touch them: no line is broken between the two."""

import sys
from pathlib import Path

import pytest

nodes = pytest.importorskip("docutils.nodes")
pytest.importorskip("sphinx")
sys.path.insert(0, str(Path(__file__).parent.parent / "book" / "_extensions"))

import held_together  # noqa: E402

LINES = {
    "a comma": ("of ", "x", ", and", ["of ", ["x", ","], " and"]),
    "a bracket": ("of (", "x", " or more", ["of ", ["(", "x"], " or more"]),
    "both": ("(", "x", ").", ["", ["(", "x", ")."], ""]),
    "a hyphen": ("the ", "n", "-th one", ["the ", ["n", "-"], "th one"]),
    "a word": ("of ", "x", " and", ["of ", "x", " and"]),
    "a comma within the text": ("so, ", "x", " and, then", ["so, ", "x", " and, then"]),
    "alone": ("", "x", "", ["x"]),
}


def shown(node):
    """Return the texts of a node, those of a piece held together in a list of their own."""
    return [
        shown(part) if isinstance(part, nodes.inline) else part.astext()
        for part in node
        if part.astext() or part
    ]


@pytest.mark.parametrize(("before", "formula", "behind", "expected"), LINES.values(), ids=LINES)
def test_the_marks_that_touch_a_formula_go_with_it(before, formula, behind, expected):
    texts = [nodes.Text(text) if text else None for text in (before, behind)]
    parts = [texts[0], nodes.math(formula, formula), texts[1]]
    paragraph = nodes.paragraph("", "", *[part for part in parts if part is not None])
    held_together.hold(next(paragraph.findall(nodes.math)))
    assert [part for part in shown(paragraph) if part] == [part for part in expected if part]
    assert all(piece["classes"] == ["held-together"] for piece in paragraph.findall(nodes.inline))


def test_two_formulas_share_their_text():
    paragraph = nodes.paragraph("", "", nodes.math("a", "a"), nodes.Text(", ("), nodes.math("b", "b"))
    for formula in list(paragraph.findall(nodes.math)):
        held_together.hold(formula)
    assert shown(paragraph) == [["a", ","], " ", ["(", "b"]]
