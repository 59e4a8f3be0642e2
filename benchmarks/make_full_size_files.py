"""Write files in the formats of MNIST and CIFAR-10, with made-up images that can be learned.

    python benchmarks/make_full_size_files.py FOLDER [--share S] [--seed N] [--read]

Makes ``mnist/`` (60,000 + 10,000 images of 28×28, IDX), ``cifar-10-python.tar.gz`` and
``cifar-10-binary.tar.gz`` (50,000 + 10,000 of 32×32×3) in FOLDER: each image is its class's
pattern under noise. With ``--share 0.01`` there are a hundredth as many. ``--read``
writes nothing, but reads what a call without it wrote, each time in a process of its own, and
prints seconds and the largest memory.

The archives have the official names, but not the published MD5: read them with
``check_md5=False``.
"""

import argparse
import gzip
import io
import multiprocessing
import struct
import sys
import tarfile
import time
from pathlib import Path

import numpy as np

from mlpkit.datasets.cifar import cifar10
from mlpkit.datasets.mnist import mnist

MNIST_PARTS = {"train": 60_000, "t10k": 10_000}
BATCHES = (*(f"data_batch_{i}" for i in range(1, 6)), "test_batch")
BATCH = 10_000


def patterned_images(count, patterns, rng):
    """Noisy patterns, one of them for each class.

    Parameters
    ----------
    count : int
    patterns : array of uint8, shape (K, d)
    rng : numpy.random.Generator

    Returns
    -------
    tuple of two arrays of uint8, shapes (count, d) and (count,)
    """
    labels = rng.permutation(np.arange(count, dtype=np.uint8) % len(patterns))
    noise = rng.integers(0, 128, size=(count, patterns.shape[1]), dtype=np.uint8)
    return patterns[labels] // 2 + noise, labels


def idx(array):
    """Return an array of bytes in the IDX format: 0 0 8 n, n sizes, the bytes."""
    return struct.pack(f">4B{array.ndim}I", 0, 0, 8, array.ndim, *array.shape) + array.tobytes()


def pickled(images, labels, place=b"made-up batch"):
    """Return a CIFAR-10 batch as Python 2 and its numpy pickled it, byte by byte.

    Parameters
    ----------
    images : array of uint8, shape (N, 3072)
    labels : array of uint8, shape (N,)
    place : bytes
        What the batch says about itself.
    """

    def text(value):
        return b"U" + bytes([len(value)]) + value

    def number(value):
        return b"J" + struct.pack("<i", value)

    kind = b"cnumpy\ndtype\n" + text(b"u1") + b"K\x00K\x01\x87R"
    kind += b"(K\x03" + text(b"|") + b"NNN" + 2 * number(-1) + b"K\x00tb"
    shape = number(images.shape[0]) + number(images.shape[1]) + b"\x86"
    data = b"T" + struct.pack("<i", images.size) + images.tobytes()
    array = b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85" + text(b"b") + b"\x87R"
    array += b"(K\x01" + shape + kind + b"\x89" + data + b"tb"
    classes = b"](" + b"".join(b"K" + bytes([label]) for label in labels) + b"e"
    names = b"](" + b"".join(text(b"image_%05d.png" % i) for i in range(len(labels))) + b"e"
    entries = {b"batch_label": text(place), b"labels": classes, b"data": array, b"filenames": names}
    return b"\x80\x02}(" + b"".join(text(key) + value for key, value in entries.items()) + b"u."


def records(images, labels):
    """Return a CIFAR-10 batch of the binary version: for each image its label, then its 3,072 bytes."""
    return np.hstack([labels[:, None], images]).tobytes()


def write_mnist(folder, share, rng):
    """Write the four files of MNIST."""
    folder.mkdir(parents=True, exist_ok=True)
    patterns = rng.integers(0, 256, size=(10, 28 * 28), dtype=np.uint8)
    for part, count in MNIST_PARTS.items():
        images, labels = patterned_images(round(share * count), patterns, rng)
        for kind, array in {"images-idx3": images.reshape(-1, 28, 28), "labels-idx1": labels}.items():
            with gzip.open(folder / f"{part}-{kind}-ubyte.gz", "wb", compresslevel=1) as file:
                file.write(idx(array))


def write_cifar10(folder, share, rng):
    """Write both archives of CIFAR-10."""
    folder.mkdir(parents=True, exist_ok=True)
    patterns = rng.integers(0, 256, size=(10, 3072), dtype=np.uint8)
    content = [patterned_images(round(share * BATCH), patterns, rng) for _ in BATCHES]
    for version, suffix, form in (("python", "", pickled), ("binary", ".bin", records)):
        inside = {"python": "cifar-10-batches-py", "binary": "cifar-10-batches-bin"}[version]
        with tarfile.open(folder / f"cifar-10-{version}.tar.gz", "w:gz", compresslevel=1) as archive:
            for name, batch in zip(BATCHES, content, strict=True):
                data = form(*batch)
                member = tarfile.TarInfo(f"{inside}/{name}{suffix}")
                member.size = len(data)
                archive.addfile(member, io.BytesIO(data))


def read_once(path, dtype, examples):
    """Read one of the data sets and print how long it took and how much memory.

    Parameters
    ----------
    path : pathlib.Path
    dtype : {"float64", "float32"}
    examples : int
        How many a batch of CIFAR-10 holds.
    """
    start, before = time.perf_counter(), peak_memory()
    if path.is_dir():
        parts = mnist(path, dtype=dtype)
    else:
        parts = cifar10(path, dtype=dtype, check_md5=False, examples_per_batch=examples)
    seconds = time.perf_counter() - start
    held = sum(part.X.nbytes for part in parts) / 1e9
    print(
        f"{path.name:24} {dtype}: {seconds:5.1f} s, {held:.2f} GB of numbers,"
        f" {peak_memory() - before:.2f} GB more at the peak than before"
    )


def peak_memory():
    """Return the largest memory of this process so far, in GB."""
    import resource  # not on Windows, where the files can still be written

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e9


def main():
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--share", type=float, default=1.0, metavar="S", help="1 is full size, the default")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="%(default)s by default")
    parser.add_argument("--try", action="store_true", dest="trying", help="then read every file")
    parser.add_argument("--read", action="store_true", help="read what an earlier call wrote")
    options = parser.parse_args()
    if not 0.001 <= options.share <= 1:
        parser.error(f"--share is {options.share}, expected a number from 0.001 to 1")
    if not options.read:
        rng = np.random.default_rng(options.seed)
        write_mnist(options.folder / "mnist", options.share, rng)
        write_cifar10(options.folder, options.share, rng)
        print(f"written to {options.folder}")
        return
    for name in ("mnist", "cifar-10-python.tar.gz", "cifar-10-binary.tar.gz"):
        for dtype in ("float64", "float32"):
            # A process of its own, which inherits no memory from this one.
            arguments = (options.folder / name, dtype, round(options.share * BATCH))
            reader = multiprocessing.get_context("spawn").Process(target=read_once, args=arguments)
            reader.start()
            reader.join()


if __name__ == "__main__":
    main()
