"""A sentence declares, or it is left alone: what a text concludes is never taken for granted."""

import pytest

from mlpkit.homework.magic import check_cell
from mlpkit.homework.scopes import Scopes
from mlpkit.homework.sentences import may_declare, seems_to_declare, sentences, with_dollars
from mlpkit.homework.traced import Traced
from mlpkit.latex import Declarations


@pytest.mark.parametrize(
    ("sentence", "declares"),
    [
        ("Let $x$ be a vector of $d$.", True),
        ("$W$ is a $K \\times H$ matrix, and $f$ is a function.", True),
        ("Here $S$ denotes the softmax of $z$.", True),
        ("\\(x\\) is a number.", True),
        ("Given $\\sum_k t_k = 1$.", True),
        ("So $x$ is $y$.", False),
        ("Then $S = t$.", False),
        ("We get $x = 1$.", False),
        ("$x$ is not a vector.", False),
        ("It is wrong that $x$ is a vector.", False),
        ("The result $S = t$ follows.", False),
        ("Only one probability is in the loss: $L = -S_y$.", False),
        ("$x = 1$", False),
    ],
)
def test_what_may_declare(sentence, declares):
    assert may_declare(sentence) == declares


def test_sentences_of_a_paragraph():
    text = "Let $a. B$ be a number. $x$ is a vector. It\nends; And \\(c. D\\) goes. e.g. this\n- an item $y$"
    assert [s.text for s in sentences(Traced(text))] == [
        "Let $a. B$ be a number.",
        "$x$ is a vector.",
        "It\nends;",
        "And \\(c. D\\) goes. e.g. this",
        "- an item $y$",
    ]
    assert [text[s.origin(0) :][: len(s.text)] == s.text for s in sentences(Traced(text))] == [True] * 5


def test_dollars():
    assert with_dollars(Traced(r"Let \( x \) be, \(y\)")).text.replace(" ", "") == "Let$x$be,$y$"


def test_what_seems_to_declare_has_a_noun():
    assert seems_to_declare("Let $x$ be a vector with a hat.")
    assert not seems_to_declare("Let $x$ go to $0$.")


def verdicts(text):
    report, _ = check_cell(text)
    return [finding.verdict for finding in report.findings]


SOFT = "Let $o$ and $t$ be vectors of $K$.\n% mlpkit: p = softmax(o)\n% mlpkit: E = -\\sum_k t_k \\log p_k\n"
GRADIENT = r"$$ \frac{\partial E}{\partial o_i} = p_i - t_i $$"


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        ("", "false"),
        (r"Assume $\sum_k t_k = 1$.", "proved"),
        (r"Assume that $t$ sums to $1$ as probabilities do.", "not established"),
        (r"Suppose $t \in \Delta^{K-1}$, the simplex.", "not established"),
        (r"Here $t$ is a vector of probabilities.", "not established"),
        ("% mlpkit: given: t is on the simplex", "not established"),
        (r"Here $\eta$ is small.", "false"),
    ],
    ids=["nothing", "understood", "in words", "in signs", "with a noun", "in a table", "something else"],
)
def test_what_is_not_understood_saves_a_line_from_being_false(given, verdict):
    assert verdicts(f"{SOFT}{given}\n{GRADIENT}")[-1] == verdict


def test_one_wrong_line_of_a_table_is_one_line():
    text = "% mlpkit: x: number\n% mlpkit: y: a quantity\n$$ 2x = x + x $$"
    assert verdicts(text) == ["not read", "proved"]
    scopes = Scopes(Declarations())
    failed = scopes.take_table(Traced("x: number\n\ny: a quantity\nz: number"))
    assert [part.traced.origin(0) for part in failed] == [11]
    assert [row[0] for row in scopes.declared().table] == ["x", "z"]


def test_declarations_hold_below_their_heading():
    text = r"""
    % mlpkit: a: number
    \section{One}
    % mlpkit: x: vector n
    $$ x + a - a = x $$
    \subsection{Below}
    % mlpkit: y: vector n
    $$ x^\top y = y^\top x $$
    \section{Two}
    % mlpkit: x: number
    $$ 2x + a = x + x + a $$
    % mlpkit: y: number
    $$ x y = y x $$
    """
    assert verdicts(text) == ["proved"] * 4  # no letter is declared twice
