"""Which side of each kink: the decisions that code takes when it runs on symbols.

Code with a kink asks questions: is x positive, which entry is the largest? Every symbol
carries a witness, a rational number that answers them, and a `World` writes each question
and its answer down. The answers cut out a region on which the code is one smooth formula.
`explore` draws witnesses until every answer to every question has been taken; for a function
of one number it looks between all the kinks, so that none of its regions can hide.
"""

import itertools
import math
from dataclasses import dataclass, field
from functools import cache

import sympy

from mlpkit.exact import Generators, cancel, factor_list
from mlpkit.intervals import enclose, is_bounded, middle
from mlpkit.intervals import sign as sign_of


class OnSeam(Exception):
    """The witness lies on a seam between two regions: at a kink, or at a tie for the largest."""


@dataclass(frozen=True)
class Question:
    """A question about signs: whether one expression is positive, or which of several is the largest."""

    expressions: tuple

    def answer(self, values):
        """Answer from the values of the expressions at a witness."""
        if len(values) == 1:
            return values[0] > 0
        return max(range(len(values)), key=values.__getitem__)

    def kinks(self):
        """Return the expressions that vanish where the answer may change."""
        if len(self.expressions) == 1:
            return self.expressions
        return tuple(a - b for a, b in itertools.combinations(self.expressions, 2))

    def answers(self):
        """Return all the answers there are."""
        n = len(self.expressions)
        return (True, False) if n == 1 else tuple(range(n))


class World:
    """One witness, the questions it has answered, and the facts that follow from them.

    Parameters
    ----------
    witness : dict from sympy.Symbol to sympy.Rational
    """

    def __init__(self, witness):
        self.witness = dict(witness)
        self.path = []  # (question, answer), in the order they were asked
        self.facts = {}  # irreducible factor -> its sign, ±1
        self.nonzero = set()  # factors met squared: they matter only where they vanish
        self.divisors = set()  # what code has divided by

    def value(self, expression):
        """Return the value at the witness: exact if it is rational, else to 45 digits."""
        value = expression.xreplace(self.witness)
        if value.is_Rational:
            return value
        interval = enclose(value, {})
        if not is_bounded(interval):
            raise OnSeam
        return middle(interval)

    def sign(self, expression):
        """Return −1, 0 or 1, or nan for nan; 0 only if the expression is zero everywhere."""
        if expression is sympy.nan:
            return math.nan
        if expression in (sympy.oo, -sympy.oo):
            return 1 if expression is sympy.oo else -1
        sign, unknown = self._known(expression)
        for factor in unknown:
            sign *= self._ask(factor)
        return sign

    def largest(self, expressions):
        """Return the position of the largest expression, or of a nan."""
        if sympy.nan in expressions:
            return expressions.index(sympy.nan)
        for k, candidate in enumerate(expressions):
            known = [self._known(candidate - other) for other in expressions]
            if all(sign >= 0 and not unknown for sign, unknown in known):
                return k
        distinct = tuple(dict.fromkeys(expressions))
        values = [self.value(e) for e in distinct]
        if values.count(max(values)) > 1:
            raise OnSeam
        question = Question(distinct)
        k = question.answer(values)
        self.path.append((question, k))
        for other in distinct:
            sign, unknown = self._known(distinct[k] - other)
            for factor in unknown[1:]:
                sign *= self._ask(factor)
            if unknown:  # the answer itself says that the difference is positive
                self.facts[unknown[0]] = sign
        return expressions.index(distinct[k])

    def _known(self, expression):
        """Return the sign as far as the facts give it, and the factors still unknown."""
        sign, odd, even = signature(expression)
        self.nonzero.update(even)
        for factor in odd:
            sign *= self.facts.get(factor, 1)
        return sign, [factor for factor in odd if factor not in self.facts]

    def _ask(self, factor):
        value = self.value(factor)
        if value == 0:
            raise OnSeam
        self.path.append((Question((factor,)), bool(value > 0)))
        self.facts[factor] = 1 if value > 0 else -1
        return self.facts[factor]


