"""Mini-batches: the examples of an epoch in a new order, cut into pieces."""

from mlpkit.checks import check_count, check_rng


def minibatches(examples, batch_size, rng):
    """Return the index arrays of the mini-batches of one epoch; each example is in exactly one.

    Parameters
    ----------
    examples : int
        N.
    batch_size : int
        The last batch is smaller if N is no multiple of it; a size over N gives one batch.
    rng : np.random.Generator

    Returns
    -------
    list of arrays of integers

    Raises
    ------
    ValueError, TypeError
        If a size is no positive whole number, or ``rng`` no generator.

    Examples
    --------
    >>> import numpy as np
    >>> minibatches(5, 2, np.random.default_rng(0))
    [array([2, 4]), array([3, 0]), array([1])]
    """
    check_count("minibatches: examples", examples)
    check_count("minibatches: batch_size", batch_size)
    check_rng("minibatches", rng)
    order = rng.permutation(examples)
    return [order[start : start + batch_size] for start in range(0, examples, batch_size)]
