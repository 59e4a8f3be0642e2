"""The normal form of indexed expressions: sums pushed inward, deltas contracted, indices renamed.

What is left of a sum is a sum over products that do not fall apart, with indices named by
their place; equal sums are then equal expressions.
"""

import itertools

import sympy
from sympy import Add, Integer, Mul

from mlpkit.derivation.indexed import Delta, Entry, Positive, Total, fresh, total


def normal(e):
    """Return the normal form of an indexed expression."""
    if e.is_Atom or isinstance(e, Entry | Delta):
        return e
    if isinstance(e, Total):
        # What was normal has indices named by their place, which an outer sum would take for its own.
        new = {k: fresh(k.name) for k, _ in e.bounds}
        return _push(normal(e.body.xreplace(new)), [(new[k], n) for k, n in e.bounds])
    e = _expand(e.func(*map(normal, e.args)))
    if e.has(sympy.Abs):  # SymPy writes |u| for the root of u²
        e = _expand(e.replace(sympy.Abs, lambda u: u * Positive(u) - u * Positive(-u)))
    return Add(*map(_reduce_signs, Add.make_args(e))) if e.has(Positive) else e


def _expand(e):
    return sympy.expand(e, deep=False, log=False, power_base=False, complex=False, trig=False)


def _push(body, bounds):
    """Return the sum of a normal body over indices, in normal form."""
    if not bounds:
        return body
    return Add(*(_push_product(term, bounds) for term in Add.make_args(_expand(body))))


def _push_product(product, bounds):
    indices = {k for k, _ in bounds}
    for delta in sorted(product.atoms(Delta), key=sympy.default_sort_key):
        if not indices & delta.free_symbols:
            continue
        k, other = delta.args if delta.args[0] in indices else delta.args[::-1]
        rest = [pair for pair in bounds if pair[0] != k]
        # Where k differs from the other index the delta is 0; the one place left is put right.
        elsewhere = product.xreplace({delta: Integer(0)})
        there = (product.xreplace({delta: Integer(1)}) - elsewhere).xreplace({k: other})
        return _push(normal(elsewhere), bounds) + _push(normal(there), rest)
    opened, more = _open(product, indices)
    if more:
        return _push(opened, bounds + more)
    free, parts = _connected(product, indices)
    unused = indices.difference(*(touched for _, touched in parts))
    sizes = Mul(*(n for k, n in bounds if k in unused))
    return free * sizes * Mul(*(_named(f, [b for b in bounds if b[0] in touched]) for f, touched in parts))


def _open(product, indices):
    """Take a sum that depends on the indices out of its place: Σ_k a_k Σ_l b_kl = Σ_kl a_k b_kl."""
    for base, power in product.as_powers_dict().items():
        if isinstance(base, Total) and indices & base.free_symbols and power.is_Integer and power > 0:
            renamed = [(k, fresh(k.name)) for k, _ in base.bounds]
            more = [(new, n) for (_, new), (_, n) in zip(renamed, base.bounds, strict=True)]
            return product / base * base.body.xreplace(dict(renamed)), more
    return product, []


def _connected(product, indices):
    """Return the factor without the indices, and the rest in parts that share no index."""
    free, parts = Integer(1), []
    for factor in Mul.make_args(product):
        touched = indices & factor.free_symbols
        if not touched:
            free *= factor
            continue
        joined = [part for part in parts if part[1] & touched]
        parts = [part for part in parts if not part[1] & touched]
        parts.append((Mul(factor, *(f for f, _ in joined)), touched.union(*(t for _, t in joined))))
    return free, parts


def _named(body, bounds):
    """Name the indices by their place; of all orders the first in SymPy's own order."""
    content, body = body.as_content_primitive()
    inner = {symbol.name for t in body.atoms(Total) for symbol, _ in t.bounds}
    first = 1 + max((int(name[1:]) for name in inner if name[0] == "·"), default=-1)
    candidates = []
    for order in itertools.permutations(bounds):
        names = {k: sympy.Symbol(f"·{first + place}", integer=True) for place, (k, _) in enumerate(order)}
        pairs = [(names[k], n) for k, n in order]
        candidates.append(total(body.xreplace(names), *pairs))
    return content * min(candidates, key=sympy.default_sort_key)


def _reduce_signs(product):
    """Use that 1{a>0}² = 1{a>0}, that 1{a>0} 1{a<0} = 0 and that a 1{a<0} = a − a 1{a>0}."""
    factors = product.as_powers_dict()
    signs = [f for f in factors if isinstance(f, Positive)]
    for f in signs:
        if factors[f] != 1 and factors[f].is_Integer and factors[f] > 0:
            product = product / f ** (factors[f] - 1)
    for f in signs:
        mirrored = Positive(-f.args[0])
        if mirrored in factors and mirrored != f:
            return Integer(0)
    for f in signs:
        a, mirrored = f.args[0], Positive(-f.args[0])
        base = a if a in factors else -a if -a in factors else None
        if (
            base is not None
            and a.could_extract_minus_sign()
            and factors[base].is_Integer
            and factors[base] > 0
        ):
            rest = product / f
            return rest - _reduce_signs(rest * mirrored)
    return product
