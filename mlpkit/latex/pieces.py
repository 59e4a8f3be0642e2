"""From LaTeX to its pieces: commands, letters, digits, braces; what only spaces and decorates is left out.

Every argument stands in braces afterwards, as TeX understands it: ``\\frac12`` is
``\\frac{1}{2}``, and ``x^Ty`` is ``x^{T}y``.
"""

import functools
from dataclasses import dataclass, replace
from importlib import resources

from lark import Lark

from mlpkit.latex.problems import NotRead, Problem, Span


@dataclass(frozen=True)
class Piece:
    """A smallest part of a source: a command, a letter, a digit, a sign; and its place."""

    text: str
    start: int
    end: int

    @property
    def span(self):
        """The place in the source."""
        return Span(self.start, self.end)


def span_of(pieces):
    """Return the place that some pieces take, from the first to the last."""
    return Span(min(p.start for p in pieces), max(p.end for p in pieces))


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
    return _Cleaner(found, depth).all()


@functools.cache
def _lexer():
    grammar = resources.files(__package__).joinpath("pieces.lark").read_text(encoding="utf-8")
    return Lark(grammar, lexer="basic", parser="lalr")


def _canonical(piece):
    text = "".join(piece.text.split()) if piece.text.startswith("\\not") else piece.text
    return replace(piece, text=_SYNONYMS.get(text, text))


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


def group_end(found, i):
    """Return the place after the group that opens at ``i``."""
    depth = 0
    while True:
        depth += {"{": 1, "}": -1}.get(found[i].text, 0)
        i += 1
        if depth == 0:
            return i


