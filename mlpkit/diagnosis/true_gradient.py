"""The gradient that a claim is held against, never taken from one source alone.

A problem of this package has a proved gradient; it is held against the complex step of the
loss, in a few directions. Any other function has its complex step and its central differences
held against each other; where they disagree, because the function is not analytic or cannot
take complex numbers, central differences of two step sizes decide, to fewer digits.
"""

import warnings
from typing import NamedTuple

import numpy as np

from mlpkit.diagnosis.loss_rounding import around_of, is_narrow, too_coarse
from mlpkit.gradcheck import central_difference, complex_step
from mlpkit.structures import leaves, rebuild

EXACT = 1e-9  # relative to the largest entry: float64, a formula or a complex step
SINGLE = 1e-4  # float32
NUMERICAL = 1e-6  # central differences in float64
NUMERICAL_SINGLE = 3e-2  # central differences in float32


class TrueGradient(NamedTuple):
    """A gradient to hold a claim against.

    Parameters
    ----------
    arrays : list of arrays
        One for each array of the parameters.
    tolerance : float
        By how much of its largest entry an array may be off.
    terms : list of numbers
        How large the terms are that were added up to each array: what rounding is measured by.
    lower, upper : list of arrays
        Between what slopes the loss has a kink; the arrays themselves where it has none.
    source : str
        Where it comes from, for the report; empty where there is no gradient to speak of.
    undecided : str
        Why it holds to too few digits to call any claim right; empty where it does not.
    """

    arrays: list
    tolerance: float
    terms: list
    lower: list
    upper: list
    source: str
    undecided: str = ""

    def tolerances(self, single=False):
        """Return by how much each array may be off; ``single`` for a claim in float32."""
        share = max(self.tolerance, SINGLE if single else 0.0)
        rounding = 64 * np.finfo(np.float32 if single else np.float64).eps
        underflow = 1e-30 if single else 1e-290
        return [
            share * np.max(np.abs(array), initial=0.0) + rounding * term + underflow
            for array, term in zip(self.arrays, self.terms, strict=True)
        ]


def is_single(array):
    """Return whether an array, of any library, has fewer digits than float64."""
    dtype = str(getattr(array, "dtype", "")).rpartition(".")[2]
    return dtype in ("float32", "float16", "bfloat16")


def of_problem(problem, at):
    """Return the `TrueGradient` of a problem: its own, confirmed by the complex step.

    Raises
    ------
    ValueError
        If the two disagree, as when an `Activation` has a derivative that is not its own.
    """
    arrays = [np.asarray(array, dtype=np.float64) for _, array in leaves(problem.gradient(at))]
    points = [array for _, array in leaves(at)]
    rng = np.random.default_rng(0)
    for _ in range(3):
        directions = [rng.normal(size=point.shape) for point in points]
        moved = (p + 1e-200j * d for p, d in zip(points, directions, strict=True))
        slope = np.imag(problem(rebuild(at, moved))) / 1e-200
        along = [np.sum(a * d) for a, d in zip(arrays, directions, strict=True)]
        size = sum(np.sum(np.abs(a * d)) for a, d in zip(arrays, directions, strict=True))
        if not abs(sum(along) - slope) <= 1e-8 * size + 1e-13:
            raise ValueError(
                "check_gradient: loss has a gradient that the complex step does not confirm"
                f" ({sum(along):.6g} against {slope:.6g} in one direction): has an Activation a derivative"
                " that is not its own?"
            )
    source = "its proved formula and the complex step"
    return TrueGradient(arrays, EXACT, problem.terms(at), arrays, arrays, source)


