"""Every parameter checked: against plain differences, with mutants, on kinks, without the way back."""

from functools import partial

import numpy as np
import pytest

import mlpkit.gradcheck.every_parameter
import mlpkit.gradcheck.network_changes
from mlpkit import MLP, Activation, Layer, initial_parameters, leaky, loss_and_gradients, network_loss
from mlpkit.gradcheck import central_difference, complex_step
from mlpkit.gradcheck.every_parameter import check_every_parameter
from mlpkit.gradcheck.parameter_check import Place
from tests.test_network import flat, problem

NETWORKS = {
    "one layer": ((3, 2), ["identity"], 4),
    "one layer, one example": ((4, 3), ["sigmoid"], 1),
    "one hidden layer": ((4, 5, 3), ["relu", "identity"], 6),
    "one example": ((4, 5, 3), ["tanh", "identity"], 1),
    "three layers": ((4, 6, 5, 3), ["tanh", "leaky_relu", "identity"], 7),
    "another slope": ((3, 6, 5, 4), [leaky(0.3), "sigmoid", "tanh"], 2),
    "five layers": ((2, 7, 4, 6, 5, 3), ["tanh", "relu", "sigmoid", "leaky_relu", "identity"], 3),
    "width 1": ((1, 1, 1, 2), ["tanh", "sigmoid", "identity"], 5),
}
METHODS = {"central_difference": (central_difference, 1e-7), "complex_step": (complex_step, 1e-12)}
check = partial(check_every_parameter, progress=False)
methods = pytest.mark.parametrize("method", METHODS)
losses = pytest.mark.parametrize("loss", ["cross_entropy", "half_squared_error"])


@pytest.mark.parametrize("name", NETWORKS)
@losses
@pytest.mark.parametrize("reduction", ["mean", "sum"])
@methods
def test_the_plain_differences(name, loss, reduction, method):
    widths, activations, N = NETWORKS[name]
    options = {"loss": loss, "reduction": reduction}
    network, parameters, X, targets = problem(widths, activations, loss, N)
    found = check(network, parameters, X, targets, method=method, **options)
    plain, accuracy = METHODS[method]
    wanted = plain(lambda p: network_loss(network, p, X, targets, **options), parameters)
    assert [array.shape for layer in found.numerical for array in layer] == [
        array.shape for layer in parameters for array in layer
    ]
    np.testing.assert_allclose(
        flat(found.numerical), flat(wanted), rtol=accuracy, atol=accuracy * np.abs(flat(wanted)).max() / 100
    )
    assert found.checked == flat(parameters).size and found.on_kink == 0
    assert found.worst < (1e-4 if method == "central_difference" else 1e-8)


def test_soft_targets(rng):
    network, parameters, X, _ = problem((4, 5, 3), ["tanh", "identity"], "cross_entropy", 6)
    found = check(network, parameters, X, rng.random(size=(6, 3)), method="complex_step")
    assert found.worst < 1e-10


@pytest.mark.parametrize("chunk", [100, 3000])
def test_chunks_change_nothing(chunk, monkeypatch):
    case = problem((4, 6, 5, 3), ["tanh", "leaky_relu", "identity"], "cross_entropy", 7)
    whole = check(*case)
    monkeypatch.setattr(mlpkit.gradcheck.network_changes, "CHUNK", chunk)
    monkeypatch.setattr(mlpkit.gradcheck.every_parameter, "AT_ONCE", chunk)
    parts = check(*case)
    np.testing.assert_allclose(flat(parts.numerical), flat(whole.numerical), rtol=1e-8, atol=1e-11)


def test_it_never_goes_back(monkeypatch):
    true, parameters, X, targets = problem((4, 5, 3), ["relu", "identity"], "cross_entropy", 6)
    claimed = loss_and_gradients(true, parameters, X, targets).parameters

    def refuse(*arguments, **options):
        raise AssertionError("the way back was used")

    network = MLP(true.widths, [Activation(f.name, f.function, refuse) for f in true.activations])
    monkeypatch.setattr(MLP, "backward", refuse)
    monkeypatch.setattr(mlpkit.gradcheck.every_parameter, "loss_and_gradients", refuse)
    assert check(network, parameters, X, targets, claimed).worst < 1e-5


