"""Structures of arrays, such as the parameters of a network: laid out as one vector, and built again.

A structure is an array, or a tuple, list, dict or NamedTuple of structures. What a person types
as nested lists of numbers is an array, so a tuple or a list is taken apart only if an array, a
dict or a NamedTuple stands somewhere in it.
"""

import math

import numpy as np

from mlpkit.arrays import as_array


def leaves(structure, name="leaves: structure"):
    """Return the arrays of a structure with the paths that lead to them.

    Parameters
    ----------
    structure : array, or nested tuples, lists, dicts, NamedTuples of arrays
        Dicts are gone through in the order of their keys' insertion.
    name : str
        The function and the argument, for the error message.

    Returns
    -------
    list of (str, array)
        Paths read as they would be typed: ``[0].W``, ``['bias']``; that of an array alone is empty.

    Raises
    ------
    TypeError
        If an array is not made of real numbers; it names the path.
    ValueError
        If an array is ragged.

    Examples
    --------
    >>> from mlpkit import Layer
    >>> for path, array in leaves([Layer(np.eye(2), [0, 1]), {"slope": 3}]):
    ...     print(path, array.shape)
    [0].W (2, 2)
    [0].b (2,)
    [1]['slope'] ()
    """
    parts = parts_of(structure)
    if parts is None:
        return [("", real_array(structure, name))]
    return [(step + path, array) for step, part in parts for path, array in leaves(part, name + step)]


def flatten(structure, name="flatten: structure"):
    """Return all numbers of a structure as one vector of float64, array after array.

    Parameters and errors are those of `leaves`.

    Examples
    --------
    >>> print(flatten((np.array([[1, 2], [3, 4]]), 5)))
    [1. 2. 3. 4. 5.]
    """
    arrays = [np.ravel(array) for _, array in leaves(structure, name)]
    return np.concatenate([np.zeros(0), *arrays]).astype(np.float64)


def unflatten(vector, like):
    """Build a structure in the form of another out of a vector; `flatten` undone.

    Parameters
    ----------
    vector : array, shape (n,), any dtype
    like : structure of n numbers in all

    Returns
    -------
    structure
        Its arrays are views of the vector.

    Raises
    ------
    ValueError
        If the vector has another number of entries than ``like``.

    Examples
    --------
    >>> from mlpkit import Layer
    >>> unflatten([1, 2, 3], Layer(np.zeros((1, 2)), np.zeros(1)))
    Layer(W=array([[1, 2]]), b=array([3]))
    """
    vector = np.asarray(vector)
    shapes = [array.shape for _, array in leaves(like, "unflatten: like")]
    sizes = [math.prod(shape) for shape in shapes]
    if vector.shape != (sum(sizes),):
        raise ValueError(
            f"unflatten: vector has shape {vector.shape}, expected ({sum(sizes)},), as many entries as like"
        )
    pieces = np.split(vector, np.cumsum(sizes, dtype=int))[:-1]
    return rebuild(like, [piece.reshape(shape) for piece, shape in zip(pieces, shapes, strict=True)])


def rebuild(like, arrays):
    """Build a structure in the form of another out of new arrays, given in the order of `leaves`.

    Examples
    --------
    >>> rebuild({"a": np.zeros(2), "b": 0}, ["first", "second"])
    {'a': 'first', 'b': 'second'}
    """
    return _rebuild(like, iter(arrays))


def parts_of(structure):
    """Return the parts of a structure, each with its step of the path; None for an array.

    Examples
    --------
    >>> parts_of({"a": 1, "b": [2, 3]}), parts_of([2, 3])
    ([("['a']", 1), ("['b']", [2, 3])], None)
    """
    if not _is_taken_apart(structure):
        return None
    if isinstance(structure, dict):
        return [(f"[{key!r}]", part) for key, part in structure.items()]
    fields = getattr(structure, "_fields", None)
    steps = [f".{field}" for field in fields] if fields else [f"[{i}]" for i in range(len(structure))]
    return list(zip(steps, structure, strict=True))


def _is_taken_apart(structure):
    if isinstance(structure, dict) or (isinstance(structure, tuple) and hasattr(structure, "_fields")):
        return True
    return isinstance(structure, tuple | list) and any(
        _is_taken_apart(part) or getattr(part, "ndim", 0) > 0 for part in structure
    )


def real_array(array, name):
    """Return what should be an array of real numbers as one of numpy, or raise a TypeError that names it."""
    array = np.asarray(as_array(array, name)[0])
    if array.dtype.kind == "c":
        raise TypeError(f"{name} has dtype {array.dtype}, expected real numbers")
    return array


def _rebuild(like, arrays):
    parts = parts_of(like)
    if parts is None:
        return next(arrays)
    rebuilt = [_rebuild(part, arrays) for _, part in parts]
    if isinstance(like, dict):
        return dict(zip(like, rebuilt, strict=True))
    return type(like)(*rebuilt) if hasattr(like, "_fields") else type(like)(rebuilt)
