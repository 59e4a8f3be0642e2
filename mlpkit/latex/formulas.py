"""Formulas inside declarations, each with its place in the text."""

from dataclasses import replace

from mlpkit.latex.chains import links
from mlpkit.latex.names import parts
from mlpkit.latex.phrases import Part
from mlpkit.latex.piece import span_of
from mlpkit.latex.pieces import pieces
from mlpkit.latex.problems import NotRead, Problem, Span


def fail(message, span):
    """Raise `NotRead`."""
    raise NotRead(Problem(message, span))


def pieces_of(part):
    """Return the pieces of a formula; an error points at the formula."""
    try:
        return pieces(part.latex)
    except NotRead as refused:
        raise NotRead(replace(refused.problem, span=part.span)) from None


def part_of(part, found):
    """Return the formula that some pieces of another make up."""
    if not found:
        fail("nothing here, expected a name", part.span)
    span = span_of(found)
    return Part(
        part.latex[span.start : span.end], Span(part.span.start + span.start, part.span.start + span.end)
    )


def level(found, place):
    """Return how many brackets are open at a place."""
    return sum(
        (p.text in "{(" and len(p.text) == 1) - (p.text in "})" and len(p.text) == 1) for p in found[:place]
    )


def between_commas(found):
    """Return the parts of a list between its commas or semicolons, those in brackets left alone."""
    cuts = [i for i, p in enumerate(found) if p.text in (",", ";") and level(found, i) == 0]
    return [
        list(found[begin:end])
        for begin, end in zip([0, *(c + 1 for c in cuts)], [*cuts, len(found)], strict=True)
    ]


def is_atom(found):
    """Return whether pieces are one name with its marks."""
    return bool(found) and parts(found, 0)[2] == len(found)


def sides_of(part):
    """Return both sides of a relation, and its sign."""
    chain = list(links(pieces_of(part)))
    if len(chain) != 1:
        fail("this is not one relation, expected name = … or a > b", part.span)
    link = chain[0]
    if link.problem:
        fail(link.problem.message, part.span)
    return part_of(part, link.left), link.relation.text, part_of(part, link.right)
