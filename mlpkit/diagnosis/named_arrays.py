"""The arrays of a parameter structure, each by the name that a reader would call it."""

import numbers
import re

import numpy as np

from mlpkit.structures import leaves, real_array


def named_arrays(structure, name="named_arrays: structure"):
    """Return the arrays of a structure by name, in their order.

    Parameters
    ----------
    structure : array, or nested tuples, lists, dicts and NamedTuples of arrays
    name : str
        The function and the argument, for the error message.

    Returns
    -------
    dict from str to array of float64

    Raises
    ------
    TypeError, ValueError
        If an array is not made of real numbers, or ragged; it names the path.

    Examples
    --------
    >>> from mlpkit.dense import Layer
    >>> list(named_arrays([Layer(np.ones((1, 2)), np.ones(1))]))
    ["layer 1's W", "layer 1's b"]
    """
    return {readable(path): np.array(array, dtype=np.float64) for path, array in leaves(structure, name)}


def readable(path):
    """Return the name of an array, or of a part, from its path: ``[0].W`` is "layer 1's W".

    Examples
    --------
    >>> readable("[1].b"), readable(""), readable("['w']")
    ("layer 2's b", 'the gradient', "['w']")
    """
    layer = re.fullmatch(r"\[(\d+)\]\.([Wb])", path)
    return f"layer {int(layer[1]) + 1}'s {layer[2]}" if layer else path or "the gradient"


def claimed_array(leaf, name):
    """Return a leaf of a claim as an array of float64.

    Raises
    ------
    TypeError
        If it is not made of real numbers. What could be endless, or only looks like an array to
        numpy, is never looked into.
    """
    if not hasattr(leaf, "__array__") and not isinstance(leaf, list | tuple | numbers.Number):
        raise TypeError(f"{name} is {described(leaf)}, expected an array of numbers")
    return real_array(leaf, name).astype(np.float64)


def described(value):
    """Return what a value is, short enough for a message, whatever its repr does."""
    if value is None or value is ...:
        return "None" if value is None else "..."
    if isinstance(value, str | bytes):
        return f"the text {value[:30]!r}"
    kind = type(value).__name__
    return f"{'an' if kind[:1].lower() in 'aeio' or kind.startswith('nd') else 'a'} {kind}"
