"""What holds of cross-entropy for every batch: reductions, labels and soft targets, C2 to C4."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import mlpkit
from mlpkit.gradcheck import complex_step

N, K = 5, 3
seeds = st.integers(0, 2**32 - 1).map(np.random.default_rng)


def example(rng, scale=3):
    return rng.normal(size=(N, K)) * scale, rng.integers(K, size=N), rng.uniform(0, 2, size=(N, K))


@given(rng=seeds)
def test_mean_is_sum_over_n_and_sum_is_over_examples(rng):
    o, y, t = example(rng)
    for targets in (y, t):
        for f in (mlpkit.cross_entropy, mlpkit.cross_entropy_gradient):
            np.testing.assert_allclose(f(o, targets), f(o, targets, reduction="sum") / N, rtol=1e-15)
            np.testing.assert_array_equal(f(o, targets), f(o, targets, reduction="mean"))
        each = [mlpkit.cross_entropy(*pair) for pair in zip(o, targets, strict=True)]
        np.testing.assert_allclose(
            mlpkit.cross_entropy(o, targets, reduction="sum"), np.sum(each), rtol=1e-14
        )
        rows = [mlpkit.cross_entropy_gradient(*pair) for pair in zip(o, targets, strict=True)]
        np.testing.assert_allclose(
            mlpkit.cross_entropy_gradient(o, targets) * N, rows, rtol=1e-14, atol=1e-15
        )


@given(rng=seeds)
def test_one_hot_soft_targets_are_labels(rng):
    o, y, _ = example(rng)
    for f in (mlpkit.cross_entropy, mlpkit.cross_entropy_gradient):
        np.testing.assert_array_equal(f(o, np.eye(K)[y]), f(o, y))


@given(rng=seeds)
def test_c2_gradient_is_softmax_less_one_hot(rng):
    o, y, _ = example(rng)
    expected = (mlpkit.softmax(o) - np.eye(K)[y]) / N
    np.testing.assert_allclose(mlpkit.cross_entropy_gradient(o, y), expected, rtol=1e-14, atol=1e-17)


@given(rng=seeds)
def test_c3_gradient_is_the_chain_rule_through_the_whole_jacobian(rng):
    o, _, t = example(rng, scale=1)
    for row, weights in zip(o, t, strict=True):
        chain = mlpkit.softmax_jacobian(row).T @ (-weights / mlpkit.softmax(row))
        np.testing.assert_allclose(mlpkit.cross_entropy_gradient(row, weights), chain, rtol=1e-11, atol=1e-13)


@given(rng=seeds)
def test_c4_targets_that_do_not_sum_to_1(rng):
    o, _, t = example(rng)
    expected = mlpkit.softmax(o) * t.sum(axis=1, keepdims=True) - t
    np.testing.assert_allclose(
        mlpkit.cross_entropy_gradient(o, t, reduction="sum"), expected, rtol=1e-13, atol=1e-15
    )
    stepped = complex_step(lambda o: mlpkit.cross_entropy(o, t, reduction="sum"), o)
    np.testing.assert_allclose(stepped, expected, rtol=1e-12, atol=1e-14)
    normal = t / t.sum(axis=1, keepdims=True)
    simple = mlpkit.softmax(o) - normal
    np.testing.assert_allclose(mlpkit.cross_entropy_gradient(o, normal) * N, simple, rtol=1e-12, atol=1e-15)


@given(rng=seeds)
def test_gradient_rows_sum_to_0_for_labels_and_for_any_weights(rng):
    o, y, t = example(rng)
    for targets in (y, t):
        np.testing.assert_allclose(mlpkit.cross_entropy_gradient(o, targets).sum(axis=1), 0, atol=2e-15)


@given(rng=seeds)
def test_loss_is_linear_in_the_targets_and_blind_to_a_shift(rng):
    o, _, t = example(rng)
    loss = mlpkit.cross_entropy(o, t)
    np.testing.assert_allclose(mlpkit.cross_entropy(o, 3 * t), 3 * loss, rtol=1e-14)
    np.testing.assert_allclose(mlpkit.cross_entropy(o + rng.normal(size=(N, 1)) * 9, t), loss, rtol=1e-13)
    stepped = complex_step(lambda t: mlpkit.cross_entropy(o, t), t)
    np.testing.assert_allclose(stepped, -mlpkit.log_softmax(o) / N, rtol=1e-14)
