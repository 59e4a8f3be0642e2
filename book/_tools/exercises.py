"""The rule that every exercise is a numbered box and has its solution, folded and run, after it."""

from book._tools.anchors import directives_of

FOLDED = "hide-cell"
SOLUTION = "# Solution"


def exercises_are_solved(page):
    """Every exercise has a label and one solution: cells between its gates, the first marked and folded."""
    complaints, waiting, inside = [], [], None
    for cell in page.cells:
        if cell.type == "code":
            inside, problems = _code(cell, inside)
            complaints += [f"{cell.where}: {problem}" for problem in problems]
            continue
        for box in directives_of(cell.source):
            problem = None
            if box.name == "exercise":
                problem = None if box.options.get("label") else "the exercise has no label"
                waiting += [(cell, box.options["label"])] if not problem else []
            elif box.name == "solution-start":
                labels = [label for _, label in waiting]
                if box.argument in labels:
                    del waiting[labels.index(box.argument)]
                else:
                    problem = f"solves {box.argument!r}, which is no exercise above it without a solution"
                inside = "empty"
            elif box.name == "solution-end":
                problem = None if inside == "filled" else "ends a solution that holds no code cell"
                inside = None
            elif box.name == "admonition" and {"claim", "exercise"} & set(
                box.options.get("class", "").split()
            ):
                problem = "has a plain box for a claim or an exercise: use {prf:theorem} or {exercise}"
            if problem:
                complaints.append(f"{cell.where}: {problem}")
    complaints += [f"{cell.where}: the exercise {label!r} has no solution" for cell, label in waiting]
    return complaints


def _code(cell, inside):
    """Return the state after a code cell, and what is wrong with the cell."""
    marked = cell.source.startswith(SOLUTION)
    if inside is None:
        return None, ["is a solution outside {solution-start} and {solution-end}"] if marked else []
    problems = []
    if inside == "empty" and not marked:
        problems.append(f"begins a solution, and not with {SOLUTION!r}")
    if FOLDED not in cell.tags:
        problems.append(f"is part of a solution and has no tag {FOLDED}")
    return "filled", problems
