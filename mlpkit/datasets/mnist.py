"""MNIST from its own files: the IDX format, read with every promise of its header checked."""

from pathlib import Path

import numpy as np

from mlpkit.datasets.bounded_reading import opened, read_exactly
from mlpkit.datasets.digits import DIGITS
from mlpkit.datasets.raw_images import OfficialParts, RawImages, check_dtype, check_labels

SIZE = (28, 28)
MOST_IMAGES = 100_000  # a header that promises more is damaged: MNIST has 60,000
PARTS = {"train": "train", "test": "t10k"}


def mnist(folder, *, dtype=np.float64):
    """MNIST's 60,000 + 10,000 handwritten digits of 28×28, from a folder with its four files.

    They are ``train-images-idx3-ubyte``, ``train-labels-idx1-ubyte``, ``t10k-images-idx3-ubyte``
    and ``t10k-labels-idx1-ubyte``, with ``.idx`` for ``-idx`` or not, and compressed (``.gz``) or
    not. Fashion-MNIST has the same format, but other classes.

    Parameters
    ----------
    folder : str or path
    dtype : float64 or float32
        float64 takes 0.44 GB of memory, float32 half of that.

    Returns
    -------
    OfficialParts
        With ``train`` and ``test``, an `ImageSet` each, scaled to [0, 1] by 255.

    Raises
    ------
    FileNotFoundError
        If a file is missing; it names the file.
    ValueError
        If a file is no IDX file of the right kind, is cut off or too long, holds other sizes
        than 28×28 or a label that is no digit, or images and labels differ in number.
    TypeError
        If ``dtype`` is another one.

    References
    ----------
    LeCun, Bottou, Bengio and Haffner, *Gradient-based learning applied to document recognition*
    (1998).

    Examples
    --------
    >>> mnist("no/such/folder")
    Traceback (most recent call last):
    FileNotFoundError: mnist: no/such/folder is no folder, expected one with MNIST's four files
    """
    check_dtype("mnist", dtype)
    return raw_mnist(folder).scaled(dtype)


def raw_mnist(folder):
    """Return MNIST's two parts as `RawImages`."""
    folder = Path(folder).expanduser()
    if not folder.is_dir():
        raise FileNotFoundError(f"mnist: {folder} is no folder, expected one with MNIST's four files")
    return OfficialParts(**{part: _read_part(folder, prefix) for part, prefix in PARTS.items()})


def _read_part(folder, prefix):
    paths = [_find(folder, f"{prefix}-{kind}") for kind in ("images-idx3-ubyte", "labels-idx1-ubyte")]
    images, labels = (_read_idx(path, dimensions) for path, dimensions in zip(paths, (3, 1), strict=True))
    if len(images) != len(labels):
        raise ValueError(
            f"mnist: {paths[0].name} holds {len(images):,} images and {paths[1].name} {len(labels):,}"
            " labels, expected as many"
        )
    check_labels("mnist", paths[1].name, labels)
    return RawImages("MNIST", images, labels, DIGITS, largest=255)


def _find(folder, name):
    for spelling in (name, name.replace("-idx", ".idx")):
        for path in (folder / spelling, folder / f"{spelling}.gz"):
            if path.is_file():
                return path
    raise FileNotFoundError(f"mnist: {folder} lacks {name} (or {name}.gz)")


def _read_idx(path, dimensions):
    """Return an array of bytes: 0 0 8 n, then n sizes of 4 bytes each, then the bytes themselves."""
    with opened("mnist", path) as stream:
        header = stream.read(4 + 4 * dimensions)
        magic = bytes((0, 0, 8, dimensions))  # 8 is the code of the unsigned byte
        if header[:4] != magic[: len(header)]:
            raise ValueError(
                f"mnist: {path.name} begins with {header[:4].hex(' ')}, expected {magic.hex(' ')}"
            )
        if len(header) < 4 + 4 * dimensions:
            raise ValueError(
                f"mnist: {path.name} has {len(header)} bytes, expected a header of {4 + 4 * dimensions}"
            )
        count, *size = (int(n) for n in np.frombuffer(header, ">u4", offset=4))
        if not 1 <= count <= MOST_IMAGES:
            raise ValueError(f"mnist: {path.name} promises {count:,} entries, expected 1 to {MOST_IMAGES:,}")
        if size and tuple(size) != SIZE:
            raise ValueError(f"mnist: {path.name} promises images of {size[0]}×{size[1]}, expected 28×28")
        length = int(np.prod([count, *size]))
        data = read_exactly("mnist", path.name, stream, length, "as its header promises after it")
    return np.frombuffer(data, np.uint8).reshape(count, *size)
