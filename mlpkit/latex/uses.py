"""How the letters that nobody declared are used: with which indices, as functions, beside signs of arrays."""

from lark import Token, Tree

FUNCTIONS = {"f", "g", "\\phi", "\\varphi", "\\psi"}
_ARRAY_MARKS = {"norm", "nabla", "inner"}


class Uses:
    """How each undeclared letter is used: with which indices, as a function, beside signs of arrays."""

    def __init__(self):
        self.letters, self.indices = {}, set()
        self.functions, self.arrays, self.spoiled = set(), set(), set()
        self.limits = {}  # index letter to the name above its sum

    def walk(self, tree, marked):
        """Go through a tree; ``marked`` says whether a sign of arrays is around it."""
        if isinstance(tree, Token):
            return
        if tree.data == "product":
            for one, other in zip(tree.children, tree.children[1:], strict=False):
                if _letter(one) in FUNCTIONS and isinstance(other, Tree) and _is_bracket(other):
                    self.functions.add(_letter(one))
        if tree.data == "condition" and tree.children[1].children[0].type in ("EQ", "NE"):
            self.indices |= {str(t) for t in tree.scan_values(lambda t: t.type == "LETTER")}
            return
        if tree.data == "big_sum" and tree.children:
            self._limits(tree)
        if tree.data == "item" and _letter(tree) is not None:
            self._letter(tree, marked)
        for child in tree.children:
            self.walk(child, marked or tree.data in _ARRAY_MARKS)

    def _limits(self, tree):
        limits = tree.children[0]
        letters = [str(t) for t in limits.scan_values(lambda t: t.type == "LETTER")]
        self.indices |= {*letters}
        if limits.data == "from" and len(tree.children) > 1:
            above = list(tree.children[1].scan_values(lambda t: True))
            if len(above) == 1 and above[0].type in ("NAME", "LETTER"):
                self.limits[letters[0]] = above[0]

    def _letter(self, item, marked):
        letter, scripts = _letter(item), item.children[1:]
        kinds = [s.data for s in scripts]
        indices = [[str(t) for t in s.children if t.type != "COMMA"] for s in scripts if s.data == "indices"]
        if "power" in kinds and _is_bracket_power(scripts):
            self.spoiled.add(letter)  # W^{(2)} is a name of its own, that has to be declared
        if "prime" in kinds:
            self.functions.add(letter)
        self.letters.setdefault(letter, []).extend(indices)
        self.indices |= {i for row in indices for i in row if not i.isdigit()}
        if marked or "transpose" in kinds:
            self.arrays.add(letter)


def _letter(item):
    base = item.children[0] if isinstance(item, Tree) and item.data == "item" else None
    return str(base) if isinstance(base, Token) and base.type == "LETTER" else None


def _is_bracket(item):
    return item.data == "item" and isinstance(item.children[0], Tree) and item.children[0].data == "bracket"


def _is_bracket_power(scripts):
    for script in scripts:
        if script.data == "power":
            return any(t.data == "bracket" for t in list(script.iter_subtrees_topdown())[:6])
    return False
