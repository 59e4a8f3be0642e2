"""The kinds of names, by the phrases that declare them; and the sizes in a phrase."""

import re

from mlpkit.latex.formulas import fail
from mlpkit.latex.indices import LARGEST
from mlpkit.latex.names import pattern
from mlpkit.latex.phrases import Part

_SIZED = r"(?: (?:of|in|with|from|to|up to|length|size|dimension|entries))*"
PHRASES = (
    (r"(?:real |unknown )?(?:number|scalar|real|constant)s?(?: in #)?", "number"),
    (r"positive (?:number|scalar)s?", "positive"),
    (r"nonzero (?:number|scalar)s?", "nonzero"),
    (rf"row vectors?{_SIZED}(?: #(?: entries)?)?|# row vectors?", "row"),
    (rf"(?:column )?vectors?{_SIZED}(?: #(?: entries)?)?|# (?:column )?vectors?", "vector"),
    (rf"symmetric matri(?:x|ces){_SIZED}(?: #)?", "symmetric"),
    (rf"matri(?:x|ces){_SIZED}(?: #)?|# matri(?:x|ces)", "matrix"),
    (rf"(?:index|indices){_SIZED}(?: #)?", "index"),
    (rf"class(?:es)?(?: label| index)?{_SIZED}(?: #)?|label{_SIZED}(?: #)?", "class"),
    (r"(?:activation |differentiable )?functions?(?: of one number)?", "function"),
    (rf"one-hot(?: vectors?)?{_SIZED}(?: #)?", "one-hot"),
    (rf"(?:distribution|probabilities)(?: vector)?{_SIZED}(?: #)?", "one-hot"),
    (r"sizes?|(?:positive )?(?:whole numbers|integers?)|dimensions?", "size"),
    (r"gradients? (?:rows?|columns?)", "gradients"),
)
FUNCTIONS = {
    f"{name} of #" for name in ("softmax", "sigmoid", "tanh", "relu", "logsumexp", "softplus", "exp", "log")
}
EXPECTED = (
    "a number, a vector of …, a matrix … x …, a class of …, an index of …, a function, one-hot …, or name = …"
)


class Sizes:
    """The part of `Declaring` that reads sizes."""

    def _sizes(self, part):
        r"""Return the sizes that are written: H x D, \mathbb{R}^{H \times D}, 1..K."""
        return tuple(self._size(text, part.span) for text in size_texts(part.latex))

    def _size(self, text, span):
        if text.isdigit():
            if len(text) > 3 or not 1 <= int(text) <= LARGEST:
                fail(f"the size {text}, expected a letter, or a number from 1 to {LARGEST}", span)
            return int(text)
        old = next((n for latex, n in self.done.spellings.items() if pattern(latex) == pattern(text)), None)
        if old is None:
            old = self._new(Part(text, span), "size", ())
            self.done.scope.dims.append(old)
        if old not in self.done.scope.dims:
            fail(f"{text} is declared already, and not as a size", span)
        return old


def size_texts(latex):
    r"""Return the sizes that are written, each as it is written.

    Examples
    --------
    >>> size_texts(r"\mathbb{R}^{n_l \times n_{l-1}}"), size_texts("H x 3")
    (('n_l', 'n_{l-1}'), ('H', '3'))
    """
    if set_of := re.fullmatch(r"\\mathbb\s*\{?\s*R\s*\}?\s*(?:\^(?:\{(.*)\}|(.)))?", latex):
        latex = set_of[1] or set_of[2] or ""
    if run := re.fullmatch(
        r"(?:\\?\{)?\s*1\s*(?:\.\.+|,?\s*(?:\\[lc]?dots|…)\s*,?)\s*(.*?)\s*(?:\\?\})?", latex
    ):
        latex = run[1]
    texts = re.split(r"\\times|×|\s+x\s+|\\,", latex)
    return tuple(text for text in map(_bare, texts) if text)


def _bare(text):
    """Return a size without the spaces and braces around it; those of n_{l+1} are its own."""
    bare = text.strip(" {}$")
    return bare + "}" * (bare.count("{") - bare.count("}"))
