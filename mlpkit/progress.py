"""A progress bar for whoever waits, which never becomes a part of a stored page."""

import os
import sys


def progress(iterable, *, description, total=None):
    """Go through an iterable, with a bar on the screen while that takes time.

    The bar appears on a terminal, and in the notebooks of ``make lab``, which sets
    ``MLPKIT_PROGRESS=on``; a notebook that is run to be stored shows none. It leaves no trace
    when it is done.

    Parameters
    ----------
    iterable : iterable
    description : str
        What stands before the bar.
    total : int, optional
        How many items there are, if ``len(iterable)`` does not say.

    Returns
    -------
    iterable
        The same items.

    Examples
    --------
    >>> sum(progress([1, 2, 3], description="adding"))
    6
    """
    from tqdm import tqdm

    watched = sys.stderr.isatty() or os.environ.get("MLPKIT_PROGRESS") == "on"
    return tqdm(iterable, desc=description, total=total, leave=False, disable=not watched)
