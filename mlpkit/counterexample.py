"""The search for a counterexample: a simple point where two sides differ, told apart by intervals."""

import itertools

import numpy as np
import sympy

from mlpkit.intervals import enclose, is_bounded, middle, sign
from mlpkit.verdict import Counterexample

_ONE_NUMBER = ("1", "-1", "2", "-2", "1/2", "-1/2", "0", "3", "-3", "10", "-10")
_SEVERAL = (
    ("0", "1", "-1/2", "2", "-1", "1/2", "3", "-2", "3/2", "-3/2", "4", "-3"),
    ("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"),
    ("-1", "-2", "1/2", "-1/2", "1", "-3", "3", "3/2", "-3/2", "5/2", "-5/2", "2"),
    ("2", "-1", "1", "0", "3", "-2", "1/2", "-1/2", "-3", "4", "5", "-4"),
)


def simple_points(symbols):
    """Yield points with small coordinates, the simplest first."""
    if len(symbols) == 1:
        rows = ((value,) for value in _ONE_NUMBER)
    else:
        rng = np.random.default_rng(0)
        halves = (rng.integers(-8, 9, size=len(symbols)) for _ in range(12))
        cycles = (itertools.islice(itertools.cycle(row), len(symbols)) for row in _SEVERAL)
        rows = itertools.chain(cycles, ((sympy.Rational(int(k), 2) for k in row) for row in halves))
    for row in rows:
        yield {s: sympy.Rational(value) for s, value in zip(symbols, row, strict=True)}


def rounded(point):
    """Yield the point with its coordinates rounded, coarsest first, and at last as it is."""
    for denominator in (1, 2, 10, 1000):
        yield {s: sympy.Rational(round(v * denominator), denominator) for s, v in point.items()}
    yield point


def differing_entry(entries, point, shapes, names):
    """Return a `Counterexample` from the first entry whose two sides differ at the point.

    Parameters
    ----------
    entries : list of (index, left, right)
        Expressions in the symbols of ``point``, or numbers.
    point : dict from sympy.Symbol to sympy.Rational
    shapes : dict from str to object array of sympy.Symbol
        The arguments, to print the point by their names.
    names : tuple of str
        What the two sides are called.

    Returns
    -------
    Counterexample or None
    """
    for index, left, right in entries:
        a, b = enclose(left, point), enclose(right, point)
        if a is None or b is None:
            apart, differ = None, is_bounded(a) or is_bounded(b)
        else:
            apart = enclose(left - right, point)
            differ = apart is not None and sign(apart) != 0
        if not differ:
            continue
        where = {name: show_array(symbols, point) for name, symbols in shapes.items()}
        values = (show_number(a), show_number(b))
        return Counterexample(tuple(i + 1 for i in index), where, *values, names, show_number(apart))
    return None


def agreeing_digits(a, b):
    """Return to how many digits two intervals agree, 45 at most."""
    a, b = middle(a), middle(b)
    if a == b:
        return 45
    return int(min(45, max(0, sympy.floor(-sympy.log(abs(a - b) / max(abs(a), abs(b)), 10)))))


def show_number(interval):
    """Return a value as text, to 10 digits."""
    if interval is None:
        return "undefined"
    text = str(sympy.N(middle(interval), 10))
    text = text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text
    return text.replace("-", "−")


def show_array(symbols, point):
    """Return the value of an argument as text: a number, or nested parentheses."""
    if symbols.ndim == 0:
        return str(symbols.item().xreplace(point)).replace("-", "−")
    return "(" + ", ".join(show_array(row, point) for row in map(np.asarray, symbols)) + ")"
