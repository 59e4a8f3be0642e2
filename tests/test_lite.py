"""The chapters for the browser: each installs mlpkit first, and what they read stands beside them."""

import json

from book._tools import lite
from book._tools.pages import ROOT, read_pages


def test_a_chapter_installs_mlpkit_first_and_keeps_the_rest():
    stored = {
        "cells": [{"id": "a", "cell_type": "markdown"}],
        "metadata": {"kernelspec": {"name": "python3"}},
    }
    notebook = json.loads(lite.for_the_browser(json.dumps(stored)))
    note, install, *rest = notebook["cells"]
    assert "needs a network" in note["source"] and "cdn.jsdelivr.net" in note["source"]
    assert install["source"].startswith("%pip install -q mlpkit")
    assert rest == stored["cells"]
    assert notebook["metadata"]["kernelspec"]["name"] == "python"


def test_every_chapter_and_what_it_reads_are_there(tmp_path):
    lite.write_contents(tmp_path / "contents")
    chapters = {page.name.rpartition("/")[2] for page in read_pages() if page.is_notebook}
    assert {path.name for path in (tmp_path / "contents").glob("*.ipynb")} == chapters
    for folder in ("homework", "measurements"):
        stored = {path.name for path in (ROOT / "book" / folder).iterdir()}
        assert {path.name for path in (tmp_path / "contents" / folder).iterdir()} == stored


def test_the_wheel_is_made_of_a_copy(tmp_path):
    lite.copy_package(tmp_path)
    assert (tmp_path / "mlpkit" / "__init__.py").is_file() and (tmp_path / "pyproject.toml").is_file()
    assert not list(tmp_path.rglob("__pycache__"))
    wheel, site = lite.commands()
    assert str(lite.SOURCE) in wheel and f"--piplite-wheels={lite.WHEELS}" in site


def test_the_limits_are_said():
    assert lite.CDN in lite.LIMITS and "needs a network" in lite.LIMITS
