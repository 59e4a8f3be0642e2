"""What a comparison of two gradients cannot show: arrays that rounding blurs, entries where kinks meet."""

from typing import NamedTuple

import numpy as np

from mlpkit.diagnosis.report import listed
from mlpkit.diagnosis.true_gradient import UNDERFLOW

_SEEN = 0.025  # of its largest entry: half of an error of 5 %, which has to be seen
_AGREES = 1e-3  # of its largest entry: how well it has to agree with a gradient that is exact


class Unseen(NamedTuple):
    """Which of the accepted arrays, by their numbers, agree with the gradient to hardly a digit.

    Parameters
    ----------
    blurred : list of int
        Those in which an error of 5 % may hide.
    zero : list of int
        Those that are smaller than the rounding of the terms they are made of: 0, as far as can be seen.
    """

    blurred: list
    zero: list


def unseen(claimed, truth, single, tolerances):
    """Return the `Unseen` arrays of a claim that is accepted.

    Parameters
    ----------
    claimed : list of arrays
    truth : TrueGradient
    single : bool
        Whether the claim has the digits of float32 only.
    tolerances : list of numbers
        By how much each array may be off.
    """
    grain = np.finfo(np.float32 if single else np.float64).eps
    errors = truth.errors or [0.0] * len(claimed)
    sizes = [np.max(np.abs(array), initial=0.0) for array in truth.arrays]
    shown = [size for size, allowed in zip(sizes, tolerances, strict=True) if size > allowed]
    found = Unseen([], [])
    for k, (array, size, error) in enumerate(zip(claimed, sizes, errors, strict=True)):
        of_claim = np.max(np.abs(array), initial=0.0)
        off = np.maximum(truth.lower[k] - array, array - truth.upper[k])
        if truth.meeting:
            off = np.where(truth.meeting[k], 0.0, off)
        off = np.max(off, initial=0.0)
        if error:
            # To numerical slopes an array is 0 if the loss does not answer to it, and the claim, up to
            # the rounding of those arrays that are seen, is 0 too.
            if size <= tolerances[k] and of_claim <= grain * max(shown, default=0.0):
                continue
            if error > _SEEN * max(size, of_claim):
                found.blurred.append(k)
        elif off > _AGREES * max(size, of_claim):
            below = max(size, of_claim) <= max(4 * grain * truth.terms[k], UNDERFLOW[single])
            (found.zero if below else found.blurred).append(k)
    return found


def digits_seen(truth, without):
    """Return to how many digits numerical slopes show the arrays that are not blurred."""
    shares = [
        error / size
        for k, (error, array) in enumerate(zip(truth.errors, truth.arrays, strict=True))
        if k not in without and (size := np.max(np.abs(array), initial=0.0)) > error
    ]
    return max(1, int(-np.log10(max([*shares, 1e-16]))))


def kinks_meet(names, beyond):
    """Return what is to be said of entries that no slope round about can confirm or refute.

    Parameters
    ----------
    names : list of str
    beyond : list of arrays of bool
        Where an entry is none of the slopes round about.

    Returns
    -------
    tuple of str
    """
    where = [name for name, entries in zip(names, beyond, strict=True) if np.any(entries)]
    if not where:
        return ()
    return (
        "kinks of the loss meet here, and a backward pass may then give values that are none of the slopes"
        f" round about: nothing is decided about such entries in {listed(where)}; move the point a little",
    )


def rounding_hides(names, blurred):
    """Return what is to be said of arrays in which an error of 5 % could not be seen."""
    if not blurred:
        return ()
    where = listed(names[k] for k in blurred)
    return (
        f"in {where} an error of 5 % could not be seen: what is there is too small against the rounding;"
        " take another place, or give the loss in float64, and the claim",
    )


def smaller_than_rounding(names, zero):
    """Return what is to be said of arrays that are right in being 0 up to rounding."""
    if not zero:
        return ()
    where = listed(names[k] for k in zero)
    verb = "are" if len(zero) > 1 else "is"
    return (f"{where} {verb} smaller than the rounding of what is added up: 0, and no digit more is seen",)
