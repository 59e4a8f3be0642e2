"""The letter of a name, without its marks: for what is said of a letter and not understood."""

from mlpkit.derivation.indices import names
from mlpkit.derivation.language import parse_python
from mlpkit.latex.names import parts
from mlpkit.latex.notation import FUNCTIONS, is_letter
from mlpkit.latex.pieces import pieces
from mlpkit.latex.problems import NotRead


def letter_of(found):
    r"""Return the letter that a row of pieces begins with, its accents included and its type left out.

    Examples
    --------
    >>> letter_of(pieces(r"\mathbf{W}^{(2)}_{ij}")), letter_of(pieces(r"\hat y"))
    ('W', '\\hat{y}')
    """
    nucleus = [p.text for p in parts(list(found), 0)[0]] if found else []
    if nucleus[:1] in (["\\mathbf"], ["\\mathrm"]):
        nucleus = nucleus[2:-1]
    return "".join(nucleus)


def missed_letter(left, declarations):
    """Return the letter that a left side seems to define, if nothing else says what it is, else ""."""
    found = list(left)
    nucleus, _, end = parts(found, 0)
    letters = [p for p in nucleus if is_letter(p.text) or p.text.startswith("\\word{")]
    behind = [p.text for p in found[end:]]
    if (
        len(letters) != 1
        or nucleus[0].text in FUNCTIONS
        or (behind and (behind[0], behind[-1]) != ("(", ")"))
    ):
        return ""
    match = declarations.names().at(found, 0)
    free = declarations.described | declarations.supposed
    if match is not None and (match[0] not in declarations.scope.symbols or match[0] not in free):
        return ""
    return letter_of(found)


def letters_of(spelled):
    """Return the letters of names, as they are written."""
    found = set()
    for latex in spelled:
        try:
            found.add(letter_of(pieces(latex)))
        except NotRead:
            continue
    return found


def letters_in(equality):
    """Return the letters that an equality depends on, those that its abbreviations stand for included."""
    scope = equality.declarations.scope
    return letters_of(scope.spelled.get(name, name) for name in names_in(equality))


def names_in(equality):
    """Return the names of the engine that an equality depends on."""
    scope = equality.declarations.scope
    sides = [parse_python(side) for side in (equality.left, equality.right) if side]
    return set().union(*(names(side, scope) for side in sides))
