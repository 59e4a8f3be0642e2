"""Gradient descent on a function: the trace of its points."""

import numpy as np

from mlpkit.arrays import as_array
from mlpkit.checks import check_count, check_positive


def gradient_descent(gradient, start, *, rate, steps):
    """Points of gradient descent, x_{n+1} = x_n − η ∇f(x_n).

    The chapter *Gradient descent on a parabola* says for which η they converge.

    Parameters
    ----------
    gradient : callable
        ∇f, from an array of the shape of ``start`` to one of the same shape.
    start : array of floats, any shape
        x_0.
    rate : number
        η > 0.
    steps : int
        How many steps are taken.

    Returns
    -------
    array of float64, shape (steps + 1, *shape of ``start``)
        x_0, x_1 … . Where the points run away, the trace ends early: with the last finite one.

    Raises
    ------
    ValueError
        If ``rate`` is not positive, ``steps`` is negative, ``start`` is not finite, or the
        gradient has another shape than ``start``.
    TypeError
        If ``steps`` is no whole number.

    References
    ----------
    Cauchy, *Méthode générale pour la résolution des systèmes d'équations simultanées* (1847).

    Examples
    --------
    >>> print(gradient_descent(lambda x: 10 * x, 8.0, rate=0.05, steps=3))
    [8. 4. 2. 1.]
    """
    check_positive("gradient_descent: rate", rate)
    check_count("gradient_descent: steps", steps, least=0)
    point = np.asarray(as_array(start, "gradient_descent: start")[0], dtype=np.float64)
    if not np.all(np.isfinite(point)):
        raise ValueError(f"gradient_descent: start is {point}, expected finite numbers")
    points = [point]
    for _ in range(steps):
        with np.errstate(over="ignore", invalid="ignore"):
            slope = np.asarray(gradient(point), dtype=np.float64)
            if slope.shape != point.shape:
                raise ValueError(
                    f"gradient_descent: gradient returned shape {slope.shape}, expected {point.shape},"
                    " that of start"
                )
            point = point - rate * slope
        if not np.all(np.isfinite(point)):
            break
        points.append(point)
    return np.array(points)
