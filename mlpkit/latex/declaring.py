"""Declarations in words: which name is a number, a vector, a matrix, a class, a function, an abbreviation."""

import ast
import re
from dataclasses import replace
from itertools import pairwise

from mlpkit.latex.declarations import Declarations
from mlpkit.latex.defining import Defining
from mlpkit.latex.formulas import fail, level, part_of, pieces_of
from mlpkit.latex.in_layers import InLayers
from mlpkit.latex.kinds import EXPECTED, FUNCTIONS, PHRASES, Sizes
from mlpkit.latex.layer_declaring import head_of
from mlpkit.latex.names import parts, pattern
from mlpkit.latex.new_names import Adopting
from mlpkit.latex.notation import is_letter
from mlpkit.latex.phrases import Part, clauses
from mlpkit.latex.problems import Limits, NotRead, Problem, Span
from mlpkit.latex.reading import SideReader
from mlpkit.latex.spelling import engine_name


class DeclarationError(ValueError):
    """A declaration is not understood; `problem` says why, and where in the text.

    Parameters
    ----------
    problem : Problem
    """

    def __init__(self, problem):
        super().__init__(problem.message)
        self.problem = problem


def declare(text, *, start=None):
    r"""Return what a text declares, added to what is declared already.

    Parameters
    ----------
    text : str
        Lines such as ``W: matrix H x D``, or sentences with ``$…$``.
    start : Declarations, optional

    Returns
    -------
    Declarations

    Raises
    ------
    DeclarationError
        If a sentence is not understood, or a name is declared twice.

    Examples
    --------
    >>> declare("W: matrix H x D  \n x: vector D").table()
    (('W', 'matrix H×D'), ('x', 'vector D'))
    """
    if len(text) > Limits().characters:
        raise DeclarationError(Problem(f"more than {Limits().characters} characters", Span(0, len(text))))
    declaring = Declaring(start or Declarations())
    try:
        found = list(clauses(text))
        for later in (False, True):
            for clause in found:
                if (clause.words in ("formula", "given") or clause.words in FUNCTIONS) is later:
                    declaring.take(clause)
    except NotRead as refused:
        raise DeclarationError(refused.problem) from None
    return declaring.done


