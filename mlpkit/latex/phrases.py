"""Declarations as people write them, taken apart: which names, and what is said of them.

Nothing is understood here; `mlpkit.latex.declaring` does that.
"""

import re
from dataclasses import dataclass

from mlpkit.latex.problems import Span

_LEFT_OUT = {
    "a",
    "an",
    "the",
    "is",
    "are",
    "be",
    "let",
    "where",
    "we",
    "have",
    "denotes",
    "denote",
    "here",
    "and",
}
_VERBS = {"is", "are", "be", "denotes", "denote", "a", "an"}
_KINDS = re.compile(
    r"\s*((?:one-hot|row|column|positive|nonzero|real|unknown|symmetric|activation|class|number|scalar|vector|matri|"
    r"matrix|matrices|function|ind|index|indices|label|size|distribution|probabilit|softmax|sigmoid|tanh|relu|"
    r"logsumexp|softplus|exp|log|of|in|with|from|to|an|a|the)(?:es|s|ces|x|y|ies)?\b[\s:]*)+"
)
_MATH = re.compile(r"\$\$?([^$]*)\$\$?")
_WORD = re.compile(r"[A-Za-z][A-Za-z-]*")


@dataclass(frozen=True)
class Part:
    """A piece of LaTeX inside declarations, and where it stands."""

    latex: str
    span: Span


@dataclass(frozen=True)
class Clause:
    """What is said of some names: words, in which # stands for a formula, and the formulas."""

    names: tuple
    words: str
    maths: tuple
    span: Span


def clauses(text):
    """Yield the clauses of declarations: those of plain lines, of tables and of sentences.

    Examples
    --------
    >>> [(c.names[0].latex, c.words, [m.latex for m in c.maths]) for c in clauses("W: matrix H x D")]
    [('W', 'matrix #', ['H x D'])]
    >>> [(c.names[0].latex, c.words) for c in clauses("$x$ is a vector of $D$, $f$ a function.")]
    [('x', 'vector of #'), ('f', 'function')]
    """
    sentence = []
    for start, line in _lines(text):
        if "$" in line and not line.startswith("|"):
            sentence.append((start, line))
            continue
        if sentence and line and not line.startswith("|") and not re.match(r"[^:=]*[:=]", line):
            sentence.append((start, line))
            continue
        yield from _sentences(sentence)
        sentence = []
        if line.startswith("|"):
            yield from _table_row(start, line)
        elif line:
            yield from _plain(start, line)
    yield from _sentences(sentence)


def _lines(text):
    place = 0
    for raw in text.splitlines(keepends=True):
        line = raw.strip()
        start = place + len(raw) - len(raw.lstrip())
        place += len(raw)
        if line.startswith(("%", "#", "```", ":::")):
            yield start, ""
            continue
        if line[:2] in ("- ", "* "):
            line, start = line[2:], start + 2
        yield start, line


def _plain(start, line):
    """Take a line such as ``W: matrix H x D``, ``S = softmax(z)`` or ``given: m > 0``."""
    whole = Span(start, start + len(line))
    head, colon, rest = line.partition(":")
    if colon and not rest.startswith("=") and "=" not in head:
        offset = start + len(head) + 1
        if head.strip().lower() in ("given", "gradients", "gradient"):
            yield Clause((), head.strip().lower(), (_part(rest, offset),), whole)
            return
        match = _KINDS.match(rest)
        words = match[0] if match else ""
        size = rest[len(words) :].rstrip(" .;,")
        maths = (_part(size, offset + len(words)),) if size.strip() else ()
        said = " ".join(_said(words) + ["#"] * len(maths))
        yield Clause((_part(head, start),), said, maths, whole)
    else:
        yield Clause((), "formula", (_part(line.rstrip(" .;,"), start),), whole)


def _table_row(start, line):
    cells, place = [], start + 1
    for cell in line.strip("|").split("|"):
        cells.append((place, cell))
        place += len(cell) + 1
    if (
        len(cells) < 2
        or not re.sub(r"[-:\s]", "", "".join(c for _, c in cells))
        or not re.search(r"\$|\\|\d", line)
    ):
        return
    (at, name), (there, said) = cells[0], cells[1]
    if "$" in name:
        yield from _sentences([(at, f"{name} {said}" if at + len(name) + 1 == there else name)])
    else:
        yield from _plain(at, f"{name}:{said}")


def _part(text, offset):
    stripped = text.strip().strip("$").strip()
    begin = offset + text.index(stripped) if stripped else offset
    return Part(stripped, Span(begin, begin + max(1, len(stripped))))


def _sentences(lines):
    """Take sentences apart at each comma, *and* or full stop that a formula follows."""
    names, maths, words, ended, spoken = [], [], [], False, False
    start = lines[0][0] if lines else 0
    for kind, token, span in _tokens(lines):
        if kind == "math":
            if ended and words:
                yield Clause(tuple(names), " ".join(words), tuple(maths), Span(start, span.start))
                names, maths, words, spoken, start = [], [], [], False, span.start
            part = Part(token, span)
            if (words or (spoken and names)) and words != ["given"]:
                maths.append(part)
                words.append("#")
            elif words:
                maths.append(part)
            elif re.search(r"=|\\in\b|\\ne|[<>]", token):
                yield Clause((), "formula", (part,), span)
            else:
                names.append(part)
            ended = False
        elif kind == "end":
            ended = True
        else:
            ended = ended or token == "and"
            spoken = spoken or token in _VERBS
            words += _said(token)
    if names or words:
        end = lines[-1][0] + len(lines[-1][1])
        yield Clause(tuple(names), " ".join(words), tuple(maths), Span(start, end))


def _tokens(lines):
    for start, line in lines:
        i = 0
        while i < len(line):
            if math := _MATH.match(line, i):
                begin = start + math.start(1)
                latex = math[1].strip()
                yield "math", latex, Span(begin, begin + max(1, len(math[1])))
                i = math.end()
            elif word := _WORD.match(line, i):
                yield "word", word[0].lower(), Span(start + i, start + word.end())
                i = word.end()
            else:
                if line[i] in ",.;":
                    yield "end", line[i], Span(start + i, start + i + 1)
                i += 1


def _said(words):
    return [w for w in re.findall(r"[a-z][a-z-]*", words.lower()) if w not in _LEFT_OUT]
