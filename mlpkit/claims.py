"""What a proof is about: two arrays that should agree entry by entry.

A claim runs its functions on symbols and pairs the entries of the two sides: the two
functions of an equality, or the exact derivative and the gradient that code claims.
"""

import numpy as np
import sympy

from mlpkit.regions import World
from mlpkit.symbolic import Array, asarray, names


class Equality:
    """The claim that two functions give the same array."""

    sides = ("left", "right")

    def __init__(self, left, right, statement, given, shapes):
        self.left, self.right, self.given = left, right, given
        self.statement = statement or f"{_name(left, 'left')} = {_name(right, 'right')}"
        self.arguments = {name: names(name, _shape(name, shape)) for name, shape in shapes.items()}
        if not self.arguments:
            raise ValueError("no shapes are given, expected one for each argument, such as x=(3,) or x=()")
        self.symbols = tuple(s for entries in self.arguments.values() for s in entries.ravel())
        self.is_scalar = all(entries.ndim == 0 for entries in self.arguments.values())

    def arrays(self, world):
        """Return the arguments as arrays of symbols in a world."""
        return [Array(entries, world) for entries in self.arguments.values()]

    def supposed(self, arrays):
        """Return True if every hypothesis holds at the witness of the arrays."""
        return all(bool(condition(*arrays)) for condition in self.given.values())

    def entries(self, arrays):
        """Return (index, left, right) for each entry."""
        left, right = asarray(self.left(*arrays)), asarray(self.right(*arrays))
        if left.shape != right.shape:
            raise ValueError(
                f"{self.statement}: the left side has shape {left.shape} and the right side {right.shape},"
                " expected the same shape on both sides"
            )
        return _pairs(left.entries, right.entries)

    def arrays_at(self, point):
        """Return the arguments as arrays of exact numbers."""
        world = World({})
        return [Array(np.frompyfunc(point.get, 1, 1)(entries), world) for entries in self.arguments.values()]

    def at(self, point):
        """Return the entries at a point, from the code run on exact numbers; None outside ``given``."""
        constants = self.arrays_at(point)
        return self.entries(constants) if self.supposed(constants) else None


class Gradient(Equality):
    """The claim that a gradient is the exact derivative of a loss."""

    sides = ("derivative", "claimed")

    def __init__(self, loss, gradient, statement, given, shapes, wrt):
        statement = statement or f"{_name(gradient, 'gradient')} is the gradient of {_name(loss, 'loss')}"
        super().__init__(loss, gradient, statement, given, shapes)
        wrt = next(iter(shapes)) if wrt is None else wrt
        self.several = not isinstance(wrt, str)
        self.wrt = tuple(wrt) if self.several else (wrt,)
        unknown = [name for name in self.wrt if name not in shapes]
        if unknown:
            raise ValueError(f"wrt names {unknown[0]!r}, expected one of the arguments {', '.join(shapes)}")

    def value(self, arrays):
        """Return the loss, which has to be a number."""
        value = asarray(self.left(*arrays))
        if value.shape != ():
            raise ValueError(f"{self.statement}: the loss has shape {value.shape}, expected (), a number")
        return value.entries.item()

    def entries(self, arrays):
        """Return (index, exact derivative, claimed derivative) for each entry."""
        value = self.value(arrays)
        found = []
        for name, claimed in self.claimed(arrays).items():
            symbols = self.arguments[name]
            exact = np.frompyfunc(lambda s: sympy.diff(value, s), 1, 1)(symbols)
            found += _pairs(np.asarray(exact, dtype=object), claimed)
        return found

    def claimed(self, arrays):
        """Return the claimed gradients by the name of the argument, as arrays of expressions."""
        gradients = self.right(*arrays)
        gradients = dict(zip(self.wrt, gradients if self.several else [gradients], strict=True))
        for name, claimed in gradients.items():
            gradients[name] = asarray(claimed).entries
            if gradients[name].shape != self.arguments[name].shape:
                raise ValueError(
                    f"{self.statement}: the gradient has shape {gradients[name].shape}, expected the shape of"
                    f" {name}, {self.arguments[name].shape}"
                )
        return gradients

    def at(self, point):
        """Return the entries as expressions in the region of the point; None outside ``given``."""
        arrays = self.arrays(World(point))
        return self.entries(arrays) if self.supposed(arrays) else None


class Jacobian(Gradient):
    """The claim that an array holds every partial derivative of a function."""

    def __init__(self, function, jacobian, statement, given, shapes):
        names = _name(jacobian, "jacobian"), _name(function, "function")
        statement = statement or "{} is the Jacobian of {}".format(*names)
        super().__init__(function, jacobian, statement, given, shapes, None)

    def entries(self, arrays):
        """Return (index, exact derivative, claimed derivative) for each pair of entries."""
        values = asarray(self.left(*arrays)).entries
        symbols = next(iter(self.arguments.values()))
        exact = np.frompyfunc(sympy.diff, 2, 1).outer(values, symbols)
        claimed = asarray(self.right(*arrays)).entries
        if exact.shape != claimed.shape:
            raise ValueError(
                f"{self.statement}: the Jacobian has shape {claimed.shape}, expected {exact.shape},"
                " the shape of the result followed by the shape of the argument"
            )
        return _pairs(exact, claimed)


def _pairs(left, right):
    return [(index, left[index], right[index]) for index in np.ndindex(*left.shape)]


def _name(function, role):
    name = getattr(function, "__name__", role)
    return role if name == "<lambda>" else name


def _shape(name, shape):
    shape = (shape,) if isinstance(shape, int) else shape
    if not isinstance(shape, tuple) or not all(isinstance(n, int) and n > 0 for n in shape):
        raise ValueError(
            f"{name} = {shape!r}, expected a shape: a tuple of positive integers, () if a number"
        )
    return shape