class Declaring(Adopting, Defining, Sizes, InLayers):
    """Takes clause by clause; `done` is what is declared so far."""

    def __init__(self, start):
        self.done = replace(
            start,
            scope=SideReader(start, Limits()).declarations.scope,
            spellings=dict(start.spellings),
            indices=dict(start.indices),
            heads=dict(start.heads),
        )
        self.freed = self.wanted = None  # a declared name that is defined now, and the shape it has

    def take(self, clause):
        """Take what one clause says."""
        words = clause.words
        if self._about_layers(clause):
            return
        if words == "formula":
            self._formula(clause.maths[0])
        elif words == "given":
            for part in clause.maths:
                self._given(part)
        elif words.startswith("gradient"):
            self._gradients(clause)
        elif words in FUNCTIONS:
            word = words.split()[0]
            for name in self._names(clause):
                self._define(
                    name, Part(rf"\operatorname{{{word}}}({clause.maths[0].latex})", clause.maths[0].span)
                )
        else:
            kind = next((kind for phrase, kind in PHRASES if re.fullmatch(phrase, words)), None)
            if kind is None or not clause.names:
                fail(f"this is not understood, expected {EXPECTED}", clause.span)
            self._kind(kind, self._names(clause), clause)

    def _kind(self, kind, names, clause):
        if any(head_of(pieces_of(part), self.done) for part in names):
            self._kind_in_layers(kind, names, clause)
            return
        sizes = self._sizes(clause.maths[0]) if clause.maths and kind != "number" else ()
        wanted = {
            "vector": 1,
            "row": 1,
            "matrix": 2,
            "symmetric": 2,
            "index": 1,
            "class": 1,
            "one-hot": 1,
        }.get(kind, 0)
        if len(sizes) != wanted:
            fail(f"{len(sizes)} sizes for a {kind}, expected {wanted}", clause.span)
        for part in names:
            if kind in ("index", "class"):
                self._index(part, sizes[0], kind)
                continue
            if kind == "symmetric" and sizes[0] != sizes[1]:
                fail("a symmetric matrix has as many rows as columns", clause.span)
            name = self._new(part, kind, sizes)
            if name is None:
                continue
            if kind == "symmetric":
                self._symmetric(name, sizes)
            elif kind == "function":
                self.done.scope.functions.add(name)
            elif kind == "size":
                self.done.scope.dims.append(name)
            else:
                self.done.scope.symbols[name] = tuple(sizes)
            if kind == "row":
                self.done = replace(self.done, rows=self.done.rows | {name})
            if kind == "one-hot":
                index = self._some_index(sizes[0])
                self._add_given(f"sum({name}[{index}], {index}) == 1", part.span)
            if kind in ("positive", "nonzero"):
                self._add_given(f"{name} {'>' if kind == 'positive' else '!='} 0", part.span)

    def _names(self, clause):
        """Return the names of a clause, one by one."""
        names = []
        for part in clause.names:
            found = pieces_of(part)
            cuts = [
                -1,
                *(i for i, p in enumerate(found) if p.text == "," and level(found, i) == 0),
                len(found),
            ]
            for begin, end in pairwise(cuts):
                names.append(part_of(part, found[begin + 1 : end]))
        return names

    def _new(self, part, kind, sizes):
        """Enter a name; None if the same was declared before."""
        found = pieces_of(part)
        nucleus, _, end = parts(found, 0) if found else ([], [], 0)
        letters = [p.text for p in nucleus if is_letter(p.text) or p.text.startswith("\\word{")]
        if end != len(found) or len(letters) != 1:
            fail(f"{part.latex} is not a name, expected a letter and its marks, such as W^{{(2)}}", part.span)
        old = next(
            (n for latex, n in self.done.spellings.items() if pattern(latex) == pattern(part.latex)), None
        )
        if old is not None:
            if self.done.meaning(old) == _words(kind, sizes):
                return None
            fail(f"{part.latex} is declared already, as {self.done.meaning(old)}", part.span)
        if part.latex in self.done.indices:
            fail(f"{part.latex} is declared already, as an index", part.span)
        name = engine_name(part.latex, self.done.scope, size=kind == "size")
        self.done.spellings[part.latex] = name
        self.done.scope.spelled[name] = part.latex
        return name

    def _index(self, part, size, kind):
        letter = part.latex.lstrip("\\")
        if not is_letter(part.latex):
            fail(f"{part.latex} is not an index, expected one letter", part.span)
        if self.done.indices.get(letter, size) != size or (part.latex,) in self.done.names().table:
            fail(f"{part.latex} is declared already", part.span)
        if letter in self.done.scope.indices and self.done.scope.indices[letter] != size:
            fail(f"{part.latex} is in use already, expected another letter", part.span)
        self.done.scope.indices[letter] = size
        self.done.indices[letter] = size
        if kind == "class":
            self.done = replace(self.done, classes=self.done.classes | {letter})

    def _symmetric(self, name, sizes):
        """Enter A = (B + Bᵀ)/2 for a B that nobody writes: the symmetric matrices, and no others."""
        half = engine_name(f"{name}half", self.done.scope)
        self.done.scope.symbols[half] = tuple(sizes)
        body = ast.parse(f"({half} + {half}.T) / 2", mode="eval").body
        self.done.scope.lets[name] = ((), body)
        self.done = replace(self.done, symmetric=self.done.symmetric | {name})

    def _some_index(self, size):
        """Return an index of a size, for what is given of all entries."""
        scope = self.done.scope
        for index, own in scope.indices.items():
            if own == size and index not in self.done.classes:
                return index
        index = engine_name("k", scope)
        scope.indices[index] = size
        return index

    def _gradients(self, clause):
        said = clause.words + " " + " ".join(m.latex for m in clause.maths)
        kinds = [kind for kind in ("row", "column") if kind in said]
        if len(kinds) != 1:
            fail("gradients are rows or columns, expected one of them", clause.span)
        self.done = replace(self.done, gradients=kinds[0])


def _words(kind, sizes):
    return " ".join([kind, "×".join(map(str, sizes))]).strip()
