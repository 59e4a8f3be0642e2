"""The gradients against autodiff of our own functions by JAX and by PyTorch, whose rules we did not write."""

from functools import partial

import numpy as np
import pytest

import mlpkit
from tests.comparison import GRADIENTS, WORLDS, assert_same_gradient, jax_world, torch_world

INF = np.inf
AUTODIFF = [world for world in WORLDS if world.values[0] in (jax_world, torch_world)]


@pytest.mark.parametrize("world", AUTODIFF)
@pytest.mark.parametrize("name", GRADIENTS)
def test_agrees(name, world, rng):
    assert_same_gradient(*GRADIENTS[name], rng, world)


@pytest.mark.parametrize("world", AUTODIFF)
@pytest.mark.parametrize("axis", [0, 1, 2, -2])
def test_softmax_and_logsumexp_along_any_axis(axis, world, rng):
    x = rng.normal(size=(2, 5, 3)) * 4
    softmax, logsumexp = partial(mlpkit.softmax, axis=axis), partial(mlpkit.logsumexp, axis=axis)
    assert_same_gradient(softmax, partial(mlpkit.softmax_vjp, axis=axis), x, rng, world)
    slot = (*[slice(None)] * (axis % 3), None)
    assert_same_gradient(logsumexp, lambda x, g: g[slot] * softmax(x), x, rng, world)


@pytest.mark.parametrize("world", AUTODIFF)
@pytest.mark.parametrize(
    "x",
    [[[-INF, 1, 0], [2, -INF, 2]], [[-INF, -INF, 0], [1, 1, -INF]], [[INF, 1, -INF], [0, 0, 1]]],
    ids=["one -inf", "two -inf", "+inf"],
)
@pytest.mark.parametrize("name", ["softmax_vjp", "softmax"])
def test_infinite_entries(name, x, world, rng):
    function, vjp, _ = GRADIENTS[name]
    assert_same_gradient(function, vjp, np.array(x, dtype=float), rng, world)


@pytest.mark.parametrize("world", AUTODIFF)
@pytest.mark.parametrize(
    "targets", [[1, 2], [[0, 0.3, 0.4], [0.2, 0, 2]]], ids=["labels", "soft targets that are 0 there"]
)
def test_cross_entropy_where_classes_are_impossible(targets, world, rng):
    x = np.array([[-INF, 1, 0], [2, -INF, 2]])
    assert_same_gradient(
        lambda x: mlpkit.cross_entropy(x, targets),
        lambda x, g: g * mlpkit.cross_entropy_gradient(x, targets),
        x,
        rng,
        world,
    )


@pytest.mark.parametrize("soft", [False, True], ids=["labels", "soft targets"])
@pytest.mark.parametrize("reduction", ["mean", "sum"])
class TestJax:
    """One function, traced, differentiated and mapped."""

    @pytest.fixture(autouse=True)
    def double(self):
        with pytest.importorskip("jax").enable_x64(True):
            yield

    @pytest.fixture
    def example(self, soft, rng):
        import jax.numpy as jnp

        targets = rng.uniform(size=(5, 3)) if soft else rng.integers(3, size=5)
        return jnp.asarray(rng.normal(size=(5, 3))), jnp.asarray(targets)

    def test_jit_and_grad(self, example, reduction):
        import jax

        def loss(logits, targets):
            return mlpkit.cross_entropy(logits, targets, reduction=reduction)

        claimed = mlpkit.cross_entropy_gradient(*example, reduction=reduction)
        np.testing.assert_allclose(jax.jit(jax.grad(loss))(*example), claimed, rtol=1e-12, atol=1e-14)
        np.testing.assert_allclose(jax.jit(loss)(*example), loss(*example), rtol=1e-14)

    def test_vmap_over_examples_is_the_batch(self, example, reduction):
        import jax

        rows = jax.vmap(mlpkit.cross_entropy_gradient)(*example)
        whole = mlpkit.cross_entropy_gradient(*example, reduction=reduction)
        np.testing.assert_allclose(rows / (5 if reduction == "mean" else 1), whole, rtol=1e-14, atol=1e-16)

    def test_vmap_of_the_loss(self, example, reduction):
        import jax

        each = jax.vmap(lambda o, t: mlpkit.cross_entropy(o, t, reduction=reduction))(*example)
        whole = mlpkit.cross_entropy(*example, reduction=reduction)
        np.testing.assert_allclose(getattr(np, reduction)(each), whole, rtol=1e-14)


@pytest.mark.parametrize("t", [[0.0, 0.5, 2.0], [0.0, 0.0, 1.0], [0.0, 0.0, 0.0]], ids=str)
def test_derivative_by_the_targets_is_minus_log_softmax_where_they_are_0_too(t, rng):
    jax = pytest.importorskip("jax")
    with jax.enable_x64(True):
        o = jax.numpy.asarray(rng.normal(size=3))
        found = jax.grad(lambda t: mlpkit.cross_entropy(o, t))(jax.numpy.asarray(t))
        np.testing.assert_allclose(found, -mlpkit.log_softmax(o), rtol=1e-14)


def test_jax_hessian_of_logsumexp_is_the_jacobian_of_softmax(rng):
    jax = pytest.importorskip("jax")
    with jax.enable_x64(True):
        x = jax.numpy.asarray(rng.normal(size=5) * 3)
        jacobian = mlpkit.softmax_jacobian(x)
        for found in (jax.jacrev(jax.grad(mlpkit.logsumexp))(x), jax.jacfwd(mlpkit.softmax)(x)):
            np.testing.assert_allclose(found, jacobian, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("targets", [[2, 0], np.array([2, 0])], ids=["list", "numpy array"])
def test_torch_takes_targets_from_python_and_numpy(targets, rng):
    torch = pytest.importorskip("torch")
    logits = torch.tensor(rng.normal(size=(2, 3)), requires_grad=True)
    loss = mlpkit.cross_entropy(logits, targets)
    torch.testing.assert_close(loss, torch.nn.functional.cross_entropy(logits, torch.tensor(targets)))
    loss.backward()
    claimed = mlpkit.cross_entropy_gradient(logits.detach(), targets)
    torch.testing.assert_close(logits.grad, claimed, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("library", ["jax", "torch"])
@pytest.mark.parametrize("function", ["softmax", "log_softmax", "logsumexp", "sigmoid", "softplus"])
def test_same_numbers_in_every_world(function, library, rng):
    xp = pytest.importorskip({"jax": "jax.numpy", "torch": "torch"}[library])
    x = (rng.normal(size=(3, 5)) * 100).astype(np.float32)
    ours = getattr(mlpkit, function)(xp.asarray(x))
    np.testing.assert_allclose(np.asarray(ours), getattr(mlpkit, function)(x), rtol=1e-5, atol=1e-30)
    assert np.asarray(ours).dtype == np.float32
