"""How a wrong array is related to the right one: a factor, a transpose, a part, an extra term.

These relations need no knowledge of where the gradient comes from. Each is exact: it holds
for every entry, to rounding.
"""

from fractions import Fraction

import numpy as np

from mlpkit.diagnosis.slip import Slip

_NAMED = (
    (-1, "sign", "sign", "the sign is turned round"),
    (2, "factor 2", "factor", "it is twice too large"),
    (0.5, "factor 1/2", "factor", "it is half of what it should be"),
)


def relation(claimed, true, at, tolerance, others=(), N=None):
    """Return the first exact relation between a claimed array and the true one, as a `Slip`, or None.

    Parameters
    ----------
    claimed, true, at : array of floats, one shape
        ``at`` is where the gradient is taken.
    tolerance : float
        By how much an entry may be off.
    others : sequence of (str, array)
        The true gradients by the other arrays, by name.
    N : int, optional
        The size of the batch, where the loss is a mean over one.

    Examples
    --------
    >>> import numpy as np
    >>> true = np.array([1.0, 3.0])
    >>> relation(-true, true, np.zeros(2), 1e-9).name
    'sign'
    >>> relation(true[::-1], true, np.zeros(2), 1e-9).name
    'reversed order'
    """

    def same(array):
        return np.shape(array) == claimed.shape and bool(np.all(np.abs(claimed - array) <= tolerance))

    if not np.any(np.abs(claimed) > tolerance):
        return Slip("zero", "lost term", "every entry is 0: was it ever filled, or is a factor of it 0?")
    found = _factor(claimed, true, tolerance, N)
    return found or next((slip for slip, holds in _relations(claimed, true, at, same, others) if holds), None)


def _factor(claimed, true, tolerance, N):
    unit = np.max(np.abs(true), initial=0.0) or 1.0  # squares of what is large or small would overflow
    with np.errstate(over="ignore", under="ignore"):
        share = true / unit
        norm = np.sum(share * share)
        c = np.sum(claimed / unit * share) / norm if norm > 0 else 1.0
    if not np.isfinite(c):
        return None
    near = max(1e-6, tolerance / max(np.max(np.abs(true), initial=0.0), 1e-300))
    if abs(c - 1) <= near or np.any(np.abs(claimed - c * true) > tolerance * max(1.0, abs(c))):
        return None
    for number, name, kind, says in _NAMED:
        if abs(c - number) <= near * abs(number):
            return Slip(name, kind, says)
    shown = Fraction(c).limit_denominator(1000)
    exact = abs(float(shown) - c) <= near * abs(c)
    if true.size == 1 and not (exact and 1 in (shown.denominator, abs(shown.numerator))):
        return None  # one number is a multiple of any other
    if N and exact and (N / shown).denominator == 1 and N / shown > N:
        says = f"it is divided by {N / shown}, and the batch has N = {N} examples"
        return Slip(f"divided by {N / shown}", "1/N", says)
    says = f"it is the true gradient times {shown if exact else f'{c:.6g}'}"
    if exact and abs(shown) > 1 and shown.denominator == 1:
        says += ": is a factor counted twice, or a mean over that many not taken?"
    elif exact and abs(shown.numerator) == 1:
        says += ": is it divided by that number once too often?"
    return Slip(f"factor {shown}" if exact else f"factor {c:.6g}", "factor", says)


def _relations(claimed, true, at, same, others):
    """Yield every relation, and whether it holds."""
    square = true.ndim == 2 and true.shape[0] == true.shape[1]
    if square:
        yield Slip("transposed", "transpose", "rows and columns are interchanged"), same(true.T)
        diagonal = Slip("diagonal only", "diagonal only", "only the diagonal is there, the rest is 0")
        yield diagonal, same(true * np.eye(len(true)))
    for axis in range(true.ndim):
        says = f"the entries stand in the opposite order along axis {axis}"
        yield Slip("reversed order", "index", says), same(np.flip(true, axis))
    zero = claimed == 0
    if np.any(zero) and not np.all(zero) and same(np.where(zero, 0.0, true)):
        yield _part(~zero), True
    if true.size > 1:
        says = "one number stands in every entry: it is the sum of the true ones"
        yield Slip("sum in every entry", "inner for elementwise", says), same(np.full(true.shape, true.sum()))
    if true.ndim == 2 and len(true) > 1:
        summed = np.broadcast_to(true.sum(axis=0), true.shape)
        says = "every row is the sum of all the rows"
        yield Slip("sum over the rows", "batch sum too many", says), same(summed)
    extra = _multiple(claimed - true, at, same, true)
    if extra is not None:
        yield extra, True
    yield Slip("absolute value", "sign", "the signs of the entries are lost"), same(np.abs(true))
    yield Slip("squared", "chain rule twice", "every entry is squared"), same(true**2)
    for name, other in others:
        yield Slip("another array", "index", f"it is the gradient of {name}"), same(other)
    if (
        np.allclose(np.sort(claimed, axis=None), np.sort(true, axis=None), rtol=1e-9, atol=0)
        and true.size > 1
    ):
        says = "the right numbers stand in the wrong places: an order, a reshape or an index"
        yield Slip("other order", "index", says), True


def _part(kept):
    name, says = "some entries only", f"only {kept.sum()} of {kept.size} entries are there, the rest is 0"
    if kept.sum() == 1:
        name, says = "one entry only", "only one entry is there, the rest is 0"
    for axis, word in enumerate(("row", "column")[: kept.ndim if kept.ndim == 2 else 0]):
        lines = np.flatnonzero(kept.any(axis=1 - axis))
        if len(lines) == 1 and kept.sum() > 1:
            name, says = f"one {word} only", f"only {word} {lines[0]} is there, the rest is 0"
    return Slip(name, "one component only", says)


def _multiple(difference, at, same, true):
    """Return the relation g = h + c·x or g = h + c·sign(x): a regulariser too few, too many, or halved."""
    for x, written in ((at, "x"), (np.sign(at), "sign(x)"), (np.ones_like(at), "1")):
        norm = np.sum(x * x)
        if norm == 0 or true.size < 2:
            continue
        c = np.sum(difference * x) / norm
        if c and same(true + c * x):
            what = "a regulariser" if written != "1" else "a constant"
            word = "missing, or too small" if c < 0 else "too many, or too large"
            says = f"it is the true gradient plus {c:.6g}·{written}, x being the array itself: {what} {word}"
            if written == "1":
                says = f"every entry is off by the same {c:.6g}"
            return Slip(f"an extra {c:.6g}·{written}", "missing term" if c < 0 else "term too many", says)
    return None
