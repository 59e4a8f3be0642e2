"""Runs in files: bit for bit, nothing executable, nothing lost."""

import json
import pickle
from dataclasses import replace

import numpy as np
import pytest

import mlpkit.saving
from mlpkit import MLP, Activation, Training, leaky, load_run, save_run, train
from tests.training_problem import FULL, same, sets, start


@pytest.mark.parametrize(
    "training", [FULL, Training(0.1, patience=3, loss="cross_entropy")], ids=["everything", "plain"]
)
@pytest.mark.parametrize("epochs", [0, 2])
def test_a_run_comes_back_bit_for_bit(tmp_path, training, epochs):
    run = train(start(training), *sets(), epochs=epochs)
    save_run(tmp_path / "run.npz", run)
    assert same(load_run(tmp_path / "run.npz"), run)


def test_training_goes_on_from_a_file_as_if_it_had_never_stopped(tmp_path):
    whole = train(start(), *sets(), epochs=5)
    half = train(start(), *sets(), epochs=2)
    middle = mlpkit.training.step(half, *(part[:7] for part in sets()[0]))
    save_run(tmp_path / "half.npz", half)
    save_run(tmp_path / "middle.npz", middle)
    assert same(train(load_run(tmp_path / "half.npz"), *sets(), epochs=5), whole)
    assert same(load_run(tmp_path / "middle.npz"), middle)


def test_a_file_holds_no_pickle(tmp_path):
    save_run(tmp_path / "run.npz", train(start(), *sets(), epochs=1))
    with np.load(tmp_path / "run.npz", allow_pickle=False) as file:
        assert {file[name].dtype.kind for name in file.files} == {"f", "U"}


def test_activations_come_back(tmp_path):
    network = MLP((4, 5, 3), (leaky(0.2), "sigmoid"))
    save_run(tmp_path / "run.npz", start(Training(0.1), network=network))
    names = [f.name for f in load_run(tmp_path / "run.npz").network.activations]
    assert names == ["leaky_relu(slope=0.2)", "sigmoid"]


def test_an_activation_of_ones_own_needs_the_network(tmp_path):
    square = Activation("square", lambda x: x * x, lambda x: 2 * x)
    network = MLP((4, 3), [square])
    run = start(Training(0.1), network=network)
    save_run(tmp_path / "run.npz", run)
    with pytest.raises(ValueError, match=r"layer 1 has the activation 'square'.*; give the network"):
        load_run(tmp_path / "run.npz")
    assert same(load_run(tmp_path / "run.npz", network=network), run)


def test_another_network_than_the_stored_one_is_refused(tmp_path):
    save_run(tmp_path / "run.npz", start())
    with pytest.raises(ValueError, match=r"widths \(4, 6, 5, 3\) with relu, tanh, identity, and network has"):
        load_run(tmp_path / "run.npz", network=MLP((4, 3), ["identity"]))


def test_a_run_that_cannot_be_written_leaves_the_older_file_whole(tmp_path, monkeypatch):
    run = start()
    save_run(tmp_path / "run.npz", run)

    def full(file, **arrays):
        file.write(b"half of it")
        raise OSError("no space left")

    monkeypatch.setattr(mlpkit.saving.np, "savez", full)
    with pytest.raises(OSError, match="no space left"):
        save_run(tmp_path / "run.npz", replace(run, epoch=9))
    assert same(load_run(tmp_path / "run.npz"), run)
    assert [path.name for path in tmp_path.iterdir()] == ["run.npz"]


@pytest.mark.parametrize("kept", [0, 1, 100, 0.5, 0.99], ids=lambda kept: f"{kept} left")
def test_a_damaged_file_is_an_error_that_names_it(tmp_path, kept):
    save_run(tmp_path / "run.npz", start())
    whole = (tmp_path / "run.npz").read_bytes()
    (tmp_path / "run.npz").write_bytes(whole[: int(kept * len(whole)) if isinstance(kept, float) else kept])
    with pytest.raises(ValueError, match=r"load_run: .*run.npz is no run that save_run has written whole"):
        load_run(tmp_path / "run.npz")


def test_a_hostile_file_is_not_executed(tmp_path):
    class Hostile:
        def __reduce__(self):
            return (open, (str(tmp_path / "executed"), "w"))

    about = np.array([Hostile()], dtype=object)
    np.savez(tmp_path / "run.npz", about=about, allow_pickle=True)
    with pytest.raises(ValueError, match="no run that save_run has written"):
        load_run(tmp_path / "run.npz")
    (tmp_path / "raw.npz").write_bytes(pickle.dumps(Hostile()))
    with pytest.raises(ValueError, match="no run that save_run has written"):
        load_run(tmp_path / "raw.npz")
    assert not (tmp_path / "executed").exists()


def test_a_file_of_another_format_is_refused(tmp_path):
    np.savez(tmp_path / "run.npz", about=np.array(json.dumps({"format": "mlpkit run 2"})))
    with pytest.raises(ValueError, match="of another format"):
        load_run(tmp_path / "run.npz")


def test_a_missing_file_is_said_to_be_missing(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"run\.npz"):
        load_run(tmp_path / "run.npz")