WIDE = problem((31, 23, 17, 5), ["relu", "tanh", "identity"], "cross_entropy", 3)
TRUE = loss_and_gradients(*WIDE).parameters


@methods
@pytest.mark.parametrize(
    ("layer", "name", "index"),
    [
        (1, "W", (22, 30)),
        (1, "W", (0, 0)),
        (1, "b", (11,)),
        (2, "W", (16, 5)),
        (2, "b", (0,)),
        (3, "W", (4, 16)),
        (3, "b", (4,)),
    ],
    ids=str,
)
@pytest.mark.parametrize("slip", ["sign", "1 %", "shifted"])
def test_one_wrong_entry_among_thousands(method, layer, name, index, slip):
    claimed = [Layer(W.copy(), b.copy()) for W, b in TRUE]
    array = getattr(claimed[layer - 1], name)
    true = array[index]
    array[index] = {"sign": -true, "1 %": 1.01 * true, "shifted": true + 1e-3 * np.abs(array).max()}[slip]
    found = check(*WIDE, claimed, method=method)
    if true == 0 and slip != "shifted":
        assert found.worst < 1e-4
    else:
        assert found.place == Place(layer, name, index) and found.worst > 5e-4


SLIPS = {
    "transposed batch sum": lambda g: [g[0]._replace(b=g[0].b / 3), *g[1:]],
    "a layer's sign": lambda g: [g[0], Layer(-g[1].W, -g[1].b), g[2]],
    "no mean": lambda g: [Layer(3 * W, 3 * b) for W, b in g],
    "rows exchanged": lambda g: [*g[:2], g[2]._replace(W=g[2].W[::-1])],
    "nan": lambda g: [g[0]._replace(W=g[0].W * np.nan), *g[1:]],
    "zeros": lambda g: [Layer(0 * W, 0 * b) for W, b in g],
}


@pytest.mark.parametrize("slip", SLIPS)
def test_wrong_gradients(slip):
    assert check(*WIDE, TRUE).worst < 1e-4
    assert check(*WIDE, SLIPS[slip](TRUE)).worst > 0.1


def on_a_kink(offset):
    """Return a 2-3-2 relu network whose hidden unit 1 has the pre-activation ``offset``."""
    network = MLP((2, 3, 2), ["relu", "identity"])
    parameters = [
        Layer(np.array([[1.0, 2], [2.0, -1], [1, 1]]), np.array([0.5, offset, 1])),
        Layer(np.array([[1.0, 2, 3], [0.5, -1, 1]]), np.array([0.1, 0.2])),
    ]
    return network, parameters, [[1.0, 2.0]], [1]


@pytest.mark.parametrize("offset", [0.0, 1e-7, -1e-7, 1e-10])
def test_entries_on_a_kink_are_reported(offset):
    case = on_a_kink(offset)
    found = check(*case)
    assert found.on_kink == 3 and found.checked == 14 and found.worst < 1e-5
    assert found.kinks[0].W.tolist() == [[False, False], [True, True], [False, False]]
    assert found.kinks[0].b.tolist() == [False, True, False]
    exact = check(*case, method="complex_step")  # moves nothing on the real line
    assert exact.on_kink == 0 and exact.checked == 17 and exact.worst < 1e-12


def test_away_from_the_kink_nothing_is_reported():
    assert check(*on_a_kink(1e-3)).on_kink == 0


def test_a_kink_two_layers_above():
    network = MLP((1, 1, 1, 1), ["tanh", "identity", "relu"])
    parameters = [Layer([[1.0]], [0.0]), Layer([[1.0]], [0.0]), Layer([[1.0]], [-np.tanh(0.5)])]
    found = check(network, parameters, [[0.5]], [[3.0]], loss="half_squared_error")
    assert found.on_kink == 6 and found.checked == 0


