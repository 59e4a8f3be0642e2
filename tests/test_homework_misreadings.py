"""Texts that could be misread: what they do not say makes no line proved, defined or false."""

import pytest

from mlpkit.homework.in_passing import concludes, denies
from mlpkit.homework.watching import check_text
from tests.test_latex_adopting import verdicts

NUMBERS = "Let $a$, $b$ and $c$ be numbers.\n\n"
ARRAYS = r"Let $x \in \mathbb{R}^n$, $u \in \mathbb{R}^n$ and $A \in \mathbb{R}^{n \times n}$." + "\n\n"
OPEN = "not established"


def lines(*texts):
    r"""Return a document: what begins with a dollar stands as it is, everything else between $$."""
    return "\n\n".join(t[1:] if t.startswith("#") else f"$$ {t} $$" for t in texts)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (r"\left. \frac{\partial L}{\partial a} \right|_{b = a} = 2a", "not read"),
        (r"\left. \frac{\partial L}{\partial a} \right|_{b = c} = c", "proved"),
        (r"\left. \frac{\partial}{\partial a} (ab) \right|_{a = b} = b", "proved"),
        (r"\left. \frac{\partial}{\partial a} (ab) \right|_{a = b} = 2b", "false"),
        (r"g(a) = 2a", "not read"),  # g(b) is the derivative of a b by a, and g(a) is a
        (r"g(c) = c", "proved"),
        (r"\frac{d}{da} \left. a^3 \right|_{a=2} = 12", "not read"),
        (r"\frac{d}{da} f(b) = 2b", "not read"),
        (r"\frac{d}{db} f(b) = 2b", "proved"),
    ],
)
def test_derivatives_at_a_place(source, expected):
    text = NUMBERS + lines("L = a b", r"g(b) = \frac{\partial L}{\partial a}", "f(a) = a^2", source)
    assert verdicts(text) == ["defined", "defined", "defined", expected]


@pytest.mark.parametrize(
    "condition",
    [
        r"i \ne i",
        r"i = j, \quad i \ne j",
        r"i = 1 \quad (i = 2)",
    ],
)
def test_a_condition_that_holds_nowhere_makes_nothing_true(condition):
    assert verdicts(ARRAYS + lines(rf"2 x_i = 2 u_i \quad \text{{for }} {condition}")) == ["not read"]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ((r"h(a) = a \quad (a > 0)", r"h(a) = -a \quad (a < 0)", "h'(a) = 1"), ["not read"] * 3),
        ((r"L = a \text{ if } a > 0", r"\frac{dL}{da} = 1"), ["not read"] * 2),
        (("a + b = c \\quad (a > 0)",), ["false"]),
    ],
    ids=["function", "name", "claim"],
)
def test_a_formula_with_a_condition_defines_nothing(texts, expected):
    assert verdicts(NUMBERS + lines(*texts)) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        r"Let nobody say $L = a$.",
        r"where $L = a$ fails.",
        r"Here $L = a$ is not the loss.",
        r"Let $L = a$ be wrong.",
        r"Is $L = a$?",
        r"Suppose for contradiction that $L = a$.",
        r"It is tempting to take $L = a$, but that is wrong.",
        r"We refuse to write $L = a$.",
        r"Let $L = a$ or $L = 2b$.",
        r"Let $L = a$ if $b > 0$.",
        r"where $L = a$ for $a > 0$.",
        r"For example, let $L = a$.",
    ],
)
def test_what_is_denied_or_restricted_defines_nothing(sentence):
    assert verdicts(NUMBERS + sentence + lines("#\n", r"\frac{\partial L}{\partial a} = 1")) == ["not read"]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("#Let $L = a$.", "L = a", "#Let $L = b$.", "L = a", "L = b"), ["proved", OPEN, OPEN]),
        (("L := a", "L := b", "L = a", "2L = 2b", "M = L"), ["defined", OPEN, OPEN, OPEN, "defined"]),
        (("L := a", "M = L + b", "L := c", "M = c + b"), ["defined", "defined", OPEN, OPEN]),
        (("L = a", "L = b", r"\frac{dL}{da} = 0", "b = 2a"), ["defined", OPEN, OPEN, "defined"]),
        (("#where $f(a) = a^2$.", "#Let $f(b) = b^3$.", "f(2) = 4", "f(2) = 8"), [OPEN, OPEN]),
        (("#Let $L = a$.", "#Let $L = a + b - b$.", "L = a", "L = b"), ["proved", "false"]),
    ],
    ids=["text", "sign", "through another", "no word", "function", "the same again"],
)
def test_a_name_with_two_meanings_decides_nothing(texts, expected):
    assert verdicts(NUMBERS + lines(*texts)) == expected


