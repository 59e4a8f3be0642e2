"""The slips people make, as gradients: for each gradient of mlpkit the wrong ones that must be refused."""

import numpy as np

import mlpkit
from tests.comparison import LABELS, ROWS, SHARES, TARGETS, by_derivative

σ, S, N, K = mlpkit.sigmoid, mlpkit.softmax, *ROWS.shape
ONEHOT = np.eye(K)[LABELS]

DERIVATIVES = {
    "sigmoid_derivative": {
        "sign": lambda x: -σ(x) * (1 - σ(x)),
        "lost factor": lambda x: 1 - σ(x),
        "lost square": lambda x: σ(x) - σ(x) ** 3,
        "plus": lambda x: σ(x) * (1 + σ(x)),
        "of tanh": mlpkit.tanh_derivative,
        "value": σ,
    },
    "tanh_derivative": {
        "sign": lambda x: mlpkit.tanh(x) ** 2 - 1,
        "plus": lambda x: 1 + mlpkit.tanh(x) ** 2,
        "lost square": lambda x: 1 - mlpkit.tanh(x),
        "x for tanh": lambda x: 1 - x**2,
        "at half the place": lambda x: mlpkit.tanh_derivative(x / 2),
    },
    "softplus_derivative": {
        "other side": lambda x: σ(-x),
        "second derivative": mlpkit.sigmoid_derivative,
        "its limit, relu'": mlpkit.relu_derivative,
        "value": mlpkit.softplus,
    },
    "log_sigmoid_derivative": {
        "other side": σ,
        "sign": lambda x: -σ(-x),
        "inner derivative twice": lambda x: σ(-x) * mlpkit.sigmoid_derivative(x),
        "outer derivative forgotten": mlpkit.sigmoid_derivative,
    },
    "relu_derivative": {
        "1 at the kink": lambda x: np.where(x >= 0, 1, 0),
        "½ at the kink": lambda x: (1 + mlpkit.sign(x)) / 2,
        "sign": mlpkit.sign,
        "left side": lambda x: mlpkit.indicator(-x),
        "value": mlpkit.relu,
        "leaky": mlpkit.leaky_relu_derivative,
    },
    "leaky_relu_derivative": {
        "1 at the kink": lambda x: np.where(x >= 0, 1, 0.01),
        "0 at the kink": lambda x: np.where(x == 0, 0, mlpkit.leaky_relu_derivative(x)),
        "sign of the slope": lambda x: np.where(x > 0, 1, -0.01),
        "lost slope": mlpkit.relu_derivative,
        "slope everywhere": lambda x: np.full(x.shape, 0.01),
        "another slope": lambda x: mlpkit.leaky_relu_derivative(x, slope=0.011),
        "value": mlpkit.leaky_relu,
    },
    "sign_derivative": {"value": mlpkit.sign, "1": np.ones_like},
    "abs_derivative": {
        "1": np.ones_like,
        "other sign": lambda x: -mlpkit.sign(x),
        "indicator": mlpkit.indicator,
        "x": lambda x: x,
    },
    "identity_derivative": {"value": mlpkit.identity, "0": np.zeros_like, "sign": lambda x: -np.ones_like(x)},
    "indicator_derivative": {"value": mlpkit.indicator, "1": np.ones_like},
}


def jacobian_mutant(form):
    def vjp(x, g):
        s = S(x)
        diagonal, outer = s[:, :, None] * np.eye(K), s[:, :, None] * s[:, None, :]
        return np.einsum("ni,nij->nj", g, form(diagonal, outer))

    return vjp


SOFTMAX = {
    "sign": lambda x, g: -mlpkit.softmax_vjp(x, g),
    "off-diagonal lost": lambda x, g: g * S(x) * (1 - S(x)),
    "inner product lost": lambda x, g: g * S(x),
    "bracket": lambda x, g: S(x) * g - np.sum(S(x) * g, axis=-1, keepdims=True),
    "mean for inner product": lambda x, g: S(x) * (g - np.mean(g, axis=-1, keepdims=True)),
    "plus": lambda x, g: S(x) * (g + np.sum(S(x) * g, axis=-1, keepdims=True)),
    "inner product over the batch too": lambda x, g: S(x) * (g - np.sum(S(x) * g)),
    "inner product over the batch instead": lambda x, g: S(x) * (g - np.sum(S(x) * g, axis=0)),
    "softmax over the batch": lambda x, g: mlpkit.softmax_vjp(x, g, axis=0),
    "ones for the upstream gradient": lambda x, g: mlpkit.softmax_vjp(x, np.ones_like(g)),
    "transposed": lambda x, g: mlpkit.softmax_vjp(x, g).T,
    "lost factor": lambda x, g: g - np.sum(S(x) * g, axis=-1, keepdims=True),
}


