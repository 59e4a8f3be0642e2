"""A training run in a file: numpy's .npz, with nothing in it that could be executed."""

import json
import os
import zipfile
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path

import numpy as np

from mlpkit.checks import check_count
from mlpkit.dense import Layer
from mlpkit.named_activations import leaky
from mlpkit.network import MLP
from mlpkit.network_checks import check_widths
from mlpkit.penalties import ElasticNet
from mlpkit.runs import Epoch, Run, Training

_FORMAT = "mlpkit run 1"
_STRUCTURES = ("parameters", "velocity", "best_parameters")
_STATUSES = ("started", "finished", "stopped early", "interrupted", "diverged")
_LONGEST = 1_000_000  # letters; what a file says about itself takes some hundreds


def save_run(path, run):
    """Write a `Run` to a file, from which `load_run` gives it back bit for bit.

    The file is written beside its place and then moved there: whatever happens on the way, an
    older file of that name stays whole.

    Parameters
    ----------
    path : str or path
        Where to; by custom it ends in ``.npz``.
    run : Run
        With parameters in numpy arrays.

    Examples
    --------
    >>> import tempfile
    >>> from mlpkit import MLP, Training, start_run
    >>> run = start_run(MLP((2, 1), ["identity"]), Training(rate=0.1), np.random.default_rng(0))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_run(f"{folder}/run.npz", run)
    ...     load_run(f"{folder}/run.npz")
    Run of 2-1: started, 0 epochs
    """
    path = Path(path)
    arrays = {
        f"{name}_{number}_{letter}": np.asarray(array)
        for name in _STRUCTURES
        for number, layer in enumerate(getattr(run, name), start=1)
        for letter, array in zip("Wb", layer, strict=True)
    }
    arrays["history"] = np.array(run.history, dtype=np.float64).reshape(len(run.history), len(Epoch._fields))
    arrays["about"] = np.array(json.dumps(_describe(run)))
    unfinished = path.with_name(f"{path.name}.unfinished")
    try:
        with unfinished.open("wb") as file:
            np.savez(file, **arrays)
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def load_run(path, *, network=None):
    """Read a `Run` that `save_run` has written.

    Parameters
    ----------
    path : str or path
    network : MLP, optional
        Needed only where an activation is not one of mlpkit's: a file holds no functions.

    Returns
    -------
    Run

    Raises
    ------
    ValueError
        If the file is damaged, is not one of these, or holds another network than ``network``.
    """
    try:
        # numpy leaves a damaged file open if it opened it itself.
        with Path(path).open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            return _run(arrays, network)
    except FileNotFoundError:
        raise
    except _OtherNetwork as error:
        raise ValueError(f"load_run: {path}: {error}") from None
    except Exception as error:
        raise ValueError(f"load_run: {path} is no run that save_run has written whole: {error}") from error


class _OtherNetwork(ValueError):
    pass


def _run(arrays, network):
    about = json.loads(str(_stored(arrays, "about", "U", ())))
    if about.pop("format") != _FORMAT:
        raise ValueError("of another format")
    for name in ("key", "epoch", "batch", "best_epoch"):
        check_count(name, about[name], least=0)
    if about["status"] not in _STATUSES:
        raise ValueError(f"status is {about['status']!r}, expected one of {', '.join(_STATUSES)}")
    widths = about.pop("widths")
    check_widths("the network", widths)
    network = _network(widths, about.pop("activations"), network)
    pairs = list(enumerate(pairwise(widths), start=1))
    for name in _STRUCTURES:
        about[name] = tuple(_layer(arrays, f"{name}_{n}", *pair) for n, pair in pairs)
    # Nothing before the first scores, then those of the start and of each epoch.
    columns = len(Epoch._fields)
    scores = _stored(arrays, "history", "f", (0, columns), (about["epoch"] + 1, columns))
    about["history"] = tuple(Epoch(*map(float, row)) for row in scores)
    if about["best_epoch"] >= max(1, len(scores)):
        raise ValueError(f"best_epoch is {about['best_epoch']}, but history has {len(scores)} entries")
    about["training"] = _training(about["training"])
    if about["training"].penalty is not None:
        about["training"].penalty.value(about["parameters"])  # a λ for each layer, or an error now
    return Run(network=network, **about)


def _layer(arrays, name, inputs, outputs):
    W, b = _stored(arrays, f"{name}_W", "f", (outputs, inputs)), _stored(arrays, f"{name}_b", "f", (outputs,))
    if not (np.isfinite(W).all() and np.isfinite(b).all()):
        raise ValueError(f"{name} holds nan or inf, expected finite numbers")
    return Layer(W, b)


def _stored(arrays, name, kind, *shapes):
    """Return one array of a file, once its header has said that it is as expected: a file may be a bomb."""
    with arrays.zip.open(f"{name}.npy") as member:
        if arrays.zip.getinfo(member.name).compress_type != zipfile.ZIP_STORED:
            raise ValueError(f"{name} is compressed")
        np.lib.format.read_magic(member)
        shape, _, dtype = np.lib.format.read_array_header_1_0(member)
    if shape not in shapes or dtype.kind != kind or dtype.itemsize > 4 * _LONGEST:
        raise ValueError(
            f"{name} has shape {shape} and dtype {dtype}, expected {' or '.join(map(str, shapes))}"
        )
    return arrays[name]


def _describe(run):
    return {
        "format": _FORMAT,
        "widths": run.network.widths,
        "activations": [f.name for f in run.network.activations],
        "training": asdict(run.training),
        "key": run.key,
        "epoch": run.epoch,
        "batch": run.batch,
        "best_epoch": run.best_epoch,
        "status": run.status,
    }


def _network(widths, names, network):
    if network is None:
        try:
            return MLP(widths, [_activation(name) for name in names])
        except ValueError as error:
            raise _OtherNetwork(f"{error}; give the network") from None
    if [list(network.widths), [f.name for f in network.activations]] != [widths, names]:
        raise _OtherNetwork(
            f"it holds a network of widths {tuple(widths)} with {', '.join(names)}, and network has"
            f" {network.widths} with {', '.join(f.name for f in network.activations)}"
        )
    return network


def _activation(name):
    slope = name.removeprefix("leaky_relu(slope=").removesuffix(")")
    return name if slope == name else leaky(float(slope))


def _training(settings):
    if settings["penalty"] is not None:
        settings = settings | {"penalty": ElasticNet(**settings["penalty"])}
    return Training(**settings)
