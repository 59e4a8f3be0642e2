"""What is found about a claimed gradient, readable as text and in a notebook."""

from dataclasses import dataclass, field
from typing import Any

from mlpkit.diagnosis import report


@dataclass(frozen=True)
class ArrayVerdict:
    """One array of a claimed gradient, held against the true one.

    Parameters
    ----------
    name : str
        "layer 1's W".
    right : bool
    relation : Slip or None
        How a wrong array is related to the right one, where no slip explains it.
    claimed, true : array
    tolerance : float
    """

    name: str
    right: bool
    relation: Any
    claimed: Any = field(repr=False, compare=False)
    true: Any = field(repr=False, compare=False)
    tolerance: float = field(repr=False, compare=False)


@dataclass(frozen=True, repr=False)
class Diagnosis:
    """What `check_gradient` finds.

    Parameters
    ----------
    kind : {"right", "wrong", "shape", "type", "not finite", "stopped", "open", "not decided"}
    explanations : tuple of Explanation
        Slips that give the claimed numbers. Several explain them equally well; none: no known slip.
    arrays : tuple of ArrayVerdict
        One for each array, from the first layer to the last.
    advice : tuple of str
        What to look at, and what this batch or these shapes cannot show.
    entries : tuple of (str, tuple, float, float)
        The largest errors: array, place, claimed and true value.
    digits : int
        To how many digits a right gradient agrees, 0 for any other.
    expected : int
        To how many digits a formula would agree, in this precision.
    source : str
        What it was held against.
    """

    kind: str
    explanations: tuple = ()
    arrays: tuple = ()
    advice: tuple = ()
    entries: tuple = ()
    digits: int = 0
    expected: int = 0
    source: str = ""

    @property
    def is_right(self):
        """Whether the gradient was accepted."""
        return self.kind == "right"

    @property
    def slips(self):
        """The names of the slips of the first explanation."""
        return self.explanations[0].names if self.explanations else ()

    @property
    def kinds(self):
        """The classes of the slips of the first explanation."""
        first = self.explanations[0].slips if self.explanations else ()
        return tuple(dict.fromkeys(placed.slip.kind for placed in first))

    def __str__(self):
        return "\n    ".join(report.lines(self))

    __repr__ = __str__

    def _repr_html_(self):
        return report.html(self)
