"""Declarations in words: which name is a number, a vector, a matrix, a class, a function, an abbreviation."""

import ast
import re
from dataclasses import replace
from itertools import pairwise

from mlpkit.derivation.chain import Derivation, DerivationError
from mlpkit.derivation.entries import KinkError, ShapeError
from mlpkit.derivation.indices import free_indices
from mlpkit.derivation.language import LanguageError
from mlpkit.latex.chains import links
from mlpkit.latex.declarations import Declarations
from mlpkit.latex.indices import LARGEST
from mlpkit.latex.names import parts, pattern
from mlpkit.latex.notation import is_letter, plain_words
from mlpkit.latex.phrases import Part, clauses
from mlpkit.latex.piece import span_of
from mlpkit.latex.pieces import pieces
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
    declaring = _Declaring(start or Declarations())
    try:
        found = list(clauses(text))
        for later in (False, True):
            for clause in found:
                if (clause.words in ("formula", "given") or clause.words in _FUNCTIONS) is later:
                    declaring.take(clause)
    except NotRead as refused:
        raise DeclarationError(refused.problem) from None
    return declaring.done


_SIZED = r"(?: (?:of|in|with|from|to|up to|length|size|dimension|entries))*"
_PHRASES = (
    (r"(?:real |unknown )?(?:number|scalar|real|constant)s?(?: in #)?", "number"),
    (r"positive (?:number|scalar)s?", "positive"),
    (r"nonzero (?:number|scalar)s?", "nonzero"),
    (rf"row vectors?{_SIZED}(?: #(?: entries)?)?|# row vectors?", "row"),
    (rf"(?:column )?vectors?{_SIZED}(?: #(?: entries)?)?|# (?:column )?vectors?", "vector"),
    (rf"matri(?:x|ces){_SIZED}(?: #)?|# matri(?:x|ces)", "matrix"),
    (rf"(?:index|indices){_SIZED}(?: #)?", "index"),
    (rf"class(?:es)?(?: label| index)?{_SIZED}(?: #)?|label{_SIZED}(?: #)?", "class"),
    (r"(?:activation |differentiable )?functions?(?: of one number)?", "function"),
    (rf"one-hot(?: vectors?)?{_SIZED}(?: #)?", "one-hot"),
    (rf"(?:distribution|probabilities)(?: vector)?{_SIZED}(?: #)?", "one-hot"),
    (r"sizes?|(?:positive )?(?:whole numbers|integers?)|dimensions?", "size"),
    (r"gradients? (?:rows?|columns?)", "gradients"),
)
_FUNCTIONS = {
    f"{name} of #" for name in ("softmax", "sigmoid", "tanh", "relu", "logsumexp", "softplus", "exp", "log")
}
_RELATIONS = {"=": "==", "\\ne": "!=", "<": "<", ">": ">"}


