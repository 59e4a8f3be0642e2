"""Random chains and random edits: truth is never refuted, and what differs is never accepted."""

import ast
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlpkit.derivation import DerivationError
from mlpkit.derivation.hints import repairs
from mlpkit.derivation.language import parse
from mlpkit.verdict import NotEstablished
from tests.derivation_chains import Loops, names

few = settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
ATOMS = [
    "p",
    "q",
    "2",
    "x[i]",
    "t[i]",
    "sum(x[k]*t[k], k)",
    "sum(exp(x[k]), k)",
    "sum(Q[i, k]*x[k], k)",
    "delta(i, j)",
]
FUNCTIONS = ["tanh", "sigma", "softplus", "relu", "abs", "sign"]


def bracketed(operator):
    return lambda parts: f"({parts[0]} {operator} {parts[1]})"


def larger(parts):
    pair = st.tuples(parts, parts)
    return st.one_of(
        *(pair.map(bracketed(operator)) for operator in "+-*"),
        st.tuples(st.sampled_from(FUNCTIONS), parts).map(lambda call: f"{call[0]}({call[1]})"),
    )


lines = st.recursive(st.sampled_from(ATOMS), larger, max_leaves=3)
REWRITES = {  # each gives an equal line, whatever the parts are
    "commute": lambda e, f: (f"({e}) * ({f})", f"({f}) * ({e})"),
    "distribute": lambda e, f: (f"({e}) * (({f}) + p)", f"({e})*({f}) + ({e})*p"),
    "square": lambda e, f: (f"(({e}) + ({f}))**2", f"({e})**2 + 2*({e})*({f}) + ({f})**2"),
    "exponential": lambda e, f: (f"exp(({e}) - ({f}))", f"exp({e})/exp({f})"),
    "logistic": lambda e, f: (f"sigma({e}) - ({f})", f"1 - sigma(-({e})) - ({f})"),
    "hyperbolic": lambda e, f: (f"tanh({e}) + ({f})", f"2*sigma(2*({e})) - 1 + ({f})"),
    "rectifier": lambda e, f: (f"relu({e}) - relu(-({e})) + ({f})", f"({e}) + ({f})"),
    "absolute": lambda e, f: (f"abs({e})*({f})", f"({e})*sign({e})*({f})"),
    "sum of sums": lambda e, f: (f"sum(({e}) + ({f})*x[l], l)", f"n*({e}) + ({f})*sum(x[k], k)"),
    "delta": lambda e, f: (f"sum(delta(l, i)*({e})*x[l], l) + ({f})", f"({e})*x[i] + ({f})"),
}


def decided(start, line):
    """Return the verdict on a line: proved, refuted or open."""
    try:
        names().start(start).eq(line, "a reason")
    except DerivationError:
        return "refuted"
    except NotEstablished:
        return "open"
    return "proved"


@pytest.mark.parametrize("name", REWRITES)
@few
@given(lines, lines)
def test_what_is_true_is_never_refuted(name, e, f):
    assert decided(*REWRITES[name](e, f)) in ("proved", "open")


def test_most_of_what_is_true_is_proved():
    parts = [("x[i]*p", "sum(exp(x[k]), k)"), ("exp(q)", "t[i]"), ("p - q", "delta(i, j)")]
    verdicts = [decided(*rewrite(e, f)) for rewrite in REWRITES.values() for e, f in parts]
    assert verdicts.count("proved") == len(verdicts)


def values(line, scope, numbers):
    """Return the value of a line at every i and j, at sizes and numbers drawn at random."""
    sizes = {"n": 3, "m": 2, "N": 4}
    draw = lambda *shape: draw_array(numbers, shape)  # noqa: E731
    arrays = {name: draw(*(sizes[d] for d in shape)) for name, shape in scope.symbols.items()}
    loops = Loops(sizes, scope.indices, arrays)
    tree = parse(line, scope)
    return [loops(tree, i=i, j=j) for i in (1, 2, 3) for j in (1, 2, 3)]


def draw_array(numbers, shape):
    if not shape:
        return numbers.uniform(-2, 2)
    return [draw_array(numbers, shape[1:]) for _ in range(shape[0])]


@few
@given(lines, lines, st.integers(0, 10**6), st.sampled_from(list(REWRITES)))
def test_an_edit_that_changes_the_value_is_never_accepted(e, f, seed, name):
    scope = names().scope
    start, line = REWRITES[name](e, f)
    edits = [
        ast.unparse(ast.fix_missing_locations(edited)) for _, edited in repairs(parse(line, scope), scope)
    ]
    numbers = random.Random(seed)
    for edited in numbers.sample(edits, min(2, len(edits))):
        try:
            pairs = zip(
                values(start, scope, random.Random(seed)),
                values(edited, scope, random.Random(seed)),
                strict=True,
            )
            differs = any(abs(a - b) > 1e-6 * (1 + abs(a) + abs(b)) for a, b in pairs)
        except (ValueError, ArithmeticError, NotImplementedError, KeyError):
            continue  # an edit that makes no sense
        if differs:
            assert decided(start, edited) != "proved"


@few
@given(lines, lines, st.integers(0, 10**6), st.sampled_from(list(REWRITES)))
def test_what_the_rewrites_keep_is_the_value(e, f, seed, name):
    scope = names().scope
    left, right = (values(side, scope, random.Random(seed)) for side in REWRITES[name](e, f))
    assert left == pytest.approx(right, rel=1e-6, abs=1e-6)
