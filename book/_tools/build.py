"""Build the site, every warning an error: `python -m book._tools.build`.

Sphinx reads again only the pages that changed, and repeats no warning about the
others. So that a failed build is never followed by one that passes, a build that
failed or was interrupted leaves a mark, and the next one starts anew; and every page
is written again, because what it refers to may have changed.
"""

import shutil
import subprocess
import sys

from book._tools.pages import ROOT

BUILD = ROOT / "_build"
UNFINISHED, FINISHED = BUILD / ".unfinished", BUILD / ".finished"
# Sphinx does not notice when these change: the look, the extensions, the installed packages.
UNWATCHED = (
    "_config.yml",
    "_toc.yml",
    "book/_extensions",
    "book/_templates",
    "book/_static",
    ".venv/.installed",
)
JUPYTER_BOOK = """
import sys
from jupyter_book.cli.main import main
try:
    main(["build", "-W", "-n", "--keep-going", "."], standalone_mode=False)
except RuntimeError:
    sys.exit(1)
"""


def must_start_anew():
    """Return True when pages from the last build cannot be trusted."""
    if UNFINISHED.exists() or not FINISHED.exists():
        return True
    last = FINISHED.stat().st_mtime
    files = [path for name in UNWATCHED for path in ((ROOT / name).rglob("*"), [ROOT / name])]
    return any(path.stat().st_mtime > last for group in files for path in group if path.is_file())


def main():
    """Build; return the exit status."""
    if must_start_anew():
        shutil.rmtree(BUILD / ".doctrees", ignore_errors=True)
        shutil.rmtree(BUILD / "html", ignore_errors=True)
    for page in (BUILD / "html").rglob("*.html"):
        page.unlink()
    BUILD.mkdir(exist_ok=True)
    UNFINISHED.touch()
    print("Building the book. Every warning is an error.", flush=True)
    if subprocess.run([sys.executable, "-c", JUPYTER_BOOK], cwd=ROOT).returncode:
        print("\nThe book was not built: see the warnings and errors above.", file=sys.stderr)
        return 1
    UNFINISHED.replace(FINISHED)
    FINISHED.touch()
    print(f"\nThe book is ready. Open this page:\n    {BUILD / 'html' / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
