"""What stands above and below: which kind of script it is goes by what it stands at."""

from mlpkit.latex.names import parts
from mlpkit.latex.piece import Piece, group_end
from mlpkit.latex.special import TRANSPOSES


class AboveBelow:
    """The part of `Tokens` that reads scripts."""

    def _superscript(self):
        found, i = self.found, self.i
        end = group_end(found, i + 1)
        content = {p.text for p in found[i + 2 : end - 1]} - {"{", "}"}
        if content in TRANSPOSES:
            if content != {"\\top"} and ("T",) in self.names.table:
                choices = ("\\top for the transpose", "another letter for the name T")
                self._fail("^T is the transpose, or the power T, which is declared", found[i:end], *choices)
            self._emit("_TRANSPOSE", found[i:end])
            self.i = end
        elif content == {"-"}:
            self._fail("only a minus stands above, expected braces, e^{-x}", found[i:end])
        elif content == {"'"}:
            for p in found[i + 2 : end - 1]:
                self._emit("_PRIME", [p])
            self.i = end
        elif found[i] in self.above_nabla:
            self._open("_CARET_NABLA", "expression")
        else:
            upper = found[i] in self.limits
            self._open("_CARET_SUM" if upper else "_CARET", "upper" if upper else "expression")

    def _subscript(self):
        before = self.out[-1].type if self.out else ""
        kinds = {
            "_BIG_SUM": ("_UNDER_SUM", "limits"),
            "_RNORM": ("_UNDER_NORM", "norm"),
            "_RANGLE": ("_UNDER_NORM", "norm"),
            "_REVAL": ("_UNDER_EVAL", "expression"),
        }
        kinds |= {"_ONES": ("_UNDER_ONE", "expression"), "_EYE": ("_UNDER_ONE", "expression")}
        kinds |= {"_INDICATOR": ("_UNDER_ONE", "expression"), "_NABLA": ("_UNDER_NABLA", "expression")}
        if before == "FUNCTION" and self.out[-1].value == "leaky_relu":
            kinds["FUNCTION"] = ("_UNDER_PARAMETER", "expression")
        self._open(*kinds.get(before, ("_UNDER", "index")))

    def _sum(self, piece):
        r"""Take \sum; what is below it comes before what is above it."""
        self.limits |= {script[0] for script in self._order_scripts()}
        self._emit("_BIG_SUM", [piece])
        self.sum_ends = len(self.out)

    def _order_scripts(self):
        """Bring what stands below before what stands above, and return both."""
        start = Piece("", 0, 0)
        _, scripts, end = parts([start, *self.found[self.i :]], 0)
        scripts.sort(key=lambda script: script[0].text != "_")
        self.found[self.i : self.i + end - 1] = [p for script in scripts for p in script]
        return scripts