def test_a_second_meaning_ends_with_its_heading():
    text = (
        "# A\nLet $L = a$.\n\n## B\nLet $L = b$.\n\n$$L = b$$\n\n# C\nLet $L = c$.\n\n$$L = c$$\n\n$$L = a$$"
    )
    report = check_text(NUMBERS + text, "markdown")
    assert [f.verdict for f in report.findings] == [OPEN, "proved", "false"]


@pytest.mark.parametrize(
    ("sentence", "claim"),
    [
        (r"If $a = b$, then", "2a = 2b"),
        (r"If $b = 1$, then", "a b = a"),
        (r"Let $a^2 = b$.", "a^4 = b^2"),
    ],
)
def test_what_is_supposed_makes_no_line_false(sentence, claim):
    assert verdicts(NUMBERS + sentence + lines("#\n", claim, r"c = 2c")) == [OPEN, "false"]


@pytest.mark.parametrize(
    ("sentence", "claim"),
    [
        (r"Here $A$ is invertible and symmetric.", r"A^\top = A"),
        (r"For symmetric $A$ we get", r"A^\top = A"),
        (r"where $x$ has unit length.", r"x^\top x = 1"),
        (r"where $A^\top = A$.", r"x^\top A u = u^\top A x"),
        (r"Let $B \in \mathbb{R}^{n \times n}$ be symmetric.", r"B^\top = B"),
        (r"Let $B \in \mathbb{R}^{n \times n}$ be a non-symmetric matrix.", r"B^\top = B"),
        (r"Take a not necessarily symmetric matrix $B \in \mathbb{R}^{n \times n}$.", r"B^\top = B"),
    ],
)
def test_what_is_said_of_a_matrix_and_not_understood(sentence, claim):
    assert verdicts(ARRAYS + sentence + lines("#\n", claim))[0] == OPEN


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("#Assume $a > 0$.", "a = -1", "|a| = a"), [OPEN, "proved"]),
        (("#Let $t$ be a one-hot vector of $K$ and $z$ a vector of $K$.", "t = z", r"\sum_k z_k = 1"),
         [OPEN, "false"]),
    ],
    ids=["positive", "one-hot"],
)  # fmt: skip
def test_what_is_given_of_a_letter_is_not_carried_to_its_definition(texts, expected):
    assert verdicts(NUMBERS + lines(*texts)) == expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("f'(a) = 2a", "#Let $y$ be a number.", "f(a) = a^2"), [OPEN, "defined"]),
        (("#Let $z$ be a number.", "2 z = 2 a b", "#Let $y$ be a number.", "z = a b"), [OPEN, "defined"]),
        (
            ("#Let $z$ be a number.", "2 z = 2 a b", "#Let $y$ be a number.", "c = a b"),
            ["false", "defined"],
        ),
    ],
    ids=["function", "letter", "another letter"],
)
def test_no_line_is_false_before_its_letters_are_defined(texts, expected):
    assert verdicts(NUMBERS + lines(*texts)) == expected


@pytest.mark.parametrize("words", ["Hence", "So we have", "It is wrong that", "Setting it to zero we find"])
def test_a_conclusion_defines_no_letter_that_is_known(words):
    assert verdicts(NUMBERS + lines(f"#Let $y$ be a number. {words}", "a = b", "2a = 2b")) == [OPEN, OPEN]


def test_what_is_denied_before_a_display_is_no_definition():
    assert verdicts(NUMBERS + lines("#Let $y$ be a number. It is wrong that", "L = b", "2 L = 2 b")) == [
        "not read",
        "not read",
    ]


def test_words_before_a_display():
    assert [concludes(w) for w in ("so we get", "so let", "where")] == [True, False, False]
    assert [denies(w) for w in ("it is wrong that", "this is not so: let", "My friend claims:")] == [
        True,
        False,
        True,
    ]
