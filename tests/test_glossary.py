"""The words of the glossary, and the links that the first use of each becomes."""

import re
import sys

import pytest

from book._tools.pages import ROOT, read_pages

sys.path.insert(0, str(ROOT / "book" / "_extensions"))
glossary_links = pytest.importorskip("glossary_links")

TEXT = (ROOT / "book" / "glossary.md").read_text(encoding="utf-8")
TERMS = re.findall(r"(?m)^([a-zA-Z][^\n]*)$", TEXT[TEXT.index("```{glossary}\n") + 14 : TEXT.rindex("```")])
PROSE = "\n".join(cell.source for page in read_pages() if page.is_notebook for cell in page.markdown)
KNOWN = {"loss": ("book/glossary", "term-loss"), "one-hot": ("book/glossary", "term-one-hot")}


def test_the_terms_are_sorted_and_stand_once():
    first = [term for term in TERMS if term != "relu"]  # it shares the entry of the rectified linear unit
    assert first == sorted(set(first), key=str.lower)


# What a student looks up under this name; the chapters say "learns by heart", and "softmax".
OTHER_WORDS = {"overfitting", "softmax function"}


@pytest.mark.parametrize("term", sorted({*TERMS} - OTHER_WORDS))
def test_a_chapter_uses_the_word(term):
    assert glossary_links.words((term,)).search(PROSE)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The loss falls, and the loss rises.", ["loss", "loss"]),
        ("Losses, one-hot vectors", ["Losses", "one-hot"]),
        ("a lossless one-hotter loss-like", []),
    ],
    ids=["twice", "forms", "parts of words"],
)
def test_words_are_found_whole_and_in_the_plural(text, found):
    assert glossary_links.words(tuple(KNOWN)).findall(text) == found


@pytest.mark.parametrize(("word", "entry"), [("Losses", "loss"), ("ONE-HOT", "one-hot"), ("gloss", None)])
def test_a_form_leads_to_its_entry(word, entry):
    assert glossary_links.entry_of(word, KNOWN) == entry
