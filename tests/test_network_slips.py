"""Every slip of the tables, made on purpose, is named; some in pairs, and up to four at once."""

import itertools

import numpy as np
import pytest

from mlpkit.diagnosis import diagnose
from mlpkit.diagnosis.activation_problem import ActivationProblem
from mlpkit.diagnosis.array_slips import BIASES, WEIGHTS
from mlpkit.diagnosis.delta_slips import DELTA, UPSTREAM
from mlpkit.diagnosis.loss_problem import LossProblem
from mlpkit.diagnosis.loss_slips import OUTPUT_SLIPS
from mlpkit.diagnosis.penalty_slips import REGULARISED, REGULARISED_BIASES
from mlpkit.diagnosis.slip import FACTORS, Placed
from tests.diagnosis_problems import arrays_of, names, network_problem, pairs

PROBLEMS = {
    "tanh": network_problem((4, 5, 3), ("tanh", "identity"), penalised=True),
    "sigmoid": network_problem((4, 6, 3), ("sigmoid", "tanh"), "half_squared_error", 8, reduction="sum"),
    "leaky": network_problem((5, 4, 3), ("leaky_relu", "identity"), "half_squared_error", 8),
    "relu": network_problem((5, 4, 3), ("relu", "identity"), N=8),
    "square": network_problem((3, 3, 3), ("tanh", "identity"), N=8),
    "three squares": network_problem((3, 3, 3, 3), ("tanh", "sigmoid", "identity"), N=8),
    "N is a width": network_problem((4, 5, 3), ("tanh", "identity"), N=5),
}
SOFT, AT_SOFT = network_problem((4, 5, 3), ("tanh", "identity"))
PROBLEMS["soft"] = (
    type(SOFT)(SOFT.network, SOFT.X, np.random.default_rng(1).uniform(0.1, 1, size=(7, 3))),
    AT_SOFT,
)
AT_KINK = PROBLEMS["relu"][1]
ZERO_ROW = AT_KINK[0]._replace(b=AT_KINK[0].b * 0), AT_KINK[1]
KINKED = np.array(PROBLEMS["relu"][0].X)
KINKED[2] = 0
PROBLEMS["kinked"] = (
    type(SOFT)(PROBLEMS["relu"][0].network, KINKED, PROBLEMS["relu"][0].targets),
    ZERO_ROW,
)
# Slips that leave the shapes alone only where two sizes agree, or change something only somewhere.
NEEDS = {
    "upstream W missing": "square",
    "upstream W transposed": "square",
    "W of the wrong layer": "square",
    "transposed": "square",
    "own Z for Z below": "square",
    "softmax at the hidden layer": "square",
    "X for Z below": "three squares",
    "f' of the layer below": "three squares",
    "delta passed on without f'": "sigmoid",
    "sum over the units": "N is a width",
    "other value at the kink": "kinked",
    "targets taken to sum to 1": "soft",
    "slope forgotten": "leaky",
}
# Slips that give the same numbers wherever the loss is a cross-entropy of one-hot targets.
TWINS = [
    {"right class only", "diagonal of the softmax Jacobian only"},
    {"class index kept inside the sum", "inner product for elementwise"},
    {"axis of the sum forgotten", "array left at zero"},
]


def placed_slips():
    """Return every slip of the tables with a problem and the places where it can be made."""
    tables = [(OUTPUT_SLIPS["cross_entropy"], "the output"), (FACTORS, "the output")]
    tables += [(DELTA, "layer 1"), (UPSTREAM, "layer 1"), (FACTORS, "layer 1's W")]
    for layer in (1, 2):
        tables += [(WEIGHTS, f"layer {layer}'s W"), (BIASES, f"layer {layer}'s b")]
        tables += [(REGULARISED, f"layer {layer}'s W"), (REGULARISED_BIASES, f"layer {layer}'s b")]
    for table, place in tables:
        for slip in table:
            yield slip, place, NEEDS.get(slip.name, "tanh")
    for slip in OUTPUT_SLIPS["half_squared_error"]:
        yield slip, "the output", "sigmoid"
    for slip, place in itertools.product(DELTA, ("layer 1", "layer 2")):
        if slip.name not in NEEDS:
            yield slip, place, "sigmoid"
        elif NEEDS[slip.name] == "three squares":
            yield slip, "layer 2", "three squares"


def slipped(problem, at, *placed):
    """Return a gradient with slips, or None where they cannot be made or change nothing."""
    arrays = problem.slipped(at, placed)
    true = arrays_of(problem.gradient(at))
    if arrays is None or all(
        np.allclose(a, t, rtol=1e-9, atol=1e-12) for a, t in zip(arrays, true, strict=True)
    ):
        return None
    return pairs(arrays)


CASES = [
    pytest.param(slip, place, name, id=f"{slip.name}, {place}, {name}")
    for slip, place, name in placed_slips()
    if slipped(*PROBLEMS[name], Placed(slip, place)) is not None
]


@pytest.mark.parametrize(("slip", "place", "name"), CASES)
def test_every_slip_is_named(slip, place, name):
    problem, at = PROBLEMS[name]
    diagnosis = diagnose(problem, slipped(problem, at, Placed(slip, place)), at=at)
    assert {slip.name} in names(diagnosis)
    assert len(names(diagnosis)) == 1 or set().union(*names(diagnosis)) in TWINS
    found = next(e for e in diagnosis.explanations if e.names == (slip.name,))
    assert found.residual < 1e-9 and slip.kind in str(diagnosis)
    assert diagnosis.kind == ("right" if slip.kind == "kink" else "wrong")


