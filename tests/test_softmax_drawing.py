"""Softmax as a picture and as a table: what is drawn and written is what mlpkit computes."""

import re

import numpy as np
import pytest

from mlpkit import softmax, softmax_jacobian
from mlpkit.softmax_drawing import SoftmaxTable, draw_softmax

SCORES = [3, 0, -1]
TABLE = SoftmaxTable((("level & low", (0, 0)), ("apart", (2.5, -1, 0))))


def test_the_bars_are_the_scores_and_the_probabilities():
    left, middle, _ = draw_softmax(SCORES).axes
    assert [bar.get_height() for bar in left.patches] == SCORES
    np.testing.assert_array_equal([bar.get_height() for bar in middle.patches], softmax(SCORES))


def test_the_squares_are_the_jacobian_with_its_numbers():
    right = draw_softmax(SCORES).axes[2]
    J = softmax_jacobian(SCORES)
    np.testing.assert_array_equal(right.collections[0].get_array().reshape(3, 3), J)
    written = [float(text.get_text().replace("−", "-")) for text in right.texts]
    np.testing.assert_allclose(written, J.ravel(), atol=0.0005)
    assert right.get_ylim() == (3, 0)  # the first row is at the top


@pytest.mark.parametrize(
    "scores", [1.0, [], [[1, 2]], [np.nan, 0], [0, np.inf], [0, -1001], "abc", range(7), None, [1j]], ids=str
)
def test_what_is_no_short_vector_is_refused(scores):
    with pytest.raises(ValueError, match=r"draw_softmax: scores is .*, expected 1 to 6 numbers from"):
        draw_softmax(scores)
    with pytest.raises(ValueError, match="SoftmaxTable: scores is"):
        SoftmaxTable((("words", scores),))


@pytest.mark.parametrize("scores", [[0.0], [1000, -1000], range(6)], ids=str)
def test_one_score_and_extreme_scores_are_drawn(scores):
    assert len(draw_softmax(list(scores)).axes) == 3


def test_a_row_carries_the_numbers_of_mlpkit():
    rows = re.findall(r"<tr data-(.*?)>", TABLE._repr_html_())
    for row, (_, scores) in zip(rows, TABLE.rows, strict=True):
        stored = dict(re.findall(r'([\w-]+)="([^"]*)"', "data-" + row))
        numbers = {key: np.array(text.split(), dtype=float) for key, text in stored.items()}
        np.testing.assert_array_equal(numbers["data-scores"], scores)
        np.testing.assert_allclose(numbers["data-probabilities"], softmax(scores), rtol=1e-8)
        np.testing.assert_allclose(numbers["data-jacobian"], softmax_jacobian(scores).ravel(), rtol=1e-8)


def test_the_words_are_shown_as_words():
    assert '<th scope="row">level &amp; low</th><td>(0, 0)</td><td>(0.500, 0.500)</td>' in TABLE._repr_html_()
    assert "(2.500, −1.000, 0.000)" in str(TABLE)
    assert repr(TABLE) == str(TABLE)
