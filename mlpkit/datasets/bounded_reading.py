"""Reading files that may be damaged or hostile: never more than was promised, and plain errors."""

import gzip
import zlib
from contextlib import contextmanager

GZIP_MAGIC = b"\x1f\x8b"


@contextmanager
def opened(function, path):
    """Open a file for reading, through gzip where its first bytes say so, whatever its name.

    Parameters
    ----------
    function : str
        Who reads, for the error messages.
    path : pathlib.Path

    Raises
    ------
    ValueError
        If the compressed file turns out damaged while it is read.
    """
    with path.open("rb") as file:
        packed = file.read(2) == GZIP_MAGIC
        file.seek(0)
        try:
            with gzip.open(file) if packed else file as stream:
                yield stream
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise ValueError(f"{function}: {path.name} is damaged: {error}") from error


def read_exactly(function, place, stream, count, promise):
    """Return the ``count`` bytes that a stream must still hold, no more and no fewer.

    At most one byte more is read, so a compressed file of any size costs no more memory.

    Parameters
    ----------
    function, place : str
        Who reads, and what, for the error messages.
    stream : binary file
    count : int
    promise : str
        Why that many are expected, as a clause.

    Raises
    ------
    ValueError
        If there are fewer bytes, or more.
    """
    found = stream.read(count + 1)
    check_length(function, place, found, count, promise)
    return found


def check_length(function, place, found, count, promise):
    """Raise a ValueError unless ``found`` has ``count`` bytes; parameters as for `read_exactly`."""
    if len(found) != count:
        number = f"{len(found):,}" if len(found) < count else f"more than {count:,}"
        raise ValueError(f"{function}: {place} has {number} bytes, expected {count:,}, {promise}")


class BoundedReader:
    """A stream that raises a ValueError when more than ``most`` bytes are read from it."""

    def __init__(self, stream, most, message):
        self.stream, self.left, self.message = stream, most, message

    def read(self, count):
        """Return up to ``count`` bytes."""
        data = self.stream.read(count)
        self.left -= len(data)
        if self.left < 0:
            raise ValueError(self.message)
        return data
