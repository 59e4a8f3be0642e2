"""A dense layer, S = Z Wᵀ + b, with its three gradients standing right under it.

One example is a row of Z. The chapters *One hidden layer* and *One gradient, four layouts*
derive the gradients, for columns and for rows.
"""

from typing import Any, NamedTuple

from mlpkit.arrays import one_world


class Layer(NamedTuple):
    """The parameters of a layer, or their gradients.

    Parameters
    ----------
    W : array of floats, shape (out, in)
        The weights, one row for each unit of the layer.
    b : array of floats, shape (out,)
        The biases.
    """

    W: Any
    b: Any


class DenseGradients(NamedTuple):
    """What `dense_gradients` returns: ∂L/∂Z, ∂L/∂W and ∂L/∂b, each in the shape of what it belongs to."""

    Z: Any
    W: Any
    b: Any


def dense(Z, W, b):
    """Pre-activations of a dense layer, S = Z Wᵀ + b; the bias is added to every row.

    Parameters
    ----------
    Z : array of floats, shape (N, in), any array world
        What the layer below gives, one example a row.
    W : array of floats, shape (out, in)
    b : array of floats, shape (out,)

    Returns
    -------
    array, shape (N, out)

    Raises
    ------
    ValueError
        If the shapes do not fit.
    TypeError
        If the arrays belong to different libraries.

    References
    ----------
    Rumelhart, Hinton and Williams, *Learning representations by back-propagating errors* (1986).

    Examples
    --------
    >>> print(dense([[1, 2]], [[3, 4], [5, 6], [0, 1]], [0, 0, 7]))
    [[11. 17.  9.]]
    """
    Z, W, b = one_world("dense", Z=Z, W=W, b=b)
    _check_shape("dense", "Z", Z, ("N", "in"), (None, None))
    _check_shape("dense", "W", W, ("out", "in"), (None, Z.shape[1]))
    _check_shape("dense", "b", b, ("out",), (W.shape[0],))
    return Z @ W.T + b


def dense_gradients(delta, Z, W):
    """Gradients of a loss with respect to the Z, W and b of `dense`, from δ = ∂L/∂S.

    ∂L/∂Z = δ W, ∂L/∂W = δᵀ Z, ∂L/∂b = δᵀ 1, the last two summed over the N examples.

    Parameters
    ----------
    delta : array of floats, shape (N, out)
        δ, the gradient with respect to the pre-activations S.
    Z : array of floats, shape (N, in)
    W : array of floats, shape (out, in)

    Returns
    -------
    DenseGradients
        With the fields ``Z`` of shape (N, in), ``W`` of shape (out, in), ``b`` of shape (out,).

    Raises
    ------
    ValueError, TypeError
        As for `dense`.

    Examples
    --------
    >>> gradients = dense_gradients([[1, 10]], [[2, 3]], [[1, 0], [4, 5]])
    >>> print(gradients.W)
    [[ 2.  3.]
     [20. 30.]]
    >>> print(gradients.Z, gradients.b)
    [[41. 50.]] [ 1. 10.]
    """
    delta, Z, W = one_world("dense_gradients", delta=delta, Z=Z, W=W)
    _check_shape("dense_gradients", "delta", delta, ("N", "out"), (None, None))
    _check_shape("dense_gradients", "Z", Z, ("N", "in"), (delta.shape[0], None))
    _check_shape("dense_gradients", "W", W, ("out", "in"), (delta.shape[1], Z.shape[1]))
    return DenseGradients(Z=delta @ W, W=delta.T @ Z, b=delta.sum(axis=0))


def _check_shape(function, name, array, axes, sizes):
    shape = tuple(array.shape)
    if len(shape) != len(sizes) or any(n not in (None, m) for n, m in zip(sizes, shape, strict=True)):
        letters = ", ".join(axes) + ("," if len(axes) == 1 else "")
        known = ", ".join(f"{axis} = {n}" for axis, n in zip(axes, sizes, strict=True) if n is not None)
        raise ValueError(
            f"{function}: {name} has shape {shape}, expected ({letters})"
            + (f" with {known}" if known else "")
        )