def changed_file(path, *, savez=np.savez, about=None, **arrays):
    """Write the run of one epoch with something else in some places; ... leaves a thing out."""
    save_run(path, train(start(), *sets(), epochs=1))
    with np.load(path) as file:
        stored = dict(file)
    described = json.loads(str(stored["about"])) | (about or {})
    stored["about"] = np.array(
        json.dumps({key: value for key, value in described.items() if value is not ...})
    )
    savez(path, **{name: array for name, array in (stored | arrays).items() if array is not ...})


def test_an_unchanged_file_is_read(tmp_path):
    changed_file(tmp_path / "run.npz")
    assert same(load_run(tmp_path / "run.npz"), train(start(), *sets(), epochs=1))


NO_ARRAYS = {
    "another shape": (np.zeros((7, 9)), r"has shape \(7, 9\) and dtype float64, expected \(6, 4\)"),
    "a scalar": (np.array(1.0), r"has shape \(\)"),
    "text": (np.full((6, 4), "abc"), "dtype <U3"),
    "whole numbers": (np.zeros((6, 4), int), "dtype int64"),
    "complex": (np.zeros((6, 4), complex), "dtype complex128"),
    "nan": (np.full((6, 4), np.nan), "holds nan or inf"),
    "infinite": (np.full((6, 4), np.inf), "holds nan or inf"),
    "missing": (..., "in the archive"),
}


@pytest.mark.parametrize("name", ["parameters", "velocity", "best_parameters"])
@pytest.mark.parametrize(("array", "message"), NO_ARRAYS.values(), ids=NO_ARRAYS)
def test_a_layer_that_does_not_fit_the_network_is_refused(tmp_path, name, array, message):
    changed_file(tmp_path / "run.npz", **{f"{name}_1_W": array})
    with pytest.raises(ValueError, match=rf"has written whole: .*{name}_1.*{message}"):
        load_run(tmp_path / "run.npz")


ABOUT = {
    "no epoch": {"epoch": ...},
    "no training": {"training": ...},
    "an epoch in words": {"epoch": "many"},
    "a negative epoch": {"epoch": -5},
    "an epoch without scores": {"epoch": 2},
    "true for an epoch": {"epoch": True},
    "half a batch": {"batch": 0.5},
    "a negative batch": {"batch": -1},
    "a broken key": {"key": 1.5},
    "a negative key": {"key": -1},
    "an unknown status": {"status": "perfect"},
    "a list for a status": {"status": ["finished"]},
    "a best epoch still to come": {"best_epoch": 99},
    "a best epoch just beyond": {"best_epoch": 2},
    "a negative best epoch": {"best_epoch": -1},
    "negative widths": {"widths": [4, -6, 5, 3]},
    "no widths": {"widths": []},
    "words for widths": {"widths": "abc"},
    "a penalty for other layers": {
        "training": {"rate": 1, "penalty": {"absolute": [1, 2], "squared": [0, 0]}}
    },
    "something more": {"more": 1},
}


@pytest.mark.parametrize("about", ABOUT.values(), ids=ABOUT)
def test_a_description_that_cannot_be_true_is_refused(tmp_path, about):
    changed_file(tmp_path / "run.npz", about=about)
    with pytest.raises(ValueError, match=r"run\.npz is no run that save_run has written whole: "):
        load_run(tmp_path / "run.npz")


@pytest.mark.parametrize("shape", [(1, 4), (3, 4), (2, 3), (8,)], ids=str)
def test_a_history_of_another_shape_is_refused(tmp_path, shape):
    changed_file(tmp_path / "run.npz", history=np.zeros(shape))
    with pytest.raises(
        ValueError, match=r"written whole: history has shape .* expected \(0, 4\) or \(2, 4\)"
    ):
        load_run(tmp_path / "run.npz")


def test_arrays_that_are_not_asked_for_are_not_read(tmp_path, monkeypatch):
    changed_file(tmp_path / "run.npz", more=np.zeros(1000), velocity_1_b=np.zeros(1001))
    read = []
    get = np.lib.npyio.NpzFile.__getitem__
    monkeypatch.setattr(np.lib.npyio.NpzFile, "__getitem__", lambda file, n: read.append(n) or get(file, n))
    with pytest.raises(ValueError, match="velocity_1_b has shape"):
        load_run(tmp_path / "run.npz")
    assert "parameters_1_W" in read and not {"more", "velocity_1_b"} & set(read)
    changed_file(tmp_path / "run.npz", more=np.zeros(1000))
    read.clear()
    load_run(tmp_path / "run.npz")
    assert "parameters_1_W" in read and "more" not in read


def test_a_compressed_file_is_refused_since_it_may_be_a_thousand_times_larger(tmp_path):
    changed_file(tmp_path / "run.npz", savez=np.savez_compressed)
    with pytest.raises(ValueError, match="written whole: about is compressed"):
        load_run(tmp_path / "run.npz")


def test_a_description_as_long_as_a_book_is_refused(tmp_path):
    changed_file(tmp_path / "run.npz", about={"more": 1_000_000 * "x"})
    with pytest.raises(ValueError, match="written whole: about has shape"):
        load_run(tmp_path / "run.npz")
