"""What is taken for granted of names that nobody declared: x_i is a vector's entry, W_ij a matrix's.

Only where the use of a letter says what it is. Sizes go by the indices: what is indexed by one
letter has one size. All of it is among what was assumed, to be shown.
"""

import pickle
from dataclasses import replace

from lark import Token, Tree

from mlpkit.latex.names import pattern
from mlpkit.latex.parsing import parse
from mlpkit.latex.problems import NotRead
from mlpkit.latex.spelling import engine_name
from mlpkit.latex.tokens import Tokens

_NUMBERS = {"\\lambda", "\\eta", "\\alpha", "\\beta", "\\gamma", "\\epsilon", "\\varepsilon", "\\mu"}
_FUNCTIONS = {"f", "g", "\\phi", "\\varphi", "\\psi"}
_ARRAY_MARKS = {"norm", "nabla", "inner"}


def completed(declarations, sides, depth):
    """Return the declarations with defaults for the names that the sides of a display use.

    Parameters
    ----------
    declarations : Declarations
    sides : list of (list of Piece)
    depth : int

    Returns
    -------
    Declarations
    dict from str to str
        What was assumed of each name that is not declared.
    """
    if not declarations.defaults:
        return declarations, {}
    uses = _Uses()
    names = declarations.names()
    for side in sides:
        try:
            tree = parse(Tokens(list(side), names, declarations.scope.functions).all(), depth)
        except NotRead:
            continue
        uses.walk(tree, False)
    if not uses.letters:
        return declarations, {}
    return _Completed(declarations, uses).result()


class _Uses:
    """How each undeclared letter is used: with which indices, as a function, beside signs of arrays."""

    def __init__(self):
        self.letters, self.indices, self.names = {}, set(), set()
        self.functions, self.arrays, self.spoiled = set(), set(), set()
        self.limits = {}  # index letter to the name above its sum

    def walk(self, tree, marked):
        """Go through a tree; ``marked`` says whether a sign of arrays is around it."""
        if isinstance(tree, Token):
            if tree.type == "NAME":
                self.names.add(str(tree))
            return
        if tree.data == "product":
            for one, other in zip(tree.children, tree.children[1:], strict=False):
                if _letter(one) in _FUNCTIONS and isinstance(other, Tree) and _is_bracket(other):
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


class _Completed:
    """Declares what the uses say."""

    def __init__(self, declarations, uses):
        scope = pickle.loads(pickle.dumps(declarations.scope))
        self.done = replace(declarations, scope=scope, spellings=dict(declarations.spellings))
        self.uses, self.sizes, self.notes = uses, {}, {}

    def result(self):
        """Return the declarations and what was assumed."""
        for letter, indices in self.uses.letters.items():
            ranks = {len(row) for row in indices}
            known = letter in self.uses.spoiled or (letter == "\\delta" and ranks == {2})
            if known or letter in self.uses.indices or letter.lstrip("\\") in self.done.indices:
                continue
            if letter in self.uses.functions and letter in _FUNCTIONS:
                self._function(letter)
            elif not ranks and letter not in self.uses.functions and len(letter.lstrip("\\")) < 9:
                self._alone(letter)
            elif ranks in ({1}, {2}):
                self._array(letter, indices)
        return self.done, self.notes

    def _enter(self, letter, *, size=False):
        name = engine_name(letter, self.done.scope, size=size)
        self.done.spellings[letter] = name
        self.done.scope.spelled[name] = letter
        return name

    def _function(self, letter):
        self.done.scope.functions.add(self._enter(letter))
        self.notes[letter] = f"{letter} is a function of one number"

    def _alone(self, letter):
        """Take a letter without indices for a number, or beside signs of arrays for a vector."""
        beside_arrays = any(self.done.shape(name)[0] for name in self.uses.names)
        beside_arrays = beside_arrays or any(self.uses.letters.values())
        if letter in _NUMBERS or not (beside_arrays or self.uses.arrays or letter.isupper()):
            self.done.scope.symbols[self._enter(letter)] = ()
            self.notes[letter] = f"{letter} is a number"
        elif letter in self.uses.arrays and not (beside_arrays or letter.isupper()):
            size = self.sizes.setdefault("", self._size("") if "" not in self.sizes else "")
            self.done.scope.symbols[self._enter(letter)] = (size,)
            self.notes[letter] = f"{letter} is a vector of {size}"

    def _array(self, letter, indices):
        sizes = tuple(
            self._axis(letter, axis, [row[axis] for row in indices]) for axis in range(len(indices[0]))
        )
        name = self._enter(letter)
        self.done.scope.symbols[name] = sizes
        kind = "vector of" if len(sizes) == 1 else "matrix of"
        self.notes[letter] = f"{letter} is a {kind} {'×'.join(map(str, sizes))}"
        if letter == "t" and len(sizes) == 1:
            index = engine_name("k", self.done.scope)
            self.done.scope.indices[index] = sizes[0]
            self.done = replace(self.done, given=(*self.done.given, f"sum(t[{index}], {index}) == 1"))
            self.notes[letter] += ", and its entries sum to 1"

    def _axis(self, letter, axis, written):
        """Return the size of an axis: that of the letters that stand there, or a new one."""
        letters = [i.lstrip("\\") for i in written if not i.isdigit()]
        for i in letters:
            if i in self.done.indices:
                return self.done.indices[i]
        for i in letters:
            if i in self.sizes:
                for other in letters:
                    self.sizes.setdefault(other, self.sizes[i])
                return self.sizes[i]
        above = next((self.uses.limits[i] for i in letters if i in self.uses.limits), None)
        size = self._size(str(above) if above is not None else "")
        for i in letters:
            self.sizes[i] = size
        return size

    def _size(self, above):
        """Return a size: the one written above a sum, or a new letter."""
        if above in self.done.scope.dims:
            return above
        for latex in [above] if above else ["n", "m", "p", "q", "r", "s"]:
            taken = any(pattern(latex) == pattern(own) for own in self.done.spellings)
            if above or not (taken or latex in self.uses.letters or latex in self.uses.indices):
                name = self._enter(latex, size=True)
                self.done.scope.dims.append(name)
                return name
        name = engine_name("n", self.done.scope, size=True)
        self.done.scope.dims.append(name)
        return name


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
