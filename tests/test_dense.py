"""A dense layer and its gradients: values, worlds, proofs, errors, and the slips that must fail."""

import numpy as np
import pytest

from mlpkit import dense, dense_gradients
from mlpkit.gradcheck import complex_step
from mlpkit.proof import prove_gradient
from mlpkit.verdict import Refuted

N, D, H = 4, 3, 5


def layer(rng, dtype=float):
    return [rng.normal(size=shape).astype(dtype) for shape in ((N, D), (H, D), (H,), (N, H))]


def test_every_entry_of_the_output(rng):
    Z, W, b, _ = layer(rng)
    S = dense(Z, W, b)
    for n, i in np.ndindex(N, H):
        np.testing.assert_allclose(S[n, i], sum(W[i, j] * Z[n, j] for j in range(D)) + b[i], rtol=1e-14)


def test_gradients_by_the_complex_step(rng):
    Z, W, b, G = layer(rng)
    found = dense_gradients(G, Z, W)
    for name, function, at in [
        ("Z", lambda z: np.sum(G * dense(z, W, b)), Z),
        ("W", lambda w: np.sum(G * dense(Z, w, b)), W),
        ("b", lambda c: np.sum(G * dense(Z, W, c)), b),
    ]:
        np.testing.assert_allclose(getattr(found, name), complex_step(function, at), rtol=1e-13)


SHAPES = {"G": (2, 4), "Z": (2, 3), "W": (4, 3), "b": (4,)}


def loss(G, Z, W, b):
    return np.sum(G * dense(Z, W, b))


def test_the_gradients_are_proved():
    verdict = prove_gradient(loss, lambda G, Z, W, b: dense_gradients(G, Z, W), wrt=("Z", "W", "b"), **SHAPES)
    assert verdict.kind == "proved at shape"


MUTANTS = {
    "sign": lambda G, Z, W: (-(G @ W), G.T @ Z, G.sum(axis=0)),
    "bias mean": lambda G, Z, W: (G @ W, G.T @ Z, G.mean(axis=0)),
    "first example for the bias": lambda G, Z, W: (G @ W, G.T @ Z, G[0]),
    "weights of one example": lambda G, Z, W: (G @ W, G[:1].T @ Z[:1], G.sum(axis=0)),
    "weights over N": lambda G, Z, W: (G @ W, G.T @ Z / 2, G.sum(axis=0)),
    "upstream lost": lambda G, Z, W: (G @ W, (0 * G + 1).T @ Z, G.sum(axis=0)),
    "input for the weights": lambda G, Z, W: (G @ (0 * W + 1), G.T @ Z, G.sum(axis=0)),
}


@pytest.mark.parametrize("slip", MUTANTS)
def test_wrong_gradients_are_refuted(slip):
    with pytest.raises(Refuted):
        prove_gradient(loss, lambda G, Z, W, b: MUTANTS[slip](G, Z, W), wrt=("Z", "W", "b"), **SHAPES)


def test_precision_is_that_of_the_parameters(rng):
    Z, W, b, G = layer(rng, np.float32)
    assert dense(Z.astype(float), W, b).dtype == np.float32
    assert {g.dtype for g in dense_gradients(G, Z.tolist(), W)} == {np.dtype(np.float32)}


@pytest.mark.parametrize(
    ("shapes", "message"),
    [
        (((4, 2), (3, 5), (3,)), "dense: W has shape (3, 5), expected (out, in) with in = 2"),
        (((4,), (3, 5), (3,)), "dense: Z has shape (4,), expected (N, in)"),
        (((4, 5), (3, 5), (2,)), "dense: b has shape (2,), expected (out,) with out = 3"),
        (((4, 5), (3, 5), (3, 1)), "dense: b has shape (3, 1), expected (out,) with out = 3"),
        (((4, 5), (15,), (3,)), "dense: W has shape (15,), expected (out, in) with in = 5"),
    ],
    ids=str,
)
def test_shapes_that_do_not_fit(shapes, message):
    with pytest.raises(ValueError) as error:
        dense(*map(np.zeros, shapes))
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("shapes", "message"),
    [
        (((4, 3), (5, 2), (3, 2)), "Z has shape (5, 2), expected (N, in) with N = 4"),
        (((4, 3), (4, 2), (2, 3)), "W has shape (2, 3), expected (out, in) with out = 3, in = 2"),
        (((3,), (4, 2), (3, 2)), "delta has shape (3,), expected (N, out)"),
    ],
    ids=str,
)
def test_shapes_of_gradients_that_do_not_fit(shapes, message):
    with pytest.raises(ValueError) as error:
        dense_gradients(*map(np.zeros, shapes))
    assert str(error.value) == f"dense_gradients: {message}"
