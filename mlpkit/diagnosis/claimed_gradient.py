"""What somebody claims to be a gradient, read with care: whatever it is, it becomes arrays or advice."""

import copy
import inspect

import numpy as np

from mlpkit.diagnosis.claimed_shapes import misshapen, place_of
from mlpkit.diagnosis.named_arrays import claimed_array, described, readable
from mlpkit.diagnosis.true_gradient import is_single
from mlpkit.structures import leaves, parts_of

_LONGEST = 300  # letters of a message
OPEN = "replace the dots by your answer and run the cell again"


class Misfit(Exception):
    """A claim that cannot be compared with a gradient: ``kind`` says why, the message what to do."""

    def __init__(self, kind, *advice):
        self.kind, self.advice = kind, advice
        super().__init__("\n".join(advice))


def heard(claimed, at, arguments, true, N=None):
    """Return the arrays of a claim, whether they are float32, and what was noticed on the way.

    Parameters
    ----------
    claimed : object
    at : structure of arrays
        What it is the gradient of.
    arguments : tuple
        What a function of several arguments is called with.
    true : list of arrays
        The true gradient, to know which advice fits the numbers.
    N : int, optional
        The size of the batch, where it is known.

    Raises
    ------
    Misfit
        If it is open, stops, has another form or shape, or entries that are no finite numbers;
        nothing else, whatever the claim is. `KeyboardInterrupt` is the user's and passes.
    """
    try:
        given, noticed = _evaluated(claimed, at, arguments)
        arrays, single = _read(given, at, true, N)
    except Misfit:
        raise
    except Exception as error:  # an object of the learner's own may fail at anything
        raise Misfit("type", f"the claim cannot be read: {type(error).__name__}: {_text(error)}") from None
    return arrays, single, noticed


def _evaluated(claimed, at, arguments):
    """Return what is claimed at a point, calling the claim if it is a function, and what was noticed.

    Every call gets copies, so an attempt that works in place changes nothing but its own.
    """
    if claimed is None or claimed is ...:
        raise Misfit("open", OPEN)
    notes = ()
    if callable(claimed) and not hasattr(claimed, "__array__"):
        given = copy.deepcopy(arguments if _takes(claimed, len(arguments)) else (at,))
        before = copy.deepcopy(given)
        try:
            result = claimed(*given)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # SystemExit must not end the kernel either
            stopped = f"the attempt stopped with {type(error).__name__}: {_text(error)}"
            raise Misfit("stopped", stopped, *_shapes_collide(error)) from None
        if not _same(before, given):
            notes = ("your function changes its arguments in place; it was given copies",)
        claimed = result
    if claimed is None or claimed is ...:
        raise Misfit("open", OPEN)
    # What `loss_and_gradients` and `MLP.backward` return is taken at its parameters.
    return (claimed.parameters if _has_parameters(claimed) else claimed), notes


def _read(claimed, like, true, N):
    """Return the arrays of a claim in the order of those of a structure, and whether they are float32."""
    parts = list(_matched(claimed, like, ""))
    try:
        arrays = [claimed_array(given, readable(path)) for path, given, _ in parts]
    except (TypeError, ValueError) as error:
        raise Misfit("type", str(error)) from None
    single = any(is_single(given) for _, given, _ in parts)
    names = [readable(path) for path, _, _ in parts]
    wrong = [
        misshapen(name, array, exact, N)
        for name, array, exact in zip(names, arrays, true, strict=True)
        if array.shape != exact.shape
    ]
    if wrong:
        raise Misfit("shape", *wrong, "a gradient has the shape of what it is the gradient of")
    for name, array in zip(names, arrays, strict=True):
        bad = [tuple(place) for place in np.argwhere(~np.isfinite(array)).tolist()]
        if bad:
            more = f", and {len(bad) - 1} more" if len(bad) > 1 else ""
            raise Misfit(
                "not finite",
                f"{name} holds {array[bad[0]]} at {place_of(bad[0])}{more}: a division by 0, log 0, or exp"
                " of a large number?",
            )
    return arrays, single


def _matched(claimed, like, path):
    """Yield (path, claimed part, array) for every array of a structure."""
    inside = parts_of(like)
    where = readable(path) if path and inside is None else f"part {path}" if path else "the claim"
    if inside is None:
        if _is_structure(claimed):
            raise Misfit("shape", f"{where} is {_summary(claimed)}, expected {_summary(like)}")
        yield path, claimed, like
        return
    if not isinstance(claimed, dict if isinstance(like, dict) else list | tuple):
        raise Misfit("type", f"{where} is {described(claimed)}, expected {_summary(like)}")
    if isinstance(like, dict) and set(like) != set(claimed):
        raise Misfit("shape", f"{where} is {_summary(claimed)}, expected {_summary(like)}")
    if len(claimed) != len(inside):
        raise Misfit("shape", f"{where} has {_count(claimed)}, expected {_summary(like)}")
    values = [claimed[key] for key in like] if isinstance(like, dict) else claimed
    for (key, part), value in zip(inside, values, strict=True):
        yield from _matched(value, part, path + key)


def _is_structure(claimed):
    # A list of rows is an array; arrays of different shapes are not.
    if isinstance(claimed, dict) or hasattr(claimed, "_fields"):
        return True
    return (
        isinstance(claimed, list | tuple) and len({np.shape(part) for part in claimed if _is_array(part)}) > 1
    )


def _is_array(part):
    return hasattr(part, "__array__")


def _summary(structure):
    if isinstance(structure, dict):
        return f"a dict with the keys {sorted(map(str, structure))}"
    if hasattr(structure, "_fields"):
        return f"{len(structure._fields)} arrays: {', '.join(structure._fields)}"
    if parts_of(structure) is None:
        return f"an array of shape {np.shape(structure)}"
    each = {tuple(getattr(part, "_fields", ())) for part in structure}
    if each == {("W", "b")}:
        return f"{len(structure)} pair{'' if len(structure) == 1 else 's'} of W and b, one a layer"
    return _count(structure)


def _count(structure):
    return f"{len(structure)} part{'' if len(structure) == 1 else 's'}"


def _takes(function, count):
    if count < 2:
        return False
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return False
    needed = [
        p for p in parameters
        if p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)
    ]  # fmt: skip
    return len(needed) == count


def _has_parameters(claimed):
    return hasattr(claimed, "_fields") and "parameters" in claimed._fields


def _same(before, after):
    try:
        pairs = list(zip(leaves(before), leaves(after), strict=True))
    except (TypeError, ValueError):
        return False
    return all(np.array_equal(a, b) for (_, a), (_, b) in pairs)


def _shapes_collide(error):
    words = ("broadcast", "matmul", "aligned")
    if isinstance(error, ValueError) and any(word in _text(error) for word in words):
        return ("two shapes do not fit: is a factor W missing, or one of them not transposed?",)
    return ()


def _text(error):
    try:
        return str(error)[:_LONGEST]
    except Exception:  # an exception of the learner's own may fail at this too
        return "…"
