"""Right gradients are never accused; wrong ones, written by hand, are named; what cannot be told is said."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from mlpkit import (
    ACTIVATIONS,
    MLP,
    Activation,
    ElasticNet,
    Layer,
    initial_parameters,
    relu,
    sigmoid,
    softmax,
    softmax_hinge_gradient,
)
from mlpkit.diagnosis import check_gradient, diagnose
from mlpkit.diagnosis.activation_problem import ActivationProblem
from mlpkit.diagnosis.loss_problem import LossProblem
from mlpkit.diagnosis.network_problem import NetworkProblem
from mlpkit.gradcheck import central_difference, complex_step
from tests.diagnosis_problems import arrays_of, names, network_problem

PROBLEM, AT = network_problem((4, 5, 3), ("tanh", "identity"), N=6)
X, T = PROBLEM.X, np.eye(3)[PROBLEM.targets]
N, K = T.shape


def by_hand(top=None, middle=None, above=None):
    """Return the gradient of `PROBLEM` in plain numpy, with some steps done in another way."""
    (W1, b1), (W2, b2) = AT
    a = X @ W1.T + b1
    h = np.tanh(a)
    o = h @ W2.T + b2
    S = np.exp(o) / np.exp(o).sum(axis=1, keepdims=True)
    output = (S - T) / N if top is None else top(S, o)
    U = output @ W2 if above is None else above(output, W2)
    hidden = U * (1 - h**2) if middle is None else middle(U, h, a)
    return [(hidden.T @ X, hidden.sum(axis=0)), (output.T @ h, output.sum(axis=0))]


def wrong_index(S, o):
    gradient = np.zeros_like(S)
    for n, i, j in np.ndindex(N, K, K):
        gradient[n, i] += T[n, j] * S[n, j] if i != j else -T[n, i] * (1 - S[n, i])
    return gradient / N


BY_HAND = {
    "X9": ({"top": lambda S, o: np.where(T == 1, S - 1, 0) / N}, {"right class only"}),
    "X10": ({"top": lambda S, o: (T - S) / N}, {"sign"}),
    "X11": ({"top": lambda S, o: (S - 1) / N}, {"ones for the one-hot"}),
    "X12": ({"top": lambda S, o: softmax(o - T) / N}, {"one-hot inside the softmax"}),
    "X13": ({"top": wrong_index}, {"outer derivative at the wrong index"}),
    "X14": ({"top": lambda S, o: (-T * (1 - S) + T * S) / N}, {"t_i for the sum of the other targets"}),
    "X15": ({"top": lambda S, o: (softmax(np.exp(o)) - T) / N}, {"exponential twice"}),
    "X16": ({"top": lambda S, o: (S - T) * S * (1 - S) / N}, {"S(1 − S) once more"}),
    "X17": ({"top": lambda S, o: 0 * S}, {"class index kept inside the sum"}),
    "X19": ({"above": lambda d, W: d.sum(axis=1)[:, None] * np.ones(5)}, None),
    "X27": ({"middle": lambda U, h, a: np.repeat([(U * (1 - h**2)).sum(axis=1)], 5, 0).T}, None),
    "X31": ({"top": lambda S, o: (S - T) / 40}, {"divided by 40"}),
    "X32": ({"top": lambda S, o: S - T}, {"multiplied by N"}),
    "two": ({"top": lambda S, o: T - S}, {"sign", "multiplied by N"}),
    "f'": ({"middle": lambda U, h, a: U}, {"f' missing"}),
    "f' of S": ({"middle": lambda U, h, a: U * (1 - a**2)}, {"f' of Z fed with S"}),
    "four": (
        {"top": lambda S, o: 1 - S, "middle": lambda U, h, a: U * h},
        {"ones for the one-hot", "sign", "multiplied by N", "f for f'"},
    ),
}
BY_HAND["X19"] = (BY_HAND["X19"][0], {"upstream W replaced by a sum"})
BY_HAND["X27"] = (BY_HAND["X27"][0], {"inner product for elementwise"})


@pytest.mark.parametrize("which", BY_HAND)
def test_slips_written_by_hand(which):
    steps, expected = BY_HAND[which]
    diagnosis = diagnose(PROBLEM, lambda parameters: by_hand(**steps), at=AT)
    assert diagnosis.kind == "wrong" and expected in names(diagnosis)


def test_the_one_written_by_hand_is_right_without_them():
    assert diagnose(PROBLEM, by_hand(), at=AT).is_right


PENALTY = ElasticNet([0, 0], [0.3, 0.2])
PENALISED = NetworkProblem(PROBLEM.network, X, PROBLEM.targets, penalty=PENALTY)
REGULARISED = {
    "X28": (lambda W, g: g + PENALTY.value(AT), "value of the regulariser"),
    "X29": (lambda W, g: g, "regulariser missing"),
    "X30, λW": (lambda W, g: g + 0.3 * W, "regulariser halved"),
    "X30, product": (lambda W, g: g * 0.3 * W, "multiplied by λW"),
}


@pytest.mark.parametrize("which", REGULARISED)
def test_slips_of_a_regulariser_written_by_hand(which):
    change, expected = REGULARISED[which]
    (W1, b1), (W2, b2) = by_hand()
    claimed = [(change(AT[0].W, W1), b1), (W2 + 0.4 * AT[1].W, b2)]
    assert names(diagnose(PENALISED, claimed, at=AT)) == [{expected}]


@pytest.mark.parametrize("factor", [-1, -6], ids=["sign", "sign and mean"])
def test_a_penalised_gradient_that_is_wrong_as_a_whole(factor):
    diagnosis = diagnose(PENALISED, [(factor * W, factor * b) for W, b in PENALISED.gradient(AT)], at=AT)
    assert names(diagnosis) == [{"sign"} if factor == -1 else {"sign", "multiplied by N"}]
    assert "in the whole gradient" in str(diagnosis)


def test_slips_in_a_sigmoid_unit():
    problem = LossProblem("binary_cross_entropy", [0.5, 0.2], reduction="sum")
    at = np.array([1.0, -2.0])
    t, s = problem.targets, sigmoid(at)
    wrong = {
        "exponential twice, second term forgotten": -t * s * np.exp(np.exp(-at)),
        "sigma' once more, second term forgotten": -t * (1 - s) * s * (1 - s),
        "second term forgotten": -t * (1 - s),
    }
    for name, claimed in wrong.items():
        assert names(diagnose(problem, claimed, at=at)) == [{name}]


def test_a_hinge_summed_over_the_batch():
    logits, labels = np.random.default_rng(0).normal(size=(5, 3)), [0, 2, 1, 1, 0]
    problem = LossProblem("softmax_hinge", labels, margin=0.4)
    right = softmax_hinge_gradient(logits, labels, margin=0.4)
    assert diagnose(problem, right, at=logits).is_right
    diagnosis = diagnose(problem, right.sum(axis=0) * np.ones((5, 1)), at=logits)
    assert (diagnosis.slips, diagnosis.kinds) == (("sum over the batch",), ("batch sum too many",))


@given(
    widths=some.lists(some.integers(1, 5), min_size=2, max_size=4),
    N=some.integers(1, 5),
    seed=some.integers(0, 99),
    data=some.data(),
)
@settings(max_examples=30)
def test_a_right_gradient_is_never_accused(widths, N, seed, data):
    activations = data.draw(some.tuples(*[some.sampled_from(list(ACTIVATIONS))] * (len(widths) - 1)))
    loss = data.draw(some.sampled_from(["cross_entropy", "half_squared_error"]))
    reduction = data.draw(some.sampled_from(["mean", "sum"]))
    problem, at = network_problem(
        widths, activations, loss, N, seed=seed, penalised=seed % 2, reduction=reduction
    )
    right = problem.gradient(at)
    assert diagnose(problem, right, at=at).digits == 9
    assert diagnose(problem.__call__, right, at=at).is_right
    single = [Layer(W.astype(np.float32), b.astype(np.float32)) for W, b in at]
    narrow = NetworkProblem(
        problem.network, X=problem.X.astype(np.float32), targets=problem.targets, loss=loss,
        reduction=reduction, penalty=problem.penalty,
    )  # fmt: skip
    found = narrow.gradient(single)
    assert found[0].W.dtype == np.float32
    assert diagnose(problem, found, at=single).digits == 4


def test_right_gradients_computed_in_other_ways():
    jax = pytest.importorskip("jax")
    assert diagnose(PENALISED, complex_step_of(PENALISED), at=AT).digits == 9
    nearly = diagnose(PENALISED, central_difference_of(PENALISED), at=AT)
    assert nearly.is_right and 5 <= nearly.digits <= 9
    with jax.enable_x64(True):
        assert (
            diagnose(
                PENALISED, jax.jit(jax.grad(PENALISED))(jax.tree.map(jax.numpy.asarray, AT)), at=AT
            ).digits
            == 9
        )


def numerically(method, problem):
    arrays = arrays_of(AT)

    def of(k):
        def value(array):
            changed = [*arrays[:k], array, *arrays[k + 1 :]]
            return problem([Layer(*changed[:2]), Layer(*changed[2:])])

        return method(value, arrays[k])

    found = [of(k) for k in range(4)]
    return [tuple(found[:2]), tuple(found[2:])]


def complex_step_of(problem):
    return numerically(complex_step, problem)


def central_difference_of(problem):
    return numerically(lambda f, x: central_difference(f, x, step=3e-4), problem)


def test_nearly_right_is_said_with_its_digits():
    right = by_hand()
    blurred = [(W * (1 + 3e-8), b) for W, b in right]
    diagnosis = diagnose(PROBLEM, blurred, at=AT)
    assert (diagnosis.kind, diagnosis.digits) == ("right", 7)
    assert "as good as a numerical derivative" in diagnosis.advice[0]
    assert diagnose(PROBLEM, [(W * (1 + 1e-4), b) for W, b in right], at=AT).kind == "wrong"


def test_a_slip_that_is_small_is_still_a_slip():
    weak = NetworkProblem(PROBLEM.network, X, PROBLEM.targets, penalty=ElasticNet([0, 0], [1e-8, 1e-8]))
    assert diagnose(weak, by_hand(), at=AT).slips == ("regulariser missing",)


def test_what_several_slips_explain_is_said():
    diagnosis = diagnose(PROBLEM, by_hand(top=lambda S, o: -T * (1 - S) / N), at=AT)
    assert names(diagnosis) == [{"right class only"}, {"diagonal of the softmax Jacobian only"}]
    assert diagnosis.advice == (
        "these explanations give the same numbers here; soft targets would tell them apart",
    )
    assert "possible slip 2: diagonal" in str(diagnosis)
    square, at = network_problem((4, 5, 3), ("tanh", "identity"), N=3)
    thrice = [(3 * W, 3 * b) for W, b in square.gradient(at)]
    diagnosis = diagnose(square, thrice, at=at)
    assert names(diagnosis) == [{"multiplied by N"}, {"multiplied by K"}]
    assert "a batch of 6 examples would tell them apart" in diagnosis.advice[0]
    two, at = network_problem((4, 5, 2), ("tanh", "identity"))
    diagnosis = diagnose(two, [(2 * W, 2 * b) for W, b in two.gradient(at)], at=at)
    assert names(diagnosis) == [{"factor 2"}, {"multiplied by K"}]
    assert "since K = 2; another number would tell them apart" in diagnosis.advice[0]


def test_what_a_batch_cannot_show_is_said():
    problem, at = network_problem((4, 5, 3), ("relu", "identity"))
    dead = (at[0]._replace(b=at[0].b - 100), at[1])
    assert diagnose(problem, problem.gradient(dead), at=dead).advice == (
        "this batch cannot tell: all units of layer 1 are dead, so no gradient reaches it or what lies below;"
        " try other inputs or parameters",
    )
    one = (at[0]._replace(b=at[0].b - 100 * np.eye(5)[2]), at[1])
    assert diagnose(problem, problem.gradient(one), at=one).advice[0] == (
        "dead on this batch, with gradients of 0: units 2 of layer 1"
    )
    single, at = network_problem((4, 5, 3), ("tanh", "identity"), N=1)
    assert diagnose(single, single.gradient(at), at=at).advice[0].startswith("N = 1")


def test_one_entry_of_a_large_array_is_not_overlooked():
    problem, at = network_problem((20, 9, 3), ("tanh", "identity"))
    claimed = [(-W, -b) for W, b in problem.gradient(at)]
    claimed[0][0].flat[1] *= 2
    diagnosis = diagnose(problem, claimed, at=at)
    assert (diagnosis.slips, diagnosis.explanations[0].unexplained) == (("sign",), "layer 1's W")


def test_no_known_slip_is_an_answer():
    rng = np.random.default_rng(0)
    claimed = [(rng.normal(size=W.shape), rng.normal(size=b.shape)) for W, b in AT]
    diagnosis = diagnose(PROBLEM, claimed, at=AT)
    assert diagnosis.explanations == () and diagnosis.slips == ()
    assert "no known slip, nor several of them together, gives these numbers" in str(diagnosis)


def test_the_first_wrong_array_is_said():
    (W1, b1), top = by_hand()
    text = str(diagnose(PROBLEM, [(W1 * 1.5, b1), top], at=AT))
    assert "right: layer 2's b, layer 2's W and layer 1's b; wrong, from the output down: layer 1's W" in text
    text = str(diagnose(PROBLEM, [(W1 * 1.5, b1), (top[0], 1.5 * top[1])], at=AT))
    assert (
        "right: layer 2's W and layer 1's b; wrong, from the output down: layer 2's b and layer 1's W" in text
    )


RELATIONS = {
    "sign": lambda g: -g,
    "factor 2": lambda g: 2 * g,
    "factor 1/2": lambda g: g / 2,
    "factor 7": lambda g: 7 * g,
    "factor 1/12": lambda g: g / 12,
    "factor -3/4": lambda g: -0.75 * g,
    "transposed": lambda g: g.T,
    "diagonal only": lambda g: np.diag(np.diag(g)),
    "reversed order": lambda g: g[::-1],
    "one entry only": lambda g: g * (np.arange(9).reshape(3, 3) == 5),
    "one row only": lambda g: g * np.array([[0], [1], [0]]),
    "one column only": lambda g: g * np.array([0, 1, 0]),
    "some entries only": lambda g: g * np.array([[1, 1, 0], [1, 0, 1], [1, 1, 1]]),
    "sum in every entry": lambda g: np.full((3, 3), g.sum()),
    "sum over the rows": lambda g: np.tile(g.sum(axis=0), (3, 1)),
    "zero": lambda g: 0 * g,
    "squared": lambda g: g**2,
    "absolute value": np.abs,
    "other order": lambda g: np.roll(g, 1, axis=1),
    "an extra -0.2·x": lambda g: g - 0.2 * MATRIX,
    "an extra 0.3·sign(x)": lambda g: g + 0.3 * np.sign(MATRIX),
    "an extra 0.5·1": lambda g: g + 0.5,
}
MATRIX = np.random.default_rng(4).normal(size=(3, 3))


def cubic(x):
    return (x**3).sum() / 3 + (x[0] * x[1]).sum() + 0.1 * (x**2).sum()


def cubic_gradient(x):
    return x**2 + np.stack([x[1], x[0], 0 * x[2]]) + 0.2 * x


@pytest.mark.parametrize("name", RELATIONS)
def test_relations_that_need_no_problem(name):
    right = cubic_gradient(MATRIX)
    assert diagnose(cubic, right, at=MATRIX).digits == 9
    assert diagnose(cubic, RELATIONS[name](right), at=MATRIX).slips == (name,)


def test_structures_and_other_arrays():
    at = {"w": np.array([1.0, 2.0, -1.0]), "v": np.array([0.5, 3.0, 2.0])}
    right = {"v": at["w"], "w": at["v"]}
    assert diagnose(lambda p: p["w"] @ p["v"], right, at=at).is_right
    diagnosis = diagnose(lambda p: p["w"] @ p["v"], at, at=at)
    assert [array.relation.name for array in diagnosis.arrays] == ["another array"] * 2
    assert "in ['w']: it is the gradient of ['v']" in str(diagnosis)


KINKS = {
    "0": ([0.0, 0.0, 1.0], "right"),
    "1": ([0.0, 1.0, 1.0], "right"),
    "½": ([0.0, 0.5, 1.0], "right"),
    "2": ([0.0, 2.0, 1.0], "wrong"),
    "elsewhere": ([1.0, 0.0, 1.0], "wrong"),
}


@pytest.mark.parametrize("which", KINKS)
@pytest.mark.parametrize(
    "loss",
    [lambda x: relu(x).sum(), ActivationProblem("relu"), lambda x: sum(max(v, 0) for v in x)],
    ids=["a function", "a problem", "no complex numbers"],
)
def test_at_a_kink_every_slope_between_is_right(loss, which):
    claimed, kind = KINKS[which]
    diagnosis = diagnose(loss, claimed, at=[-1.0, 0.0, 2.0])
    assert diagnosis.kind == kind
    if which == "1":
        assert "kink" in diagnosis.advice[0]


def test_a_loss_that_is_not_analytic():
    def loss(x):
        return np.sum(np.abs(x) ** 3)

    at = np.array([1.5, -0.5, 2.0])
    diagnosis = diagnose(loss, 3 * at * np.abs(at), at=at)
    assert (diagnosis.kind, diagnosis.digits) == ("right", 6)
    assert diagnosis.source == "central differences of two step sizes"
    assert diagnose(loss, 3 * at**2, at=at).slips == ("absolute value",)


def test_a_loss_in_single_precision():
    def loss(x):
        return np.float32(np.sum(np.float32(x) ** 2))

    assert diagnose(loss, [2.0, 6.0], at=[1.0, 3.0]).is_right
    assert diagnose(loss, [1.0, 3.0], at=[1.0, 3.0]).slips == ("factor 1/2",)


PLACE = np.array([1.0, 2.0, -3.0])


def with_constant(constant):
    return lambda x: constant + float(np.sum(np.abs(x) ** 2))


def single_inside(x):
    return float(1000 + np.sum(np.float32(np.real(x)) ** 2, dtype=np.float32))


def single_throughout(x):
    return float(np.float32(1e6) + np.sum(np.float32(np.real(x)) ** 2, dtype=np.float32))


def in_place(x):
    x *= 2
    return np.sum(x**2)


def log_sum_exp(x):
    largest = np.max(np.real(x))
    return largest + np.log(np.sum(np.exp(x - largest)))


FAR = 1e6 + np.array([0, 1, 0.5])
UNDECIDED = {
    "a large constant": (with_constant(1e9), 3 * PLACE, PLACE, "hold only 0 digits; take away"),
    "a constant": (with_constant(1e8), 2.02 * PLACE, PLACE, "hold only 1 digits; take away"),
    "its true gradient": (with_constant(1e8), 2 * PLACE, PLACE, "hold only 1 digits; take away"),
    "large values": (log_sum_exp, 1.01 * softmax(FAR), FAR, "so large, or so coarse"),
    "float32 inside": (single_throughout, 2 * PLACE, PLACE, "or give the loss in float64"),
    "a jump": (lambda x: float(np.sum(np.floor(x))), [1e5] * 3, PLACE, "the loss jumps here"),
}


@pytest.mark.parametrize("which", UNDECIDED)
def test_what_the_loss_cannot_decide_is_never_called_right(which):
    loss, claimed, at, why = UNDECIDED[which]
    diagnosis = diagnose(loss, claimed, at=at)
    assert (diagnosis.kind, diagnosis.is_right, diagnosis.slips) == ("not decided", False, ())
    assert why in diagnosis.advice[0] and str(diagnosis).startswith("○ not decided: ")
    assert 'mlpkit-diagnosis open">' in diagnosis._repr_html_()


def test_a_loss_with_random_numbers_decides_nothing():
    rng = np.random.default_rng(0)
    diagnosis = diagnose(lambda x: np.sum(x**2) + 1e-3 * rng.normal(), 2 * PLACE, at=PLACE)
    assert (diagnosis.kind, diagnosis.arrays) == ("not decided", ())
    assert diagnosis.advice == ("the loss gives different values at the same place: fix its random numbers",)


DECIDED = {
    "a small constant": (with_constant(100.0), 2 * PLACE, 2.02 * PLACE),
    "float32 inside": (lambda x: float(np.sum(np.float32(x) ** 2)), 2 * PLACE, 0 * PLACE),
    "float32 inside, and a constant": (single_inside, 2 * PLACE, 2.1 * PLACE),
    "in place": (in_place, 8 * PLACE, 2 * PLACE),
    "small": (lambda x: 1e-15 * np.sum(x**2), 2e-15 * PLACE, 3e-15 * PLACE),
    "small, by differences": (lambda x: 1e-15 * float(np.sum(abs(x) ** 2)), 2e-15 * PLACE, 3e-15 * PLACE),
    "huge": (lambda x: np.sum(x**2) * 1e200, 2e200 * PLACE, 3e200 * PLACE),
    "huge, by differences": (lambda x: 1e200 * float(np.sum(abs(x) ** 2)), 2e200 * PLACE, 3e200 * PLACE),
    "terms that cancel": (lambda x: float(np.sum(abs(x) ** 2) - 14), 2 * PLACE, 3 * PLACE),
    "a minimum": (lambda x: float(np.sum(abs(x - PLACE) ** 2)), 0 * PLACE, PLACE),
    "no slope": (lambda x: 3.0, 0 * PLACE, PLACE),
}


@pytest.mark.parametrize("which", DECIDED)
def test_a_loss_of_any_size_decides(which):
    loss, right, wrong = DECIDED[which]
    assert diagnose(loss, right, at=PLACE).is_right
    assert diagnose(loss, wrong, at=PLACE).kind == "wrong"


def test_rounding_where_a_small_loss_comes_from_large_terms_is_not_accused():
    logits = np.array([38.0, 0.0, 1.0])
    problem = LossProblem("cross_entropy", 0)
    assert diagnose(problem.__call__, softmax(logits) - np.eye(3)[0], at=logits).is_right


def test_an_activation_with_the_wrong_derivative_is_no_fault_of_the_claim():
    wrong = Activation("wrong", np.tanh, lambda x: 1 - np.tanh(x))
    problem = NetworkProblem(MLP((4, 3), [wrong]), X, PROBLEM.targets)
    with pytest.raises(ValueError, match="loss has a gradient that the complex step does not confirm"):
        diagnose(problem, None, at=[(np.ones((3, 4)), np.ones(3))])


@pytest.mark.parametrize(
    ("loss", "at", "message"),
    [
        (lambda x: x, [1.0, 2.0], "check_gradient: loss returned array"),
        (lambda x: np.nan, [1.0], "check_gradient: loss returned .*expected one finite number"),
        (3, [1.0], "check_gradient: loss is 3, expected a problem or a function"),
        (lambda x: 1.0, ["a"], "check_gradient: at is the list"),
        (PROBLEM, [(np.ones((5, 4)), np.ones(5))], "parameters are of 1 layers, expected 2"),
    ],
    ids=["no number", "nan", "no function", "text", "layers"],
)
def test_what_is_wrong_with_the_question_is_raised(loss, at, message):
    with pytest.raises((ValueError, TypeError), match=message):
        diagnose(loss, [1.0], at=at)


def test_problems_refuse_what_does_not_fit():
    with pytest.raises(TypeError, match="NetworkProblem: network is 3, expected an MLP"):
        NetworkProblem(3, X, T)
    with pytest.raises(ValueError, match="NetworkProblem: loss is 'mse', expected one of cross_entropy"):
        NetworkProblem(PROBLEM.network, X, T, loss="mse")
    with pytest.raises(ValueError, match=r"targets have shape \(2,\)"):
        NetworkProblem(PROBLEM.network, X, [0, 1])
    with pytest.raises(ValueError, match="LossProblem: name is 'l2', expected one of"):
        LossProblem("l2", [0])
    with pytest.raises(ValueError, match="margin is None, but softmax_hinge needs a margin"):
        LossProblem("softmax_hinge", [0])
    with pytest.raises(ValueError, match=r"margin is 0\.5, but cross_entropy has no margin"):
        LossProblem("cross_entropy", [0], margin=0.5)
    with pytest.raises(ValueError, match="ActivationProblem: activation is 'swish', expected one of"):
        ActivationProblem("swish")
    with pytest.raises(ValueError, match=r"upstream has shape \(2,\), expected \(3,\)"):
        diagnose(ActivationProblem("tanh", [1, 2]), None, at=[1, 2, 3])


def test_the_report_is_printed_where_no_prompt_shows_it(capsys, monkeypatch):
    diagnosis = check_gradient(PROBLEM, by_hand(), at=AT)
    assert capsys.readouterr().out == f"{diagnosis}\n"
    monkeypatch.setattr("sys.ps1", ">>> ", raising=False)
    check_gradient(PROBLEM, by_hand(), at=AT)
    monkeypatch.delattr("sys.ps1")
    monkeypatch.setattr("builtins.__IPYTHON__", True, raising=False)
    check_gradient(PROBLEM, by_hand(), at=AT)
    assert capsys.readouterr().out == ""


def test_the_report_in_a_notebook():
    (W1, b1), top = by_hand()
    html = diagnose(PROBLEM, [(-W1, b1), top], at=AT)._repr_html_()
    assert html.startswith('<div class="mlpkit-answer mlpkit-diagnosis wrong">') and html.endswith("</div>")
    assert html.count("<table") == 2 and html.count("rgba(") == W1.size
    assert "<caption>error of layer 1&#x27;s W, yours less the true value</caption>" in html
    assert html == diagnose(PROBLEM, [(-W1, b1), top], at=AT)._repr_html_()
    one = W1 * np.where(np.arange(20).reshape(5, 4) == 6, 1.5, 1)
    html = diagnose(PROBLEM, [(one, b1), top], at=AT)._repr_html_()
    assert html.count("rgba(") == 1 and html.count("<td>0</td>") == 19
    right = diagnose(PROBLEM, by_hand(), at=AT)
    assert "<table" not in right._repr_html_() and str(right) == (
        "✓ right: the gradient to 9 digits, by its proved formula and the complex step"
    )
    large = diagnose(lambda x: x @ x, lambda x: 0 * x, at=np.ones(13))
    assert 'class="map"' not in large._repr_html_()


@pytest.mark.parametrize("seed", [2, 64, 198])
def test_saturated_networks_in_single_precision_are_not_accused(seed):
    # Gradients of 1e-19 to 1e-73: the last digits of S are the first of f'(S), and products underflow.
    rng = np.random.default_rng(seed)
    L = rng.integers(1, 6)
    widths = rng.integers(1, 7, size=L + 1).tolist()
    activations = rng.choice(list(ACTIVATIONS), size=L).tolist()
    loss = str(rng.choice(["cross_entropy", "half_squared_error"]))
    N, network, scale = int(rng.integers(1, 9)), MLP(widths, activations), float(rng.choice([0.1, 1, 10]))
    at = [
        Layer(np.float32(W * scale), np.float32(rng.normal(size=b.shape)))
        for W, b in initial_parameters(network, rng)
    ]
    X = np.float32(rng.normal(size=(N, widths[0])) * scale)
    labels = loss == "cross_entropy"
    targets = rng.integers(widths[-1], size=N) if labels else rng.normal(size=(N, widths[-1]))
    problem = NetworkProblem(network, X, targets, loss=loss)
    assert diagnose(problem, problem.gradient(at), at=at).is_right
