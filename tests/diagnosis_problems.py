"""Problems that the tests of the diagnosis share, none of them special: sizes pairwise distinct."""

import numpy as np

from mlpkit import MLP, ElasticNet, Layer, initial_parameters
from mlpkit.diagnosis.network_problem import NetworkProblem


def network_problem(widths, activations, loss="cross_entropy", N=7, *, penalised=False, seed=0, **options):
    """Return a `NetworkProblem` and parameters to take its gradient at."""
    rng = np.random.default_rng(seed)
    network = MLP(widths, activations)
    parameters = tuple(Layer(W, rng.normal(size=len(b)) / 3) for W, b in initial_parameters(network, rng))
    X = rng.normal(size=(N, widths[0]))
    labels = loss == "cross_entropy"
    targets = rng.integers(widths[-1], size=N) if labels else rng.normal(size=(N, widths[-1]))
    if penalised:
        L = len(activations)
        strengths = rng.uniform(0.1, 0.5, size=(2, L)).tolist()
        options["penalty"] = ElasticNet(*strengths)
    return NetworkProblem(network, X, targets, loss=loss, **options), parameters


def pairs(arrays):
    """Return W, b, W, b … as one pair a layer."""
    return list(zip(arrays[0::2], arrays[1::2], strict=True))


def arrays_of(layers):
    """Return W, b, W, b … of one pair a layer."""
    return [array for layer in layers for array in layer]


def names(diagnosis):
    """Return the sets of names that explain a gradient."""
    return [set(explanation.names) for explanation in diagnosis.explanations]
