"""The equations of a document are found, each with its place, and nothing else is."""

import json

import pytest

from mlpkit.homework.macro_expansion import DEEPEST, MacroError, expand
from mlpkit.homework.macros import LONGEST_TEXT, Macro, definitions
from mlpkit.homework.opening import UnreadableDocument, language_of, read_text, take_apart
from mlpkit.homework.traced import Traced, joined

MARKDOWN = r"""# A title

Let $x$ be a vector.

$$
a = b
= c
$$ (eq-one)

> quoted
> $$ q
> = r $$

- an item $$x=1$$ inside
  \begin{align*}
  a &= b \\
    &= d
  \end{align*}

\[ e
- f = 0 \]

:::{math}
:label: foo

g = h
:::

```{math}
i = j
```

```{declare}
x: vector d
```

::::{admonition} Claim
:class: claim
$$
k = l
$$
::::

```python
"$$ no = no $$"
```

`$no$` \$no\$
"""
LATEX = r"""\documentclass{article}
% mlpkit: x: vector d
\DeclareMathOperator{\two}{two} \newcommand{\pd}[2]{\frac{\partial #1}{\partial #2}}
$$ no = no $$
\begin{document}
\section{One}
Let $x$ be % a vector
here.
\begin{align*}
  \pd{L}{x} &= 1 \\ % \end{align*}
            &= \two 2
\end{align*}
\begin{verbatim}
$$ no = no $$
\end{verbatim}
More \(a = b\) and \verb|$no$|, 5\% and \$3.
\[ c = d \\[2pt] = e \]
% $$ no = no $$
$$f = g$$
\end{document}
$$ no = no $$
"""


def notebook(*cells):
    kinds = {"markdown": {}, "code": {"outputs": [], "execution_count": None}}
    made = [
        {"cell_type": kind, "metadata": {}, "id": f"c{k}", "source": source} | kinds[kind]
        for k, (kind, source) in enumerate(cells)
    ]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def found(text, language, kind="equation"):
    document = take_apart("document", text, language)
    return [(p.text, *document.place(p)[:2]) for p in document.passages if p.kind == kind]


def test_equations_of_markdown():
    assert found(MARKDOWN, "markdown") == [
        ("a = b\n= c", 6, 1),
        ("q\n= r", 11, 6),
        ("x=1", 14, 13),
        ("\\begin{align*}\na &= b \\\\\n&= d\n\\end{align*}", 15, 3),
        ("e\n- f = 0", 20, 4),
        ("g = h", 26, 1),
        ("i = j", 30, 1),
        ("k = l", 40, 1),
    ]


def test_the_rest_of_markdown():
    assert found(MARKDOWN, "markdown", "declaration") == [("x: vector d", 34, 1)]
    assert found(MARKDOWN, "markdown", "heading") == [("A title", 1, 3)]
    prose = [text for text, *_ in found(MARKDOWN, "markdown", "prose")]
    assert prose == ["Let $x$ be a vector."]


def test_equations_of_latex():
    texts = found(LATEX, "latex")
    assert texts == [
        (
            "\\frac{\\partial L}{\\partial x} &= 1 \\\\ % \\end{align*}\n"
            "            &= \\operatorname{two} 2",
            10,
            3,
        ),
        ("c = d \\\\[2pt] = e", 17, 4),
        ("f = g", 19, 3),
    ]


def test_the_rest_of_latex():
    assert found(LATEX, "latex", "declaration") == [("x: vector d", 2, 11)]
    assert found(LATEX, "latex", "heading") == [("One", 6, 10)]
    prose = [" ".join(text.split()) for text, *_ in found(LATEX, "latex", "prose")]
    assert prose == ["Let $x$ be here.", "More \\(a = b\\) and \\verb|$no$|, 5\\% and \\$3."]


def test_places_of_the_letters():
    document = take_apart("document", LATEX, "latex")
    align = next(p for p in document.passages if "frac" in p.text)
    assert document.place(align, align.text.index("L"))[:2] == (10, 7)  # where the argument was written
    assert document.place(align, align.text.index("frac"))[:2] == (10, 3)  # where the macro stands
    assert document.place(align, align.text.index("operator"))[:2] == (11, 16)
    assert document.place(align, align.text.index("2"))[:2] == (11, 21)


def test_cells_of_a_notebook():
    text = notebook(
        ("markdown", "Let $x$ be.\n\n$$ a = b $$"),
        ("code", "print('$$ no = no $$')"),
        ("code", "%%derive a title\n% mlpkit: x: number\n\nc = d % so\n= e"),
        ("code", "%%derive\nLet $y$ be a number.\n$$ f = g $$"),
    )
    document = take_apart("document", text, "notebook")
    assert [(p.text, p.kind, tuple(document.place(p))) for p in document.passages] == [
        ("Let $x$ be.", "prose", (1, 1, 1)),
        ("a = b", "equation", (3, 4, 1)),
        ("x: number", "declaration", (2, 11, 3)),
        ("c = d \n= e", "equation", (4, 1, 3)),
        ("Let $y$ be a number.", "prose", (2, 1, 4)),
        ("f = g", "equation", (3, 4, 4)),
    ]


