"""CIFAR-10's folders and archives, whole and with damaged batches."""

import gzip
import io
import os
import pickle
import tarfile

import numpy as np
import pytest

from benchmarks.make_full_size_files import BATCHES, pickled, records
from mlpkit.datasets import cifar_archive
from mlpkit.datasets.cifar import CLASSES, cifar10
from tests.test_datasets_pickle import Calls

N = 3
RNG = np.random.default_rng(0)
IMAGES = RNG.integers(0, 256, size=(6, N, 3072), dtype=np.uint8)
LABELS = np.arange(6 * N, dtype=np.uint8).reshape(6, N) * 7 % 10
PYTHON = {name: pickled(*batch) for name, *batch in zip(BATCHES, IMAGES, LABELS, strict=True)}
BINARY = {f"{name}.bin": records(*batch) for name, *batch in zip(BATCHES, IMAGES, LABELS, strict=True)}
VERSIONS = {"python": PYTHON, "binary": BINARY}
EXTRA = {"batches.meta": b"not read", "readme.html": b"<html>"}


def read(path, **changed):
    return cifar10(path, **{"examples_per_batch": N} | changed)


def in_folder(folder, contents):
    folder.mkdir(exist_ok=True)
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return folder


def member(name, content=b"", **fields):
    found = tarfile.TarInfo(name)
    found.size = len(content)
    for field, value in fields.items():
        setattr(found, field, value)
    return found, content


def as_tar(members, form=tarfile.USTAR_FORMAT):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=form) as archive:
        for info, content in members:
            archive.addfile(info, io.BytesIO(content))
    return file.getvalue()


def archive(folder, contents, *more, name="small.tar.gz"):
    """Write an archive of files in their usual folder, and of more members before them."""
    members = [member(f"cifar-10-batches/{base}", content) for base, content in contents.items()]
    path = folder / name
    path.write_bytes(gzip.compress(as_tar([*more, *members]), 1))
    return path


def assert_all_there(parts, dtype=np.float64):
    for part, images, labels in zip(parts, (IMAGES[:5], IMAGES[5:]), (LABELS[:5], LABELS[5:]), strict=True):
        by_colour = images.reshape(-1, 3, 32, 32) / 255
        assert part.X.dtype == dtype
        for colour in range(3):
            np.testing.assert_array_equal(part.images[..., colour], by_colour[:, colour].astype(dtype))
        np.testing.assert_array_equal(part.y, labels.ravel())
        assert (part.name, part.classes, part.shape) == ("CIFAR-10", CLASSES, (32, 32, 3))


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("dtype", [np.float64, np.float32], ids=["float64", "float32"])
def test_a_folder(version, dtype, tmp_path):
    assert_all_there(read(in_folder(tmp_path, VERSIONS[version] | EXTRA), dtype=dtype), dtype)


@pytest.mark.parametrize("name", ["cifar-10-batches-py", "cifar-10-batches-bin"])
def test_the_folder_above(name, tmp_path):
    in_folder(tmp_path / name, PYTHON if name.endswith("py") else BINARY)
    assert_all_there(read(str(tmp_path)))


def test_both_folders(tmp_path):
    in_folder(tmp_path / "cifar-10-batches-py", PYTHON)
    in_folder(tmp_path / "cifar-10-batches-bin", BINARY)
    with pytest.raises(ValueError, match=r"^cifar10: .* holds cifar-10-batches-py and cifar-10-batches-bin"):
        read(tmp_path)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT], ids=str)
def test_an_archive(version, form, tmp_path):
    contents = dict(sorted((VERSIONS[version] | EXTRA).items(), reverse=True))  # their order says nothing
    members = [member(f"some/where/{name}", content, mtime=0.5) for name, content in contents.items()]
    path = tmp_path / "mine.tar.gz"
    path.write_bytes(gzip.compress(as_tar([member("some", type=tarfile.DIRTYPE), *members], form)))
    assert_all_there(read(path))


@pytest.mark.parametrize("name", PYTHON)
@pytest.mark.parametrize("version", VERSIONS)
def test_a_missing_batch(version, name, tmp_path):
    contents = {key: value for key, value in VERSIONS[version].items() if not key.startswith(name)}
    for path in [in_folder(tmp_path / "folder", contents), archive(tmp_path, contents)]:
        with pytest.raises(FileNotFoundError, match=rf"^cifar10: {path} lacks {name}$"):
            read(path)


def test_both_versions_at_once(tmp_path):
    contents = PYTHON | BINARY
    for path in [in_folder(tmp_path / "folder", contents), archive(tmp_path, contents)]:
        with pytest.raises(ValueError, match=rf"^cifar10: {path.name} holds \w+ twice, expected one version"):
            read(path)


