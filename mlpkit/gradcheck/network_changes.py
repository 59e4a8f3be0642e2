"""How a network and its loss change when one column of pre-activations does, for many changes at once.

Only what changes is carried upwards, ΔS_m and ΔZ_m, and never the sums S_m + ΔS_m, so that
no digits are lost where two nearly equal losses would be subtracted.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

# Bytes of the largest array of a hidden layer. Beyond 128 KiB memory comes fresh from the system
# each time, and small products of matrices are split over threads: both cost more than they save.
CHUNK = 120_000


class Unperturbed(NamedTuple):
    """A network on a batch, from which changes start, and the change of its loss at the output.

    Layer l of the formulas is the entry l − 1 of ``f``, ``W`` and ``S``, and the entry l of ``Z``.
    """

    f: tuple
    W: tuple
    S: tuple
    Z: tuple
    output_change: object


def cross_entropy_change(p, t, dZ):
    """Change of the summed cross-entropy when the logits change by d, Σ_nk t_nk (log Σ_j p_nj e^d_nj − d_nk).

    Parameters
    ----------
    p, t : arrays of floats, shape (N, K)
        Softmax of the logits, and soft targets.
    dZ : array of floats or complex numbers, shape (P, N, K)
        P changes d of the logits.

    Returns
    -------
    array, shape (P,)

    Examples
    --------
    >>> p, t = np.array([[0.5, 0.5]]), np.array([[0.0, 1.0]])
    >>> print(cross_entropy_change(p, t, np.array([[[0.0, 1.0]]])))  # from log 2 to 0.3132617
    [-0.37988549]
    """
    # Σ p = 1, so log Σ p e^d = log(1 + Σ p (e^d − 1)), which keeps the digits of a small d.
    normaliser = np.log1p(np.sum(p * np.expm1(dZ), axis=-1))
    return np.sum(normaliser * t.sum(axis=-1), axis=-1) - np.sum(t * dZ, axis=(-2, -1))


def half_squared_error_change(Y, T, dY):
    """Change of the summed half squared error when the predictions change, Σ d (y − t) + d²/2.

    Parameters
    ----------
    Y, T : arrays of floats, shape (N, K)
    dY : array of floats or complex numbers, shape (P, N, K)
        P changes d of the predictions Y.

    Returns
    -------
    array, shape (P,)

    Examples
    --------
    >>> print(half_squared_error_change(np.array([[1.0]]), np.array([[4.0]]), np.array([[[1.0]]])))
    [-2.5]
    """
    return np.sum(dY * (Y - T) + dY**2 / 2, axis=(-2, -1))


def loss_change(at, l, j, dS):
    """Change of the loss when column j of the pre-activations of a layer changes.

    Parameters
    ----------
    at : Unperturbed
    l, j : int
        Entry of ``at.S``, and its column.
    dS : array of floats or complex numbers, shape (P, N)
        P changes of that column.

    Returns
    -------
    array, shape (P,)
    """
    if l == len(at.f) - 1:
        dZ = np.zeros((*dS.shape, at.Z[-1].shape[1]), dS.dtype)
        [(_, dZ[..., j])] = _upwards(at, l, j, dS)
    else:
        dZ = np.concatenate([list(_upwards(at, l, j, chunk))[-1][1] for chunk in _chunks(at, l, dS)])
    return at.output_change(dZ)


def bends(at, l, j, dS):
    """Say which of P changes ±ΔS move an activation across a kink, in this layer or above it.

    Parameters are those of `loss_change`. An activation has a kink where its second
    difference is beyond that of a curvature of 10 (tanh has 0.77 at most), whatever function it is.

    Returns
    -------
    array of bool, shape (P,)
    """
    if not _may_bend(at, l, j, np.abs(dS).max(axis=0)):
        return np.zeros(len(dS), dtype=bool)
    return np.concatenate([_bends(at, l, j, chunk) for chunk in _chunks(at, l, dS)])


def _bends(at, l, j, dS):
    found = np.zeros(len(dS), dtype=bool)
    both = zip(_upwards(at, l, j, dS), _upwards(at, l, j, -dS), strict=True)
    for m, ((up, _), (down, _)) in enumerate(both, start=l):
        column = np.s_[:, j] if m == l else np.s_[:]
        bent = _bent(at, m, column, np.maximum(np.abs(up), np.abs(down)))
        found |= bent.any(axis=tuple(range(1, bent.ndim)))
    return found


def _upwards(at, l, j, dS):
    """Yield ΔS and ΔZ of each layer from l on; in layer l they are those of column j alone."""
    dZ = at.f[l].function(at.S[l][:, j] + dS) - at.Z[l + 1][:, j]
    yield dS, dZ
    for m in range(l + 1, len(at.f)):
        dS = dZ[..., None] * at.W[m][:, j] if m == l + 1 else _product(dZ, at.W[m])
        dZ = at.f[m].function(dS + at.S[m])
        dZ -= at.Z[m + 1]
        yield dS, dZ


def _chunks(at, l, dS):
    largest = max(S.size for S in at.S[l:]) * dS.itemsize
    return np.array_split(dS, -(-len(dS) * largest // CHUNK))


def _product(dZ, W):
    # One product of two matrices: matmul would go through the P changes one by one.
    return (dZ.reshape(-1, dZ.shape[-1]) @ W.T).reshape(*dZ.shape[:-1], len(W))


def _may_bend(at, l, j, radius):
    """Return False if no change of column j up to a radius, shape (N,), can reach a kink."""
    column = np.s_[:, j]
    for m, above in pairwise([*range(l, len(at.f)), None]):
        if _bent(at, m, column, radius).any():
            return True
        S, Z = at.S[m][column], at.Z[m + 1][column]
        reach = np.maximum(np.abs(at.f[m].function(S + radius) - Z), np.abs(at.f[m].function(S - radius) - Z))
        if above is not None:
            W = np.abs(at.W[above])
            radius = reach[:, None] * W[:, j] if m == l else reach @ W.T
        column = np.s_[:]
    return False


def _bent(at, m, column, radius):
    S, Z = at.S[m][column], at.Z[m + 1][column]
    second = np.abs(at.f[m].function(S + radius) + at.f[m].function(S - radius) - 2 * Z)
    rounding = 4 * np.finfo(np.float64).eps * (np.abs(S) + np.abs(Z))
    return second > 10 * radius**2 + rounding
