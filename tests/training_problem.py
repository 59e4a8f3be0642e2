"""A small problem that a small network can learn, for the tests of training."""

import numpy as np

from mlpkit import MLP, ElasticNet, Training, start_run

NETWORK = MLP((4, 6, 5, 3), ("relu", "tanh", "identity"))
FULL = Training(
    rate=0.1,
    batch_size=7,
    momentum=0.8,
    dropout=0.25,
    penalty=ElasticNet(absolute=(0.001, 0, 0.002), squared=(0.01, 0.02, 0)),
)


def sets(seed=1, sizes=(45, 20)):
    """Return a training and a validation set of three classes that overlap a little."""
    rng = np.random.default_rng(seed)
    centres = 3 * rng.normal(size=(3, 4))
    labels = [rng.integers(3, size=n) for n in sizes]
    return [(centres[y] + rng.normal(size=(len(y), 4)), y) for y in labels]


def start(training=FULL, seed=0, network=NETWORK):
    """Return a run that nothing has happened to."""
    return start_run(network, training, np.random.default_rng(seed))


def same(one, other):
    """Return whether two runs are equal, bit for bit."""
    arrays = [
        [
            a
            for name in ("parameters", "velocity", "best_parameters")
            for layer in getattr(run, name)
            for a in layer
        ]
        for run in (one, other)
    ]
    rest = [
        (run.key, run.epoch, run.batch, run.history, run.best_epoch, run.status, run.training)
        for run in (one, other)
    ]
    return rest[0] == rest[1] and all(
        np.array_equal(a, b) and a.dtype == b.dtype for a, b in zip(*arrays, strict=True)
    )
