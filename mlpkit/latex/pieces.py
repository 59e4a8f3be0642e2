r"""From LaTeX to its pieces: commands, letters, digits, braces; what only spaces and decorates is left out.

Every argument stands in braces afterwards, as TeX understands it: ``\frac12`` is
``\frac{1}{2}``, and ``x^Ty`` is ``x^{T}y``.
"""

import functools
from dataclasses import replace
from importlib import resources

from lark import Lark

from mlpkit.latex.cleaning import Cleaner
from mlpkit.latex.commands import SYNONYMS
from mlpkit.latex.piece import Piece
from mlpkit.latex.problems import NotRead, Problem


def pieces(source, depth=40):
    """Return the pieces of a source, cleaned of what carries no meaning.

    Raises
    ------
    NotRead
        If braces do not match or are too deep, or an argument is missing.
    """
    found = [_canonical(Piece(str(t), t.start_pos, t.end_pos)) for t in _lexer().lex(source)]
    found = [p for p in found if not p.text.isspace() and not p.text.startswith("%")]
    _check_braces(found, depth)
    return Cleaner(found, depth).all()


@functools.cache
def _lexer():
    grammar = resources.files(__package__).joinpath("pieces.lark").read_text(encoding="utf-8")
    return Lark(grammar, lexer="basic", parser="lalr")


def _canonical(piece):
    text = "".join(piece.text.split()) if piece.text.startswith("\\not") else piece.text
    return replace(piece, text=SYNONYMS.get(text, text))


def _check_braces(found, depth):
    opened = []
    for piece in found:
        if piece.text == "{":
            opened.append(piece)
            if len(opened) > depth:
                raise NotRead(Problem(f"more than {depth} braces in one another", piece.span))
        elif piece.text == "}" and not opened:
            raise NotRead(Problem("a } that nothing opens, expected { before it", piece.span))
        elif piece.text == "}":
            opened.pop()
    if opened:
        raise NotRead(Problem("a { that nothing closes, expected } after it", opened[-1].span))
