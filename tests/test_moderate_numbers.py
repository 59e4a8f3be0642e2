"""Numbers of moderate size take a shorter way: it is the same function, and no digit is the price."""

import sys
import warnings
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mlpkit
from mlpkit.arrays import moderate
from tests import reference

SOFTMAX = sys.modules["mlpkit.softmax"]  # mlpkit.softmax is the function
EDGE = 0.4 * np.log(np.finfo(float).max)
SHORT = {
    "softmax": SOFTMAX._normalised_exponentials,
    "log_softmax": SOFTMAX._log_normalised_exponentials,
}


@pytest.mark.parametrize("n", [1, 2])
@pytest.mark.parametrize("name", SHORT)
def test_both_ways_are_one_function_of_symbols(name, n, monkeypatch):
    symbolic, proof = pytest.importorskip("mlpkit.symbolic"), pytest.importorskip("mlpkit.proof")
    monkeypatch.setattr(
        SOFTMAX, "every", bool
    )  # one row has one condition, and the proof looks at both sides
    short = partial(SHORT[name], axis=-1, xp=symbolic)
    assert proof.prove_equal(short, getattr(mlpkit, name), x=(n,)).kind == "proved at shape"


@pytest.mark.parametrize(
    ("short", "name"),
    [(lambda x: 1 / (1 + np.exp(-x)), "sigmoid"), (lambda x: np.log1p(np.exp(x)), "softplus")],
    ids=["sigmoid", "softplus"],
)
def test_both_ways_are_one_function_of_one_symbol(short, name):
    proof = pytest.importorskip("mlpkit.proof")
    assert proof.prove_equal(short, getattr(mlpkit, name), x=()).kind == "proved"


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.longdouble])
def test_at_the_edge_no_exponential_sum_or_quotient_leaves_the_range(dtype):
    edge = dtype(0.4 * np.log(np.finfo(dtype).max))
    x = np.full(10_000, edge * dtype(0.999))
    x[::2] *= -1
    assert moderate(x)
    with np.errstate(all="raise"):
        assert (mlpkit.softmax(x) >= np.finfo(dtype).smallest_normal).all()
        assert np.isfinite(mlpkit.log_softmax(x)).all()
        assert np.isfinite(mlpkit.logsumexp(x))
        assert (mlpkit.sigmoid(x) > 0).all()
        assert (mlpkit.softplus(x) > 0).all()


@pytest.mark.parametrize(
    "x",
    [[EDGE + 1], [-EDGE - 1], [np.nan], [np.inf, 0], [-np.inf, 0], [], [1j], np.array([1], dtype=object)],
    ids=repr,
)
def test_what_is_not_moderate(x):
    assert not moderate(np.asarray(x))


def test_arrays_of_other_libraries_are_not_looked_at():
    torch = pytest.importorskip("torch")
    assert not moderate(torch.zeros(3))


@given(x=st.lists(st.floats(-1.1 * EDGE, 1.1 * EDGE), min_size=1, max_size=12))
def test_accurate_on_both_sides_of_the_edge(x):
    for name, tolerance in {"softmax": 5, "log_softmax": 4, "sigmoid": 4, "softplus": 4}.items():
        exact = getattr(reference, name)
        wanted = [exact(v) for v in x] if name in ("sigmoid", "softplus") else exact(x)
        for value, number in zip(getattr(mlpkit, name)(x), wanted, strict=True):
            assert reference.ulps(value, number) <= tolerance, name


@pytest.mark.parametrize("gap", [0.5, 0.69, 0.7, 1, 30, 60, 500])
def test_a_small_rest_is_not_lost_beside_the_largest_entry(gap):
    x = [EDGE / 2, EDGE / 2 - gap, -EDGE / 2]
    for value, exact in zip(mlpkit.log_softmax(x), reference.log_softmax(x), strict=True):
        assert reference.ulps(value, exact) <= 4


def test_no_warning_on_either_side(rng):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for scale in (1, 1e3, 1e300):
            x = rng.normal(size=(4, 5)) * scale
            mlpkit.softmax(x), mlpkit.log_softmax(x), mlpkit.logsumexp(x)
            mlpkit.sigmoid(x), mlpkit.softplus(x)
