"""Every input of every function: what becomes float64, what keeps its dtype, and which world it is in."""

import numpy as np
import pytest

import mlpkit
from mlpkit.arrays import as_array, has_values, same_world

ENTRYWISE = [
    f"{name}{suffix}"
    for name in [
        "sigmoid",
        "tanh",
        "softplus",
        "log_sigmoid",
        "relu",
        "leaky_relu",
        "sign",
        "abs",
        "indicator",
        "identity",
    ]
    for suffix in ("", "_derivative")
]
VECTORIAL = ["softmax", "log_softmax", "logsumexp", "softmax_jacobian"]
CALLS = {name: getattr(mlpkit, name) for name in [*ENTRYWISE, *VECTORIAL]} | {
    "sigmoid_vjp": lambda x: mlpkit.sigmoid_vjp(x, x),
    "softmax_vjp": lambda x: mlpkit.softmax_vjp(x, x),
    "cross_entropy": lambda x: mlpkit.cross_entropy(x, np.int64(0) if np.ndim(x) == 1 else [0] * len(x)),
    "cross_entropy_gradient": lambda x: mlpkit.cross_entropy_gradient(
        x, [0] * len(x) if np.ndim(x) > 1 else 0
    ),
    "squared_norm": mlpkit.squared_norm,
    "squared_norm_gradient": mlpkit.squared_norm_gradient,
    "absolute_norm": mlpkit.absolute_norm,
    "absolute_norm_gradient": mlpkit.absolute_norm_gradient,
    "binary_cross_entropy": lambda x: mlpkit.binary_cross_entropy(x, np.ones(np.shape(x))),
    "binary_cross_entropy_gradient": lambda x: mlpkit.binary_cross_entropy_gradient(x, np.ones(np.shape(x))),
    "half_squared_error": lambda x: mlpkit.half_squared_error(x, np.ones(np.shape(x))),
    "half_squared_error_gradient": lambda x: mlpkit.half_squared_error_gradient(x, np.ones(np.shape(x))),
}
# What takes widths, parameters or a generator has tests of its own.
NETWORKS = {
    *("ACTIVATIONS", "Activation", "Layer", "MLP", "dense", "dense_gradients", "glorot_normal", "he_normal"),
    *("softmax_hinge", "softmax_hinge_gradient", "weston_watkins", "weston_watkins_gradient"),
    *("crammer_singer", "crammer_singer_gradient", "ElasticNet", "soft_threshold"),
    *(
        "absolute_norm_subdifferential",
        "initial_parameters",
        "leaky",
        "loss_and_gradients",
        "network_loss",
        "parameter_count",
    ),
    *("Run", "Training", "start_run", "train", "save_run", "load_run", "minibatches", "accuracy", "score"),
    *("gradient_descent", "dropout_masks", "with_dropout"),
    *("checkpointed_gradients", "forward_keeping_preactivations"),
}
every_function = pytest.mark.parametrize("name", CALLS)


def test_every_public_function_is_here():
    assert CALLS.keys() == set(mlpkit.__all__) - NETWORKS


@every_function
@pytest.mark.parametrize(
    "x",
    [
        [1, 2, 0],
        (1, 2, 0),
        [True, False, True],
        np.array([1, 2, 0], np.int8),
        np.array([1, 2], np.uint64),
        range(3),
    ],
    ids=["list", "tuple", "bools", "int8", "uint64", "range"],
)
def test_numbers_become_float64(name, x):
    value = CALLS[name](x)
    assert value.dtype == np.float64
    np.testing.assert_array_equal(value, CALLS[name](np.array(list(x), dtype=np.float64)))


@every_function
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.complex128])
def test_floating_dtypes_are_kept(name, dtype):
    value = CALLS[name](np.array([[0.5, -1, 2], [0, 0, 3]], dtype=dtype))
    assert value.dtype == dtype
    exact = CALLS[name](np.array([[0.5, -1, 2], [0, 0, 3]]))
    np.testing.assert_allclose(value, exact, rtol=20 * np.finfo(dtype).eps, atol=2 * np.finfo(dtype).eps)


