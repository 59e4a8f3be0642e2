"""The rule on exercises: each is a numbered box and has its solution, folded and run, after it."""

import json

import pytest

from book._tools.exercises import exercises_are_solved
from book._tools.pages import Page


def markdown(name, source):
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": source}


def code(name, source, *tags):
    return {
        "cell_type": "code",
        "id": name,
        "metadata": {"tags": list(tags)},
        "outputs": [],
        "source": source,
    }


def good():
    return [
        markdown("exercise", ":::{exercise} Compute\n:label: one\nHow many?\n:::"),
        code("attempt", "answer = ..."),
        markdown("start", ":::{solution-start} one\n:label: solution-one\n:::"),
        code("solution", "# Solution: two.\ncheck_answer(2, number(2))", "hide-cell"),
        code("more", "1 + 1", "hide-cell"),
        markdown("end", ":::{solution-end}\n:::\n\nAnd on."),
    ]


def complaints(cells):
    return exercises_are_solved(Page("book/trial.ipynb", json.dumps({"cells": cells})))


def test_a_solved_exercise_gets_no_complaint():
    assert complaints(good()) == []


def put(number, **changes):
    return lambda cells: cells[number].update(changes)


def remove(*numbers):
    def broken(cells):
        for number in sorted(numbers, reverse=True):
            del cells[number]

    return broken


NAMELESS = ":::{exercise} Compute\nHow many?\n:::"
PLAIN = ":::{admonition} Exercise 1\n:class: exercise\nHow many?\n:::"
BREAKS = {
    "no label": (
        put(0, source=":::{exercise} Compute\nHow many?\n:::"),
        "(exercise): the exercise has no label",
    ),
    "no solution": (remove(2, 3, 4, 5), "(exercise): the exercise 'one' has no solution"),
    "solution of another": (
        put(2, source=":::{solution-start} two\n:::"),
        "(start): solves 'two', which",
    ),
    "before its exercise": (lambda cells: cells.append(cells.pop(0)), "(start): solves 'one', which is no"),
    "empty": (remove(3, 4), "(end): ends a solution that holds no code cell"),
    "not folded": (put(3, metadata={}), "(solution): is part of a solution and has no tag hide-cell"),
    "not marked": (
        put(3, source="check_answer(2, number(2))"),
        "(solution): begins a solution, and not",
    ),
    "outside": (remove(2, 5), "(solution): is a solution outside"),
    "plain box": (put(0, source=PLAIN), "(exercise): has a plain box for a claim or an exercise"),
}


@pytest.mark.parametrize(("broken", "says"), BREAKS.values(), ids=BREAKS)
def test_a_break_gets_a_complaint(broken, says):
    cells = good()
    broken(cells)
    assert any(says in complaint for complaint in complaints(cells)), complaints(cells)
