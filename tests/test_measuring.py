"""What the benchmarks share: turns, spreads, digits, missing peers and kept files."""

import json

import numpy as np
import pytest

from benchmarks import measuring


def clock(costs):
    """Return a timer that a call moves on by its cost, and the calls by their names."""
    now, log = [0.0], []

    def call(name, cost):
        def run():
            now[0] += cost
            log.append(name)

        return run

    return lambda: now[0], {name: call(name, cost) for name, cost in costs.items()}, log


def test_everybody_has_one_turn_in_every_round():
    timer, calls, log = clock({"a": 1.0, "b": 2.0, "c": 4.0})
    seconds = measuring.in_turns(calls, 20, timer=timer, warm=False)
    assert {name: values.tolist() for name, values in seconds.items()} == {
        "a": [1.0] * 20,
        "b": [2.0] * 20,
        "c": [4.0] * 20,
    }
    rounds = [tuple(log[i : i + 3]) for i in range(0, 60, 3)]
    assert all(sorted(turns) == ["a", "b", "c"] for turns in rounds)
    assert len(set(rounds)) > 3  # in a new order


def test_a_quick_call_is_repeated_until_a_sample_is_long_enough():
    timer, calls, log = clock({"quick": 0.001, "slow": 1.0})
    seconds = measuring.in_turns(calls, 3, sample=0.1, timer=timer)
    assert log.count("quick") == 2 + 3 * 100
    assert log.count("slow") == 2 + 3
    np.testing.assert_allclose(seconds["quick"], 0.001)


def test_the_spread_is_that_of_the_middle_half():
    assert measuring.spread(np.arange(1.0, 6.0)) == {"low": 2.0, "median": 3.0, "high": 4.0}


def test_digits_are_rounded_in_every_part():
    rounded = measuring.to_digits({"a": [1.23456, 7], "b": {"c": 98765.4}, "d": "text"}, 3)
    assert rounded == {"a": [1.23, 7], "b": {"c": 98800.0}, "d": "text"}


def test_a_missing_peer_is_named(capsys):
    about = measuring.about_this_run("seconds", "median", "numpy", "no-such-library")
    assert about["versions"] == {"numpy": np.__version__, "no-such-library": None}
    assert "no-such-library is not installed: it is missing" in capsys.readouterr().err


def test_the_peak_is_that_of_one_call():
    peak = measuring.peak_of(lambda: np.ones(1_000_000).sum())
    assert 8_000_000 <= peak < 9_000_000


def test_a_kept_file_is_where_the_book_reads_it(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(measuring, "MEASUREMENTS", tmp_path / "book" / "measurements")
    measuring.keep({"about": "σ"}, "small")
    text = (tmp_path / "book/measurements/small.json").read_text(encoding="utf-8")
    assert json.loads(text) == {"about": "σ"}
    assert text.endswith("}\n")
    assert capsys.readouterr().out == "kept in book/measurements/small.json\n"


@pytest.mark.parametrize("seconds", [[3.0], [1.0, 2.0]], ids=str)
def test_the_spread_of_few_rounds_lies_within_them(seconds):
    found = measuring.spread(np.array(seconds))
    assert min(seconds) <= found["low"] <= found["median"] <= found["high"] <= max(seconds)