class _Cleaner:
    """Walks over the pieces once; every argument ends up in braces."""

    def __init__(self, found, depth):
        self.found, self.depth, self.i, self.out = found, depth, 0, []

    def all(self):
        while self.i < len(self.found):
            self.one()
        return self.out

    def one(self):
        """Take the next piece, with its arguments."""
        piece = self.found[self.i]
        self.i += 1
        text = piece.text
        if text in ("\\left", "\\right") and self.i < len(self.found) and self.found[self.i].text in _SIDES:
            self.side(piece)
        elif text in _IGNORED:
            if text in _THIN and self.next_is("("):
                self.out.append(replace(piece, text="\\,"))
        elif text == "{":
            self.group(piece)
        elif text in _DROPPED or text in ("\\color", "\\textcolor", "\\phantom", "\\hphantom", "\\vphantom"):
            self.skip_argument(piece)
        elif text in ("\\begin", "\\end"):
            self.environment(piece)
        elif text in ("\\stackrel", "\\overset"):
            self.skip_argument(piece)
            self.unwrapped(piece)
        elif text in ("\\underbrace", "\\overbrace"):
            self.argument(piece)
            if self.i < len(self.found) and self.found[self.i].text in "_^":
                self.i += 1
                self.skip_argument(piece)
        elif text in ("\\boxed", "\\mathit", "\\mathstrut", "\\ensuremath"):
            self.argument(piece)
        elif text in _WORDS:
            self.word(piece)
        elif text in ("^", "_"):
            before = len(self.out)
            self.out.append(piece)
            self.argument(piece)
            if text == "^":
                self.transpose_apart(before)
        else:
            self.out.append(piece)
            for _ in range(_ARGUMENTS.get(text, 0)):
                self.argument(piece)

    def side(self, piece):
        """Take \\left| as one piece: it says which side it is; \\left. is nothing."""
        sign = self.found[self.i]
        self.i += 1
        if sign.text != ".":
            self.out.append(Piece(_SIDES[sign.text][piece.text == "\\right"], piece.start, sign.end))

    def group(self, piece):
        """Take a group; braces around a single letter are left out."""
        self.i -= 1
        before = len(self.out)
        self.argument(piece)
        inner = self.out[before + 1 : -1]
        if len(inner) == 1 or (len(inner) == 4 and inner[0].text in _ARGUMENTS):
            self.out[before:] = inner

    def transpose_apart(self, before):
        """Write W^{(2)\\top} as W^{(2)}^{\\top}."""
        script = self.out[before:]
        last, previous = script[-2], script[-3]
        if (last.text == "\\top" and previous.text != "{") or (last.text == "T" and previous.text == ")"):
            close = Piece("}", last.start, last.start)
            self.out[before:] = [*script[:-2], close, replace(script[0], start=last.start, end=last.start)]
            self.out += [Piece("{", last.start, last.start), *script[-2:]]

    def argument(self, piece):
        """Take one argument, and put it in braces."""
        self.over_spaces()
        if self.depth < 0:
            raise NotRead(Problem("arguments in arguments, too deep", piece.span))
        if self.i == len(self.found) or self.found[self.i].text in ("}", "&", "\\\\", "^", "_"):
            raise NotRead(Problem(f"nothing after {piece.text}, expected its argument", piece.span))
        if self.found[self.i].text == "{":
            end = group_end(self.found, self.i)
            self.out.append(self.found[self.i])
            self.inside(self.i + 1, end - 1)
            self.out.append(self.found[end - 1])
            self.i = end
        else:
            here = self.found[self.i]
            self.out.append(Piece("{", here.start, here.start))
            self.depth -= 1
            self.one()
            self.depth += 1
            end = self.out[-1].end
            self.out.append(Piece("}", end, end))

    def unwrapped(self, piece):
        """Take one argument, without its braces."""
        before = len(self.out)
        self.argument(piece)
        del self.out[before], self.out[-1]

    def inside(self, begin, end):
        self.out += _Cleaner(self.found[begin:end], self.depth - 1).all()

    def skip_argument(self, piece):
        self.over_spaces()
        if self.i < len(self.found) and self.found[self.i].text == "*":
            self.i += 1
        if self.i == len(self.found):
            raise NotRead(Problem(f"nothing after {piece.text}, expected its argument", piece.span))
        self.i = group_end(self.found, self.i)

    def next_is(self, text):
        i = self.i
        while i < len(self.found) and self.found[i].text in _IGNORED:
            i += 1
        return i < len(self.found) and self.found[i].text == text

    def over_spaces(self):
        while self.i < len(self.found) and self.found[self.i].text in _IGNORED:
            self.i += 1

    def environment(self, piece):
        """Take the name of an environment into the piece: \\begin{cases}."""
        start = self.i
        if start == len(self.found) or self.found[start].text != "{":
            raise NotRead(Problem(f"nothing after {piece.text}, expected {{…}}", piece.span))
        self.i = group_end(self.found, start)
        name = "".join(p.text for p in self.found[start + 1 : self.i - 1])
        whole = Piece(f"{piece.text}{{{name}}}", piece.start, self.found[self.i - 1].end)
        if name == "array" and piece.text == "\\begin":
            self.skip_argument(whole)
        self.out.append(whole)

    def word(self, piece):
        """Take \\mathrm{softmax} as one piece; \\mathrm{x} stays a letter in another type."""
        if self.i < len(self.found) and self.found[self.i].text == "*":
            self.i += 1
        start = self.i
        if start == len(self.found):
            raise NotRead(Problem(f"nothing after {piece.text}, expected {{…}}", piece.span))
        self.i = group_end(self.found, start)
        inner = self.found[start : self.i]
        inner = inner[1:-1] if inner[0].text == "{" else inner
        gaps = [" " if b.start > a.end else "" for a, b in zip(inner, inner[1:], strict=False)]
        gaps = gaps if piece.text in _TEXTS else [""] * len(gaps)
        name = "".join(p.text + gap for p, gap in zip(inner, [*gaps, ""], strict=True))
        if piece.text not in _TEXTS and name == "d":
            self.out.append(Piece("\\differential", piece.start, self.found[self.i - 1].end))
            return
        if piece.text not in _TEXTS and len(name) == 1 and not name.isdigit():
            self.out += [
                Piece("\\mathrm", piece.start, piece.end),
                Piece("{", inner[0].start, inner[0].start),
            ]
            self.out += [*inner, Piece("}", inner[0].end, inner[0].end)]
            return
        kind = "\\text" if piece.text in _TEXTS and not name.isalpha() else "\\word"
        self.out.append(Piece(f"{kind}{{{name}}}", piece.start, self.found[self.i - 1].end))


