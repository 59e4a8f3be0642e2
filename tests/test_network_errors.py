"""What does not fit is refused with an error that names the layer."""

import numpy as np
import pytest

from mlpkit import MLP, initial_parameters, loss_and_gradients, network_loss, parameter_count

NETWORK = MLP((4, 3, 2), ("relu", "identity"))
X, LABELS = np.ones((5, 4)), [0, 1, 1, 0, 1]


def parameters(**changed):
    arrays = {"W1": np.ones((3, 4)), "b1": np.ones(3), "W2": np.ones((2, 3)), "b2": np.ones(2)} | changed
    return [(arrays["W1"], arrays["b1"]), (arrays["W2"], arrays["b2"])]


def with_entry(shape, value):
    array = np.ones(shape)
    array.flat[1] = value
    return array


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"W1": np.ones((4, 3))}, r"layer 1: W has shape \(4, 3\), expected \(out, in\) = \(3, 4\)"),
        ({"W2": np.ones((3, 2))}, r"layer 2: W has shape \(3, 2\), expected \(out, in\) = \(2, 3\)"),
        ({"b2": np.ones(3)}, r"layer 2: b has shape \(3,\), expected \(out,\) = \(2,\)"),
        ({"b1": np.ones((3, 1))}, r"layer 1: b has shape \(3, 1\), expected \(out,\) = \(3,\)"),
        ({"W2": with_entry((2, 3), np.nan)}, "layer 2: W holds nan or inf, expected finite numbers"),
        ({"b1": with_entry(3, np.inf)}, "layer 1: b holds nan or inf, expected finite numbers"),
        ({"W2": [[1, 2], [3]]}, "layer 2: W is ragged"),
    ],
    ids=["transposed W1", "transposed W2", "long b2", "b1 a column", "nan", "inf", "ragged"],
)
@pytest.mark.parametrize("call", [network_loss, loss_and_gradients])
def test_parameters_that_do_not_fit(call, changed, message):
    with pytest.raises(ValueError, match=f"^MLP.forward: {message}"):
        call(NETWORK, parameters(**changed), X, LABELS)


def test_parameters_that_are_no_numbers():
    with pytest.raises(TypeError, match=r"^MLP\.forward: layer 2: b is the list"):
        NETWORK.forward(parameters(b2=["a", "b"]), X)


@pytest.mark.parametrize("pairs", [parameters()[:1], [*parameters(), (1, 2)], []], ids=["1", "3", "0"])
def test_a_wrong_number_of_layers(pairs):
    with pytest.raises(ValueError, match=f"parameters are of {len(pairs)} layers, expected 2, since"):
        NETWORK.forward(pairs, X)


@pytest.mark.parametrize(
    "pair", [np.ones((3, 4)), (np.ones((3, 4)),), None], ids=["an array", "no bias", "None"]
)
def test_a_layer_that_is_no_pair(pair):
    with pytest.raises(ValueError, match=r"layer 1 is a \w+, expected a pair of W and b"):
        NETWORK.forward([pair, parameters()[1]], X)


@pytest.mark.parametrize("shape", [(4,), (5, 3), (0, 4), (1, 5, 4)], ids=str)
def test_a_batch_that_does_not_fit(shape):
    with pytest.raises(ValueError, match=r"X has shape \(.*\), expected \(N, d_0\) = \(N, 4\).* layer 1"):
        NETWORK.forward(parameters(), np.ones(shape))


@pytest.mark.parametrize(
    ("targets", "loss", "message"),
    [
        ([0, 1], "cross_entropy", r"targets have shape \(2,\)"),
        ([0, 1, 2, 0, 1], "cross_entropy", "targets hold the label 2 at position 2"),
        (np.ones((2, 5)), "half_squared_error", r"targets have shape \(2, 5\), expected \(5, 2\)"),
        (LABELS, "half_squared_error", r"targets have shape \(5,\), expected \(5, 2\)"),
    ],
    ids=["too few labels", "no class", "transposed", "labels for values"],
)
def test_targets_that_do_not_fit(targets, loss, message):
    with pytest.raises(ValueError, match=rf"{message}.*\(they meet the output of layer 2\)"):
        loss_and_gradients(NETWORK, parameters(), X, targets, loss=loss)


@pytest.mark.parametrize("shape", [(5,), (2, 5), (5, 3)], ids=str)
def test_an_upstream_gradient_that_does_not_fit(shape):
    trace = NETWORK.forward(parameters(), X)
    with pytest.raises(ValueError, match=r"gradient has shape .* expected \(5, 2\), that of the output of l"):
        NETWORK.backward(parameters(), trace, np.ones(shape))


def test_mixed_worlds():
    jax, torch = pytest.importorskip("jax"), pytest.importorskip("torch")
    mixed = parameters(W1=jax.numpy.ones((3, 4)), W2=torch.ones((2, 3)))
    with pytest.raises(TypeError, match="layer 2: W and layer 1: W are arrays of torch and jax"):
        NETWORK.forward(mixed, X)


def test_symbols_and_jax_do_not_mix():
    jax = pytest.importorskip("jax")
    from mlpkit import symbolic

    mixed = parameters(W1=jax.numpy.ones((3, 4)), W2=symbolic.asarray(np.ones((2, 3))))
    with pytest.raises(TypeError, match=r"layer 2: W and layer 1: W are arrays of .*symbolic and jax"):
        NETWORK.forward(mixed, X)


@pytest.mark.parametrize("name", ["softmax", "Relu", "", None, 3, ["relu"]], ids=repr)
def test_an_unknown_activation(name):
    with pytest.raises(ValueError, match=r"^MLP: layer 2 has the activation .* expected one of id"):
        MLP((4, 3, 2), ["relu", name])


def test_one_activation_for_all_has_to_be_written_out():
    with pytest.raises(TypeError, match=r"expected one for each of 2 layers: \('relu', 'relu'\)"):
        MLP((4, 3, 2), "relu")
    with pytest.raises(ValueError, match="activations are 1, expected one for each of 2 layers"):
        MLP((4, 3, 2), ["relu"])


@pytest.mark.parametrize("call", [parameter_count, lambda widths: MLP(widths, [])], ids=["count", "MLP"])
@pytest.mark.parametrize(
    ("widths", "message"),
    [
        ((4, 0), "layer 1 has width 0"),
        ((-1, 3), "the input has width -1"),
        ((4, 2.0), "layer 1 has width 2.0"),
        ((4, True), "layer 1 has width True"),
        ((4, "3"), "layer 1 has width '3'"),
        ((4,), "widths are"),
        ((), "widths are"),
    ],
    ids=str,
)
def test_widths_that_are_none(call, widths, message):
    with pytest.raises(ValueError, match=message):
        call(widths)


def test_widths_that_are_no_sequence():
    with pytest.raises(TypeError, match="parameter_count: widths are 3, expected a sequence of whole"):
        parameter_count(3)


@pytest.mark.parametrize("loss", ["mse", "", None], ids=repr)
def test_an_unknown_loss(loss):
    with pytest.raises(ValueError, match=r"loss is .*, expected one of cross_entropy, half_squared_error"):
        network_loss(NETWORK, parameters(), X, LABELS, loss=loss)


@pytest.mark.parametrize("rng", [None, 0, np.random.RandomState(0)], ids=["None", "seed", "old"])
def test_randomness_comes_from_a_generator(rng):
    with pytest.raises(TypeError, match=r"rng is \w+, expected np.random.default_rng\(seed\)"):
        initial_parameters(NETWORK, rng)
