"""Training in place: the steps of `mlpkit.training`, written into arrays that are used again.

What a step written as in a textbook loses beside its matrix products goes mostly into carrying W through
memory: once for the gradient, once for its product with η, once for the difference. Here one call of the
BLAS does W ← W − η δᵀ Z. What is computed is what `mlpkit.training.step` computes, up to rounding.
"""

from dataclasses import replace

import numpy as np

from mlpkit.dense import Layer
from mlpkit.kinks import relu
from mlpkit.named_activations import identity
from mlpkit.network_loss import at_output, named_loss


def fits(run, X, targets):
    """Return whether these steps can be taken in place.

    They can with numpy arrays of one precision, and examples and labels that need no error message.
    """
    arrays = [array for layer in (*run.parameters, *run.velocity) for array in layer]
    widths = run.network.widths
    return (
        all(type(array) is np.ndarray and array.dtype == arrays[0].dtype for array in arrays)
        and arrays[0].dtype in (np.float32, np.float64)
        and (isinstance(X, np.ndarray) and X.dtype.kind == "f" and X.shape[1:] == widths[:1])
        and (targets.ndim != 1 or _are_labels(targets, widths[-1]))
    )


def _are_labels(targets, classes):
    return targets.dtype.kind in "iu" and 0 <= targets.min() <= targets.max() < classes


def steps_in_place(run, X, targets, batches, masks):
    """Return the `Run` after a step on each batch, or None if it left the finite numbers on the way.

    The arrays of ``run`` stay as they are. So what is interrupted from the keyboard is taken again from there
    up to the last whole step, and comes out the same, bit for bit.

    Parameters
    ----------
    run : Run
        With parameters that `fits` accepts.
    X, targets : arrays
        All examples, as `mlpkit.train` takes them.
    batches : list of arrays of integers
    masks : callable
        The masks of dropout, from the number of the batch in the epoch and the number of its examples.
    """
    done = 0
    steps = InPlaceSteps(run, max(map(len, batches), default=0))
    try:
        for batch in batches:
            if not steps.step(X[batch], targets[batch], masks(run.batch + done, len(batch))):
                return None
            done += 1
    except KeyboardInterrupt:
        again = steps_in_place(run, X, targets, batches[:done], masks)
        return replace(again or run, status="interrupted")
    return steps.into(run, done) if steps.in_range() else None