def test_no_slip_of_the_network_is_left_out():
    tables = (OUTPUT_SLIPS["cross_entropy"], OUTPUT_SLIPS["half_squared_error"], FACTORS, DELTA, UPSTREAM)
    tables += (WEIGHTS, BIASES, REGULARISED, REGULARISED_BIASES)
    tested = {case.values[0] for case in CASES}
    assert {slip.name for table in tables for slip in table if slip not in tested} == set()


def by_name(*tables):
    return {slip.name: slip for table in tables for slip in table}


OUTPUT = by_name(OUTPUT_SLIPS["cross_entropy"], FACTORS)
OF_DELTA, OF_W, OF_B = (
    by_name(DELTA, UPSTREAM),
    by_name(WEIGHTS, FACTORS, REGULARISED),
    by_name(BIASES, FACTORS),
)
SEVERAL = {
    "sign and mean": [(OUTPUT["sign"], "the output"), (OUTPUT["multiplied by N"], "the output")],
    "ones and f'": [(OUTPUT["ones for the one-hot"], "the output"), (OF_DELTA["f' missing"], "layer 1")],
    "bracket and last": [
        (OUTPUT["one-hot inside the softmax"], "the output"),
        (OF_B["last example only"], "layer 2's b"),
    ],
    "W above and f'": [
        (OUTPUT["softmax twice"], "the output"),
        (OF_DELTA["upstream W replaced by a sum"], "layer 1"),
    ],
    "S below and regulariser": [
        (OF_W["S for Z below"], "layer 2's W"),
        (OF_W["regulariser halved"], "layer 1's W"),
    ],
    "one slip in every array": [(OF_W["regulariser missing"], f"layer {layer}'s W") for layer in (1, 2)],
    "three": [
        (OUTPUT["sign"], "the output"),
        (OF_DELTA["f' at Z"], "layer 1"),
        (OF_W["regulariser missing"], "layer 2's W"),
    ],
    "four in five places": [
        (OUTPUT["sign"], "the output"),
        (OF_DELTA["f' at Z"], "layer 1"),
        (OF_W["regulariser missing"], "layer 1's W"),
        (OF_W["regulariser missing"], "layer 2's W"),
        (OF_B["last example only"], "layer 2's b"),
    ],
    "four": [
        (OUTPUT["ones for the one-hot"], "the output"),
        (OUTPUT["multiplied by N"], "the output"),
        (OF_DELTA["f' twice"], "layer 1"),
        (OF_B["last example only"], "layer 1's b"),
    ],
}


@pytest.mark.parametrize("which", SEVERAL)
def test_several_slips_at_once(which):
    problem, at = PROBLEMS["tanh"]
    placed = [Placed(*one) for one in SEVERAL[which]]
    diagnosis = diagnose(problem, slipped(problem, at, *placed), at=at)
    assert names(diagnosis) == [{one.slip.name for one in placed}]
    assert set(diagnosis.explanations[0].slips) == set(placed)


def test_one_array_without_a_name_hides_no_slip():
    problem, at = PROBLEMS["tanh"]
    claimed = slipped(problem, at, Placed(OUTPUT["sign"], "the output"))
    claimed[1] = (claimed[1][0] * np.arange(15.0).reshape(3, 5) ** 2, claimed[1][1])
    diagnosis = diagnose(problem, claimed, at=at)
    assert diagnosis.slips == ("sign",)
    assert diagnosis.explanations[0].unexplained == "layer 2's W"
    assert "gives your numbers, but for layer 2's W" in str(diagnosis)


LOGITS = np.random.default_rng(2).normal(size=(5, 4))
LABELS = np.array([0, 3, 1, 1, 2])
SHARES = np.random.default_rng(3).uniform(0.1, 0.9, size=(5, 4))
LOSSES = {
    "cross_entropy": [LossProblem("cross_entropy", targets) for targets in (SHARES, LABELS)],
    "half_squared_error": [LossProblem("half_squared_error", SHARES)],
    "binary_cross_entropy": [LossProblem("binary_cross_entropy", SHARES)],
    "softmax_hinge": [LossProblem("softmax_hinge", LABELS, margin=margin) for margin in (0.1, 0.3)],
    "weston_watkins": [LossProblem("weston_watkins", LABELS, reduction="sum", margin=m) for m in (0.2, 1.0)],
}
ELSEWHERE = {"softmax at the hidden layer", "other value at the kink"}  # there is no hidden layer, no kink


@pytest.mark.parametrize("name", LOSSES)
def test_every_slip_of_a_loss_is_named(name):
    named = set(ELSEWHERE)
    for problem, slip in itertools.product(LOSSES[name], OUTPUT_SLIPS[name]):
        made = problem.slipped(LOGITS, [Placed(slip, "the gradient")])
        if made is not None:
            assert {slip.name} in names(diagnose(problem, made[0], at=LOGITS)), slip.name
            named.add(slip.name)
    assert named >= {slip.name for slip in OUTPUT_SLIPS[name]}


def test_the_kink_of_a_hinge():
    problem = LossProblem("weston_watkins", [0], margin=1.0)
    diagnosis = diagnose(problem, [[-1.0, 1.0, 0.0]], at=[[1.0, 0.0, -3.0]])
    assert (diagnosis.kind, diagnosis.slips) == ("right", ("other value at the kink",))


UPSTREAM_OF_X = np.array([0.7, -1.3, 2.1, 0.4])
X = np.array([0.5, -0.4, 1.2, -1.7])


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu", "leaky_relu", "softmax"])
def test_every_slip_of_an_activation_is_named(activation):
    problem = ActivationProblem(activation, UPSTREAM_OF_X)
    made = {slips[0].slip: value for value, slips in problem._mades(X, 1) if slips}
    assert len(made) > 3
    for slip, value in made.items():
        assert {slip.name} in names(diagnose(problem, value, at=X)), slip.name
