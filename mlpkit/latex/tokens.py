"""From pieces to the tokens of the grammar: what is a name, a function, an index, a bar that opens.

What a sign means depends on where it stands and on what is declared. All such decisions are
made here, before the grammar, and each that could go two ways is a question.
"""

from lark import Token

from mlpkit.latex.above_below import AboveBelow
from mlpkit.latex.notation import FUNCTIONS, SIGNS, UNKNOWN, is_letter
from mlpkit.latex.piece import group_end, span_of
from mlpkit.latex.problems import NotRead, Problem, Question, Span
from mlpkit.latex.special import OPERANDS, Special

_CASE_WORDS = {"otherwise": "OTHERWISE", "else": "OTHERWISE", "if": "_IF", "for": "_IF", "when": "_IF"}
_INDICES = "indices such as i, j or 1"
_STEP = "a declared name: x: vector n makes a step x_{t+1} one"
_BELOW = {
    "+": _STEP,
    "-": _STEP,
    "=": "a value at a place in this form, \\left. … \\right|_{x = 0}",
    ":": "the entries by their indices, Y_{nc} with both, and a sum over those that are meant",
}
_ENDS = ("\\\\", "\\end{cases}")  # before these a comma or a full stop says nothing


class Tokens(Special, AboveBelow):
    """Turns pieces into tokens.

    Parameters
    ----------
    found : list of Piece
    names : Names
        The declared names.
    functions : set of str
        Which of them are functions.
    """

    def __init__(self, found, names, functions):
        self.found, self.names, self.functions = found, names, functions
        self.out, self.i = [], 0
        self.sum_ends = -1  # where the limits of the last \\sum end
        self.frames = []  # what each open brace holds, and the bars opened inside it
        self.bars = [[]]
        self.differentials, self.limits, self.above_nabla = set(), set(), set()

    def all(self):
        """Return the tokens."""
        self._refuse_plain_words()
        while self.i < len(self.found):
            self._one()
        return self.out

    def _emit(self, kind, pieces, text=None):
        span = span_of(pieces)
        token = Token(kind, text if text is not None else "".join(p.text for p in pieces), span.start)
        token.end_pos = span.end
        self.out.append(token)

    def _fail(self, message, pieces, *choices):
        problem = (
            Question(message, span_of(pieces), choices) if choices else Problem(message, span_of(pieces))
        )
        raise NotRead(problem)

    def _one(self):
        found, i = self.found, self.i
        piece = found[i]
        text = piece.text
        mode = self.frames[-1] if self.frames else "expression"
        if text in ("{", "}"):
            self._brace(piece, "expression")
        elif mode in ("index", "limits", "norm") and self._index(piece):
            return
        elif i in self.differentials:
            self._emit("_PARTIAL", [piece])
            self.i += 1
        elif text == "\\,":
            if self.out and self.out[-1].type in OPERANDS:
                self._emit("THIN", [piece])
            self.i += 1
        elif text == "^":
            self._superscript()
        elif text == "_":
            self._subscript()
        elif self._exponential() or self._one_vector():
            return
        elif (match := self.names.at(found, i)) is not None:
            self._name(*match)
        elif text.isdigit():
            self._number()
        elif text == "\\frac":
            self._fraction()
        elif text == "\\left.":
            self.bars[-1].append("EVALUATED")
            self._emit("_LEVAL", [piece])
            self.i += 1
        elif text in ("|", "\\|", "\\lvert", "\\rvert", "\\lVert", "\\rVert"):
            self._bar(piece)
        else:
            self._sign(piece)

    def _brace(self, piece, mode):
        if piece.text == "{":
            self.frames.append(mode)
            self.bars.append([])
            self._emit("_LBRACE", [piece])
        else:
            if self.bars.pop():
                self._fail("a bar that is not closed, expected | before }", [piece])
            mode = self.frames.pop()
            self._emit("_RBRACE", [piece])
            if mode in ("limits", "upper"):
                self.sum_ends = len(self.out)
        self.i += 1

    def _open(self, kind, mode):
        """Take a script sign and the brace after it."""
        self._emit(kind, [self.found[self.i]])
        self.i += 1
        self._brace(self.found[self.i], mode)

    def _index(self, piece):
        """Take a piece of a subscript; there every letter is an index, declared or not."""
        kinds = {",": "COMMA", "=": "EQ", "\\ne": "NE", "\\infty": "LETTER", "<": "LT", ">": "GT"}
        mode = self.frames[-1]
        if is_letter(piece.text):
            self._emit("LETTER", [piece])
        elif piece.text.isdigit():
            self._emit("NUMBER", [piece])
        elif piece.text in kinds and not (mode == "index" and piece.text != ","):
            self._emit(kinds[piece.text], [piece])
            if piece.text == "=":
                self.frames[-1] = "upper"  # what comes after k = is a number
        else:
            self._fail(f"{piece.text} in a subscript, expected {_BELOW.get(piece.text, _INDICES)}", [piece])
        self.i += 1
        return True

    def _name(self, name, pieces, scripts, end):
        kind = "FUNCTION" if name in self.functions else "NAME"
        self._emit(kind, pieces, name)
        rest = [p for s in scripts for p in s]
        self.found = [*self.found[: self.i], *rest, *self.found[end:]]
        self.differentials = {d if d < self.i else d - (end - self.i) + len(rest) for d in self.differentials}

    def _sign(self, piece):
        text = piece.text
        self.i += 1
        if text in (".", ",") and (self.i == len(self.found) or self.found[self.i].text in _ENDS):
            return
        if text == "\\partial" and self.i < len(self.found) and self.found[self.i].text == "_":
            self._emit("_NABLA", [piece])  # ∂_x is ∂/∂x
        elif text == "-" and self.sum_ends == len(self.out):
            self._emit("NEGATIVE", [piece])
        elif text == "\\sum":
            self._sum(piece)
        elif text == "\\nabla":
            self.above_nabla |= {s[0] for s in self._order_scripts() if s[0].text == "^"}
            self._emit("_NABLA", [piece])
        elif text in FUNCTIONS:
            self._emit("FUNCTION", [piece], FUNCTIONS[text])
        elif text in UNKNOWN:
            self._fail(UNKNOWN[text], [piece])
        elif text == "I":
            self._emit("_EYE", [piece])
        elif text in SIGNS:
            self._emit(SIGNS[text], [piece])
        elif (word := text.removeprefix("\\text{").strip(" .,;}").lower()) in _CASE_WORDS:
            self._emit(_CASE_WORDS[word], [piece])
        elif text.startswith("\\text{"):
            self._fail("words inside a formula, expected them beside it", [piece])
        elif text.startswith("\\word{"):
            self._emit("WORD", [piece], text[6:-1])
        elif is_letter(text):
            self._emit("LETTER", [piece])
        elif text in ("\\mathbf", "\\mathcal", "\\mathrm", "\\mathbb", "\\bar", "\\hat", "\\tilde", "\\vec"):
            end = group_end(self.found, self.i)
            self._emit("LETTER", self.found[self.i - 1 : end])
            self.i = end
        else:
            self._fail(f"{text} is not known here", [piece])


def end_of(tokens):
    """Return the place after the last token."""
    return Span(tokens[-1].end_pos, tokens[-1].end_pos + 1) if tokens else Span(0, 0)