class InPlaceSteps:
    """The parameters and the velocity of a `Run`, copied, and room for the way forward and back.

    Parameters
    ----------
    run : Run
    examples : int
        The size of the largest batch that will come.
    """

    def __init__(self, run, examples):
        from scipy.linalg import get_blas_funcs  # here, so that `import mlpkit` needs numpy only

        self.network, self.training = run.network, run.training
        self.W, self.b = ([np.array(layer[part], order="C") for layer in run.parameters] for part in (0, 1))
        self.V, self.v = ([np.array(layer[part], order="C") for layer in run.velocity] for part in (0, 1))
        # For all products the same BLAS: the threads of two would get in each other's way. It counts along
        # columns, so what it sees of these rows is Wᵀ, Zᵀ and δᵀ.
        dtype = self.W[0].dtype
        self.product, self.product_with_vector = get_blas_funcs(("gemm", "gemv"), dtype=dtype)
        widths = self.network.widths[1:]
        self.S = [np.empty((examples, width), dtype) for width in widths]
        self.delta = [np.empty_like(S) for S in self.S]
        self.rows, self.ones = np.arange(examples), np.ones(examples, dtype)

    def step(self, X, targets, masks=()):
        """Take a step on one batch; return whether loss and gradient are finite at the output."""
        dtype, layers = self.W[0].dtype, list(enumerate(self.network.activations))
        masks = [mask.astype(dtype, copy=False) for mask in masks]
        with np.errstate(over="ignore", invalid="ignore"):
            S, Z = self._forward(layers, np.ascontiguousarray(X, dtype), masks)
            delta, loss = self._at_output(Z[-1], targets)
            for l, f in reversed(layers):
                _times_derivative(f, delta, S[l], Z[l + 1])
                if l < len(masks):
                    delta *= masks[l]
                # With the weights as they were on the way forward: they move next.
                below = self._below(l, delta) if l else None
                if l == len(layers) - 1 and not np.isfinite(loss + np.add.reduce(delta, axis=None)):
                    return False
                self._move(l, delta, Z[l])
                delta = below
        return True

    def into(self, run, steps):
        """Return the run after so many steps, with the arrays as they are now."""
        parameters, velocity = (tuple(map(Layer, *pair)) for pair in ((self.W, self.b), (self.V, self.v)))
        return replace(run, parameters=parameters, velocity=velocity, batch=run.batch + steps)

    def in_range(self):
        """Return whether no parameter has come near the end of the floating-point range."""
        largest = np.sqrt(np.finfo(self.W[0].dtype).max)
        return all(np.abs(array).max() < largest for array in (*self.W, *self.b))

    def _forward(self, layers, X, masks):
        S, Z = [room[: len(X)] for room in self.S], [X]
        for l, f in layers:
            S[l][...] = self.b[l]
            self.product(1, self.W[l].T, Z[l].T, beta=1, c=S[l].T, trans_a=True, overwrite_c=True)
            Z.append(_activated(f, S[l]))
            if l < len(masks):
                Z[-1] = Z[-1] * masks[l]  # not in place: f' may need S, and f may have returned it
        return S, Z

    def _at_output(self, output, targets):
        """Return ∂L/∂Z_L, and the loss where it can overflow by itself."""
        delta = self.delta[-1][: len(output)]
        if self.training.loss == "cross_entropy" and targets.ndim == 1:
            np.subtract(output, np.maximum.reduce(output, axis=1, keepdims=True), out=delta)
            np.exp(delta, out=delta)
            delta /= len(output) * np.add.reduce(delta, axis=1, keepdims=True)
            delta[self.rows[: len(output)], targets] -= 1 / len(output)
            return delta, 0
        loss, gradient = (
            at_output(self.network, function, output, targets, "mean")
            for function in named_loss("train", self.training.loss)
        )
        delta[...] = gradient
        return delta, loss

    def _below(self, l, delta):
        """Return δ_l W_l, the gradient with respect to what the layer below gives."""
        room = self.delta[l - 1][: len(delta)]
        self.product(1, self.W[l].T, delta.T, c=room.T, overwrite_c=True)
        return room

    def _move(self, l, delta, Z):
        """Do v ← μ v − η g and θ ← θ + v, or without momentum θ ← θ − η g, for W_l and b_l."""
        rate, momentum, penalty = self.training.rate, self.training.momentum, self.training.penalty
        moved, shift = (self.V[l], self.v[l]) if momentum else (self.W[l], self.b[l])
        pull = None if penalty is None else rate * penalty.weight_gradient(l, self.W[l])
        keep, ones = momentum or 1, self.ones[: len(delta)]
        self.product(-rate, Z.T, delta.T, beta=keep, c=moved.T, trans_b=True, overwrite_c=True)
        self.product_with_vector(-rate, delta.T, ones, beta=keep, y=shift, overwrite_y=True)
        if pull is not None:
            moved -= pull
        if momentum:
            self.W[l] += moved
            self.b[l] += shift


def _activated(f, S):
    """Return f(S), in the room of S where f' can still be told from it."""
    if f.function is identity:
        return S
    if f.function is relu:
        return np.maximum(S, 0, out=S)
    return np.ascontiguousarray(f.function(S), S.dtype)


def _times_derivative(f, delta, S, Z):
    """Multiply the gradient with respect to f(S) by f'(S)."""
    if f.function is relu:
        delta *= Z > 0
    elif f.function is not identity:
        delta *= f.derivative(S)