one = BINARY["data_batch_2.bin"]
LENGTH = "9,219, which is 3 × \\(1 \\+ 3,072\\)"
DAMAGED = [
    ("data_batch_2.bin", b"", f"data_batch_2.bin has 0 bytes, expected {LENGTH}"),
    ("data_batch_2.bin", one[:-1], f"data_batch_2.bin has 9,218 bytes, expected {LENGTH}"),
    ("data_batch_2.bin", one[:6146], f"data_batch_2.bin has 6,146 bytes, expected {LENGTH}"),
    ("data_batch_2.bin", one + b"\0", f"data_batch_2.bin has more than 9,219 bytes, expected {LENGTH}"),
    (
        "data_batch_2.bin",
        one + bytes(10**6),
        "data_batch_2.bin has more than 10,519 bytes, expected about 9,219 for 3 images",
    ),
    (
        "data_batch_2.bin",
        one[:3073] + b"\x0a" + one[3074:],
        "data_batch_2.bin holds the label 10 at position 1",
    ),
    ("test_batch", PYTHON["test_batch"][:-1], "test_batch is refused: "),
    ("test_batch", PYTHON["test_batch"] + b"\0", "test_batch is refused: it has 9,466 bytes, expected 9,465"),
    (
        "test_batch",
        PYTHON["test_batch"] + bytes(10**6),
        "test_batch has more than 10,519 bytes, expected about 9,219 for 3 images",
    ),
    ("test_batch", pickled(IMAGES[5], LABELS[5] + 10), "test_batch holds the label 1\\d at position 0"),
    (
        "test_batch",
        pickled(IMAGES[5][:2], LABELS[5]),
        "test_batch has data of shape \\(2, 3072\\) and 3 labels, expected \\(3, 3072\\) and 3",
    ),
    (
        "test_batch",
        pickled(IMAGES[5], LABELS[5][:2]),
        "test_batch has data of shape \\(3, 3072\\) and 2 labels, expected \\(3, 3072\\) and 3",
    ),
    (
        "test_batch",
        pickled(IMAGES[5].reshape(9, 1024), LABELS[5]),
        "test_batch has data of shape \\(9, 1024\\) and 3 labels",
    ),
]


@pytest.mark.parametrize(("name", "content", "message"), DAMAGED)
@pytest.mark.parametrize("packed", [False, True], ids=["folder", "archive"])
def test_a_damaged_batch(name, content, message, packed, tmp_path):
    contents = (BINARY if name.endswith(".bin") else PYTHON) | {name: content}
    path = archive(tmp_path, contents) if packed else in_folder(tmp_path, contents)
    with pytest.raises(ValueError, match=f"^cifar10: {message}"):
        read(path)


def test_a_pickled_command_is_not_run(tmp_path):
    marker = tmp_path / "marker"
    contents = PYTHON | {"data_batch_3": pickle.dumps(Calls(os.system, f"touch {marker}"))}
    for path in [in_folder(tmp_path / "folder", contents), archive(tmp_path, contents)]:
        with pytest.raises(ValueError, match=r"^cifar10: data_batch_3 is refused: it asks for '\w+\.system'"):
            read(path)
    assert not marker.exists()


@pytest.mark.parametrize("version", VERSIONS)
def test_an_official_name_with_another_md5(version, tmp_path):
    path = archive(tmp_path, VERSIONS[version], name=f"cifar-10-{version}.tar.gz")
    published = cifar_archive.PUBLISHED_MD5[path.name]
    with pytest.raises(ValueError, match=rf"{path.name} has the MD5 \w+, expected the published {published}"):
        read(path)
    assert_all_there(read(path, check_md5=False))


def test_an_official_name_with_its_md5(tmp_path, monkeypatch):
    path = archive(tmp_path, BINARY, name="cifar-10-binary.tar.gz")
    found = cifar_archive._md5()
    found.update(path.read_bytes())
    monkeypatch.setitem(cifar_archive.PUBLISHED_MD5, path.name, found.hexdigest())
    assert_all_there(read(path))


def test_nothing_there(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"^cifar10: there is nothing at "):
        read(tmp_path / "nothing")
    with pytest.raises(FileNotFoundError, match=r"^cifar10: .* lacks data_batch_1, .*, test_batch$"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("examples", "error"), [(0, ValueError), (-1, ValueError), (2.0, TypeError)], ids=str
)
def test_a_number_of_examples_that_is_none(examples, error, tmp_path):
    with pytest.raises(error, match=r"^cifar10: examples_per_batch is .*, expected a whole number"):
        read(tmp_path, examples_per_batch=examples)


def test_another_number_of_examples(tmp_path):
    with pytest.raises(
        ValueError, match=r"data_batch_1\.bin has more than 7,346 bytes, expected about 6,146 for 2 images"
    ):
        read(in_folder(tmp_path, BINARY), examples_per_batch=2)
