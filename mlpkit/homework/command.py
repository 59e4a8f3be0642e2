"""The command `mlpkit check FILE…`: a homework is checked line by line."""

import argparse
import json
import sys
from pathlib import Path

from mlpkit.homework.findings import EXIT_USAGE, exit_status
from mlpkit.homework.limits import Limits
from mlpkit.homework.watching import check_file
from mlpkit.progress import progress

_EXIT = """exit status:
  0  every line is proved, or checked on numbers, or defines a name
  1  a line is false
  2  a line is not established or not read (--allow lets either pass)
  3  the command cannot be carried out: a wrong option, a file that is not there
"""


def main(arguments=None):
    """Run the command; return the exit status.

    Parameters
    ----------
    arguments : list of str, optional
        Those of the process by default.

    Returns
    -------
    int
    """
    options = _parser().parse_args(arguments)
    try:
        limits = Limits(
            seconds=options.seconds, document_seconds=options.document_seconds, memory=options.memory
        )
        _guard(options.files, (options.html, options.json))
        reports = [_checked(file, limits, options) for file in options.files]
        for path, content in ((options.html, _page), (options.json, _data)):
            if path:
                _write(path, content(reports))
    except (OSError, ValueError) as error:
        print(f"mlpkit check: {error}", file=sys.stderr)
        return EXIT_USAGE
    return exit_status(reports, {verdict.replace("-", " ") for verdict in options.allow})


def _parser():
    parser = _Parser(prog="mlpkit", description="Derivations, checked line by line.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)
    check = commands.add_parser(
        "check",
        help="check the equations of Markdown, LaTeX and notebook files",
        description="Check the equations of files in Markdown (.md), LaTeX (.tex) and notebooks (.ipynb).",
        epilog=_EXIT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    usual = Limits()
    check.add_argument("files", nargs="+", metavar="FILE")
    check.add_argument("--html", metavar="OUT", help="write a page that shows the documents with marks")
    check.add_argument("--json", metavar="OUT", help="write the findings as data; - is the standard output")
    check.add_argument(
        "--allow",
        action="append",
        default=[],
        choices=("not-established", "not-read"),
        help="let such lines pass; may be given twice",
    )
    check.add_argument("--quiet", action="store_true", help="print nothing but errors")
    check.add_argument("--seconds", type=float, default=usual.seconds, help="for one line (%(default)s)")
    check.add_argument(
        "--document-seconds", type=float, default=usual.document_seconds, help="for a document (%(default)s)"
    )
    check.add_argument("--memory", type=int, default=usual.memory, help="in megabytes (%(default)s)")
    return parser


class _Parser(argparse.ArgumentParser):
    """A parser whose errors have the exit status of a wrong usage."""

    def error(self, message):
        self.print_usage(sys.stderr)
        self.exit(EXIT_USAGE, f"{self.prog}: {message}\n")


def _guard(files, outputs):
    """Refuse to write over what is read."""
    inputs = {Path(file).resolve() for file in files}
    for path in outputs:
        if path and path != "-" and Path(path).resolve() in inputs:
            raise ValueError(
                f"{path} is one of the files that are checked, expected another name to write to"
            )
        if path and path != "-" and not Path(path).resolve().parent.is_dir():
            raise ValueError(f"{path} cannot be written: there is no such folder")


def _checked(file, limits, options):
    """Return the report on a file; show it unless told not to."""
    from rich.console import Console

    with _Bar(file) as bar:
        report = check_file(file, limits, watch=bar)
    if not options.quiet and options.json != "-":
        from mlpkit.homework.terminal import show

        show(report, Console(highlight=False))
    return report


class _Bar:
    """A bar on the terminal that counts the lines that are decided."""

    def __init__(self, file):
        self.bar = progress(None, description=f"checking {Path(file).name}")

    def __enter__(self):
        return lambda found: self.bar.update(1)

    def __exit__(self, *_):
        self.bar.close()


def _page(reports):
    from mlpkit.homework.page import page

    return page(reports)


def _data(reports):
    return json.dumps([report.as_data() for report in reports], ensure_ascii=False, indent=2) + "\n"


def _write(path, text):
    if path == "-":
        sys.stdout.write(text)
        return
    Path(path).write_text(text, encoding="utf-8")
