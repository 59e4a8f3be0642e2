r"""Which sentences of a paragraph may declare something; everything else a document says is left alone.

A sentence that concludes is never taken for a declaration: "so $S = t$" is a claim of its author.
"""

import re
from itertools import pairwise

from mlpkit.homework.traced import joined

_DECLARES = re.compile(
    r"^\s*(?:let|write|denote|here|where|given|assume|suppose|take|for|with|consider|both|each|all|the)\b"
    r"|\$\s*(?:is|are|be|has|have|denotes?|stands?)\b|\\\)\s*(?:is|are|be|has|have|denotes?|stands?)\b",
    re.IGNORECASE,
)
CONCLUDES = re.compile(
    r"\b(?:so|then|thus|hence|therefore|we (?:get|obtain|find|have|see|conclude)|gives|follows?|equals|yields"
    r"|claim|show|prove|not|unless|wrong|false)\b",
    re.IGNORECASE,
)
_NOUN = re.compile(
    r"\b(?:matrix|matrices|vectors?|numbers?|class|classes|function|scalar|index|softmax)\b", re.I
)
_MATHEMATICS = re.compile(r"\$[^$]*\$|\\\(.*?\\\)", re.DOTALL)
_END = re.compile(r"(?<=[.;!?])\s+(?=[A-Z$\\])|\n(?=\s*[-*+]\s)")


def sentences(traced):
    """Return the sentences of a paragraph; a full stop inside of mathematics ends none.

    Parameters
    ----------
    traced : Traced

    Returns
    -------
    list of Traced

    Examples
    --------
    >>> from mlpkit.homework.traced import Traced
    >>> [s.text for s in sentences(Traced("Let $a. B$ be a number. Then $a = 1$."))]
    ['Let $a. B$ be a number.', 'Then $a = 1$.']
    """
    text = traced.text
    inside = [m.span() for m in _MATHEMATICS.finditer(text)]
    cuts = [0, *(m.end() for m in _END.finditer(text) if not _within(m.start(), inside)), len(text)]
    pieces = (traced[a:b].stripped() for a, b in pairwise(cuts))
    return [piece for piece in pieces if piece.text]


def _within(place, spans):
    return any(begin < place < end for begin, end in spans)


def may_declare(sentence):
    """Return True if a sentence speaks as declarations do, and concludes nothing.

    Examples
    --------
    >>> may_declare("Let $x$ be a vector of $d$."), may_declare("So $x$ is $y$.")
    (True, False)
    """
    words = _MATHEMATICS.sub("$$", sentence)
    return bool(_DECLARES.search(words)) and not CONCLUDES.search(words)


def seems_to_declare(sentence):
    """Return True if whoever wrote it surely meant a declaration: it names what kind of thing a letter is."""
    return may_declare(sentence) and bool(_NOUN.search(_MATHEMATICS.sub("$$", sentence)))


def with_dollars(traced):
    r"""Return a sentence with `\( … \)` written `$ … $`, on one line."""
    parts, at = [], 0
    for match in re.finditer(r"\\[()]\s?", traced.text):
        parts += [traced[at : match.start()], _dollar(traced, match.start())]
        at = match.end()
    return joined([*parts, traced[at:]])


def _dollar(traced, at):
    piece = traced[at : at + 1]
    return type(piece)("$", piece.stretches)
