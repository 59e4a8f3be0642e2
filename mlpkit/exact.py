"""The exact zero test, which decides whether an expression is 0 for every value of its symbols.

Every exponential becomes a product of powers of fresh symbols, every logarithm a sum of
fresh symbols; what is left is a rational function, and whether its numerator is the zero
polynomial is a decision and not a heuristic. `sympy.simplify` has no part in it.

An answer of True is a proof, because each rewriting is an identity. An answer of False says
that no proof was found: a number has to refute (see `mlpkit.proof`).
"""

import itertools
import math
from functools import cache

import sympy
from sympy import Add, Integer, Mul, Pow, Rational
from sympy.polys.rings import PolyRing


def is_zero(expression):
    """Return True if the expression is 0 wherever it is defined, by an exact test.

    Defined means: every logarithm and every root is one of a positive number.

    Parameters
    ----------
    expression : sympy.Expr
        Built from real symbols and rational numbers with + − * / and integer powers, exp,
        log, tanh, sinh and cosh.

    Returns
    -------
    bool
        True is a proof. False is not: `mlpkit.exact` may not know the identity.

    References
    ----------
    Richardson, *Some undecidable problems involving elementary functions of a real
    variable* (1968): why no test can decide all of them.

    Examples
    --------
    >>> x = sympy.Symbol("x", real=True)
    >>> is_zero(sympy.exp(x) * sympy.exp(-x) - 1)
    True
    >>> is_zero(sympy.exp(x) - 1 - x)
    False
    """
    generators = Generators()
    rational = generators.rational(sympy.sympify(expression))
    return all(_is_zero_rational(rational.xreplace(signs)) for signs in generators.signs())


def _fresh(name, number, **assumptions):
    # The same symbols serve every expression, so that what is known of one is known of the next.
    return sympy.Dummy(f"{name}{number}", dummy_index=number, **assumptions)


@cache
def _terms(exponent):
    if exponent.is_polynomial():
        return Add.make_args(sympy.expand(exponent))
    exponent = cancel(exponent)
    # Division with remainder, so that x·y/(1 + y) and x − x/(1 + y) give the same terms.
    numerator, denominator = sympy.fraction(exponent)
    if denominator.is_Rational:
        return Add.make_args(sympy.expand(exponent))
    # The sparse ring, since dense polynomials in twenty symbols do not fit into memory.
    ring = PolyRing(sorted(exponent.free_symbols, key=str), sympy.QQ)
    (quotient,), remainder = ring.from_expr(numerator).div([ring.from_expr(denominator)])
    rest = [term / denominator for term in Add.make_args(remainder.as_expr())]
    return [*Add.make_args(quotient.as_expr()), *rest]


def cancel(rational):
    """Cancel a rational function, as SymPy does, unless its powers are too high for that.

    Raises
    ------
    NotImplementedError
        Where exponentials of many different fractions meet, as e^(x/4637) and e^(4631x/4639): both
        are powers of a third one, so high that SymPy's polynomials would fill the memory.
    """
    highest = max((abs(power.exp) for power in rational.atoms(Pow) if power.exp.is_Integer), default=0)
    if highest > 10_000:
        raise NotImplementedError(f"the exact test met the power {highest} of an exponential")
    return sympy.cancel(rational)


def factor_list(polynomial):
    """Return the constant of a polynomial and its irreducible factors with their powers, as SymPy does.

    Most that proofs about networks meet are of the form c·m·g + rest, with a symbol g to the
    first power and a monomial m that has nothing in common with the rest: irreducible, and
    seen without an algorithm that takes seconds.
    """
    if not polynomial.free_symbols:
        return polynomial, []
    poly = sympy.Poly(polynomial)
    if not _is_seen_irreducible(poly.monoms()):
        return sympy.factor_list(polynomial)
    denominator, poly = poly.clear_denoms(convert=True)
    content, poly = poly.primitive()
    sign = 1 if poly.LC() > 0 else -1
    return Rational(sign * content, denominator), [((sign * poly).as_expr(), 1)]


def _is_seen_irreducible(monoms):
    for place in range(len(monoms[0])):
        of_symbol = [m for m in monoms if m[place]]
        rest = [m for m in monoms if not m[place]]
        if len(of_symbol) == 1 and of_symbol[0][place] == 1 and rest:
            shared = (min(powers) for powers in zip(of_symbol[0], *rest, strict=True))
            if not any(shared):
                return True
    return False


def _is_zero_rational(rational):
    numerator, denominator = sympy.fraction(sympy.together(rational))
    generators = sorted(rational.free_symbols, key=str)
    if not generators:
        return sympy.expand(numerator) == 0
    ring = PolyRing(generators, sympy.QQ)
    return bool(ring.from_expr(denominator)) and not ring.from_expr(numerator)


