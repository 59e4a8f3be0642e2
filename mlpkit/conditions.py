"""Questions about expressions, asked only when the answer is needed.

``isinf(x) & (t == 0)`` never asks whether t is 0 when x is not infinite, so that a proof is
not split into regions that the code does not tell apart. In arithmetic a condition is 1 where
it holds and 0 elsewhere, as in numpy.
"""

import numpy as np


class Condition:
    """An array of questions; each is a function of no arguments that answers True or False."""

    def __init__(self, questions):
        self.questions = np.asarray(questions, dtype=object)

    shape = property(lambda self: self.questions.shape)

    def __and__(self, other):
        return lazily(lambda a, b: lambda: a() and b(), self.questions, as_condition(other).questions)

    def __or__(self, other):
        return lazily(lambda a, b: lambda: a() or b(), self.questions, as_condition(other).questions)

    __rand__, __ror__ = __and__, __or__

    def __invert__(self):
        return lazily(lambda a: lambda: not a(), self.questions)

    def __getitem__(self, index):
        return Condition(self.questions[index])

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        if ufunc in (np.bitwise_and, np.logical_and):
            return as_condition(inputs[0]) & inputs[1]
        if ufunc in (np.bitwise_or, np.logical_or):
            return as_condition(inputs[0]) | inputs[1]
        if ufunc in (np.invert, np.logical_not):
            return ~inputs[0]
        return self.astype(float).__array_ufunc__(ufunc, method, *inputs, **options)

    def __array_function__(self, function, types, args, options):
        return self.astype(float).__array_function__(function, types, args, options)

    def astype(self, dtype):
        """Return 1 where the condition holds and 0 elsewhere."""
        from mlpkit import symbolic  # which needs this module first

        return symbolic.astype(self, dtype)

    def __bool__(self):
        if self.questions.size != 1:
            raise ValueError(f"a condition of shape {self.shape} has no truth value, expected one question")
        return bool(self.questions.item()())


def lazily(combine, *arrays):
    """Return the condition whose questions ``combine`` makes from the entries of arrays."""
    return Condition(np.frompyfunc(combine, len(arrays), 1)(*arrays))


def as_condition(condition):
    """Return an array of booleans as a condition; a condition passes unchanged."""
    if isinstance(condition, Condition):
        return condition
    return lazily(lambda answer: lambda: bool(answer), np.asarray(condition))


def _arithmetic(name):
    return lambda self, other: getattr(self.astype(float), name)(other)


for _operation in ("add", "sub", "mul", "truediv"):
    for _name in (f"__{_operation}__", f"__r{_operation}__"):
        setattr(Condition, _name, _arithmetic(_name))
