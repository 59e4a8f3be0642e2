"""The batches inside CIFAR-10's archives, read without unpacking anything to disk.

Of a member only its base name counts, and only regular files are read: what an archive says
about folders, links and devices is not followed.
"""

import hashlib
import tarfile
from pathlib import PurePosixPath

from mlpkit.datasets.bounded_reading import GZIP_MAGIC, BoundedReader, opened

# From the page of CIFAR-10.
PUBLISHED_MD5 = {
    "cifar-10-python.tar.gz": "c58f30108f718f92721af3b95e74349a",
    "cifar-10-binary.tar.gz": "c32a1d4ab5d03f1284b67883e8d87530",
}
MOST_MEMBERS = 100
MOST_EXTRA_BYTES = 1_000_000  # for headers, padding, names of classes and a page of explanation


def archived(path, batches, most, check_md5):
    """Go through the batches in an archive, one at a time.

    Parameters
    ----------
    path : pathlib.Path
    batches : sequence of str
        The base names to look for, without or with ``.bin``.
    most : int
        The bytes that one batch may have; the archive may hold six times as many, and no more
        than one byte above it is read of any batch.
    check_md5 : bool
        Whether an archive of an official name must have the published MD5.

    Yields
    ------
    str, bytes
        The base name of a batch, and its content.

    Raises
    ------
    ValueError
        If the archive is damaged, unpacks to too much, or has another MD5 than the published.
    """
    with path.open("rb") as file:
        if file.read(2) != GZIP_MAGIC:
            raise ValueError(f"cifar10: {path.name} is no .tar.gz archive")
        if check_md5 and path.name in PUBLISHED_MD5:
            file.seek(0)
            _check_md5(path.name, hashlib.file_digest(file, _md5).hexdigest())
    names = {f"{batch}{suffix}" for batch in batches for suffix in ("", ".bin")}
    bound = len(batches) * most + MOST_EXTRA_BYTES
    with opened("cifar10", path) as unpacked:
        message = f"cifar10: {path.name} unpacks to more than {bound:,} bytes, expected less"
        stream = BoundedReader(unpacked, bound, message)
        try:
            with tarfile.open(fileobj=stream, mode="r|") as archive:
                yield from _batches(path.name, archive, names, most)
        except tarfile.TarError as error:
            raise ValueError(f"cifar10: {path.name} is damaged: {error}") from error
        while stream.read(1 << 16):
            pass  # what follows the last member: with it the checksum of gzip is reached


def _batches(place, archive, names, most):
    for number, member in enumerate(archive, start=1):
        if number > MOST_MEMBERS:
            raise ValueError(f"cifar10: {place} has more than {MOST_MEMBERS} members, expected about 8")
        name = PurePosixPath(member.name).name
        if name not in names:
            continue
        if member.type not in (tarfile.REGTYPE, tarfile.AREGTYPE) or member.issparse():
            raise ValueError(f"cifar10: {name} in {place} is no regular file, expected one")
        with archive.extractfile(member) as content:
            data = content.read(most + 1)
        yield name, data


def _check_md5(name, found):
    if found != PUBLISHED_MD5[name]:
        raise ValueError(
            f"cifar10: {name} has the MD5 {found}, expected the published {PUBLISHED_MD5[name]}: it is"
            " damaged or another file (check_md5=False accepts it)"
        )


def _md5():
    # Some systems allow MD5 only where it protects nothing.
    return hashlib.md5(usedforsecurity=False)
