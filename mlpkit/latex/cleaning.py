"""Taking out what only spaces and decorates, and putting every argument in braces, as TeX understands it."""

from dataclasses import replace
from itertools import pairwise

from mlpkit.latex.commands import ARGUMENTS, DROPPED, IGNORED, SIDES, TEXTS, THIN, WORDS
from mlpkit.latex.piece import Piece, group_end
from mlpkit.latex.problems import NotRead, Problem


class Cleaner:
    """Walks over the pieces once; every argument ends up in braces."""

    def __init__(self, found, depth):
        self.found, self.depth, self.i, self.out = found, depth, 0, []

    def all(self):
        """Return the pieces, cleaned."""
        while self.i < len(self.found):
            self.one()
        return self.out

    def one(self):
        """Take the next piece, with its arguments."""
        piece = self.found[self.i]
        self.i += 1
        text = piece.text
        if text in ("\\left", "\\right") and self.i < len(self.found) and self.found[self.i].text in SIDES:
            self.side(piece)
        elif text in IGNORED:
            if text in THIN and self.next_is("("):
                self.out.append(replace(piece, text="\\,"))
        elif text == "{":
            self.group(piece)
        elif text in DROPPED or text in ("\\color", "\\textcolor", "\\phantom", "\\hphantom", "\\vphantom"):
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
        elif text in WORDS:
            self.word(piece)
        elif text in ("^", "_"):
            before = len(self.out)
            self.out.append(piece)
            self.argument(piece)
            if text == "^":
                self.transpose_apart(before)
        else:
            self.out.append(piece)
            for _ in range(ARGUMENTS.get(text, 0)):
                self.argument(piece)

    def side(self, piece):
        r"""Take \left| as one piece: it says which side it is; \left. opens what \right|_{x=0} closes."""
        sign = self.found[self.i]
        self.i += 1
        if sign.text == "." and piece.text == "\\left":
            self.out.append(Piece("\\left.", piece.start, sign.end))
        elif sign.text != ".":
            self.out.append(Piece(SIDES[sign.text][piece.text == "\\right"], piece.start, sign.end))

    def group(self, piece):
        """Take a group; braces around a single letter are left out."""
        self.i -= 1
        before = len(self.out)
        self.argument(piece)
        inner = self.out[before + 1 : -1]
        if len(inner) == 1 or (len(inner) == 4 and inner[0].text in ARGUMENTS):
            self.out[before:] = inner

    def transpose_apart(self, before):
        r"""Write W^{(2)\top} as W^{(2)}^{\top}."""
        script = self.out[before:]
        last, previous = script[-2], script[-3]
        if (last.text == "\\top" and previous.text != "{") or (
            last.text == "T" and previous.text in (")", "]")
        ):
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
        """Take what stands inside braces."""
        self.out += Cleaner(self.found[begin:end], self.depth - 1).all()

    def skip_argument(self, piece):
        """Leave out one argument."""
        self.over_spaces()
        if self.i < len(self.found) and self.found[self.i].text == "*":
            self.i += 1
        if self.i == len(self.found):
            raise NotRead(Problem(f"nothing after {piece.text}, expected its argument", piece.span))
        self.i = group_end(self.found, self.i)

    def next_is(self, text):
        """Return whether a text comes next, spaces left out."""
        i = self.i
        while i < len(self.found) and self.found[i].text in IGNORED:
            i += 1
        return i < len(self.found) and self.found[i].text == text

    def over_spaces(self):
        """Leave out what only spaces."""
        while self.i < len(self.found) and self.found[self.i].text in IGNORED:
            self.i += 1

    def environment(self, piece):
        r"""Take the name of an environment into the piece: \begin{cases}."""
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
        r"""Take \mathrm{softmax} as one piece; \mathrm{x} stays a letter in another type."""
        if self.i < len(self.found) and self.found[self.i].text == "*":
            self.i += 1
        start = self.i
        if start == len(self.found):
            raise NotRead(Problem(f"nothing after {piece.text}, expected {{…}}", piece.span))
        self.i = group_end(self.found, start)
        inner = self.found[start : self.i]
        inner = inner[1:-1] if inner[0].text == "{" else inner
        gaps = [" " if b.start > a.end else "" for a, b in pairwise(inner)]
        gaps = gaps if piece.text in TEXTS else [""] * len(gaps)
        name = "".join(p.text + gap for p, gap in zip(inner, [*gaps, ""], strict=True))
        if piece.text not in TEXTS and name == "d":
            self.out.append(Piece("\\differential", piece.start, self.found[self.i - 1].end))
            return
        if piece.text not in TEXTS and len(name) == 1 and not name.isdigit():
            self.out += [
                Piece("\\mathrm", piece.start, piece.end),
                Piece("{", inner[0].start, inner[0].start),
            ]
            self.out += [*inner, Piece("}", inner[0].end, inner[0].end)]
            return
        kind = "\\text" if piece.text in TEXTS and not name.isalpha() else "\\word"
        self.out.append(Piece(f"{kind}{{{name}}}", piece.start, self.found[self.i - 1].end))
