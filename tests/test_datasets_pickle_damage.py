"""Pickled batches that are damaged, or lie about their array: refused, whatever they hold."""

import io
import pickle
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from mlpkit.datasets.restricted_pickle import _Unpickler
from tests.test_datasets_pickle import IMAGES, OFFICIAL, assert_read, batch, read


def with_parts(dtype=b"u1", shape=None, kind="cnumpy\nndarray\n"):
    """A batch as Python 2 wrote it, with some of its parts exchanged."""
    true_shape = b"J" + struct.pack("<i", 4) + b"J" + struct.pack("<i", 12) + b"\x86"
    exchanged = {
        b"U\x02u1": b"U" + bytes([len(dtype)]) + dtype,
        true_shape: true_shape if shape is None else shape,
        b"cnumpy\nndarray\n": kind.encode(),
    }
    found = OFFICIAL
    for part, other in exchanged.items():
        assert found.count(part) == 1
        found = found.replace(part, other)
    return found


def long(number):
    data = pickle.encode_long(number)
    return b"\x8a" + bytes([len(data)]) + data


HUGE = long(2**40) + long(2**40) + b"\x86"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (with_parts(b"O8"), "its array has another dtype than uint8"),
        (with_parts(b"O"), "its array has another dtype than uint8"),
        (with_parts(b"V1"), "its array has another dtype than uint8"),
        (with_parts(b"i1"), "its array has another dtype than uint8"),
        (with_parts(b"f8"), "its array has another dtype than uint8"),
        (with_parts(shape=HUGE), "its array has 48 bytes, expected 1,208,925,819,614,629,174,706,176"),
        (with_parts(shape=long(2**1000) + long(7) + b"\x86"), "its array has 48 bytes, expected "),
        (
            with_parts(shape=b"J\xff\xff\xff\xff" + b"J\xd0\xff\xff\xff" + b"\x86"),
            "its array has another shape",
        ),
        (with_parts(shape=b"K\x00K\x0c\x86"), "its array has another shape"),
        (with_parts(shape=b"K\x30\x85"), "its array has another shape"),
        (with_parts(shape=b"K\x02K\x02K\x0c\x87"), "its array has another shape"),
        (with_parts(shape=b"NN\x86"), "its array has another shape"),
        (with_parts(shape=b"N"), "object of type 'NoneType' has no len"),
        (with_parts(kind="cos\nsystem\n"), "it asks for 'os.system'"),
        (with_parts(kind="cnumpy\ndtype\n"), "it builds something else than an array"),
        (with_parts(kind="cnumpy\nmatrix\n"), "it asks for 'numpy.matrix'"),
        (pickle.dumps(batch(data=IMAGES.astype(object)), 3), "its array has another dtype than uint8"),
        (pickle.dumps(batch(data=IMAGES.astype(np.int64)), 3), "its array has another dtype than uint8"),
        (pickle.dumps(batch(data=IMAGES.view([("a", "u1")])), 3), "its array has another dtype than uint8"),
        (pickle.dumps(batch(data=IMAGES.tolist()), 3), "its 'data' is no array"),
        (pickle.dumps(batch(data=None), 3), "its 'data' is no array"),
        (pickle.dumps(batch(data=np.dtype("u1")), 3), "its 'data' is no array"),
        (pickle.dumps({"labels": [1]}), "its 'data' is no array"),
        (pickle.dumps([IMAGES], 3), "it holds a list, expected a dict"),
        (pickle.dumps(batch(labels=IMAGES), 3), "its 'labels' are no list"),
        (pickle.dumps(batch(labels=(3, 0, 9, 3)), 3), "its 'labels' are no list"),
        (pickle.dumps(batch(labels=[3, 0, 9, True]), 3), "its 'labels' are no list"),
        (pickle.dumps(batch(labels=[3, 0, 9, -1]), 3), "its 'labels' are no list"),
        (pickle.dumps(batch(labels=[3, 0, 9, 256]), 3), "its 'labels' are no list"),
        (pickle.dumps(batch(labels=[3, 0, 9, "3"]), 3), "its 'labels' are no list"),
        (pickle.dumps({"fine_labels": [1], "data": IMAGES}, 3), "its 'labels' are no list"),
        (pickle.dumps(batch(data=b"x" * 48), 3), "its 'data' is no array"),
        (OFFICIAL + b"\0", rf"it has {len(OFFICIAL) + 1:,} bytes, expected {len(OFFICIAL):,}"),
        (OFFICIAL + OFFICIAL, rf"it has {2 * len(OFFICIAL):,} bytes, expected {len(OFFICIAL):,}"),
        (b"", "pickle exhausted before seeing STOP"),
        (b"\x80\x02.", ""),
        (b"\x80\xff}.", "unsupported pickle protocol: 255"),
        (b"not a pickle at all", ""),
        (b"\x80\x02}r\xff\xff\xff\xff.", "it numbers an object 4,294,967,295"),
        (b"\x80\x02" + b")" + b"\x85" * 100_000 + b".", "it has more than 100 containers"),
        (b"\x80\x02" + b"]" * 100_000 + b".", "it has more than 100 containers"),
        (b"\x80\x04\x8e" + struct.pack("<Q", 2**62) + b".", "expected 4611686018427387904 bytes in a bytes8"),
        (b"\x80\x04B" + struct.pack("<I", 2**32 - 1) + b".", "expected 4294967295 bytes in a bytes4"),
        (b"\x80\x04\x95" + struct.pack("<Q", 2**62) + b"}.", ""),
        (b"\x80\x02c__main__\n" + b"x" * 500 + b"\n.", r"it asks for '__main__\.x{71}'"),
        (b"\x80\x02Pname\n.", "it uses the operation PERSID"),
        (b"\x80\x02\x82\x01.", "it uses the operation EXT1"),
        (b"\x80\x02(cos\nsystem\no.", "it uses the operation OBJ"),
        (b"\x80\x02(ios\nsystem\n.", "it uses the operation INST"),
        (b"\x80\x02cnumpy\nndarray\n)\x81.", "it uses the operation NEWOBJ"),
        (b"\x80\x02cnumpy\nndarray\n)R.", "not callable"),
        (b"\x80\x02cnumpy\ndtype\n)R.", ""),
        (b"\x80\x02cnumpy\ndtype\n}U\x04codeU\x01xsb.", "__setstate__"),
        (b"\x80\x02cnumpy\nndarray\n}U\x04codeU\x01xsb.", "attribute"),
        (b"\x80\x02cnumpy.core.multiarray\n_reconstruct\nN}U\x01aU\x01xs\x86b.", "attribute"),
        (b"\x80\x02cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\n\x85Rb.", ""),
        (b"\x80\x02cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\n\x85R.", "it holds a _Array"),
    ],
)
def test_what_is_no_batch(data, message):
    with pytest.raises(
        ValueError, match=f"^cifar10: batch is refused: .*{message}.*; nothing of it was run$"
    ):
        read(data)


