"""What people get wrong in the rows of the gradient of a loss, one row an example."""

import numpy as np

from mlpkit.diagnosis.slip import Slip


def _only(gradient, n):
    kept = np.zeros_like(gradient)
    kept[n] = gradient[n]
    return kept


def _of_batch(change):
    return lambda gradient: change(gradient) if gradient.ndim == 2 else None


# change(gradient): what stands for the whole array, one row an example.
ROWS = (
    Slip(
        "sum over the batch",
        "batch sum too many",
        "every example has the gradient of its own term alone; here they are added up",
        _of_batch(lambda g: np.broadcast_to(g.sum(axis=0), g.shape)),
    ),
    Slip(
        "first example only",
        "missing batch sum",
        "only the first example has a gradient",
        _of_batch(lambda g: _only(g, 0)),
    ),
    Slip(
        "last example only",
        "missing batch sum",
        "only the last example has a gradient",
        _of_batch(lambda g: _only(g, -1)),
    ),
    Slip(
        "transposed",
        "transpose",
        "rows and columns are interchanged, which fits since N = K",
        lambda g: g.T if g.ndim == 2 and g.shape[0] == g.shape[1] else None,
    ),
)
