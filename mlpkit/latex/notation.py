"""The signs of this field: functions and their names, operators, and what has no meaning here."""

from mlpkit.latex.commands import GREEK
from mlpkit.latex.piece import Piece

_WORDS = {
    "exp": "exp", "log": "log", "ln": "ln", "tanh": "tanh", "sigma": "sigma", "max": "max", "min": "min",
    "sigmoid": "sigma", "logistic": "sigma", "softplus": "softplus", "relu": "relu", "sign": "sign",
    "sgn": "sign", "abs": "abs", "diag": "diag", "tr": "trace", "trace": "trace", "softmax": "softmax",
    "leakyrelu": "leaky_relu", "logsumexp": "logsumexp", "lse": "logsumexp", "onehot": "onehot",
    "cosh": "cosh", "sinh": "sinh", "sech": "sech",
}  # fmt: skip
_SPELLINGS = {word: {word, word.capitalize()} for word in _WORDS} | {
    "relu": {"relu", "ReLU", "Relu", "RELU"},
    "leakyrelu": {"LeakyReLU", "leakyrelu", "LReLU"},
    "tr": {"tr", "Tr"},
    "lse": {"LSE", "lse"},
    "logsumexp": {"logsumexp", "LogSumExp"},
    "onehot": {"onehot", "OneHot", "one-hot"},
    "sigma": set(),
}
FUNCTIONS = {
    f"{before}{spelling}{after}": _WORDS[word]
    for word, spellings in _SPELLINGS.items()
    for spelling in spellings
    for before, after in (("\\", ""), ("\\word{", "}"))
} | {"\\sigma": "sigma"}
KNOWN_WORDS = {word for word in _WORDS if len(word) > 2} | {"ln", "tr", "sin", "cos", "det", "arg"}
SIGNS = {
    "(": "_LPAR", ")": "_RPAR", "[": "_LBRACK", "]": "_RBRACK", "\\{": "_LCURLY", "\\}": "_RCURLY",
    "+": "PLUS", "-": "MINUS", "\\cdot": "CDOT", "\\times": "TIMES", "*": "STAR", "/": "SLASH",
    "\\odot": "ODOT", "\\circ": "CIRC", "\\oslash": "OSLASH", ",": "COMMA", "'": "_PRIME", "&": "_AMP",
    "\\\\": "_ROW", "\\partial": "_PARTIAL", "\\differential": "_PARTIAL", "\\nabla": "_NABLA",
    "\\sum": "_BIG_SUM", "\\sqrt": "_SQRT", "\\langle": "_LANGLE", "\\rangle": "_RANGLE",
    "=": "EQ", "\\ne": "NE", "<": "LT", ">": "GT", "\\le": "LE", "\\ge": "GE",
    "\\begin{matrix}": "_BEGIN_MATRIX", "\\end{matrix}": "_END_MATRIX",
    "\\begin{bmatrix}": "_BEGIN_MATRIX", "\\end{bmatrix}": "_END_MATRIX",
    "\\begin{pmatrix}": "_BEGIN_MATRIX", "\\end{pmatrix}": "_END_MATRIX",
    "\\begin{smallmatrix}": "_BEGIN_MATRIX", "\\end{smallmatrix}": "_END_MATRIX",
    "\\begin{cases}": "_BEGIN_CASES", "\\end{cases}": "_END_CASES",
    "\\word{otherwise}": "OTHERWISE", "\\text{otherwise}": "OTHERWISE", "\\word{else}": "OTHERWISE",
    "\\word{if}": "_IF", "\\text{if }": "_IF", "\\word{for}": "_IF", "\\word{when}": "_IF",
}  # fmt: skip
_NO_FUNCTION = (
    "{} is not in the language, which knows exp, log, tanh, σ, softplus, relu, |…|, sign, max and min"
)
UNKNOWN = {
    **{
        f"\\{name}": _NO_FUNCTION.format(f"\\{name}")
        for name in [
            "sin",
            "cos",
            "tan",
            "cot",
            "arcsin",
            "arccos",
            "arctan",
            "coth",
            "arg",
            "det",
            "lim",
            "sup",
            "inf",
            "argmax",
            "argmin",
        ]
    },
    **dict.fromkeys(
        ("\\dots", "\\ldots", "\\cdots", "\\vdots", "\\ddots"), "dots are not read, expected a sum \\sum"
    ),
    "\\prod": "products \\prod are not in the language, only sums",
    "\\int": "integrals are not in the language",
    "\\otimes": "⊗ has two meanings, expected x\\,y^\\top for the outer product",
    "\\infty": "∞ is not in the language",
    "\\pm": "± stands for two lines, expected each by itself",
    "\\mathbb": "this is not in the language",
    ":": "a colon inside a formula",
    "\\mid": "a bar inside a formula, expected |…| around a number",
    "\\forall": "a quantifier inside a formula; every line holds for all its free letters",
    "\\in": "a set inside a formula",
}


def plain_words(found):
    """Return pieces in which softmax, written as plain letters before a bracket, is one word."""
    joined, i = [], 0
    while i < len(found):
        end = i
        while (
            end < len(found)
            and found[end].text.isalpha()
            and len(found[end].text) == 1
            and (end == i or found[end].start == found[end - 1].end)
        ):
            end += 1
        word = "".join(p.text for p in found[i:end])
        if word.lower() in KNOWN_WORDS and found[end : end + 1] and found[end].text == "(":
            joined.append(Piece(f"\\word{{{word}}}", found[i].start, found[end - 1].end))
            i = end
        else:
            joined += found[i : max(end, i + 1)]
            i = max(end, i + 1)
    return joined


def is_letter(text):
    """Return whether a piece is a letter, Latin or Greek."""
    return (len(text) == 1 and text.isalpha()) or text.removeprefix("\\") in GREEK
