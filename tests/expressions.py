"""Random expressions for the tests of proofs: valid rewritings, single edits, values to 60 digits."""

import mpmath
import numpy as np
from hypothesis import strategies as st

import mlpkit

FUNCTIONS = {
    "add": lambda a, b: a + b,
    "mul": lambda a, b: a * b,
    "sub": lambda a, b: a - b,
    "max": np.maximum,
    "relu": mlpkit.relu,
    "abs": mlpkit.abs,
    "tanh": mlpkit.tanh,
    "sigmoid": mlpkit.sigmoid,
    "softplus": mlpkit.softplus,
    "half": lambda a: a / 2,
}
MPMATH = FUNCTIONS | {
    "max": max,
    "relu": lambda a: max(a, 0),
    "abs": abs,
    "tanh": mpmath.tanh,
    "sigmoid": lambda a: 1 / (1 + mpmath.exp(-a)),
    "softplus": lambda a: mpmath.log(1 + mpmath.exp(a)),
}
ONE = ("relu", "abs", "tanh", "sigmoid", "softplus", "half")
TWO = ("add", "mul", "sub", "max")

leaves = st.sampled_from(["x", "y"]) | st.integers(-3, 3)
trees = st.recursive(
    leaves,
    lambda inner: st.tuples(st.sampled_from(ONE), inner) | st.tuples(st.sampled_from(TWO), inner, inner),
    max_leaves=4,
)


def code(tree):
    """Return an expression as a function of x and y."""
    # The numbers become arrays too: tanh of the float 1 would be a float, which is no longer exact.
    return lambda x, y: evaluate(tree, {"x": x, "y": y}, FUNCTIONS, lambda number: number + 0 * x)


def value(tree, x, y):
    """Return the value of an expression to 60 digits, by mpmath."""
    with mpmath.workdps(60):
        x, y = (mpmath.mpf(v.numerator) / v.denominator for v in (x, y))
        return evaluate(tree, {"x": x, "y": y}, MPMATH, mpmath.mpf)


def evaluate(tree, arguments, functions, constant):
    if isinstance(tree, tuple):
        return functions[tree[0]](*(evaluate(part, arguments, functions, constant) for part in tree[1:]))
    return arguments[tree] if tree in arguments else constant(tree)


def rewritten(tree, rng):
    """Return an expression of the same value everywhere, by one valid rewriting at each place."""
    if not isinstance(tree, tuple):
        return tree
    name, *parts = tree[0], *(rewritten(part, rng) for part in tree[1:])
    same = [(name, *parts), ("sub", ("add", (name, *parts), "y"), "y"), *IDENTITIES[name](*parts)]
    return same[rng.integers(len(same))]


def negative(a):
    return ("sub", 0, a)


IDENTITIES = {
    "add": lambda a, b: [("add", b, a), ("sub", a, negative(b))],
    "sub": lambda a, b: [("add", a, negative(b)), negative(("sub", b, a))],
    "mul": lambda a, b: [("mul", b, a), ("sub", ("mul", ("add", a, 1), b), b)],
    "max": lambda a, b: [
        ("max", b, a),
        ("add", b, ("relu", ("sub", a, b))),
        ("half", ("add", ("add", a, b), ("abs", ("sub", a, b)))),
    ],
    "relu": lambda a: [("max", 0, a), ("half", ("add", a, ("abs", a)))],
    "abs": lambda a: [("abs", negative(a)), ("add", ("relu", a), ("relu", negative(a)))],
    "tanh": lambda a: [negative(("tanh", negative(a))), ("sub", ("mul", 2, ("sigmoid", ("add", a, a))), 1)],
    "sigmoid": lambda a: [("sub", 1, ("sigmoid", negative(a))), ("half", ("add", 1, ("tanh", ("half", a))))],
    "softplus": lambda a: [("add", a, ("softplus", negative(a)))],
    "half": lambda a: [("sub", a, ("half", a))],
}


def edited(tree, rng):
    """Return an expression with one place changed: another leaf, or another function."""
    if isinstance(tree, tuple) and rng.random() < 0.7:
        place = rng.integers(1, len(tree))
        return (*tree[:place], edited(tree[place], rng), *tree[place + 1 :])
    if not isinstance(tree, tuple):
        return ["x", "y", 0, 1, 2, -1][rng.integers(6)]
    names = ONE if tree[0] in ONE else TWO
    return (names[rng.integers(len(names))], *tree[1:])
