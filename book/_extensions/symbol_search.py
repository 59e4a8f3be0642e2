"""The search finds symbols: "sigma", "σ", "delta", "W^(1)" and "softmax Jacobian" lead to their pages.

Sphinx indexes the words of an equation's TeX as they stand. Here the commands that only lay it out are left
out, a letter is indexed with its index as one word, and a symbol by its name and by its sign. The query is
split by the same rules, in the browser.
"""

import json
import re
import unicodedata

from sphinx.search.en import SearchEnglish

GREEK = {unicodedata.name(letter).rpartition(" ")[2].lower(): letter for letter in "αβγδεζηθικλμνξοπρστυφχψω"}
GREEK["lambda"] = GREEK.pop("lamda")  # as Unicode spells it
# What a command of TeX, or a sign, is called; the first name is the command's own.
NAMES = {
    "nabla": ("nabla", "gradient"),
    "partial": ("partial", "derivative"),
    "odot": ("odot", "hadamard", "elementwise"),
    "sum": ("sum",),
    "top": ("transpose",),
    "lVert": ("norm",),
    **{name: (name, letter) for name, letter in GREEK.items()},
    **{name.title(): (name, letter) for name, letter in GREEK.items()},
}
SIGNS = {
    "∇": "nabla",
    "∂": "partial",
    "⊙": "odot",
    "∑": "sum",
    "Σ": "sum",
    "⊤": "top",
    "ᵀ": "top",
    "‖": "lVert",
}
SIGNS |= {letter: name for name, letter in GREEK.items()}
COMMAND = re.compile(r"\\([A-Za-z]+)")
LAYOUT = re.compile(
    r"\\(?:[dt]?frac|math(?:bf|bb|cal|rm|it|sf)|operatorname\*?|text|label|(?:begin|end)\{\w+\*?\}|left|right"
    r"|[bB]igg?[lr]?|q?quad|hspace|dots|cdots|ldots|cdot|boldsymbol|tilde|hat|bar|overline|mid|in)(?![A-Za-z])"
)
# A letter with an index below, or a number of a layer above: x_1, S_{ij}, W^{(1)}, \delta^{(l)}.
INDEXED = re.compile(r"(?<![A-Za-z])([^\W\d_]|\\[A-Za-z]+)\}?(?:_\{?(\w{1,3})\b|\^\{?\((\w)\))")

SPLITTER = """
var splitQuery = (query) => {
  const signs = %s;
  return query
    .replace(/⁽(.+?)⁾/gu, "^($1)")
    .replace(/[%s]/gu, (sign) => ` ${signs[sign]} `)
    .normalize("NFKC")
    .replace(/[{}]/gu, "")
    .replace(/\\^\\(?([\\p{Letter}\\p{Number}]+)\\)?/gu, "$1")
    .split(/[^\\p{Letter}\\p{Number}_]+/gu)
    .filter((term) => term);
};
"""
# A Greek letter stays as it is: it may carry an index, and is indexed by its sign too.
ASKED = {sign: NAMES[name][0] for sign, name in SIGNS.items() if sign not in GREEK.values()}


class SearchSymbols(SearchEnglish):
    """English, and the language of formulas."""

    js_splitter_code = SPLITTER % (json.dumps(ASKED, ensure_ascii=False), "".join(ASKED))

    def split(self, input):
        """Return the words of a text, TeX or not, with the names of its symbols."""
        text = LAYOUT.sub(" ", input)
        words = [word for word in super().split(COMMAND.sub(named, text)) if word.strip("_")]
        for sign in set(text) & set(SIGNS):
            words += NAMES[SIGNS[sign]]
        for letter, below, above in INDEXED.findall(text.replace("{", "").replace("  ", " ")):
            name = letter.removeprefix("\\")
            for spelling in {name, GREEK.get(name, name)}:
                words += [f"{spelling}_{below}", spelling + below] if below else [spelling + above]
        return words


def named(command):
    """Return the names of a command of TeX, or its own name where it has no other."""
    return f" {' '.join(NAMES.get(command[1], (command[1],)))} "


def setup(app):
    app.add_search_language(SearchSymbols)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
