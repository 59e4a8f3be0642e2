"""Signs that need a look at what stands around them: e, a bold 1, numbers, fractions, bars."""

from mlpkit.latex.notation import KNOWN_WORDS
from mlpkit.latex.piece import group_end, is_in_number

OPERANDS = {
    *(
        "NUMBER",
        "NAME",
        "LETTER",
        "WORD",
        "_RPAR",
        "_RBRACK",
        "_RCURLY",
        "_RBRACE",
        "_RBAR",
        "_RNORM",
        "_PRIME",
    ),
    *("_TRANSPOSE", "_RANGLE", "_END_MATRIX", "_END_CASES", "_ONES", "_EYE"),
}
TRANSPOSES = ({"\\top"}, {"T"}, {"\\word{T}"}, {"\\mathrm", "T"}, {"\\mathsf", "T"})


class Special:
    """The part of `Tokens` that looks around."""

    def _exponential(self):
        found, i = self.found, self.i
        if found[i].text != "e" or i + 1 == len(found) or found[i + 1].text != "^":
            return False
        content = {p.text for p in found[i + 3 : group_end(found, i + 2) - 1]}
        if ("e",) not in self.names.table:
            if content in TRANSPOSES:
                return False
            self._emit("_EXP", [found[i]])
            self.i += 1
            return True
        match = self.names.at(found, i)
        if content not in TRANSPOSES and len(match[1]) == 1:
            whole = found[i : group_end(found, i + 2)]
            choices = ("\\exp(…) for the exponential function", "another letter for the name e")
            self._fail("e is declared as a name, and e^{…} is also the exponential function", whole, *choices)
        return False

    def _one_vector(self):
        """Take 1 in bold: the indicator of a condition, or a vector of ones."""
        found, i = self.found, self.i
        texts = [p.text for p in found[i : i + 4]]
        if texts[:1] in (["\\mathbf"], ["\\mathbb"]) and texts[2:3] in (["1"], ["I"]) and texts[3:] == ["}"]:
            if texts[2] == "I" and texts[0] == "\\mathbf":
                return False
            taken = 4
        elif texts[:1] == ["\\word{1}"] or (texts[:1] == ["1"] and texts[1:2] in (["\\{"], ["_"])):
            taken = 1
        else:
            return False
        if tuple(texts) in self.names.table:
            return False
        pieces, self.i = found[i : i + taken], i + taken
        self._order_scripts()
        self._emit("_INDICATOR" if self._condition_follows() else "_ONES", pieces)
        return True

    def _condition_follows(self):
        """Return whether a bracket or a subscript follows that holds a comparison."""
        depth, start = 0, self.i
        for p in self.found[start:]:
            if p.text in ("{", "(", "[", "\\{"):
                depth += 1
            elif p.text in ("}", ")", "]", "\\}"):
                depth -= 1
            elif depth == 0 and p.text != "_":
                return False
            elif p.text in ("=", "\\ne", "<", ">", "\\le", "\\ge"):
                return True
            if depth == 0 and p.text != "_":
                return False
        return False

    def _fraction(self):
        r"""Take \frac; a fraction of two differentials is a derivative."""
        found, i = self.found, self.i
        middle = group_end(found, i + 1)
        end = group_end(found, middle)
        heads = [found[i + 2].text, found[middle + 1].text]
        kind = "_FRACTION"
        if heads in (["\\partial"] * 2, ["\\differential"] * 2, ["d"] * 2):
            # A size d would cancel: nobody writes d times something over d times something.
            if heads[0] == "d" and self.names.table.get(("d",), "") not in {"", *self.names.sizes}:
                choices = (
                    "\\frac{\\partial …}{\\partial …} for the derivative",
                    "another letter for the name d",
                )
                self._fail(
                    "d is declared as a name, and this looks like a derivative", found[i:end], *choices
                )
            kind = "_DERIVATIVE"
            depth = 0
            for place in range(i + 1, end):
                depth += {"{": 1, "}": -1}.get(found[place].text, 0)
                if depth == 1 and found[place].text == heads[0] and (place > middle or place == i + 2):
                    self.differentials.add(place)
        elif "\\partial" in heads or "\\differential" in heads:
            self._fail(
                "a differential beside no other, expected \\frac{\\partial …}{\\partial …}", found[i:end]
            )
        self._emit(kind, [found[i]])
        self.i += 1

    def _number(self):
        found, end = self.found, self.i
        while end < len(found) and (
            found[end].text.isdigit()
            or (found[end].text == "." and end + 1 < len(found) and found[end + 1].text.isdigit())
        ):
            if end > self.i and found[end].start != found[end - 1].end:
                self._fail("two numbers side by side, expected \\cdot between them", found[self.i : end + 1])
            end += 1
        if is_in_number(found, end):
            self._fail("a comma inside a number, expected 1000 or 0.5", found[self.i : end + 2])
        self._emit("NUMBER", found[self.i : end])
        self.i = end

    def _refuse_plain_words(self):
        r"""Refuse exp(x) for \exp(x): TeX shows it as a product of letters."""
        run = []
        for p in [*self.found, None]:
            if (
                p is not None
                and p.text.isalpha()
                and len(p.text) == 1
                and (not run or run[-1].end == p.start)
            ):
                run.append(p)
                continue
            word = "".join(q.text for q in run)
            if word.lower() in KNOWN_WORDS:
                product = " \\cdot ".join(word)
                choices = (f"\\operatorname{{{word}}} for the function", f"{product} for the product")
                self._fail(f"{word} is a function, or a product of letters", run, *choices)
            run = [p] if p is not None and p.text.isalpha() and len(p.text) == 1 else []

    def _bar(self, piece):
        kind = "NORM" if piece.text in ("\\|", "\\lVert", "\\rVert") else "BAR"
        frame = self.bars[-1]
        if piece.text in ("\\rvert", "|") and frame[-1:] == ["EVALUATED"] and self._is_below(self.i + 1):
            frame.pop()
            self._emit("_REVAL", [piece])
            self.i += 1
            return
        after_operand = bool(self.out) and self.out[-1].type in OPERANDS
        if piece.text in ("\\lvert", "\\lVert"):
            closes = False
        elif piece.text in ("\\rvert", "\\rVert"):
            closes = True
        else:
            closes = bool(frame) and frame[-1] == kind and after_operand
            if (
                not closes
                and after_operand
                and self.out[-1].type not in ("_RBAR", "_RNORM", "_RPAR", "_RBRACE")
            ):
                behind = [t.type for t in self.out if t.start_pos >= 0]
                if f"_R{kind}" in behind and not {"PLUS", "MINUS"} & {*behind[_last(behind, f"_R{kind}") :]}:
                    self._fail("these bars can be paired in two ways", [piece], "\\left| and \\right|")
        if closes and (not frame or frame[-1] != kind):
            message = "a bar that nothing opens, expected | before it, or \\left. for a value at a place"
            self._fail(message, [piece], "\\left| … \\right|", "\\left. … \\right|_{x=0}")
        if closes:
            frame.pop()
        else:
            frame.append(kind)
        self._emit(f"_{'R' if closes else 'L'}{kind}", [piece])
        self.i += 1
        if closes:
            self._order_scripts()

    def _is_below(self, i):
        return i < len(self.found) and self.found[i].text == "_"


def _last(items, item):
    return len(items) - 1 - items[::-1].index(item)
