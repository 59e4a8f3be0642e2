r"""Macros of a document, `\newcommand` and its kin, resolved within limits.

Only what LaTeX calls a macro is known: a name, up to nine arguments and a replacement. There is
no way for a document to compute, and a bomb of macros ends at a limit.
"""

import re
from typing import NamedTuple

LONGEST_TEXT = 20_000

_BRACED_NAME = r"\{?\s*\\([A-Za-z]+|[^A-Za-z\s])\s*\}?"
_DEFINITION = re.compile(
    rf"\\(?:(?:re)?newcommand|providecommand)\*?\s*{_BRACED_NAME}\s*(?:\[(\d)\]\s*)?(\[)?"
    rf"|\\DeclareMathOperator(\*?)\s*{_BRACED_NAME}\s*"
    r"|\\def\s*\\([A-Za-z]+)\s*((?:#\d)*)\s*"
)
_GROUP = re.compile(r"\\.|[{}]", re.DOTALL)


class Macro(NamedTuple):
    """A macro.

    Parameters
    ----------
    arguments : int
    body : str
    """

    arguments: int
    body: str


class Definitions(NamedTuple):
    r"""The macros that a text defines.

    Parameters
    ----------
    macros : dict from str to Macro
    spans : list of tuple of int
        Begin and end of each definition.
    refused : list of str
        The names whose definitions are left out: they have an optional argument, or no end.
    """

    macros: dict
    spans: list
    refused: list


def definitions(text):
    r"""Return the macros that a text defines, and where the definitions stand.

    Parameters
    ----------
    text : str

    Returns
    -------
    Definitions

    Examples
    --------
    >>> definitions(r"\newcommand{\half}[1]{\frac{#1}{2}}").macros["half"].arguments
    1
    """
    found, spans, refused, after = {}, [], [], 0
    for match in _DEFINITION.finditer(text):
        if match.start() < after:
            continue  # inside the replacement of another
        name = match[1] or match[5] or match[6]
        end = closing(text, match.end())
        if end is None or match[3]:
            refused.append(name)
            continue
        body, count = text[match.end() + 1 : end - 1], int(match[2] or 0)
        if match[5]:
            body = rf"\operatorname{match[4]}{{{body}}}"
        elif match[6]:
            count = len(match[7]) // 2
        found[name] = Macro(count, body)
        spans.append((match.start(), end))
        after = end
    return Definitions(found, spans, refused)


def closing(text, at):
    """Return where the group that opens at a place ends, or None.

    Examples
    --------
    >>> closing("a{b{c}}d", 1)
    7
    """
    if text[at : at + 1] != "{":
        return None
    depth = 0
    for match in _GROUP.finditer(text, at, at + LONGEST_TEXT):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if depth == 0:
            return match.end()
    return None
