"""The world of symbols does what numpy does, and says so where it does not."""

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from mlpkit import symbolic
from mlpkit.symbolic import Array, exact, symbols

OPERATIONS = {
    "+ − * /": lambda a, b, u: (a + 2 * b - a * b) / (1 + b * b),
    "reflected": lambda a, b, u: 2 - (1 / (3 + a**2)) * 2 + 1,
    "powers": lambda a, b, u: a**3 + b**-2 + (a**2) ** 0.5 + 2.0**b,
    "matmul": lambda a, b, u: a @ b.T @ a @ u,
    "numpy first": lambda a, b, u: np.ones(3) * a + np.eye(2) @ b,
    "exp and log": lambda a, b, u: np.exp(a) + np.log(b**2) + np.log1p(a**2) + np.expm1(b),
    "hyperbolic": lambda a, b, u: np.tanh(a) + np.sinh(b) * np.cosh(a) + np.square(b),
    "roots": lambda a, b, u: np.sqrt(a**2 + b**2) - np.sqrt(4 * a**2),
    "signs": lambda a, b, u: np.abs(a) + np.where(b > a, a, b) + abs(-b) + (+a),
    "comparisons": lambda a, b, u: (a > 0) * b + (b <= a) * 2 + 1.0 * (a != b) + (a == a) * b - (a >= 3),
    "conditions as numbers": lambda a, b, u: 1 - (a > 0) / 2 + np.ones(3) * (b > 1) + np.sum(a > 0, axis=0),
    "astype": lambda a, b, u: (a > b).astype(float) @ u + np.astype(u, np.float64)[:2],
    "and, or, not": lambda a, b, u: np.where((a > 0) & ~(b > 0) | (a < b), a, b),
    "logical": lambda a, b, u: np.where(np.logical_or(a > 1, np.logical_not(b < 0)), a, 7),
    "constants chosen": lambda a, b, u: np.where(a > b, 1, 0),
    "maximum": lambda a, b, u: np.maximum(a, b) - np.minimum(a, 0) + np.maximum(1, b),
    "max and min": lambda a, b, u: np.max(a, axis=0) - a.max(axis=1, keepdims=True) + np.min(b) + b.max(),
    "sums": lambda a, b, u: np.sum(a, axis=0) + a.sum() + np.mean(b, axis=-1, keepdims=True) + b.mean(),
    "sum over axes": lambda a, b, u: np.sum(a[None] * b, axis=(0, 2)),
    "shapes": lambda a, b, u: a.reshape(3, 2).T + np.transpose(np.reshape(b, (3, 2))) + a.mT.T,
    "indexing": lambda a, b, u: a[0, ::-1] * b[:, 1:2] + a[..., None, 0] + b[-1],
    "loops": lambda a, b, u: np.stack([r * len(a) for r in a]) + sum(r[0] for r in b),
    "joining": lambda a, b, u: np.concatenate((a, b), 0) @ np.stack([u, u], 1) + np.concat([a, a])[:, :2],
    "outer and dot": lambda a, b, u: np.outer(u, u) + np.outer(a, b)[:3, :3] + np.dot(a.T, b) + np.dot(u, 2),
    "dot of many axes": lambda a, b, u: np.dot(a[None], b.T[None]),
    "diagonals": lambda a, b, u: np.diag(u) * np.trace(a) + np.diag(np.diag(u)) + np.diagonal(b)[0],
    "lists": lambda a, b, u: np.array([a[0, 0] * 2, b[1, 1], 3]) * u,
    "cumsum and ravel": lambda a, b, u: np.cumsum(a) + np.ravel(b) * np.ones_like(u)[0],
    "squeeze": lambda a, b, u: np.squeeze(a[:1]) + np.expand_dims(u, 0) * np.zeros_like(a),
    "python": lambda a, b, u: max(u[0], u[1], 0) + (a if u[0] > u[1] else b) * (1 if u[2] else 2),
    "finite": lambda a, b, u: np.where(np.isinf(a) | np.isnan(b), 0, np.where(np.isfinite(a), a, b)),
    "nan": lambda a, b, u: np.log(a) + np.where(np.log(b) > 0, 1, 2) + np.sqrt(b) + np.max(np.log(u)),
    "minus infinity": lambda a, b, u: np.exp(np.log(0 * a)) + b,
}
seeds = st.integers(0, 2**32 - 1).map(np.random.default_rng)


