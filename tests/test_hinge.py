"""Hinge losses: values by a plain loop, gradients by JAX, kinks, proofs, errors."""

import numpy as np
import pytest

import mlpkit
from mlpkit.proof import prove_gradient

MARGINS = {"softmax_hinge": 0.3, "weston_watkins": 1.0, "crammer_singer": 1.0}
every_loss = pytest.mark.parametrize("name", MARGINS)


def loss_of(name):
    return getattr(mlpkit, name), getattr(mlpkit, f"{name}_gradient")


def plain(name, row, y, margin):
    """Return the loss of one example, by the definition."""
    values = np.exp(row) / np.exp(row).sum() if name == "softmax_hinge" else row
    terms = [max(0, values[k] - values[y] + margin) for k in range(len(row)) if k != y]
    return max(terms) if name == "crammer_singer" else sum(terms)


@every_loss
@pytest.mark.parametrize("K", [2, 3, 5])
@pytest.mark.parametrize("margin", [0, 0.3, 1, 2.5])
def test_values_by_the_definition(name, K, margin, rng):
    o, y = rng.normal(size=(7, K)), rng.integers(K, size=7)
    expected = [plain(name, row, label, margin) for row, label in zip(o, y, strict=True)]
    np.testing.assert_allclose(loss_of(name)[0](o, y, margin=margin), np.mean(expected), rtol=1e-13)
    np.testing.assert_allclose(
        loss_of(name)[0](o, y, margin=margin, reduction="sum"), np.sum(expected), rtol=1e-13
    )
    np.testing.assert_allclose(loss_of(name)[0](o[0], y[0], margin=margin), expected[0], rtol=1e-13)


@every_loss
@pytest.mark.parametrize("margin", [0, 0.3, 1, 2.5])
def test_gradients_by_jax_at_a_thousand_points(name, margin):
    jax = pytest.importorskip("jax")
    rng = np.random.default_rng(3)
    loss, gradient = loss_of(name)
    with jax.enable_x64(True):
        for K in (2, 3, 5, 10):
            o, y = rng.normal(size=(250, K)) * 2, rng.integers(K, size=250)
            found = jax.grad(lambda o, y=y: loss(o, y, margin=margin, reduction="sum"))(jax.numpy.asarray(o))
            np.testing.assert_allclose(
                gradient(o, y, margin=margin, reduction="sum"), found, rtol=1e-11, atol=1e-14
            )


@every_loss
@pytest.mark.parametrize("K", [2, 3])
def test_gradients_are_proved(name, K):
    loss, gradient = loss_of(name)
    verdict = prove_gradient(
        lambda o: loss(o, [1], margin=MARGINS[name]),
        lambda o: gradient(o, [1], margin=MARGINS[name]),
        o=(1, K),
    )
    assert verdict.kind == "proved at shape"


def test_c7_entry_by_entry(rng):
    o, y, m = rng.normal(size=4), 2, 0.2
    p = mlpkit.softmax(o)
    by_formula = [
        sum(p[j] * ((k == j) - (y == j) - p[k] + p[y]) * (p[k] - p[y] + m > 0) for k in range(4) if k != y)
        for j in range(4)
    ]
    np.testing.assert_allclose(mlpkit.softmax_hinge_gradient(o, y, margin=m), by_formula, rtol=1e-13)


@pytest.mark.parametrize("name", ["weston_watkins", "crammer_singer"])
def test_at_the_kink_the_inactive_side_is_taken(name):
    # Class 0 is behind by exactly the margin.
    gradient = loss_of(name)[1]
    np.testing.assert_array_equal(gradient([0, 1, -3], 1, margin=1), [0, 0, 0])
    np.testing.assert_array_equal(gradient([0, np.nextafter(1, 0), -3], 1, margin=1), [1, -1, 0])


def test_at_the_kink_of_probabilities_too():
    # p = (¼, ¾) exactly enough: p_0 − p_1 + ½ = 0 with logits 0 and log 3 up to rounding; ½ and ½ are exact.
    np.testing.assert_array_equal(mlpkit.softmax_hinge_gradient([0, 0], 1, margin=0), [0, 0])
    assert np.any(mlpkit.softmax_hinge_gradient([0, -1e-9], 1, margin=0) != 0)


