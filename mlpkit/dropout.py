"""Dropout: a network in which some hidden units are silent, for one step of training."""

from dataclasses import replace

from mlpkit.arrays import as_array, same_world
from mlpkit.checks import check_count, check_positive, check_rng
from mlpkit.named_activations import Activation


def dropout_masks(network, examples, share, rng):
    """Random masks for the hidden layers: 0 for a silent unit, 1/(1 − p) for each of the others.

    The expected value of every factor is 1, so that the network without dropout computes
    about what the one with dropout computes on average.

    Parameters
    ----------
    network : MLP
    examples : int
        N, the size of the batch; each example has silent units of its own.
    share : number
        p, the probability that a unit is silent, 0 ≤ p < 1.
    rng : np.random.Generator

    Returns
    -------
    tuple of L − 1 arrays of float64, shapes (N, d_1) … (N, d_{L−1})

    Raises
    ------
    ValueError, TypeError
        If the share is out of range, N is no positive whole number, or ``rng`` no generator.

    References
    ----------
    Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, *Dropout: a simple way to
    prevent neural networks from overfitting* (2014).

    Examples
    --------
    >>> import numpy as np
    >>> from mlpkit.network import MLP
    >>> network = MLP((2, 3, 1), ("relu", "identity"))
    >>> (mask,) = dropout_masks(network, 2, 0.5, np.random.default_rng(0))
    >>> print(mask)
    [[2. 0. 0.]
     [0. 2. 2.]]
    """
    check_positive("dropout_masks: share", share, zero=True, below=1)
    check_count("dropout_masks: examples", examples)
    check_rng("dropout_masks", rng)
    return tuple((rng.random((examples, d)) >= share) / (1 - share) for d in network.widths[1:-1])


def with_dropout(network, masks):
    """Return the network with Z_l ⊙ M_l for Z_l = f_l(S_l) in its hidden layers, l = 1 … L − 1.

    A mask does not depend on the parameters, so it belongs to the activation: the layer
    computes f(S) ⊙ M, and its derivative is f'(S) ⊙ M. The delta recursion needs no change.

    Parameters
    ----------
    network : MLP
    masks : sequence of L − 1 arrays, shapes (N, d_1) … (N, d_{L−1})
        As from `dropout_masks`.

    Returns
    -------
    MLP
        For a batch of these N examples.

    Raises
    ------
    ValueError
        If the number or the shape of the masks does not fit; it names the layer.

    Examples
    --------
    >>> from mlpkit.network import MLP
    >>> network = MLP((1, 2, 1), ("relu", "identity"))
    >>> parameters = [([[3], [4]], [0, 0]), ([[1, 1]], [0])]
    >>> print(with_dropout(network, [[[0, 2]]]).forward(parameters, [[5]]).Z[-1])
    [[40.]]
    """
    hidden = network.activations[:-1]
    if len(masks) != len(hidden):
        raise ValueError(f"with_dropout: masks are {len(masks)}, expected {len(hidden)}, one a hidden layer")
    layers = enumerate(zip(hidden, masks, network.widths[1:], strict=False), start=1)
    masked = [_masked(f, mask, width, layer) for layer, (f, mask, width) in layers]
    return replace(network, activations=(*masked, network.activations[-1]))


def _masked(activation, mask, width, layer):
    name = f"with_dropout: mask of layer {layer}"
    shape = tuple(as_array(mask, name)[0].shape)
    if len(shape) != 2 or shape[1] != width:
        raise ValueError(f"{name} has shape {shape}, expected (N, {width})")

    def times_mask(function):
        def masked(S):
            if tuple(S.shape) != shape:
                raise ValueError(f"{name} has shape {shape}, expected {tuple(S.shape)}, that of the layer")
            return function(S) * same_world(S, f"with_dropout: S of layer {layer}", mask, name)

        return masked

    return Activation(
        f"{activation.name} with dropout", times_mask(activation.function), times_mask(activation.derivative)
    )
