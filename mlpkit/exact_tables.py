"""Exact matrices for a page: every entry as a decimal, and beside it the fraction that it is."""

from dataclasses import dataclass
from fractions import Fraction
from html import escape
from numbers import Rational

import numpy as np

# The lines are grey at half strength, which shows on light and dark paper alike.
_CELL = "border:0;border-top:1px solid #8888;line-height:1.35;padding:0.2rem 0.9rem 0.2rem 0;text-align:left"
_ONE_LINE = "white-space:nowrap"


@dataclass(frozen=True)
class ExactTables:
    """What `exact_tables` returns: tables that a notebook shows and that print as text."""

    tables: tuple

    def __repr__(self):
        return "\n\n".join(map(repr, self.tables))

    def _repr_html_(self):
        tables = "".join(table._repr_html_() for table in self.tables)
        return f'<div class="mlpkit-exact" style="display:flex;flex-wrap:wrap;gap:0 2rem">{tables}</div>'


@dataclass(frozen=True)
class ExactTable:
    """One of the tables: its caption, the headings of its rows and columns, and its entries."""

    caption: str
    rows: tuple
    columns: tuple
    entries: tuple
    digits: int

    def __repr__(self):
        lines = [["", *self.columns]] if self.columns else []
        for row, entries in zip(self.rows, self.entries, strict=True):
            lines.append([row, *(" ".join(_parts(entry, self.digits)) for entry in entries)])
        columns = [column for column in zip(*lines, strict=True) if any(column)]
        widths = [max(map(len, column)) for column in columns]
        padded = [map(str.ljust, line, widths) for line in zip(*columns, strict=True)]
        return "\n".join([self.caption, *("  ".join(line).rstrip() for line in padded)])

    def _repr_html_(self):
        rows = "".join(
            f"<tr>{self._heading(row, 'row')}{''.join(map(self._cell, entries))}</tr>"
            for row, entries in zip(self.rows, self.entries, strict=True)
        )
        columns = "".join(self._heading(column, "col") for column in self.columns)
        corner = f'<td style="{_CELL}"></td>' if any(self.rows) else ""
        head = f"<thead><tr>{corner}{columns}</tr></thead>" if columns else ""
        caption = f'<caption style="caption-side:top;padding:0.3rem 0;text-align:left;{_ONE_LINE}">'
        return (
            '<div style="max-width:100%;overflow-x:auto">'
            '<table style="border-collapse:collapse;font-size:0.9em;margin:0 0 0.6rem">'
            f"{caption}{escape(self.caption)}</caption>{head}<tbody>{rows}</tbody></table></div>"
        )

    def _heading(self, text, scope):
        style = f"{_CELL};{_ONE_LINE};font-size:0.85em;font-weight:400"
        return f'<th scope="{scope}" style="{style}">{escape(text)}</th>' if text else ""

    def _cell(self, entry):
        decimal, *fraction = (part.replace("-", "−") for part in _parts(entry, self.digits))
        small = f'<br><span style="font-size:0.8em">{" ".join(fraction)}</span>' if fraction else ""
        # A number alone has the width of the page to break in; the columns of a table scroll.
        breaking = _ONE_LINE if self.columns else "word-break:break-all"
        return f'<td style="{_CELL};{breaking}">{decimal}{small}</td>'


def exact_tables(arrays, *, rows="row", columns="column", digits=6):
    """Return exact arrays as tables, each entry with its decimal and its fraction.

    "0.458 = 229/500" says that the decimal is the number, "0.333333 ≈ 1/3" that it was
    rounded. Nothing else is rounded.

    Parameters
    ----------
    arrays : dict from str to array
        The caption of each table, and a number, a vector (one row) or a matrix of exact
        numbers: integers, truth values (as 1 and 0), `fractions.Fraction`, SymPy's rationals,
        or an array of `mlpkit.symbolic` that holds no symbols.
    rows, columns : str
        What the rows and the columns stand for; they are counted from 1.
    digits : int
        How many digits after the decimal point are kept, from 0.

    Returns
    -------
    ExactTables
        HTML tables in a notebook, text elsewhere.

    Raises
    ------
    TypeError
        If an entry is no exact number: a float has been rounded already.
    ValueError
        If there is no array, one has more than two axes, or ``digits`` is negative.

    Notes
    -----
    The decimal is rounded to the nearest, a tie to the even digit. The chapter *Two networks
    by hand* shows every step of two networks in this way.

    Examples
    --------
    >>> from fractions import Fraction
    >>> exact_tables({"A": [[Fraction("0.458"), 0], [Fraction(-1, 3), True]]}, rows="unit", columns="example")
    A
            example 1         example 2
    unit 1  0.458 = 229/500   0
    unit 2  -0.333333 ≈ -1/3  1
    """
    if not isinstance(arrays, dict) or not arrays:
        raise ValueError(f"exact_tables: arrays is {arrays!r}, expected a dict from captions to arrays")
    if isinstance(digits, bool) or not isinstance(digits, int) or digits < 0:
        raise ValueError(f"exact_tables: digits is {digits!r}, expected a whole number from 0")
    return ExactTables(tuple(_table(name, array, rows, columns, digits) for name, array in arrays.items()))


def _table(name, array, rows, columns, digits):
    entries = np.asarray(getattr(array, "entries", array), dtype=object)
    if entries.ndim > 2 or entries.size == 0:
        raise ValueError(
            f"exact_tables: {name} has shape {entries.shape}, expected a number, a vector or a matrix"
        )
    matrix = np.atleast_2d(entries)
    rows = [f"{rows} {i + 1}" for i in range(len(matrix))] if entries.ndim == 2 else [""]
    columns = [f"{columns} {j + 1}" for j in range(matrix.shape[1])] if entries.ndim else []
    exact = tuple(tuple(_fraction(name, entry) for entry in row) for row in matrix)
    return ExactTable(name, tuple(rows), tuple(columns), exact, digits)


def _fraction(name, entry):
    entry = entry.item() if isinstance(entry, np.generic) else entry
    if not isinstance(entry, Rational):
        kind = type(entry).__name__
        raise TypeError(f"exact_tables: {name} holds {entry!r} of type {kind}, expected an exact number")
    return Fraction(int(entry.numerator), int(entry.denominator))


def _parts(value, digits):
    """Return a fraction as ["0.458", "=", "229/500"], or as ["7"] if it is a whole number."""
    if value.denominator == 1:
        return [str(value)]
    scaled = round(value * 10**digits)
    whole, rest = divmod(abs(scaled), 10**digits)
    decimal = f"{'-' if scaled < 0 else ''}{whole}" + (f".{rest:0{digits}}" if digits else "")
    is_exact = scaled == value * 10**digits
    return [decimal.rstrip("0") if is_exact else decimal, "=" if is_exact else "≈", str(value)]
