"""`import mlpkit` needs numpy alone: what proves, draws or measures is imported where it is used."""

import subprocess
import sys

import pytest

HEAVY = (
    "jax",
    "lark",
    "matplotlib",
    "mpmath",
    "pandas",
    "rich",
    "scipy",
    "sklearn",
    "sympy",
    "torch",
    "tqdm",
)
CODE = "import sys, mlpkit; print(*sorted({name.partition('.')[0] for name in sys.modules}))"


@pytest.fixture(scope="module")
def imported():
    found = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    return set(found.stdout.split())


@pytest.mark.parametrize("library", HEAVY)
def test_no_heavy_library_is_imported(library, imported):
    assert library not in imported


def test_numpy_is(imported):
    assert {"numpy", "mlpkit", "array_api_compat"} <= imported
