"""Whether widths, activations, parameters and batches fit together; every error names the layer."""

from mlpkit.arrays import as_array, every, has_values, one_world, same_world
from mlpkit.named_activations import ACTIVATIONS, Activation


def check_widths(function, widths):
    """Return the widths of a network as a tuple of at least two positive whole numbers."""
    try:
        widths = tuple(widths)
    except TypeError:
        raise TypeError(f"{function}: widths are {widths!r}, expected a sequence of whole numbers") from None
    if len(widths) < 2:
        raise ValueError(f"{function}: widths are {widths}, expected (d_0, d_1) at least")
    for l, width in enumerate(widths):
        if isinstance(width, bool) or not hasattr(width, "__index__") or width < 1:
            raise ValueError(f"{function}: {_place(l)} has width {width!r}, expected a whole number from 1")
    return tuple(width.__index__() for width in widths)


def check_activations(function, activations, layers):
    """Return one `Activation` for each layer."""
    if isinstance(activations, str):
        raise TypeError(
            f"{function}: activations are {activations!r}, expected one for each of {layers} layers:"
            f" {(activations,) * layers}"
        )
    activations = tuple(activations)
    if len(activations) != layers:
        raise ValueError(
            f"{function}: activations are {len(activations)}, expected one for each of {layers} layers"
        )
    for l, activation in enumerate(activations, start=1):
        if not isinstance(activation, Activation) and str(activation) not in ACTIVATIONS:
            advice = ": softmax comes with the loss" if activation == "softmax" else ""
            raise ValueError(
                f"{function}: layer {l} has the activation {activation!r}, expected one of"
                f" {', '.join(ACTIVATIONS)}, or an Activation{advice}"
            )
    return tuple(a if isinstance(a, Activation) else ACTIVATIONS[str(a)] for a in activations)


def check_batch(function, parameters, X, widths):
    """Return the batch, and W_1, b_1, W_2, b_2 …, as arrays of one world in the shapes of the widths."""
    named = {"X": as_array(X, f"{function}: X")[0]}
    for l, pair in enumerate(_pairs(function, parameters, widths), start=1):
        for letter, array, shape in zip("Wb", pair, ((widths[l], widths[l - 1]), (widths[l],)), strict=True):
            name = f"layer {l}: {letter}"
            named[name] = _parameter(f"{function}: {name}", array, shape, widths)
    shape = tuple(named["X"].shape)
    if len(shape) != 2 or shape[1] != widths[0] or shape[0] == 0:
        raise ValueError(
            f"{function}: X has shape {shape}, expected (N, d_0) = (N, {widths[0]}), one example a row, since"
            f" layer 1 has {widths[0]} inputs"
        )
    X, *parameters = one_world(function, **named)
    return X, parameters


def check_gradient(function, gradient, output, layers):
    """Return the gradient at the output of a network, in the shape and the world of that output."""
    gradient = same_world(output, f"{function}: output", gradient, f"{function}: gradient")
    if tuple(gradient.shape) != tuple(output.shape):
        raise ValueError(
            f"{function}: gradient has shape {tuple(gradient.shape)}, expected {tuple(output.shape)},"
            f" that of the output of layer {layers}"
        )
    return gradient


def _pairs(function, parameters, widths):
    parameters = list(parameters)
    if len(parameters) != len(widths) - 1:
        raise ValueError(
            f"{function}: parameters are of {len(parameters)} layers, expected {len(widths) - 1}, since"
            f" widths are {widths}"
        )
    for l, pair in enumerate(parameters, start=1):
        if not isinstance(pair, tuple | list) or len(pair) != 2:
            raise ValueError(f"{function}: layer {l} is a {type(pair).__name__}, expected a pair of W and b")
    return parameters


def _parameter(name, array, shape, widths):
    array, xp = as_array(array, name)
    if tuple(array.shape) != shape:
        axes = "(out, in)" if len(shape) == 2 else "(out,)"
        raise ValueError(
            f"{name} has shape {tuple(array.shape)}, expected {axes} = {shape}, since widths are {widths}"
        )
    if has_values(array) and not every(xp.isfinite(array)):
        raise ValueError(f"{name} holds nan or inf, expected finite numbers")
    return array


def _place(l):
    return f"layer {l}" if l else "the input"
