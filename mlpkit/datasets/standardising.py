"""Features of mean 0 and deviation 1, by what the training part alone says about them."""

from dataclasses import replace

import numpy as np

from mlpkit.datasets.image_set import check_image_set

BLOCK = 4096  # rows whose squares are summed at a time, so that no second large array is needed


def standardise(train, *others):
    """Standardise every feature, (x − μ)/s with the mean μ and the deviation s of the training part.

    What is learned must not know the validation and the test part, and μ and s are learned.
    A feature that is constant in the training part becomes 0 in all parts: nothing was
    learned about it.

    Parameters
    ----------
    train : ImageSet
        Where μ and s come from; s divides by N, not by N − 1.
    *others : ImageSet
        Standardised by the same μ and s.

    Returns
    -------
    tuple of ImageSet
        The training part first, in the order and the precision given.

    Raises
    ------
    ValueError
        If a part has images of another shape than the training part.
    TypeError
        If a part is no `ImageSet`.

    Examples
    --------
    >>> from mlpkit.datasets.image_set import ImageSet
    >>> train = ImageSet("train", [[1, 5], [3, 5]], [0, 1], ("a", "b"), (2,))
    >>> test = ImageSet("test", [[4, 6]], [1], ("a", "b"), (2,))
    >>> [part.X.tolist() for part in standardise(train, test)]
    [[[-1.0, 0.0], [1.0, 0.0]], [[2.0, 0.0]]]
    """
    check_image_set("standardise: train", train)
    for place, other in enumerate(others):
        check_image_set(f"standardise: others[{place}]", other)
        if other.shape != train.shape:
            raise ValueError(
                f"standardise: others[{place}] has images of shape {other.shape}, expected {train.shape},"
                " that of the training part"
            )
    mean = train.X.mean(axis=0, dtype=np.float64)
    deviation = _deviation(train.X, mean)
    # Rounding can leave a constant feature a tiny deviation, which must not become a divisor.
    varies = (train.X.max(axis=0) > train.X.min(axis=0)) & (deviation > 0)
    deviation[~varies] = 1
    return tuple(replace(part, X=_standardised(part.X, mean, deviation, varies)) for part in (train, *others))


def _deviation(X, mean):
    squares = sum(np.square(X[i : i + BLOCK] - mean).sum(axis=0) for i in range(0, len(X), BLOCK))
    return np.sqrt(squares / len(X))


def _standardised(X, mean, deviation, varies):
    result = np.empty_like(X)
    for i in range(0, len(X), BLOCK):
        result[i : i + BLOCK] = np.where(varies, (X[i : i + BLOCK] - mean) / deviation, 0)
    return result
