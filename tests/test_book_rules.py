"""Every rule of the book is seen to fail: a good notebook passes, and each way of breaking it is caught."""

import json

import pytest

from book._tools import stored_form
from book._tools.links import Book
from book._tools.pages import Page
from book._tools.rules import (
    cells_are_short,
    figures_have_alt_text,
    is_normalised,
    outputs_are_reproducible,
    stores_no_errors,
    toc_is_complete,
    was_run_in_order,
)

ALT = "The sigmoid rises from 0 to 1 and passes one half at 0."
SVG = f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{ALT}"><path d="M0 0"/></svg>'
MARKDOWN = f"""(sigmoid)=
# The sigmoid

$$
\\sigma(x) = 1 / (1 + e^{{-x}})
$$ (eq-sigmoid)

```{{math}}
:label: eq-other
a = b
```

By {{eq}}`eq-sigmoid` and $\\eqref{{eq-other}}$, see [](#sigmoid), [here](#the-sigmoid), {{ref}}`so
<sigmoid>`, {{doc}}`other`, [other](other.md#other-one), [far](#far), [](other), {{cite:t}}`known` and <https://example.org/#anything>.

:::{{figure}} drawn.svg
:alt: {ALT}
:name: drawn
A caption that points to {{numref}}`drawn`.
:::

![{ALT}](drawn.svg)
"""


def code(source, count, outputs=(), **metadata):
    return {
        "cell_type": "code",
        "execution_count": count,
        "id": f"code-{count}",
        "metadata": metadata,
        "outputs": list(outputs),
        "source": source,
    }


def stream(text, name="stdout"):
    return {"name": name, "output_type": "stream", "text": text}


def display(**data):
    return {
        "data": {mime.replace("_", "/"): text for mime, text in data.items()},
        "metadata": {},
        "output_type": "display_data",
    }


def figure(svg):
    return {"data": {"image/svg+xml": svg}, "metadata": {}, "output_type": "display_data"}


