"""The derivations of the book's pages, built without proving them again and without the other cells."""

import ast
import contextlib
import io
import json
import os
from pathlib import Path

from mlpkit import derivation
from mlpkit.derivation.chain import Derivation, Line
from mlpkit.derivation.language import parse
from mlpkit.verdict import Counterexample

BOOK = Path(__file__).resolve().parent.parent / "book"


class Unproved(Derivation):
    """A derivation whose lines are parsed and typeset, and not decided; `built` has all of them."""

    built = []  # noqa: RUF012

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.built.append(self)

    def eq(self, text, reason):
        self.lines.append(Line(text, parse(text, self.scope), reason, "proved"))
        return self

    def wrong(self, text, reason):
        nowhere = Counterexample((), {}, "0", "1")
        self.lines.append(Line(text, parse(text, self.scope), reason, "refuted", nowhere))
        return self


def pages():
    """Return the notebooks that have derivations."""
    return [
        path for path in sorted(BOOK.glob("*.ipynb")) if "Derivation(" in path.read_text(encoding="utf-8")
    ]


def derivations(page):
    """Return the derivations of a page; statements that have nothing to do with them are left out."""
    Unproved.built = []
    original, derivation.Derivation = derivation.Derivation, Unproved
    names, here = {"display": lambda *shown, **options: None}, Path.cwd()
    os.chdir(page.parent)
    try:
        statements = list(_statements(page))
        for statement in _wanted(statements):
            with contextlib.suppress(Exception), contextlib.redirect_stdout(io.StringIO()):
                exec(compile(ast.Module([statement], []), str(page), "exec"), names)
    finally:
        derivation.Derivation = original
        os.chdir(here)
    return Unproved.built


def _statements(page):
    for cell in json.loads(page.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            with contextlib.suppress(SyntaxError):
                yield from ast.parse("".join(cell["source"])).body


def _wanted(statements):
    """Return the statements that build derivations, and those that these need."""
    needed, kept, makers = {"Derivation"}, set(), _makers(statements)
    while True:
        before = len(kept)
        for place, statement in enumerate(statements):
            names = {n.id for n in ast.walk(statement) if isinstance(n, ast.Name)}
            bound = {
                n.id for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
            }
            bound |= {n.name for n in ast.walk(statement) if isinstance(n, ast.FunctionDef)}
            imports = [n for n in ast.walk(statement) if isinstance(n, ast.ImportFrom | ast.Import)]
            bound |= {alias.asname or alias.name for n in imports for alias in n.names}
            builds = makers & names
            if builds or bound & needed:
                kept.add(place)
                needed |= names
        if len(kept) == before:
            return [statements[place] for place in sorted(kept)]


def _makers(statements):
    """Return Derivation and the functions of the page that build derivations, by themselves or by others."""
    functions = [s for s in statements if isinstance(s, ast.FunctionDef)]
    makers = {"Derivation"}
    for _ in functions:
        for function in functions:
            if makers & {n.id for n in ast.walk(function) if isinstance(n, ast.Name)}:
                makers.add(function.name)
    return makers


def displayed(page):
    """Return the LaTeX of the derivations that the stored page shows."""
    blocks = []
    for cell in json.loads(page.read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "application/vnd.mlpkit.record+json" in data and "aligned" in "".join(
                data.get("text/latex", "")
            ):
                blocks.append("".join(data["text/latex"]))
    return blocks
