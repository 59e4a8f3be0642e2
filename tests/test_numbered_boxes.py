"""Theorems, proofs and exercises on a small site: their numbers, and the links between them."""

import re
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

pytest.importorskip("sphinx_proof")
EXTENSIONS = Path(__file__).parent.parent / "book" / "_extensions"
sys.path.insert(0, str(EXTENSIONS))

import claim_links  # noqa: E402
import numbered_boxes  # noqa: E402
import proofs  # noqa: E402
from docutils.frontend import get_default_settings  # noqa: E402
from docutils.nodes import Text  # noqa: E402
from docutils.parsers.rst import Parser  # noqa: E402
from docutils.utils import new_document  # noqa: E402

CONF = """
import sys
from types import SimpleNamespace
sys.path.insert(0, {extensions!r})
extensions = ["myst_parser", "numbered_boxes", "proofs", "claim_links"]
myst_enable_extensions = ["colon_fence"]
html_theme = "basic"
numfig = True

def ledger(app, env):
    states = dict(A1="proved", A2="proved at shape", A3="checked")
    entry = lambda name: SimpleNamespace(claim=SimpleNamespace(id=name), state=states[name])
    env.proof_ledger = SimpleNamespace(entries=[entry(name) for name in states])

def setup(app):
    app.connect("env-updated", ledger)
"""
THEOREM = ":::{{prf:theorem}} Claim {0}\n:label: claim-{0}\n:class: claim\nText.\n:::\n\n"
EXERCISE = ":::{{exercise}} Compute\n:label: exercise-{0}\nHow many?\n:::\n\n"
SOLUTION = ":::{{solution-start}} exercise-{0}\n:::\n\nTwo.\n\n:::{{solution-end}}\n:::\n\n"
FIRST = (
    "# First\n\n"
    + "".join(THEOREM.format(name) for name in ("A1", "A2", "A3"))
    + "## The derivation\n\n### A1: one half\n\nBy A2 and `A3`, but not B9.\n\n"
    + "### A1, the other half\n\nSo A1.\n\n"
    + "### A2 and A1: together\n\nBoth.\n\n### A3: how far off\n\nNear.\n\n"
    + EXERCISE.format("one")
    + SOLUTION.format("one")
)
SECOND = "# Second\n\nSee A1 and {ref}`exercise-one`.\n\n" + EXERCISE.format("two") + EXERCISE.format("three")


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace

    site, before = tmp_path_factory.mktemp("site"), list(sys.path)
    (site / "conf.py").write_text(CONF.format(extensions=str(EXTENSIONS)))
    (site / "index.md").write_text("# Index\n\n```{toctree}\nfirst\nsecond\n```\n")
    (site / "first.md").write_text(FIRST)
    (site / "second.md").write_text(SECOND)
    with docutils_namespace(), (site / "warnings.txt").open("w") as warnings:
        Sphinx(site, site, site / "html", site / "trees", "html", status=None, warning=warnings).build()
    sys.path[:] = before
    assert (site / "warnings.txt").read_text() == ""
    return {name: (site / "html" / f"{name}.html").read_text() for name in ("first", "second")}


def plain(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


def test_a_theorem_has_a_number_and_keeps_the_name_of_its_claim(pages):
    titles = re.findall('<p class="admonition-title">(.*?)</p>', pages["first"])
    assert [plain(title) for title in titles[:3]] == [f"Theorem {n} (Claim A{n})" for n in (1, 2, 3)]


def test_a_page_without_a_number_counts_its_exercises_from_1(pages):
    numbers = re.findall(r'caption-number">(Exercise \d+) <', pages["second"])
    assert numbers == ["Exercise 1", "Exercise 2"]


def test_numbers_of_a_numbered_chapter_stay():
    assert numbered_boxes.restart({"a": (2, 1), "b": (2, 2)}) == {"a": (2, 1), "b": (2, 2)}
    assert numbered_boxes.restart({"b": (7,), "a": (6,)}) == {"b": (2,), "a": (1,)}


def test_a_solution_names_its_exercise(pages):
    assert "Solution to Exercise 1 (Compute)" in plain(pages["first"])
    assert ">Exercise 1</span></a>" in pages["second"] and 'href="first.html#exercise-one"' in pages["second"]


def test_no_identifier_stands_twice(pages):
    for page in pages.values():
        names = re.findall(r'\sid="([^"]+)"', page)
        assert len(names) == len(set(names))


def test_the_style_sheets_of_the_packages_are_not_loaded(pages):
    assert not re.search(r"(proof|exercise)\.css", pages["first"])


def test_a_theorem_leads_to_its_proof(pages):
    lines = [plain(line) for line in re.findall('<p class="proof-link">(.*?)</p>', pages["first"])]
    assert lines == ["Proof: one half; the other half; together", "Proof: together", "Evidence: how far off"]
    assert '<a class="reference internal" href="#a1-one-half">one half</a>' in pages["first"]


def test_a_proof_opens_with_its_theorem(pages):
    openings = [plain(line) for line in re.findall('<p class="proof-opening">(.*?)</p>', pages["first"])]
    assert openings == [
        "Proof of Theorem 1, part 1 of 3",
        "Proof of Theorem 1, part 2 of 3",
        "Proof of Theorem 1, part 3 of 3 and Theorem 2",
        "Evidence for Theorem 3",
    ]


def test_a_proof_ends_once_and_evidence_does_not(pages):
    assert pages["first"].count("End of the proof") == 1
    before, after = pages["first"].split("End of the proof")
    assert "Both." in before and "Near." in after


def test_a_mention_leads_to_the_theorem_and_code_and_unknown_names_do_not(pages):
    assert 'By <a class="reference internal" href="#claim-A2">A2</a> and <code' in pages["first"]
    assert '<span class="pre">A3</span>' in pages["first"]
    assert "but not B9." in pages["first"]
    assert 'See <a class="reference internal" href="first.html#claim-A1">A1</a>' in pages["second"]


def test_words_between_mentions_are_kept():
    parts = claim_links.split("A1, A2 and B9", {"claim-A1": {}, "claim-A2": {}}, "page")
    assert "".join(part.astext() for part in parts) == "A1, A2 and B9"
    assert [type(part).__name__ for part in parts] == ["pending_xref", "Text", "pending_xref", "Text"]


def test_a_heading_that_names_no_claim_first_is_no_proof():
    document = new_document("trial", get_default_settings(Parser))
    Parser().parse("Heading\n=======\n\nB4 again\n--------\n\nA1: words\n---------\n", document)
    assert list(proofs.sections_by_claim(document)) == ["A1"]
    assert isinstance(document.next_node(Text), Text)
    assert proofs.claims_of(SimpleNamespace(findall=lambda kind: ())) == {}
