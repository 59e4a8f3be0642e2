"""The world of symbols: arrays of SymPy expressions, with the namespace of an array library.

The functions of mlpkit run on these arrays as they run on floats, and give formulas. Where
code asks for the sign of an expression, the witness of its `mlpkit.regions.World` answers,
and the answer is written down; logarithms and roots ask too, and are nan where floats give
nan. Python floats stand for a simple fraction or for the decimal that was typed, so 0.1 is
1/10, 1/3 is a third, and everything stays exact (see `exact`).
"""

import builtins
import math
import operator
import sys
from fractions import Fraction

import numpy as np
import sympy

from mlpkit.conditions import Condition, as_condition, lazily
from mlpkit.regions import World

inf, nan = sympy.oo, sympy.nan


class Array:
    """An array of expressions; it behaves as a numpy array does.

    Parameters
    ----------
    entries : array of objects
        SymPy expressions, or what `exact` takes.
    world : World or None
        Answers questions about signs; None for constants.
    """

    dtype = "real floating"
    has_values = False

    def __init__(self, entries, world=None):
        self.entries = np.frompyfunc(exact, 1, 1)(np.asarray(entries, dtype=object))
        self.entries = np.asarray(self.entries, dtype=object)
        self.entries.flags.writeable = False  # what one side changed, the other side would see
        self.world = world

    shape = property(lambda self: self.entries.shape)
    ndim = property(lambda self: self.entries.ndim)
    size = property(lambda self: self.entries.size)
    T = property(lambda self: Array(self.entries.T, self.world))
    mT = property(lambda self: Array(np.swapaxes(self.entries, -1, -2), self.world))

    def __array_namespace__(self, api_version=None):
        return sys.modules[__name__]

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        function = _OPERATORS.get(ufunc.__name__) or globals().get(ufunc.__name__)
        if method != "__call__" or function is None or options:
            extra = "".join(f", {name}=" for name in options)
            raise TypeError(f"mlpkit.symbolic has no numpy.{ufunc.__name__}.{method}{extra}")
        return function(*map(asarray, inputs))

    def __array_function__(self, function, types, args, options):
        return call(function, args, options)

    def __getitem__(self, index):
        if isinstance(index, Condition):
            raise TypeError("mlpkit.symbolic: an array cannot be indexed by a condition, expected where(…)")
        return Array(self.entries[index], self.world)

    def __len__(self):
        return len(self.entries)

    def __iter__(self):
        return (self[i] for i in range(len(self)))

    def sum(self, axis=None, keepdims=False):
        """Return the sum over an axis, or over all entries."""
        return sum(self, axis=axis, keepdims=keepdims)

    def mean(self, axis=None, keepdims=False):
        """Return the mean over an axis, or over all entries."""
        return mean(self, axis=axis, keepdims=keepdims)

    def max(self, axis=None, keepdims=False):
        """Return the largest entry along an axis, or of all."""
        return max(self, axis=axis, keepdims=keepdims)

    def reshape(self, *shape):
        """Return the same entries in another shape."""
        return Array(self.entries.reshape(*shape), self.world)

    def __neg__(self):
        return Array(-self.entries, self.world)

    def __pos__(self):
        return self

    def __abs__(self):
        return where(self < 0, -self, self)

    def __bool__(self):
        return bool(self != 0)

    def __float__(self):
        raise TypeError("mlpkit.symbolic: a symbol is no float, expected the functions of numpy or mlpkit")

    def __repr__(self):
        return f"Array({np.array2string(self.entries, separator=', ', formatter={'all': str})})"

    def _repr_latex_(self):
        entries = self.entries.item() if self.ndim == 0 else sympy.Array(self.entries.tolist())
        return rf"$\displaystyle {sympy.latex(entries)}$"


def _binary(operation):
    def apply(self, other):
        other = asarray(other)
        world = _common_world(self, other)
        return Array(operation(self.entries, other.entries, world or World({})), world)

    def reflected(self, other):
        return apply(asarray(other), self)

    return apply, reflected


def _comparison(operation):
    def apply(self, other):
        other = asarray(other)
        world = _common_world(self, other) or World({})
        return lazily(lambda a, b: lambda: operation(world.sign(a - b), 0), self.entries, other.entries)

    return apply


def _quotient(numerator, denominator, world):
    if denominator == 0:
        return nan
    world.divisors.add(denominator)
    return numerator / denominator


def _power(base, exponent, world):
    if exponent.is_Integer:
        return base**exponent if exponent >= 0 else _quotient(1, base**-exponent, world)
    sign = world.sign(base)
    if sign == 1:
        power = base**exponent
        return power.replace(sympy.Abs, lambda inner: inner * world.sign(inner))
    if exponent.free_symbols:
        raise NotImplementedError(f"{base} to the power {exponent}, expected a positive base")
    return sympy.Integer(0) if sign == 0 and world.sign(exponent) == 1 else nan


def _logarithm(argument, world):
    sign = world.sign(argument)
    return sympy.log(argument) if sign == 1 else -inf if sign == 0 else nan


