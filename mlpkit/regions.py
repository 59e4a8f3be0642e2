"""Which side of each kink: the decisions that code takes when it runs on symbols.

Code with a kink asks questions: is x positive, which entry is the largest? Every symbol
carries a witness, a rational number that answers them, and a `World` writes each question
and its answer down. The answers cut out a region on which the code is one smooth formula.
`explore` draws witnesses until every answer to every question has been taken.
"""

from dataclasses import dataclass, field
from functools import cache

import sympy

from mlpkit.exact import Generators
from mlpkit.intervals import enclose, middle
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

    def value(self, expression):
        """Return the value at the witness: exact if it is rational, else to 45 digits."""
        value = expression.xreplace(self.witness)
        return value if value.is_Rational else middle(enclose(value, {}))

    def sign(self, expression):
        """Return −1, 0 or 1; 0 only if the expression is zero everywhere."""
        sign, unknown = self._known(expression)
        for factor in unknown:
            sign *= self._ask(factor)
        return sign

    def largest(self, expressions):
        """Return the position of the largest expression."""
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
    generators = Generators()
    rational, _ = generators.rational(expression)
    sign, odd, even = 1, [], []
    for part in sympy.fraction(sympy.cancel(rational)):
        constant, factors = sympy.factor_list(part)
        sign *= int(sympy.sign(constant))
        for factor, power in factors:
            meaning = factor.xreplace(generators.meaning())
            flipped = meaning.could_extract_minus_sign()
            if meaning.is_number:
                sign *= sign_of(enclose(meaning, {})) ** power
            elif _is_positive(factor, generators):
                continue
            elif power % 2 == 0:
                even.append(-meaning if flipped else meaning)
            else:
                sign = -sign if flipped else sign
                odd.append(-meaning if flipped else meaning)
    return sign, tuple(odd), tuple(even)


def _is_positive(factor, generators):
    symbols = factor.free_symbols
    return symbols <= generators.positive() and all(c > 0 for c in sympy.Poly(factor, *symbols).coeffs())


@dataclass
class Node:
    """What is known about one point of the tree of questions."""

    question: Question | None = None
    symbols: tuple = ()
    children: dict = field(default_factory=dict)
    compiled: object = None

    def insert(self, path, symbols):
        """Write a path of questions and answers into the tree."""
        node = self
        for question, answer in path:
            node.question, node.symbols = question, symbols
            node = node.children.setdefault(answer, Node())

    def reached(self, witness):
        """Return True if the witness lies in a region that has been entered before."""
        node = self
        while node is not None and node.question is not None:
            node = node.children.get(node._answer(witness))
        return node is not None

    def open_questions(self):
        """Return the questions that still lack an answer, one for each answer lacking."""
        if self.question is None:
            return []
        here = [self.question] * (len(self.question.answers()) - len(self.children))
        return here + [q for child in self.children.values() for q in child.open_questions()]

    def _answer(self, witness):
        if self.compiled is None:
            self.compiled = sympy.lambdify([self.symbols], list(self.question.expressions), "mpmath")
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
    root, found, idle = Node(), [], 0
    while idle < tries and len(found) < limit and not (found and not root.open_questions()):
        witness = draw_witness(symbols, rng)
        if idle % 2:
            witness = _aim(witness, root.open_questions(), rng)
        idle += 1
        if found and root.reached(witness):
            continue
        world = World(witness)
        try:
            result = run(world)
        except OnSeam:
            continue
        root.insert(world.path, tuple(symbols))
        found.append((world, result))
        idle = 0
    return found, len(root.open_questions())


def draw_witness(symbols, rng):
    """Return a random rational number for each symbol, now small, now large."""
    scale = int(rng.choice([1, 1, 1, 10, 100, 1000]))
    numerators = rng.integers(-499, 500, size=len(symbols))
    return {s: sympy.Rational(2 * int(n) + 1, 499) * scale for s, n in zip(symbols, numerators, strict=True)}


def _aim(witness, questions, rng):
    """Move the witness to one side of a kink that has been seen from the other side only."""
    kinks = [q.expressions[0] for q in questions if len(q.expressions) == 1]
    if not kinks:
        return witness
    kink = kinks[rng.integers(len(kinks))]
    for symbol in sorted(kink.free_symbols, key=str):
        if kink.is_polynomial(symbol) and sympy.degree(kink, symbol) == 1:
            slope, rest = (c.xreplace(witness) for c in sympy.Poly(kink, symbol).all_coeffs())
            if slope.is_Rational and rest.is_Rational and slope != 0:
                step = sympy.Rational(int(rng.integers(1, 999)), 499) * int(rng.choice([-1, 1]))
                return {**witness, symbol: -rest / slope + step}
    return witness
