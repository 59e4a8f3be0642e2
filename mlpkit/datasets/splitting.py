"""Parts of a data set: drawn at random, each class in proportion."""

import math
from typing import NamedTuple

import numpy as np

from mlpkit.checks import check_positive, check_rng
from mlpkit.datasets.image_set import ImageSet, check_image_set


class Split(NamedTuple):
    """What is learned from, what decisions are made with, and what is looked at once, at the end."""

    train: ImageSet
    validation: ImageSet
    test: ImageSet


def split(dataset, fractions, rng):
    """Divide a data set at random, every class in the given proportions.

    A class of n images gives each part ⌊n f⌋ of them or one more: what is left goes to
    the largest remainders, and between equal ones to the part that lacks most from the
    classes before.

    Parameters
    ----------
    dataset : ImageSet
    fractions : sequence of numbers
        The shares f of the parts, positive, of sum 1.
    rng : np.random.Generator

    Returns
    -------
    tuple of ImageSet
        One for each share; each image is in exactly one of them, in random order.

    Raises
    ------
    ValueError
        If a share is not positive, their sum is not 1, or a part would be empty.
    TypeError
        If ``dataset`` is no `ImageSet`, or ``rng`` no generator.

    Examples
    --------
    >>> from mlpkit.datasets.digits import digits
    >>> train, test = split(digits(), (0.8, 0.2), np.random.default_rng(0))
    >>> len(train), len(test)
    (1438, 359)
    """
    check_image_set("split: dataset", dataset)
    parts = split_rows(dataset.y, fractions, rng)
    return tuple(
        ImageSet(dataset.name, dataset.X[rows], dataset.y[rows], dataset.classes, dataset.shape)
        for rows in parts
    )


def split_rows(labels, fractions, rng):
    """Return which rows go into each part, as `split` draws them.

    Parameters
    ----------
    labels : array of int, shape (N,)
    fractions : sequence of numbers
    rng : np.random.Generator

    Returns
    -------
    list of arrays of int

    Examples
    --------
    >>> [sorted(rows.tolist()) for rows in split_rows([0, 0, 0, 1], (0.5, 0.5), np.random.default_rng(0))]
    [[0, 2], [1, 3]]
    """
    check_rng("split", rng)
    fractions = _checked_fractions(fractions)
    labels = np.asarray(labels)
    order = rng.permutation(len(labels))
    part_of = np.empty(len(labels), dtype=int)
    lacking = np.zeros(len(fractions))
    for label in np.unique(labels):
        rows = order[labels[order] == label]
        counts = _largest_remainder(len(rows), fractions, lacking)
        lacking = lacking + fractions * len(rows) - counts
        part_of[rows] = np.repeat(np.arange(len(counts)), counts)
    parts = [order[part_of[order] == part] for part in range(len(fractions))]
    for part, rows in enumerate(parts):
        if not len(rows):
            raise ValueError(
                f"split: part {part} with the share {fractions[part]:g} would be empty, expected an image at"
                f" least from {len(labels)}"
            )
    return parts


def _largest_remainder(count, fractions, lacking):
    shares = np.round(count * fractions, 9)  # so that remainders meant as equal are equal
    counts = np.floor(shares).astype(int)
    by_remainder = np.lexsort((-np.round(lacking, 9), counts - shares))  # the last key counts first
    counts[by_remainder[: count - counts.sum()]] += 1
    return counts


def _checked_fractions(fractions):
    try:
        fractions = list(fractions)
    except TypeError:
        raise TypeError(f"split: fractions are {fractions!r}, expected a sequence of shares") from None
    for fraction in fractions:
        check_positive("split: a share in fractions", fraction)
    if abs(math.fsum(fractions) - 1) > 1e-9:
        raise ValueError(f"split: fractions have the sum {math.fsum(fractions):g}, expected 1")
    return np.array(fractions, dtype=np.float64)
