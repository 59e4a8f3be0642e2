"""Images as their files hold them: one byte a number, an eighth of what float64 takes.

Whoever wants a part of a large data set takes its rows here, before they become floats.
"""

from typing import NamedTuple

import numpy as np

from mlpkit.datasets.image_set import ImageSet

BLOCK = 4096  # images that become floats at a time, so that no second large array is needed


class RawImages(NamedTuple):
    """Bytes of shape (N, *shape) with their labels (N,); ``largest`` is the byte that becomes 1."""

    name: str
    images: np.ndarray
    labels: np.ndarray
    classes: tuple
    largest: int

    def scaled(self, dtype=np.float64, rows=None):
        """Return the images, or those of ``rows``, as an `ImageSet` with entries in [0, 1].

        Parameters
        ----------
        dtype : float64 or float32
        rows : array of int, optional
            Which images, and in which order; all of them by default.
        """
        check_dtype(self.name, dtype)
        rows = np.arange(len(self.labels)) if rows is None else rows
        shape = self.images.shape[1:]
        X = np.empty((len(rows), *shape), dtype)
        for start in range(0, len(rows), BLOCK):
            block = slice(start, start + BLOCK)
            np.divide(self.images[rows[block]], self.largest, out=X[block])
        labels = self.labels[rows].astype(np.int64)
        return ImageSet(self.name, X.reshape(len(rows), -1), labels, self.classes, shape)


class OfficialParts(NamedTuple):
    """The training part and the test part that a data set is published in."""

    train: RawImages | ImageSet
    test: RawImages | ImageSet

    def scaled(self, dtype):
        """Return both parts as an `ImageSet` each."""
        return OfficialParts(self.train.scaled(dtype), self.test.scaled(dtype))


def check_dtype(function, dtype):
    """Raise an error unless a dtype is float64 or float32."""
    try:
        known = np.dtype(dtype) in (np.float64, np.float32)
    except TypeError:
        known = False
    if not known:
        raise TypeError(f"{function}: dtype is {dtype!r}, expected float64 or float32")


def check_labels(function, place, labels, classes=10):
    """Raise a ValueError unless all labels, bytes, are classes."""
    wrong = np.flatnonzero(labels >= classes)
    if wrong.size:
        raise ValueError(
            f"{function}: {place} holds the label {labels[wrong[0]]} at position {wrong[0]}, expected class"
            f" labels from 0 to {classes - 1}"
        )
