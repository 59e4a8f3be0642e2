"""Training on mini-batches: what a step is, where it can stop, and that it goes on from there."""

from dataclasses import replace

import numpy as np
import pytest

import mlpkit.training
from mlpkit import MLP, ElasticNet, Training, loss_and_gradients, score, start_run, train
from mlpkit.in_place import InPlaceSteps
from mlpkit.training import step
from tests.training_problem import FULL, NETWORK, same, sets, start


@pytest.fixture(params=["in place", "step by step"])
def way(request, monkeypatch):
    """Train in place, as plain arrays are, or by `step`, as all others."""
    if request.param == "step by step":
        monkeypatch.setattr(mlpkit.training, "fits", lambda *_: False)
    return request.param


def watch_steps(monkeypatch, watcher):
    """Call ``watcher(X)`` before every step, whichever way it is taken."""

    def watched(step):
        def before(self, X, *rest):
            watcher(X)
            return step(self, X, *rest)

        return before

    monkeypatch.setattr(mlpkit.training, "step", watched(mlpkit.training.step))
    monkeypatch.setattr(InPlaceSteps, "step", watched(InPlaceSteps.step))


def test_a_step_follows_the_mean_gradient_of_its_batch():
    (X, y), _ = sets()
    run = start(Training(rate=0.3))
    found = loss_and_gradients(NETWORK, run.parameters, X[:11], y[:11])
    after = step(run, X[:11], y[:11])
    for old, gradient, new in zip(run.parameters, found.parameters, after.parameters, strict=True):
        np.testing.assert_allclose(new.W, old.W - 0.3 * gradient.W, rtol=1e-14)
        np.testing.assert_allclose(new.b, old.b - 0.3 * gradient.b, rtol=1e-14)


def test_momentum_keeps_a_share_of_the_last_step():
    (X, y), _ = sets()
    first = step(start(Training(rate=0.3, momentum=0.5)), X[:5], y[:5])
    gradient = loss_and_gradients(NETWORK, first.parameters, X[5:9], y[5:9]).parameters
    second = step(first, X[5:9], y[5:9])
    for layer in range(3):
        moved = second.parameters[layer].W - first.parameters[layer].W
        np.testing.assert_allclose(
            moved, 0.5 * first.velocity[layer].W - 0.3 * gradient[layer].W, rtol=1e-12, atol=1e-15
        )


def test_a_penalty_is_added_to_the_gradient_of_the_batch():
    (X, y), _ = sets()
    penalty = ElasticNet(absolute=(0, 0.1, 0), squared=(0.2, 0, 0))
    plain = start(Training(rate=0.3))
    without, with_it = (
        step(run, X, y) for run in (plain, replace(plain, training=Training(0.3, penalty=penalty)))
    )
    added = penalty.gradient(plain.parameters)
    for layer in range(3):
        difference = with_it.parameters[layer].W - without.parameters[layer].W
        np.testing.assert_allclose(difference, -0.3 * added[layer].W, rtol=1e-10, atol=1e-15)
        np.testing.assert_array_equal(with_it.parameters[layer].b, without.parameters[layer].b)


@pytest.mark.usefixtures("way")
def test_an_epoch_is_a_step_for_every_batch_in_the_order_of_the_key():
    train_set, validation_set = sets()
    run = start(Training(rate=0.1, batch_size=20))
    order = np.random.default_rng((run.key, 0)).permutation(45)
    expected = run
    for batch in (order[:20], order[20:40], order[40:]):
        expected = step(expected, train_set[0][batch], train_set[1][batch])
    trained = train(run, train_set, validation_set, epochs=1)
    for one, other in zip(trained.parameters, expected.parameters, strict=True):
        np.testing.assert_allclose(one.W, other.W, rtol=1e-13, atol=1e-15)
    assert (trained.epoch, trained.batch, len(trained.history)) == (1, 0, 2)


def test_the_history_is_the_score_of_both_sets_without_dropout_and_penalty():
    train_set, validation_set = sets()
    run = train(start(), train_set, validation_set, epochs=3)
    scores = [score(NETWORK, run.parameters, *pair) for pair in (train_set, validation_set)]
    assert run.history[-1] == (*scores[0], *scores[1])
    assert len(run.history) == 4


