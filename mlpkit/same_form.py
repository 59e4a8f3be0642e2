"""Whether two structures of arrays have the same form; an error names the first path where they differ."""

import numpy as np

from mlpkit.structures import parts_of, real_array, rebuild


def in_form_of(structure, like, name):
    """Return a structure, checked to have the form and the shapes of another, and in its types.

    A list may stand for a tuple and a pair for a NamedTuple; keys, lengths and shapes must agree.

    Parameters
    ----------
    structure, like : structure
    name : str
        The function and the argument ``structure`` came in as.

    Raises
    ------
    ValueError
        If they differ; it names the first path where they do.

    Examples
    --------
    >>> from mlpkit import Layer
    >>> in_form_of([([[1, 2]], [3, 4])], [Layer(np.zeros((1, 2)), np.zeros(1))], "example: gradients")
    Traceback (most recent call last):
    ...
    ValueError: example: gradients[0].b has shape (2,), expected (1,)
    """
    return rebuild(like, list(_matched(structure, like, name)))


def _matched(structure, like, name):
    wanted = parts_of(like)
    if wanted is None:
        shape = np.shape(like)
        if parts_of(structure) is not None:
            raise ValueError(f"{name} is a {type(structure).__name__}, expected an array of shape {shape}")
        array = real_array(structure, name)
        if array.shape != shape:
            raise ValueError(f"{name} has shape {array.shape}, expected {shape}")
        yield array
        return
    values = _values(structure, like, name)
    for (step, part), value in zip(wanted, values, strict=True):
        yield from _matched(value, part, name + step)


def _values(structure, like, name):
    """Return the parts of one structure in the order of those of another."""
    if isinstance(like, dict):
        if not isinstance(structure, dict) or set(structure) != set(like):
            given = list(structure) if isinstance(structure, dict) else f"a {type(structure).__name__}"
            raise ValueError(f"{name} has the keys {given}, expected {list(like)}")
        return [structure[key] for key in like]
    if not isinstance(structure, tuple | list):
        raise ValueError(
            f"{name} is a {type(structure).__name__}, expected a {type(like).__name__} of {len(like)}"
        )
    fields = getattr(like, "_fields", None)
    if fields and getattr(structure, "_fields", fields) != fields:
        raise ValueError(f"{name} has the fields {structure._fields}, expected {fields}")
    if len(structure) != len(like):
        raise ValueError(f"{name} has {len(structure)} parts, expected {len(like)}")
    return list(structure)
