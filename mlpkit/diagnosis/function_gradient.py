"""The gradient of a loss that is any function, by two numerical ways held against each other.

They are its complex step and its central differences. Where they disagree, because the function
is not analytic or cannot take complex numbers, central differences of two step sizes decide, to
fewer digits; where its values hold the digits of float32 only, those of several step sizes do, to
fewer still. At a kink all the slopes round about are gathered.
"""

import warnings
from typing import NamedTuple

import numpy as np

from mlpkit.diagnosis.coarse_slopes import coarse_slopes
from mlpkit.diagnosis.loss_noise import noise_of
from mlpkit.diagnosis.loss_rounding import around_of, is_narrow, too_coarse
from mlpkit.diagnosis.nearby_slopes import AWAY, bends, gradient_nearby, is_analytic_nearby, nearby_slopes
from mlpkit.diagnosis.slopes import CLOSER, differences
from mlpkit.diagnosis.true_gradient import EXACT, NUMERICAL, NUMERICAL_SINGLE, TrueGradient
from mlpkit.gradcheck import complex_step
from mlpkit.structures import leaves, rebuild

_FLOAT64, _FLOAT32 = np.finfo(np.float64).eps, np.finfo(np.float32).eps
_VERY_NEAR = 1e-9  # what the complex step can tell apart, differences cannot
_NOISY = 1e3  # times the rounding of float64: values that are further off hold fewer digits


class _Form(NamedTuple):
    """How the arrays of the parameters lie in a vector."""

    points: list

    def split(self, vector):
        cuts = np.cumsum([point.size for point in self.points])[:-1]
        parts = zip(np.split(vector, cuts), self.points, strict=True)
        return [part.reshape(point.shape) for part, point in parts]


def of_function(loss, at):
    """Return the `TrueGradient` of any function of a structure.

    Parameters
    ----------
    loss : callable
        Takes a structure in the form of ``at``, and returns a number.
    at : structure of arrays

    Raises
    ------
    ValueError
        If the function returns no number, or no number that is finite.

    Examples
    --------
    >>> truth = of_function(lambda x: x @ x, np.array([1.0, 2.0]))
    >>> print(truth.arrays[0], truth.source)
    [2. 4.] the complex step and central differences
    """
    form = _Form([np.asarray(array, dtype=np.float64) for _, array in leaves(at)])

    def flat(vector):
        # A copy: a loss that works in place changes nothing but its own.
        return loss(rebuild(at, form.split(vector.copy())))

    def number(vector):
        return float(flat(vector))

    vector = np.concatenate([point.ravel() for point in form.points])
    value = np.asarray(flat(vector))
    if value.shape != () or value.dtype.kind not in "fiub" or not np.isfinite(value):
        raise ValueError(f"check_gradient: loss returned {value!r}, expected one finite number")
    if number(vector) != float(value):
        return _none(form, "the loss gives different values at the same place: fix its random numbers")
    around = around_of(flat, vector)
    # A loss may be small everywhere, or only here, where larger terms cancel: rounding tells them apart.
    largest = max((abs(v) for v in around), default=1.0)
    size = max(largest, abs(float(value)))
    noise = noise_of(number, vector, _NOISY * _FLOAT64 * size)
    if (value.dtype.kind == "f" and value.dtype.itemsize < 8) or is_narrow([*around, float(value)]):
        noise = max(noise, 0.3 * _FLOAT32 * abs(float(value)))  # a unit in the last place, over √12
    elif noise <= _NOISY * _FLOAT64 * size:
        scale = min(1.0, largest) + abs(float(value))
        return _fine(form, flat, number, vector, scale, max(noise, _FLOAT64 * abs(float(value))))
    return _coarse(form, number, vector, noise, size)