def test_it_learns():
    run = train(start(replace(FULL, dropout=0.0)), *sets(), epochs=25)
    assert run.status == "finished"
    assert run.history[0].training_loss > 2 * run.history[-1].training_loss
    assert run.history[-1].validation_accuracy >= 0.85


def test_the_same_seed_gives_the_same_run_and_another_seed_another():
    one, again, other = (train(start(seed=seed), *sets(), epochs=2) for seed in (3, 3, 4))
    assert same(one, again)
    assert not same(one, other)


def test_the_epochs_in_two_calls_are_the_epochs_in_one():
    whole = train(start(), *sets(), epochs=5)
    first = train(start(), *sets(), epochs=2)
    assert same(train(first, *sets(), epochs=5), whole)


@pytest.mark.parametrize("at", [1, 4, 7, 8, 20])
@pytest.mark.usefixtures("way")
def test_an_interrupted_run_keeps_what_was_done_and_goes_on_bit_for_bit(monkeypatch, at):
    whole = train(start(), *sets(), epochs=4)  # 7 batches an epoch
    steps = []

    def impatient(X):
        steps.append(X)
        if len(steps) == at + 1:
            raise KeyboardInterrupt

    with monkeypatch.context() as watching:
        watch_steps(watching, impatient)
        with pytest.warns(UserWarning, match="from the keyboard"):
            stopped = train(start(), *sets(), epochs=4)
    assert stopped.status == "interrupted"
    assert (stopped.epoch, stopped.batch) == (at // 7, at % 7)
    assert stopped.history == whole.history[: at // 7 + 1]
    assert same(train(stopped, *sets(), epochs=4), whole)


def test_an_interruption_of_the_steps_that_are_taken_again_goes_back_to_the_epoch(monkeypatch):
    whole = train(start(), *sets(), epochs=2)
    steps = []

    def very_impatient(X):
        steps.append(X)
        if len(steps) in (11, 13):  # the fourth step of the second epoch, and the second of those taken again
            raise KeyboardInterrupt

    with monkeypatch.context() as watching:
        watch_steps(watching, very_impatient)
        with pytest.warns(UserWarning, match="from the keyboard"):
            stopped = train(start(), *sets(), epochs=2)
    assert (stopped.epoch, stopped.status) == (1, "interrupted")
    assert same(train(stopped, *sets(), epochs=2), whole)


def test_an_interruption_while_the_sets_are_scored_loses_nothing(monkeypatch):
    whole = train(start(), *sets(), epochs=2)
    calls, real = [], mlpkit.training.score

    def impatient(*arguments, **options):
        calls.append(1)
        if len(calls) == 3:  # the first of the two sets after the first epoch
            raise KeyboardInterrupt
        return real(*arguments, **options)

    monkeypatch.setattr(mlpkit.training, "score", impatient)
    with pytest.warns(UserWarning, match="from the keyboard"):
        stopped = train(start(), *sets(), epochs=2)
    assert stopped.batch == 7
    assert same(train(stopped, *sets(), epochs=2), whole)


def test_early_stopping_keeps_the_best_parameters():
    train_set, validation_set = sets(sizes=(20, 30))
    training = Training(rate=0.5, batch_size=5, patience=4)
    run = train(start(training), train_set, validation_set, epochs=200)
    losses = [epoch.validation_loss for epoch in run.history]
    assert run.status == "stopped early"
    assert run.best_epoch == int(np.argmin(losses))
    assert run.epoch == run.best_epoch + 4
    assert score(NETWORK, run.best_parameters, *validation_set).loss == min(losses)
    assert same(train(run, train_set, validation_set, epochs=200), run)


@pytest.mark.usefixtures("way")
def test_a_run_that_leaves_the_finite_numbers_is_kept_at_its_last_finite_step():
    training = Training(rate=1e200, loss="half_squared_error", batch_size=9)
    X, y = sets()[0]
    network = MLP((4, 2), ["identity"])
    data = (X, np.stack([y, -y], axis=1).astype(float))
    with pytest.warns(
        UserWarning, match="training stopped in epoch 1, batch .: the loss is no longer finite"
    ):
        run = train(start(training, network=network), data, data, epochs=3)
    assert run.status == "diverged"
    assert len(run.history) == 1
    assert all(np.isfinite(array).all() for layer in run.parameters for array in layer)


def test_values_as_targets_have_no_accuracy():
    X, y = sets()[0]
    network, data = MLP((4, 1), ["identity"]), (X, y[:, None].astype(float))
    run = train(start(Training(0.01, loss="half_squared_error"), network=network), data, data, epochs=1)
    assert np.isnan(run.history[-1].training_accuracy)
    assert run.history[1].training_loss < run.history[0].training_loss


@pytest.mark.usefixtures("way")
def test_float32_stays_float32():
    run = start_run(
        NETWORK,
        FULL,
        np.random.default_rng(0),
        parameters=[(W.astype("f4"), b.astype("f4")) for W, b in start().parameters],
    )
    after = train(run, *sets(), epochs=1)
    assert {array.dtype for layer in after.parameters for array in layer} == {np.dtype("f4")}


def test_a_run_says_what_it_is():
    assert repr(start()) == "Run of 4-6-5-3: started, 0 epochs"
    text = repr(train(start(), *sets(), epochs=2))
    assert text.startswith("Run of 4-6-5-3: finished, 2 epochs, lowest validation loss 0.")


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({"rate": -1}, ValueError, "rate is -1, expected a positive number"),
        ({"batch_size": 0}, ValueError, "batch_size is 0, expected a whole number from 1"),
        ({"momentum": 1}, ValueError, "momentum is 1, expected a number ≥ 0 and below 1"),
        ({"dropout": 1.5}, ValueError, "dropout is 1.5, expected a number ≥ 0 and below 1"),
        ({"penalty": 0.1}, TypeError, "penalty is 0.1, expected an ElasticNet"),
        ({"loss": "hinge"}, ValueError, "loss is 'hinge', expected one of cross_entropy"),
        ({"patience": 0}, ValueError, "patience is 0, expected a whole number from 1"),
        ({"patience": 1.5}, TypeError, "patience is 1.5, expected a whole number"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
def test_errors_of_the_settings_name_them(settings, error, message):
    with pytest.raises(error, match=f"Training: {message}"):
        Training(**{"rate": 0.1} | settings)


def test_errors_of_a_start():
    with pytest.raises(TypeError, match=r"start_run: rng is int, expected np\.random.default_rng"):
        start_run(NETWORK, FULL, 0)
    with pytest.raises(ValueError, match=r"start_run: layer 1: W has shape \(4, 6\), expected"):
        wrong = [(W.T, b) for W, b in start().parameters]
        start_run(NETWORK, FULL, np.random.default_rng(0), parameters=wrong)
    with pytest.raises(ValueError, match="parameters are of 3 layers, expected 1, one for each λ"):
        start(replace(FULL, penalty=ElasticNet((0.1,), (0.1,))))


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize(
    ("pair", "error", "message"),
    [
        (7, TypeError, "train_set is int, expected a pair"),
        ((np.ones((5, 4)), [1, 2]), ValueError, r"X of shape \(5, 4\) and targets of shape \(2,\)"),
        ((np.ones(4), [1, 2, 0, 1]), ValueError, r"X of shape \(4,\)"),
        ((np.ones((2, 3)), [1, 2]), ValueError, r"X has shape \(2, 3\), expected \(N, d_0\)"),
        ((np.ones((2, 4)), [1, 3]), ValueError, "the label 3"),
    ],
    ids=["no pair", "too few targets", "one axis", "another width", "no such class"],
)
def test_errors_of_the_sets_name_them(pair, error, message):
    with pytest.raises(error, match=message):
        train(start(), pair, sets()[1], epochs=1)


@pytest.mark.usefixtures("way")
def test_every_epoch_has_an_order_of_its_own_and_every_step_other_silent_units(monkeypatch):
    batches, masks, real = [], [], mlpkit.training.dropout_masks

    def watched_masks(*arguments):
        masks.append(real(*arguments)[0])
        return real(*arguments)

    watch_steps(monkeypatch, lambda X: batches.append(X.copy()))
    monkeypatch.setattr(mlpkit.training, "dropout_masks", watched_masks)
    train(start(replace(FULL, batch_size=9)), *sets(), epochs=2)
    assert len({batch.tobytes() for batch in batches}) == 10
    assert len({mask.tobytes() for mask in masks}) == 10
