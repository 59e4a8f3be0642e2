"""The exact zero test, which decides whether an expression is 0 for every value of its symbols.

Every exponential becomes a product of powers of fresh symbols, every logarithm a sum of
fresh symbols; what is left is a rational function, and whether its numerator is the zero
polynomial is a decision and not a heuristic. `sympy.simplify` has no part in it.

An answer of True is a proof, because each rewriting is an identity. An answer of False says
that no proof was found: a number has to refute (see `mlpkit.proof`).
"""

import math

import sympy
from sympy import Add, Integer, Mul, Pow, Rational


def is_zero(expression):
    """Return True if the expression is 0 wherever it is defined, by an exact test.

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
    rational, generators = Generators().rational(sympy.sympify(expression))
    return _is_zero_rational(rational, generators)


def _terms(exponent):
    # Division with remainder, so that x·y/(1 + y) and x − x/(1 + y) give the same terms.
    numerator, denominator = sympy.fraction(exponent)
    if denominator.is_Rational:
        return Add.make_args(sympy.expand(exponent))
    symbols = sorted(exponent.free_symbols, key=str)
    (quotient,), remainder = sympy.reduced(numerator, [denominator], *symbols, domain="QQ")
    rest = [term / denominator for term in Add.make_args(sympy.expand(remainder))]
    return [*Add.make_args(sympy.expand(quotient)), *rest]


def _is_zero_rational(rational, generators):
    numerator, denominator = sympy.fraction(sympy.together(rational))
    if not generators:
        return sympy.expand(numerator) == 0
    if sympy.Poly(denominator, *generators).is_zero:
        return False
    return sympy.Poly(numerator, *generators).is_zero


class Generators:
    """The fresh symbols that stand for exponentials and logarithms.

    One object may rewrite several expressions; the same exponential always becomes the same
    symbol.
    """

    def __init__(self):
        self.exponentials = {}  # monomial -> (symbol for exp(monomial / denominator), denominator)
        self.logarithms = {}  # irreducible -> symbol for log|irreducible|

    def rational(self, expression):
        """Return the expression as a rational function, and the symbols it is one of."""
        self._refine(expression)
        rational = self._rewrite(expression)
        return rational, sorted(rational.free_symbols, key=str)

    def meaning(self):
        """Return what each fresh symbol stands for."""
        back = {g: sympy.exp(u / q) for u, (g, q) in self.exponentials.items()}
        back.update({g: sympy.log(u) for u, g in self.logarithms.items()})
        return back

    def positive(self):
        """Return the fresh symbols that are positive whatever the values are."""
        return {g for g, _ in self.exponentials.values()}

    def _refine(self, expression):
        # The exponents met fix how finely exp(monomial) must be cut: e^x and e^(x/2) are
        # both powers of e^(x/2). So all exponents are met before any is rewritten for good.
        while True:
            before = {u: q for u, (_, q) in self.exponentials.items()}
            self._rewrite(expression)
            if before == {u: q for u, (_, q) in self.exponentials.items()}:
                return

    def _rewrite(self, e):
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
        if isinstance(e, sympy.tanh | sympy.sinh | sympy.cosh):
            return self._rewrite(e.rewrite(sympy.exp))
        raise NotImplementedError(
            f"the exact test does not know {e.func.__name__}, expected + − * / powers, exp, log, tanh"
        )

    def _exp(self, exponent):
        product = Integer(1)
        for term in _terms(sympy.cancel(exponent)):
            coefficient, monomial = term.as_coeff_Mul()
            if monomial in self.logarithms.values() and coefficient.is_Integer:
                product *= self._argument(monomial) ** coefficient
            elif coefficient != 0:
                product *= self._power(monomial, Rational(coefficient))
        return product

    def _power(self, monomial, exponent):
        symbol, q = self.exponentials.get(monomial, (None, 1))
        symbol = symbol or sympy.Dummy(f"exp{len(self.exponentials)}", positive=True)
        q = math.lcm(q, exponent.q)
        self.exponentials[monomial] = (symbol, q)
        return symbol ** (exponent * q)

    def _argument(self, symbol):
        return next(u for u, g in self.logarithms.items() if g == symbol)

    def _log(self, argument):
        # log|f·g| = log|f| + log|g|: equal to the logarithm wherever that is defined.
        if argument == 0:
            raise NotImplementedError("the exact test met the logarithm of 0")
        total = Integer(0)
        numerator, denominator = sympy.fraction(sympy.cancel(argument))
        for part, sign in ((numerator, 1), (denominator, -1)):
            constant, factors = sympy.factor_list(part)
            for prime, power in sympy.factorrat(sympy.Abs(constant)).items():
                total += sign * power * self._logarithm(Integer(prime))
            for factor, power in factors:
                total += sign * power * self._logarithm(factor)
        return total

    def _logarithm(self, irreducible):
        for monomial, (symbol, q) in self.exponentials.items():
            if irreducible == symbol:
                return monomial / q
        if irreducible not in self.logarithms:
            self.logarithms[irreducible] = sympy.Dummy(f"log{len(self.logarithms)}", real=True)
        return self.logarithms[irreducible]
