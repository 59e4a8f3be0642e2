"""Cells of tables share their styles: nothing else of a page changes, and nothing of how it looks."""

import sys

import pytest

from book._tools.pages import ROOT

sys.path.insert(0, str(ROOT / "book" / "_extensions"))

from lean_tables import OFTEN, with_shared_styles

STYLED = '<th scope="row" style="padding:0;color:red">a</th>'


def test_a_style_of_many_cells_becomes_one_rule_that_nothing_overrides():
    page = with_shared_styles(f"<head></head>{OFTEN * STYLED}")
    assert page.count("color:red") == 1
    assert ".cell-1{padding:0!important;color:red!important}" in page
    assert page.count('<th scope="row" class="cell-1">a</th>') == OFTEN


def test_each_style_has_a_class_of_its_own():
    other = STYLED.replace("red", "blue")
    page = with_shared_styles(f"<head></head>{OFTEN * (STYLED + other)}")
    assert page.count('class="cell-1"') == page.count('class="cell-2"') == OFTEN


@pytest.mark.parametrize(
    "text",
    [
        (OFTEN - 1) * STYLED,
        OFTEN * '<td class="a" style="color:red">1</td>',
        OFTEN * '<p style="color:red">1</p>',
        OFTEN * "<td>1</td>",
    ],
    ids=["too few", "with a class of their own", "no cells", "no style"],
)
def test_everything_else_stays(text):
    assert with_shared_styles(f"<head></head>{text}") == f"<head></head>{text}"
