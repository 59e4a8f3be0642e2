"""A layer during the way back: what the slips are made with."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Unit:
    """A layer during the way back, and what it sees of its neighbours.

    Parameters
    ----------
    S, Z : array, shape (N, out)
        Its pre-activations, and what it gives.
    below : array, shape (N, in)
        What the layer below gives, Z_{l−1}.
    below_S : array, shape (N, in), or None
        The pre-activations of the layer below, S_{l−1}; None at the first layer.
    X : array, shape (N, d_0)
    W, b : array
    above : array, shape (out of the next layer, out), or None
        W_{l+1}; None at the last layer.
    f : Activation
    penalty : Penalty
    number : int
        l, counted from 1.
    """

    S: Any
    Z: Any
    below: Any
    below_S: Any
    X: Any
    W: Any
    b: Any
    above: Any
    f: Any
    penalty: Any
    number: int