def test_an_input_of_0_moves_nothing():
    network, parameters, _, targets = on_a_kink(0.0)
    found = check(network, parameters, [[0.0, 0.0]], targets)
    assert np.all(found.numerical[0].W == 0) and not np.any(found.kinks[0].W)
    assert found.kinks[0].b.tolist() == [False, True, False]


def test_other_forms_of_input():
    network, parameters, X, targets = problem((4, 5, 3), ["tanh", "identity"], "cross_entropy", 2)
    pairs = [(W.tolist(), b.astype(np.float32).astype(float).tolist()) for W, b in parameters]
    assert check(network, pairs, X.tolist(), targets.tolist()).worst < 1e-4
    claimed = [
        Layer(*(array.astype(np.float32) for array in layer))
        for layer in loss_and_gradients(network, parameters, X, targets).parameters
    ]
    assert check(network, parameters, X, targets, claimed).worst < 1e-4  # of float32, against its floor


def test_a_saturated_network_needs_the_complex_step():
    network, parameters, X, targets = problem((4, 5, 3), ["tanh", "identity"], "cross_entropy", 2)
    parameters = [parameters[0]._replace(b=np.full(5, 30.0)), parameters[1]]
    assert check(network, parameters, X, targets, method="complex_step").worst < 1e-8
    assert check(network, parameters, X, targets).worst == 1  # its differences are 0


def test_progress(monkeypatch):
    seen = []

    def bar(iterable, *, description, total=None):
        seen.append((len(iterable), description))
        return iterable

    monkeypatch.setattr(mlpkit.gradcheck.every_parameter, "with_progress", bar)
    case = problem((4, 5, 3), ["tanh", "identity"], "cross_entropy", 2)
    check_every_parameter(*case)
    assert seen == [(8, "gradient check")]
    check_every_parameter(*case, progress=False)
    assert len(seen) == 1


def test_the_parameters_stay_as_they_are():
    network, parameters, X, targets = problem((4, 5, 3), ["tanh", "identity"], "cross_entropy", 2)
    before, batch = flat(parameters).copy(), X.copy()
    check(network, parameters, X, targets)
    np.testing.assert_array_equal(flat(parameters), before)
    np.testing.assert_array_equal(X, batch)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"method": "forward"},
            "check_every_parameter: method is 'forward', expected one of central_difference",
        ),
        ({"loss": "hinge"}, "check_every_parameter: loss is 'hinge', expected one of cross_entropy"),
        ({"reduction": "max"}, "reduction is 'max'"),
        (
            {"X": np.ones((2, 3))},
            r"check_every_parameter: X has shape \(2, 3\), expected \(N, d_0\) = \(N, 4\)",
        ),
        ({"targets": [0, 5]}, "targets hold the label 5"),
        ({"parameters": []}, "check_every_parameter: parameters are of 0 layers, expected 2"),
        (
            {"gradients": [Layer(np.ones((5, 4)), np.ones(5))]},
            "check_every_parameter: gradients has 1 parts, expected 2",
        ),
        (
            {"gradients": [Layer(np.ones((4, 5)), np.ones(5)), Layer(np.ones((3, 5)), np.ones(3))]},
            r"check_every_parameter: gradients\[0\]\.W has shape \(4, 5\), expected \(5, 4\)",
        ),
    ],
    ids=lambda case: next(iter(case)) if isinstance(case, dict) else "",
)
def test_errors(change, message):
    network, parameters, X, targets = problem((4, 5, 3), ["tanh", "identity"], "cross_entropy", 2)
    case = {"network": network, "parameters": parameters, "X": X, "targets": targets} | change
    with pytest.raises(ValueError, match=message):
        check(**case)


def test_a_relu_network_of_some_size():
    network = MLP((97, 61, 43, 7), ["relu", "relu", "identity"])
    rng = np.random.default_rng(3)
    found = check(network, initial_parameters(network, rng), rng.random((3, 97)), [1, 6, 0])
    assert found.checked + found.on_kink == 8952 and found.on_kink < 200 and found.worst < 1e-3
