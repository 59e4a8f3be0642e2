"""CIFAR-10's archives, damaged and hostile: nothing is unpacked to disk, and no more than fits is read."""

import gzip
import tarfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tests.test_datasets_cifar import BINARY, PYTHON, archive, as_tar, assert_all_there, member, read


def test_nothing_is_written_and_no_path_is_followed(tmp_path):
    inner = tmp_path / "inner"
    inner.mkdir()
    hostile = [
        member("../evil", b"x"),
        member(f"{tmp_path}/evil", b"x"),
        member("a/../../evil", b"x"),
        member("cifar-10-batches/link", type=tarfile.SYMTYPE, linkname="/etc/passwd"),
        member("cifar-10-batches/hard", type=tarfile.LNKTYPE, linkname="../evil"),
        member("fifo", type=tarfile.FIFOTYPE),
        member("device", type=tarfile.CHRTYPE),
    ]
    path = archive(inner, PYTHON, *hostile)
    assert_all_there(read(path))
    assert sorted(tmp_path.rglob("*")) == [inner, path]


def test_only_the_base_name_counts(tmp_path):
    members = [member(f"../../{name}", content) for name, content in BINARY.items()]
    path = tmp_path / "upwards.tar.gz"
    path.write_bytes(gzip.compress(as_tar(members)))
    assert_all_there(read(path))
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE], ids=repr
)
def test_a_batch_that_is_no_regular_file(kind, tmp_path):
    contents = {name: content for name, content in BINARY.items() if name != "data_batch_4.bin"}
    path = archive(tmp_path, contents, member("data_batch_4.bin", type=kind, linkname="data_batch_1.bin"))
    with pytest.raises(ValueError, match=r"^cifar10: data_batch_4\.bin in small\.tar\.gz is no regular file"):
        read(path)


def test_a_sparse_batch_of_a_terabyte(tmp_path):
    sparse = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.name": "test_batch.bin"}
    sparse["GNU.sparse.realsize"] = str(2**40)
    content = b"1\n0\n1\n".ljust(512, b"\0") + b"x"
    info = member("GNUSparseFile.0/test_batch.bin", content, pax_headers=sparse)
    path = tmp_path / "sparse.tar.gz"
    path.write_bytes(gzip.compress(as_tar([info], tarfile.PAX_FORMAT)))
    with pytest.raises(
        ValueError, match=r"test_batch\.bin in sparse\.tar\.gz is no regular file, expected one"
    ):
        read(path)


def test_a_batch_twice(tmp_path):
    path = archive(tmp_path, BINARY, member("elsewhere/test_batch.bin", BINARY["test_batch.bin"]))
    with pytest.raises(ValueError, match=r"^cifar10: small\.tar\.gz holds test_batch twice"):
        read(path)


def test_an_archive_of_many_members(tmp_path):
    path = archive(tmp_path, BINARY, *[member(f"{i}") for i in range(200)])
    with pytest.raises(
        ValueError, match=r"^cifar10: small\.tar\.gz has more than 100 members, expected about 8"
    ):
        read(path)


@pytest.mark.parametrize("name", ["bomb", "data_batch_1.bin", "test_batch"])
def test_an_archive_that_unpacks_to_too_much(name, tmp_path, monkeypatch):
    read_in_all = 0
    original = gzip.GzipFile.read

    def counted(self, size=-1):
        nonlocal read_in_all
        found = original(self, size)
        read_in_all += len(found)
        return found

    path = archive(tmp_path, BINARY, member(name, bytes(30_000_000)))
    monkeypatch.setattr(gzip.GzipFile, "read", counted)
    with pytest.raises(ValueError, match=r"^cifar10: .* (unpacks to|has) more than .* bytes, expected "):
        read(path)
    assert 0 < read_in_all < 1_100_000


def test_zeros_after_the_archive(tmp_path):
    path = archive(tmp_path, BINARY)
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()) + bytes(30_000_000), 1))
    with pytest.raises(ValueError, match="unpacks to more than"):
        read(path)


@pytest.mark.parametrize("share", [0, 0.0001, 0.1, 0.5, 0.9, 0.9999])
def test_a_truncated_archive(share, tmp_path):
    path = archive(tmp_path, PYTHON)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(ValueError, match=r"^cifar10: small\.tar\.gz is (damaged|no \.tar\.gz archive)"):
        read(path)


@pytest.mark.parametrize("cut", [100, 512, 600, 5000, 9000, -10241])
def test_an_archive_cut_before_it_was_compressed(cut, tmp_path):
    path = archive(tmp_path, BINARY)
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes())[:cut]))
    with pytest.raises((ValueError, FileNotFoundError), match=r"^cifar10: .*(damaged|has|lacks)"):
        read(path)


def test_a_wrong_checksum_at_the_end(tmp_path):
    path = archive(tmp_path, BINARY)
    content = path.read_bytes()
    path.write_bytes(content[:-8] + bytes(4) + content[-4:])
    with pytest.raises(ValueError, match=r"^cifar10: small\.tar\.gz is damaged: CRC check failed"):
        read(path)


@pytest.mark.parametrize("content", [b"", b"text", as_tar([member("a", b"b")])], ids=["empty", "text", "tar"])
def test_what_is_no_archive(content, tmp_path):
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"^cifar10: file is no \.tar\.gz archive$"):
        read(path)
    path.write_bytes(gzip.compress(b"no tar" * 1000))
    with pytest.raises(ValueError, match=r"^cifar10: file is damaged: "):
        read(path)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory):
    return tmp_path_factory.mktemp("damage") / "file"


HEADERS = as_tar(
    [member(name, content[:700], mtime=0.5) for name, content in BINARY.items()], tarfile.PAX_FORMAT
)


@given(some.integers(0, 4000), some.binary(min_size=1, max_size=20), some.booleans())
@settings(max_examples=150)
def test_random_damage_is_refused(scratch, place, new, insert):
    damaged = HEADERS[:place] + new + HEADERS[place + (0 if insert else len(new)) :]
    scratch.write_bytes(gzip.compress(damaged, 1))
    with pytest.raises((ValueError, FileNotFoundError), match=r"^cifar10: "):
        read(scratch)
