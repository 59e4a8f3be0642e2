"""From a display to its equalities: rows, relation signs, and what only stands beside them."""

import re
from dataclasses import dataclass, field

from mlpkit.latex.piece import group_end, is_in_number, span_of
from mlpkit.latex.problems import Problem, Span

RELATIONS = {
    *("=", "\\ne", "<", ">", "\\le", "\\ge", ":=", "\\equiv", "\\approx", "\\propto", "\\sim", "\\simeq"),
    *(
        "\\cong",
        "\\in",
        "\\to",
        "\\mapsto",
        "\\gets",
        "\\leftarrow",
        "\\rightarrow",
        "\\coloneq",
        "\\triangleq",
    ),
    *("\\ll", "\\gg", "\\subset", "\\subseteq"),
}
_ARROWS = {"\\Rightarrow", "\\implies", "\\iff", "\\Leftrightarrow", "\\therefore", "\\Longrightarrow"}
_ENVIRONMENTS = {
    f"\\{side}{{{name}{star}}}"
    for side in ("begin", "end")
    for name in ("equation", "align", "aligned", "gather", "gathered", "multline", "split", "eqnarray",
                 "math", "displaymath", "flalign")
    for star in ("", "*")
}  # fmt: skip
_CONTINUES = {"+", "-", "\\cdot", "\\odot", "\\times", "/", "*", "\\circ"}
_REASONS = ("since", "because", "as ", "by ", "using", "with ", "see ")
_OPENS, _CLOSES = {"{", "(", "[", "\\{", "\\langle"}, {"}", ")", "]", "\\}", "\\rangle"}
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


@dataclass
class _Chain:
    sides: list = field(default_factory=list)
    signs: list = field(default_factory=list)
    problems: list = field(default_factory=list)


def links(found):
    """Return the links of all chains in a display, from its pieces."""
    chains = []
    for row in _rows(found):
        fresh = True
        for segment in _segments(row):
            _take(segment, chains, fresh)
            fresh = False
    return [link for chain in chains for link in _links(chain)]


def _links(chain):
    for place, sign in enumerate(chain.signs):
        left, right = chain.sides[place], chain.sides[place + 1]
        problem = chain.problems[place]
        if not left or not right:
            problem = Problem(f"nothing beside {sign.text}, expected both sides", sign.span)
        yield Link(tuple(left), sign, tuple(right), problem)


def _rows(found):
    """Yield the rows of a display, without the environments around it."""
    row, depth, i = [], 0, 0
    while i < len(found):
        piece = found[i]
        i += 1
        if piece.text in _ENVIRONMENTS or piece.text in ("\\[", "\\]", "\\(", "\\)", "$", "&"):
            if piece.text == "&" and depth:
                row.append(piece)
            continue
        if piece.text.startswith("\\begin{alignat") or piece.text.startswith("\\end{alignat"):
            if piece.text.startswith("\\begin") and i < len(found) and found[i].text == "{":
                i = group_end(found, i)
            continue
        depth += piece.text.startswith("\\begin{") - piece.text.startswith("\\end{")
        if piece.text == "\\\\" and depth <= 0:
            yield row
            row = []
            if i < len(found) and found[i].text == "[" and found[i].start == piece.end:
                while i < len(found) and found[i].text != "]":
                    i += 1
                i += 1
        else:
            row.append(piece)
    yield row


def _segments(row):
    """Return the parts of a row between commas, wide spaces and arrows, each with its words taken out."""
    parts, depth = [[]], 0
    for place, piece in enumerate(row):
        depth += piece.text.startswith("\\begin{") - piece.text.startswith("\\end{")
        depth += (piece.text in _OPENS) - (piece.text in _CLOSES)
        if piece.text == "," and is_in_number(row, place):
            parts[-1].append(piece)
        elif depth == 0 and (piece.text in (",", ";", "\\quad", "\\qquad") or piece.text in _ARROWS):
            parts.append([piece] if piece.text in _ARROWS else [])
        else:
            parts[-1].append(piece)
    while parts and parts[-1] and parts[-1][-1].text in (".", ":"):
        parts[-1].pop()
    return [part for part in parts if part]


def _top(segment):
    """Return the places of the relation signs that stand in no bracket."""
    return _places(segment, lambda piece: piece.text in RELATIONS)


def _places(segment, wanted):
    """Return the places of the wanted pieces that stand in no bracket."""
    depth, places = 0, []
    for i, piece in enumerate(segment):
        depth += piece.text.startswith("\\begin{") - piece.text.startswith("\\end{")
        depth += (piece.text in _OPENS) - (piece.text in _CLOSES)
        if depth == 0 and wanted(piece):
            places.append(i)
    return places


def _take(segment, chains, fresh):
    """Add a segment to the last chain, or begin a new one."""
    arrow = segment[0].text in _ARROWS
    segment = segment[1:] if arrow else segment
    words = _places(segment, _is_words)
    remark = segment[words[0] :] if words else []
    segment = segment[: words[0]] if words else segment
    chain = chains[-1] if chains else None
    if segment:
        chain = _take_formula(segment, chains, fresh and not arrow, arrow)
    if chain is not None and remark and _top(remark) and not _says_why(remark[0].text):
        _object(chain, Problem("a condition beside the line, expected it as given among the declarations",
                               span_of(remark)))  # fmt: skip


def _take_formula(segment, chains, fresh, arrow):
    places = _top(segment)
    chain = chains[-1] if chains else None
    if not fresh and not arrow and chain is not None and not places:
        if segment[0].text == "\\forall":
            return chain
        _object(chain, Problem("this stands beside the line and is not read", span_of(segment)))
        return chain
    unfinished = chain is not None and bool(chain.signs) and not chain.sides[-1]
    joined = chain is not None and not arrow and fresh and (
        unfinished
        or (chain.sides[-1] and chain.sides[-1][-1].text in _CONTINUES)
        or (segment[0].text in _CONTINUES and not (places and segment[0].text == "-"))
    )  # fmt: skip
    if chain is None or not (joined or (places[:1] == [0] and not arrow)):
        chain = _Chain([[]])
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
