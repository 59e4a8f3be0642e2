"""The progress bar is seen by whoever waits, and never stored."""

import io
import sys

import pytest

from mlpkit.progress import progress


class Screen(io.StringIO):
    """What a terminal gets to show."""

    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("stream", "variable", "shown"),
    [
        (io.StringIO, None, False),
        (Screen, None, True),
        (io.StringIO, "on", True),
        (io.StringIO, "off", False),
    ],
    ids=["a stored page", "a terminal", "make lab", "switched off"],
)
def test_who_sees_it(monkeypatch, stream, variable, shown):
    monkeypatch.setattr(sys, "stderr", stream())
    monkeypatch.delenv("MLPKIT_PROGRESS", raising=False)
    if variable:
        monkeypatch.setenv("MLPKIT_PROGRESS", variable)
    assert list(progress(iter("abc"), description="letters", total=3)) == ["a", "b", "c"]
    written = sys.stderr.getvalue()
    assert ("letters" in written) == shown
    assert written == "" or written.endswith("\r")  # the bar has been wiped out
