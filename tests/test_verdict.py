"""Verdicts as text and as HTML: marks, escaping, the true minus, the counterexample's lines."""

import numpy as np
import pytest
import sympy

from mlpkit.counterexample import agreeing_digits, differing_entry, rounded, show_number, simple_points
from mlpkit.intervals import enclose
from mlpkit.proof import Refuted, prove_equal
from mlpkit.verdict import Counterexample, NotEstablished, Verdict

x, y = sympy.symbols("x y", real=True)


@pytest.mark.parametrize(
    ("kind", "mark"), [("proved", "✓"), ("proved at shape", "✓"), ("checked", "≈"), ("refuted", "✗")]
)
def test_text_and_html(kind, mark):
    verdict = Verdict(kind, "a < b & c", ("for every x", "except <0>"))
    assert str(verdict) == repr(verdict) == f"{mark} {kind}: a < b & c\n    for every x\n    except <0>"
    assert verdict._repr_html_() == (
        f'<div class="mlpkit-verdict {kind.replace(" ", "-")}">'
        f'<span class="mark" aria-hidden="true">{mark}</span> <strong>{kind}</strong> '
        '<span class="statement">a &lt; b &amp; c</span>'
        '<div class="details">for every x<br>except &lt;0&gt;</div></div>'
    )


@pytest.mark.parametrize(
    ("counterexample", "lines"),
    [
        (Counterexample((), {"x": "−1"}, "2", "3"), ("at x = −1:", "left 2, right 3")),
        (
            Counterexample((2,), {"x": "(0, 1)", "c": "1"}, "2", "2", ("derivative", "claimed"), "1e−20"),
            (
                "entry 2 (counted from 1), at x = (0, 1), c = 1:",
                "derivative 2, claimed 2, apart by 1e−20",
            ),
        ),
        (
            Counterexample((1, 2), {}, "undefined", "0", apart="undefined"),
            ("entry (1, 2) (counted from 1), at every point:", "left undefined, right 0"),
        ),
    ],
    ids=["number", "vector", "matrix"],
)
def test_counterexample_lines(counterexample, lines):
    assert counterexample.lines() == lines


def test_refuted_says_it_all():
    with pytest.raises(Refuted) as caught:
        prove_equal(lambda x: -x, lambda x: x - 1000, statement="−x = x", x=(2,))
    text = "✗ refuted: −x = x\n    entry 1 (counted from 1), at x = (0, 1):\n    left 0, right −1000"
    assert str(caught.value) == str(caught.value.verdict) == text
    assert not issubclass(NotEstablished, Refuted)


def test_a_number_that_is_not_defined_on_one_side():
    with pytest.raises(Refuted, match="left undefined, right −2"):
        prove_equal(lambda x: np.exp(np.log(x)) * 2, lambda x: 2 * x, x=())


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (sympy.Rational(-1, 3), "−0.3333333333"),
        (sympy.Integer(1000), "1000"),
        (sympy.Rational(5, 2), "2.5"),
        (sympy.exp(-200), "1.383896527e−87"),
        (sympy.Integer(0), "0"),
        (sympy.log(-1 + 0 * x, evaluate=False), "undefined"),
    ],
    ids=str,
)
def test_numbers(expression, text):
    assert show_number(enclose(expression, {})) == text


def test_simple_points_come_simplest_first():
    assert [point[x] for point in simple_points([x])][:4] == [1, -1, 2, -2]
    assert next(simple_points([x, y])) == {x: 0, y: 1}
    assert all(v.is_Rational for point in simple_points([x, y]) for v in point.values())
    assert len(list(simple_points([x, y]))) == 16


def test_rounded_ends_at_the_point_itself():
    point = {x: sympy.Rational(1234567, 1000000)}
    assert [p[x] for p in rounded(point)] == [
        *map(sympy.Rational, ("1", "1", "6/5", "247/200")),
        point[x],
    ]


@pytest.mark.parametrize(
    ("left", "right", "found"),
    [
        (x, x + sympy.exp(-3000), True),
        (sympy.exp(x), sympy.exp(x), False),
        (sympy.log(x - 2), sympy.log(x - 3), False),
        (sympy.log(x - 2), x, True),
        (x, sympy.log(x - 2), True),
        (1 / (1 - sympy.tanh(10**6 * x)), x, False),
        (1 / (1 - sympy.tanh(10**6 * x)), sympy.log(x - 2), False),
    ],
    ids=str,
)
def test_only_intervals_apart_are_a_counterexample(left, right, found):
    point, shapes = {x: sympy.Integer(1)}, {"x": np.array(x, dtype=object)}
    assert (differing_entry([((), left, right)], point, shapes, ("left", "right")) is not None) == found


def test_agreeing_digits():
    one = enclose(sympy.exp(1), {})
    for digits in (3, 20, 40):
        assert agreeing_digits(one, enclose(sympy.exp(1) + sympy.Rational(1, 10**digits), {})) == digits
    assert agreeing_digits(one, one) == 45
    assert agreeing_digits(one, enclose(-sympy.exp(1), {})) == 0
