"""The derivations of the book, rebuilt by running the cells of its notebooks."""

import contextlib
import io
import json
import os
import time
from pathlib import Path
from typing import ClassVar

from mlpkit import derivation

BOOK = Path(__file__).resolve().parent.parent / "book"


class Recorded(derivation.Derivation):
    """A derivation that keeps how long each of its lines took; `built` has all of them in order."""

    built: ClassVar = []

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.seconds = []
        self.built.append(self)

    def eq(self, *arguments, **options):
        """Prove the next line, and keep the time."""
        return self._timed(super().eq, arguments, options)

    def wrong(self, *arguments, **options):
        """Refute a line, and keep the time."""
        return self._timed(super().wrong, arguments, options)

    def _timed(self, step, arguments, options):
        begin = time.perf_counter()
        step(*arguments, **options)
        self.seconds.append(time.perf_counter() - begin)
        return self


def derivations(notebook):
    """Return the derivations that the cells of a notebook build, in order; all its cells are run."""
    Recorded.built = []
    original, derivation.Derivation = derivation.Derivation, Recorded
    page = {"display": lambda *shown, **options: None}
    here = Path.cwd()
    os.chdir(notebook.parent)  # where the cells run
    try:
        for cell in json.loads(notebook.read_text())["cells"]:
            if cell["cell_type"] == "code":
                with contextlib.redirect_stdout(io.StringIO()):  # what the page prints
                    exec("".join(cell["source"]), page)
    finally:
        derivation.Derivation = original
        os.chdir(here)
    return Recorded.built
