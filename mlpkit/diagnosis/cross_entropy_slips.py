"""What people get wrong in the gradient of the cross-entropy by the logits, S(o)(Σ_k t_k) − t.

``change(at)`` returns the wrong gradient of the sum over the batch; ``at`` is the `Output`.
"""

import numpy as np

from mlpkit.activations import sigmoid
from mlpkit.diagnosis.slip import Slip
from mlpkit.softmax import log_softmax, softmax, softmax_vjp


def _elementwise(S):
    return S * (1 - S)


def _hidden_softmax(at):
    fits = at.hidden is not None and at.hidden.shape == at.o.shape
    return softmax(at.hidden) * at.total - at.t if fits else None


def _wrong_index(at):
    S, t = softmax(at.o), at.t
    return -t * (1 - S) + (t * S).sum(axis=-1, keepdims=True) - t * S


def _over_batch(at):
    return softmax(at.o, axis=0) * at.total - at.t if at.o.ndim == 2 else None


def _one_number(at):
    return np.broadcast_to(np.where(at.t > 0, at.off, 0).sum(axis=-1, keepdims=True), at.o.shape)


CROSS_ENTROPY = (
    Slip(
        "one-hot inside the softmax",
        "bracket",
        "S(o − onehot) is taken for S(o) − onehot",
        lambda at: softmax(at.o - at.t),
    ),
    Slip(
        "ones for the one-hot",
        "one-hot",
        "1 is subtracted from every component, not from that of the right class",
        lambda at: softmax(at.o) * at.total - 1,
    ),
    Slip(
        "right class only",
        "one component only",
        "only the component of the right class has a gradient: the others are S_k",
        lambda at: np.where(at.t > 0, at.off, 0),
    ),
    Slip(
        "one number in every component",
        "one component only",
        "the component of the right class stands in every place",
        _one_number,
    ),
    Slip(
        "diagonal of the softmax Jacobian only",
        "diagonal only",
        "softmax' is taken as S(1 − S): every component of the softmax depends on every logit",
        lambda at: -at.t * (1 - softmax(at.o)),
    ),
    Slip(
        "outer derivative at the wrong index",
        "wrong index",
        "in Σ_j the derivative −t_j/S_j is taken at i instead of j",
        _wrong_index,
    ),
    Slip(
        "t_i for the sum of the other targets",
        "right answer, false step",
        "Σ_{k≠i} t_k is taken for t_i: −t(1 − S) + tS is −t + 2tS",
        lambda at: -at.t + 2 * at.t * softmax(at.o),
    ),
    Slip(
        "targets taken to sum to 1",
        "missing factor",
        "S(o) has to be multiplied by Σ_k t_k, which is not 1 here",
        lambda at: softmax(at.o) - at.t,
    ),
    Slip(
        "targets forgotten",
        "missing term",
        "the targets are not subtracted",
        lambda at: softmax(at.o) * at.total,
    ),
    Slip(
        "softmax forgotten",
        "missing function",
        "the logits themselves stand for their softmax",
        lambda at: at.o - at.t,
    ),
    Slip(
        "softmax twice",
        "function taken twice",
        "softmax is taken of what is a softmax already; the loss takes logits",
        lambda at: softmax(softmax(at.o)) * at.total - at.t,
    ),
    Slip(
        "exponential twice",
        "exponent",
        "e is raised to e^o",
        lambda at: softmax(np.exp(at.o)) * at.total - at.t,
    ),
    Slip(
        "softmax over the batch",
        "index",
        "the sum in the softmax runs over the examples, not over the classes",
        _over_batch,
    ),
    Slip(
        "softmax of each component alone",
        "function of one component",
        "the sigmoid stands for the softmax, which needs the whole vector",
        lambda at: sigmoid(at.o) * at.total - at.t,
    ),
    Slip(
        "softmax Jacobian once more",
        "chain rule twice",
        "S − t has the derivative of the softmax in it already",
        lambda at: softmax_vjp(at.o, at.off),
    ),
    Slip(
        "S(1 − S) once more",
        "chain rule twice",
        "S − t has the derivative of the softmax in it already",
        lambda at: at.off * _elementwise(softmax(at.o)),
    ),
    Slip(
        "softmax Jacobian missing",
        "missing factor",
        "−t/S is the gradient by the probabilities, not by the logits",
        lambda at: -at.t / softmax(at.o),
    ),
    Slip(
        "softmax at the hidden layer",
        "wrong layer",
        "the softmax is taken at the hidden pre-activations",
        _hidden_softmax,
    ),
    Slip(
        "class index kept inside the sum",
        "index",
        "with one index in both places the loss is log K, whatever the logits are",
        lambda at: np.zeros_like(at.o),
    ),
    Slip(
        "value for derivative",
        "value for derivative",
        "these are the terms of the loss itself",
        lambda at: -at.t * log_softmax(at.o),
    ),
    Slip(
        "labels one too low",
        "index",
        "the labels count from 1 here and from 0 in the targets",
        lambda at: softmax(at.o) * at.total - np.roll(at.t, -1, axis=-1),
    ),
    Slip(
        "labels one too high",
        "index",
        "the labels count from 0 here and from 1 in the targets",
        lambda at: softmax(at.o) * at.total - np.roll(at.t, 1, axis=-1),
    ),
)