class Generators:
    """The fresh symbols that stand for exponentials and logarithms.

    One object may rewrite several expressions; the same exponential always becomes the same
    symbol.
    """

    def __init__(self):
        self.exponentials = {}  # monomial -> (symbol for exp(unit · monomial), unit)
        self.logarithms = {}  # irreducible -> symbol for log|irreducible|
        self.absolutes = {}  # irreducible -> symbol for its sign, where exp(log|irreducible|) is met
        self.rewritten = {}  # what this pass has met, by expression
        self.arguments = []  # of logarithms, each positive: (its sign, irreducibles to odd powers)

    def rational(self, expression):
        """Return the expression as a rational function of its symbols and the fresh ones."""
        # The exponents met fix how finely exp(monomial) must be cut: e^x and e^(x/2) are
        # both powers of e^(x/2). So all exponents are met before any is rewritten for good.
        while True:
            before = dict(self.exponentials)
            self.arguments, self.rewritten = [], {}
            rational = self._rewrite(expression)
            if before == self.exponentials:
                return rational

    def signs(self):
        """Yield what the signs met may be, as far as every logarithm is one of a positive number."""
        for values in itertools.product((1, -1), repeat=len(self.absolutes)):
            signs = dict(zip(self.absolutes, values, strict=True))
            if all(math.prod([c, *(self._sign(u, signs) for u in odd)]) != -1 for c, odd in self.arguments):
                yield {self.absolutes[u]: Integer(sign) for u, sign in signs.items()}

    def meaning(self, rational):
        """Return a rational function of the fresh symbols as the expression it stands for."""
        alone = [odd[0] for c, odd in self.arguments if c > 0 and len(odd) == 1]
        back = {g: sympy.exp(u * unit) for u, (g, unit) in self.exponentials.items()}
        for u, g in self.logarithms.items():
            back[g] = sympy.log(u) if u in alone or self.is_positive(u) else sympy.log(u**2) / 2
        while rational.free_symbols & back.keys():
            rational = rational.xreplace(back)
        return rational

    def is_positive(self, polynomial):
        """Return True if a polynomial is seen to be positive whatever the values are."""
        return self.least_sign(polynomial) == 1

    def least_sign(self, polynomial):
        """Return 1 if a polynomial is seen to be positive, 0 if never negative, else −1.

        Seen from its coefficients: 1 + e^x is positive, and x² + y² never negative.
        """
        symbols = sorted(polynomial.free_symbols, key=str)
        if not symbols:
            return 1 if polynomial > 0 else -1
        positive = {g for g, _ in self.exponentials.values()}
        least = 0
        # The sparse ring: a dense polynomial in exp(1/n) holds a place for each power in between.
        for powers, coefficient in PolyRing(symbols, sympy.QQ).from_expr(polynomial).terms():
            squares = [power for symbol, power in zip(symbols, powers, strict=True) if symbol not in positive]
            if coefficient < 0 or any(power % 2 for power in squares):
                return -1
            least = max(least, int(not any(squares)))
        return least

    def _sign(self, irreducible, signs):
        """Return 1 or −1, or 0 if it is open."""
        return signs.get(irreducible, int(self.is_positive(irreducible)))

    def _rewrite(self, e):
        if e not in self.rewritten:
            self.rewritten[e] = self._rewrite_anew(e)
        return self.rewritten[e]

    def _rewrite_anew(self, e):
        if e.is_Symbol or e.is_Rational:
            return e
        if isinstance(e, Add | Mul):
            return e.func(*map(self._rewrite, e.args))
        if isinstance(e, Pow) and e.exp.is_Integer:
            return self._rewrite(e.base) ** e.exp
        if e == sympy.E:
            return self._exp(Integer(1))
        if isinstance(e, sympy.exp) or (isinstance(e, Pow) and e.base == sympy.E):
            return self._exp(self._rewrite(e.args[-1]))
        if isinstance(e, Pow):
            return self._exp(self._rewrite(e.exp) * self._log(self._rewrite(e.base)))
        if isinstance(e, sympy.log):
            return self._log(self._rewrite(e.args[0]))
        if isinstance(e, sympy.tanh):
            return self._rewrite(1 - 2 / (1 + sympy.exp(2 * e.args[0])))  # one exponential, and not four
        if isinstance(e, sympy.sinh | sympy.cosh):
            return self._rewrite(e.rewrite(sympy.exp))
        raise NotImplementedError(
            f"the exact test does not know {e.func.__name__}, expected + − * / powers, exp, log, tanh"
        )

    def _exp(self, exponent):
        product = Integer(1)
        for term in _terms(exponent):
            coefficient, monomial = term.as_coeff_Mul()
            if monomial in self.logarithms.values() and coefficient.is_Integer:
                product *= self._absolute(monomial) ** coefficient
            elif coefficient != 0:
                product *= self._power(monomial, Rational(coefficient))
        return product

    def _power(self, monomial, exponent):
        symbol, unit = self.exponentials.get(monomial, (None, abs(exponent)))
        symbol = symbol or _fresh("exp", len(self.exponentials), positive=True)
        unit = unit.gcd(exponent)
        self.exponentials[monomial] = (symbol, unit)
        return symbol ** (exponent / unit)

    def _absolute(self, symbol):
        # exp(log|u|) is |u|: u or −u, and which of them only the logarithms met can tell.
        u = next(u for u, g in self.logarithms.items() if g == symbol)
        if self.is_positive(u):
            return u
        return u * self.absolutes.setdefault(u, _fresh("sign", len(self.absolutes)))

    def _log(self, argument):
        # log|f·g| = log|f| + log|g|: equal to the logarithm wherever that is defined.
        if argument == 0:
            raise NotImplementedError("the exact test met the logarithm of 0")
        total, sign_met, odd = Integer(0), 1, []
        numerator, denominator = sympy.fraction(cancel(argument))
        for part, sign in ((numerator, 1), (denominator, -1)):
            constant, factors = factor_list(part)
            sign_met *= int(sympy.sign(constant))
            for prime, power in sympy.factorrat(sympy.Abs(constant)).items():
                total += sign * power * self._logarithm(Integer(prime))
            for factor, power in factors:
                total += sign * power * self._logarithm(factor)
                odd += [factor] * (power % 2)
        self.arguments.append((sign_met, tuple(odd)))
        return total

    def _logarithm(self, irreducible):
        for monomial, (symbol, unit) in self.exponentials.items():
            if irreducible == symbol:
                return monomial * unit
        if irreducible not in self.logarithms:
            self.logarithms[irreducible] = _fresh("log", len(self.logarithms), real=True)
        return self.logarithms[irreducible]
