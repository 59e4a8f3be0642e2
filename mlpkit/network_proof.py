"""A proof that the way back through a network is right: its code, run on symbols."""

from mlpkit.network_loss import loss_and_gradients, network_loss
from mlpkit.proof import prove_gradient


def prove_network(network, targets, *, loss="cross_entropy", reduction="mean", regions=64):
    """Prove every entry of the gradients that `loss_and_gradients` gives for a network.

    The parameters W_l and b_l and the batch X are symbols; the targets are numbers.

    Parameters
    ----------
    network : MLP
    targets : array
        As for `network_loss`; their number is N.
    loss, reduction : str
        As for `network_loss`.
    regions : int
        The most regions entered: a relu is active or not for each unit and each example, and
        the verdict says how many sides of kinks were not entered.

    Returns
    -------
    Verdict
        Of the kind *proved at shape*.

    Raises
    ------
    Refuted, NotEstablished
        As for `prove_gradient`.

    Examples
    --------
    >>> from mlpkit.network import MLP
    >>> prove_network(MLP((2, 1), ["identity"]), [[3]], loss="half_squared_error")
    ✓ proved at shape: the gradients of a 2-1 network (identity), half_squared_error
        W1 of shape (1, 2), b1 of shape (1,), X of shape (1, 2): 5 entries
    """
    layers = range(1, len(network.widths))
    shapes = {}
    for l in layers:
        shapes |= {f"W{l}": (network.widths[l], network.widths[l - 1]), f"b{l}": (network.widths[l],)}
    shapes["X"] = (len(targets), network.widths[0])

    def value(*arrays):
        *parameters, X = arrays
        pairs = list(zip(parameters[0::2], parameters[1::2], strict=True))
        return network_loss(network, pairs, X, targets, loss=loss, reduction=reduction)

    def gradients(*arrays):
        *parameters, X = arrays
        pairs = list(zip(parameters[0::2], parameters[1::2], strict=True))
        found = loss_and_gradients(network, pairs, X, targets, loss=loss, reduction=reduction)
        return [*(array for layer in found.parameters for array in layer), found.X]

    sizes, names = "-".join(map(str, network.widths)), ", ".join(f.name for f in network.activations)
    statement = f"the gradients of a {sizes} network ({names}), {loss}"
    return prove_gradient(value, gradients, wrt=tuple(shapes), statement=statement, regions=regions, **shapes)