def _coarse(form, number, vector, noise, size):
    """Return the gradient of a loss whose values hold few digits."""
    found = coarse_slopes(number, vector, noise, size)
    errors = tuple(np.max(part, initial=0.0) for part in form.split(found.errors))
    meeting = ()
    kinked = found.lower < found.upper
    largest, step = np.max(np.abs(found.slopes), initial=0.0), found.step
    if np.any(kinked) or bends(number, vector, largest, noise, 4 * step):
        gradient, apart = gradient_nearby(number, step), 0.1 * largest + 8 * noise / step
        around = nearby_slopes(gradient, vector, 8 * step, None, (found.lower, found.upper), apart)
        around = around._replace(meeting=around.kinked | kinked)
        meeting = around.open_in(form.split)
    return TrueGradient(
        form.split(found.slopes),
        NUMERICAL_SINGLE,
        [size] * len(errors),
        form.split(found.lower),
        form.split(found.upper),
        "central differences of several step sizes",
        errors=errors,
        meeting=meeting,
    )


def _fine(form, flat, number, vector, scale, noise):
    """Return the gradient of a loss whose values hold the digits of float64."""
    central, near, lower, upper, jumps = differences(number, vector, noise)
    if jumps:
        return _none(form, "the loss jumps here: take another place, or give it in float64 throughout")
    size = np.max(np.abs(central), initial=0.0)
    apart = 1e-5 * size + 1e-8 * min(1.0, scale)
    # A wide step may straddle a kink that lies near by; the near one then decides.
    decided = np.where(np.abs(central - near) > 1e-5 * size + 1e-8 * scale, near, central)
    exact, found = _exact(flat, number, vector, decided, (lower, upper), apart)
    true = decided if exact is None else exact
    if found is None and (np.any(lower < upper) or bends(number, vector, size, noise)):
        gradient = gradient_nearby(number) if exact is None else lambda x: _complex_step(flat, x)
        found = nearby_slopes(gradient, vector, AWAY, exact, (lower, upper), apart)
    low, high, meeting, kinked = true, true, (), np.zeros(true.shape, bool)
    if found is not None:
        kinked, meeting = found.kinked, found.open_in(form.split)
        low = np.where(kinked, np.minimum(found.lower, true) - apart, true)
        high = np.where(kinked, np.maximum(found.upper, true) + apart, true)
    if exact is None:
        spread = np.max(np.abs(central - near)[~kinked & (decided == central)], initial=0.0)
        shorter = CLOSER if np.any(decided != central) else 1
        rounding = 4 * _FLOAT64 ** (2 / 3) * abs(number(vector)) * shorter
        error = 2 * spread + rounding + 1e-10 * min(1.0, scale)
        tolerance, source = NUMERICAL, "central differences of two step sizes"
        undecided = too_coarse(form.split(true), error, scale, 1e-6)
    else:
        tolerance, source = EXACT, "the complex step and central differences"
        error, undecided = 0.0, ""
    count = len(form.points)
    return TrueGradient(
        form.split(true),
        tolerance,
        [scale] * count,
        form.split(low),
        form.split(high),
        source,
        undecided,
        (error,) * count,
        meeting,
    )


def _exact(flat, number, vector, decided, sides, apart):
    """Return the gradient by the complex step, and the slopes round about if they were needed.

    Both are None where it is not the gradient: where the differences disagree with it, and no
    kink is the reason.
    """
    exact = _complex_step(flat, vector)
    off = [] if exact is None else np.flatnonzero(np.abs(exact - decided) > apart)
    if len(off) == 0:
        return exact, None

    def gradient(x):
        return _complex_step(flat, x)

    if not is_analytic_nearby(number, gradient, vector, off, apart):
        return None, None
    found = nearby_slopes(gradient, vector, _VERY_NEAR, exact, sides, apart)
    explained = (found.lower - apart <= decided) & (decided <= found.upper + apart)
    return (exact, found) if np.all(explained[off]) else (None, None)


def _none(form, why):
    arrays = [np.zeros_like(point) for point in form.points]
    return TrueGradient(arrays, NUMERICAL, [0.0] * len(arrays), arrays, arrays, "", why)


def _complex_step(function, vector):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            return complex_step(function, vector)
        except Exception:  # a function that takes no complex numbers: there is no more to say
            return None
