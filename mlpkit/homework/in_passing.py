r"""What running text declares in passing: formulas that say by themselves what a letter is.

$x \in \mathbb{R}^d$ does so wherever it stands; $z = W x + b$ where the words before it bring it in as
something new ("where", "let", "the loss is"), and where no word between concludes.
"""

import re

from mlpkit.homework.sentences import CONCLUDES, with_dollars

_MATHS = re.compile(r"\$([^$]+)\$")
_MEMBER = re.compile(r"\\in\s*\\(?:mathbb|mathbf|R)\b|\\in\s*\\?R\b|\\in\s*ℝ")
_SYMMETRIC = re.compile(
    r"\bsymmetric(?:,? (?:and )?positive[- ](?:semi-?)?definite)?(?: matri(?:x|ces))?\s*$", re.IGNORECASE
)
_UNSYMMETRIC = re.compile(
    r"(?:\b(?:no|not|never|necessarily|a-?|un)\s+|\bnon-?|-)symmetric[^$]*$", re.IGNORECASE
)
_DEFINES = re.compile(r":=|\\coloneqq?\b|\\equiv\b|\\triangleq\b")
_BRINGS_IN = re.compile(
    r"\b(?:let|where|with|write|denote|defin(?:e|ed|es|ing)|set|put|take|for|consider|if|suppose|assume|given|here"
    r"|when|call|setting|writing|introduce|abbreviate|is|are|be|as|by)\b",
    re.IGNORECASE,
)
_THING = re.compile(
    r"\b(?:loss|cost|objective|error|errors|risk|function|hypothesis|model|predictions?|outputs?|activations?"
    r"|pre-activations?|logits?|residuals?|margin|penalty|regulari[sz]er|scores?|probabilit(?:y|ies)|input)\s*$",
    re.IGNORECASE,
)
_DENIES = re.compile(
    r"\b(?:not|never|wrong|wrongly|false|falsely|incorrect|mistaken?|unless|claims?|show|prove|student|nobody"
    r"|no one|refuse|rather than|instead of|tempting|contradiction|absurd|could|would|had|without)\b",
    re.IGNORECASE,
)
# An example, or what somebody denies or asks: nothing of the whole sentence is taken.
_NOT_MEANT = re.compile(
    r"\?\s*$|\b(?:contradiction|absurd|tempting|for (?:example|instance)|e\.g\.|wrong|false|incorrect|fails?"
    r"|excluded|impossible|do otherwise)(?!\w)",
    re.IGNORECASE,
)
# Behind a formula: it holds only sometimes, or not at all.
_RESTRICTS = re.compile(
    r"\s*,?\s*(?:if|when|whenever|unless|or(?=\s*\$)|provided|only|for(?=\s*\$[^$]*(?:[<>=]|\\[gln]e))|otherwise|else)"
    r"(?!\w)"
    r"|[^,$]*\b(?:not|never|cannot|would|were|no)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:not|never|wrong|wrongly|false|falsely|incorrect|incorrectly|mistaken?|claims?)\b[^.,;:$]*[:,]?\s*$",
    re.IGNORECASE,
)
_HYPOTHESIS = re.compile(
    r"\b(?:if|suppose|supposing|assume|assuming|provided|when|whenever)(?: that)?\s*"
    r"(?:\$\s*(?:,|and)?\s*)*\Z",
    re.IGNORECASE,
)
# Words that say nothing of a letter but what its space or its formula says already.
_PLAIN_WORDS = (
    "a also an and are as be been being bias biases by called consider data define defined "
    "definition denote denoted denotes examples feature features first following for forward given "
    "has have here hidden in input inputs is it its layer layers let logits loss matrices matrix "
    "model network of on one our output outputs parameter parameters pass prediction put real "
    "respectively row scalar second set single some square squared suppose take that the "
    "target targets that training units unit vector vectors we weight weights where which with write"
)
_PLAIN = frozenset(_PLAIN_WORDS.split())
# i = 1, \dots, n and L = 2 name no abbreviation.
_LABEL = re.compile(
    r"\s*\\?[A-Za-z]+\s*=\s*[-+]?[0-9.]+\s*(?:,.*(?:\\[lc]?dots|\.\.|…).*|,[0-9,\s]+)?\Z", re.DOTALL
)


