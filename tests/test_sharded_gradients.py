"""The page *Many devices* shows what the script prints today, and the script runs the lines it shows."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SCRIPT, KEPT = ROOT / "examples/sharded_gradients.py", ROOT / "examples/sharded_gradients.txt"


def test_a_fresh_run_prints_what_is_kept():
    pytest.importorskip("jax")
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    found = subprocess.run([sys.executable, SCRIPT], capture_output=True, text=True, env=environment)
    assert found.returncode == 0, found.stderr
    assert found.stdout == KEPT.read_text(encoding="utf-8")


def test_what_is_kept_says_that_the_devices_agree():
    kept = KEPT.read_text(encoding="utf-8")
    assert "devices: 8\n" in kept
    assert "the devices add up their sums: True\n" in kept
    assert kept.count("gradients agree to 12 digits: True\n") == 2


def test_the_page_shows_the_script_and_its_output():
    page = (ROOT / "book/many_devices.md").read_text(encoding="utf-8")
    for path in (SCRIPT, KEPT):
        assert f"{{literalinclude}} ../examples/{path.name}" in page
