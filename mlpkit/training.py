"""Training: stochastic gradient descent on mini-batches, which can stop anywhere and go on.

Everything that a run depends on stands in its `Run`: the settings, the parameters, and a key.
The order of the examples in epoch e comes from (key, e), what dropout silences in its batch i
from (key, e, i). So a run that was interrupted, or saved and loaded, goes on with the same
numbers, bit for bit.

`step` says what a step is. With plain numpy arrays the same step is taken in place, by `mlpkit.in_place`.
"""

import warnings
from dataclasses import replace

import numpy as np

from mlpkit.arrays import as_array, every
from mlpkit.checks import check_count
from mlpkit.dense import Layer
from mlpkit.dropout import dropout_masks, with_dropout
from mlpkit.in_place import fits, steps_in_place
from mlpkit.minibatches import minibatches
from mlpkit.network_loss import loss_and_gradients
from mlpkit.progress import progress
from mlpkit.runs import Epoch
from mlpkit.scoring import score


def train(run, train_set, validation_set, *, epochs):
    """Train until so many epochs are done in all, and return the new `Run`.

    After each epoch both sets are scored as they are, without dropout and penalty. What is
    interrupted from the keyboard is returned as it stands after the last whole step, with a
    warning; so is a run whose loss leaves the finite numbers. Calling ``train`` again with what
    was returned goes on from there.

    Parameters
    ----------
    run : Run
    train_set, validation_set : pairs (X, targets)
        X of shape (N, d_0), one example a row; targets as the loss takes them.
    epochs : int
        When to stop, counted from the start of the run.

    Returns
    -------
    Run

    Raises
    ------
    ValueError, TypeError
        If the sets do not fit the network or the loss.

    References
    ----------
    Robbins and Monro, *A stochastic approximation method* (1951).

    Examples
    --------
    >>> from mlpkit import MLP, Training, start_run
    >>> rng = np.random.default_rng(0)
    >>> X = rng.normal(size=(60, 2))
    >>> above = (X[:, 1] > X[:, 0]).astype(int)
    >>> network = MLP((2, 2), ["identity"])
    >>> run = start_run(network, Training(rate=0.5, batch_size=20), rng)
    >>> train(run, (X[:40], above[:40]), (X[40:], above[40:]), epochs=50).history[-1].validation_accuracy
    0.95
    """
    check_count("train: epochs", epochs, least=0)
    train_set, validation_set = _pair("train_set", train_set), _pair("validation_set", validation_set)
    todo = range(run.epoch, epochs)
    try:
        if not run.history:
            run = _scored(run, train_set, validation_set)
        for _ in progress(todo, description="training", total=len(todo)):
            if _out_of_patience(run):
                return replace(run, status="stopped early")
            run = _rest_of_epoch(run, *train_set)
            if run.status == "interrupted":
                raise KeyboardInterrupt
            if run.status == "diverged":
                return _warned(run, "the loss is no longer finite; a smaller rate may help")
            run = _scored(replace(run, epoch=run.epoch + 1, batch=0), train_set, validation_set)
    except KeyboardInterrupt:
        return _warned(replace(run, status="interrupted"), "from the keyboard; train(run, …) goes on")
    return replace(run, status="finished")


def _rest_of_epoch(run, X, targets):
    run = replace(run, status="started")
    rng = np.random.default_rng((run.key, run.epoch))
    batches = minibatches(len(X), run.training.batch_size, rng)[run.batch :]
    if fits(run, X, targets):
        after = steps_in_place(run, X, targets, batches, lambda *where: _masks(run, *where))
        if after is not None:
            return after
    try:
        for batch in batches:
            run = step(run, X[batch], targets[batch])
            if run.status == "diverged":
                break
    except KeyboardInterrupt:
        return replace(run, status="interrupted")
    return run


def _masks(run, batch, examples):
    """Return the masks of a batch of the current epoch, none without dropout."""
    if not run.training.dropout:
        return ()
    rng = np.random.default_rng((run.key, run.epoch, batch))
    return dropout_masks(run.network, examples, run.training.dropout, rng)


def step(run, X, targets):
    """Return the `Run` after one step on one mini-batch: v ← μ v − η g, then θ ← θ + v.

    Without momentum the velocity stays 0, and θ ← θ − η g.
    """
    network, training = run.network, run.training
    if training.dropout:
        network = with_dropout(network, _masks(run, run.batch, len(X)))
    with np.errstate(over="ignore", invalid="ignore"):
        found = loss_and_gradients(network, run.parameters, X, targets, loss=training.loss)
        if training.penalty is not None:
            found = training.penalty.add_to(found, run.parameters)
        moved = _layers(
            lambda v, g: training.momentum * v - training.rate * g, run.velocity, found.parameters
        )
        parameters = _layers(lambda p, v: p + v, run.parameters, moved)
    numbers = (found.loss, *(array for layer in parameters for array in layer))
    if not all(every(np.isfinite(number)) for number in numbers):
        return replace(run, status="diverged")
    velocity = moved if training.momentum else run.velocity
    return replace(run, parameters=parameters, velocity=velocity, batch=run.batch + 1)


def _layers(function, *structures):
    """Apply a function to W and b of every layer."""
    return tuple(Layer(*map(function, *layers)) for layers in zip(*structures, strict=True))


def _scored(run, *sets):
    losses = [score(run.network, run.parameters, *pair, loss=run.training.loss) for pair in sets]
    history = (*run.history, Epoch(*losses[0], *losses[1]))
    if run.epoch == 0 or history[-1].validation_loss < history[run.best_epoch].validation_loss:
        run = replace(run, best_epoch=run.epoch, best_parameters=run.parameters)
    return replace(run, history=history)


def _out_of_patience(run):
    patience = run.training.patience
    return patience is not None and run.epoch - run.best_epoch >= patience


def _pair(name, pair):
    try:
        X, targets = pair
    except (TypeError, ValueError):
        raise TypeError(f"train: {name} is {type(pair).__name__}, expected a pair (X, targets)") from None
    X, targets = as_array(X, f"train: {name}")[0], np.asarray(targets)
    if X.ndim != 2 or targets.ndim == 0 or len(X) != len(targets):
        raise ValueError(
            f"train: {name} has X of shape {tuple(X.shape)} and targets of shape {targets.shape},"
            " expected (N, d_0) and as many targets"
        )
    return X, targets


def _warned(run, why):
    warnings.warn(f"training stopped in epoch {run.epoch + 1}, batch {run.batch + 1}: {why}", stacklevel=3)
    return run
