"""Every line of the way forward and back, changed in ways that must be noticed."""

import importlib
import inspect
import types

import numpy as np
import pytest

from mlpkit import network_loss
from mlpkit.gradcheck import complex_step
from mlpkit.losses import cross_entropy_gradient
from tests.test_network import flat, problem, unflat

# Line of the source: what it is changed into. The comparison has to fail for each.
MUTANTS = {
    "dense": {
        "return Z @ W.T + b": [
            "return Z @ W.T - b",
            "return Z @ W.T",
            "return -Z @ W.T + b",
            "return Z @ W.T + 2 * b",
        ],
        "Z=delta @ W": ["Z=-(delta @ W)", "Z=delta[::-1] @ W", "Z=(delta @ W)[:, ::-1]", "Z=2 * delta @ W"],
        "W=delta.T @ Z": [
            "W=-(delta.T @ Z)",
            "W=delta.T @ Z / len(Z)",
            "W=delta[:1].T @ Z[:1]",
            "W=Z.T @ delta",
        ],
        "b=delta.sum(axis=0)": [
            "b=delta.mean(axis=0)",
            "b=delta[-1]",
            "b=-delta.sum(axis=0)",
            "b=delta.sum(axis=1)",
        ],
    },
    "network": {
        "return sum(out * (into + 1)": [
            "return sum(out * into",
            "return sum(out + (into + 1)",
            "return sum(into * (out + 1)",
        ],
        "S, Z = [], [X]": ["S, Z = [], [2 * X]", "S, Z = [], [-X]"],
        "S.append(dense(Z[l], W[l], b[l]))": [
            "S.append(dense(Z[-2], W[l], b[l]))",
            "S.append(dense(Z[l], -W[l], b[l]))",
            "S.append(dense(Z[l], W[l], 0 * b[l]))",
        ],
        "Z.append(f.function(S[l]))": [
            "Z.append(S[l])",
            "Z.append(f.derivative(S[l]))",
            "Z.append(f.function(S[0]))",
        ],
        "return Trace(tuple(S), tuple(Z))": [
            "return Trace(tuple(Z[1:]), tuple(Z))",
            "return Trace(tuple(S), (X, *S))",
        ],
        "delta = gradient * f.derivative(S[l])": [
            "delta = gradient",
            "delta = -gradient * f.derivative(S[l])",
            "delta = gradient * f.function(S[l])",
            "delta = gradient * f.derivative(Z[l + 1])",
            "delta = gradient + f.derivative(S[l])",
            "delta = gradient * f.derivative(S[l - 1])",
            "delta = f.derivative(S[l])",
        ],
        "dense_gradients(delta, Z[l], W[l])": [
            "dense_gradients(delta, S[l - 1] if l else Z[0], W[l])",
            "dense_gradients(delta, Z[l + 1], W[l])",
            "dense_gradients(delta, Z[l], -W[l])",
            "dense_gradients(delta, Z[l], W[l - 1])",
            "dense_gradients(gradient, Z[l], W[l])",
            "dense_gradients(delta, -Z[l], W[l])",
        ],
        "gradients.insert(0, Layer(*of_layer))": [
            "gradients.append(Layer(*of_layer))",
            "gradients.insert(0, Layer(*reversed(of_layer)))",
        ],
        "reversed(list(enumerate(self.activations)))": [
            "enumerate(self.activations)",
            "list(reversed(list(enumerate(self.activations))))[:-1]",
        ],
        "return NetworkGradients(tuple(gradients), gradient)": [
            "return NetworkGradients(tuple(gradients), -gradient)",
            "return NetworkGradients(tuple(gradients), delta)",
        ],
        "parameters[0::2], parameters[1::2]": [
            "parameters[1::2], parameters[0::2]",
            "parameters[0::2], parameters[0::2]",
        ],
    },
}
CASES = [
    (module, line, new) for module, lines in MUTANTS.items() for line, news in lines.items() for new in news
]


def changed(module, line, new):
    """Return the network with one line changed, in a module of its own."""
    if module == "network":
        return _load(module, line, new)
    dense, network = _load("dense", line, new), _load("network", "", "")
    network.__dict__.update({name: vars(dense)[name] for name in ("dense", "dense_gradients")})
    return network


def _load(name, line, new):
    # mlpkit.dense is the function; the module is found by its full name.
    source = inspect.getsource(importlib.import_module(f"mlpkit.{name}"))
    assert not line or source.count(line) == 1, f"{line!r} is there {source.count(line)} times"
    module = types.ModuleType("changed")
    exec(compile(source.replace(line, new) if line else source, "changed", "exec"), module.__dict__)
    return module


def assert_right(module):
    """Compare count, values and all gradients with a plain forward of its own and the complex step."""
    true, parameters, X, labels = problem((4, 6, 5, 3), ["tanh", "sigmoid", "identity"], "cross_entropy", 7)
    network = module.MLP(true.widths, true.activations)
    assert module.parameter_count(true.widths) == flat(parameters).size
    trace = network.forward(parameters, X)
    np.testing.assert_allclose(trace.Z[-1], plain_output(parameters, X), rtol=1e-12)
    found = network.backward(parameters, trace, cross_entropy_gradient(trace.Z[-1], labels))
    exact = complex_step(lambda v: network_loss(true, unflat(v, parameters), X, labels), flat(parameters))
    by_X = complex_step(lambda X: network_loss(true, parameters, X, labels), X)
    assert [W.shape for W, _ in found.parameters] == [W.shape for W, _ in parameters]
    np.testing.assert_allclose(flat(found.parameters), exact, rtol=1e-10, atol=1e-14)
    np.testing.assert_allclose(found.X, by_X, rtol=1e-10, atol=1e-14)


def plain_output(parameters, X):
    (W1, b1), (W2, b2), (W3, b3) = parameters
    columns = W3 @ (1 / (1 + np.exp(-(W2 @ np.tanh(W1 @ X.T + b1[:, None]) + b2[:, None])))) + b3[:, None]
    return columns.T


@pytest.mark.parametrize("module", MUTANTS, ids=str)
def test_the_true_lines_pass(module):
    line = next(iter(MUTANTS[module]))
    assert_right(changed(module, line, line))


@pytest.mark.parametrize(("module", "line", "new"), CASES, ids=[new for _, _, new in CASES])
def test_a_changed_line_is_noticed(module, line, new):
    with pytest.raises((AssertionError, ValueError, TypeError, IndexError)):
        assert_right(changed(module, line, new))