class _Declaring:
    """Takes clause by clause; `done` is what is declared so far."""

    def __init__(self, start):
        self.done = replace(
            start,
            scope=SideReader(start, Limits()).declarations.scope,
            spellings=dict(start.spellings),
            indices=dict(start.indices),
        )

    def take(self, clause):
        """Take what one clause says."""
        words = clause.words
        if words == "formula":
            self._formula(clause.maths[0])
        elif words == "given":
            for part in clause.maths:
                self._given(part)
        elif words.startswith("gradient"):
            self._gradients(clause)
        elif words in _FUNCTIONS:
            word = words.split()[0]
            for name in self._names(clause):
                self._define(
                    name, Part(rf"\operatorname{{{word}}}({clause.maths[0].latex})", clause.maths[0].span)
                )
        else:
            kind = next((kind for phrase, kind in _PHRASES if re.fullmatch(phrase, words)), None)
            if kind is None or not clause.names:
                _fail(f"this is not understood, expected {_EXPECTED}", clause.span)
            self._kind(kind, self._names(clause), clause)

    def _kind(self, kind, names, clause):
        sizes = self._sizes(clause.maths[0]) if clause.maths and kind != "number" else ()
        wanted = {"vector": 1, "row": 1, "matrix": 2, "index": 1, "class": 1, "one-hot": 1}.get(kind, 0)
        if len(sizes) != wanted:
            _fail(f"{len(sizes)} sizes for a {kind}, expected {wanted}", clause.span)
        for part in names:
            if kind in ("index", "class"):
                self._index(part, sizes[0], kind)
                continue
            name = self._new(part, kind, sizes)
            if name is None:
                continue
            if kind == "function":
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
            found = _pieces(part)
            cuts = [
                -1,
                *(i for i, p in enumerate(found) if p.text == "," and _level(found, i) == 0),
                len(found),
            ]
            for begin, end in pairwise(cuts):
                names.append(_slice(part, found[begin + 1 : end]))
        return names

    def _new(self, part, kind, sizes):
        """Enter a name; None if the same was declared before."""
        found = _pieces(part)
        nucleus, _, end = parts(found, 0) if found else ([], [], 0)
        letters = [p.text for p in nucleus if is_letter(p.text) or p.text.startswith("\\word{")]
        if end != len(found) or len(letters) != 1:
            _fail(
                f"{part.latex} is not a name, expected a letter and its marks, such as W^{{(2)}}", part.span
            )
        old = next(
            (n for latex, n in self.done.spellings.items() if pattern(latex) == pattern(part.latex)), None
        )
        if old is not None:
            if self.done.meaning(old) == _words(kind, sizes):
                return None
            _fail(f"{part.latex} is declared already, as {self.done.meaning(old)}", part.span)
        if part.latex in self.done.indices:
            _fail(f"{part.latex} is declared already, as an index", part.span)
        name = engine_name(part.latex, self.done.scope, size=kind == "size")
        self.done.spellings[part.latex] = name
        self.done.scope.spelled[name] = part.latex
        return name

    def _index(self, part, size, kind):
        letter = part.latex.lstrip("\\")
        if not is_letter(part.latex):
            _fail(f"{part.latex} is not an index, expected one letter", part.span)
        if self.done.indices.get(letter, size) != size or (part.latex,) in self.done.names().table:
            _fail(f"{part.latex} is declared already", part.span)
        if letter in self.done.scope.indices and self.done.scope.indices[letter] != size:
            _fail(f"{part.latex} is in use already, expected another letter", part.span)
        self.done.scope.indices[letter] = size
        self.done.indices[letter] = size
        if kind == "class":
            self.done = replace(self.done, classes=self.done.classes | {letter})

    def _some_index(self, size):
        """Return an index of a size, for what is given of all entries."""
        scope = self.done.scope
        for index, own in scope.indices.items():
            if own == size and index not in self.done.classes:
                return index
        index = engine_name("k", scope)
        scope.indices[index] = size
        return index

    def _sizes(self, part):
        r"""Return the sizes that are written: H x D, \mathbb{R}^{H \times D}, 1..K."""
        latex = part.latex
        if set_of := re.fullmatch(r"\\mathbb\s*\{?\s*R\s*\}?\s*(?:\^(?:\{(.*)\}|(.)))?", latex):
            latex = set_of[1] or set_of[2] or ""
        if run := re.fullmatch(
            r"(?:\\?\{)?\s*1\s*(?:\.\.+|,?\s*(?:\\[lc]?dots|…)\s*,?)\s*(.*?)\s*(?:\\?\})?", latex
        ):
            latex = run[1]
        texts = [t.strip(" {}$") for t in re.split(r"\\times|×|\s+x\s+|\\,", latex) if t.strip(" {}$")]
        return tuple(self._size(text, part.span) for text in texts)

    def _size(self, text, span):
        if text.isdigit():
            if len(text) > 3 or not 1 <= int(text) <= LARGEST:
                _fail(f"the size {text}, expected a letter, or a number from 1 to {LARGEST}", span)
            return int(text)
        old = next((n for latex, n in self.done.spellings.items() if pattern(latex) == pattern(text)), None)
        if old is None:
            old = self._new(Part(text, span), "size", ())
            self.done.scope.dims.append(old)
        if old not in self.done.scope.dims:
            _fail(f"{text} is declared already, and not as a size", span)
        return old

    def _formula(self, part):
        r"""Take x \in \mathbb{R}^D, an abbreviation S = …, or what is given."""
        latex = part.latex
        if match := re.match(r"(.*?)\\in\b(.*)", latex, re.DOTALL):
            names = self._names_of(Part(match[1].strip(), part.span))
            right = Part(match[2].strip().rstrip("."), part.span)
            sizes = self._sizes(right)
            kind = ("number", "vector", "matrix")[len(sizes)] if "mathbb" in right.latex else "class"
            clause = replace(_EMPTY, names=(), maths=(right,) if sizes else (), span=part.span)
            self._kind(kind, names, clause)
            return
        left, sign, right = _sides(part)
        if sign == "=" and _is_atom(_pieces(left)) and not self._is_declared(left):
            self._define(left, right)
        else:
            self._given(part)

    def _names_of(self, part):
        return self._names(replace(_EMPTY, names=(part,)))

    def _is_declared(self, part):
        found = _pieces(part)
        match = self.done.names().at(found, 0)
        return match is not None and match[0] not in self.done.scope.dims

    def _read(self, *parts_):
        reader = SideReader(self.done, Limits())
        sides = [plain_words(_pieces(part)) for part in parts_]
        return reader, reader.read(sides)

    def _define(self, left, right):
        """Enter an abbreviation; a subscript that is free on the right is an index of it."""
        reader, (value,) = self._read(right)
        scope = reader.declarations.scope
        free = free_indices(value.node, scope) - self.done.classes
        found = _pieces(left)
        nucleus, scripts, _ = parts(found, 0)
        below = next((s for s in scripts if s[0].text == "_"), [])
        letters = [p.text for p in below[2:-1] if p.text != ","]
        engine = {own: name for (own, _), name in reader.indices.engine.items()}
        parameters = [engine.get(letter.lstrip("\\")) for letter in letters]
        if letters and {*parameters} >= free and free and None not in parameters:
            rest = [p for s in scripts if s is not below for p in s]
            left = _slice(left, [*nucleus, *rest])
        elif free:
            _fail(f"the index {min(free)} is free on the right, expected it below {left.latex}", left.span)
        else:
            parameters = []
        parameters += sorted(free_indices(value.node, scope) & self.done.classes - {*parameters})
        self.done = replace(self.done, scope=scope)
        name = self._new(left, "abbreviation", ())
        if name is None:
            _fail(f"{left.latex} is declared already", left.span)
        derivation = self._derivation()
        head = f"{name}({', '.join(parameters)})" if parameters else name
        try:
            derivation.let(head, ast.unparse(value.node))
        except _ENGINE as error:
            _fail(str(error).split("\n")[0], right.span)
        if value.lies == "row":
            self.done = replace(self.done, rows=self.done.rows | {name})
        self.done = replace(self.done, definitions={**self.done.definitions, name: right.latex},
                            assumed=_joined(self.done.assumed, reader.assumed))  # fmt: skip

    def _given(self, part):
        left, sign, right = _sides(part)
        if sign not in _RELATIONS:
            _fail(f"{sign} in what is given, expected =, \\ne, < or >", part.span)
        reader, values = self._read(left, right)
        self.done = replace(self.done, scope=reader.declarations.scope)
        self._add_given(
            f"{ast.unparse(values[0].node)} {_RELATIONS[sign]} {ast.unparse(values[1].node)}", part.span
        )

    def _add_given(self, text, span):
        derivation = self._derivation()
        try:
            derivation.given(text)
        except _ENGINE as error:
            _fail(str(error).split("\n")[0], span)
        if text not in self.done.given:
            self.done = replace(self.done, given=(*self.done.given, text))

    def _derivation(self):
        derivation = Derivation("declarations")
        derivation.scope = self.done.scope
        return derivation

    def _gradients(self, clause):
        said = clause.words + " " + " ".join(m.latex for m in clause.maths)
        kinds = [kind for kind in ("row", "column") if kind in said]
        if len(kinds) != 1:
            _fail("gradients are rows or columns, expected one of them", clause.span)
        self.done = replace(self.done, gradients=kinds[0])


