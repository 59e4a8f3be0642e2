r"""Macros are replaced by what they stand for, within limits; each letter keeps its place."""

import re

from mlpkit.homework.macros import LONGEST_TEXT, closing
from mlpkit.homework.traced import joined, made_at

MOST_REPLACEMENTS = 2_000
DEEPEST = 20

_CONTROL = re.compile(r"\\(?:([A-Za-z]+)|.)", re.DOTALL)


class MacroError(ValueError):
    """A text whose macros cannot be resolved within the limits."""


def expand(traced, macros):
    r"""Return a text with its macros resolved.

    Parameters
    ----------
    traced : Traced
    macros : dict from str to Macro

    Returns
    -------
    Traced

    Raises
    ------
    MacroError
        If there are too many replacements, too deep, or the text grows too long.

    Examples
    --------
    >>> from mlpkit.homework.macros import Macro
    >>> from mlpkit.homework.traced import Traced
    >>> print(expand(Traced(r"\half{x}"), {"half": Macro(1, r"\frac{#1}{2}")}).text)
    \frac{x}{2}
    """
    expansion = _Expansion(macros)
    expansion.copy(traced, 0)
    return joined(expansion.parts)


class _Expansion:
    """The parts of the resolved text so far."""

    def __init__(self, macros):
        self.macros, self.parts, self.length, self.replaced = macros, [], 0, 0

    def copy(self, traced, depth):
        """Copy a text, each macro in it replaced."""
        text, at = traced.text, 0
        for match in _CONTROL.finditer(text):
            name = match[1] or match[0][1:]
            if match.start() < at or name not in self.macros:
                continue
            self._write(traced[at : match.start()])
            self.replaced += 1
            if self.replaced > MOST_REPLACEMENTS:
                raise MacroError(f"its macros are replaced more than {MOST_REPLACEMENTS:,} times")
            if depth >= DEEPEST:
                raise MacroError(rf"its macros are nested more than {DEEPEST} deep, or \{name} calls itself")
            macro = self.macros[name]
            values, at = _arguments(traced, match.end(), macro.arguments, name)
            body = _filled(macro, values, traced.origin(match.start()))
            self.copy(body, depth + 1)
            if body.text[-1:].isalpha() and text[at : at + 1].isalpha():
                self._write(made_at(" ", traced.origin(match.start())))  # \a b is not \ab
        self._write(traced[at:])

    def _write(self, traced):
        self.parts.append(traced)
        self.length += len(traced.text)
        if self.length > LONGEST_TEXT:
            raise MacroError(f"longer than {LONGEST_TEXT:,} letters once its macros are resolved")


def _filled(macro, values, place):
    """Return the body of a macro with its arguments in it; these stay where they were written."""
    parts, length = [], 0
    for k, part in enumerate(re.split(r"#(\d)", macro.body)):
        if k % 2 == 0:
            parts.append(made_at(part, place))
        elif 1 <= int(part) <= len(values):
            parts.append(values[int(part) - 1])
        length += len(parts[-1].text)
        if length > LONGEST_TEXT:
            raise MacroError(f"longer than {LONGEST_TEXT:,} letters once its macros are resolved")
    return joined(parts)


def _arguments(traced, at, count, name):
    """Return the arguments of a macro and where they end."""
    values, text = [], traced.text
    for _ in range(count):
        at += len(text[at:]) - len(text[at:].lstrip())
        if at == len(text):
            raise MacroError(rf"the macro \{name} has fewer arguments than {count}")
        if text[at] == "{":
            end = closing(text, at)
            if end is None:
                raise MacroError(rf"an argument of the macro \{name} has no end")
            values.append(traced[at + 1 : end - 1])
        else:
            control = _CONTROL.match(text, at)
            end = control.end() if control else at + 1
            values.append(traced[at:end])
        at = end
    return values, at