def test_classes_that_tie_for_the_closest_share():
    gradient = mlpkit.crammer_singer_gradient([2, 2, 2, 0], 1)
    np.testing.assert_array_equal(gradient, [0.5, -1, 0.5, 0])
    # A subgradient: the loss lies above the plane it gives, wherever one goes.
    rng = np.random.default_rng(0)
    at = np.array([2.0, 2, 2, 0])
    for step in rng.normal(size=(200, 4)):
        rise = mlpkit.crammer_singer(at + step, 1) - mlpkit.crammer_singer(at, 1)
        assert rise >= gradient @ step - 1e-12


@every_loss
def test_all_right_and_all_wrong(name):
    loss, gradient = loss_of(name)
    far = 40 * np.eye(3)
    right, wrong = [0, 1, 2], [1, 2, 0]
    assert loss(far, right, margin=0.5) == 0
    np.testing.assert_array_equal(gradient(far, right, margin=0.5), np.zeros((3, 3)))
    assert loss(far, wrong, margin=0.5) > 0
    size = np.abs(gradient(far, wrong, margin=0.5)).max()
    # The confident mistake: softmax passes nothing back, scores do.
    assert (size < 1e-15) if name == "softmax_hinge" else (size >= 1 / 3)


def test_a_margin_that_no_prediction_can_meet():
    far = 40 * np.eye(3)
    np.testing.assert_allclose(mlpkit.softmax_hinge(far, [0, 1, 2], margin=1.5), 2 * 0.5)
    assert mlpkit.softmax_hinge(np.eye(3), [0, 1, 2], margin=1) > 0


@every_loss
def test_large_logits_stay_finite(name):
    loss, gradient = loss_of(name)
    for o in ([1e4, -1e4, 0], [-1e4, 1e4, 0]):
        assert np.isfinite(loss(o, 1, margin=0.5))
        assert np.all(np.isfinite(gradient(o, 1, margin=0.5)))


@every_loss
def test_float32_in_float32_out(name, rng):
    loss, gradient = loss_of(name)
    o, y = rng.normal(size=(4, 3)).astype(np.float32), [0, 2, 1, 1]
    assert loss(o, y, margin=0.5).dtype == gradient(o, y, margin=0.5).dtype == np.float32
    np.testing.assert_allclose(
        gradient(o, y, margin=0.5), gradient(o.astype(float), y, margin=0.5), rtol=1e-5, atol=1e-7
    )


@pytest.mark.parametrize("name", [*MARGINS, *(f"{name}_gradient" for name in MARGINS)])
@pytest.mark.parametrize(
    ("o", "y", "options", "error", "message"),
    [
        (
            [[1, 2]],
            [2],
            {},
            ValueError,
            "targets hold the label 2 at position 0, expected class labels",
        ),
        (
            [[1, 2]],
            [0, 1],
            {},
            ValueError,
            r"labels have shape \(2,\), expected \(1,\), since \w+ have",
        ),
        ([[1, 2]], [0.5], {}, TypeError, "expected integers from 0 to 1"),
        ([[1, 2]], [0], {"margin": -1}, ValueError, "margin is -1, expected a finite number ≥ 0"),
        ([[1, 2]], [0], {"margin": np.inf}, ValueError, "margin is inf, expected a finite number ≥ 0"),
        ([[1, 2]], [0], {"margin": "1"}, ValueError, "margin is '1', expected a finite number ≥ 0"),
        ([[1, 2]], [0], {"reduction": "none"}, ValueError, "reduction is 'none'"),
        (
            np.ones((0, 2)),
            np.ones(0, int),
            {},
            ValueError,
            r"have shape \(0, 2\), expected \(K,\) or",
        ),
        (1.0, 0, {}, ValueError, r"have shape \(\), expected \(K,\) or \(N, K\)"),
        ("ab", 0, {}, TypeError, "is the str 'ab'"),
    ],
    ids=[
        "no class",
        "long",
        "float",
        "negative",
        "infinite",
        "text",
        "reduction",
        "empty",
        "a number",
        "a string",
    ],
)
def test_what_does_not_fit(name, o, y, options, error, message):
    with pytest.raises(error, match=f"^{name}: .*{message}"):
        getattr(mlpkit, name)(o, y, **{"margin": 0.5} | options)