_ARITHMETIC = {
    "add": lambda a, b, world: a + b,
    "sub": lambda a, b, world: a - b,
    "mul": lambda a, b, world: a * b,
    "matmul": lambda a, b, world: a @ b,
    "truediv": lambda a, b, world: np.frompyfunc(lambda p, q: _quotient(p, q, world), 2, 1)(a, b),
    "pow": lambda a, b, world: np.frompyfunc(lambda p, q: _power(p, q, world), 2, 1)(a, b),
}
for _name, _operation in _ARITHMETIC.items():
    _forward, _reflected = _binary(_operation)
    setattr(Array, f"__{_name}__", _forward)
    setattr(Array, f"__r{_name}__", _reflected)
for _name in ("lt", "le", "gt", "ge", "eq", "ne"):
    setattr(Array, f"__{_name}__", _comparison(getattr(operator, _name)))

_OPERATORS = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "divide": operator.truediv,
    "power": operator.pow,
    "matmul": operator.matmul,
    "negative": operator.neg,
    "absolute": operator.abs,
    "less": operator.lt,
    "less_equal": operator.le,
    "greater": operator.gt,
    "greater_equal": operator.ge,
    "equal": operator.eq,
    "not_equal": operator.ne,
}


def symbols(**shapes):
    """Return one array of symbols for each name, or the array itself if there is one name.

    The witness puts the entries in increasing order, so that a maximum is the last entry.

    Parameters
    ----------
    **shapes : tuple of int
        The shape of each array by its name: ``x=(3,)``.

    Examples
    --------
    >>> from mlpkit import softmax_vjp, tanh
    >>> tanh(symbols(x=()))
    Array(tanh(x))
    """
    arrays = {name: names(name, shape) for name, shape in shapes.items()}
    everything = [s for entries in arrays.values() for s in entries.ravel()]
    world = World({s: sympy.Rational(2 * k + 1, 7) for k, s in enumerate(everything)})
    made = [Array(entries, world) for entries in arrays.values()]
    return made[0] if len(made) == 1 else tuple(made)


def names(name, shape):
    """Return an object array of real symbols: x for shape (), x_1 … x_n, or o_{1,1} … o_{n,m}."""
    entries = np.empty(shape, dtype=object)
    for index in np.ndindex(*shape):
        label = ",".join(str(i + 1) for i in index)
        text = name if not index else f"{name}_{label}" if len(label) == 1 else f"{name}_{{{label}}}"
        entries[index] = sympy.Symbol(text, real=True)
    return entries


def exact(number):
    """Return a number as an exact expression.

    A float stands for the fraction with a denominator up to 1000 that rounds to it, so that
    1/3 is a third, or else for the decimal that Python prints.
    """
    if isinstance(number, Array) and number.ndim == 0:
        return number.entries.item()
    if isinstance(number, np.generic):
        number = number.item()
    if isinstance(number, sympy.Expr) and not number.has(sympy.I):
        return number
    if isinstance(number, int | Fraction):
        return sympy.Rational(number)
    if not isinstance(number, float):
        kind = type(number).__name__
        raise TypeError(f"mlpkit.symbolic: {number!r} is of type {kind}, expected a real number")
    if not math.isfinite(number):
        return sympy.sympify(number)
    simple = Fraction(number).limit_denominator(1000)
    return sympy.Rational(simple if float(simple) == number else Fraction(repr(float(number))))


def asarray(x, dtype=None, device=None, copy=None):
    """Return ``x`` as an array of this world; numbers become exact constants."""
    if isinstance(x, Array):
        return x
    if isinstance(x, Condition):
        return where(x, 1, 0)
    entries = np.asarray(x, dtype=object)
    return Array(entries, _common_world(*(e for e in entries.flat if isinstance(e, Array))))


def call(function, arguments, options):
    """Call the function of this world that a numpy function stands for."""
    own = globals().get(function.__name__) if function.__module__ == "numpy" else None
    if own is None:
        raise TypeError(f"mlpkit.symbolic has no {function.__module__}.{function.__name__}")
    return own(*arguments, **options)


def _common_world(*arrays):
    worlds = {id(a.world): a.world for a in arrays if a.world is not None}
    if len(worlds) > 1:
        raise ValueError("symbols of two proofs were mixed, expected all symbols from one call")
    return next(iter(worlds.values()), None)


def _entrywise(function):
    def apply(x):
        x = asarray(x)
        world = x.world or World({})
        return Array(np.frompyfunc(lambda e: function(e, world), 1, 1)(x.entries), x.world)

    return apply


exp, tanh = _entrywise(lambda e, _: sympy.exp(e)), _entrywise(lambda e, _: sympy.tanh(e))
sinh, cosh = _entrywise(lambda e, _: sympy.sinh(e)), _entrywise(lambda e, _: sympy.cosh(e))
log, log1p = _entrywise(_logarithm), _entrywise(lambda e, world: _logarithm(1 + e, world))
sqrt = _entrywise(lambda e, world: _power(e, sympy.Rational(1, 2), world))
expm1 = _entrywise(lambda e, _: sympy.exp(e) - 1)
square = _entrywise(lambda e, _: e**2)


