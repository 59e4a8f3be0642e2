"""CIFAR-10 from its own files: the archive or the unpacked folder, in both published versions."""

from pathlib import Path

import numpy as np

from mlpkit.checks import check_count
from mlpkit.datasets.bounded_reading import check_length
from mlpkit.datasets.cifar_archive import archived
from mlpkit.datasets.raw_images import OfficialParts, RawImages, check_dtype, check_labels
from mlpkit.datasets.restricted_pickle import read_pickled_batch

CLASSES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
PIXELS = 3 * 32 * 32
MOST_BYTES_OF_NAMES = 100  # for each image, in a pickled batch; the official ones take about 30
BATCHES = (*(f"data_batch_{i}" for i in range(1, 6)), "test_batch")
FOLDERS = ("cifar-10-batches-py", "cifar-10-batches-bin")


def cifar10(path, *, dtype=np.float64, check_md5=True, examples_per_batch=10_000):
    """CIFAR-10's 50,000 + 10,000 colour images of 32×32 in ten classes, from where you put them.

    Parameters
    ----------
    path : str or path
        ``cifar-10-python.tar.gz`` or ``cifar-10-binary.tar.gz``, or the folder that one of them
        unpacks into. Archives are read where they are, and pickles are not trusted.
    dtype : float64 or float32
        float64 takes 1.5 GB of memory, float32 half of that: enough to train with, too coarse
        for checking gradients.
    check_md5 : bool
        False accepts an archive of an official name whose MD5 is not the published one. The
        sum tells a damaged file, not a forged one.
    examples_per_batch : int
        How many images each of the six files holds; fewer than the official 10,000 in files
        that were made for trying.

    Returns
    -------
    OfficialParts
        With ``train`` and ``test``, an `ImageSet` each, scaled to [0, 1] by 255. A row holds
        red, green and blue side by side for each pixel; in the files all red ones come first.

    Raises
    ------
    FileNotFoundError
        If there is nothing at ``path``, or a batch is missing.
    ValueError
        If a file is damaged, of another size, refused as unsafe or holds a label that is no
        class, or an archive's MD5 is not the published one.
    TypeError
        If ``dtype`` is another one.

    References
    ----------
    Krizhevsky, *Learning multiple layers of features from tiny images* (2009).

    Examples
    --------
    >>> cifar10("no/such/folder")
    Traceback (most recent call last):
    FileNotFoundError: cifar10: there is nothing at no/such/folder
    """
    check_dtype("cifar10", dtype)
    parts = raw_cifar10(path, check_md5=check_md5, examples_per_batch=examples_per_batch)
    return parts.scaled(dtype)


def raw_cifar10(path, *, check_md5=True, examples_per_batch=10_000):
    """Return CIFAR-10's two parts as `RawImages`, each of the shape (N, 32, 32, 3)."""
    check_count("cifar10: examples_per_batch", examples_per_batch)
    path = Path(path).expanduser()
    if not (path.is_file() or path.is_dir()):
        raise FileNotFoundError(f"cifar10: there is nothing at {path}")
    found = {}
    most = examples_per_batch * (1 + PIXELS + MOST_BYTES_OF_NAMES) + 1000
    files = _in_folder(path, most) if path.is_dir() else archived(path, BATCHES, most, check_md5)
    for name, data in files:
        if len(data) > most:
            raise ValueError(
                f"cifar10: {name} has more than {most:,} bytes, expected about"
                f" {examples_per_batch * (1 + PIXELS):,} for {examples_per_batch:,} images"
            )
        batch = name.removesuffix(".bin")
        if batch in found:
            raise ValueError(f"cifar10: {path.name} holds {batch} twice, expected one version of CIFAR-10")
        found[batch] = _read_batch(name, data, examples_per_batch)
    missing = [batch for batch in BATCHES if batch not in found]
    if missing:
        raise FileNotFoundError(f"cifar10: {path} lacks {', '.join(missing)}")
    return OfficialParts(_together([found[batch] for batch in BATCHES[:-1]]), _together([found[BATCHES[-1]]]))


def _in_folder(folder, most):
    inside = [folder / name for name in FOLDERS if (folder / name).is_dir()]
    if len(inside) > 1:
        raise ValueError(f"cifar10: {folder} holds {' and '.join(FOLDERS)}, expected the path of one of them")
    folder = inside[0] if inside else folder
    for name in BATCHES:
        for path in (folder / name, folder / f"{name}.bin"):
            if path.is_file():
                with path.open("rb") as stream:
                    data = stream.read(most + 1)
                yield path.name, data


def _read_batch(name, data, examples):
    """Return images of shape (N, 3, 32, 32), as they are stored, and labels."""
    if name.endswith(".bin"):
        promise = f"which is {examples:,} × (1 + {PIXELS:,})"
        check_length("cifar10", name, data, examples * (1 + PIXELS), promise)
        records = np.frombuffer(data, np.uint8).reshape(examples, 1 + PIXELS)
        images, labels = records[:, 1:], records[:, 0]
    else:
        images, labels = read_pickled_batch("cifar10", name, data)
        if images.shape != (examples, PIXELS) or labels.shape != (examples,):
            raise ValueError(
                f"cifar10: {name} has data of shape {images.shape} and {len(labels):,} labels, expected"
                f" ({examples}, {PIXELS}) and {examples:,}"
            )
    check_labels("cifar10", name, labels)
    return images.reshape(examples, 3, 32, 32), labels


def _together(batches):
    images = np.concatenate([images for images, _ in batches]).transpose(0, 2, 3, 1)
    return RawImages("CIFAR-10", images, np.concatenate([labels for _, labels in batches]), CLASSES, 255)
