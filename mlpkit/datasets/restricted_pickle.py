"""Reading a pickled CIFAR batch without trusting it: no code runs, and numpy sees no pickled word.

A pickle is a program: `pickle.load` calls whatever the file names. Here the file may name only
the three things with which numpy pickles an array, and it gets stand-ins for them that
write down what they are told. The array is then made from bytes of a checked length.
"""

import io
import pickle
import pickletools
from math import prod

import numpy as np

# What numbers, text, lists, dicts and one array need. Whatever else would call, build or
# fetch something is absent.
OPERATIONS = (
    "PROTO FRAME MARK STOP NONE NEWTRUE NEWFALSE BININT BININT1 BININT2 LONG1 SHORT_BINSTRING BINSTRING"
    " SHORT_BINBYTES BINBYTES BINBYTES8 SHORT_BINUNICODE BINUNICODE EMPTY_DICT SETITEM SETITEMS"
    " EMPTY_LIST APPEND APPENDS EMPTY_TUPLE TUPLE TUPLE1 TUPLE2 TUPLE3 BINPUT LONG_BINPUT BINGET"
    " LONG_BINGET MEMOIZE GLOBAL STACK_GLOBAL REDUCE BUILD"
)
# A batch holds one array and one list; thousands of nested tuples would only exhaust the stack.
# Long integers, in which Python 2 on Windows wrote a shape, count too: the multiples of 2⁶¹ − 1 all
# have the hash 0, and a dict with thousands of them for keys takes quadratic time.
MOST_CONTAINERS = 100


class _ArrayType:
    """Stands in for `numpy.ndarray`, which is only named."""

    __slots__ = ()


class _Dtype:
    """Stands in for `numpy.dtype`: remembers what it is called with."""

    __slots__ = ("code",)

    def __init__(self, code, *_):
        self.code = code.decode("latin-1") if isinstance(code, bytes) else code

    def __setstate__(self, state):
        """Take the byte order and the like, which for single bytes say nothing."""


class _Array:
    """Stands in for an array under construction: checks its state and keeps its bytes."""

    __slots__ = ("array",)

    def __setstate__(self, state):
        _, shape, dtype, by_columns, data = state
        if getattr(dtype, "code", None) not in ("u1", "|u1", "uint8"):
            raise pickle.UnpicklingError("its array has another dtype than uint8")
        if len(shape) != 2 or any(type(n) is not int or n < 1 for n in shape):
            raise pickle.UnpicklingError("its array has another shape than (N, 3072)")
        if type(data) is not bytes or len(data) != prod(shape):
            size = len(data) if type(data) is bytes else f"a {type(data).__name__}, not"
            raise pickle.UnpicklingError(f"its array has {size} bytes, expected {prod(shape):,}")
        self.array = np.frombuffer(data, np.uint8).reshape(shape, order="F" if by_columns else "C")


class _Reconstruct:
    """Stands in for numpy's function that begins an array."""

    __slots__ = ()

    def __call__(self, kind, *_):
        if not isinstance(kind, _ArrayType):
            raise pickle.UnpicklingError("it builds something else than an array")
        return _Array()


# Each under the name of numpy 1 and of numpy 2.
STAND_INS = {
    ("numpy.core.multiarray", "_reconstruct"): _Reconstruct(),
    ("numpy._core.multiarray", "_reconstruct"): _Reconstruct(),
    ("numpy", "ndarray"): _ArrayType(),
    ("numpy", "dtype"): _Dtype,
}


class _Unpickler(pickle.Unpickler):
    def find_class(self, module, name):
        if (module, name) not in STAND_INS:
            raise pickle.UnpicklingError(f"it asks for {f'{module}.{name}'[:80]!a}")
        return STAND_INS[module, name]


def read_pickled_batch(function, place, data):
    """Return the array and the labels of a pickled batch of CIFAR-10, and run nothing of it.

    Parameters
    ----------
    function, place : str
        Who reads, and what, for the error messages.
    data : bytes
        The whole file: a pickled dict with ``data``, an array of bytes (N, 3072), and
        ``labels``, a list of N integers.

    Returns
    -------
    tuple of two arrays of uint8, shapes (N, d) and (N,)

    Raises
    ------
    ValueError
        If the bytes are anything else.

    Examples
    --------
    >>> read_pickled_batch("cifar10", "it", pickle.dumps(print))
    Traceback (most recent call last):
    ValueError: cifar10: it is refused: it asks for 'builtins.print'; nothing of it was run
    """
    try:
        _check_operations(data)
        batch = _Unpickler(io.BytesIO(data), encoding="bytes").load()
        return _contents(batch)
    except Exception as error:  # a damaged pickle may raise anything
        reason = str(error) or type(error).__name__
        raise ValueError(f"{function}: {place} is refused: {reason}; nothing of it was run") from error


def _check_operations(data):
    """Look at the operations before any is carried out."""
    allowed = frozenset(OPERATIONS.split())
    containers = end = 0
    for operation, argument, position in pickletools.genops(data):
        if operation.name not in allowed:
            raise pickle.UnpicklingError(f"it uses the operation {operation.name}")
        if operation.name in ("BINPUT", "LONG_BINPUT") and argument > len(data):
            raise pickle.UnpicklingError(f"it numbers an object {argument:,}")  # and room for as many
        containers += operation.name.startswith(("TUPLE", "EMPTY", "REDUCE", "BUILD", "LONG1"))
        if containers > MOST_CONTAINERS:
            raise pickle.UnpicklingError(f"it has more than {MOST_CONTAINERS} containers and long integers")
        end = position + 1
    if end != len(data):
        raise pickle.UnpicklingError(f"it has {len(data):,} bytes, expected {end:,}")


def _contents(batch):
    if not isinstance(batch, dict):
        raise pickle.UnpicklingError(f"it holds a {type(batch).__name__}, expected a dict")
    # Keys are bytes where Python 2 wrote the file, as it did the official ones.
    array, labels = (batch.get(key, batch.get(key.encode())) for key in ("data", "labels"))
    if not hasattr(array, "array"):  # which no list, number or unfinished array has
        raise pickle.UnpicklingError("its 'data' is no array")
    if type(labels) is not list or not all(type(label) is int and 0 <= label < 256 for label in labels):
        raise pickle.UnpicklingError("its 'labels' are no list of small whole numbers")
    return array.array, np.array(labels, np.uint8)
