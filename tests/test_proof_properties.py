"""Whatever the expression: a true identity is never refuted, and a false one never proved."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mlpkit.proof import NotEstablished, Refuted, check_equal, prove_equal
from tests.expressions import code, edited, rewritten, trees, value

seeds = st.integers(0, 2**32 - 1).map(np.random.default_rng)
POINTS = [(Fraction(p, 7), Fraction(q, 11)) for p in (-23, -5, 3, 19) for q in (-37, -2, 6, 41)]
XY = {"x": (), "y": ()}


@given(tree=trees, rng=seeds)
@settings(max_examples=60)
def test_a_true_identity_is_never_refuted(tree, rng):
    other = rewritten(tree, rng)
    assert all(abs(value(tree, *point) - value(other, *point)) < 1e-50 for point in POINTS)
    try:
        verdict = prove_equal(code(tree), code(other), **XY)
    except NotEstablished:
        return
    assert verdict.kind in ("proved", "proved at shape")


@given(tree=trees, rng=seeds)
@settings(max_examples=100)
def test_a_false_identity_is_never_proved(tree, rng):
    other = edited(tree, rng)
    assume(any(abs(value(tree, *point) - value(other, *point)) > 1e-40 for point in POINTS))
    try:
        verdict = prove_equal(code(tree), code(rewritten(other, rng)), **XY)
    except (Refuted, NotEstablished):
        return
    assert verdict.kind != "proved"
    assert "not entered, and nothing is said there" in str(verdict)


@given(tree=trees, rng=seeds)
@settings(max_examples=30)
def test_a_counterexample_is_one(tree, rng):
    other = edited(tree, rng)
    try:
        prove_equal(code(tree), code(other), **XY)
    except Refuted as refutation:
        found = refutation.counterexample
        point = [Fraction(text.replace("−", "-")) for text in found.point.values()]
        left, right = value(tree, *point), value(other, *point)
        assert abs(left - right) > 0
        for shown, exact in ((found.left, left), (found.right, right)):
            assert abs(float(shown.replace("−", "-")) - exact) <= 1e-9 * max(1, abs(exact))
    except NotEstablished:
        pass


@given(tree=trees, rng=seeds)
@settings(max_examples=30)
def test_a_check_agrees(tree, rng):
    verdict = check_equal(code(tree), code(rewritten(tree, rng)), points=3, **XY)
    assert verdict.kind == "checked"


@pytest.mark.parametrize("edit", [1e-6, 1e-12, Fraction(1, 10**30)], ids=str)
def test_a_small_coefficient_is_not_lost(edit):
    with pytest.raises(Refuted):
        prove_equal(lambda x: x + edit * x, lambda x: x, x=())
