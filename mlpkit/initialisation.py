"""Where the weights of a network start: random, small enough, and of the right spread for each activation.

With all weights equal the units of a layer would stay copies of one another. With too much
spread tanh and sigmoid saturate, with too little the signal dies out from layer to layer.
The schemes keep the variance of what flows through a layer about the same.
"""

import math

import numpy as np

from mlpkit.checks import check_rng
from mlpkit.dense import Layer


def he_normal(rng, out, into, *, slope=0.0):
    """Normal weights for relu and leaky_relu, of variance 2 / ((1 + α²) in).

    A relu keeps half of its inputs, and with them half of the mean square; the 2 makes up for it.

    Parameters
    ----------
    rng : np.random.Generator
    out, into : int
        The units of the layer, and its inputs.
    slope : float
        α of `leaky_relu`; 0 is relu.

    Returns
    -------
    array of float64, shape (out, into)

    References
    ----------
    He, Zhang, Ren and Sun, *Delving deep into rectifiers* (2015).

    Examples
    --------
    >>> he_normal(np.random.default_rng(0), 3, 2).shape
    (3, 2)
    """
    return rng.normal(scale=math.sqrt(2 / ((1 + slope**2) * into)), size=(out, into))


def glorot_normal(rng, out, into):
    """Normal weights for tanh, sigmoid and the identity, of variance 2 / (in + out).

    1/in would keep the variance of what flows forward, 1/out that of what flows back; this
    lies between them.

    Parameters
    ----------
    rng : np.random.Generator
    out, into : int
        The units of the layer, and its inputs.

    Returns
    -------
    array of float64, shape (out, into)

    References
    ----------
    Glorot and Bengio, *Understanding the difficulty of training deep feedforward neural
    networks* (2010).

    Examples
    --------
    >>> glorot_normal(np.random.default_rng(0), 3, 2).shape
    (3, 2)
    """
    return rng.normal(scale=math.sqrt(2 / (into + out)), size=(out, into))


def initial_parameters(network, rng):
    """Return random parameters for an `MLP`: He's for relu layers, Glorot's for others, biases 0.

    Parameters
    ----------
    network : MLP
    rng : np.random.Generator
        Where the randomness comes from; the same seed gives the same parameters.

    Returns
    -------
    tuple of L Layers
        Arrays of float64.

    Raises
    ------
    TypeError
        If ``rng`` is no generator.

    Examples
    --------
    >>> from mlpkit.network import MLP
    >>> network = MLP((4, 3, 2), ("relu", "identity"))
    >>> [W.shape for W, b in initial_parameters(network, np.random.default_rng(0))]
    [(3, 4), (2, 3)]
    """
    check_rng("initial_parameters", rng)
    layers = zip(network.widths[1:], network.widths[:-1], network.activations, strict=True)
    return tuple(Layer(_weights(rng, out, into, f), np.zeros(out)) for out, into, f in layers)


def _weights(rng, out, into, activation):
    # f(1) = 1 and f(−1) = −α is what a relu and a leaky relu have in common.
    if activation.name.startswith(("relu", "leaky_relu")):
        return he_normal(rng, out, into, slope=-float(activation.function(-1.0)))
    return glorot_normal(rng, out, into)
