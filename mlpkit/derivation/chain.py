"""A derivation: a chain of equalities, each with its reason, each proved when it is written down."""

import ast
import re
from dataclasses import dataclass
from typing import NamedTuple

from mlpkit.derivation.domain import is_defined_everywhere
from mlpkit.derivation.entries import KinkError, Reader, ShapeError, show_shape
from mlpkit.derivation.hints import repairs
from mlpkit.derivation.hypotheses import Hypotheses, Hypothesis
from mlpkit.derivation.indices import free_indices
from mlpkit.derivation.instance import find_counterexample
from mlpkit.derivation.language import LanguageError, Scope, parse, parse_python
from mlpkit.derivation.latex import Typesetter
from mlpkit.derivation.normal import normal
from mlpkit.derivation.rendering import html, latex, plain, record
from mlpkit.derivation.zero import vanishes
from mlpkit.verdict import NotEstablished


class DerivationError(ValueError):
    """A line of a derivation is false, misshapen or unfounded; the message names it."""


@dataclass(frozen=True)
class Line:
    """One line of a derivation.

    Parameters
    ----------
    text : str
        As the author wrote it.
    tree : ast.expr
        As it was parsed, checked and typeset.
    reason : str
    verdict : {"start", "proved", "refuted"}
    counterexample : Counterexample or None
    """

    text: str
    tree: ast.expr
    reason: str = ""
    verdict: str = "start"
    counterexample: object = None


class Comparison(NamedTuple):
    """What is known about two lines.

    Parameters
    ----------
    proved : bool
    counterexample : Counterexample or None
        If there is neither a proof nor a counterexample, no numbers that were tried tell them apart.
    hint : str or None
        A single repair that makes a false line true.
    """

    proved: bool
    counterexample: object
    hint: str | None


