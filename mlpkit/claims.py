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
    undefined = "neither side is a number"

    def __init__(self, left, right, statement, given, shapes):
        for role, function in (("first", left), ("second", right)):
            if not callable(function):
                raise TypeError(f"the {role} argument is {function!r}, expected a function")
        if not isinstance(given, dict) or not all(map(callable, given.values())):
            raise TypeError(f"given is {given!r}, expected a dict from words to functions")
        self.left, self.right, self.given = left, right, given
        self.statement = statement or f"{_name(left, 'left')} = {_name(right, 'right')}"
        self.arguments = {name: names(name, _shape(name, shape)) for name, shape in shapes.items()}
        if not self.arguments:
            raise ValueError("no shapes are given, expected one for each argument, such as x=(3,) or x=()")
        self.symbols = tuple(s for entries in self.arguments.values() for s in entries.ravel())
        if len(set(self.symbols)) < len(self.symbols):
            twice = next(s for k, s in enumerate(self.symbols) if s in self.symbols[:k])
            raise ValueError(f"{self.statement}: two arguments share the symbol {twice}, rename one of them")
        self.is_scalar = all(entries.ndim == 0 for entries in self.arguments.values())

    def arrays(self, world):
        """Return the arguments as arrays of symbols in a world."""
        return [Array(entries, world) for entries in self.arguments.values()]

    def supposed(self, arrays):
        """Return True if every hypothesis holds at the witness of the arrays."""
        return all(bool(condition(*arrays)) for condition in self.given.values())

    def outputs(self, arrays):
        """Return all that the code gives, as a list of arrays in the world of its arguments."""
        return [self.left(*arrays), self.right(*arrays)]

    def entries(self, arrays):
        """Return (index, left, right) for each entry."""
        left, right = map(asarray, self.outputs(arrays))
        if left.shape != right.shape:
            raise ValueError(
                f"{self.statement}: the left side has shape {left.shape} and the right side {right.shape},"
                " expected the same shape on both sides"
            )
        if left.size == 0:
            raise ValueError(
                f"{self.statement}: both sides have shape {left.shape}, expected an entry at least"
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
    undefined = "the function is not a number"

    def __init__(self, loss, gradient, statement, given, shapes, wrt):
        statement = statement or f"{_name(gradient, 'gradient')} is the gradient of {_name(loss, 'loss')}"
        super().__init__(loss, gradient, statement, given, shapes)
        wrt = next(iter(shapes)) if wrt is None else wrt
        self.several = not isinstance(wrt, str)
        self.wrt = tuple(wrt) if self.several else (wrt,)
        if not self.wrt or len(set(self.wrt)) < len(self.wrt):
            raise ValueError(f"wrt is {wrt!r}, expected one argument or several different ones")
        unknown = [name for name in self.wrt if name not in shapes]
        if unknown:
            raise ValueError(f"wrt names {unknown[0]!r}, expected one of the arguments {', '.join(shapes)}")

    def outputs(self, arrays):
        """Return the loss and the claimed gradients, as a list of arrays in the world of the arguments."""
        return [self.left(*arrays), *self._gradients(arrays)]

    def values(self, arrays):
        """Return the loss, which has to be a number, as an array of expressions."""
        value = asarray(self.left(*arrays)).entries
        if value.shape != ():
            raise ValueError(f"{self.statement}: the loss has shape {value.shape}, expected (), a number")
        return value

    def entries(self, arrays):
        """Return (index, exact derivative, claimed derivative) for each entry."""
        value, found = self.values(arrays), []
        for name, claimed in zip(self.wrt, self.claimed(arrays), strict=True):
            found += _pairs(_derivatives(value, self.arguments[name]), claimed)
        return _where_defined(found)

    def claimed(self, arrays):
        """Return the claimed gradients as arrays of expressions, one for each name in ``wrt``."""
        gradients = [asarray(claimed).entries for claimed in self._gradients(arrays)]
        for name, claimed in zip(self.wrt, gradients, strict=True):
            if claimed.shape != self.arguments[name].shape:
                raise ValueError(
                    f"{self.statement}: the gradient has shape {claimed.shape}, expected the shape of"
                    f" {name}, {self.arguments[name].shape}"
                )
        return gradients

    def _gradients(self, arrays):
        gradients = self.right(*arrays)
        gradients = tuple(gradients) if self.several else (gradients,)
        if len(gradients) != len(self.wrt):
            raise ValueError(
                f"{self.statement}: the gradient gives {len(gradients)} arrays, expected one for each of"
                f" {', '.join(self.wrt)}"
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

    def values(self, arrays):
        """Return all that the function gives, as an array of expressions."""
        return asarray(self.left(*arrays)).entries

    def entries(self, arrays):
        """Return (index, exact derivative, claimed derivative) for each pair of entries."""
        exact = _derivatives(self.values(arrays), self.arguments[self.wrt[0]])
        (claimed,) = self.claimed(arrays)
        if exact.shape != claimed.shape:
            raise ValueError(
                f"{self.statement}: the Jacobian has shape {claimed.shape}, expected {exact.shape},"
                " the shape of the result followed by the shape of the argument"
            )
        return _where_defined(_pairs(exact, claimed))

    def claimed(self, arrays):
        """Return the claimed Jacobian as an array of expressions, in a list."""
        return [asarray(self.right(*arrays)).entries]


def _derivatives(values, symbols):
    def derivative(value, symbol):
        return sympy.nan if value.has(sympy.nan, sympy.oo, sympy.zoo) else sympy.diff(value, symbol)

    return np.asarray(np.frompyfunc(derivative, 2, 1).outer(values, symbols), dtype=object)


def _pairs(left, right):
    return [(index, left[index], right[index]) for index in np.ndindex(*left.shape)]


def _where_defined(pairs):
    # A function that is not a number has no derivative that a gradient could miss.
    return [(index, exact, sympy.nan if exact is sympy.nan else claimed) for index, exact, claimed in pairs]


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
