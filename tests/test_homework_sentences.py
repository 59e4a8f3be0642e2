"""A sentence declares, or it is left alone: what a text concludes is never taken for granted."""

import pytest

from mlpkit.homework.sentences import may_declare, seems_to_declare, sentences, with_dollars
from mlpkit.homework.traced import Traced


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
