"""mlpkit: the gradients of a neural network, derived, proved and run.

The small package behind the book of executable derivations. The functions below are
written once, against the namespace of their input: numpy arrays train, complex numbers
give complex-step derivatives, symbols give formulas, JAX and PyTorch arrays can be
differentiated by somebody else's autodiff.
"""

from mlpkit.activations import (
    log_sigmoid,
    log_sigmoid_derivative,
    sigmoid,
    sigmoid_derivative,
    sigmoid_vjp,
    softplus,
    softplus_derivative,
    tanh,
    tanh_derivative,
)
from mlpkit.binary import binary_cross_entropy, binary_cross_entropy_gradient
from mlpkit.dense import Layer, dense, dense_gradients
from mlpkit.descent import gradient_descent
from mlpkit.dropout import dropout_masks, with_dropout
from mlpkit.hinge import (
    crammer_singer,
    crammer_singer_gradient,
    softmax_hinge,
    softmax_hinge_gradient,
    weston_watkins,
    weston_watkins_gradient,
)
from mlpkit.initialisation import glorot_normal, he_normal, initial_parameters
from mlpkit.kinks import (
    abs,
    abs_derivative,
    indicator,
    indicator_derivative,
    leaky_relu,
    leaky_relu_derivative,
    relu,
    relu_derivative,
    sign,
    sign_derivative,
)
from mlpkit.losses import (
    cross_entropy,
    cross_entropy_gradient,
    half_squared_error,
    half_squared_error_gradient,
)
from mlpkit.minibatches import minibatches
from mlpkit.named_activations import ACTIVATIONS, Activation, identity, identity_derivative, leaky
from mlpkit.network import MLP, parameter_count
from mlpkit.network_loss import loss_and_gradients, network_loss
from mlpkit.penalties import (
    ElasticNet,
    absolute_norm,
    absolute_norm_gradient,
    absolute_norm_subdifferential,
    soft_threshold,
    squared_norm,
    squared_norm_gradient,
)
from mlpkit.recomputation import checkpointed_gradients, forward_keeping_preactivations
from mlpkit.runs import Run, Training, start_run
from mlpkit.saving import load_run, save_run
from mlpkit.scoring import accuracy, score
from mlpkit.softmax import log_softmax, logsumexp, softmax, softmax_jacobian, softmax_vjp
from mlpkit.training import train

__version__ = "0.1.0"

__all__ = [
    "ACTIVATIONS",
    "MLP",
    "Activation",
    "ElasticNet",
    "Layer",
    "Run",
    "Training",
    "abs",
    "abs_derivative",
    "absolute_norm",
    "absolute_norm_gradient",
    "absolute_norm_subdifferential",
    "accuracy",
    "binary_cross_entropy",
    "binary_cross_entropy_gradient",
    "checkpointed_gradients",
    "crammer_singer",
    "crammer_singer_gradient",
    "cross_entropy",
    "cross_entropy_gradient",
    "dense",
    "dense_gradients",
    "dropout_masks",
    "forward_keeping_preactivations",
    "glorot_normal",
    "gradient_descent",
    "half_squared_error",
    "half_squared_error_gradient",
    "he_normal",
    "identity",
    "identity_derivative",
    "indicator",
    "indicator_derivative",
    "initial_parameters",
    "leaky",
    "leaky_relu",
    "leaky_relu_derivative",
    "load_run",
    "log_sigmoid",
    "log_sigmoid_derivative",
    "log_softmax",
    "logsumexp",
    "loss_and_gradients",
    "minibatches",
    "network_loss",
    "parameter_count",
    "relu",
    "relu_derivative",
    "save_run",
    "score",
    "sigmoid",
    "sigmoid_derivative",
    "sigmoid_vjp",
    "sign",
    "sign_derivative",
    "soft_threshold",
    "softmax",
    "softmax_hinge",
    "softmax_hinge_gradient",
    "softmax_jacobian",
    "softmax_vjp",
    "softplus",
    "softplus_derivative",
    "squared_norm",
    "squared_norm_gradient",
    "start_run",
    "tanh",
    "tanh_derivative",
    "train",
    "weston_watkins",
    "weston_watkins_gradient",
    "with_dropout",
]
