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
    steps = InPlaceSteps(run)
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
    """

    def __init__(self, run):
        from scipy.linalg import get_blas_funcs  # here, so that `import mlpkit` needs numpy only

        self.network, self.training = run.network, run.training
        self.W, self.b = ([np.array(layer[part], order="C") for layer in run.parameters] for part in (0, 1))
        self.V, self.v = ([np.array(layer[part], order="C") for layer in run.velocity] for part in (0, 1))
        # For all products the same BLAS: the threads of two would get in each other's way.
        dtype = self.W[0].dtype
        self.product, self.product_with_vector = get_blas_funcs(("gemm", "gemv"), dtype=dtype)
        self.S = self.delta = ()

    def step(self, X, targets, masks=()):
        """Take a step on one batch; return whether loss and gradient are finite at the output."""
        dtype, layers = self.W[0].dtype, list(enumerate(self.network.activations))
        masks = [mask.astype(dtype, copy=False) for mask in masks]
        with np.errstate(over="ignore", invalid="ignore"):
            self._make_room(len(X))
            Z = self._forward(layers, np.ascontiguousarray(X, dtype), masks)
            delta, loss = self._at_output(Z[-1], targets)
            for l, f in reversed(layers):
                _times_derivative(f, delta, self.S[l], Z[l + 1])
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

    def _make_room(self, examples):
        """Make room for so many examples, where there is not just that.

        In Fortran's order: what one unit gives for all examples lies side by side. For few examples the BLAS
        is quicker so, and sums over the classes go along rows of memory.
        """
        if not self.S or len(self.S[0]) != examples:
            dtype = self.W[0].dtype
            self.S, self.delta = (
                [np.empty((examples, width), dtype, order="F") for width in self.network.widths[1:]]
                for _ in range(2)
            )
            self.rows, self.ones = np.arange(examples), np.ones(examples, dtype)

    def _forward(self, layers, X, masks):
        Z = [X]
        for l, f in layers:
            S = self.S[l]
            S[...] = self.b[l]
            factor, turned = _in_fortran_order(Z[l])
            self.product(1, factor, self.W[l].T, beta=1, c=S, trans_a=turned, overwrite_c=True)
            Z.append(_activated(f, S))
            if l < len(masks):
                # Not in place: f' may need S, and f may have returned it.
                Z[-1] = np.multiply(Z[-1], masks[l], order="F")
        return Z

    def _at_output(self, output, targets):
        """Return ∂L/∂Z_L, and the loss where it can overflow by itself."""
        delta = self.delta[-1]
        if self.training.loss == "cross_entropy" and targets.ndim == 1:
            np.subtract(output, np.maximum.reduce(output, axis=1, keepdims=True), out=delta)
            np.exp(delta, out=delta)
            delta /= len(output) * np.add.reduce(delta, axis=1, keepdims=True)
            delta[self.rows, targets] -= 1 / len(output)
            return delta, 0
        loss, gradient = (
            at_output(self.network, function, output, targets, "mean")
            for function in named_loss("train", self.training.loss)
        )
        delta[...] = gradient
        return delta, loss

    def _below(self, l, delta):
        """Return δ_l W_l, the gradient with respect to what the layer below gives."""
        room = self.delta[l - 1]
        self.product(1, delta, self.W[l].T, c=room, trans_b=True, overwrite_c=True)
        return room

    def _move(self, l, delta, Z):
        """Do v ← μ v − η g and θ ← θ + v, or without momentum θ ← θ − η g, for W_l and b_l."""
        rate, momentum, penalty = self.training.rate, self.training.momentum, self.training.penalty
        moved, shift = (self.V[l], self.v[l]) if momentum else (self.W[l], self.b[l])
        pull = None if penalty is None else rate * penalty.weight_gradient(l, self.W[l])
        keep = momentum or 1
        # The vector first, while delta is in the caches.
        self.product_with_vector(-rate, delta, self.ones, beta=keep, y=shift, trans=True, overwrite_y=True)
        factor, turned = _in_fortran_order(Z)
        self.product(-rate, factor, delta, beta=keep, c=moved.T, trans_a=not turned, overwrite_c=True)
        if pull is not None:
            moved -= pull
        if momentum:
            self.W[l] += moved
            self.b[l] += shift


def _in_fortran_order(A):
    """Return A or Aᵀ, whichever is in Fortran's order as the BLAS wants it, and whether it was turned."""
    return (A, False) if A.flags.f_contiguous else (A.T, True)


def _activated(f, S):
    """Return f(S), in the room of S where f' can still be told from it."""
    if f.function is identity:
        return S
    if f.function is relu:
        return S.clip(0, np.inf, out=S)
    return np.asfortranarray(f.function(S), S.dtype)


def _times_derivative(f, delta, S, Z):
    """Multiply the gradient with respect to f(S) by f'(S)."""
    if f.function is relu:
        delta *= Z > 0
    elif f.function is not identity:
        delta *= f.derivative(S)
