"""Abbreviations and what is given: declarations that are formulas."""

import ast
import re
from dataclasses import replace

from mlpkit.derivation.chain import Derivation, DerivationError
from mlpkit.derivation.entries import KinkError, ShapeError
from mlpkit.derivation.indices import free_indices
from mlpkit.derivation.language import LanguageError
from mlpkit.latex.again import found_again
from mlpkit.latex.formulas import fail, is_atom, part_of, pieces_of, sides_of
from mlpkit.latex.kinds import size_texts
from mlpkit.latex.layer_declaring import head_of
from mlpkit.latex.names import parts
from mlpkit.latex.notation import plain_words
from mlpkit.latex.phrases import Part, clauses
from mlpkit.latex.problems import Limits
from mlpkit.latex.reading import SideReader
from mlpkit.latex.spelling import engine_name

_RELATIONS = {"=": "==", "\\ne": "!=", "<": "<", ">": ">"}
_ENGINE = (LanguageError, DerivationError, ShapeError, KinkError, NotImplementedError)
_EMPTY = next(iter(clauses("$x$ a function")))


class Defining:
    """The part of `Declaring` that reads formulas."""

    def _formula(self, part):
        r"""Take x \in \mathbb{R}^D, an abbreviation S = …, or what is given."""
        latex = part.latex
        if match := re.match(r"(.*?)\\in\b(.*)", latex, re.DOTALL):
            names = self._names_of(Part(match[1].strip(), part.span))
            right = Part(match[2].strip().rstrip("."), part.span)
            if any(head_of(pieces_of(name), self.done) for name in names):
                kind = ("number", "vector", "matrix")[min(len(size_texts(right.latex)), 2)]
                self._kind_in_layers(kind, names, replace(_EMPTY, maths=(right,), span=part.span))
                return
            sizes = self._sizes(right)
            kind = ("number", "vector", "matrix")[len(sizes)] if "mathbb" in right.latex else "class"
            clause = replace(_EMPTY, names=(), maths=(right,) if sizes else (), span=part.span)
            self._kind(kind, names, clause)
            return
        if self._formula_of_layers(part):
            return
        left, sign, right = sides_of(part)
        sign = "=" if sign in (":=", "\\coloneq", "\\equiv") else sign
        head = self._head_of(left) if sign == "=" else None
        if head is not None:
            self._define_function(left, *head, right)
        elif sign == "=" and is_atom(pieces_of(left)) and not self._is_declared(left):
            self._define(left, right)
        elif sign == "=" and (name := self._abbreviation(left)) is not None:
            self._same(name, left, right)
        else:
            self._given(part)

    def _abbreviation(self, left):
        """Return the name of an abbreviation that is written here alone, or None."""
        found = pieces_of(left)
        match = self.done.names().at(found, 0)
        alone = match is not None and not match[2] and match[3] == len(found)
        return match[0] if alone and match[0] in self.done.scope.lets else None

    def _same(self, name, left, right):
        """Refuse a second meaning of an abbreviation; to say the same again is no harm."""
        _, (value,) = self._read(right)
        parameters, body = self.done.scope.lets[name]
        if parameters or ast.unparse(value.node) != ast.unparse(body):
            fail(f"{left.latex} is declared already, as {self.done.definitions.get(name, name)}", left.span)

    def _head_of(self, left):
        """Return g and the x of g(x), where x is a declared name and g is not; or None."""
        found = pieces_of(left)
        end = parts(found, 0)[2] if found else 0
        if [p.text for p in found[end : end + 1]] != ["("] or found[-1].text != ")":
            return None
        inner = self.done.names().at(found, end + 1)
        head = part_of(left, found[:end])
        if inner is None or inner[2] or inner[3] != len(found) - 1 or self._is_declared(head):
            return None
        return head, inner[0], part_of(left, found[end + 1 : -1])

    def _define_function(self, left, head, argument, argument_part, right):
        """Enter g(x) = …, and where x is a number its derivatives g'(x) and g''(x)."""
        self._define(head, right)
        name = next(n for latex, n in self.done.spellings.items() if latex == head.latex)
        if self.done.scope.lets[name][0]:
            self.done.spellings[left.latex] = name
        else:
            self.done.heads[name] = (argument,)
        if self.done.scope.symbols.get(argument) != () or self.done.scope.lets[name][0]:
            return
        for primes in ("'", "''"):
            derived = engine_name(f"{head.latex}{len(primes)}", self.done.scope)
            try:
                self._derivation().let(derived, f"D({name}, {argument})")
            except _ENGINE:
                return  # no derivative, across a kink
            self.done.spellings[f"{head.latex}{primes}({argument_part.latex})"] = derived
            self.done.scope.spelled[derived] = f"{head.latex}{primes}({argument_part.latex})"
            self.done = replace(
                self.done, definitions={**self.done.definitions, derived: f"the derivative of {name}"}
            )
            name = derived

    def _names_of(self, part):
        return self._names(replace(_EMPTY, names=(part,)))

    def _is_declared(self, part):
        found = pieces_of(part)
        match = self.done.names().at(found, 0)
        return match is not None and match[0] not in self.done.scope.dims

    def _read(self, *parts_):
        reader = SideReader(self.done, Limits())
        sides = [plain_words(pieces_of(part)) for part in parts_]
        return reader, reader.read(sides)

    def _define(self, left, right):
        """Enter an abbreviation; a subscript that is free on the right is an index of it."""
        reader, (value,) = self._read(right)
        scope = reader.declarations.scope
        free = free_indices(value.node, scope) - self.done.classes
        found = pieces_of(left)
        nucleus, scripts, _ = parts(found, 0)
        below = next((s for s in scripts if s[0].text == "_"), [])
        letters = [p.text for p in below[2:-1] if p.text != ","]
        engine = {own: name for (own, _), name in reader.indices.engine.items()}
        parameters = [engine.get(letter.lstrip("\\")) for letter in letters]
        if letters and {*parameters} >= free and free and None not in parameters:
            rest = [p for s in scripts if s is not below for p in s]
            left = part_of(left, [*nucleus, *rest])
        elif free:
            fail(f"the index {min(free)} is free on the right, expected it below {left.latex}", left.span)
        else:
            parameters = []
        parameters += sorted(free_indices(value.node, scope) & self.done.classes - {*parameters})
        self.done = replace(self.done, scope=scope)
        name = self._new(left, "abbreviation", ())
        if name is None:
            fail(f"{left.latex} is declared already", left.span)
        derivation = self._derivation()
        head = f"{name}({', '.join(parameters)})" if parameters else name
        try:
            derivation.let(head, ast.unparse(value.node))
        except _ENGINE as error:
            fail(str(error).split("\n")[0], right.span)
        self.done.scope.lets.update(found_again(name, self.done.scope.lets))
        if value.lies == "row":
            self.done = replace(self.done, rows=self.done.rows | {name})
        self.done = replace(self.done, definitions={**self.done.definitions, name: right.latex},
                            assumed=_joined(self.done.assumed, reader.assumed))  # fmt: skip

    def _given(self, part):
        left, sign, right = sides_of(part)
        if sign not in _RELATIONS:
            fail(f"{sign} in what is given, expected =, \\ne, < or >", part.span)
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
            fail(str(error).split("\n")[0], span)
        if text not in self.done.given:
            self.done = replace(self.done, given=(*self.done.given, text))

    def _derivation(self):
        derivation = Derivation("declarations")
        derivation.scope = self.done.scope
        return derivation


def _joined(one, other):
    return tuple(dict.fromkeys((*one, *other)))
