"""Softmax and its relatives, by each library: calls without arguments, ready to be timed."""

import importlib
from functools import partial

import numpy as np

import mlpkit

PEERS = ("scipy", "torch", "jax", "numpy.exp")
FUNCTIONS = ("softmax", "log_softmax", "logsumexp", "sigmoid", "softplus", "softmax_vjp")


def library(name):
    """Return a library, or None where it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def ways(name, x, g):
    """Return a call for each library that is here; g is the upstream gradient, for the VJP alone."""
    makers = {"mlpkit": _by_mlpkit, "scipy": _by_scipy, "torch": _by_torch, "jax": _by_jax}
    made = {peer: make(name, x, g) for peer, make in makers.items()}
    made["numpy.exp"] = partial(np.exp, x)  # what no way can do without
    return {peer: call for peer, call in made.items() if call}


def _by_mlpkit(name, x, g):
    function = getattr(mlpkit, name)
    return partial(function, x, g) if name == "softmax_vjp" else partial(function, x)


def _by_scipy(name, x, g):
    special = library("scipy.special")
    if special is None:
        return None

    def vjp():
        s = special.softmax(x, axis=-1)
        return s * (g - np.sum(s * g, axis=-1, keepdims=True))

    return {
        "softmax": partial(special.softmax, x, axis=-1),
        "log_softmax": partial(special.log_softmax, x, axis=-1),
        "logsumexp": partial(special.logsumexp, x, axis=-1),
        "sigmoid": partial(special.expit, x),
        # SciPy has had softplus only since 1.15; before, people took the ufunc of numpy.
        "softplus": partial(getattr(special, "softplus", None) or partial(np.logaddexp, 0), x),
        "softmax_vjp": vjp,
    }[name]


def _by_torch(name, x, g):
    torch = library("torch")
    if torch is None:
        return None
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    x, g = torch.from_numpy(x), torch.from_numpy(g)
    back = torch.ops.aten._softmax_backward_data  # what autograd calls, without its bookkeeping
    return {
        "softmax": lambda: torch.softmax(x, -1),
        "log_softmax": lambda: torch.log_softmax(x, -1),
        "logsumexp": lambda: torch.logsumexp(x, -1),
        "sigmoid": lambda: torch.sigmoid(x),
        "softplus": lambda: torch.nn.functional.softplus(x, threshold=1000),
        "softmax_vjp": lambda: back(g, torch.softmax(x, -1), -1, x.dtype),
    }[name]


def _by_jax(name, x, g):
    jax = library("jax")
    if jax is None:
        return None
    jax.config.update("jax_enable_x64", True)
    x, g = jax.numpy.asarray(x), jax.numpy.asarray(g)
    function = jax.jit(
        {
            "softmax": jax.nn.softmax,
            "log_softmax": jax.nn.log_softmax,
            "logsumexp": partial(jax.scipy.special.logsumexp, axis=-1),
            "sigmoid": jax.nn.sigmoid,
            "softplus": jax.nn.softplus,
            "softmax_vjp": lambda x, g: jax.vjp(jax.nn.softmax, x)[1](g)[0],
        }[name]
    )
    arguments = (x, g) if name == "softmax_vjp" else (x,)
    return lambda: function(*arguments).block_until_ready()
