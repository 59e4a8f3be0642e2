"""What a gradient of a wrong shape looks like: transposed, not summed, a number for a matrix.

Where the numbers confirm it, the advice says so.
"""

import numpy as np


def misshapen(name, given, true, N=None):
    """Return what a wrong shape looks like: transposed, a missing sum, a number for a matrix."""
    says = f"{name} has shape {given.shape}, expected {true.shape}: "
    if given.shape == true.shape[::-1]:
        fits = _close(given.T, true)
        return says + ("it is the transpose; transposed, it is right" if fits else "transposed? Zᵀδ for δᵀZ")
    if given.ndim == 0:
        return says + _number(float(given), true)
    if given.ndim == 2 and true.ndim == 1 and given.shape == true.shape * 2 and len(true) != N:
        return says + "a matrix for a vector: a Jacobian that was not multiplied with what comes from above?"
    if given.ndim == true.ndim + 1 and given.shape[1:] == true.shape:
        if given.shape[0] != 1:
            rows = "one row an example" if given.shape[0] == N else f"{given.shape[0]} rows"
            fits = "; summed, it is right" if _close(given.sum(axis=0), true) else ""
            return says + f"{rows}: the sum over the batch is missing{fits}"
        return says + "an axis of length 1 too many: an array [x] for x, or keepdims"
    if given.size == true.size:
        fits = "; the numbers are right" if _close(given.reshape(true.shape), true) else ""
        return says + f"as many entries, in another shape (a row, a column, flattened?){fits}"
    if given.shape == true.shape[1:]:
        fits = "; it is their sum" if _close(given, true.sum(axis=0)) else ""
        return says + f"one row for all the examples: each has a gradient of its own{fits}"
    if given.shape == true.shape[:1] and true.ndim == 2:
        return says + _one_a_row(given, true)
    if given.ndim == true.ndim and N in given.shape and N not in true.shape:
        return says + f"an axis has the length N = {N} of the batch: the sum over the batch is missing"
    return says + "multiply the shapes out: δᵀ (out, N) times Z (N, in) is (out, in)"


def _number(given, true):
    says = "a number is no matrix" if true.ndim == 2 else "a number stands for a whole array"
    entries = np.argwhere(np.isclose(true, given, rtol=1e-6, atol=0))
    if len(entries) == 1:
        return says + f"; it is the entry {place_of(tuple(int(i) for i in entries[0]))} alone"
    if np.isclose(given, true.sum(), rtol=1e-6, atol=1e-12):
        return says + "; it is the sum of all its entries"
    return says + ": an inner product for an outer or an elementwise one?"


def _one_a_row(given, true):
    for k in range(true.shape[1]):
        if _close(given, true[:, k]):
            return f"it is column {k} alone"
    if all(np.any(np.isclose(row, value, rtol=1e-6)) for row, value in zip(true, given, strict=True)):
        return "one number a row, and the others are missing: only the component of the right class?"
    if _close(given, true.sum(axis=1)):
        return "it is summed over the last axis"
    return "one number a row: an axis is lost"


def place_of(place):
    """Return a place in an array as text, counted from 0 as code does."""
    return "[" + ", ".join(map(str, place)) + "]" if place else "its only entry"


def _close(a, b):
    return np.shape(a) == np.shape(b) and bool(
        np.allclose(a, b, rtol=1e-6, atol=1e-9 * np.max(np.abs(b), initial=0))
    )
