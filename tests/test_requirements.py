"""requirements.txt pins what pyproject.toml asks for, and nothing of the machine it was made on."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
FILES = {
    "requirements.txt": [*PROJECT["dependencies"], *EXTRAS["proof"], *EXTRAS["book"], *EXTRAS["test"]],
    ".ci/oracles.txt": [*PROJECT["dependencies"], *EXTRAS["oracles"]],
}


def pins(name):
    """Every pinned version of every package of a requirements file."""
    found = {}
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            match = re.fullmatch(r"([a-z0-9.-]+)==([^ ;]+)( ; .*)?", line)
            assert match, f"{name}: {line!r} does not pin one version"
            found.setdefault(match[1], []).append(match[2])
    return found


@pytest.mark.parametrize("name", FILES)
def test_what_is_asked_for_is_pinned(name):
    pinned = pins(name)
    for text in FILES[name]:
        wanted = Requirement(text)
        if wanted.name != PROJECT["name"]:
            versions = pinned.get(wanted.name.lower().replace("_", "-"), [])
            assert versions, f"{name} lacks {wanted.name}: run `make requirements`"
            for version in versions:
                assert version in wanted.specifier, (
                    f"{name} has {wanted.name} {version}, pyproject asks {wanted}"
                )


def test_the_oracles_fit_beside_the_rest():
    both = {
        name: versions
        for name, versions in pins(".ci/oracles.txt").items()
        if name in pins("requirements.txt")
    }
    assert both
    assert both == {name: pins("requirements.txt")[name] for name in both}


@pytest.mark.parametrize("name", ["numpy", "sympy", "matplotlib"])
def test_outputs_are_made_by_one_version_on_every_python(name):
    assert len(pins("requirements.txt")[name]) == 1


@pytest.mark.parametrize("name", FILES)
def test_no_machine_is_named(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"://|--(extra-)?index-url|--find-links|(^|\s)/\w", text)
    assert "make requirements" in text