def cross_entropy_mutants(t, divisor):
    total = np.sum(t, axis=-1, keepdims=True)

    def true(x):
        return (S(x) * total - t) / divisor

    wrong = {
        "sign": lambda x: -true(x),
        "1/N forgotten, or too many": lambda x: true(x) * (N if divisor == N else 1 / N),
        "1/K": lambda x: true(x) / K,
        "divided by K for N": lambda x: true(x) * N / K,
        "ones for the target": lambda x: (S(x) * total - 1) / divisor,
        "target inside softmax": lambda x: S(x - t) * total / divisor,
        "target forgotten": lambda x: S(x) * total / divisor,
        "softmax forgotten": lambda x: -t / divisor,
        "own classes only": lambda x: np.where(t > 0, true(x), 0),
        "Σt over the batch": lambda x: (S(x) * np.sum(t) - t) / divisor,
        "Σt over the examples": lambda x: (S(x) * np.sum(t, axis=0) - t) / divisor,
        "S⊙t for SΣt": lambda x: (S(x) * t - t) / divisor,
        "softmax over the batch": lambda x: (S(x, axis=0) * total - t) / divisor,
        "first example for all": lambda x: np.broadcast_to(true(x)[0], x.shape),
        "class off by one": lambda x: (S(x) * total - np.roll(t, 1, axis=-1)) / divisor,
        "transposed": lambda x: true(x).T,
        "summed over the batch": lambda x: true(x).sum(axis=0),
    }
    if t is TARGETS:
        wrong["Σt forgotten"] = lambda x: (S(x) - t) / divisor
        wrong["t normalised"] = lambda x: (S(x) - t / np.maximum(total, 1e-9)) / divisor
    return {slip: lambda x, g, wrong=gradient: g * wrong(x) for slip, gradient in wrong.items()}


def half_squared_error_mutants(divisor):
    wrong = {
        "sign": lambda x: (TARGETS - x) / divisor,
        "the 2 of the square kept": lambda x: 2 * (x - TARGETS) / divisor,
        "1/N forgotten, or too many": lambda x: (x - TARGETS) / divisor * (N if divisor == N else 1 / N),
        "divided by K for N": lambda x: (x - TARGETS) / divisor * N / K,
        "divided by K as well": lambda x: (x - TARGETS) / divisor / K,
        "target forgotten": lambda x: x / divisor,
        "prediction forgotten": lambda x: -TARGETS / divisor,
        "the loss": lambda x: (x - TARGETS) ** 2 / 2 / divisor,
        "first example for all": lambda x: np.broadcast_to((x - TARGETS)[0] / divisor, x.shape),
        "transposed": lambda x: (x - TARGETS).T / divisor,
        "summed over the batch": lambda x: (x - TARGETS).sum(axis=0) / divisor,
    }
    return {slip: lambda x, g, wrong=gradient: g * wrong(x) for slip, gradient in wrong.items()}


def binary_cross_entropy_mutants(divisor):
    t = SHARES
    wrong = {
        "sign": lambda x: (t - σ(x)) / divisor,
        "1/N forgotten, or too many": lambda x: (σ(x) - t) / divisor * (N * K if divisor == N * K else 1 / N),
        "over the examples only": lambda x: (σ(x) - t) / divisor * K,
        "class 0 forgotten": lambda x: -t * σ(-x) / divisor,
        "class 1 forgotten": lambda x: (1 - t) * σ(x) / divisor,
        "the classes exchanged": lambda x: (σ(x) - (1 - t)) / divisor,
        "inner derivative twice": lambda x: (σ(x) - t) * mlpkit.sigmoid_derivative(x) / divisor,
        "target inside": lambda x: σ(x - t) / divisor,
        "sigmoid forgotten": lambda x: (x - t) / divisor,
        "softmax for sigmoid": lambda x: (S(x) - t) / divisor,
    }
    return {slip: lambda x, g, wrong=gradient: g * wrong(x) for slip, gradient in wrong.items()}