def as_floats(array):
    def as_float(e):
        return -np.inf if e == -sympy.oo else float(sympy.N(e, 30)) if e is not sympy.nan else np.nan

    return np.frompyfunc(as_float, 1, 1)(symbolic.asarray(array).entries).astype(float)


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
@given(rng=seeds)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_same_as_numpy(operation, rng):
    arrays = [rng.integers(-4, 5, size=shape) / 2 + 0.25 for shape in ((2, 3), (2, 3), (3,))]
    with np.errstate(all="ignore"):
        expected = operation(*arrays)
        found = as_floats(operation(*(Array(a) for a in arrays)))
    assert found.shape == np.shape(expected)
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-13)


REFUSED = {
    "a string": (lambda x: x + "1", "'1' is of type str, expected a real number"),
    "None": (lambda x: x + None, "None is of type NoneType"),
    "complex": (lambda x: x * 1j, "1j is of type complex"),
    "I": (lambda x: x * sympy.I, "I is of type ImaginaryUnit"),
    "an integer dtype": (lambda x: np.astype(x, np.int64), "expected a floating one"),
    "a sum of integers": (lambda x: np.sum(x, dtype=int), "expected a floating one"),
    "float": (lambda x: float(x[0]), "a symbol is no float"),
    "round": (np.round, "has no numpy.round"),
    "floor": (np.floor, "has no numpy.floor"),
    "linalg": (np.linalg.norm, "has no numpy.linalg.norm"),
    "trace of linalg": (lambda x: np.linalg.trace(x[None] * x[:, None]), "has no numpy.linalg.trace"),
    "reduce": (np.add.reduce, "has no numpy.add.reduce"),
    "out": (lambda x: np.exp(x, out=np.ones(2)), "has no numpy.exp.__call__, out="),
    "sin of a condition": (lambda x: np.sin(x > 0), "has no numpy.sin"),
    "a mask": (lambda x: x[x > 0], "cannot be indexed by a condition"),
}


@pytest.mark.parametrize(("code", "message"), REFUSED.values(), ids=REFUSED)
def test_refused(code, message):
    with pytest.raises(TypeError, match=message):
        code(symbols(x=(2,)))


def test_entries_cannot_be_changed():
    x = symbols(x=(2,))
    with pytest.raises(ValueError, match="read-only"):
        x.entries[0] = 0
    with pytest.raises(TypeError):
        x[0] = 0


def test_a_power_of_what_may_be_negative_is_refused():
    with pytest.raises(NotImplementedError, match="expected a positive base"):
        (-2) ** symbols(x=())


def test_symbols_of_two_calls_do_not_mix():
    with pytest.raises(ValueError, match="symbols of two proofs were mixed"):
        symbols(x=()) + symbols(y=())


def test_a_condition_of_many_has_no_truth_value():
    with pytest.raises(ValueError, match=r"a condition of shape \(2,\) has no truth value"):
        bool(symbols(x=(2,)) > 0)


@pytest.mark.parametrize(
    ("number", "value"),
    [
        *[(0.1, "1/10"), (1 / 3, "1/3"), (0.625, "5/8"), (-0.0, "0"), (True, "1"), (np.int8(-3), "-3")],
        *[(np.float32(0.5), "1/2"), (1e300, None), (5e-324, None), (2.000000001, None), (0.1 + 0.2, None)],
    ],
    ids=str,
)
def test_exact_numbers(number, value):
    assert float(exact(number)) == number
    assert exact(number).is_Rational
    assert value is None or exact(number) == sympy.Rational(value)


@given(number=st.floats(allow_nan=False, allow_infinity=False))
def test_exact_rounds_back(number):
    assert float(exact(number)) == number


def test_names_and_latex():
    x, w = symbols(x=(2,), w=(2, 1))
    assert repr(x) == "Array([x_1, x_2])"
    assert repr(w) == "Array([[w_{1,1}],\n [w_{2,1}]])"
    assert "w_{2,1}" in w._repr_latex_()
    assert symbols(x=())._repr_latex_() == r"$\displaystyle x$"
