"""Build the site, every warning an error: `python -m book._tools.build`.

Nothing is done when every file that the site is made from, and the site itself, is as the last
successful build left it. After an edit Sphinx reads the edited pages alone and repeats no warning
about the others. So that a failed build is never followed by one that passes, a build that
failed or was interrupted leaves a mark, and the next one starts anew. It starts anew too when
anything but a page has changed. When a page has changed that others refer to, the extension
`what_pages_share` has them written again, and so their references looked up again. It also keeps the
pages as Sphinx wrote them, from which a build goes on: what other extensions do to all pages at the
end of a build is then done to each once.
"""

import json
import shutil
import subprocess
import sys
from hashlib import sha256

from book._tools.pages import ROOT

BUILD = ROOT / "_build"
UNFINISHED, FINISHED = BUILD / ".unfinished", BUILD / ".finished"
INPUTS = ("_config.yml", "_toc.yml", "book", "examples", "mlpkit", ".venv/.installed")
PASSED_OVER = {"__pycache__", ".ipynb_checkpoints"}
# What Sphinx, or an extension, follows by itself from one build to the next.
FOLLOWED = {"book/claims.json"}
# Pages are read as trees of many small objects, none of them garbage: to look for it seldom saves much.
# And where jsonschema finds rfc3987_syntax it compiles forty grammars, which nothing here asks for.
JUPYTER_BOOK = """
import gc, sys
gc.set_threshold(200_000, 20, 50)
sys.modules["rfc3987_syntax"] = None
from jupyter_book.cli.main import main
try:
    main(["build", "-W", "-n", "--keep-going", "."], standalone_mode=False)
except RuntimeError:
    sys.exit(1)
"""


def inputs():
    """Return a digest of each file that the site is made from, by its path."""
    paths = [path for name in INPUTS for path in ((ROOT / name).rglob("*"), [ROOT / name])]
    files = sorted(path for group in paths for path in group if path.is_file())
    return {
        path.relative_to(ROOT).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in files
        if not PASSED_OVER & set(path.relative_to(ROOT).parts)
    }


def site():
    """Return the size and the date of each file of the site, by its path."""
    files = sorted(path for path in (BUILD / "html").rglob("*") if path.is_file())
    stats = {path.relative_to(BUILD).as_posix(): path.stat() for path in files}
    return {name: [stat.st_size, stat.st_mtime_ns] for name, stat in stats.items()}


def last_build():
    """Return what the last build noted, or nothing if it failed or its site has been changed since."""
    try:
        kept = json.loads(FINISHED.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    sound = kept["site"] == site() and (BUILD / ".as_written").is_dir() and not UNFINISHED.exists()
    return kept["inputs"] if sound else {}


def is_page(name):
    """Return True for a chapter or another page."""
    return name.startswith("book/") and name.endswith((".ipynb", ".md"))


def only_pages_changed(before, now):
    """Return True when the last build can be continued."""
    changed = {name for name in before.keys() | now.keys() if before.get(name) != now.get(name)}
    return bool(before) and all(is_page(name) or name in FOLLOWED for name in changed)


def main():
    """Build; return the exit status."""
    before, now = last_build(), inputs()
    ready = f"The book is ready. Open this page:\n    {BUILD / 'html' / 'index.html'}"
    if before == now:
        print(f"Nothing has changed since the last build.\n{ready}")
        return 0
    shutil.rmtree(BUILD / "html", ignore_errors=True)
    if only_pages_changed(before, now):
        shutil.copytree(BUILD / ".as_written", BUILD / "html")
    else:
        shutil.rmtree(BUILD / ".doctrees", ignore_errors=True)
    BUILD.mkdir(exist_ok=True)
    UNFINISHED.touch()
    print("Building the book. Every warning is an error.", flush=True)
    if subprocess.run([sys.executable, "-c", JUPYTER_BOOK], cwd=ROOT).returncode:
        print("\nThe book was not built: see the warnings and errors above.", file=sys.stderr)
        return 1
    FINISHED.write_text(json.dumps({"inputs": now, "site": site()}), encoding="utf-8")
    UNFINISHED.unlink()
    print(f"\n{ready}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