_SYNONYMS = {
    **dict.fromkeys(("\\boldsymbol", "\\bm", "\\pmb", "\\mathbfit", "\\bold"), "\\mathbf"),
    **dict.fromkeys(("\\dfrac", "\\tfrac", "\\cfrac"), "\\frac"),
    **dict.fromkeys(("\\intercal", "\\transp"), "\\top"),
    "\\Vert": "\\|",
    **dict.fromkeys(("\\lbrace", "\\{"), "\\{"),
    **dict.fromkeys(("\\rbrace", "\\}"), "\\}"),
    "\\mathds": "\\mathbb", "\\mathbbm": "\\mathbb", "\\lbrack": "[", "\\rbrack": "]", "\\prime": "'",
    "\\neq": "\\ne", "\\not=": "\\ne", "≠": "\\ne", "\\leq": "\\le", "\\leqslant": "\\le", "≤": "\\le",
    "\\geq": "\\ge", "\\geqslant": "\\ge", "≥": "\\ge", "\\lt": "<", "\\gt": ">", "−": "-", "–": "-",
    "∂": "\\partial", "∇": "\\nabla", "·": "\\cdot", "⋅": "\\cdot", "×": "\\times", "⊙": "\\odot",
    "\\hadamard": "\\odot", "\\circledast": "\\odot", "∑": "\\sum", "Σ": "\\sum", "⊤": "\\top",
    "\\newline": "\\\\", "\\cr": "\\\\", "\\tbinom": "\\binom", "\\dbinom": "\\binom", "\\tsum": "\\sum",
    "\\operatornamewithlimits": "\\operatorname", "\\mathnormal": "\\mathit", "\\coloneqq": ":=",
    **dict(zip("αβγδεζηθκλμνξπρστφχψω", [f"\\{name}" for name in ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "kappa", "lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "phi", "chi", "psi", "omega"]], strict=True)),
}  # fmt: skip
_IGNORED = {
    *("\\,", "\\;", "\\:", "\\!", "\\>", "\\ ", "~", "\\left", "\\right", "\\middle", "\\displaystyle"),
    *("\\textstyle", "\\scriptstyle", "\\limits", "\\nolimits", "\\nonumber", "\\notag", "\\thinspace"),
    *("\\medspace", "\\thickspace", "\\negthinspace", "\\allowbreak", "\\nobreak", "\\mathstrut"),
    *(f"\\{size}{side}" for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m")),
}
_SIDES = {"|": ("\\lvert", "\\rvert"), "\\|": ("\\lVert", "\\rVert"), ".": ()}
_THIN = {"\\,", "\\;", "\\:", "\\>", "\\ ", "~"}  # before a bracket they say that it is a factor
_DROPPED = {"\\tag", "\\label", "\\hspace", "\\vspace", "\\intertext", "\\shortintertext"}
_TEXTS = {"\\text", "\\textrm", "\\textit", "\\mbox", "\\textnormal", "\\textup"}
_WORDS = _TEXTS | {"\\operatorname", "\\mathrm", "\\mathop", "\\mathsf", "\\texttt", "\\mathtt", "\\textsf"}
_ARGUMENTS = {
    "\\frac": 2,
    "\\binom": 2,
    "\\sqrt": 1,
    "\\mathbf": 1,
    "\\mathcal": 1,
    "\\mathbb": 1,
    "\\mathscr": 1,
    "\\mathfrak": 1,
    "\\bar": 1,
    "\\hat": 1,
    "\\tilde": 1,
    "\\vec": 1,
    "\\overline": 1,
    "\\widehat": 1,
    "\\widetilde": 1,
    "\\dot": 1,
    "\\ddot": 1,
    "\\underline": 1,
    "\\check": 1,
    "\\breve": 1,
}
