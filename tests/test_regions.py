"""Regions: questions about signs, the facts that follow, and whether all regions are found."""

import math

import numpy as np
import pytest
import sympy
from sympy import Integer, Rational, exp, log, symbols

from mlpkit.regions import OnSeam, Question, World, explore, signature

x, y = symbols("x y", real=True)
PLACE = {x: Rational(2), y: Rational(-3)}


@pytest.mark.parametrize(
    ("expression", "sign", "odd", "even"),
    [
        (Integer(-3), -1, (), ()),
        (Integer(0), 0, (), ()),
        (x, 1, (x,), ()),
        (-3 * x, -1, (x,), ()),
        (1 - x, -1, (x - 1,), ()),
        (x**2 * y, 1, (y,), (x,)),
        (-(x**3) / y**2, -1, (x,), (y,)),
        (x**2 - y**2, 1, (x - y, x + y), ()),
        (x**2 + y**2, 1, (), (x**2 + y**2,)),
        (-(x**2) - 1, -1, (), ()),
        (exp(x) + exp(-x), 1, (), ()),
        (exp(x) - 1, 1, (exp(x) - 1,), ()),
        (2 - exp(1), -1, (), ()),
        (log(2) - log(3), -1, (), ()),
        (sympy.tanh(x) - 1, -1, (), ()),
        (log(1 + exp(x)), 1, (log(1 + exp(x)),), ()),
    ],
    ids=str,
)
def test_signature(expression, sign, odd, even):
    found = signature(expression)
    assert (found[0], set(found[1]), set(found[2])) == (sign, set(odd), set(even))


@pytest.mark.parametrize(
    "expression", [x, x * y, x**2 - y, 1 - x * exp(y), exp(exp(x)) - 9, x**2 * y], ids=str
)
@pytest.mark.parametrize("witness", [(2, -3), (-1, Rational(1, 2)), (5, 7)], ids=str)
def test_sign_is_the_sign_at_the_witness(expression, witness):
    point = dict(zip((x, y), map(sympy.sympify, witness), strict=True))
    assert World(point).sign(expression) == np.sign(float(expression.xreplace(point)))


def test_sign_of_infinities_and_nan():
    world = World(PLACE)
    assert (world.sign(sympy.oo), world.sign(-sympy.oo)) == (1, -1)
    assert math.isnan(world.sign(sympy.nan))
    assert world.sign(x - x) == 0
    assert world.path == []


def test_facts_answer_what_was_asked_before():
    world = World(PLACE)
    assert world.sign(x * y) == -1
    assert [q.expressions for q, _ in world.path] == [(x,), (y,)]
    assert world.sign(-x / y) == 1
    assert world.sign(x**2 * y) == -1
    assert len(world.path) == 2
    assert world.nonzero == {x}


def test_largest_answers_differences():
    world = World(PLACE)
    assert world.largest([y, x, y + 1]) == 1
    assert world.path == [(Question((y, x, y + 1)), 1)]
    assert world.sign(x - y) == 1
    assert world.largest([x, y]) == 0
    assert len(world.path) == 1
    assert world.largest([y, sympy.nan, x]) == 1


@pytest.mark.parametrize(
    "ask", [lambda w: w.sign(x - 2), lambda w: w.largest([x, y + 5])], ids=["sign", "tie"]
)
def test_a_witness_on_a_seam(ask):
    with pytest.raises(OnSeam):
        ask(World(PLACE))


def test_a_sign_no_digits_can_tell_is_an_error():
    with pytest.raises(NotImplementedError, match="not known to 1,500 digits"):
        World(PLACE).sign(log(1 + exp(Integer(-10000))))


def test_a_sign_that_hangs_on_a_root_is_an_error():
    with pytest.raises(NotImplementedError, match="hangs on the sign of a root"):
        World(PLACE).sign(sympy.sqrt(x**2 + 2 * x + 1) - x - 2)


KINKS = {
    "no kink": ([], 1),
    "one": ([x], 2),
    "far": ([x - 10**9], 2),
    "two": ([x - 1, x + 1], 3),
    "narrow": ([x - 1000, x - 1000 - Rational(1, 10**12)], 3),
    "irrational": ([x**2 - 2], 2),
    "close to irrational": ([x**2 - 2, x**2 - 2 - Rational(1, 10**15)], 3),
    "quintic": ([x**5 - x - 1, x], 3),
    "twenty": ([x - k for k in range(20)], 21),
    "never": ([x**2 + x + 1], 1),
}


@pytest.mark.parametrize(("kinks", "regions"), KINKS.values(), ids=KINKS)
def test_all_regions_of_one_number_are_found(kinks, regions, rng):
    found, missing = explore(lambda world: [world.sign(kink) for kink in kinks], [x], rng)
    assert missing == 0
    signs = {tuple(result) for _, result in found}
    assert len(signs) == len(found) == regions
    somewhere = ({x: Rational(2 * n + 1, 14)} for n in range(-99, 300))
    assert {tuple(int(sympy.sign(k.xreplace(point))) for k in kinks) for point in somewhere} <= signs


def test_between_close_roots():
    for root, gap in ((1000, Rational(1, 10**12)), (0, Rational(1, 10**30))):
        found, missing = explore(
            lambda world, r=root, g=gap: (world.sign(x - r) > 0) and (world.sign(r + g - x) > 0),
            [x],
            np.random.default_rng(1),
        )
        assert missing == 0
        assert sorted(result for _, result in found) == [False, False, True]


def test_regions_of_several_numbers_and_the_limit(rng):
    def code(world):
        return (world.sign(x - 10**6), world.sign(y + 10**6), world.largest([x, y]))

    found, missing = explore(code, [x, y], rng)
    assert {result for _, result in found} == {
        (-1, -1, 0),
        (-1, 1, 0),
        (-1, 1, 1),
        (1, -1, 0),
        (1, 1, 0),
        (1, 1, 1),
    } | {(-1, -1, 1)}
    assert missing == 1  # x above 10⁶ and y below −10⁶, and y the larger: there is no such place
    found, missing = explore(code, [x, y], np.random.default_rng(0), limit=2)
    assert len(found) == 2
    assert missing > 1


def test_a_kink_of_no_polynomial_is_found_or_counted(rng):
    found, missing = explore(lambda world: world.sign(exp(x) - 3), [x], rng)
    assert (sorted(result for _, result in found), missing) == ([-1, 1], 0)
    found, missing = explore(lambda world: world.sign(exp(x) - 10**3000), [x], rng)
    assert ([result for _, result in found], missing) == ([-1], 1)


def test_explore_is_reproducible():
    def run():
        return explore(lambda w: w.sign(x - y), [x, y], np.random.default_rng(3))[0]

    assert [world.witness for world, _ in run()] == [world.witness for world, _ in run()]