@cache
def signature(expression):
    """Return the sign of all that is of one sign, the factors to odd and to even powers."""
    if expression.is_Rational:
        return int(sympy.sign(expression)), (), ()
    if expression.is_number and _sign_of_number(expression):
        return _sign_of_number(expression), (), ()
    generators = Generators()
    rational = generators.rational(expression)
    signs = list(generators.signs())
    if len(signs) != 1:
        raise NotImplementedError(f"the sign of {expression} hangs on the sign of a root")
    rational = rational.xreplace(signs[0])
    if all(map(generators.is_positive, sympy.fraction(sympy.together(rational)))):
        return 1, (), ()  # seen at once, where finding the factors may take minutes
    sign, odd, even = 1, [], []
    for part in sympy.fraction(cancel(rational)):
        constant, factors = factor_list(part)
        sign *= int(sympy.sign(constant))
        for factor, power in factors:
            meaning = generators.meaning(factor)
            flipped = meaning.could_extract_minus_sign()
            if meaning.is_number:
                if _sign_of_number(meaning) == 0:
                    raise NotImplementedError(f"the sign of {meaning} is not known to 1,500 digits")
                sign *= _sign_of_number(meaning) ** power
            elif generators.is_positive(factor):
                continue
            elif power % 2 == 0 or generators.least_sign(factor) == 0:
                even.append(-meaning if flipped else meaning)
            else:
                sign = -sign if flipped else sign
                odd.append(-meaning if flipped else meaning)
    return sign, tuple(odd), tuple(even)


def _sign_of_number(number):
    """Return the sign of a number, 0 if it is not known."""
    interval = enclose(number, {})
    return 0 if interval is None else sign_of(interval)


@dataclass
class Node:
    """What is known about one point of the tree of questions."""

    question: Question | None = None
    symbols: tuple = ()
    children: dict = field(default_factory=dict)
    compiled: object = None
    entered: bool = False

    def insert(self, path, symbols):
        """Write a path of questions and answers into the tree; return False if it was there before."""
        node = self
        for question, answer in path:
            node.question, node.symbols = question, symbols
            node = node.children.setdefault(answer, Node())
        new, node.entered = not node.entered, True
        return new

    def kinks(self):
        """Return where the answers below may change, each expression once."""
        if self.question is None:
            return []
        below = [kink for child in self.children.values() for kink in child.kinks()]
        return list(dict.fromkeys([*self.question.kinks(), *below]))

    def reached(self, witness):
        """Return True if the witness lies in a region that has been entered before."""
        node = self
        while node is not None and node.question is not None:
            try:
                node = node.children.get(node._answer(witness))
            except (TypeError, ArithmeticError):  # not a real number: let the code itself answer
                return False
        return node is not None

    def open_questions(self):
        """Return the questions that still lack an answer, one for each answer lacking."""
        if self.question is None:
            return []
        here = [self.question] * (len(self.question.answers()) - len(self.children))
        return here + [q for child in self.children.values() for q in child.open_questions()]

    def _answer(self, witness):
        if self.compiled is None:
            expressions = list(self.question.expressions)
            self.compiled = sympy.lambdify([self.symbols], expressions, "mpmath", dummify=True)
        return self.question.answer(self.compiled([witness[s] for s in self.symbols]))


