"""From a display to its equalities: rows, relation signs, and what only stands beside them."""

import re
from dataclasses import dataclass, field

from mlpkit.latex.beside import is_condition, without_brackets
from mlpkit.latex.piece import span_of
from mlpkit.latex.problems import Problem, Span
from mlpkit.latex.rows import ARROWS, places_of, relations_in, rows_of, segments_of

_CONTINUES = {"+", "-", "\\cdot", "\\odot", "\\times", "/", "*", "\\circ"}
_REASONS = ("since", "because", "as ", "by ", "using", "with ", "see ")
_CONDITIONS = {"if", "for", "when", "where", "with"}
_REMARKS = {
    f"\\word{{{word}}}" for word in ("if", "for", "where", "when", "and", "or", "by", "since", "as", "with")
}


@dataclass(frozen=True)
class Link:
    """One relation of a chain: the pieces of both sides, the sign, and what speaks against reading it."""

    left: tuple
    relation: object
    right: tuple
    problem: Problem | None = None
    opens: bool = False  # the first of its chain, and no arrow before it
    conditions: tuple = ()  # the pieces of what stands beside the chain, such as i \\ne j


@dataclass
class _Chain:
    sides: list = field(default_factory=list)
    signs: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    concludes: bool = False
    conditions: list = field(default_factory=list)


def links(found):
    """Return the links of all chains in a display, from its pieces."""
    chains = []
    for row in rows_of(found):
        fresh = True
        for segment in segments_of(row):
            _take(segment, chains, fresh)
            fresh = False
    return [link for chain in chains for link in _links(chain)]


def _links(chain):
    for place, sign in enumerate(chain.signs):
        left, right = chain.sides[place], chain.sides[place + 1]
        problem = chain.problems[place]
        if not left or not right:
            problem = Problem(f"nothing beside {sign.text}, expected both sides", sign.span)
        opens = place == 0 and not chain.concludes
        yield Link(tuple(left), sign, tuple(right), problem, opens, tuple(chain.conditions))


def _take(segment, chains, fresh):
    """Add a segment to the last chain, or begin a new one."""
    arrow = segment[0].text in ARROWS
    segment = segment[1:] if arrow else segment
    words = places_of(segment, _is_words)
    remark = segment[words[0] :] if words else []
    segment = segment[: words[0]] if words else segment
    chain = chains[-1] if chains else None
    if segment and segment[0].text == "\\forall":
        # For all i, or for all i in a set, is what every line says; anything more is a condition.
        remark = [] if all(segment[place].text == "\\in" for place in relations_in(segment)) else segment
        segment = []
    elif _is_tag(segment):
        segment = []
    if segment and not fresh and not arrow and chain is not None and chain.signs and is_condition(segment):
        chain.conditions.append(without_brackets(segment))
    elif segment:
        chain = _take_formula(segment, chains, fresh and not arrow, arrow)
    if chain is None or not remark or not relations_in(remark) or _says_why(remark[0].text):
        return
    if remark[0].text[:-1].split("{")[-1].strip(" ,.").lower() in _CONDITIONS and is_condition(
        remark[1:], worded=True
    ):
        chain.conditions.append(without_brackets(remark[1:]))
    else:
        _object(chain, Problem("a condition beside the line, expected it as given among the declarations",
                               span_of(remark)))  # fmt: skip


def _take_formula(segment, chains, fresh, arrow):
    places = relations_in(segment)
    chain = chains[-1] if chains else None
    if not fresh and not arrow and chain is not None and not places:
        _object(chain, Problem("this stands beside the line and is not read", span_of(segment)))
        return chain
    unfinished = chain is not None and bool(chain.signs) and not chain.sides[-1]
    joined = chain is not None and not arrow and fresh and (
        unfinished
        or (chain.sides[-1] and chain.sides[-1][-1].text in _CONTINUES)
        or (segment[0].text in _CONTINUES and not (places and segment[0].text == "-"))
    )  # fmt: skip
    if chain is None or not (joined or (places[:1] == [0] and not arrow)):
        chain = _Chain([[]], concludes=arrow)
        chains.append(chain)
    begin = 0
    for place in places:
        chain.sides[-1] += segment[begin:place]
        chain.signs.append(segment[place])
        chain.problems.append(None)
        chain.sides.append([])
        begin = place + 1
    chain.sides[-1] += segment[begin:]
    return chain


def _object(chain, problem):
    if chain.problems and chain.problems[-1] is None:
        chain.problems[-1] = problem


def _is_tag(segment):
    """Return whether a segment is the number of a line, (3)."""
    texts = [p.text for p in segment]
    return len(texts) > 2 and texts[0] == "(" and texts[-1] == ")" and all(t.isdigit() for t in texts[1:-1])


def _is_words(piece):
    return piece.text.startswith("\\text{") or piece.text in _REMARKS


def _says_why(text):
    return text[6:].strip().lower().startswith(_REASONS)


def latex_of(source, found):
    """Return the source of some pieces, and its place."""
    if not found:
        return "", Span(0, 0)
    span = span_of(found)
    start = len(re.sub(r"\\(left|[bB]igg?[lm]?)\s*$", "", source[: span.start]))
    return source[start : span.end], Span(start, span.end)
