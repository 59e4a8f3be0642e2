"""Checks that several functions ask of their arguments; the name says whose and which."""

import math

import numpy as np


def check_positive(name, value, *, zero=False, below=math.inf):
    """Raise a ValueError unless a number is positive (or 0, where ``zero`` says so) and below a bound."""
    real = isinstance(value, int | float | np.floating | np.integer) and not isinstance(value, bool)
    if not (real and (0 < value < below or (zero and value == 0))):
        kind = "a number ≥ 0" if zero else "a positive number"
        bound = " and finite" if below == math.inf else f" and below {below}"
        raise ValueError(f"{name} is {value!r}, expected {kind}{bound}")


def check_count(name, value, *, least=1):
    """Raise an error unless a value is a whole number, and at least ``least``."""
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise TypeError(f"{name} is {value!r}, expected a whole number")
    if value.__index__() < least:
        raise ValueError(f"{name} is {value}, expected a whole number from {least}")


def check_rng(function, rng):
    """Raise a TypeError unless an argument is one of numpy's random generators."""
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"{function}: rng is {type(rng).__name__}, expected np.random.default_rng(seed)")
