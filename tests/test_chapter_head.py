"""The line under the title of a chapter: its reading time, and the ways to run it."""

import sys
from pathlib import Path

import pytest

nodes = pytest.importorskip("docutils.nodes")
pytest.importorskip("sphinx")
sys.path.insert(0, str(Path(__file__).parent.parent / "book" / "_extensions"))

import chapter_head  # noqa: E402

GITHUB = "https://github.com/someone/a-book"


def document(words=0, equations=0, lines=0, **cell):
    root = nodes.section("", nodes.title(text="Title"), nodes.paragraph(text="word " * (words - 1)))
    root += [nodes.math_block(text="a b c") for _ in range(equations)]
    source = nodes.container("", nodes.literal_block(text="x = 1\n" * lines), classes=["cell_input"])
    output = nodes.container("", nodes.literal_block(text="1\n" * 1000), classes=["cell_output"])
    root += nodes.container("", source, output, classes=["cell", *cell.get("classes", ())])
    return root


TIMES = {
    "a little": (document(words=10), "About 1 minute to read"),
    "words": (document(words=2000), "About 10 minutes to read"),
    "equations count as ten words": (document(words=1000, equations=100), "About 10 minutes to read"),
    "code": (document(words=1000, lines=100), "About 5 minutes to read, 10 with the code"),
    "folded code": (document(1000, lines=100, classes=["tag_hide-cell"]), "About 5 minutes to read"),
}


@pytest.mark.parametrize(("document", "expected"), TIMES.values(), ids=TIMES)
def test_reading_time(document, expected):
    assert chapter_head.reading_time(document) == expected


CONFIGURATIONS = {
    "none": ("title: a", ("", "main")),
    "empty": ('repository:\n  url: ""\n', ("", "main")),
    "address": (f"repository:\n  url: {GITHUB}\n", (GITHUB, "main")),
    "branch": (f"repository:\n  url: {GITHUB}\n  branch: trunk\n", (GITHUB, "trunk")),
}


@pytest.mark.parametrize(("text", "expected"), CONFIGURATIONS.values(), ids=CONFIGURATIONS)
def test_the_repository_is_read_from_the_settings_of_the_book(tmp_path, text, expected):
    (tmp_path / "_config.yml").write_text(text)
    assert chapter_head.repository(tmp_path) == expected


def test_the_notebook_itself_is_offered():
    html = chapter_head.ways("book/softmax")
    assert '<a href="../_sources/book/softmax.ipynb" download>Download softmax.ipynb</a>' in html
    assert "<code>make lab</code>" in html


@pytest.mark.parametrize(
    "address",
    ["", None, "https://git.example/someone/a-book", "https://github.com/", "github.com/a/b"],
    ids=str,
)
def test_without_a_repository_on_github_no_service_is_offered(address):
    assert chapter_head.hosted("book/softmax", address, "main") == []
    html = chapter_head.ways("book/softmax", address)
    assert "https:" not in html


@pytest.mark.parametrize("address", [GITHUB, GITHUB + "/", GITHUB + ".git"])
def test_with_a_repository_binder_and_colab_are_offered(address):
    html = chapter_head.ways("book/softmax", address, "trunk")
    binder = "https://mybinder.org/v2/gh/someone/a-book/trunk?urlpath=lab/tree/book/softmax.ipynb"
    colab = "https://colab.research.google.com/github/someone/a-book/blob/trunk/book/softmax.ipynb"
    assert f'<a href="{binder}">Run on Binder</a>' in html
    assert f'<a href="{colab}">Open in Colab</a>' in html
