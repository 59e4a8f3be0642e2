"""Penalties on weights: squared norms, absolute norms, and the elastic net that has both.

A penalty is added to the loss, so its gradient is added to the gradient. Biases are not
penalised: they shift a unit, and do not make the network more crooked. The chapter
*Penalties* derives the gradients.
"""

import math
from dataclasses import dataclass

from mlpkit.arrays import as_array, has_values
from mlpkit.dense import Layer
from mlpkit.kinks import abs, sign
from mlpkit.network_loss import LossAndGradients


def squared_norm(x):
    """Squared Euclidean norm, ‖x‖₂² = Σ x_i², of a vector, or of all entries of a matrix.

    Parameters
    ----------
    x : array of floats, any shape, any array world

    Returns
    -------
    number

    Examples
    --------
    >>> print(squared_norm([[1, -2], [0, 3]]))
    14.0
    """
    x, xp = as_array(x, "squared_norm: x")
    return xp.sum(x * x)


def squared_norm_gradient(x):
    """Gradient of `squared_norm`, 2x.

    Examples
    --------
    >>> print(squared_norm_gradient([1, -2, 0]))
    [ 2. -4.  0.]
    """
    return 2 * as_array(x, "squared_norm_gradient: x")[0]


def absolute_norm(x):
    """Sum of absolute values, ‖x‖₁ = Σ |x_i|.

    Parameters and returns are those of `squared_norm`.

    Examples
    --------
    >>> print(absolute_norm([[1, -2], [0, 3]]))
    6.0
    """
    x, xp = as_array(x, "absolute_norm: x")
    return xp.sum(abs(x))


def absolute_norm_gradient(x):
    """Gradient of `absolute_norm`, sign(x), where no entry is 0; the subgradient 0 is taken there.

    Examples
    --------
    >>> print(absolute_norm_gradient([1, -2, 0]))
    [ 1. -1.  0.]
    """
    return sign(as_array(x, "absolute_norm_gradient: x")[0])


def absolute_norm_subdifferential(x):
    """All subgradients of `absolute_norm`: entry by entry the interval from the first to the second array.

    Both are sign(x_i) where x_i ≠ 0; where x_i = 0 they are −1 and 1.

    Examples
    --------
    >>> lower, upper = absolute_norm_subdifferential([1, -2, 0])
    >>> print(lower, upper)
    [ 1. -1. -1.] [ 1. -1.  1.]
    """
    x, xp = as_array(x, "absolute_norm_subdifferential: x")
    return xp.where(x == 0, -1, sign(x)), xp.where(x == 0, 1, sign(x))


def soft_threshold(x, threshold):
    """Soft shrinking, sign(x) max(|x| − λ, 0): the w that minimises ½(w − x)² + λ|w|.

    Parameters
    ----------
    x : array of floats, any shape
    threshold : number
        λ ≥ 0.

    Returns
    -------
    array, shape of ``x``

    Raises
    ------
    ValueError
        If ``threshold`` is negative or not finite.

    References
    ----------
    Tibshirani, *Regression shrinkage and selection via the lasso* (1996).

    Examples
    --------
    >>> print(soft_threshold([3, -0.5, -2], 1))
    [ 2.  0. -1.]
    """
    x, xp = as_array(x, "soft_threshold: x")
    _check_strength("soft_threshold: threshold", threshold)
    return xp.where(abs(x) <= threshold, 0, x - threshold * sign(x))


@dataclass(frozen=True)
class ElasticNet:
    """Elastic net, Σ_l λ₁_l ‖W_l‖₁ + λ₂_l ‖W_l‖₂², with a λ of its own for each layer and norm.

    Parameters
    ----------
    absolute : sequence of numbers, one a layer
        λ₁_l ≥ 0, of the absolute norms.
    squared : sequence of numbers, one a layer
        λ₂_l ≥ 0, of the squared norms. To have λ/2 ‖W‖₂², whose gradient is λW, give λ/2.

    Raises
    ------
    ValueError
        If a λ is negative or not finite, or their numbers differ; it names the layer.

    References
    ----------
    Zou and Hastie, *Regularization and variable selection via the elastic net* (2005).

    Examples
    --------
    >>> penalty = ElasticNet(absolute=[0.5, 0], squared=[0, 2])
    >>> parameters = [Layer([[1, -2]], [9]), Layer([[3]], [9])]
    >>> print(penalty.value(parameters), penalty.gradient(parameters)[0].W)
    19.5 [[ 0.5 -0.5]]
    """

    absolute: tuple
    squared: tuple

    def __post_init__(self):
        for name in ("absolute", "squared"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
            for layer, strength in enumerate(getattr(self, name), start=1):
                _check_strength(f"ElasticNet: {name} of layer {layer}", strength)
        if len(self.absolute) != len(self.squared):
            raise ValueError(
                f"ElasticNet: absolute has {len(self.absolute)} layers and squared {len(self.squared)},"
                " expected one λ of each for every layer"
            )

    def value(self, parameters):
        """Return the penalty of the weights W_l of a network; the biases cost nothing."""
        return sum(
            _times(a, absolute_norm, W) + _times(s, squared_norm, W)
            for (W, _), a, s in self._layers("value", parameters)
        )

    def gradient(self, parameters):
        """Return one `Layer` a layer: λ₁ sign(W) + 2 λ₂ W for the weights, and 0 for the biases."""
        return tuple(
            Layer(_weight_gradient(W, a, s), 0 * as_array(b, "b")[0])
            for (W, b), a, s in self._layers("gradient", parameters)
        )

    def weight_gradient(self, layer, W):
        """Return λ₁ sign(W) + 2 λ₂ W for the weights of one layer, counted from 0."""
        return _weight_gradient(W, self.absolute[layer], self.squared[layer])

    def add_to(self, found, parameters):
        """Return the `LossAndGradients` of loss + penalty, from those of the loss."""
        layers = zip(found.parameters, self.gradient(parameters), strict=True)
        return LossAndGradients(
            found.loss + self.value(parameters),
            tuple(Layer(of_loss.W + own.W, of_loss.b + own.b) for of_loss, own in layers),
            found.X,
        )

    def _layers(self, method, parameters):
        if len(parameters) != len(self.absolute):
            raise ValueError(
                f"ElasticNet.{method}: parameters are of {len(parameters)} layers, expected"
                f" {len(self.absolute)}, one for each λ"
            )
        return list(zip(parameters, self.absolute, self.squared, strict=True))


def _weight_gradient(W, absolute, squared):
    return absolute * absolute_norm_gradient(W) + squared * squared_norm_gradient(W)


def _times(strength, norm, W):
    # A norm that overflows, times 0, would be nan.
    return 0 if isinstance(strength, int | float) and strength == 0 else strength * norm(W)


def _check_strength(name, strength):
    if has_values(strength) and not (isinstance(strength, int | float) and 0 <= strength < math.inf):
        raise ValueError(f"{name} is {strength!r}, expected a finite number ≥ 0")
