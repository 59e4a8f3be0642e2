"""Time the book itself: to build it, to test it, to import mlpkit, and how far each stays from its limit.

    python benchmarks/book_times.py [--keep] [--rounds N] [--tests | --report FILE]

The book is built in a copy, so that no file of the working tree is touched: from nothing, again when
nothing has changed, and after one word of one chapter was edited. An import is timed in processes
of their own, beside a Python that imports nothing. ``--tests`` runs all tests too, which takes minutes;
``--report`` takes their time from the report of a run, as `.ci/run` leaves one in _build/tests.xml.
``--keep`` writes book/measurements/book_times.json, which the chapter *How fast* shows.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from xml.etree import ElementTree

from measuring import about_this_run, in_turns, keep, spread

ROOT = Path(__file__).resolve().parent.parent
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "_build", "__pycache__", ".pytest_cache", ".hypothesis")
EDITED = "book/softmax.ipynb"
IMPORTS = {"Python alone": "pass", "numpy": "import numpy", "mlpkit": "import mlpkit"}


def run(*arguments, folder=ROOT):
    """Run this Python with arguments in a folder, on one thread and with that folder's mlpkit."""
    environment = os.environ | {"PYTHONPATH": str(folder), "OPENBLAS_NUM_THREADS": "1"}
    found = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True
    )
    if found.returncode:
        sys.exit(f"{' '.join(arguments)} failed:\n{found.stdout[-3000:]}{found.stderr[-3000:]}")


def seconds(*arguments, **options):
    """Return the seconds of one run."""
    begin = perf_counter()
    run(*arguments, **options)
    return perf_counter() - begin


def seconds_in(report):
    """Return the seconds that a report of the tests tells; exit where the run was not green."""
    suite = ElementTree.parse(report).getroot().find("testsuite")
    if suite is None or any(suite.get(kind) != "0" for kind in ("errors", "failures")):
        sys.exit(f"book_times: {report} is no report of a run without failures")
    return float(suite.get("time"))


def edit(folder):
    """Add a word to the first text of a chapter."""
    path = folder / EDITED
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cell = next(cell for cell in notebook["cells"] if cell["cell_type"] == "markdown")
    cell["source"] = ["".join(cell["source"]) + "\n\nEdited."]
    path.write_text(json.dumps(notebook), encoding="utf-8")


def builds():
    """Return the seconds of a build from nothing, of one with nothing to do, and of one after an edit."""
    build = ("-m", "book._tools.build")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "book"
        shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
        cold, unchanged = seconds(*build, folder=copy), seconds(*build, folder=copy)
        edit(copy)
        return {
            "cold": cold,
            "nothing changed": unchanged,
            "one chapter edited": seconds(*build, folder=copy),
        }


def main():
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--keep", action="store_true", help="write the file that the chapter shows")
    parser.add_argument(
        "--rounds", type=int, default=11, metavar="N", help="of imports; %(default)s by default"
    )
    tests = parser.add_mutually_exclusive_group()
    tests.add_argument("--tests", action="store_true", help="run all tests and notebooks too")
    tests.add_argument("--report", type=Path, metavar="FILE", help="a JUnit report of a run of the tests")
    options = parser.parse_args()
    if options.rounds < 1:
        parser.error(f"--rounds is {options.rounds}, expected at least 1")
    imports = in_turns(
        {name: lambda code=code: run("-c", code) for name, code in IMPORTS.items()}, options.rounds
    )
    measurement = about_this_run(
        "seconds to build and to test the book, and to import mlpkit",
        f"imports: median of {options.rounds} rounds, with quartiles; builds and tests: one run",
    )
    measurement["imports"] = {name: spread(found) for name, found in imports.items()}
    measurement["builds"] = {name: round(found, 1) for name, found in builds().items()}
    measurement["tests"] = None
    if options.tests or options.report:
        found = seconds_in(options.report) if options.report else seconds("-m", "pytest", "-q")
        measurement["tests"] = round(found, 1)
    for name, found in measurement["imports"].items():
        print(f"{name:<22}{found['median']:>9.3f} s   {found['low']:.3f} to {found['high']:.3f}")
    for name, found in measurement["builds"].items():
        print(f"{name:<22}{found:>9.1f} s")
    tests = measurement["tests"]
    print(f"{'all tests':<22}{'not measured' if tests is None else f'{tests:>9.1f} s'}")
    if options.keep:
        keep(measurement, "book_times")


if __name__ == "__main__":
    main()
