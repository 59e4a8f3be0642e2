"""Answer every exercise of the book rightly, wrongly and not at all, and see what it says.

    python benchmarks/try_exercises.py [NOTEBOOK ...]

A chapter's cells are run in order. Where a cell checks an answer, the answers below are checked
too. The stored solution has to be right, an empty answer open, and every other one has to be
refused without an error; an answer that is only shifted or negated must not be called right.
The exit status is 1 if one is not.
"""

import argparse
import json
import os
import sys
from collections import Counter
from pathlib import Path

import matplotlib as mpl
import numpy as np
from IPython.core.interactiveshell import InteractiveShell

import mlpkit.exercises

BOOK = Path(__file__).resolve().parent.parent / "book"


def crash(*arguments):
    """Fail as a learner's function may."""
    raise ZeroDivisionError("division by zero")


def wrong_answers(solution):
    """Return wrong answers made from the right one, by their names."""
    if isinstance(solution, str):  # a formula in LaTeX
        return {"shifted": f"{solution} + 1", "tripled": f"3 ({solution})", "a word": r"\text{three}"}
    if not callable(solution):
        values = np.asarray(solution, dtype=float)
        others = {"shifted": values + 1, "doubled and shifted": 2 * values + 3}
        return others | {"a word": "three", "one number too many": [*np.atleast_1d(values), 0.0]}

    def applied(change):
        def function(*arguments):
            result = solution(*arguments)
            return tuple(map(change, result)) if isinstance(result, tuple) else change(result)

        return function

    return {
        "shifted": applied(lambda result: np.asarray(result) + 1 if isinstance(result, list) else result + 1),
        "tripled": applied(lambda result: 3 * np.asarray(result) if isinstance(result, list) else 3 * result),
        "a crash": crash,
        "a word": lambda *arguments: "three",
    }


def run(notebook, outcomes, complaints):
    """Run the cells of a notebook and try each exercise that they check."""
    check_answer, source = mlpkit.exercises.check_answer, ""

    def tried(attempt, check):
        answer = check_answer(attempt, check)
        if not source.startswith("# Solution"):  # dots to replace, or a slip to find
            outcomes[f"as the page has it: {answer.kind}"] += 1
            if answer.kind == "right":
                complaints.append(f"{notebook.name}: what is to be mended is called {answer}")
            return answer
        outcomes[f"solution: {answer.kind}"] += 1
        if answer.kind != "right":
            complaints.append(f"{notebook.name}: the solution is called {answer}")
        for name, wrong in wrong_answers(attempt).items():
            said = check_answer(wrong, check)
            outcomes[f"{name}: {said.kind}"] += 1
            if said.kind == "right":
                complaints.append(f"{notebook.name}: {name} is called right: {said}")
        return answer

    mlpkit.exercises.check_answer = tried
    shell = InteractiveShell.instance()  # as in a kernel: a cell may begin with %%derive
    shell.reset(new_session=False)
    try:
        for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                source = "".join(cell["source"])
                shell.run_cell(source).raise_error()
    finally:
        mlpkit.exercises.check_answer = check_answer


def main():
    """Try the exercises and print how often each kind of answer was called what."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", type=Path, help="the notebooks; all of the book by default")
    options = parser.parse_args()
    mpl.use("agg")
    sys.stdout, terminal = sys.stderr, sys.stdout  # what the cells print is not asked for
    outcomes, complaints = Counter(), []
    notebooks = [path.resolve() for path in options.notebooks] or sorted(BOOK.glob("*.ipynb"))
    os.chdir(BOOK)  # where a chapter's kernel runs
    for notebook in notebooks:
        run(notebook, outcomes, complaints)
    sys.stdout = terminal
    for name in sorted(outcomes):
        print(f"{name:<32}{outcomes[name]:>5}")
    print(*complaints, sep="\n")
    return int(bool(complaints))


if __name__ == "__main__":
    sys.exit(main())