@pytest.mark.parametrize(
    ("text", "language", "remark"),
    [
        (r"\input{/etc/passwd} $$ a = b $$", "latex", r"\input{/etc/passwd} is not followed"),
        (r"% \input{no}" + "\n$$ a = b $$", "latex", None),
        (r"\newcommand{\x}[1][y]{#1} $$ a = b $$", "latex", r"the macro \x is not resolved"),
        (r"$$ \newcommand{\x}{b} a = \x $$", "markdown", None),
    ],
    ids=["input", "input in a comment", "optional argument", "a macro in a display"],
)
def test_remarks(text, language, remark):
    document = take_apart("document", text, language)
    assert [p.text.strip() for p in document.passages] == ["a = b"]
    assert [said.startswith(remark) for said in document.remarks] == ([True] if remark else [])


@pytest.mark.parametrize(
    ("definition", "text", "expected"),
    [
        (r"\newcommand{\R}{\mathbb{R}}", r"x \in \R", r"x \in \mathbb{R}"),
        (r"\newcommand\R{\mathbb R}", r"\R^d", r"\mathbb R^d"),
        (r"\renewcommand*{\vec}[1]{\mathbf{#1}}", r"\vec x + \vec{y}", r"\mathbf{x} + \mathbf{y}"),
        (r"\def\pd#1#2{\frac{#1}{#2}}", r"\pd ab", r"\frac{a}{b}"),
        (r"\DeclareMathOperator*{\tr}{tr}", r"\tr A", r"\operatorname*{tr} A"),
        (r"\newcommand{\a}{\alpha}", r"\a b", r"\alpha b"),
        (r"\newcommand{\a}{\alpha}", r"\ab \a", r"\ab \alpha"),
        (r"\newcommand{\a}{\b}\newcommand{\b}{c}", r"\a", "c"),
    ],
    ids=["plain", "no braces", "argument", "def", "operator", "space after", "longer name", "nested"],
)
def test_macros(definition, text, expected):
    resolved = expand(Traced(text), definitions(definition).macros).text
    assert resolved.split() == expected.split()


@pytest.mark.parametrize(
    ("macros", "message"),
    [
        ({"a": Macro(0, r"\a")}, "calls itself"),
        ({"a": Macro(0, r"\a\a")}, "calls itself"),
        (
            {chr(97 + k): Macro(0, rf"\{chr(98 + k)}" * 3) for k in range(DEEPEST - 2)},
            "more than 2,000 times",
        ),
        ({"a": Macro(1, "#1" * 9_000)}, "longer than 20,000 letters"),
        ({"a": Macro(2, "#1")}, "has fewer arguments than 2"),
    ],
    ids=["itself", "itself twice", "three to the eighteenth", "one argument many times", "missing argument"],
)
def test_macros_that_do_not_end(macros, message):
    with pytest.raises(MacroError, match=message):
        expand(Traced(r"\a{xyz}"), macros)


def test_a_bomb_is_one_unread_passage():
    bomb = "".join(
        rf"\newcommand{{\{a}}}{{\{b}\{b}\{b}\{b}}}" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    document = take_apart("document", bomb + r"$$ \a = 1 $$ $$ x = x $$", "latex")
    assert ["macros" in p.problem for p in document.passages] == [True, False]
    assert all(len(p.text) <= LONGEST_TEXT for p in document.passages)


def test_traced_text_keeps_its_places():
    source = Traced("0123456789")
    cut = joined([source[7:9], source[2:4], source[5:5], source[9:]])
    assert (cut.text, [cut.origin(k) for k in range(5)]) == ("78239", [7, 8, 2, 3, 9])
    assert [cut[1:4].origin(k) for k in range(3)] == [8, 2, 3]
    assert Traced("  a ").stripped() == Traced("  a ")[2:3]


def test_names_say_the_language():
    assert [language_of(name) for name in ("a.md", "B.TEX", "c.ipynb", "d.py", "e")] == [
        "markdown",
        "latex",
        "notebook",
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"a\nb\xff", "line 2 is not UTF-8: the byte 0xff"),
        (b"a\n\nb\0", "line 3 has a NUL"),
        (b"x" * 101, "more than 100 bytes"),
    ],
    ids=["UTF-8", "NUL", "size"],
)
def test_files_that_are_no_text(tmp_path, data, message):
    path = tmp_path / "a.md"
    path.write_bytes(data)
    with pytest.raises(UnreadableDocument, match=message):
        read_text(path, 100)


@pytest.mark.parametrize("target", ["/dev/zero", "fifo", "."], ids=["device", "pipe", "folder"])
def test_files_without_an_end(tmp_path, target):
    import os

    if target == "fifo":
        target = tmp_path / "fifo"
        os.mkfifo(target)
    link = tmp_path / "a.md"
    link.symlink_to(target)
    with pytest.raises((UnreadableDocument, IsADirectoryError)):
        read_text(link, 100)


def test_line_ends_are_those_of_any_machine(tmp_path):
    path = tmp_path / "a.md"
    path.write_bytes("\ufeff$$ a = b $$\r\n\r\n$$ c = d $$\r".encode())
    assert found(read_text(path, 100), "markdown") == [("a = b", 1, 4), ("c = d", 3, 4)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"cells": 3}',
        "[" * 50_000,
        '{"nbformat": 4, "nbformat_minor": 5, "cells": [{"a": 1}]}',
    ],
    ids=["empty", "half", "list", "no cells", "cells are a number", "deep", "a cell without a kind"],
)
def test_files_that_are_no_notebook(text):
    with pytest.raises(UnreadableDocument, match="no notebook"):
        take_apart("a.ipynb", text, "notebook")
