"""MNIST's files, whole and damaged: every promise of a header is held or the file is refused."""

import gzip
import struct

import numpy as np
import pytest

from benchmarks.make_full_size_files import idx
from mlpkit.datasets.mnist import mnist

RNG = np.random.default_rng(0)
ARRAYS = {
    "train-images-idx3-ubyte": RNG.integers(0, 256, size=(13, 28, 28), dtype=np.uint8),
    "train-labels-idx1-ubyte": np.arange(13, dtype=np.uint8) % 10,
    "t10k-images-idx3-ubyte": RNG.integers(0, 256, size=(5, 28, 28), dtype=np.uint8),
    "t10k-labels-idx1-ubyte": np.array([9, 0, 3, 3, 7], np.uint8),
}
IMAGES, LABELS = "train-images-idx3-ubyte", "train-labels-idx1-ubyte"
SPELLINGS = {
    "hyphens": lambda name: name,
    "dots": lambda name: name.replace("-idx", ".idx"),
    "hyphens, gz": lambda name: f"{name}.gz",
    "dots, gz": lambda name: f"{name.replace('-idx', '.idx')}.gz",
}


def write(folder, spelling="hyphens", **changed):
    """Write the four files; ``changed`` says what another one holds, and None leaves it out."""
    contents = {name: idx(array) for name, array in ARRAYS.items()} | changed
    for name, content in contents.items():
        if content is not None:
            path = folder / SPELLINGS[spelling](name)
            path.write_bytes(gzip.compress(content, 1) if path.suffix == ".gz" else content)
    return folder


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("dtype", [np.float64, np.float32], ids=["float64", "float32"])
def test_every_image_at_its_place(spelling, dtype, tmp_path):
    found = mnist(write(tmp_path, spelling), dtype=dtype)
    for part, prefix in {"train": "train", "test": "t10k"}.items():
        images = getattr(found, part)
        wanted = ARRAYS[f"{prefix}-images-idx3-ubyte"] / 255
        np.testing.assert_array_equal(images.images, wanted.astype(dtype))
        np.testing.assert_array_equal(images.y, ARRAYS[f"{prefix}-labels-idx1-ubyte"])
        assert (images.name, images.shape, images.classes[7]) == ("MNIST", (28, 28), "7")


def test_the_first_bytes_say_what_is_compressed(tmp_path):
    write(tmp_path, **{IMAGES: gzip.compress(idx(ARRAYS[IMAGES]))})
    write(tmp_path, "hyphens, gz", **dict.fromkeys(ARRAYS) | {LABELS: idx(ARRAYS[LABELS])})
    assert len(mnist(str(tmp_path)).train) == 13


@pytest.mark.parametrize("name", ARRAYS)
def test_a_missing_file(name, tmp_path):
    write(tmp_path, **{name: None})
    with pytest.raises(FileNotFoundError, match=rf"^mnist: .* lacks {name} \(or {name}\.gz\)"):
        mnist(tmp_path)


def test_a_file_for_a_folder(tmp_path):
    path = tmp_path / "train-images-idx3-ubyte.gz"
    path.write_bytes(b"")
    with pytest.raises(
        FileNotFoundError, match=r"ubyte\.gz is no folder, expected one with MNIST's four files"
    ):
        mnist(path)


def header(*numbers, dimensions=3):
    return struct.pack(f">4B{len(numbers)}I", 0, 0, 8, dimensions, *numbers)


whole = idx(ARRAYS[IMAGES])
labels = idx(ARRAYS[LABELS])
wrong_label = labels[:8] + bytes([0, 10]) + labels[10:]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (IMAGES, b"", "has 0 bytes, expected a header of 16"),
        (IMAGES, whole[:3], "has 3 bytes, expected a header of 16"),
        (IMAGES, whole[:15], "has 15 bytes, expected a header of 16"),
        (IMAGES, whole[:16], "has 0 bytes, expected 10,192, as its header promises after it"),
        (IMAGES, whole[:-1], "has 10,191 bytes, expected 10,192"),
        (IMAGES, whole + b"\0", "has more than 10,192 bytes, expected 10,192"),
        (IMAGES, labels, "begins with 00 00 08 01, expected 00 00 08 03"),
        (IMAGES, b"\0\0\x0d\3" + whole[4:], "begins with 00 00 0d 03, expected 00 00 08 03"),
        (IMAGES, b"PK\3\4" + whole[4:], "begins with 50 4b 03 04"),
        (IMAGES, b"PK", "begins with 50 4b, expected"),
        (IMAGES, header(2**32 - 1, 28, 28), "promises 4,294,967,295 entries, expected 1 to 100,000"),
        (IMAGES, header(0, 28, 28), "promises 0 entries, expected 1 to 100,000"),
        (IMAGES, header(13, 28, 2**31), "promises images of 28×2147483648, expected 28×28"),
        (IMAGES, header(13, 14, 56) + whole[16:], "promises images of 14×56, expected 28×28"),
        (LABELS, b"", "has 0 bytes, expected a header of 8"),
        (LABELS, labels[:7], "has 7 bytes, expected a header of 8"),
        (LABELS, labels[:-2], "has 11 bytes, expected 13"),
        (LABELS, labels + labels, "has more than 13 bytes, expected 13"),
        (LABELS, header(2**31, dimensions=1), "promises 2,147,483,648 entries"),
        (LABELS, whole, "begins with 00 00 08 03, expected 00 00 08 01"),
        (LABELS, wrong_label, "holds the label 10 at position 1, expected class labels from 0 to 9"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
@pytest.mark.parametrize("spelling", ["hyphens", "dots, gz"])
def test_a_damaged_file(name, content, message, spelling, tmp_path):
    write(tmp_path, spelling, **{name: content})
    with pytest.raises(ValueError, match=rf"^mnist: {SPELLINGS[spelling](name)} {message}"):
        mnist(tmp_path)


def test_images_and_labels_of_different_number(tmp_path):
    write(tmp_path, **{LABELS: idx(ARRAYS[LABELS][:-1])})
    with pytest.raises(ValueError, match=f"^mnist: {IMAGES} holds 13 images and {LABELS} 12 labels"):
        mnist(tmp_path)


packed = gzip.compress(whole)


@pytest.mark.parametrize(
    "content",
    [
        packed[:5],
        packed[:200],
        packed[:-1],
        packed[:-8],
        packed[:-8] + bytes(8),
        packed[:40] + b"!" + packed[41:],
        packed[:10] + b"\xff" + packed[11:],
    ],
    ids=[
        "in the header",
        "in the middle",
        "last byte",
        "no checksum",
        "wrong checksum",
        "a changed byte",
        "an unknown block",
    ],
)
def test_a_damaged_compressed_file(content, tmp_path):
    write(tmp_path, "hyphens, gz", **{IMAGES: None})
    (tmp_path / f"{IMAGES}.gz").write_bytes(content)
    with pytest.raises(ValueError, match=rf"^mnist: {IMAGES}\.gz is damaged: "):
        mnist(tmp_path)


def test_a_gzip_bomb_is_read_one_byte_past_its_promise(tmp_path, monkeypatch):
    write(tmp_path, "hyphens, gz", **{LABELS: labels + bytes(50_000_000)})
    read = []
    original = gzip.GzipFile.read
    monkeypatch.setattr(
        gzip.GzipFile, "read", lambda self, size=-1: read.append(size) or original(self, size)
    )
    with pytest.raises(ValueError, match="has more than 13 bytes, expected 13"):
        mnist(tmp_path)
    assert sorted(read) == [8, 14, 16, 10_193]
