"""Gradient descent on a function."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpkit import gradient_descent


@given(
    rate=st.floats(0.001, 0.4),
    start=st.floats(-100, 100),
    steps=st.integers(0, 30),
)
def test_on_a_parabola_it_is_the_geometric_sequence(rate, start, steps):
    path = gradient_descent(lambda x: 10 * x, start, rate=rate, steps=steps)
    expected = start * (1 - 10 * rate) ** np.arange(steps + 1)
    np.testing.assert_allclose(path, expected, rtol=1e-10, atol=1e-300)


def test_on_a_quadratic_every_eigenvector_has_its_own_factor(rng):
    H = (root := rng.normal(size=(3, 3))) @ root.T
    values, vectors = np.linalg.eigh(H)
    rate, start = 1.5 / values[-1], rng.normal(size=3)
    path = gradient_descent(lambda x: H @ x, start, rate=rate, steps=7)
    assert path.shape == (8, 3)
    np.testing.assert_allclose(path[7] @ vectors, (1 - rate * values) ** 7 * (start @ vectors), rtol=1e-9)


def test_points_of_any_shape_and_no_steps(rng):
    start = rng.normal(size=(2, 3))
    np.testing.assert_array_equal(gradient_descent(np.sign, start, rate=1, steps=0), start[None])


def test_a_trace_that_runs_away_ends_with_its_last_finite_point():
    path = gradient_descent(lambda x: 10 * x, 1, rate=1e100, steps=9)
    assert len(path) == 4
    assert np.isfinite(path).all()


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"rate": 0}, ValueError, "rate is 0, expected a positive number and finite"),
        ({"rate": float("nan")}, ValueError, "rate is nan, expected a positive number"),
        ({"rate": "fast"}, ValueError, "rate is 'fast', expected a positive number"),
        ({"steps": -1}, ValueError, "steps is -1, expected a whole number from 0"),
        ({"steps": 2.5}, TypeError, "steps is 2.5, expected a whole number"),
        ({"start": [1, np.inf]}, ValueError, r"start is \[ 1. inf\], expected finite numbers"),
        ({"start": "here"}, TypeError, "start is the str 'here', expected a number"),
        ({"gradient": lambda x: [x, x]}, ValueError, r"gradient returned shape \(2,\), expected \(\)"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
def test_errors_name_the_argument(change, error, message):
    arguments = {"gradient": lambda x: 10 * x, "start": 1.0, "rate": 0.1, "steps": 3} | change
    with pytest.raises(error, match=f"gradient_descent: {message}"):
        gradient_descent(arguments.pop("gradient"), arguments.pop("start"), **arguments)