_ENGINE = (LanguageError, DerivationError, ShapeError, KinkError, NotImplementedError)
_EMPTY = next(iter(clauses("$x$ a function")))
_EXPECTED = (
    "a number, a vector of …, a matrix … x …, a class of …, an index of …, a function, one-hot …, or name = …"
)


def _fail(message, span):
    raise NotRead(Problem(message, span))


def _joined(one, other):
    return tuple(dict.fromkeys((*one, *other)))


def _pieces(part):
    try:
        return pieces(part.latex)
    except NotRead as refused:
        raise NotRead(replace(refused.problem, span=part.span)) from None


def _slice(part, found):
    if not found:
        _fail("nothing here, expected a name", part.span)
    span = span_of(found)
    return Part(
        part.latex[span.start : span.end], Span(part.span.start + span.start, part.span.start + span.end)
    )


def _level(found, place):
    return sum(
        (p.text in "{(" and len(p.text) == 1) - (p.text in "})" and len(p.text) == 1) for p in found[:place]
    )


def _is_atom(found):
    return bool(found) and parts(found, 0)[2] == len(found)


def _sides(part):
    chain = list(links(_pieces(part)))
    if len(chain) != 1:
        _fail("this is not one relation, expected name = … or a > b", part.span)
    link = chain[0]
    if link.problem:
        _fail(link.problem.message, part.span)
    return _slice(part, link.left), link.relation.text, _slice(part, link.right)


def _words(kind, sizes):
    return " ".join([kind, "×".join(map(str, sizes))]).strip()
