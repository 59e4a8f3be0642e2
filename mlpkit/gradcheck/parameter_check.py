"""What a check of every parameter of a network found: the worst error, and where it is."""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from mlpkit.dense import Layer
from mlpkit.gradcheck.relative_error import relative_error


class Place(NamedTuple):
    """Where a parameter stands: its layer, counted from 1, ``"W"`` or ``"b"``, and its index from 0."""

    layer: int
    name: str
    index: tuple

    def __str__(self):
        return f"layer {self.layer}, {self.name}[{', '.join(map(str, self.index))}]"


@dataclass(frozen=True, eq=False)
class ParameterCheck:
    """What `check_every_parameter` returns: numerical gradients, and how far the claimed ones are off.

    Parameters
    ----------
    numerical : tuple of L Layers
        The gradients by differences.
    errors : tuple of L Layers
        The `relative_error` of each claimed entry; nan where it is not compared.
    kinks : tuple of L Layers of bool
        Which entries are not compared, because the step crosses a kink of an activation.
    worst : float
        The largest relative error; 0 if nothing is compared.
    place : Place or None
        Where it is.
    checked, on_kink : int
        How many parameters were compared, and how many not.
    """

    numerical: tuple
    errors: tuple
    kinks: tuple
    worst: float
    place: Place | None
    checked: int
    on_kink: int

    def __str__(self):
        worst = f", worst relative error {self.worst:.1e} in {self.place}" if self.checked else ""
        return f"{self.checked:,} parameters checked{worst}; {self.on_kink:,} on a kink"


def compare_parameters(gradients, numerical, kinks):
    """Return the `ParameterCheck` of claimed gradients, numerical ones, and the entries to leave out.

    Parameters
    ----------
    gradients, numerical : tuple of L Layers
    kinks : tuple of L Layers of bool

    Examples
    --------
    >>> one = (Layer(np.array([[1.0, 2.0]]), np.array([3.0])),)
    >>> other = (Layer(np.array([[1.0, 4.0]]), np.array([3.0])),)
    >>> print(compare_parameters(one, other, (Layer(np.zeros((1, 2), bool), np.array([True])),)))
    2 parameters checked, worst relative error 5.0e-01 in layer 1, W[0, 1]; 1 on a kink
    """
    errors = tuple(
        Layer(*(np.where(kink, np.nan, error) for kink, error in zip(*pair, strict=True)))
        for pair in zip(kinks, relative_error(gradients, numerical), strict=True)
    )
    checked, worst, place = 0, 0.0, None
    for number, layer in enumerate(errors, start=1):
        for name, array in layer._asdict().items():
            compared = int(np.count_nonzero(~np.isnan(array)))
            checked += compared
            if compared and (place is None or np.nanmax(array) > worst):
                index = np.unravel_index(np.nanargmax(array), array.shape)
                worst, place = float(array[index]), Place(number, name, tuple(map(int, index)))
    total = sum(math.prod(array.shape) for layer in numerical for array in layer)
    return ParameterCheck(numerical, errors, kinks, worst, place, checked, total - checked)
