"""Build a JupyterLite site of the chapters: `make lite`. It runs them in the browser, without a server.

The site itself is files. Its Python kernel, Pyodide, fetches numpy, sympy, matplotlib and the rest from its
own host and from PyPI when a chapter is opened, so whoever reads it needs a network, as the book does not.
"""

import json
import shutil
import subprocess
import sys

from book._tools.pages import ROOT, read_pages

BUILD = ROOT / "_build"
SITE, CONTENTS, WHEELS = BUILD / "lite", BUILD / "lite-contents", BUILD / "lite-wheels"
READ = ("homework", "measurements")  # folders beside the chapters
SOURCE = BUILD / "lite-source"  # building a wheel leaves files beside what it builds
PACKAGE = ("pyproject.toml", "README.md", "LICENSE", "LICENSE-TEXT.md")
CDN = "https://cdn.jsdelivr.net/pyodide/"
NOTE = {
    "cell_type": "markdown",
    "id": "lite-note",
    "metadata": {},
    "source": (
        "*This chapter runs in your browser, and needs a network for it: the first cell fetches Python from "
        "cdn.jsdelivr.net and packages from PyPI, which takes a minute. While it shows `[*]` it is at work; "
        "if it never ends, that address cannot be reached. Text and stored outputs can be read in any case.*"
    ),
}
# The kernel knows the packages of Pyodide; mlpkit and what it adds come first.
INSTALL = {
    "cell_type": "code",
    "execution_count": None,
    "id": "lite-install",
    "metadata": {},
    "outputs": [],
    "source": "%pip install -q mlpkit sympy mpmath matplotlib lark",
}
LIMITS = f"""What to know of this site:
- It needs a network when a chapter is opened: the kernel loads its packages from {CDN}
  and from PyPI. The book itself, `make book`, needs none.
- Everything runs in one thread in the browser, several times as slowly as in JupyterLab.
- Chapters that read a data set over the network, or use JAX or PyTorch, stop at that cell.
- "Check your own" can be read there, not run: it checks in a second process, which no browser has.
- The stored outputs were made by CPython; the last digits may differ here."""


def for_the_browser(text):
    """Return a notebook that first says what it needs here, and installs mlpkit."""
    notebook = json.loads(text)
    notebook["cells"][:0] = [NOTE, INSTALL]
    notebook["metadata"]["kernelspec"] = {
        "display_name": "Python (Pyodide)",
        "language": "python",
        "name": "python",
    }
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def write_contents(folder=CONTENTS, root=ROOT):
    """Write the chapters, and the files they read, into an empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for page in read_pages(root):
        if page.is_notebook:
            name = page.name.rpartition("/")[2]
            (folder / name).write_text(for_the_browser(page.text), encoding="utf-8")
    for name in READ:
        shutil.copytree(root / "book" / name, folder / name)


def copy_package(folder=SOURCE, root=ROOT):
    """Copy what the wheel of mlpkit is made of."""
    shutil.copytree(root / "mlpkit", folder / "mlpkit", ignore=shutil.ignore_patterns("__pycache__"))
    for name in PACKAGE:
        shutil.copy2(root / name, folder)


def commands():
    """Return the commands that build the site: the wheel of mlpkit, then the files of JupyterLite."""
    python = sys.executable
    wheel = [python, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps"]
    lite = [python, "-m", "jupyterlite_core", "build", "--no-sourcemaps", f"--contents={CONTENTS}"]
    return [
        [*wheel, "--no-build-isolation", "--wheel-dir", str(WHEELS), str(SOURCE)],
        [*lite, f"--piplite-wheels={WHEELS}", f"--lite-dir={CONTENTS}", f"--output-dir={SITE}"],
    ]


def main():
    """Build; return the exit status."""
    for folder in (SITE, WHEELS, SOURCE):
        shutil.rmtree(folder, ignore_errors=True)
    copy_package()
    write_contents()
    for command in commands():
        if subprocess.run(command, cwd=BUILD).returncode:
            print("The JupyterLite site was not built: see the messages above.", file=sys.stderr)
            return 1
    print(f"\nThe chapters for the browser are ready in {SITE}. Serve them:")
    print(f"    {sys.executable} -m http.server --directory {SITE}\n\n{LIMITS}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
