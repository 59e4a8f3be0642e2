"""An answer key, written by hand, against which the checker itself is held."""

import json
from pathlib import Path


class Deceived(ValueError):
    """A true line was called false, a false one was called true, or a line is not the one of the key."""


def read_key(path):
    """Return the key of a folder of homework: for each file its lines, what is true, and the slips.

    Parameters
    ----------
    path : str or pathlib.Path

    Returns
    -------
    dict from str to list of dict
        Each with ``line``, in LaTeX, ``true``, and where the casebook has it, ``slip``.
    """
    return json.loads(Path(path).read_text(encoding="utf-8"))


def hold_against(report, key):
    """Return how many lines were decided as the key has it.

    Parameters
    ----------
    report : Report
    key : list of dict

    Returns
    -------
    int

    Raises
    ------
    Deceived
        If one was decided otherwise. Not to decide is no deceit.
    """
    lines = [f"{f.left} {f.relation} {f.right}" for f in report.findings]
    if lines != [entry["line"] for entry in key]:
        raise Deceived(f"{report.name}: its lines are not those of the key")
    for finding, entry in zip(report.findings, key, strict=True):
        said = {"proved": True, "checked": True, "false": False}.get(finding.verdict, entry["true"])
        if said != entry["true"]:
            raise Deceived(f"{report.name}, {finding.place}: {finding.verdict}, and it is {entry['true']}")
    return sum(finding.verdict in ("proved", "checked", "false") for finding in report.findings)