def of_function(loss, at):
    """Return the `TrueGradient` of any function of a structure, by two numerical ways.

    Raises
    ------
    ValueError
        If the function returns no number, or no number that is finite.
    """
    points = [np.asarray(array, dtype=np.float64) for _, array in leaves(at)]
    cuts = np.cumsum([point.size for point in points])[:-1]

    def split(vector):
        parts = zip(np.split(vector, cuts), points, strict=True)
        return [part.reshape(point.shape) for part, point in parts]

    def flat(vector):
        # A copy: a loss that works in place changes nothing but its own.
        return loss(rebuild(at, split(vector.copy())))

    vector = np.concatenate([point.ravel() for point in points])
    value = np.asarray(flat(vector))
    if value.shape != () or value.dtype.kind not in "fiub" or not np.isfinite(value):
        raise ValueError(f"check_gradient: loss returned {value!r}, expected one finite number")
    if float(flat(vector)) != float(value):
        return _none(points, "the loss gives different values at the same place: fix its random numbers")
    around = around_of(flat, vector)
    narrow = (value.dtype.kind == "f" and value.dtype.itemsize < 8) or is_narrow([*around, float(value)])
    # A loss may be small everywhere, or only here, where larger terms cancel: rounding tells them apart.
    scale = min(1.0, max((abs(v) for v in around), default=1.0)) + abs(float(value))
    central, near, lower, upper, jumps = _differences(lambda v: float(flat(v)), vector, narrow)
    if jumps:
        return _none(points, "the loss jumps here: take another place, or give it in float64 throughout")
    size = np.max(np.abs(central), initial=0.0)
    exact = None if narrow else _complex_step(flat, vector)
    # A wide step may straddle a kink that lies near by; the near one then decides.
    decided = np.where(np.abs(central - near) > 1e-5 * size + 1e-8 * scale, near, central)
    kinked = lower < upper
    off = None if exact is None else np.abs(exact - decided) > 1e-5 * size + 1e-8 * min(1.0, scale)
    if exact is not None and not np.any(off & ~kinked):
        kinked &= off
        inside = (lower - 1e-6 * size <= exact) & (exact <= upper + 1e-6 * size)
        true = np.where(kinked & ~inside, decided, exact)
        tolerance, source = EXACT, "the complex step and central differences"
        term, undecided = scale, ""
    else:
        true, tolerance = decided, NUMERICAL_SINGLE if narrow else NUMERICAL
        source = "central differences of two step sizes"
        spread = np.max(np.abs(central - near)[~kinked & (decided == central)], initial=0.0)
        grain = np.finfo(np.float32 if narrow else np.float64).eps
        shorter = _closer(narrow) if np.any(decided != central) else 1
        rounding = 4 * grain ** (2 / 3) * abs(float(value)) * shorter
        forced = 2 * spread + rounding + 1e-10 * min(1.0, scale)
        term = forced / (64 * np.finfo(np.float64).eps)
        undecided = too_coarse(split(true), forced, scale, 1e-2 if narrow else 1e-6)
    low, high = np.where(kinked, lower, true), np.where(kinked, upper, true)
    terms = [term] * len(points)
    return TrueGradient(split(true), tolerance, terms, split(low), split(high), source, undecided)


def _none(points, why):
    arrays = [np.zeros_like(point) for point in points]
    return TrueGradient(arrays, NUMERICAL, [0.0] * len(points), arrays, arrays, "", why)


def _closer(narrow):
    return 2 if narrow else 64


def _differences(function, x, narrow):
    """Return central differences of a wide and a near step, and both slopes where a kink may be.

    Where there is none, the two slopes returned are the same. The last is whether it jumps.
    """
    root = np.finfo(np.float32 if narrow else np.float64).eps ** (1 / 3)
    central = central_difference(function, x, step=root if narrow else None)
    near, lower, upper = central.copy(), central.copy(), central.copy()
    at, closer, jumps = function(x), _closer(narrow), False
    for index in range(x.size):
        step = root * max(1, abs(x[index]))
        slopes = []
        for h in (step, -step, step / closer, -step / closer):
            moved = x.copy()
            moved[index] += h
            slopes.append((function(moved) - at) / (moved[index] - x[index]))
        near[index] = (slopes[2] + slopes[3]) / 2
        # The slopes of a smooth function close up with the step; those at a kink do not.
        wide, gap = abs(slopes[0] - slopes[1]), abs(slopes[2] - slopes[3])
        # At a jump they grow as the step shrinks; so does rounding, which is not as high.
        high = gap * step / closer > 1e4 * np.finfo(np.float64).eps * abs(at)
        jumps = jumps or (not narrow and high and gap > max(closer / 2 * wide, 1e-300))
        if gap > wide / 2 and gap > (0.1 if narrow else 1e-4) * max(1e-2, abs(near[index])):
            lower[index], upper[index] = min(slopes[2:]), max(slopes[2:])
    return central, near, lower, upper, bool(jumps)


def _complex_step(function, vector):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            return complex_step(function, vector)
        except Exception:  # a function that takes no complex numbers: there is no more to say
            return None