class Derivation:
    """A chain of equalities that is checked line by line.

    Declare the names first (`dims`, `index`, `number`, `vector`, `matrix`, `function`, `let`),
    then what is taken for granted (`given`), then the chain (`start`, `eq`, `wrong`). Every
    call returns the derivation, so that a chain reads as a chain.

    Parameters
    ----------
    title : str
    claim : str, optional
        The ID of the claim that the whole chain proves.

    Raises
    ------
    DerivationError
        As soon as a line is false: with the line, a counterexample and, if a single repair
        makes it true, a hint.
    NotEstablished
        If a line is neither proved nor refuted.

    Examples
    --------
    >>> d = Derivation("logistic and tanh", claim="A1").number("x")
    >>> d = d.start("sigma(x)").eq("1/(1 + exp(-x))", "definition")
    >>> d.eq("(tanh(x/2) + 1)/2", "tanh by exponentials")
    ✓ proved: logistic and tanh (A1)
        sigma(x)
        = 1/(1 + exp(-x))    [definition] ✓
        = (tanh(x/2) + 1)/2    [tanh by exponentials] ✓
        for every x
    """

    def __init__(self, title, *, claim=None):
        self.title, self.claim = title, claim
        self.scope, self.hypotheses, self.lines = Scope(), Hypotheses(), []
        self.least = {}  # how large a size has to be for the whole numbers written as indices

    def dims(self, names):
        """Declare sizes: unknown positive integers."""
        for name in names.split():
            self.scope.declare(name)
            self.scope.dims.append(name)
        return self

    def index(self, names, size):
        """Declare indices that run from 1 to a size."""
        self._known_size(size)
        for name in names.split():
            self.scope.declare(name)
            self.scope.indices[name] = size
        return self

    def number(self, names):
        """Declare unknown numbers."""
        return self._symbols(names, ())

    def vector(self, names, size):
        """Declare vectors of unknown numbers, columns of a size."""
        return self._symbols(names, (size,))

    def matrix(self, names, rows, columns):
        """Declare matrices of unknown numbers."""
        return self._symbols(names, (rows, columns))

    def function(self, names):
        """Declare functions of one number of which only the name is known; f_ is the derivative of f."""
        for name in names.split():
            self.scope.declare(name)
            self.scope.functions.add(name)
        return self

    def let(self, left, right):
        """Declare an abbreviation, such as let("S(i)", "exp(x[i]) / sum(exp(x[k]), k)")."""
        match = re.fullmatch(r"\s*(\w+)\s*(?:\(([\w\s,]+)\)\s*)?", left)
        if match is None:
            raise LanguageError(f"let {left}: expected a name, or a name and its indices as in S(i)")
        name, listed = match.groups()
        parameters = tuple(p.strip() for p in listed.split(",")) if listed else ()
        self.scope.declare(name)
        unknown = [p for p in parameters if p not in self.scope.indices or parameters.count(p) > 1]
        if unknown:
            raise LanguageError(f"let {left}: {unknown[0]} is not a declared index, or is there twice")
        body = parse(right, self.scope, bound=parameters)
        free = sorted(free_indices(body, self.scope) - {*parameters})
        if free:
            raise LanguageError(
                f"let {left}: the index {free[0]} is free, expected {name}({', '.join(free)})"
            )
        Reader(self.scope, self.hypotheses).read(body)
        self.scope.lets[name] = (parameters, body)
        return self

    def spell(self, name, latex):
        """Say how a declared name is typeset, where the automatic way is not the right one."""
        if not self.scope.knows(name):
            raise LanguageError(f"spell({name!r}, …): the name is not declared")
        # What is shown has to be what was proved: k − 1 beside a factor would be read as k − (1 · factor).
        if re.search(r"[-+]|\\pm\b|\\mp\b", _outside_brackets(latex).removesuffix("_+").removesuffix("_-")):
            raise LanguageError(f"spell({name!r}, {latex!r}): a sum, expected it in brackets: ({latex})")
        twin = next((n for n, other in self.scope.spelled.items() if other == latex and n != name), None)
        if twin is not None:
            raise LanguageError(f"spell({name!r}, {latex!r}): {twin} is typeset so already, expected another")
        self.scope.spelled[name] = latex
        return self

    def given(self, text):
        """Take something for granted: ``x != 0``, ``a > 0``, ``sum(t[k], k) == 1``."""
        if self.lines:
            raise DerivationError(
                f"derivation {self.title!r}: given({text!r}) comes too late, expected it before start"
            )
        tree = parse_python(text)
        if not (isinstance(tree, ast.Compare) and len(tree.ops) == 1 and type(tree.ops[0]) in _RELATIONS):
            raise LanguageError(f"given({text!r}), expected one of a == b, a != b, a > b, a < b")
        for side in (tree.left, tree.comparators[0]):
            parse(ast.unparse(side), self.scope)
        reader = Reader(self.scope, self.hypotheses)
        sides = [reader.read(side) for side in (tree.left, tree.comparators[0])]
        if any(side.shape for side in sides):
            raise LanguageError(f"given({text!r}), expected numbers: write the entries with an index")
        self._raise_least(reader)
        number = normal(sides[0][()] - sides[1][()])
        self.hypotheses.add(Hypothesis(text, tree, number, _RELATIONS[type(tree.ops[0])]))
        return self

    def start(self, text):
        """Write down the first line."""
        if self.lines:
            raise DerivationError(f"derivation {self.title!r} has started, expected eq or wrong")
        tree = parse(text, self.scope)
        twins = Typesetter(self.scope).twins()
        if twins:
            raise LanguageError(
                "the name {} and {} are typeset alike, as {}; spell one of them".format(*twins)
            )
        reader = Reader(self.scope, self.hypotheses)
        reader.read(tree)
        self._raise_least(reader)
        self.lines.append(Line(text, tree))
        return self

    def eq(self, text, reason):
        """Write down the next line, equal to the last true one, and its reason; it is proved now."""
        left = self._last()
        tree = parse(text, self.scope)
        counterexample, proved = self._decide(left.tree, tree, text)
        if counterexample is not None:
            raise DerivationError(self._refutation(left, text, tree, reason, counterexample))
        if not proved:
            raise NotEstablished(
                f"derivation {self.title!r}, line {len(self.lines)} is not established: no proof, no"
                f" counterexample\n    {left.text}\n =  {text}"
            )
        self._mark_used(left.tree, tree)
        self.lines.append(Line(text, tree, reason, "proved"))
        return self

    def wrong(self, text, reason):
        """Write down a line that people get wrong at this place; it is refuted now."""
        left = self._last()
        tree = parse(text, self.scope)
        counterexample, proved = self._decide(left.tree, tree, text)
        if counterexample is None:
            what = "true" if proved else "not refuted"
            raise DerivationError(
                f"derivation {self.title!r}: the line marked as wrong is {what}\n    {left.text}\n =  {text}"
            )
        self.lines.append(Line(text, tree, reason, "refuted", counterexample))
        return self

    def compare(self, left, right):
        """Return whether two lines are equal, and nothing is written down; for lines that others wrote.

        Parameters
        ----------
        left, right : str
            In the language.

        Returns
        -------
        Comparison

        Raises
        ------
        LanguageError, ShapeError, KinkError
            If a line is not in the language, the sides have different shapes, or a derivative is
            taken across a kink.
        NotEstablished
            If no numbers give the two lines a value.
        DerivationError
            If no numbers satisfy what is given.

        Examples
        --------
        >>> Derivation("any").number("x").compare("D(x**2, x)", "x").hint
        'with x times 2'
        """
        trees = [parse(text, self.scope) for text in (left, right)]
        counterexample, proved = self._decide(*trees, right)
        hint = self._hint(*trees) if counterexample is not None else None
        return Comparison(proved, counterexample, hint)

    def unused(self):
        """Return the hypotheses that no line has needed, to be proved or to have a value."""
        total = is_defined_everywhere(self)
        return [
            h.text
            for h in self.hypotheses.all
            if not (h.used or (total and not is_defined_everywhere(self, self.hypotheses.without(h))))
        ]

    def _last(self):
        true = [line for line in self.lines if line.verdict != "refuted"]
        if not true:
            raise DerivationError(f"derivation {self.title!r} has no first line, expected start")
        return true[-1]

    def _mark_used(self, left, right):
        """Mark the hypotheses without which a proved line is not proved."""
        for h in self.hypotheses.all:
            if not h.used:
                try:
                    h.used = not self._is_proved(left, right, self.hypotheses.without(h))
                except (DerivationError, KinkError, NotEstablished):
                    h.used = True

    def _is_proved(self, left, right, hypotheses):
        # The search for numbers takes long, and is of use only where the exact test says yes.
        proved = self._vanishes(left, right, "", hypotheses)
        return proved and self._decide(left, right, "", hypotheses, tries=12)[1]

    def _raise_least(self, reader):
        for size, least in reader.least.items():
            self.least[size] = max(least, self.least.get(size, 1))

    def _decide(self, left, right, text, hypotheses=None, tries=2):
        """Return a counterexample or None, and whether the two trees were proved equal."""
        hypotheses = hypotheses or self.hypotheses
        proved = self._vanishes(left, right, text, hypotheses)
        # A proof is tried on numbers as well, at a few points: a mistake in the exact test would show.
        counterexample, tried = self._search(left, right, hypotheses, tries if proved else 40)
        if not tried:
            counterexample, tried = self._search(left, right, hypotheses, 40)
        if not tried:
            if hypotheses.all:
                raise DerivationError(f"derivation {self.title!r}: no numbers satisfy what is given")
            raise NotEstablished(
                f"derivation {self.title!r}: found no numbers that give the line a value"
                f"\n    {ast.unparse(left)}\n =  {text}"
            )
        return counterexample, proved and counterexample is None

    def _vanishes(self, left, right, text, hypotheses):
        """Return True if the exact test finds the two trees equal."""
        reader = Reader(self.scope, hypotheses)
        sides = reader.read(left), reader.read(right)
        if sides[0].shape != sides[1].shape:
            raise ShapeError(
                f"derivation {self.title!r}: the sides have shapes {show_shape(sides[0].shape)} and"
                f" {show_shape(sides[1].shape)}\n    {ast.unparse(left)}\n =  {text}"
            )
        self._raise_least(reader)
        indices, entry = sides[0].generic()
        try:
            return vanishes(entry - sides[1][indices], hypotheses)
        except NotImplementedError:
            return False  # a function that the exact test does not know; numbers may still refute

    def _search(self, left, right, hypotheses, tries):
        return find_counterexample(self.scope, left, right, hypotheses, tries=tries, least=self.least)

    def _refutation(self, left, text, tree, reason, counterexample):
        lines = [
            f"derivation {self.title!r}, line {len(self.lines)} is false:",
            f"    {left.text}",
            f" =  {text}",
            f"    because: {reason}",
            *(f"    {line}" for line in counterexample.lines()),
        ]
        hint = self._hint(left.tree, tree)
        return "\n".join([*lines, f"    hint: true {hint}"] if hint else lines)

    def _hint(self, left, wrong):
        for what, candidate in repairs(wrong, self.scope):
            candidate = ast.fix_missing_locations(candidate)
            try:
                found, _ = self._search(left, candidate, self.hypotheses, 3)
                if found is None and self._decide(left, candidate, "")[1]:
                    return what
            except (ValueError, NotImplementedError, TypeError, KeyError, AttributeError, IndexError):
                continue  # a repair that makes no sense is no repair
        return None

    def _symbols(self, names, shape):
        for size in shape:
            self._known_size(size)
        for name in names.split():
            self.scope.declare(name)
            self.scope.symbols[name] = shape
        return self

    def _known_size(self, size):
        if size not in self.scope.dims and not isinstance(size, int):
            raise LanguageError(f"the size {size} is not declared, expected dims({size!r}) first")

    def __repr__(self):
        return plain(self)

    def _repr_mimebundle_(self, include=None, exclude=None):
        if not any(line.verdict == "proved" for line in self.lines):
            raise DerivationError(f"derivation {self.title!r} proves nothing, expected a line with eq")
        if self.unused():
            raise DerivationError(
                f"derivation {self.title!r}: the hypothesis {self.unused()[0]} is never used: every line is"
                " proved without it"
            )
        return {
            "text/html": html(self),
            "text/latex": latex(self),
            "text/plain": plain(self),
            "application/vnd.mlpkit.record+json": record(self),
        }


def _outside_brackets(latex):
    """Return a text without what stands in brackets, or in braces that belong to a command or a script."""
    brackets = r"\([^(){}\[\]]*\)|\[[^(){}\[\]]*\]|(?<=[\w^}])\{[^(){}\[\]]*\}"
    while (shorter := re.sub(brackets, lambda m: "{}" if m[0][0] == "{" else "", latex)) != latex:
        latex = shorter
    return latex


_RELATIONS = {ast.Eq: "==", ast.NotEq: "!=", ast.Gt: ">", ast.Lt: "<"}
