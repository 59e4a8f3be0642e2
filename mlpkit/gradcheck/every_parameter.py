"""Every weight and bias of a network, checked by differences: all of them, in seconds.

A weight moves one column of pre-activations only: W_l[j, i] + h makes S_l[:, j] + h Z_{l−1}[:, i].
So the layers below stay as they are, the next layer changes by a product of rank one, and the
layers above it are gone through for many weights at once. A bias is the weight of an input 1.
The way back is never used.
"""

from functools import partial

import numpy as np

from mlpkit.dense import Layer
from mlpkit.gradcheck.network_changes import (
    Unperturbed,
    bends,
    cross_entropy_change,
    half_squared_error_change,
    loss_change,
)
from mlpkit.gradcheck.parameter_check import compare_parameters
from mlpkit.gradcheck.vector_function import balanced_step
from mlpkit.network_checks import check_batch
from mlpkit.network_loss import LOSSES, loss_and_gradients, network_loss
from mlpkit.progress import progress as with_progress
from mlpkit.same_form import in_form_of
from mlpkit.softmax import softmax
from mlpkit.targets import as_soft_targets

METHODS = ("central_difference", "complex_step")
AT_ONCE = 2**20  # the numbers in a block of changed outputs, so that memory is bounded


def check_every_parameter(
    network,
    parameters,
    X,
    targets,
    gradients=None,
    *,
    loss="cross_entropy",
    reduction="mean",
    method="central_difference",
    progress=True,
):
    """Compare every entry of the claimed gradients of a network with a numerical derivative.

    Parameters
    ----------
    network : MLP
    parameters : sequence of L Layers, or pairs (W, b)
        Taken as float64, and so is the batch.
    X : array of floats, shape (N, d_0)
        A small batch is enough: the time grows with N.
    targets : array
        What ``loss`` takes.
    gradients : sequence of L Layers, or pairs, optional
        The claimed gradients; by default those of `loss_and_gradients`.
    loss : {"cross_entropy", "half_squared_error"}
    reduction : {"mean", "sum"}
    method : {"central_difference", "complex_step"}
        Central differences with the step ε^(1/3) max(1, |w|), or the complex step with
        h = 10⁻²⁰⁰, exact to rounding, for activations that are analytic as all of mlpkit are.
    progress : bool
        Whether a bar is shown where somebody watches.

    Returns
    -------
    ParameterCheck

    Raises
    ------
    ValueError
        If shapes do not fit or a name is unknown; for the gradients it names the path.
    TypeError
        As for `network_loss`.

    Notes
    -----
    A central difference that crosses a kink, as that of relu at 0, is the mean of two slopes
    and no check of either. Such entries are left out of the comparison, counted and marked.
    The complex step moves nothing on the real line, so it crosses no kink; at one it takes the
    side that the activation takes.

    Memory is that of two or three gradients and of a few arrays of a MiB.

    Examples
    --------
    >>> from mlpkit import MLP, initial_parameters
    >>> network, rng = MLP((5, 4, 3), ("tanh", "identity")), np.random.default_rng(0)
    >>> parameters = initial_parameters(network, rng)
    >>> found = check_every_parameter(network, parameters, rng.normal(size=(2, 5)), [0, 2])
    >>> found.checked, found.worst < 1e-6
    (39, True)
    """
    if method not in METHODS:
        raise ValueError(f"check_every_parameter: method is {method!r}, expected one of {', '.join(METHODS)}")
    if loss not in LOSSES:
        raise ValueError(f"check_every_parameter: loss is {loss!r}, expected one of {', '.join(LOSSES)}")
    X, arrays = check_batch("check_every_parameter", parameters, X, network.widths)
    X, *arrays = [np.asarray(array, dtype=np.float64) for array in (X, *arrays)]
    parameters = tuple(map(Layer, arrays[0::2], arrays[1::2]))
    network_loss(network, parameters, X, targets, loss=loss, reduction=reduction)  # refuses what does not fit
    if gradients is None:
        gradients = loss_and_gradients(
            network, parameters, X, targets, loss=loss, reduction=reduction
        ).parameters
    gradients = in_form_of(gradients, parameters, "check_every_parameter: gradients")
    at = _unperturbed(network, parameters, X, targets, loss, reduction)
    numerical = tuple(Layer(np.empty(W.shape), np.empty(b.shape)) for W, b in parameters)
    kinks = tuple(Layer(np.zeros(W.shape, bool), np.zeros(b.shape, bool)) for W, b in parameters)
    units = [(l, j) for l, (W, _) in enumerate(parameters) for j in range(len(W))]
    for l, j in with_progress(units, description="gradient check") if progress else units:
        slopes, bent = _slopes_of_unit(at, l, j, parameters[l], method)
        numerical[l].W[j], numerical[l].b[j] = slopes[:-1], slopes[-1]
        kinks[l].W[j], kinks[l].b[j] = bent[:-1], bent[-1]
    return compare_parameters(gradients, numerical, kinks)


def _unperturbed(network, parameters, X, targets, loss, reduction):
    S, Z = network.forward(parameters, X)
    if loss == "cross_entropy":
        targets = as_soft_targets("check_every_parameter", targets, Z[-1], np)
        change = partial(cross_entropy_change, softmax(Z[-1]), targets)
    else:
        change = partial(half_squared_error_change, Z[-1], np.asarray(targets, dtype=np.float64))
    divisor = len(X) if reduction == "mean" else 1
    return Unperturbed(
        network.activations, tuple(W for W, _ in parameters), S, Z, lambda dZ: change(dZ) / divisor
    )


def _slopes_of_unit(at, l, j, layer, method):
    """Return the slopes with respect to W_l[j] and b_l[j], and which cross a kink, in one vector each."""
    inputs = np.vstack([at.Z[l].T, np.ones(len(at.Z[l]))])
    slopes, bent = np.empty(len(inputs)), np.zeros(len(inputs), dtype=bool)
    rows = max(1, AT_ONCE // at.Z[-1].size)
    steps = balanced_step(np.append(layer.W[j], layer.b[j]), np.finfo(np.float64).eps)
    for chunk in (slice(k, k + rows) for k in range(0, len(inputs), rows)):
        if method == "complex_step":
            slopes[chunk] = loss_change(at, l, j, 1e-200j * inputs[chunk]).imag / 1e-200
            continue
        dS = steps[chunk, None] * inputs[chunk]
        slopes[chunk] = (loss_change(at, l, j, dS) - loss_change(at, l, j, -dS)) / (2 * steps[chunk])
        bent[chunk] = bends(at, l, j, dS)
    return slopes, bent
