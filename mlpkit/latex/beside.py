r"""What stands beside a line and restricts it: i \ne j, w_j \ne 0, x > 0."""

import ast

from lark import Token

from mlpkit.latex.notation import is_letter
from mlpkit.latex.piece import span_of
from mlpkit.latex.problems import NotRead, Problem
from mlpkit.latex.rows import relations_in
from mlpkit.latex.values import Value, constant

_OF_INDICES = ("\\ne", "=")
_OF_NUMBERS = {"\\ne": "!=", ">": ">", "<": "<"}


def without_brackets(segment):
    """Return a segment without the brackets that hold it as a whole."""
    return segment[1:-1] if segment[0].text == "(" and segment[-1].text == ")" else segment


def is_condition(segment, *, worded=False):
    """Return whether what stands behind a line, in the same row, restricts it; ``worded`` with "if"."""
    inner = without_brackets(segment) if segment else []
    places = relations_in(inner)
    if len(places) != 1 or inner[places[0]].text not in _OF_NUMBERS:
        return (worded or inner is not segment) and is_index_condition(inner)
    return 0 < places[0] < len(inner) - 1


def is_index_condition(segment):
    r"""Return whether a segment compares two letters, or a letter and a whole number: i \ne j."""
    inner = without_brackets(segment) if segment else []
    kinds = [p.text for p in inner if p.text not in ("{", "}")]
    return len(kinds) == 3 and is_letter(kinds[0]) and kinds[1] in _OF_INDICES and _is_index(kinds[2])


def _is_index(text):
    return is_letter(text) or text.isdigit()


def taken(condition, reader):
    """Return a function that restricts one side of a line to where a condition holds.

    Parameters
    ----------
    condition : list of Piece
    reader : mlpkit.latex.reading.SideReader
        A condition on numbers is given to it, for this line alone.

    Returns
    -------
    callable
        From a `Value` to a `Value`.
    """
    condition = without_brackets(list(condition))
    inner = [p for p in condition if p.text not in ("{", "}")]
    if inner[0].text == inner[-1].text and inner[1].text == "\\ne" and len(inner) == 3:
        raise NotRead(Problem("a condition beside the line that holds nowhere", span_of(inner)))
    if is_index_condition(condition) and (inner[0].text,) not in reader.names.table:
        return lambda side: _where(inner, reader, side)
    _give(condition, reader)
    return lambda side: side


def _where(inner, reader, side):
    """Return a side times 1 where two indices are alike, or are not; a free index of it is among them."""
    if side.shape:
        raise NotRead(Problem("a condition on indices beside a vector or a matrix", span_of(inner)))
    tokens = [
        Token("NUMBER" if p.text.isdigit() else "LETTER", p.text, p.start, end_pos=p.end)
        for p in (inner[0], inner[2])
    ]
    delta = reader.meaning._delta(*tokens)
    unequal = Value(ast.BinOp(constant(1).node, ast.Sub(), delta.node))
    factor = delta if inner[1].text == "=" else unequal
    words = "=" if inner[1].text == "=" else "≠"
    reader.assumed[f"the line is read for {inner[0].text} {words} {inner[2].text}"] = None
    return Value(ast.BinOp(factor.node, ast.Mult(), side.node))


def _give(condition, reader):
    """Take a condition on numbers as given for the line."""
    place = relations_in(condition)[0]
    sign = condition[place].text
    if sign not in _OF_NUMBERS:
        raise NotRead(Problem("a condition beside the line, expected it as given", span_of(condition)))
    values = reader.read([condition[:place], condition[place + 1 :]])
    if any(value.shape for value in values):
        raise NotRead(Problem("a condition on a vector or a matrix beside the line", span_of(condition)))
    left, right = (ast.unparse(value.node) for value in values)
    reader.take_given(f"{left} {_OF_NUMBERS[sign]} {right}", span_of(condition))