def formulas(sentence):
    r"""Return the formulas of a sentence that declare something by themselves.

    Parameters
    ----------
    sentence : Traced

    Returns
    -------
    members : list of str
        Those that say in which space a letter lies.
    definitions : list of str
        Those that say what a new letter stands for.
    others : int
        How many formulas there are beside them.

    Examples
    --------
    >>> from mlpkit.homework.traced import Traced
    >>> formulas(Traced(r"where $x \in \mathbb{R}^d$ is given and $z = Wx$, so $z = 1$"))
    (['x \\in \\mathbb{R}^d'], ['z = Wx'], 1)
    """
    text = with_dollars(sentence).text.replace("$$", "$")
    members, definitions, others = [], [], 0
    meant = not _NOT_MEANT.search(_MATHS.sub("$", text))
    for match in _MATHS.finditer(text):
        latex, before = match[1].strip().rstrip(".,;"), _MATHS.sub("$", text[: match.start()])
        if _MEMBER.search(latex) and _SYMMETRIC.search(before) and not _UNSYMMETRIC.search(before):
            name, _, space = latex.partition("\\in")
            members.append(f"{name.strip()}$ is a symmetric matrix in ${space.strip()}")
        elif _MEMBER.search(latex):
            members.append(latex)
        elif _LABEL.match(latex) or not meant or _is_restricted(before, text[match.end() :]):
            others += 1
        elif _DEFINES.search(latex) or ("=" in latex and _is_new(before)):
            definitions.append(latex)
        else:
            others += 1
    return members, definitions, others


def _is_new(before):
    """Return whether the words before a formula bring it in, and conclude nothing."""
    if _DENIES.search(before):
        return False
    concluded = max((m.end() for m in CONCLUDES.finditer(before)), default=-1)
    brought = max((m.end() for m in _BRINGS_IN.finditer(before)), default=-1)
    return brought > concluded or (concluded < 0 and _THING.search(before) is not None)


def _is_restricted(before, behind):
    """Return whether the words beside a formula say that it holds only sometimes; of all i it always does."""
    if re.search(r"\$\s*,?\s*or\s*\Z", before):
        return True
    found = _RESTRICTS.match(behind)
    return found is not None and re.match(r"\s*,?\s*for\s*\$[^$]*\\[lc]?dots", behind) is None


def concludes(words):
    """Return whether the last of some words conclude, as "hence we get" does."""
    concluded = [m.end() for m in CONCLUDES.finditer(words)]
    brought = max((m.end() for m in _BRINGS_IN.finditer(words)), default=-1)
    return bool(concluded) and concluded[-1] > brought


def denies(words):
    """Return whether the last of some words deny what follows, as "it is wrong that" does."""
    return _DENIED.search(words) is not None


def hypothetical(sentence):
    """Return the formulas of a sentence that it brings in by "if" or "suppose"."""
    text = with_dollars(sentence).text.replace("$$", "$")
    found = [(_MATHS.sub("$", text[: m.start()]), m[1].strip().rstrip(".,;")) for m in _MATHS.finditer(text)]
    return [latex for before, latex in found if _HYPOTHESIS.search(before)]


def mathematics(sentence):
    """Return all formulas of a sentence."""
    text = with_dollars(sentence).text.replace("$$", "$")
    return [match[1].strip().rstrip(".,;") for match in _MATHS.finditer(text)]


def brought_in(sentence):
    """Return the equations of a sentence that it brings in as something new, and does not conclude.

    Examples
    --------
    >>> from mlpkit.homework.traced import Traced
    >>> brought_in(Traced("If $a = b$ then $c = d$")), brought_in(Traced("So $a = b$"))
    (['a = b'], [])
    """
    text, found = with_dollars(sentence).text.replace("$$", "$"), []
    for match in _MATHS.finditer(text):
        if "=" in match[1] and _is_new(_MATHS.sub("$", text[: match.start()])):
            found.append(match[1].strip().rstrip(".,;"))
    return found


def says_that_it_defines(latex):
    """Return whether a formula has a sign that defines, such as :=."""
    return _DEFINES.search(latex) is not None


def says_no_more(sentence):
    """Return whether the words of a sentence say nothing that its formulas do not say.

    Examples
    --------
    >>> from mlpkit.homework.traced import Traced
    >>> says_no_more(Traced("Let $A$ be a matrix")), says_no_more(Traced("Let $A$ be symmetric"))
    (True, False)
    """
    text = with_dollars(sentence).text.replace("$$", "$")
    text = re.sub(
        r"\bsymmetric matri(?:x|ces)\s*\$[^$]*\\in\b[^$]*\$", " ", text
    )  # this is taken as it is said
    words = re.findall(r"[A-Za-z]+", _MATHS.sub(" ", text))
    return all(word.lower() in _PLAIN for word in words)