def good():
    return {
        "cells": [
            {"cell_type": "markdown", "id": "words", "metadata": {}, "source": MARKDOWN},
            code("print(1)", 1, [stream("1\n")]),
            code("draw()", 2, [figure(SVG)]),
            code("1 + 1", 3, [display(text_plain="2", text_latex="$2 s$, see $\\eqref{eq-sigmoid}$")]),
        ],
        "metadata": {"kernelspec": stored_form.KERNELSPEC, "language_info": stored_form.LANGUAGE_INFO},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def page(notebook):
    text = stored_form.to_text(stored_form.nbformat.from_dict(notebook))
    return Page("book/trial.ipynb", text)


RULES = {
    rule.__name__: rule
    for rule in (
        was_run_in_order,
        stores_no_errors,
        figures_have_alt_text,
        cells_are_short,
        is_normalised,
        outputs_are_reproducible,
    )
}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_the_good_notebook_passes(rule):
    assert rule(page(good())) == []


def put(cell, **changes):
    """A break: change keys of the cell with this number, counted from 1."""
    return lambda notebook: notebook["cells"][cell - 1].update(changes)


def note(cell, **metadata):
    """A break: change the metadata of the cell with this number."""
    return lambda notebook: notebook["cells"][cell - 1]["metadata"].update(metadata)


def words(old, new):
    """A break: replace a piece of the Markdown cell."""
    assert old in MARKDOWN, old
    return put(1, source=MARKDOWN.replace(old, new))


def prints(text):
    return put(2, outputs=[stream(text)])


PNG = {"data": {"image/png": "iVBORw0KGgo="}, "metadata": {}, "output_type": "display_data"}
ERROR = {"ename": "ValueError", "evalue": "no", "output_type": "error", "traceback": ["ValueError: no"]}

# rule, what is broken, the break, the cell the complaint names, words of the complaint
BREAKS = [
    ("was_run_in_order", "never run", put(2, execution_count=None), 2, "never run"),
    ("was_run_in_order", "counts from 2", put(2, execution_count=2), 2, "number 2, expected 1"),
    ("was_run_in_order", "a gap", put(4, execution_count=4), 4, "number 4, expected 3"),
    ("was_run_in_order", "empty cell", put(3, source=" \n"), 3, "empty"),
    ("stores_no_errors", "an error", put(2, outputs=[ERROR]), 2, "ValueError: no"),
    ("stores_no_errors", "stderr", put(2, outputs=[stream("careful", "stderr")]), 2, "careful"),
    ("figures_have_alt_text", "no label", put(3, outputs=[figure("<svg><path/></svg>")]), 3, "no alt text"),
    ("figures_have_alt_text", "empty", put(3, outputs=[figure(SVG.replace(ALT, ""))]), 3, "no alt text"),
    ("figures_have_alt_text", "short", put(3, outputs=[figure(SVG.replace(ALT, "plot"))]), 3, "'plot'"),
    ("figures_have_alt_text", "a bitmap", put(3, outputs=[PNG]), 3, "image/png"),
    ("figures_have_alt_text", "HTML", put(3, outputs=[display(text_html='<img src="a">')]), 3, "<img>"),
    ("figures_have_alt_text", "Markdown image", words(f"![{ALT}]", "![]"), 1, "the image has no alt text"),
    ("figures_have_alt_text", "directive", words(f":alt: {ALT}\n", ""), 1, "the figure has no alt text"),
    ("figures_have_alt_text", "<img>", words("By ", "\n<img src='drawn.svg'>\n\nBy "), 1, "<img> has no alt"),
    ("cells_are_short", "16 lines", put(3, source="\n".join(["x = 1"] * 16)), 3, "16 lines"),
    ("is_normalised", "cell noise", note(2, scrolled=True), 2, "scrolled"),
    ("is_normalised", "timing", note(2, execution={"iopub.status.busy": "now"}), 2, "execution"),
    ("outputs_are_reproducible", "home", prints("/home/me/data.csv"), 2, "absolute path: /home/me"),
    ("outputs_are_reproducible", "address", prints("<function f at 0x7f3a5c2d1e50>"), 2, "memory address"),
    ("outputs_are_reproducible", "ms", prints("took 3.2 ms"), 2, "timing: 3.2 ms"),
    ("outputs_are_reproducible", "s", prints("took 0.61s"), 2, "timing: 0.61s"),
    ("outputs_are_reproducible", "magic", prints("CPU times: user 3"), 2, "timing: CPU times"),
    ("outputs_are_reproducible", "HTML", put(2, outputs=[display(text_html="<b>12 µs</b>")]), 2, "12 µs"),
]


@pytest.mark.parametrize(
    ("rule", "kind", "broken", "cell", "says"), BREAKS, ids=[f"{b[0]}-{b[1]}" for b in BREAKS]
)
def test_a_broken_notebook_gets_a_complaint(rule, kind, broken, cell, says):
    notebook = good()
    broken(notebook)
    complaints = RULES[rule](page(notebook))
    assert any(
        f"book/trial.ipynb, cell {cell} (" in complaint and says in complaint for complaint in complaints
    )


def test_a_kept_measurement_may_be_printed():
    notebook = good()
    prints("3.2 ms")(notebook)
    note(2, tags=["kept-measurement"])(notebook)
    assert outputs_are_reproducible(page(notebook)) == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda text: text.replace('"Python 3"', '"python (base)"'), "metadata kernelspec"),
        (
            lambda text: text.replace('"name": "python",', '"name": "python", "version": "3.11.7",'),
            "language_info",
        ),
        (lambda text: text.replace('   "id": "code-1",\n', ""), "has no id"),
        (
            lambda text: text.replace('"code-2"', '"code-1"'),
            "cell 3 (code-1): the id is used by an earlier cell",
        ),
        (lambda text: text + "\n", "is not stored as"),
        (lambda text: json.dumps(json.loads(text), indent=2), "is not stored as"),
    ],
    ids=["kernel name", "Python version", "no id", "the same id", "two newlines", "other indent"],
)
def test_a_file_stored_differently_gets_a_complaint(change, says):
    text = page(good()).text
    assert change(text) != text
    complaints = is_normalised(Page("book/trial.ipynb", change(text)))
    assert any(complaint.startswith("book/trial.ipynb") and says in complaint for complaint in complaints)


# Links need a whole book: the trial page, another page, a figure and a bibliography.


@pytest.fixture
def root(tmp_path):
    (tmp_path / "book").mkdir()
    (tmp_path / "book/drawn.svg").write_text(SVG)
    (tmp_path / "book/references.bib").write_text("@book{known, title={A}, author={B}, year={2000}}\n")
    return tmp_path


OTHER = Page("book/other.md", "(far)=\n# Other one\n\nText.\n\n$$ c $$ (eq-far)\n")


