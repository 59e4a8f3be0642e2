"""How many digits the values of a loss hold, and so how many its differences can."""

import warnings

import numpy as np


def around_of(function, vector):
    """Return the finite values of a function at a few places round about, as far as it has any."""
    rng, found = np.random.default_rng(0), []
    moves = rng.normal(size=(3, vector.size)) * np.maximum(1, np.abs(vector))
    for place in (-vector, vector + moves[0], vector + moves[1], vector + 1e-2 * moves[2]):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                found.append(float(function(place)))
            except Exception:  # outside of its domain a function may do anything
                continue
    return [value for value in found if np.isfinite(value)]


def is_narrow(values):
    """Return whether values have the digits of float32 only, and are no whole numbers."""
    parts = [value for value in values if not value.is_integer()]
    with np.errstate(over="ignore", under="ignore"):
        return len(set(parts)) > 2 and all(float(np.float32(value)) == value for value in parts)


def too_coarse(arrays, forced, scale, most):
    """Return why differences that rounding blurs by ``forced`` decide nothing, if they do not."""
    sizes = [np.max(np.abs(array), initial=0.0) for array in arrays]
    # Zero is held against the other arrays, and where all are zero against the loss.
    sizes = [size if size > forced else max(*sizes, 0.0) for size in sizes]
    share = max((forced / (size if size > forced else min(1.0, scale) or 1.0) for size in sizes), default=0.0)
    if share <= most:
        return ""
    digits = max(0, int(-np.log10(share)))
    return (
        f"the loss is so large, or so coarse, that its differences hold only {digits} digits;"
        " take away the constant, or give the loss in float64"
    )
