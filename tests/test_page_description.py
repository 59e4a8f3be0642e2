"""The description of a page, which a search engine shows below its title."""

import sys
from pathlib import Path

import pytest

nodes = pytest.importorskip("docutils.nodes")
pytest.importorskip("sphinx")
sys.path.insert(0, str(Path(__file__).parent.parent / "book" / "_extensions"))

import page_description  # noqa: E402

LONG = "A sentence of many words that is at last at its end. "
WITH_MATHEMATICS = nodes.paragraph(
    "", "", nodes.Text("Let "), nodes.math(text="x"), nodes.Text(" be a number.")
)

PAGES = {
    "a page made of no source": (None, "The book."),
    "a page without a paragraph": ((), "The book."),
    "the first paragraph": (("One.", "Two."), "One."),
    "lines are joined": (("One\nand two.",), "One and two."),
    "mathematics is passed over": ((WITH_MATHEMATICS, "Two."), "Two."),
    "what is no sentence is passed over": (("A caption", "Two."), "Two."),
    "whole sentences": ((LONG * 9,), LONG * 2 + LONG.strip()),
    "a sentence that is too long": (("word " * 50 + "end.",), "The book."),
    "a list is no beginning": (
        (nodes.bullet_list("", nodes.list_item("", nodes.paragraph(text="One."))),),
        "The book.",
    ),
    "a point within a number": (("It is 0.5 or 1.5 here.",), "It is 0.5 or 1.5 here."),
}


@pytest.mark.parametrize(("paragraphs", "expected"), PAGES.values(), ids=PAGES)
def test_description(paragraphs, expected):
    page = None if paragraphs is None else nodes.section("", nodes.title(text="Title"))
    document = page and nodes.section("", page)
    for text in paragraphs or ():
        page += text.deepcopy() if isinstance(text, nodes.Node) else nodes.paragraph(text=text)
    assert page_description.description(document, "The book.") == expected


def test_it_is_escaped_in_the_head():
    page = nodes.section("", nodes.section("", nodes.paragraph(text='Is "a" < b?')))
    context = {"metatags": "<meta>"}
    settings = type("App", (), {"config": type("Config", (), {"book_description": ""})})
    page_description.describe(settings, "a", "page.html", context, page)
    assert context["metatags"] == '<meta>\n<meta name="description" content="Is &quot;a&quot; &lt; b?" />'
