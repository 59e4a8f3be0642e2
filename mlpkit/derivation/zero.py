"""The exact zero test for indexed expressions, case by case.

Free indices may coincide or differ, and a number with a kink may be positive, negative or 0.
In every case that the hypotheses leave open the expression has to vanish; then what is left
in it, entries and sums that do not fall apart, are independent numbers, and
`mlpkit.exact.is_zero` decides.
"""

import sympy
from sympy import Add, Integer, Mul

from mlpkit.derivation.indexed import Applied, Delta, Entry, Positive, Total, fresh
from mlpkit.derivation.normal import normal
from mlpkit.exact import Generators, is_zero


def vanishes(e, hypotheses, depth=0):
    """Return True if the expression is 0 for all sizes, indices and values; that is a proof.

    Parameters
    ----------
    e : sympy.Expr
        An indexed expression.
    hypotheses : Hypotheses
    """
    e = normal(e)
    known = hypotheses.apply(e)
    e = e if known == e else normal(known)
    deltas = [d for d in e.atoms(Delta) if not d.free_symbols & _inner_indices(e)]
    if deltas:
        delta = min(deltas, key=sympy.default_sort_key)
        i, j = delta.args if not delta.args[0].is_Integer else delta.args[::-1]
        differ = e.xreplace({delta: Integer(0)})
        return vanishes(differ, hypotheses, depth) and vanishes(e.xreplace({i: j}), hypotheses, depth)
    signs = [p for p in e.atoms(Positive) if not p.free_symbols & _inner_indices(e)]
    products = {p: split for p in signs if (split := _by_factors(p)) != p}
    if products:
        return vanishes(e.xreplace(products), hypotheses, depth)
    if signs:
        return all(vanishes(case, hypotheses, depth) for case in _sign_cases(e, signs, hypotheses))
    return _is_zero_opaque(e) or (depth < 3 and _sums_cancel(e, hypotheses, depth))


def _inner_indices(e):
    return {k for t in e.atoms(Total) for k, _ in t.bounds}


def _sign_cases(e, signs, hypotheses):
    a = min(signs, key=sympy.default_sort_key).args[0]
    above, below = Positive(a), Positive(-a)
    known = hypotheses.sign(a)
    if known != -1:
        yield e.xreplace({above: Integer(1), below: Integer(0)})
    if known != 1:
        yield e.xreplace({above: Integer(0), below: Integer(1)})
    if known == 0 and not hypotheses.nonzero(a):
        at = e.xreplace({above: Integer(0), below: Integer(0)})
        root = _solve(a)
        yield at.xreplace(root) if root else at


def _by_factors(indicator):
    """Return 1{a·b > 0} as 1{a>0} 1{b>0} + 1{a<0} 1{b<0}, for all the factors there are."""
    content, factors = sympy.factor_list(Mul(*sympy.fraction(sympy.together(indicator.args[0]))))
    above, below = (Integer(1), Integer(0)) if content > 0 else (Integer(0), Integer(1))
    for factor, power in factors:
        if not factor.is_positive:
            same, other = Positive(factor), Positive(-factor)
            same, other = (same, other) if power % 2 else (same + other, Integer(0))
            above, below = above * same + below * other, above * other + below * same
    return above


def _solve(a):
    """Return one entry of a number in terms of the others where the number is 0, if it is linear."""
    for entry in sorted(a.atoms(Entry) | a.free_symbols, key=sympy.default_sort_key):
        if entry in a.as_coefficients_dict() and not (a - a.coeff(entry) * entry).has(entry):
            return {entry: -(a - a.coeff(entry) * entry) / a.coeff(entry)}
    return None


def _is_zero_opaque(e):
    names = {}

    def opaque(part):
        # The exact test takes a base for positive, but (−2)ⁿ is a number too.
        is_power = part.is_Pow and not part.exp.is_Rational and not part.base.is_positive
        if is_power or isinstance(part, Entry | Total | Applied | Delta | Positive):
            return names.setdefault(part, sympy.Dummy(f"u{len(names)}", real=True))
        return part.func(*map(opaque, part.args)) if part.args else part

    e = opaque(e)
    if e.has(sympy.log) or any(not power.exp.is_Integer for power in e.atoms(sympy.Pow)):
        generators = Generators()
        generators.rational(e)
        if not any(True for _ in generators.signs()):
            return False  # a logarithm or root of what is never positive: defined nowhere
    return is_zero(e)


def _sums_cancel(e, hypotheses, depth):
    """Bring sums over the same sizes together, and test what is summed."""
    rest, groups = Integer(0), {}
    for term in Add.make_args(e):
        sums = [f for f in sympy.Mul.make_args(term) if isinstance(f, Total)]
        if len(sums) != 1:
            rest += term
            continue
        sizes = tuple(n for _, n in sums[0].bounds)
        groups.setdefault(sizes, []).append((term / sums[0], sums[0]))
    if not groups or normal(rest) != 0:
        return False
    for sizes, members in groups.items():
        common = [fresh("c") for _ in sizes]
        body = Integer(0)
        for coefficient, part in members:
            names = {k: c for (k, _), c in zip(part.bounds, common, strict=True)}
            body += coefficient * part.body.xreplace(names)
        if not vanishes(body, hypotheses, depth + 1):
            return False
    return True
