r"""Layers counted by a letter: what stands above in W^{l+1}, z^{(l)} or a^{[L-1]}, which is no power."""

from dataclasses import replace
from typing import NamedTuple

from mlpkit.latex.names import parts
from mlpkit.latex.notation import FUNCTIONS, is_letter
from mlpkit.latex.piece import Piece
from mlpkit.latex.pieces import pieces
from mlpkit.latex.written import written

LETTERS = ("l", "\\ell", "k")
LAST = "L"
_FURTHEST = 6
_DRESSES = ("\\mathbf", "\\mathcal", "\\mathrm", "\\bar", "\\hat", "\\tilde", "\\vec", "\\dot")


class Mark(NamedTuple):
    """A layer: so many above or below the one that a letter counts; without a letter, its number.

    Parameters
    ----------
    letter : str
    offset : int
    """

    letter: str
    offset: int = 0

    def __str__(self):
        if not self.letter:
            return str(self.offset)
        return self.letter + (f"{self.offset:+d}" if self.offset else "")

    def moved(self, steps):
        """Return the layer so many steps above this one."""
        return self._replace(offset=self.offset + steps)


class Atom(NamedTuple):
    """A letter with a layer above it, and where it stands.

    Parameters
    ----------
    stem : str
        The letter with its dress, as it is written.
    mark : Mark
    below : tuple of str
        What stands below it.
    start, end : int
        Its place among the pieces.
    scripts : list
    transposed : bool
        Whether the sign of the transpose stands above it too, behind the layer.
    """

    stem: str
    mark: Mark
    below: tuple
    start: int
    end: int
    scripts: list
    transposed: bool


def mark_of(texts):
    r"""Return the layer that a superscript names, or None.

    Examples
    --------
    >>> [str(mark_of(list(text))) for text in ("l+1", "(l)", "[L-1]", "2", "l+9", "x")]
    ['l+1', 'l', 'L-1', '2', 'None', 'None']
    """
    texts = list(texts)
    if (texts[:1], texts[-1:]) in ((["("], [")"]), (["["], ["]"])):
        texts = texts[1:-1]
    if len(texts) == 1 and texts[0].isdigit():
        return Mark("", int(texts[0]))
    if len(texts) not in (1, 3) or texts[0] not in (*LETTERS, LAST):
        return None
    if len(texts) == 1:
        return Mark(texts[0])
    if texts[1] not in ("+", "-") or not texts[2].isdigit() or not 1 <= int(texts[2]) <= _FURTHEST:
        return None
    return Mark(texts[0], int(texts[1] + texts[2]))


def stem_of(nucleus):
    """Return a letter with its dress as it is written, or "" where it is no plain letter."""
    letters = [p.text for p in nucleus if is_letter(p.text)]
    first = nucleus[0].text
    plain = is_letter(first) if len(nucleus) == 1 else first in _DRESSES
    return written(nucleus) if plain and len(letters) == 1 and first not in FUNCTIONS else ""


def atoms(found):
    """Return the letters of a row of pieces that have a layer above them."""
    found, i, taken = list(found), 0, []
    while i < len(found):
        nucleus, scripts, end = parts(found, i)
        stem = stem_of(nucleus)
        above = next((s for s in scripts if s[0].text == "^"), None)
        texts = [p.text for p in above[2:-1]] if above else []
        transposed = texts[-1:] == ["\\top"] and len(texts) > 1
        mark = mark_of(texts[:-1] if transposed else texts) if stem and texts else None
        if mark is not None:
            below = tuple(p.text for s in scripts if s[0].text == "_" for p in s[2:-1])
            taken.append(Atom(stem, mark, below, i, end, scripts, transposed))
            i = end
        else:
            i += len(nucleus) if stem else 1
    return taken


def mentions(found, stem):
    """Return whether a letter stands somewhere among pieces."""
    texts, wanted = [p.text for p in found], [p.text for p in pieces(stem)]
    return any(texts[i : i + len(wanted)] == wanted for i in range(len(texts)))


def renamed(found, name):
    """Return pieces in which every layer is written in one manner, W^{(l+1)}.

    Parameters
    ----------
    found : sequence of Piece
    name : callable
        From an atom to the layer to write, or None if it is left alone.
    """
    found, out, at = list(found), [], 0
    for atom in atoms(found):
        mark = name(atom)
        if mark is None:
            continue
        nucleus, _, _ = parts(found, atom.start)
        out += [*found[at : atom.start], *nucleus]
        transpose = []
        for script in atom.scripts:
            if script[0].text == "_":
                out += script
                continue
            place = script[2]
            texts = ["(", *(p.text for p in pieces(str(mark))), ")"]
            inner = [Piece(text, place.start, script[-2].end) for text in texts]
            out += [*script[:2], *inner, script[-1]]
            if atom.transposed:
                top = replace(script[-2], text="\\top")
                transpose = [*script[:2], top, script[-1]]
        out += transpose
        at = atom.end
    return [*out, *found[at:]]


def spelled(stem, mark):
    r"""Return how the name of a layer is kept.

    Examples
    --------
    >>> spelled("W", Mark("l", 1))
    'W^{(l+1)}'
    """
    return f"{stem}^{{({mark})}}"
