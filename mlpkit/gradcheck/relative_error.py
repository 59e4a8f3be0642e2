"""How far a claimed gradient is from a reference, entry by entry, as a fraction."""

import numpy as np

from mlpkit.same_form import in_form_of
from mlpkit.structures import leaves, rebuild


def relative_error(claimed, reference):
    """Relative error of each entry, |a − b| / max(|a|, |b|, ε^(1/3) m), m the largest entry of the array.

    Parameters
    ----------
    claimed, reference : arrays of floats of one shape, or structures of such arrays in one form

    Returns
    -------
    array of float64, or structure of such, in the form of ``reference``
        0 where both are 0. nan and inf on either side are an infinite error.

    Raises
    ------
    ValueError
        If the shapes or the forms differ; it names the path.
    TypeError
        If an array is not made of real numbers.

    Notes
    -----
    Neither side is taken for the truth: the error is symmetric. An entry much smaller than the
    others of its array cannot be known to the same relative accuracy: a difference has a
    rounding error of about ε^(2/3) m, however small the slope is. So entries below ε^(1/3) m,
    which is 6·10⁻⁶ m in float64, are measured against that floor. ε is that of the coarser dtype
    of the two. The floor belongs to each array of a structure alone: the small gradients of a
    first layer do not vanish beside the large ones of the last.

    Examples
    --------
    >>> print(relative_error([1.0, 2.2, 0.0], [1.0, 2.0, 0.0]).round(4))
    [0.     0.0909 0.    ]
    """
    claimed = in_form_of(claimed, reference, "relative_error: claimed")
    pairs = zip(leaves(claimed), leaves(reference, "relative_error: reference"), strict=True)
    return rebuild(reference, [_of_array(a, b) for (_, a), (_, b) in pairs])


def _of_array(a, b):
    epsilon = max(np.finfo(a.dtype).eps, np.finfo(b.dtype).eps)
    a, b = a.astype(np.float64), b.astype(np.float64)
    known = np.isfinite(a) & np.isfinite(b)
    a, b = np.where(known, a, 0), np.where(known, b, 0)
    # Both are divided by the largest entry first, so that no difference overflows or gets lost.
    largest = max(np.abs(a).max(initial=0), np.abs(b).max(initial=0)) or 1.0
    a, b = a / largest, b / largest
    scale = np.maximum(np.maximum(np.abs(a), np.abs(b)), np.cbrt(epsilon))
    return np.where(known, np.abs(a - b) / scale, np.inf)
