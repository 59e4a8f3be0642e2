"""The images that the chapter *Training on images* learns from: the digits, or a set of yours."""

import os

import numpy as np

from mlpkit.checks import check_positive
from mlpkit.datasets.cifar import raw_cifar10
from mlpkit.datasets.digits import raw_digits
from mlpkit.datasets.mnist import raw_mnist
from mlpkit.datasets.raw_images import OfficialParts, check_dtype
from mlpkit.datasets.splitting import Split, split_rows

READERS = {"MLPKIT_MNIST": raw_mnist, "MLPKIT_CIFAR10": raw_cifar10}


def load_images(rng, *, validation=0.2, test=0.2, dtype=np.float64):
    """Load images to train on: the digits, or the data set that the environment names.

    ``MLPKIT_MNIST`` is the path of a folder for `mnist`, ``MLPKIT_CIFAR10`` that of an archive
    or a folder for `cifar10`. Their official test part stays the test part; the digits have
    none, and a share of them, drawn like the validation part, takes its place.

    Parameters
    ----------
    rng : np.random.Generator
        Draws the parts, each class in proportion.
    validation : number
        The share of the images outside the test part, 0 < validation < 1.
    test : number
        The share of all images, where there is no official test part.
    dtype : float64 or float32

    Returns
    -------
    Split
        With ``train``, ``validation`` and ``test``, an `ImageSet` each, scaled to [0, 1].

    Raises
    ------
    ValueError
        If both variables are set, a share is out of range, or the files are damaged.
    FileNotFoundError
        If there is no such file.
    TypeError
        If ``rng`` is no generator or ``dtype`` another one.

    Examples
    --------
    >>> [len(part) for part in load_images(np.random.default_rng(0))]
    [1151, 287, 359]
    """
    check_dtype("load_images", dtype)
    check_positive("load_images: validation", validation, below=1)
    check_positive("load_images: test", test, below=1)
    outside, official = _source()
    rows = np.arange(len(outside.labels))
    if official is None:
        rows, for_test = split_rows(outside.labels, (1 - test, test), rng)
        test_part = outside.scaled(dtype, for_test)
    else:
        test_part = official.scaled(dtype)
    parts = split_rows(outside.labels[rows], (1 - validation, validation), rng)
    return Split(*(outside.scaled(dtype, rows[chosen]) for chosen in parts), test_part)


def _source():
    named = {variable: os.environ[variable] for variable in READERS if os.environ.get(variable)}
    if len(named) > 1:
        raise ValueError(f"load_images: {' and '.join(named)} are both set, expected one of them at most")
    for variable, path in named.items():
        return READERS[variable](path)
    return OfficialParts(raw_digits(), None)
