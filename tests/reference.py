"""The exact values, by mpmath at 70 digits, in forms that cancel nothing, and distances to them in ulp."""

import math

import mpmath

mp = mpmath.mp.clone()
mp.dps = 70


def sigmoid(x):
    e = mp.exp(-abs(mp.mpf(x)))
    return (1 if x > 0 else e) / (1 + e)


def softplus(x):
    return max(mp.mpf(x), 0) + mp.log1p(mp.exp(-abs(mp.mpf(x))))


def log_sigmoid(x):
    return -softplus(-x)


def sigmoid_derivative(x):
    return sigmoid(x) * sigmoid(-x)


def tanh(x):
    return mp.tanh(mp.mpf(x))


def tanh_derivative(x):
    return mp.sech(mp.mpf(x)) ** 2


def _rest(x):
    """Return the position of the maximum and log(1 + the sum of the others, seen from it)."""
    top = max(range(len(x)), key=x.__getitem__)
    others = mp.fsum(mp.exp(mp.mpf(v) - mp.mpf(x[top])) for i, v in enumerate(x) if i != top)
    return top, mp.log1p(others)


def logsumexp(x):
    top, rest = _rest(x)
    return mp.mpf(x[top]) + rest


def log_softmax(x):
    top, rest = _rest(x)
    return [(mp.mpf(v) - mp.mpf(x[top])) - rest for v in x]


def softmax(x):
    return [mp.exp(v) for v in log_softmax(x)]


def ulps(actual, exact, of=None):
    """Return the distance of ``actual`` from ``exact``, in units in the last place of ``exact`` or ``of``."""
    unit = math.ulp(float(exact if of is None else of))
    return float(abs(mp.mpf(float(actual)) - exact) / mp.mpf(unit))
