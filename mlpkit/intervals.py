"""Numbers with their error: an expression's value as an interval that surely contains it.

Two values differ only when the interval of their difference leaves out 0, so that lost
digits are never taken for a counterexample.
"""

import mpmath
import sympy
from mpmath.ctx_iv import MPIntervalContext

_DIGITS = (60, 300, 1500)


def enclose(expression, point):
    """Return an interval that contains the value at a point, narrow enough for 45 digits.

    Parameters
    ----------
    expression : sympy.Expr or number
    point : dict from sympy.Symbol to sympy.Rational

    Returns
    -------
    interval, or None where the expression is surely not a real number
        Around 0 it may stay wider than 45 digits: a value of exactly 0 has no first digit.
        Where 1,500 digits do not tell, it is all of the real line.
    """
    expression = sympy.sympify(expression)
    for digits in _DIGITS:
        context = MPIntervalContext()
        context.dps = digits
        interval = _enclose(expression, point, context, {})
        if interval is None or _is_narrow(interval):
            return interval
    return interval


def is_bounded(interval):
    """Return True if the interval is of finite length, so that there surely is a value."""
    return interval is not None and mpmath.isfinite(interval.delta.b)


def sign(interval):
    """Return 1 or −1 if all of the interval lies on one side of 0, else 0."""
    return 1 if interval.a > 0 else -1 if interval.b < 0 else 0


def middle(interval):
    """Return a number in the interval, 0 if 0 is in it."""
    if not sign(interval):
        return sympy.Integer(0)
    with mpmath.workdps(60):
        return sympy.Float(mpmath.mpf(interval.mid.a), 50)


def _is_narrow(interval):
    return interval.delta.b <= abs(interval.mid).a * interval.ctx.mpf("1e-45").a


def _enclose(e, point, context, known):
    # The softmax of a network is in every entry of its gradient many times: each part is enclosed once.
    if e not in known:
        known[e] = _enclose_anew(e, point, context, known)
    return known[e]


def _enclose_anew(e, point, context, known):
    if e in point:
        e = point[e]
    if e.is_Rational:
        return context.mpf(int(e.p)) / int(e.q)
    if e is sympy.E:
        return context.exp(1)
    if isinstance(e, sympy.tanh | sympy.sinh | sympy.cosh):
        return _enclose(e.rewrite(sympy.exp), point, context, known)
    if not e.args:
        return None
    values = [_enclose(argument, point, context, known) for argument in e.args]
    if None in values:
        return None
    if e.is_Add:
        return sum(values[1:], values[0])
    if e.is_Mul:
        product = values[0]
        for value in values[1:]:
            product = product * value
        return product
    if isinstance(e, sympy.exp):
        return context.exp(values[0])
    if isinstance(e, sympy.log):
        return _log(values[0], context)
    if e.is_Pow:
        return _power(e, *values, context)
    raise NotImplementedError(f"no interval for {e.func.__name__}, expected + − * / powers, exp, log, tanh")


def _log(value, context):
    if value.b <= 0:
        return None
    return context.log(value) if value.a > 0 else _anything(context)


def _power(e, base, exponent, context):
    if e.exp.is_Integer:
        if e.exp < 0 and sign(base) == 0:
            return _anything(context) if base.delta.b > 0 else None
        return base ** int(e.exp)
    if base.a == base.b == 0 and sign(exponent) == 1:
        return base
    logarithm = _log(base, context)
    return None if logarithm is None else context.exp(exponent * logarithm)


def _anything(context):
    return context.mpf(["-inf", "inf"])