@pytest.mark.parametrize("x", [2, True, 2.0, np.float32(2), np.int8(2), np.array(2.0)], ids=repr)
@pytest.mark.parametrize("name", ENTRYWISE)
def test_a_number_gives_a_number(name, x):
    value = CALLS[name](x)
    assert isinstance(value, np.floating)
    assert value.dtype == (np.float32 if isinstance(x, np.float32) else np.float64)
    assert value == CALLS[name](np.array([x]))[0]


@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 0), (2, 3), (1, 4, 2), (2, 1, 3, 2)], ids=str)
@pytest.mark.parametrize("name", [*ENTRYWISE, "sigmoid_vjp"])
def test_entrywise_functions_keep_the_shape(name, shape, rng):
    x = rng.normal(size=shape)
    value = CALLS[name](x)
    assert value.shape == shape
    each = [CALLS[name](entry) for entry in x.flat]
    np.testing.assert_allclose(value, np.reshape(each, shape), rtol=4e-15)


@every_function
def test_views_are_read_right_and_left_alone(name, rng):
    memory = rng.normal(size=(6, 8))
    view, before = memory[::-2, 1::3].T, memory.copy()
    np.testing.assert_allclose(CALLS[name](view), CALLS[name](view.copy(order="C")), rtol=1e-14)
    np.testing.assert_array_equal(memory, before)
    memory.flags.writeable = False
    CALLS[name](memory)


@every_function
def test_the_result_is_a_new_array(name, rng):
    x = np.abs(rng.normal(size=(2, 3)))
    assert not np.shares_memory(CALLS[name](x), x)


def test_as_array_passes_floating_arrays_unchanged():
    x = np.array([1.0, 2])
    array, xp = as_array(x, "f: x")
    assert array is x
    assert xp is np


@pytest.mark.parametrize("library", ["jax.numpy", "torch"])
def test_other_worlds(library):
    xp = pytest.importorskip(library)
    name = library.partition(".")[0]
    x = xp.asarray([1, 2])
    value, _ = as_array(x, "f: x")
    assert type(value) is type(x)
    assert value.dtype == xp.asarray(0.0).dtype
    assert as_array(value, "f: x")[0] is value
    assert as_array(value + 1j, "f: x")[0].dtype == (value + 1j).dtype
    assert type(same_world(x, "f: x", np.array([1.0]), "f: y")) is type(x)
    assert has_values(x)
    with pytest.raises(TypeError) as error:
        mlpkit.softmax_vjp([1, 2], x)
    names = f"softmax_vjp: upstream and x are arrays of {name} and numpy"
    assert str(error.value) == f"{names}, expected both from the same library"


def test_another_device():
    torch = pytest.importorskip("torch")
    # The meta device holds no values; an array made on the wrong device cannot meet one of it.
    x, upstream = torch.zeros(3, 4, device="meta"), np.ones((3, 4))
    assert mlpkit.softmax_jacobian(x).device == x.device
    assert mlpkit.softmax_vjp(x, upstream).device == x.device
    assert mlpkit.sigmoid_vjp(x, upstream).device == x.device


def test_the_upstream_gradient_takes_the_precision_of_x():
    x, upstream = np.float32([1, 2]), np.ones(2)
    assert mlpkit.softmax_vjp(x, upstream).dtype == np.float32
    assert mlpkit.sigmoid_vjp(x, upstream).dtype == np.float32
    assert mlpkit.cross_entropy(x.astype(np.complex64), [0.5, 0.5]).dtype == np.complex64


def test_a_tracer_has_no_values():
    jax = pytest.importorskip("jax")
    seen = []
    jax.jit(lambda x: seen.append(has_values(x)) or x)(jax.numpy.ones(2))
    assert seen == [False]