def explore(run, symbols, rng, *, limit=64, tries=400):
    """Run code on one witness of every region.

    Parameters
    ----------
    run : callable
        Takes a `World`, runs the code in it and returns what it found.
    symbols : sequence of sympy.Symbol
    rng : numpy.random.Generator
        Draws the witnesses.
    limit : int
        The most regions entered.
    tries : int
        The most witnesses drawn in a row without entering a new region.

    Returns
    -------
    list of (World, result), int
        The regions entered, and the number of answers that no witness has given: 0 if the
        regions are all there are.
    """
    root, found, visited, idle = Node(), [], [], 0
    while idle < tries and len(found) < limit and not (found and _is_complete(root, symbols, visited)):
        witness = draw_witness(symbols, rng)
        if idle % 2:
            start = visited[rng.integers(len(visited))] if visited and idle % 4 == 1 else witness
            witness = _aim(start, root, visited, rng)
        idle += 1
        if found and not _unvisited(root, symbols, visited, witness) and root.reached(witness):
            continue
        world = World(witness)
        try:
            result = run(world)
        except OnSeam:
            continue
        visited.append(witness)
        if root.insert(world.path, tuple(symbols)):
            found.append((world, result))
            idle = 0
    complete = found and _is_complete(root, symbols, visited)
    return found, 0 if complete else len(root.open_questions())


def draw_witness(symbols, rng):
    """Return a random rational number for each symbol, now small, now large."""
    scale = int(rng.choice([1, 1, 1, 10, 100, 1000]))
    numerators = rng.integers(-499, 500, size=len(symbols))
    return {s: sympy.Rational(2 * int(n) + 1, 499) * scale for s, n in zip(symbols, numerators, strict=True)}


def _is_complete(root, symbols, visited):
    if not root.open_questions():
        return True
    of_one_number = len(symbols) == 1 and all(
        is_rational_polynomial(kink, symbols[0]) for kink in root.kinks()
    )
    return of_one_number and not _unvisited(root, symbols, visited)


def _unvisited(root, symbols, visited, witness=None):
    """Return the intervals between kinks of one number that no witness has visited yet."""
    if len(symbols) > 1:
        return []
    symbol = symbols[0]
    cells = [cell for cell in _cells(tuple(root.kinks()), symbol) if not _holds_any(cell, symbol, visited)]
    return cells if witness is None else [cell for cell in cells if _holds_any(cell, symbol, [witness])]


def _holds_any(cell, symbol, witnesses):
    return any(cell[0] < witness[symbol] < cell[1] for witness in witnesses)


def _aim(witness, root, visited, rng):
    """Move a witness along one axis to where it may meet a region not entered yet."""
    wanted = [kink for question in root.open_questions() for kink in question.kinks()]
    if not wanted:
        return witness
    wanted, kinks = wanted[rng.integers(len(wanted))], root.kinks()
    free = sorted(wanted.free_symbols, key=str)
    symbol = free[rng.integers(len(free))]
    if len(witness) > 1:
        kinks = [wanted, *(kinks[k] for k in rng.integers(len(kinks), size=6))]
    others = {s: value for s, value in witness.items() if s != symbol}
    cells = _cells(tuple(kink.xreplace(others) for kink in kinks), symbol)
    cells = _unvisited(root, tuple(witness), visited) or cells
    low, high = cells[rng.integers(len(cells))]
    return {**witness, symbol: low + (high - low) * sympy.Rational(int(rng.integers(1, 499)), 499)}


def is_rational_polynomial(kink, symbol):
    """Return True for a polynomial in the symbol whose coefficients are rational numbers."""
    return kink.is_polynomial(symbol) and all(c.is_Rational for c in sympy.Poly(kink, symbol).coeffs())


@cache
def _cells(kinks, symbol):
    """Return the intervals, with rational ends, between the real roots of the kinks that are polynomials."""
    product = math.prod(kink for kink in kinks if is_rational_polynomial(kink, symbol) and kink != 0)
    roots, width = [], sympy.Rational(1, 10)
    if product != 0 and sympy.degree(product, symbol) > 0:
        polynomial = sympy.Poly(product, symbol).sqf_part()
        roots = polynomial.intervals(eps=width, sqf=True)
        while not all(left[1] < right[0] for left, right in itertools.pairwise(roots)):
            width /= 1000
            roots = polynomial.intervals(eps=width, sqf=True)
    if not roots:
        return [(sympy.Integer(-2), sympy.Integer(2))]
    ends = [roots[0][0] - 2, *(end for root in roots for end in root), roots[-1][1] + 2]
    return list(zip(ends[::2], ends[1::2], strict=True))