def isinf(x):
    """Return which entries are ±inf; an expression in symbols is not."""
    return lazily(lambda e: lambda: e in (sympy.oo, -sympy.oo), asarray(x).entries)


def isnan(x):
    """Return which entries are nan; an expression in symbols is not."""
    return lazily(lambda e: lambda: e is sympy.nan, asarray(x).entries)


def isfinite(x):
    """Return which entries are finite; an expression in symbols is."""
    return ~(isinf(x) | isnan(x))


def where(condition, x, y):
    """Return the entries of ``x`` where the condition holds at the witness, else those of ``y``."""
    x, y = asarray(x), asarray(y)
    questions, *branches = np.broadcast_arrays(as_condition(condition).questions, x.entries, y.entries)
    chosen = np.frompyfunc(lambda q, a, b: a if q() else b, 3, 1)(questions, *branches)
    return Array(chosen, _common_world(x, y))


def maximum(x, y):
    """Return the larger of two, entry by entry."""
    return where(asarray(x) > y, x, y)


def minimum(x, y):
    """Return the smaller of two, entry by entry."""
    return where(asarray(x) < y, x, y)


def max(x, axis=None, keepdims=False):
    """Return the largest entry along an axis; which one it is is one question."""
    x = asarray(x)
    world = x.world or World({})
    return _reduce(x, axis, keepdims, lambda entries: entries[world.largest(entries)])


def min(x, axis=None, keepdims=False):
    """Return the smallest entry along an axis."""
    return -max(-asarray(x), axis=axis, keepdims=keepdims)


def sum(x, axis=None, keepdims=False, dtype=None):
    """Return the sum along an axis."""
    _check_floating(dtype)
    return _reduce(asarray(x), axis, keepdims, lambda entries: sympy.Add(*entries))


def mean(x, axis=None, keepdims=False):
    """Return the mean along an axis."""
    return _reduce(asarray(x), axis, keepdims, lambda entries: sympy.Add(*entries) / len(entries))


def _reduce(x, axis, keepdims, function):
    axes = tuple(range(x.ndim)) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    axes = tuple(a % x.ndim for a in axes)
    kept = [a for a in range(x.ndim) if a not in axes]
    entries = x.entries.transpose(*kept, *axes)
    shape = entries.shape[: len(kept)]
    result = np.empty(shape, dtype=object)
    for index in np.ndindex(*shape):
        result[index] = function(np.asarray(entries[index], dtype=object).ravel().tolist())
    return Array(np.expand_dims(result, axes) if keepdims else result, x.world)


def _structural(function):
    def apply(x, *args, **options):
        x = asarray(x)
        return Array(function(x.entries, *args, **options), x.world)

    return apply


squeeze, expand_dims, reshape = map(_structural, (np.squeeze, np.expand_dims, np.reshape))
diag, transpose, matrix_transpose = map(_structural, (np.diag, np.transpose, np.matrix_transpose))
diagonal, trace, ravel, cumsum = map(_structural, (np.diagonal, np.trace, np.ravel, np.cumsum))


def _joined(function):
    def apply(arrays, *args, **options):
        arrays = [asarray(a) for a in arrays]
        return Array(function([a.entries for a in arrays], *args, **options), _common_world(*arrays))

    return apply


stack, concat = _joined(np.stack), _joined(np.concatenate)
concatenate = concat


def outer(x, y):
    """Return the outer product of two vectors, or of all the entries of two arrays."""
    return ravel(x)[:, None] * ravel(y)[None, :]


def dot(x, y):
    """Return the inner product of two vectors, or the product of two matrices."""
    x, y = asarray(x), asarray(y)
    return Array(np.dot(x.entries, y.entries), _common_world(x, y))


def zeros_like(x, dtype=None):
    """Return zeros in the shape of ``x``."""
    return Array(np.zeros(x.shape, dtype=int))


def ones_like(x, dtype=None):
    """Return ones in the shape of ``x``."""
    return Array(np.ones(x.shape, dtype=int))


def eye(n, m=None, dtype=None, device=None):
    """Return the identity matrix."""
    return Array(np.eye(n, m, dtype=int))


def real(x):
    """Return ``x``: every symbol is real."""
    return x


def astype(x, dtype, copy=True):
    """Return ``x``: expressions are exact and have no precision."""
    _check_floating(dtype)
    return asarray(x)


def _check_floating(dtype):
    if dtype not in (None, Array.dtype) and not np.issubdtype(dtype, np.floating):
        raise TypeError(f"mlpkit.symbolic has real numbers only: dtype is {dtype}, expected a floating one")


def isdtype(dtype, kind):
    """Return True if ``kind`` includes the real floating numbers, which all arrays here are."""
    return builtins.any(dtype == k for k in (kind if isinstance(kind, tuple) else (kind,)))
