"""The state of a training run: all that is needed to go on from it, and what has happened so far."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from mlpkit.checks import check_count, check_positive, check_rng
from mlpkit.dense import Layer
from mlpkit.initialisation import initial_parameters
from mlpkit.network import MLP
from mlpkit.network_checks import check_batch
from mlpkit.network_loss import named_loss
from mlpkit.penalties import ElasticNet


@dataclass(frozen=True)
class Training:
    """How a network is trained.

    Parameters
    ----------
    rate : number
        η > 0, the length of a step.
    batch_size : int
        The examples of a mini-batch; the last one of an epoch may have fewer. The gradient is
        divided by the batch's own size.
    momentum : number
        μ, 0 ≤ μ < 1, in v ← μ v − η g, θ ← θ + v. 0, the default, is plain descent.
    dropout : number
        The probability that a hidden unit is silent in a step, 0 ≤ p < 1.
    penalty : ElasticNet, optional
        Added to the loss of every mini-batch.
    loss : {"cross_entropy", "half_squared_error"}
        As a mean over the batch.
    patience : int, optional
        Early stopping: give up after so many epochs in a row without a lower validation loss.

    Raises
    ------
    ValueError, TypeError
        If a number is out of its range, or the loss is unknown.
    """

    rate: float
    batch_size: int = 32
    momentum: float = 0.0
    dropout: float = 0.0
    penalty: ElasticNet | None = None
    loss: str = "cross_entropy"
    patience: int | None = None

    def __post_init__(self):
        check_positive("Training: rate", self.rate)
        check_count("Training: batch_size", self.batch_size)
        check_positive("Training: momentum", self.momentum, zero=True, below=1)
        check_positive("Training: dropout", self.dropout, zero=True, below=1)
        if not isinstance(self.penalty, ElasticNet | None):
            raise TypeError(f"Training: penalty is {self.penalty!r}, expected an ElasticNet")
        named_loss("Training", self.loss)
        if self.patience is not None:
            check_count("Training: patience", self.patience)


class Epoch(NamedTuple):
    """What is known after an epoch, without dropout and penalty; the accuracies are shares, or nan."""

    training_loss: float
    training_accuracy: float
    validation_loss: float
    validation_accuracy: float


@dataclass(frozen=True, repr=False)
class Run:
    """The state of a training: enough to go on from it, and what has happened so far.

    `start_run` makes the first one, `train` the others.

    Attributes
    ----------
    parameters, best_parameters : tuple of L Layers
        Those of the last step, and those of the epoch with the lowest validation loss.
    history : tuple of Epoch
        One for the start and one for each epoch that was finished.
    epoch, batch : int
        The epochs finished, and the batches done of the next one.
    best_epoch : int
    status : str
        "started", "finished", "stopped early", "interrupted" or "diverged".
    """

    network: MLP
    training: Training
    key: int
    parameters: tuple
    velocity: tuple
    epoch: int = 0
    batch: int = 0
    history: tuple = ()
    best_epoch: int = 0
    best_parameters: Any = None
    status: str = "started"

    def __repr__(self):
        sizes = "-".join(map(str, self.network.widths))
        text = f"Run of {sizes}: {self.status}, {self.epoch} epochs"
        if self.history:
            best = self.history[self.best_epoch].validation_loss
            text += f", lowest validation loss {best:.4f} after epoch {self.best_epoch}"
        return text


def start_run(network, training, rng, *, parameters=None):
    """Return the `Run` of a network that nothing has happened to yet.

    Parameters
    ----------
    network : MLP
    training : Training
    rng : np.random.Generator
        For the parameters, the order of the examples and dropout.
    parameters : sequence of L Layers, optional
        Where to start; by default `initial_parameters`.

    Raises
    ------
    ValueError, TypeError
        If ``rng`` is no generator, or parameters or penalty do not fit the network.

    Examples
    --------
    >>> network = MLP((64, 16, 10), ("relu", "identity"))
    >>> start_run(network, Training(rate=0.1), np.random.default_rng(0))
    Run of 64-16-10: started, 0 epochs
    """
    check_rng("start_run", rng)
    key = int(rng.integers(2**63))
    if parameters is None:
        parameters = initial_parameters(network, rng)
    nothing = np.zeros((1, network.widths[0]))
    _, checked = check_batch("start_run", parameters, nothing, network.widths)
    parameters = tuple(Layer(W, b) for W, b in zip(checked[0::2], checked[1::2], strict=True))
    if training.penalty is not None:
        training.penalty.value(parameters)  # a λ for each layer, or an error now
    still = tuple(Layer(0 * W, 0 * b) for W, b in parameters)
    return Run(network, training, key, parameters, still, best_parameters=parameters)
