"""Re-run notebooks in place, so that the same sources always give the same bytes.

    python book/_tools/execute.py [--check] [--jobs N] [--times] [PATH ...]

Without paths, every notebook of the book is run. A notebook in which a cell raises
is left on disk as it was. With ``--check`` nothing is written: the exit status is 1
when a notebook would change, and the message says which cell. With ``--times`` the seconds
that each chapter takes are kept in book/measurements/execution.json, which a page shows.
"""

import argparse
import asyncio
import os
import sys
from pathlib import Path
from time import perf_counter

from ipykernel.kernelspec import RESOURCES, get_kernel_dict
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from tqdm import tqdm

sys.path.append(str(Path(__file__).resolve().parents[2]))  # run as a file, this one finds no neighbours
from book._tools.execution_times import keep_times
from book._tools.stored_form import KERNELSPEC, differences, normalise, parse, to_text

BOOK = Path(__file__).resolve().parent.parent


class _SpecOfThisPython(KernelSpecManager):
    """Answer every name with the Python that runs this file, whatever specs a user has installed."""

    def get_kernel_spec(self, kernel_name):
        return KernelSpec(resource_dir=RESOURCES, **get_kernel_dict())


class _KernelOfThisPython(AsyncKernelManager):
    def __init__(self, **kwargs):
        super().__init__(**{**kwargs, "kernel_spec_manager": _SpecOfThisPython()})


class CellRaised(Exception):
    """A cell of a notebook raised; the message names the notebook and the cell."""


def notebooks():
    """Return the paths of all notebooks of the book, in alphabetical order."""
    return sorted(path for path in BOOK.rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts)


async def run(notebook, directory):
    """Run all code cells in a fresh kernel of this Python, in place; return the notebook."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    client = NotebookClient(
        notebook,
        kernel_name=KERNELSPEC["name"],
        kernel_manager_class=_KernelOfThisPython,
        resources={"metadata": {"path": str(directory)}},
        extra_arguments=["--IPKernelApp.log_level=40"],
        coalesce_streams=True,
        record_timing=False,
        allow_errors=False,
        timeout=None,
    )
    await client.async_execute()
    return normalise(notebook)


async def rerun(path):
    """Return the text that a fresh run of the notebook at ``path`` gives; write nothing."""
    notebook = parse(Path(path).read_text(encoding="utf-8"))
    try:
        return to_text(await run(notebook, Path(path).resolve().parent))
    except DeadKernelError as error:
        raise CellRaised(f"{path}: the kernel died") from error
    except CellExecutionError as error:
        # The output names the error even where a value failed only when it was to be shown.
        number, cell, output = next(
            (number, cell, output)
            for number, cell in enumerate(notebook.cells, start=1)
            for output in cell.get("outputs", [])
            if output.output_type == "error"
        )
        raise CellRaised(
            f"{path}, cell {number} ({cell.id}) raised {output.ename}: {output.evalue}\n{cell.source}"
        ) from error


def check(path):
    """Run the notebook at ``path`` and return what would change in it; write nothing."""
    return differences(path, Path(path).read_text(encoding="utf-8"), asyncio.run(rerun(path)))


def write(path, text):
    """Replace the file in one step, and only when it changes, so that nothing is lost half way."""
    if path.read_text(encoding="utf-8") == text:
        return False
    fresh = path.with_name(path.name + ".new")
    fresh.write_text(text, encoding="utf-8", newline="\n")
    fresh.replace(path)
    return True


async def _run_all(paths, jobs, only_check):
    """Run the notebooks, ``jobs`` at a time; return what went wrong, and the seconds that each took."""
    gate, problems, seconds, finished = asyncio.Semaphore(jobs), [], {}, 0

    async def one(path):
        async with gate:
            begin = perf_counter()
            try:
                text = await rerun(path)
            except CellRaised as error:
                found, word = [str(error)], "failed"
            else:
                seconds[path] = perf_counter() - begin
                found = differences(path, path.read_text(encoding="utf-8"), text) if only_check else []
                word = "would change" if found else "unchanged"
                if not only_check and write(path, text):
                    word = "rewritten"
        nonlocal finished
        finished += 1
        problems.extend(found)
        bar.update()
        bar.write(f"[{finished}/{len(paths)}] {path.name}: {word}", file=sys.stdout)
        sys.stdout.flush()

    with tqdm(total=len(paths), unit="chapter", leave=False, disable=not sys.stderr.isatty()) as bar:
        await asyncio.gather(*map(one, paths))
    return problems, seconds


def main(arguments=None):
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="notebooks; all when none is named"
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 if a notebook would change"
    )
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count(), help="notebooks run at once (%(default)s)"
    )
    parser.add_argument("--times", action="store_true", help="keep how long each chapter takes")
    options = parser.parse_args(arguments)
    if options.times and options.paths:
        parser.error("--times keeps those of one run of the whole book, expected no paths")
    if options.jobs < 1:
        parser.error(f"--jobs is {options.jobs}, expected at least 1")
    paths = options.paths or notebooks()
    if missing := [str(path) for path in paths if not path.is_file()]:
        parser.error(f"no such notebook: {', '.join(missing)}")
    print(f"Running {len(paths)} notebook(s), {min(options.jobs, len(paths) or 1)} at a time.", flush=True)
    problems, seconds = asyncio.run(_run_all(paths, options.jobs, options.check))
    if options.times and not problems:
        keep_times(seconds, options.jobs)
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
