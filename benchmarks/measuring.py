"""What the benchmarks share: rounds in which all ways take their turn, and the files the book reads.

Another program that runs at the same time makes one round slower, and in it all ways alike. So ways are
compared within a round, and the median over the rounds is taken.
"""

import gc
import json
import os
import platform
import sys
import tracemalloc
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import perf_counter

import numpy as np

MEASUREMENTS = Path(__file__).resolve().parent.parent / "book" / "measurements"


def about_this_run(about, statistic, *peers):
    """Return what every kept file begins with; a peer that is not installed has the version None."""
    return {
        "about": about,
        "date": date.today().isoformat(),
        "machine": f"{platform.machine().replace('_', '-')}, {os.cpu_count()} cores",
        "python": platform.python_version(),
        "numpy": np.__version__,
        "versions": {peer: _version(peer) for peer in peers},
        "statistic": statistic,
    }


def _version(package):
    try:
        return version(package)
    except PackageNotFoundError:
        print(f"{package} is not installed: it is missing in this comparison", file=sys.stderr)
        return None


def keep_freed_memory():
    """Let the allocator keep what is freed, as it does in a process that has used large arrays.

    In a fresh process arrays of about 1 MiB are given back to the system and fetched again in every
    call, which costs more than to compute what is in them.
    """
    np.ones(4_000_000)  # 32 MB, the largest size that raises the allocator's threshold


def in_turns(calls, rounds, *, sample=2e-4, timer=perf_counter, warm=True):
    """Time every call once in every round, each time in another order.

    Parameters
    ----------
    calls : dict from str to callable
    rounds : int
    sample : float
        Seconds that one sample lasts at least: a quick call is repeated that often.
    timer : callable
    warm : bool
        Call each twice before the first round, to compile, to fill caches and to see how quick it is.

    Returns
    -------
    dict from str to array
        The seconds of one call, for each round.
    """
    repeats, names = dict.fromkeys(calls, 1), list(calls)
    for name, call in calls.items() if warm else ():
        call()
        begin = timer()
        call()
        repeats[name] = max(1, round(sample / max(timer() - begin, 1e-9)))
    seconds, rng = {name: [] for name in calls}, np.random.default_rng(0)
    gc.collect()
    gc.disable()  # a collection would fall upon whoever has the turn
    try:
        for _ in range(rounds):
            for turn in rng.permutation(len(names)):
                name = names[turn]
                call, repeat = calls[name], repeats[name]
                begin = timer()
                for _ in range(repeat):
                    call()
                seconds[name].append((timer() - begin) / repeat)
    finally:
        gc.enable()
    return {name: np.array(values) for name, values in seconds.items()}


def spread(values):
    """Return the median and the quartiles, to four digits."""
    low, median, high = np.quantile(values, [0.25, 0.5, 0.75]).tolist()
    return to_digits({"low": low, "median": median, "high": high})


def peak_of(call):
    """Return the largest number of bytes that Python and numpy held at once during a call."""
    call()  # what is made once, in the first call, belongs to no measurement
    tracemalloc.start()
    try:
        call()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def to_digits(value, digits=4):
    """Return a number, or all floats in lists and dicts, rounded to so many significant digits."""
    if isinstance(value, dict):
        return {key: to_digits(part, digits) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [to_digits(part, digits) for part in value]
    return float(f"{value:.{digits}g}") if isinstance(value, float) else value


def keep(measurement, name):
    """Write a measurement as book/measurements/<name>.json, where the book reads it."""
    path = MEASUREMENTS / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(measurement, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"kept in {path.relative_to(MEASUREMENTS.parents[1])}")
