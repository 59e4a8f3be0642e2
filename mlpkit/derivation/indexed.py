"""Indexed expressions: entries x_i, Kronecker deltas, sums over an index, kinks.

SymPy carries the arithmetic. What it gets wrong on indices, the calculus, is here: every
sum has an index of its own that no other expression knows, so none is ever captured.
"""

import sympy
from sympy import Add, Integer, Mul


class Entry(sympy.Expr):
    """One entry of an array of unknown numbers: its name and its indices."""

    is_commutative = True
    is_real = True

    @property
    def name(self):
        """The name of the array."""
        return self.args[0].name

    @property
    def indices(self):
        """The indices of the entry."""
        return self.args[1:]


class Applied(sympy.Expr):
    """f(u), f'(u), f''(u), … of a function of which only the name is known."""

    is_commutative = True
    is_real = True


class Delta(sympy.Expr):
    """The Kronecker delta: 1 where two indices are equal and 0 elsewhere."""

    is_commutative = True
    is_real = True

    def __new__(cls, i, j):
        """Return the delta, or 1 or 0 where the indices decide it."""
        if i == j:
            return Integer(1)
        if i.is_Integer and j.is_Integer:
            return Integer(0)
        return super().__new__(cls, *sorted((i, j), key=sympy.default_sort_key))


class Positive(sympy.Expr):
    """1 where a number is positive and 0 elsewhere; at 0 it is 0."""

    is_commutative = True
    is_real = True

    def __new__(cls, number):
        """Return the indicator of a positive number, up to a positive factor of it."""
        number = sympy.sympify(number)
        if number.is_Rational:
            return Integer(1 if number > 0 else 0)
        content, primitive = sympy.expand(number).as_content_primitive()
        return super().__new__(cls, primitive if content > 0 else -primitive)


class Total(sympy.Expr):
    """A sum over indices that run from 1 to a size: Total(body, (k, n), (l, m), …)."""

    is_commutative = True
    is_real = True

    @property
    def body(self):
        """What is summed."""
        return self.args[0]

    @property
    def bounds(self):
        """Pairs of an index and the size it runs to."""
        return tuple(tuple(pair) for pair in self.args[1:])


def total(body, *bounds):
    """Return the sum of ``body`` over indices, each a pair of an index and its size."""
    return Total(body, *(sympy.Tuple(*pair) for pair in bounds)) if bounds else body


def fresh(name):
    """Return an index that no other expression knows."""
    return sympy.Dummy(name, integer=True)


def derivative(e, target):
    """Return the derivative of an expression with respect to an `Entry` or a symbol.

    Raises
    ------
    Kink
        If the expression has a kink on the way; the derivative exists away from it.
    """
    if e == target:
        return Integer(1)
    if isinstance(e, Entry):
        if not isinstance(target, Entry) or e.name != target.name:
            return Integer(0)
        return Mul(*(Delta(i, j) for i, j in zip(e.indices, target.indices, strict=True)))
    if e.is_Atom or isinstance(e, Delta | Positive):
        return Integer(0)
    if isinstance(e, Add):
        return Add(*(derivative(term, target) for term in e.args))
    if isinstance(e, Mul):
        parts = range(len(e.args))
        return Add(
            *(Mul(*(derivative(f, target) if i == j else f for j, f in enumerate(e.args))) for i in parts)
        )
    if isinstance(e, Total):
        return total(derivative(e.body, target), *e.bounds)
    if isinstance(e, Applied):
        name, order, u = e.args
        return Applied(name, order + 1, u) * derivative(u, target)
    if isinstance(e, sympy.exp):
        return e * derivative(e.args[0], target)
    if isinstance(e, sympy.log):
        return derivative(e.args[0], target) / e.args[0]
    if e.is_Pow:
        power_rule = e.exp * e.base ** (e.exp - 1) * derivative(e.base, target)
        in_exponent = derivative(e.exp, target)
        return power_rule if in_exponent == 0 else power_rule + e * sympy.log(e.base) * in_exponent
    raise NotImplementedError(f"no derivative of {e.func.__name__}")


def kinks(e):
    """Return the numbers whose sign an expression depends on."""
    return {part.args[0] for part in e.atoms(Positive)}