def link_complaints(notebook, root, heading_anchors=2):
    trial = page(notebook)
    book = Book([trial, OTHER], root, heading_anchors=heading_anchors)
    return book.duplicates() + book.complaints(trial)


def test_good_links_pass(root):
    assert link_complaints(good(), root) == []


LINK_BREAKS = [
    ("equation", words("{eq}`eq-sigmoid`", "{eq}`eq-sigmiod`"), 1, "'eq-sigmiod', which has no definition"),
    ("equation label", words("$$ (eq-sigmoid)", "$$ (eq-sigma)"), 1, "'eq-sigmoid', which has no definition"),
    ("eqref", words("\\eqref{eq-other}", "\\eqref{eq-none}"), 1, "'eq-none'"),
    ("eqref in an output", put(4, outputs=[display(text_latex="$\\eqref{eq-none}$")]), 4, "'eq-none'"),
    ("equation twice", words("eq-other\n", "eq-sigmoid\n"), 1, "'eq-sigmoid' is defined 2 times"),
    ("equation of another page", words("$$ (eq-sigmoid)", "$$ (eq-far)"), 1, "'eq-sigmoid', which has no"),
    ("label twice", words("(sigmoid)=", "(sigmoid)=\n\n(sigmoid)="), 1, "'sigmoid' is defined 2 times"),
    ("anchor", words("(#sigmoid)", "(#sigma)"), 1, "#sigma"),
    ("heading", words("(#the-sigmoid)", "(#the-sigmoids)"), 1, "#the-sigmoids"),
    ("ref", words("<sigmoid>", "<sigma>"), 1, "label 'sigma'"),
    ("ref in a caption", words("{numref}`drawn`", "{numref}`drown`"), 1, "label 'drown'"),
    ("doc", words("{doc}`other`", "{doc}`another`"), 1, "page 'another'"),
    ("page", words("(other.md#", "(others.md#"), 1, "others.md"),
    ("page without suffix", words("[](other)", "[](others)"), 1, "others, which is neither"),
    ("anchor of a page", words("#other-one", "#other-two"), 1, "other.md#other-two"),
    ("label as an anchor of a page", words("#other-one", "#far"), 1, "link to #far alone"),
    ("figure file", words("{figure} drawn.svg", "{figure} drown.svg"), 1, "drown.svg"),
    ("image file", words("](drawn.svg)", "](drown.svg)"), 1, "drown.svg"),
    ("HTML link", words("By ", '<a href="gone.ipynb">By</a> '), 1, "gone.ipynb"),
    ("citation", words("{cite:t}`known`", "{cite:t}`known,unknown`"), 1, "cites 'unknown'"),
]


@pytest.mark.parametrize(("kind", "broken", "cell", "says"), LINK_BREAKS, ids=[b[0] for b in LINK_BREAKS])
def test_a_broken_link_gets_a_complaint(root, kind, broken, cell, says):
    notebook = good()
    broken(notebook)
    complaints = link_complaints(notebook, root)
    assert any(
        f"book/trial.ipynb, cell {cell} (" in complaint and says in complaint for complaint in complaints
    )


def test_a_heading_without_an_anchor_gets_a_complaint(root):
    complaints = link_complaints(good(), root, heading_anchors=0)
    assert len(complaints) == 2
    assert "#the-sigmoid" in complaints[0]
    assert "#other-one" in complaints[1]


def test_code_is_not_taken_for_links(root):
    notebook = good()
    words("By ", "Write `{eq}` or `[](#gone)`.\n\n```python\n# [](#gone)\n```\n\nBy ")(notebook)
    assert link_complaints(notebook, root) == []


@pytest.mark.parametrize(
    ("toc", "says"),
    [
        ("format: jb-book\nroot: book/one\nchapters:\n- file: book/two\n", "names book/two"),
        ("format: jb-book\nroot: book/two\n", "does not name book/one.ipynb"),
    ],
    ids=["names a missing page", "leaves a notebook out"],
)
def test_an_incomplete_table_of_contents_gets_a_complaint(root, toc, says):
    (root / "book/one.ipynb").write_text(page(good()).text)
    (root / "_toc.yml").write_text(toc)
    assert any(says in complaint for complaint in toc_is_complete(root))
    (root / "_toc.yml").write_text("format: jb-book\nroot: book/one\n")
    assert toc_is_complete(root) == []
