"""Slopes along directions: known ones, random ones, structures, mutants and errors."""

import numpy as np
import pytest

from mlpkit import Layer, loss_and_gradients, network_loss
from mlpkit.gradcheck.directional import check_directions, directional_difference
from tests.test_network import problem


def cubes(x):
    return np.sum(x**3)


@pytest.mark.parametrize("shape", [(), (4,), (2, 3)], ids=str)
def test_known_slopes(shape, rng):
    x, v = rng.normal(size=(2, *shape))
    wanted = np.sum(3 * x**2 * v)
    assert directional_difference(cubes, x, v) == pytest.approx(wanted, rel=1e-8, abs=1e-9)
    assert directional_difference(cubes, x, 1e3 * v) == pytest.approx(1e3 * wanted, rel=1e-8, abs=1e-6)


def test_the_step_never_moves_an_entry_by_more_than_its_own():
    seen = []
    directional_difference(lambda x: seen.append(x) or 0.0, [0.0, 1e6, 5.0], [1.0, 1e9, 0.0])
    moved = np.abs(seen[1] - seen[0])
    np.testing.assert_allclose(moved, np.cbrt(2.0**-52) * np.array([1e-3, 1e6, 0]), rtol=1e-3)


def test_a_given_step():
    seen = []
    directional_difference(lambda x: seen.append(x) or 0.0, [1.0, 2.0], [1.0, -2.0], step=0.5)
    np.testing.assert_array_equal(seen, [[1.5, 1.0], [0.5, 3.0]])


def test_along_a_structure():
    at = [Layer(np.array([[1.0, 2.0]]), np.array([3.0]))]
    along = [([[1, 0]], [2])]
    slope = directional_difference(lambda p: p[0].W[0, 0] * p[0].b[0], at, along)
    assert slope == pytest.approx(1 * 3 + 1 * 2, rel=1e-9)


@pytest.mark.parametrize("loss", ["cross_entropy", "half_squared_error"])
def test_a_network(loss, rng):
    network, parameters, X, targets = problem((4, 6, 5, 3), ["tanh", "sigmoid", "identity"], loss, 7)
    gradients = loss_and_gradients(network, parameters, X, targets, loss=loss).parameters

    def value(parameters):
        return network_loss(network, parameters, X, targets, loss=loss)

    right = check_directions(value, gradients, parameters, rng=rng, count=5)
    assert right.worst < 1e-7 and right.claimed.shape == right.measured.shape == (5,)
    assert str(right).startswith("5 random directions, worst relative error ")
    wrong = [*gradients[:1], gradients[1]._replace(b=-gradients[1].b), gradients[2]]
    assert check_directions(value, wrong, parameters, rng=rng).worst > 1e-3


MUTANTS = {
    "sign": lambda g: -g,
    "factor": lambda g: 1.001 * g,
    "one entry": lambda g: g + np.eye(5)[2],
    "permuted": lambda g: g[::-1],
    "nan": lambda g: np.where(np.arange(5) == 3, np.nan, g),
}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_mutants(mutant, rng):
    x = np.array([1.0, -0.5, 2.0, 0.3, 1.4])
    assert check_directions(cubes, 3 * x**2, x, rng=rng).worst < 1e-8
    assert check_directions(cubes, MUTANTS[mutant](3 * x**2), x, rng=rng).worst > 5e-4


def test_directions_are_of_length_1_and_reproducible():
    seen = []
    two = [
        check_directions(
            lambda x: seen.append(x) or x[0], [1.0, 0, 0], np.zeros(3), rng=np.random.default_rng(1)
        )
        for _ in range(2)
    ]
    np.testing.assert_array_equal(two[0].measured, two[1].measured)
    assert np.all(np.abs(two[0].claimed) <= 1) and len(set(two[0].claimed)) == 8


def test_float32():
    x = np.array([0.5, 2.0, -1.0])
    found = check_directions(
        lambda x: np.sum(np.asarray(x, np.float32) ** 2), 2 * x, x, rng=np.random.default_rng(0)
    )
    assert found.worst < 1e-3


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda rng: directional_difference(np.sum, [1.0, 2.0], [1.0]),
            ValueError,
            r"directional_difference: direction has shape \(1,\), expected \(2,\)",
        ),
        (lambda rng: directional_difference(np.sum, [1.0], [0.0]), ValueError, "direction is 0 everywhere"),
        (
            lambda rng: directional_difference(np.sum, [1.0], [1.0], step=-1),
            ValueError,
            "directional_difference: step is -1, expected a positive number",
        ),
        (lambda rng: directional_difference(lambda x: x, [1.0, 2], [1.0, 1]), ValueError, "returned shape"),
        (
            lambda rng: check_directions(np.sum, [1.0], [1.0, 2.0], rng=rng),
            ValueError,
            r"check_directions: gradient has shape \(1,\), expected \(2,\)",
        ),
        (lambda rng: check_directions(np.sum, [], [], rng=rng), ValueError, "x is empty"),
        (
            lambda rng: check_directions(np.sum, [1.0], [1.0], rng=7),
            TypeError,
            "check_directions: rng is int",
        ),
        (lambda rng: check_directions(np.sum, [1.0], [1.0], rng=rng, count=0), ValueError, "count is 0"),
    ],
    ids=["shape", "zero", "step", "array", "gradient", "empty", "rng", "count"],
)
def test_errors(call, error, message, rng):
    with pytest.raises(error, match=message):
        call(rng)
