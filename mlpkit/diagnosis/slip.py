"""A slip: one thing that people get wrong in a gradient, with its name and its class."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple


@dataclass(frozen=True)
class Slip:
    """A named mistake that can be switched on in a computation.

    Parameters
    ----------
    name : str
        Short: "sum over the batch missing".
    kind : str
        The class it belongs to: "missing batch sum".
    says : str
        One sentence for the learner.
    change : callable
        What it does; its arguments are those of the table it stands in. It returns None where
        the slip cannot be made.
    """

    name: str
    kind: str
    says: str
    change: Callable = field(repr=False, compare=False, default=None)


class Placed(NamedTuple):
    """A slip and where it was made: "the output", "layer 2", "layer 1's W"."""

    slip: Slip
    place: str


class Made(NamedTuple):
    """An array, and the slips it was computed with."""

    value: object
    slips: tuple = ()


class Scaled(NamedTuple):
    """A factor, and the slips that multiply to it."""

    factor: float
    slips: tuple = ()


@dataclass(frozen=True)
class Explanation:
    """Slips that together reproduce a claimed gradient.

    Parameters
    ----------
    slips : tuple of Placed
    residual : float
        The largest difference that remains, as a share of the largest entry of its array.
    unexplained : str
        The one array that they do not reproduce, where there is one.
    """

    slips: tuple
    residual: float
    unexplained: str = ""

    @property
    def names(self):
        """The different slips by name, in the order they are made."""
        return tuple(dict.fromkeys(placed.slip.name for placed in self.slips))


def cost(slips):
    """Return how many different slips there are: the same one made in every layer is one slip."""
    return len({placed.slip.name for placed in slips})


# change(N, K): the factor, from the size of the batch and the number of outputs.
FACTORS = (
    Slip("sign", "sign", "the sign is turned round", lambda N, K: -1.0),
    Slip("factor 2", "factor", "it is twice too large", lambda N, K: 2.0),
    Slip("factor 1/2", "factor", "it is half of what it should be", lambda N, K: 0.5),
    Slip(
        "multiplied by N", "1/N", "it is N times too large: is the mean over the batch taken?", lambda N, K: N
    ),
    Slip("divided by N", "1/N", "it is divided by N once too often", lambda N, K: 1 / N),
    Slip("multiplied by K", "1/K", "it is K times too large, K being the number of outputs", lambda N, K: K),
    Slip(
        "divided by K",
        "1/K",
        "it is divided by the number of outputs K: the mean is over examples",
        lambda N, K: 1 / K,
    ),
)


def factors(N, K, place, most=1):
    """Return every product of up to ``most`` factors that people get wrong, 1 without a slip first."""
    single = [(slip.change(N, K), Placed(slip, place)) for slip in FACTORS]
    single = [(number, placed) for number, placed in single if number != 1]
    scaled = [Scaled(1.0)]
    for many in range(1, most + 1):
        for chosen in itertools.combinations(single, many):
            product = 1.0
            for number, _ in chosen:
                product *= number
            if product != 1:
                scaled.append(Scaled(product, tuple(placed for _, placed in chosen)))
    return scaled