def hinge_mutants(name, margin, divisor):
    reduction = "mean" if divisor == N else "sum"

    def true(x, margin=margin, labels=LABELS):
        return getattr(mlpkit, f"{name}_gradient")(x, labels, margin=margin, reduction=reduction)

    wrong = {
        "sign": lambda x: -true(x),
        "1/N forgotten, or too many": lambda x: true(x) * (N if divisor == N else 1 / N),
        "margin forgotten": lambda x: true(x, margin=0),
        "another margin": lambda x: true(x, margin=2 * margin),
        "own class forgotten": lambda x: true(x) * (1 - ONEHOT),
        "own class only": lambda x: true(x) * ONEHOT,
        "every class active": lambda x: true(x, margin=1e3),
        "class off by one": lambda x: true(x, labels=[(y + 1) % K for y in LABELS]),
        "summed over the batch": lambda x: np.broadcast_to(true(x).sum(axis=0), x.shape),
    }
    return {slip: lambda x, g, wrong=gradient: g * wrong(x) for slip, gradient in wrong.items()}


OTHERS = {
    "squared_norm_gradient": {
        "factor 2 forgotten": lambda x, g: g * x,
        "sign": lambda x, g: -2 * g * x,
        "of the norm": lambda x, g: g * x / np.sqrt(np.sum(x**2)),
        "the value": lambda x, g: g * x**2,
        "of the absolute norm": lambda x, g: g * np.sign(x),
        "lost upstream": lambda x, g: 2 * x,
    },
    "absolute_norm_gradient": {
        "ones": lambda x, g: g * np.ones_like(x),
        "sign": lambda x, g: -g * np.sign(x),
        "the value": lambda x, g: g * np.abs(x),
        "indicator": lambda x, g: g * (x > 0),
        "of the squared norm": lambda x, g: 2 * g * x,
        "lost upstream": lambda x, g: np.sign(x),
    },
}
for _name, _margin in {"softmax_hinge": 0.3, "weston_watkins": 0.5, "crammer_singer": 0.5}.items():
    for _reduction, _divisor in {"mean": N, "sum": 1}.items():
        OTHERS[f"{_name}_gradient, {_reduction}"] = hinge_mutants(_name, _margin, _divisor)
for _reduction, _divisor in {"mean": N * K, "sum": 1}.items():
    OTHERS[f"binary_cross_entropy_gradient, {_reduction}"] = binary_cross_entropy_mutants(_divisor)


MUTANTS = (
    {name: {s: by_derivative(d) for s, d in slips.items()} for name, slips in DERIVATIVES.items()}
    | {
        "sigmoid_vjp": {s: by_derivative(d) for s, d in DERIVATIVES["sigmoid_derivative"].items()}
        | {"lost upstream": lambda x, g: mlpkit.sigmoid_derivative(x)},
        "softmax_vjp": SOFTMAX,
        "softmax_jacobian": {
            "sign": jacobian_mutant(lambda diagonal, outer: outer - diagonal),
            "plus": jacobian_mutant(lambda diagonal, outer: diagonal + outer),
            "S Sᵀ lost": jacobian_mutant(lambda diagonal, outer: diagonal),
            "diag(S) lost": jacobian_mutant(lambda diagonal, outer: -outer),
            "diagonal only": jacobian_mutant(lambda diagonal, outer: (diagonal - outer) * np.eye(K)),
        },
        "softmax": {
            "not normalised": lambda x, g: g[:, None] * np.exp(np.minimum(x, 9)),
            "log": lambda x, g: g[:, None] * mlpkit.log_softmax(x),
            "of the maximum": lambda x, g: g[:, None] * np.eye(K)[x.argmax(axis=-1)],
            "over the batch": lambda x, g: g[:, None] * S(x, axis=0),
            "uniform": lambda x, g: g[:, None] * np.full(x.shape, 1 / K),
            "lost upstream": lambda x, g: S(x),
        },
        "cross_entropy_gradient, labels, mean": cross_entropy_mutants(ONEHOT, N),
        "cross_entropy_gradient, labels, sum": cross_entropy_mutants(ONEHOT, 1),
        "cross_entropy_gradient, soft targets, mean": cross_entropy_mutants(TARGETS, N),
        "cross_entropy_gradient, soft targets, sum": cross_entropy_mutants(TARGETS, 1),
        "half_squared_error_gradient, mean": half_squared_error_mutants(N),
        "half_squared_error_gradient, sum": half_squared_error_mutants(1),
        "cross_entropy_gradient, one example": {
            "divided by K": lambda x, g: g * (S(x) * TARGETS[0].sum() - TARGETS[0]) / K,
            "Σt forgotten": lambda x, g: g * (S(x) - TARGETS[0]),
            "lost upstream": lambda x, g: S(x) * TARGETS[0].sum() - TARGETS[0],
        },
    }
    | OTHERS
)
