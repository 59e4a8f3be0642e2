r"""Names of the engine for names written in LaTeX: W^{(1)} becomes W1, \delta becomes δ."""

import keyword
import unicodedata

from mlpkit.derivation.functions import FUNCTIONS
from mlpkit.latex.commands import GREEK
from mlpkit.latex.pieces import pieces

_ACCENTS = {"hat": "\u0302", "widehat": "\u0302", "bar": "\u0304", "overline": "\u0304", "tilde": "\u0303",
            "widetilde": "\u0303", "dot": "\u0307", "ddot": "\u0308", "vec": "\u20d7"}  # fmt: skip

_SPOKEN = {sign: word for word, sign in _ACCENTS.items() if not word.startswith(("wide", "over"))}


def engine_name(latex, scope, *, size=False):
    r"""Return a name that the engine accepts and that is free in a scope; a ``size`` may be called D.

    Examples
    --------
    >>> from mlpkit.derivation.language import Scope
    >>> [engine_name(latex, Scope()) for latex in (r"W^{(1)}", r"\hat y", r"\lambda", "D")]
    ['W1', 'ŷ', 'λ', 'D2']
    """
    found, text, accent = pieces(latex), "", ""
    for piece in found:
        word = piece.text.lstrip("\\")
        if word in _ACCENTS:
            accent = _ACCENTS[word]
        elif len(word) == 1 and word.isalnum():
            text, accent = text + word + accent, ""
        elif word.startswith("word{"):
            text += "".join(c for c in word[5:-1] if c.isalnum())
        elif word in GREEK:
            text, accent = text + GREEK[word] + accent, ""
        elif word in ("*", "+", "-"):
            text += {"*": "star", "+": "plus", "-": "minus"}[word]
    text = unicodedata.normalize("NFKC", text)
    text = "".join(_SPOKEN.get(letter, letter) for letter in text)
    stem = text if text.isidentifier() and "_" not in text else "v"
    free, count = stem, 1
    while keyword.iskeyword(free) or scope.knows(free) or (free in FUNCTIONS and not size):
        count += 1
        free = f"{stem}{count}"
    return free
