"""What a classifier should have said: class labels or soft targets, checked and made one.

A loss takes either. Both become an array t of the shape of the logits: labels turn into
one-hot rows, soft targets stay as they are.
"""

import array_api_compat
import numpy as np

from mlpkit.arrays import device, every, has_values, same_world


def as_soft_targets(function, targets, logits, xp):
    """Return ``targets`` as soft targets, in the shape, world and precision of ``logits``.

    Parameters
    ----------
    function : str
        The loss that was called, for the error message.
    targets : array
        Integers in the shape of ``logits`` without its last axis are class labels; numbers
        in the shape of ``logits`` are soft targets.
    logits : array of floats, shape (K,) or (N, K)
    xp : namespace of ``logits``

    Raises
    ------
    ValueError
        If the shape is neither, a label is no class, or a soft target is negative, infinite
        or nan.
    TypeError
        If labels are not integers, or the array belongs to another library than ``logits``.
    """
    if not array_api_compat.is_array_api_obj(targets) or array_api_compat.is_numpy_array(targets):
        try:
            targets = np.asarray(targets)
        except ValueError as error:
            raise ValueError(f"{function}: targets are ragged, expected a full array") from error
        if targets.dtype.kind not in "biufc":
            raise TypeError(f"{function}: targets have dtype {targets.dtype}, expected numbers")
    shape = tuple(logits.shape)
    if tuple(targets.shape) == shape:
        return _soft(function, targets, logits, xp)
    if tuple(targets.shape) == shape[:-1]:
        one_hot = _one_hot(function, targets, shape[-1])
        return same_world(logits, f"{function}: logits", one_hot, f"{function}: targets")
    names = ("(K,)", "()") if len(shape) == 1 else ("(N, K)", "(N,)")
    raise ValueError(
        f"{function}: targets have shape {tuple(targets.shape)}, expected {names[0]} = {shape} for soft"
        f" targets, or {names[1]} = {shape[:-1]} for class labels, since logits have shape {shape}"
    )


def as_one_hot(function, name, labels, values):
    """Return class labels as one-hot rows in the shape, world and precision of ``values``.

    Parameters
    ----------
    function, name : str
        The loss that was called, and what it calls ``values``, for the error messages.
    labels : array of integers, shape () or (N,)
    values : array of floats, shape (K,) or (N, K)

    Raises
    ------
    ValueError
        If the shape does not fit, or a label is no class.
    TypeError
        If labels are not integers, or belong to another library.
    """
    if not array_api_compat.is_array_api_obj(labels):
        labels = np.asarray(labels)
    shape = tuple(values.shape)
    if tuple(labels.shape) != shape[:-1]:
        raise ValueError(
            f"{function}: labels have shape {tuple(labels.shape)}, expected {shape[:-1]}, since {name} have"
            f" shape {shape}"
        )
    one_hot = _one_hot(function, labels, shape[-1])
    return same_world(values, f"{function}: {name}", one_hot, f"{function}: labels")


def _one_hot(function, labels, classes):
    lp = array_api_compat.array_namespace(labels)
    if not lp.isdtype(labels.dtype, "integral"):
        raise TypeError(
            f"{function}: targets have shape {tuple(labels.shape)}, which is that of class labels, and dtype"
            f" {labels.dtype}, expected integers from 0 to {classes - 1}"
        )
    if has_values(labels):
        right = (labels >= 0) & (labels < classes)
        if not every(right):
            wrong = ~right
            where = tuple(int(i[0]) for i in lp.nonzero(wrong)) if labels.ndim else ()
            at = f" at position {where[0]}" if where else ""
            raise ValueError(
                f"{function}: targets hold the label {int(labels[where])}{at},"
                f" expected class labels from 0 to {classes - 1}"
            )
    return lp.where(labels[..., None] == lp.arange(classes, device=device(labels)), 1.0, 0.0)


def _soft(function, targets, logits, xp):
    soft = same_world(logits, f"{function}: logits", targets, f"{function}: targets")
    if has_values(soft) and not xp.isdtype(soft.dtype, "complex floating"):
        if not every(xp.isfinite(soft)):
            raise ValueError(f"{function}: targets hold nan or inf, expected finite numbers ≥ 0")
        if not every(soft >= 0):
            raise ValueError(f"{function}: targets hold {float(xp.min(soft))}, expected numbers ≥ 0")
    return soft
