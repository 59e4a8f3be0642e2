"""CIFAR-10's pickled batches: what numpy wrote is read, and nothing that a file says is ever run."""

import builtins
import os
import pickle
import subprocess
import warnings

import numpy as np
import pytest

from benchmarks.make_full_size_files import pickled
from mlpkit.datasets.restricted_pickle import read_pickled_batch

RNG = np.random.default_rng(0)
IMAGES = RNG.integers(0, 256, size=(4, 12), dtype=np.uint8)
LABELS = np.array([3, 0, 9, 3], np.uint8)
OFFICIAL = pickled(IMAGES, LABELS)


def read(data):
    return read_pickled_batch("cifar10", "batch", data)


def batch(**changed):
    return {"data": IMAGES, "labels": LABELS.tolist(), "batch_label": "x", "filenames": ["a.png"]} | changed


def assert_read(data, images=IMAGES):
    found, labels = read(data)
    assert (found.dtype, labels.dtype) == (np.uint8, np.uint8)
    np.testing.assert_array_equal(found, images)
    np.testing.assert_array_equal(labels, LABELS)


def test_the_writer_writes_what_python_reads():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # numpy would rather have False than Python 2's 0
        found = pickle.loads(OFFICIAL.replace(b"numpy.core", b"numpy._core"), encoding="bytes")
    np.testing.assert_array_equal(found[b"data"], IMAGES)
    assert found[b"labels"] == LABELS.tolist()


def test_a_batch_as_python_2_wrote_it():
    assert_read(OFFICIAL)


@pytest.mark.parametrize("protocol", [3, 4])
@pytest.mark.parametrize("key", [str, str.encode], ids=["str", "bytes"])
def test_a_batch_as_python_3_writes_it(protocol, key):
    assert_read(pickle.dumps({key(word): value for word, value in batch().items()}, protocol))


def test_a_batch_with_the_names_of_numpy_2():
    assert_read(OFFICIAL.replace(b"numpy.core", b"numpy._core"))


def test_an_array_stored_by_columns():
    assert_read(pickle.dumps(batch(data=np.asfortranarray(IMAGES)), 3))


class Calls:
    """Pickled, it calls a function."""

    def __init__(self, function, *arguments):
        self.call = function, arguments

    def __reduce__(self):
        return self.call


@pytest.fixture
def marker(tmp_path):
    return tmp_path / "marker"


@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize("place", ["alone", "as the data", "beside the data", "as a key"])
def test_a_command_is_not_run(marker, protocol, place):
    command = Calls(os.system, f"touch {marker}")
    whole = {
        "alone": command,
        "as the data": batch(data=command),
        "beside the data": batch(extra=command),
        "as a key": batch() | {command: 1},
    }[place]
    with pytest.raises(ValueError, match=r"^cifar10: batch is refused: it .*nothing of it was run$"):
        read(pickle.dumps(whole, protocol))
    assert not marker.exists()
    pickle.loads(pickle.dumps(command, protocol))  # the marker would exist
    assert marker.exists()


CALLS = {
    "open": lambda marker: Calls(open, str(marker), "w"),
    "exec": lambda marker: Calls(builtins.exec, f"open({str(marker)!r}, 'w')"),
    "eval": lambda marker: Calls(builtins.eval, f"open({str(marker)!r}, 'w')"),
    "getattr": lambda marker: Calls(getattr, "", "join"),
    "import": lambda marker: Calls(__import__, "os"),
    "Popen": lambda marker: Calls(subprocess.Popen, ["touch", str(marker)]),
    "numpy.save": lambda marker: Calls(np.save, str(marker), np.ones(2)),
    "numpy.load": lambda marker: Calls(np.load, str(marker)),
    "numpy.fromfile": lambda marker: Calls(np.fromfile, str(marker)),
    "numpy.zeros": lambda marker: Calls(np.zeros, (9, 9)),
    "bytearray": lambda marker: Calls(bytearray, 9),
    "a number of numpy": lambda marker: np.float64(3),
    "a set": lambda marker: {1, 2},
    "a class": lambda marker: pickle.Unpickler,
    "a complex number": lambda marker: 3j,
}


@pytest.mark.parametrize("call", CALLS)
def test_no_other_function_is_called(call, marker):
    for protocol in range(6):
        with pytest.raises(ValueError, match=r"batch is refused: it (asks for|uses the operation) "):
            read(pickle.dumps(batch(extra=CALLS[call](marker)), protocol))
    assert not list(marker.parent.iterdir())


def test_keys_of_one_hash_are_refused_before_a_dict_is_made_of_them():
    def long(number):
        data = pickle.encode_long(number)
        return b"\x8a" + bytes([len(data)]) + data

    keys = b"".join(long(k * (2**61 - 1)) + b"N" for k in range(1, 102))
    with pytest.raises(ValueError, match="it has more than 100 containers and long integers"):
        read(b"\x80\x02}(" + keys + b"u.")


def test_a_shape_in_long_integers_as_python_2_on_windows_wrote_it():
    shape = b"J\x04\x00\x00\x00J\x0c\x00\x00\x00\x86"
    assert OFFICIAL.count(shape) == 1
    assert_read(OFFICIAL.replace(shape, b"\x8a\x01\x04\x8a\x01\x0c\x86"))
