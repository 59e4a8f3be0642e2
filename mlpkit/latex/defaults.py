"""What is taken for granted of names that nobody declared: x_i is a vector's entry, W_ij a matrix's.

Only where the use of a letter says what it is. Sizes go by the indices: what is indexed by one
letter has one size. All of it is among what was assumed, to be shown.
"""

import pickle
from dataclasses import replace

from mlpkit.latex.names import pattern
from mlpkit.latex.parsing import parse
from mlpkit.latex.problems import NotRead
from mlpkit.latex.spelling import engine_name
from mlpkit.latex.tokens import Tokens
from mlpkit.latex.uses import FUNCTIONS, Uses

NUMBERS = {"\\lambda", "\\eta", "\\alpha", "\\beta", "\\gamma", "\\epsilon", "\\varepsilon", "\\mu"}


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
    uses = Uses()
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


class _Completed:
    """Declares what the uses say."""

    def __init__(self, declarations, uses):
        scope = pickle.loads(pickle.dumps(declarations.scope))
        self.done = replace(declarations, scope=scope, spellings=dict(declarations.spellings))
        self.uses, self.sizes, self.notes = uses, {}, {}
        # Beside declared names a bare letter is rather one that was forgotten.
        named = {*scope.symbols, *scope.lets} - declarations.supposed
        self.nothing_declared = not named and not any(scope.symbols.values())

    def result(self):
        """Return the declarations and what was assumed."""
        for letter, indices in self.uses.letters.items():
            ranks = {len(row) for row in indices}
            digits = [row[0] for row in indices if len(row) == 1 and row[0].isdigit()]
            if digits and len(digits) == len(indices) and (letter in NUMBERS or "0" in digits):
                self._numbered(letter, digits)
                continue
            known = letter in self.uses.spoiled or (letter == "\\delta" and ranks == {2})
            if known or letter in self.uses.indices or letter.lstrip("\\") in self.done.indices:
                continue
            if letter in self.uses.functions and letter in FUNCTIONS:
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

    def _numbered(self, letter, digits):
        r"""Take \lambda_1 and \lambda_2 for two numbers, which are names of their own."""
        for digit in dict.fromkeys(digits):
            latex = f"{letter}_{{{digit}}}"
            if pattern(latex) not in {pattern(own) for own in self.done.spellings}:
                self.done.scope.symbols[self._enter(latex)] = ()
                self.notes[latex] = f"{latex} is a number"

    def _function(self, letter):
        self.done.scope.functions.add(self._enter(letter))
        self.notes[letter] = f"{letter} is a function of one number"

    def _alone(self, letter):
        """Take a letter without indices for a number, or beside signs of arrays for a vector."""
        bare = self.nothing_declared and not any(self.uses.letters.values()) and not letter.isupper()
        if letter in NUMBERS or (bare and not self.uses.arrays):
            self.done.scope.symbols[self._enter(letter)] = ()
            self.notes[letter] = f"{letter} is a number"
        elif bare and letter in self.uses.arrays:
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