def test_an_array_that_was_never_filled():
    unfilled = b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R"
    with pytest.raises(ValueError, match="its 'data' is no array"):
        read(b"\x80\x02}(U\x04data" + unfilled + b"U\x06labels](K\x01K\x02eu.")


def test_the_stand_ins_cannot_be_changed():
    """What one file does to them must not meet the next."""
    for data in [
        b"\x80\x02cnumpy\ndtype\n(NU\x04codeU\x01xtb.",
        b"\x80\x02cnumpy\ndtype\nN}U\x01aU\x01bs\x86b.",
    ]:
        with pytest.raises(ValueError, match="refused"):
            read(data)
    assert_read(OFFICIAL)


@pytest.mark.parametrize("cut", [0, 1, 2, 3, 20, 60, -60, -48, -3, -2, -1])
def test_a_truncated_batch(cut):
    with pytest.raises(ValueError, match=r"^cifar10: batch is refused: "):
        read(OFFICIAL[:cut])


def test_a_batch_cut_within_the_pixels_says_how_much_is_missing():
    start = OFFICIAL.index(IMAGES.tobytes())
    with pytest.raises(ValueError, match="expected 48 bytes in a string4, but only 20 remain"):
        read(OFFICIAL[: start + 20])


@given(some.integers(0, len(OFFICIAL) - 1), some.binary(min_size=1, max_size=9), some.booleans())
@settings(max_examples=300)
@pytest.mark.filterwarnings("ignore:invalid escape sequence")
def test_random_damage_is_read_or_refused(place, new, insert):
    data = OFFICIAL[:place] + new + OFFICIAL[place + (0 if insert else len(new)) :]
    try:
        images, labels = read(data)
    except ValueError as error:
        assert str(error).startswith("cifar10: batch is refused: ")
    else:
        assert images.dtype == labels.dtype == np.uint8


def test_no_name_but_these_three_is_found():
    unpickler = _Unpickler(io.BytesIO(b""))
    for module, name in [
        ("os", "system"),
        ("numpy", "load"),
        ("numpy.core.multiarray", "fromfile"),
        ("", ""),
    ]:
        with pytest.raises(pickle.UnpicklingError, match="it asks for"):
            unpickler.find_class(module, name)
