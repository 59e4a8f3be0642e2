"""The rules a notebook of the book keeps, each a function from a page to its complaints.

None of them needs a kernel: they read what is stored. The rule that does, that a
fresh run gives the same bytes, is `check` in execute.py.
"""

import json
import re

from book._tools import stored_form
from book._tools.alt_text import figures_have_alt_text
from book._tools.exercises import exercises_are_solved
from book._tools.pages import ROOT, toc_names

LONGEST_CELL = 15
ABSOLUTE_PATH = re.compile(
    r"(?<![\w.:/-])/(?:etc|home|mnt|nix|opt|private|root|tmp|usr|var|work|Users|Volumes)/[\w.-]+|\b[A-Z]:\\\w+"
)
MEMORY_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{8,}\b")
TIMING = re.compile(
    r"\bWall time\b|\bCPU times\b|\b\d+\.\d+(?:e[+-]?\d+)? ?s\b"
    r"|\b\d+(?:\.\d+)?(?:e[+-]?\d+)? ?(?:ns|us|µs|μs|ms|secs?|seconds?|minutes?)\b"
)
KEPT_MEASUREMENT = "kept-measurement"
UNTIMED = {"image/svg+xml", "text/latex"}  # shapes, and formulas in which s and ms are symbols


def was_run_in_order(page):
    """Every code cell has something in it and was run, in order from 1."""
    complaints = []
    for count, cell in enumerate(page.code, start=1):
        if not cell.source.strip():
            complaints.append(f"{cell.where}: the code cell is empty")
        elif cell.execution_count is None:
            complaints.append(f"{cell.where}: was never run, so nothing compares its output")
        elif cell.execution_count != count:
            complaints.append(f"{cell.where}: was run as number {cell.execution_count}, expected {count}")
    return complaints


def stores_no_errors(page):
    """No output is an error or a message on the error stream."""
    complaints = []
    for cell in page.code:
        for output in cell.outputs:
            if output["output_type"] == "error":
                complaints.append(f"{cell.where}: stores the error {output['ename']}: {output['evalue']}")
            elif output.get("name") == "stderr":
                complaints.append(f"{cell.where}: wrote to stderr: {''.join(output['text']).strip()[:200]}")
    return complaints


def cells_are_short(page):
    """No code cell is longer than a reader takes in at once."""
    return [
        f"{cell.where}: has {lines} lines, expected at most {LONGEST_CELL}"
        for cell in page.code
        if (lines := len(cell.source.splitlines())) > LONGEST_CELL
    ]


def is_normalised(page):
    """The file is stored the one way `make execute` stores it, and cell ids are unique."""
    complaints, seen = [], set()
    for cell in page.cells:
        if cell.id in seen:
            complaints.append(f"{cell.where}: the id is used by an earlier cell")
        seen.add(cell.id)
    raw = json.loads(page.text)
    for key, expected in (
        ("kernelspec", stored_form.KERNELSPEC),
        ("language_info", stored_form.LANGUAGE_INFO),
    ):
        if raw["metadata"].get(key) != expected:
            complaints.append(
                f"{page.name}: metadata {key} is {raw['metadata'].get(key)}, expected {expected}"
            )
    for cell, stored in zip(page.cells, raw["cells"], strict=True):
        if "id" not in stored:
            complaints.append(f"{cell.where}: has no id")
        if noise := sorted(stored_form.NOISE & set(stored["metadata"])):
            complaints.append(f"{cell.where}: metadata has {', '.join(noise)}, which `make execute` removes")
    if (
        not complaints
        and stored_form.to_text(stored_form.normalise(stored_form.parse(page.text))) != page.text
    ):
        complaints.append(
            f"{page.name}: is not stored as `make execute` stores it (indent, key order, last newline)"
        )
    return complaints


def outputs_are_reproducible(page):
    """No output holds what another machine or another run would print differently."""
    complaints = []
    for cell in page.code:
        for mime, text in cell.data:
            for what, pattern in (("an absolute path", ABSOLUTE_PATH), ("a memory address", MEMORY_ADDRESS)):
                if match := pattern.search(text):
                    complaints.append(f"{cell.where}: output has {what}: {match[0]}")
            untimed = mime in UNTIMED or KEPT_MEASUREMENT in cell.tags
            if not untimed and (match := TIMING.search(text)):
                complaints.append(
                    f"{cell.where}: output has a timing: {match[0]}"
                    f" (tag the cell {KEPT_MEASUREMENT} if it is read from book/measurements/)"
                )
    return complaints


NOTEBOOK_RULES = (
    was_run_in_order,
    stores_no_errors,
    figures_have_alt_text,
    cells_are_short,
    is_normalised,
    outputs_are_reproducible,
    exercises_are_solved,
)


def toc_is_complete(root=ROOT):
    """Every page of the table of contents exists, and every notebook of book/ is in it."""
    present, missing = toc_names(root)
    notebooks = {
        path.relative_to(root).as_posix()
        for path in (root / "book").rglob("*.ipynb")
        if ".ipynb_checkpoints" not in path.parts
    }
    return [f"_toc.yml: names {name}, and there is no such page" for name in missing] + [
        f"_toc.yml: does not name {name}, which no reader would find"
        for name in sorted(notebooks - set(present))
    ]
