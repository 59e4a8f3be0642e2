"""Binary cross-entropy: values, limits, the two-class softmax, proofs, errors."""

import mpmath
import numpy as np
import pytest

from mlpkit import binary_cross_entropy, binary_cross_entropy_gradient, cross_entropy, cross_entropy_gradient
from mlpkit.proof import prove_gradient
from mlpkit.verdict import Refuted
from tests import reference

INF = np.inf
both = pytest.mark.parametrize("function", [binary_cross_entropy, binary_cross_entropy_gradient])


def exact(z, t):
    z, t = mpmath.mpf(float(z)), mpmath.mpf(float(t))
    return t * mpmath.log1p(mpmath.exp(-z)) + (1 - t) * mpmath.log1p(mpmath.exp(z))


@pytest.mark.parametrize("t", [0, 1, 0.25, 1e-9])
def test_values_keep_their_digits(t, rng):
    with mpmath.workdps(400):
        for z in [*rng.normal(size=40) * 30, 0.0, 40.0, -40.0, 700.0, -700.0, 1e4, -1e4]:
            assert reference.ulps(binary_cross_entropy(z, t), exact(z, t)) <= 4
            slope = 1 / (1 + mpmath.exp(-mpmath.mpf(z))) - mpmath.mpf(t)
            if t in (0, 1):  # in between σ(z) − t passes through 0, where digits cancel
                assert reference.ulps(binary_cross_entropy_gradient(z, t), slope) <= 4


@pytest.mark.parametrize(
    ("z", "t", "loss", "gradient"),
    [
        (INF, 1, 0, 0),
        (INF, 0, INF, 1),
        (-INF, 0, 0, 0),
        (-INF, 1, INF, -1),
        (INF, 0.5, INF, 0.5),
        (0, 0.5, np.log(2), 0),
    ],
    ids=str,
)
def test_limits(z, t, loss, gradient):
    np.testing.assert_allclose(binary_cross_entropy(z, t), loss, rtol=1e-15)
    assert not np.signbit(binary_cross_entropy(z, t))
    np.testing.assert_allclose(binary_cross_entropy_gradient(z, t), gradient, rtol=1e-15)


def test_nan_gives_nan():
    assert np.isnan(binary_cross_entropy([np.nan, 1], [0.5, 0]))
    assert np.isnan(binary_cross_entropy_gradient([np.nan, 1], [0.5, 0])).tolist() == [True, False]


def test_it_is_the_softmax_of_two_classes(rng):
    logits, labels = rng.normal(size=(6, 2)) * 3, rng.integers(2, size=6)
    z = logits[:, 1] - logits[:, 0]
    np.testing.assert_allclose(binary_cross_entropy(z, labels), cross_entropy(logits, labels), rtol=1e-14)
    of_softmax = cross_entropy_gradient(logits, labels)
    np.testing.assert_allclose(binary_cross_entropy_gradient(z, labels), of_softmax[:, 1], rtol=1e-13)


@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_the_gradient_is_proved(reduction):
    t = np.array([0, 0.25, 1])
    assert prove_gradient(
        lambda z: binary_cross_entropy(z, t, reduction=reduction),
        lambda z: binary_cross_entropy_gradient(z, t, reduction=reduction),
        z=(3,),
    )
    assert prove_gradient(
        binary_cross_entropy,
        binary_cross_entropy_gradient,
        given={"0 < t < 1": lambda z, t: (t > 0) & (t < 1)},
        z=(),
        t=(),
    )


def test_the_loss_of_one_class_alone_is_refuted():
    from mlpkit import log_sigmoid

    with pytest.raises(Refuted):
        prove_gradient(
            lambda z: -0.25 * log_sigmoid(z), lambda z: binary_cross_entropy_gradient(z, 0.25), z=()
        )


@both
def test_float32_and_what_a_person_types(function):
    assert function(np.float32([1, 2]), [0, 1]).dtype == np.float32
    np.testing.assert_array_equal(
        function([1, 2], [True, False]), function(np.array([1.0, 2.0]), np.array([1.0, 0]))
    )


@both
@pytest.mark.parametrize(
    ("z", "t", "message"),
    [
        ([1, 2], [0], r"targets have shape \(1,\), expected \(2,\), that of logits"),
        ([1, 2], 0, r"targets have shape \(\), expected \(2,\)"),
        ([1, 2], [0, 1.5], "targets are not all numbers from 0 to 1"),
        ([1, 2], [-1, 1], "targets are not all numbers from 0 to 1"),
        ([1, 2], [np.nan, 1], "targets are not all numbers from 0 to 1"),
        (np.ones((0, 2)), np.ones((0, 2)), r"logits have shape \(0, 2\), expected one example"),
    ],
    ids=["short", "number", "1.5", "minus 1", "nan", "empty"],
)
def test_what_does_not_fit(function, z, t, message):
    with pytest.raises(ValueError, match=f"^{function.__name__}: {message}"):
        function(z, t)


@both
def test_a_wrong_reduction(function):
    with pytest.raises(ValueError, match="reduction is 'none', expected"):
        function([1], [1], reduction="none")
