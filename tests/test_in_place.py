"""Steps taken in place: that they are the steps of `training.step`, and leave alone what is not theirs."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mlpkit.training
from mlpkit import MLP, ElasticNet, Training, leaky, start_run, train
from mlpkit.in_place import InPlaceSteps, fits, steps_in_place
from mlpkit.named_activations import Activation
from mlpkit.training import step
from tests.training_problem import FULL, same, sets, start

SINE = Activation("sine", np.sin, np.cos)
ACTIVATIONS = ("identity", "sigmoid", "tanh", "relu", "leaky_relu", leaky(0.3), SINE)
STRENGTHS = st.sampled_from([0, 0.01, 0.3])


@st.composite
def problems(draw):
    """Draw a run that has taken a step already, so that there is a velocity, and a batch."""
    widths = draw(st.lists(st.integers(1, 9), min_size=2, max_size=5))
    layers = len(widths) - 1
    names = [draw(st.sampled_from(ACTIVATIONS)) for _ in range(layers)]
    loss = draw(st.sampled_from(["cross_entropy", "half_squared_error"]))
    strengths = [[draw(STRENGTHS) for _ in range(layers)] for _ in range(2)]
    training = Training(
        rate=draw(st.sampled_from([1e-3, 0.1])),
        momentum=draw(st.sampled_from([0, 0.5, 0.9])),
        dropout=draw(st.sampled_from([0, 0.4])),
        penalty=draw(st.sampled_from([None, ElasticNet(*strengths)])),
        loss=loss,
    )
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    examples = draw(st.integers(1, 12))
    X = rng.normal(size=(examples, widths[0]))
    targets = rng.random((examples, widths[-1]))
    if loss == "cross_entropy" and draw(st.booleans()):
        targets = rng.integers(widths[-1], size=examples)
    run = start_run(MLP(widths, names), training, rng)
    return step(run, X, targets), X, targets


def in_place(run, X, targets):
    """Return the run after one step in place."""
    assert fits(run, X, targets)
    steps = InPlaceSteps(run)
    assert steps.step(X, targets, mlpkit.training._masks(run, run.batch, len(X)))
    return steps.into(run, 1)


def assert_same_step(run, one, other, digits):
    for name in ("parameters", "velocity"):
        for before, *after in zip(*(getattr(r, name) for r in (run, one, other)), strict=True):
            for old, a, b in zip(before, *after, strict=True):
                # What a sum loses is relative to its terms: to what the array holds and to how it moves.
                scale = np.abs(old).max() + np.abs(b - old).max()
                np.testing.assert_allclose(a, b, rtol=0, atol=digits * scale)


@settings(max_examples=200, deadline=None)
@given(problems())
def test_a_step_in_place_is_the_proved_step(problem):
    run, X, targets = problem
    assert_same_step(run, in_place(run, X, targets), step(run, X, targets), 1e-12)


@settings(max_examples=40, deadline=None)
@given(problems())
def test_float32_steps_agree_to_float32(problem):
    run, X, targets = problem
    narrow = {
        name: tuple(type(layer)(*(a.astype("f4") for a in layer)) for layer in getattr(run, name))
        for name in ("parameters", "velocity")
    }
    run = replace(run, **narrow)
    after = in_place(run, X, targets)
    assert {array.dtype for layer in after.parameters for array in layer} == {np.dtype("f4")}
    assert_same_step(run, after, step(run, X, targets), 1e-4)


@pytest.mark.parametrize("training", [FULL, Training(0.2, batch_size=10)], ids=["everything", "plain"])
def test_epochs_in_place_are_epochs_of_proved_steps(monkeypatch, training):
    fast = train(start(training), *sets(), epochs=3)
    monkeypatch.setattr(mlpkit.training, "fits", lambda *_: False)
    plain = train(start(training), *sets(), epochs=3)
    assert_same_step(start(training), fast, plain, 1e-12)
    np.testing.assert_allclose(fast.history, plain.history, rtol=1e-10)


def test_plain_arrays_are_trained_in_place(monkeypatch):
    def never(*_):
        raise AssertionError("the plain step was taken")

    monkeypatch.setattr(mlpkit.training, "step", never)
    train(start(), *sets(), epochs=1)


def test_the_run_that_training_starts_from_stays_as_it_is():
    run = start()
    kept = [array.copy() for layer in (*run.parameters, *run.velocity) for array in layer]
    train(run, *sets(), epochs=2)
    now = [array for layer in (*run.parameters, *run.velocity) for array in layer]
    assert all(np.array_equal(a, b) for a, b in zip(kept, now, strict=True))


def test_silent_units_do_not_reach_what_the_derivative_is_taken_at():
    """The activation returns what it was given, and its derivative would be 0/0 where that had become 0."""
    same_again = Activation("same again", lambda s: s, lambda s: s / s)
    (X, y), _ = sets()
    network = MLP((X.shape[1], 50, 2), [same_again, "identity"])
    run = start_run(network, Training(rate=0.1, dropout=0.5), np.random.default_rng(1))
    assert_same_step(run, in_place(run, X, y % 2), step(run, X, y % 2), 1e-12)


def test_batches_of_other_sizes_take_no_room_of_each_other():
    (X, y), _ = sets()
    run = plain = start(Training(rate=0.25))
    steps = InPlaceSteps(run)
    for batch in (slice(20), slice(20, 25), slice(3, 40)):
        assert steps.step(X[batch], y[batch])
        plain = step(plain, X[batch], y[batch])
    assert_same_step(run, steps.into(run, 3), plain, 1e-13)


@pytest.mark.parametrize(
    "change",
    [
        lambda run, X, y: (replace(run, parameters=(*run.parameters[:2], ([[1.0]], [2.0]))), X, y),
        lambda run, X, y: (run, X.astype(int), y),
        lambda run, X, y: (run, X[:, :2], y),
        lambda run, X, y: (run, X, y + 1),
        lambda run, X, y: (run, X, y - 1),
        lambda run, X, y: (run, X, y.astype(float)),
        lambda run, X, y: (
            replace(run, parameters=tuple((W.astype("f4"), b) for W, b in run.parameters)),
            X,
            y,
        ),
    ],
    ids=["lists", "integers", "another width", "label 3", "label -1", "floats as labels", "two precisions"],
)
def test_what_is_no_plain_array_takes_the_proved_step(change):
    assert fits(start(), *sets()[0])
    assert not fits(*change(start(), *sets()[0]))


@pytest.mark.parametrize("at", [0, 1, 2], ids=["first", "second", "third epoch"])
def test_a_loss_that_leaves_the_finite_numbers_ends_where_the_proved_steps_end(monkeypatch, at):
    """Weights grow sevenfold a step, until they overflow, sooner or later."""
    network = MLP((1, 1), ["identity"])
    X, y = np.ones((6, 1)), np.zeros((6, 1))
    parameters = [([[10.0 ** (100 - 15 * at)]], [0.0])]
    training = Training(rate=1e17, batch_size=1, loss="half_squared_error")
    data = (X, y)

    def trained():
        run = start_run(network, training, np.random.default_rng(0), parameters=parameters)
        with pytest.warns(UserWarning, match="no longer finite"):
            return train(run, data, data, epochs=9)

    fast = trained()
    monkeypatch.setattr(mlpkit.training, "fits", lambda *_: False)
    plain = trained()
    assert (fast.epoch, fast.batch, fast.status) == (plain.epoch, plain.batch, "diverged")
    assert np.array_equal(fast.parameters[0].W, plain.parameters[0].W)


def test_a_step_says_when_its_output_is_not_finite():
    (X, y), _ = sets()
    X[3] = np.inf
    assert not InPlaceSteps(start()).step(X, y)


def test_weights_that_overflow_behind_a_dead_unit_are_seen():
    """Once W_1 is −inf, relu gives 0, and nothing at the output shows it."""
    network = MLP((1, 1, 2), ["relu", "identity"])
    parameters = [([[1e-10]], [0.0]), ([[1.0], [-1.0]], [0.0, 0.0])]
    training = Training(rate=1e300, batch_size=1)
    run = start_run(network, training, np.random.default_rng(0), parameters=parameters)
    X, y = np.full((1, 1), 1e10), np.array([1])
    assert InPlaceSteps(run).step(X, y)
    assert steps_in_place(run, X, y, [np.array([0])], lambda *_: ()) is None


def test_an_epoch_can_be_interrupted_twice(monkeypatch):
    whole = train(start(), *sets(), epochs=1)
    run, real = start(), InPlaceSteps.step
    for at in (2, 3):
        calls = iter(range(100))

        def impatient(steps, *arguments, at=at, calls=calls):
            if next(calls) == at:
                raise KeyboardInterrupt
            return real(steps, *arguments)

        with monkeypatch.context() as watching, pytest.warns(UserWarning, match="from the keyboard"):
            watching.setattr(InPlaceSteps, "step", impatient)
            run = train(run, *sets(), epochs=1)
    assert run.batch == 5
    assert same(train(run, *sets(), epochs=1), whole)
