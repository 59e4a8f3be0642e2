"""Indices that are not what they look like: summed by nobody, or part of a declared name."""

from lark import Token, Tree

from mlpkit.latex.notation import is_letter
from mlpkit.latex.pieces import pieces
from mlpkit.latex.problems import NotRead, Problem, Question, Span


def refuse_unsummed(trees, span):
    """Refuse W_ij x_j = y_i, where j is twice in a product, on one side only, and no sum is written.

    Parameters
    ----------
    trees : pair of lark.Tree
        Both sides of an equality.
    span : Span
        Its place.
    """
    free = [_free(tree, frozenset()) for tree in trees]
    for letter in sorted(free[0] ^ free[1]):
        if any(_is_twice(tree, letter) for tree in trees):
            choices = (f"\\sum_{letter} before it, if it is summed", "another index, if it is not")
            message = (
                f"the index {letter} is written twice: is it summed? Sums over repeated indices are not read"
            )
            raise NotRead(Question(message, span, choices))


def refuse_frozen(trees, declarations, indices):
    r"""Refuse \sum_i x_i where x_i was declared as one vector: there the i of its name is no index.

    Parameters
    ----------
    trees : list of lark.Tree
    declarations : Declarations
    indices : set of str
        The letters that are indices of the line.
    """
    for token in (t for tree in trees for t in tree.scan_values(lambda t: t.type == "NAME")):
        latex = declarations.scope.spelled.get(str(token), "")
        marks = (
            {p.text.lstrip("\\") for p in pieces(latex)[1:] if is_letter(p.text)} if "_" in latex else set()
        )
        marks |= {p.text for p in pieces(latex)[3:] if is_letter(p.text)} if "^{(" in latex else set()
        if frozen := sorted(marks & indices):
            message = (
                f"{latex} is declared as one name, and {frozen[0]} is an index beside it; expected a matrix"
                f" with these as its rows, X: matrix n x d, and X_{{{frozen[0]}j}} for an entry"
            )
            raise NotRead(Problem(message, Span(token.start_pos, token.end_pos)))


def _free(tree, bound):
    """Return the indices of a tree that no sum of it runs over."""
    if isinstance(tree, Token):
        return set()
    if tree.data == "indices":
        return {str(t) for t in tree.children if t.type == "LETTER"} - bound
    found = set()
    for child in tree.children:
        found |= _free(child, bound)
        if (limits := _limits(child)) is not None:
            bound = bound | {str(t) for t in limits.children if isinstance(t, Token)}
    return found


def _limits(item):
    base = item.children[0] if isinstance(item, Tree) and item.data == "item" else None
    return base.children[0] if isinstance(base, Tree) and base.data == "big_sum" and base.children else None


def _is_twice(tree, letter):
    """Return whether two factors of one product have the letter among their indices."""
    for product in tree.find_data("product"):
        count = 0
        for item in product.children:
            if isinstance(item, Token) or item.data != "item":
                continue
            scripts = [s for s in item.children[1:] if isinstance(s, Tree) and s.data == "indices"]
            count += any(str(t) == letter for s in scripts for t in s.children)
            if (limits := _limits(item)) is not None and letter in map(str, limits.children):
                return False
        if count > 1:
            return True
    return False
