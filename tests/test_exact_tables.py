"""Exact tables show every entry as the number that it is, and say where a decimal was rounded."""

import re
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from mlpkit import symbolic
from mlpkit.exact_tables import exact_tables

THIRD = Fraction(1, 3)


def text(array, **options):
    return repr(exact_tables({"A": array}, **options))


@given(st.fractions(), st.integers(0, 12))
def test_the_decimal_is_the_fraction_rounded_once(value, digits):
    shown = text(value, digits=digits).removeprefix("A\n")
    if value.denominator == 1:
        assert shown == str(value)
        return
    decimal, relation, fraction = shown.split(" ")
    assert Fraction(fraction) == value
    assert abs(Fraction(decimal) - value) <= Fraction(1, 2 * 10**digits)
    assert (relation == "=") == (Fraction(decimal) == value)
    assert relation == "≈" or not decimal.endswith("0")
    assert -Decimal(decimal).as_tuple().exponent <= digits


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (-7, "-7"),
        (Fraction("0.458"), "0.458 = 229/500"),
        (Fraction("-0.05"), "-0.05 = -1/20"),
        (THIRD, "0.333333 ≈ 1/3"),
        (Fraction("2.1234565"), "2.123456 ≈ 4246913/2000000"),  # a tie goes to the even digit
        (Fraction(-1, 10**9), "0.000000 ≈ -1/1000000000"),
        (True, "1"),
    ],
)
def test_one_number(value, shown):
    assert text(value) == f"A\n{shown}"


def test_a_vector_is_one_row_and_a_matrix_has_headings():
    assert text([1, THIRD], columns="unit") == "A\nunit 1  unit 2\n1       0.333333 ≈ 1/3"
    lines = text([[1, 2], [3, 4]], rows="unit", columns="example").splitlines()
    assert lines == ["A", "        example 1  example 2", "unit 1  1          2", "unit 2  3          4"]


@pytest.mark.parametrize(
    "array",
    [
        np.array([[Fraction(1, 2), 3]], dtype=object),
        [[Fraction(1, 2), np.int64(3)]],
        [[sympy.Rational(1, 2), sympy.Integer(3)]],
        symbolic.asarray([[0.5, 3]]),
    ],
    ids=["fractions", "numpy integers", "sympy", "mlpkit.symbolic"],
)
def test_every_kind_of_exact_number(array):
    assert text(array).endswith("row 1  0.5 = 1/2  3")


def test_an_indicator_matrix_is_shown_as_ones_and_zeros():
    assert text(np.array([[2, -1]]) > 0).endswith("row 1  1         0")


def test_html_has_a_caption_scoped_headings_and_no_colour():
    html = exact_tables({"a < b": [[THIRD, -2]]}, rows="unit", columns="example")._repr_html_()
    assert "<caption" in html
    assert "a &lt; b" in html
    assert re.findall(r'<th scope="(\w+)"', html) == ["col", "col", "row"]
    assert "≈ 1/3" in html
    assert "−2" in html
    assert "-2" not in re.sub("<[^>]*>", "", html)
    assert "color:" not in html


def test_html_of_a_vector_and_of_a_number_has_no_empty_headings():
    vector, number = exact_tables({"v": [1, 2], "n": THIRD}).tables
    assert re.findall(r'<th scope="(\w+)"', vector._repr_html_()) == ["col", "col"]
    assert "></td>" not in vector._repr_html_()
    assert "<th" not in number._repr_html_()


def test_a_long_number_alone_may_break_and_a_column_may_not():
    vector, number = exact_tables({"v": [1, 2], "n": Fraction(1, 3**100)}).tables
    assert re.search("<td[^>]*break-all", number._repr_html_())
    assert "break-all" not in vector._repr_html_()


def test_several_tables_stand_side_by_side_and_below_one_another_as_text():
    tables = exact_tables({"A": 1, "B": 2})
    assert repr(tables) == "A\n1\n\nB\n2"
    assert tables._repr_html_().count("<table") == 2


@pytest.mark.parametrize("entry", [0.5, np.float64(0.5), "1/2", None, sympy.Symbol("x"), sympy.sqrt(2), 1j])
def test_what_is_no_exact_number_is_refused_by_name(entry):
    with pytest.raises(TypeError, match=r"A holds .* of type .*, expected an exact number"):
        exact_tables({"A": [[1, entry]]})


@pytest.mark.parametrize("array", [np.zeros((2, 2, 2), dtype=int), [], [[]]])
def test_what_is_no_matrix_is_refused_by_its_shape(array):
    with pytest.raises(ValueError, match=r"A has shape .*, expected a number, a vector or a matrix"):
        exact_tables({"A": array})


@pytest.mark.parametrize("arrays", [{}, [[1]], None, 3])
def test_without_captions_there_is_no_table(arrays):
    with pytest.raises(ValueError, match="expected a dict from captions to arrays"):
        exact_tables(arrays)


@pytest.mark.parametrize("digits", [-1, 2.0, True, "6"])
def test_digits_are_a_whole_number(digits):
    with pytest.raises(ValueError, match="expected a whole number from 0"):
        exact_tables({"A": 1}, digits=digits)
