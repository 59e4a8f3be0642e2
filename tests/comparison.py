"""One comparison for every gradient, true or wrong: what is claimed against what differentiating finds."""

import numpy as np
import pytest

import mlpkit
from mlpkit.gradcheck import complex_step


def numpy_world(function, vjp, x, g):
    return vjp(x, g), complex_step(lambda z: np.sum(g * function(z)), x)


def jax_world(function, vjp, x, g):
    jax = pytest.importorskip("jax")
    with jax.enable_x64(True):
        x, g = jax.numpy.asarray(x), jax.numpy.asarray(g)
        found = jax.jit(lambda x, g: jax.vjp(function, x)[1](g)[0])(x, g)
        return np.asarray(vjp(x, g)), np.asarray(found)


def torch_world(function, vjp, x, g):
    torch = pytest.importorskip("torch")
    x, g = torch.tensor(x, requires_grad=True), torch.tensor(g)
    function(x).backward(g)
    return np.asarray(vjp(x.detach(), g)), x.grad.numpy()


WORLDS = [
    pytest.param(numpy_world, id="complex step"),
    pytest.param(jax_world, id="jax"),
    pytest.param(torch_world, id="torch"),
]


def assert_same_gradient(function, vjp, x, rng, world=numpy_world):
    """Pull a random cotangent back by ``vjp`` and by differentiating ``function``; both must agree."""
    g = rng.normal(size=np.shape(function(x)))
    claimed, found = world(function, vjp, x, g)
    assert claimed.shape == x.shape, f"the gradient has shape {claimed.shape}, x has {x.shape}"
    scale = np.max(np.abs(found), initial=0)
    np.testing.assert_allclose(claimed, found, rtol=1e-12, atol=1e-14 * scale)


def by_derivative(derivative, **options):
    return lambda x, g: g * derivative(x, **options)


def by_jacobian(jacobian):
    return lambda x, g: (g[..., :, None] * jacobian(x)).sum(-2)


def by_scalar(gradient, *arguments, **options):
    return lambda x, g: g * gradient(x, *arguments, **options)


_rng = np.random.default_rng(5)
LINE = np.concatenate([_rng.normal(size=5) * 3, [0.0, -0.0, 30.0, -30.0, 1e4, -1e4]])
AWAY_FROM_0 = LINE[LINE != 0]
# Rows that are random, tied at the maximum, tied everywhere, and far apart.
FAR_APART = [[1e4, -1e4, 0, 9999.5], [0.5, 2, 2, -800]]
ROWS = np.vstack([_rng.normal(size=4) * 2, [3.0, 3, 1, 3], [-2.0] * 4, *FAR_APART])
LABELS = [2, 0, 3, 0, 1]
TARGETS = _rng.uniform(0, 2, ROWS.shape) * (_rng.uniform(size=ROWS.shape) < 0.7)

# The name of each gradient: the function it belongs to, what it claims, and the points that tell.
GRADIENTS = {
    f"{name}_derivative": (
        getattr(mlpkit, name),
        by_derivative(getattr(mlpkit, f"{name}_derivative")),
        points,
    )
    for name, points in {
        "sigmoid": LINE,
        "tanh": LINE,
        "softplus": LINE,
        "log_sigmoid": LINE,
        "relu": LINE,
        "leaky_relu": LINE,
        "sign": LINE,
        "abs": AWAY_FROM_0,
        "indicator": LINE,
        "identity": LINE,
    }.items()
} | {
    "sigmoid_vjp": (mlpkit.sigmoid, mlpkit.sigmoid_vjp, LINE),
    "softmax_vjp": (mlpkit.softmax, mlpkit.softmax_vjp, ROWS),
    "softmax_jacobian": (mlpkit.softmax, by_jacobian(mlpkit.softmax_jacobian), ROWS),
    "softmax": (mlpkit.logsumexp, lambda x, g: g[..., None] * mlpkit.softmax(x), ROWS),
}
for _kind, _targets in {"labels": LABELS, "soft targets": TARGETS}.items():
    for _reduction in ("mean", "sum"):
        GRADIENTS[f"cross_entropy_gradient, {_kind}, {_reduction}"] = (
            lambda x, t=_targets, r=_reduction: mlpkit.cross_entropy(x, t, reduction=r),
            by_scalar(mlpkit.cross_entropy_gradient, _targets, reduction=_reduction),
            ROWS,
        )
GRADIENTS["cross_entropy_gradient, one example"] = (
    lambda x: mlpkit.cross_entropy(x, TARGETS[0]),
    by_scalar(mlpkit.cross_entropy_gradient, TARGETS[0]),
    ROWS[0],
)
# Squares of numbers near 1e4 would leave the digits of the small ones to rounding.
MODERATE = _rng.normal(size=ROWS.shape)
# The right class from just behind to far ahead, so that a margin decides differently in each row.
RANKED = _rng.normal(size=ROWS.shape) / 4 + np.eye(4)[LABELS] * [[0.1], [0.4], [0.7], [1], [1.4]]
SHARES = np.clip(_rng.uniform(-0.3, 1.3, ROWS.shape), 0, 1)
for _reduction in ("mean", "sum"):
    GRADIENTS[f"half_squared_error_gradient, {_reduction}"] = (
        lambda x, r=_reduction: mlpkit.half_squared_error(x, TARGETS, reduction=r),
        by_scalar(mlpkit.half_squared_error_gradient, TARGETS, reduction=_reduction),
        MODERATE,
    )
    GRADIENTS[f"binary_cross_entropy_gradient, {_reduction}"] = (
        lambda x, r=_reduction: mlpkit.binary_cross_entropy(x, SHARES, reduction=r),
        by_scalar(mlpkit.binary_cross_entropy_gradient, SHARES, reduction=_reduction),
        ROWS,
    )
    for _name, _margin in {"softmax_hinge": 0.3, "weston_watkins": 0.5, "crammer_singer": 0.5}.items():
        GRADIENTS[f"{_name}_gradient, {_reduction}"] = (
            lambda x, f=_name, r=_reduction, m=_margin: getattr(mlpkit, f)(x, LABELS, margin=m, reduction=r),
            by_scalar(getattr(mlpkit, f"{_name}_gradient"), LABELS, margin=_margin, reduction=_reduction),
            RANKED,
        )
GRADIENTS["squared_norm_gradient"] = (
    mlpkit.squared_norm,
    by_scalar(mlpkit.squared_norm_gradient),
    MODERATE,
)
GRADIENTS["absolute_norm_gradient"] = (
    mlpkit.absolute_norm,
    by_scalar(mlpkit.absolute_norm_gradient),
    MODERATE,
)
