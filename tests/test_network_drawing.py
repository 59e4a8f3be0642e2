"""A drawn network has a line for each weight, a circle for each unit, and its labels in their places."""

from itertools import pairwise

import numpy as np
import pytest
from matplotlib.colors import to_hex

from mlpkit.figures import colours, new_figure
from mlpkit.network_drawing import draw_network


def drawn(widths, **options):
    _, axes = new_figure()
    draw_network(axes, widths, **options)
    return axes


def circles(axes):
    return [line for line in axes.lines if line.get_marker() == "o"]


def weights(axes):
    return [line for line in axes.lines if line.get_marker() != "o"]


def place(circle):
    return float(circle.get_xdata()[0]), float(circle.get_ydata()[0])


@pytest.mark.parametrize("widths", [(1, 1), (3, 4, 2), (2, 5, 5, 1)])
def test_each_unit_is_a_circle_and_each_weight_a_line(widths):
    axes = drawn(widths)
    assert len(circles(axes)) == sum(widths)
    assert len(weights(axes)) == sum(a * b for a, b in pairwise(widths))


def test_every_pair_of_units_in_neighbouring_layers_is_joined_once():
    axes = drawn((3, 4, 2))
    places = [place(circle) for circle in circles(axes)]
    layers = [places[:3], places[3:7], places[7:]]
    joined = {tuple(map(tuple, line.get_xydata().tolist())) for line in weights(axes)}
    assert joined == {(a, b) for k in (0, 1) for a in layers[k] for b in layers[k + 1]}


def test_layers_go_from_left_to_right_and_units_from_the_top_down():
    places = np.array([place(circle) for circle in circles(drawn((3, 2)))])
    assert places[:3, 0].max() < places[3:, 0].min()
    assert np.all(np.diff(places[:3, 1]) == -1)
    assert np.mean(places[:3, 1]) == np.mean(places[3:, 1]) == 0


def test_labels_stand_in_the_circles_under_the_layers_and_over_the_weights():
    axes = drawn((2, 1), units=[["a", "b"], ["c"]], layers=["in", "out"], weights=["W"])
    texts = {text.get_text(): text.get_position() for text in axes.texts}
    assert [texts[name] for name in "abc"] == [place(circle) for circle in circles(axes)]
    assert texts["in"][0] == texts["a"][0] and texts["out"][0] == texts["c"][0]
    assert texts["in"][1] < texts["b"][1] and texts["a"][1] < texts["W"][1]
    assert texts["a"][0] < texts["W"][0] < texts["c"][0]


def test_labels_have_the_font_of_the_book():
    axes = drawn((1, 1), units=[["$x$"], ["$o$"]])
    assert {(text.get_math_fontfamily(), text.get_fontsize()) for text in axes.texts} == {("cm", 11)}


def test_all_that_is_drawn_lies_within_the_axes():
    axes = drawn((2, 3), layers=["in", "out"], weights=["W"])
    points = [text.get_position() for text in axes.texts] + [place(circle) for circle in circles(axes)]
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    assert all(left < x < right and bottom < y < top for x, y in points)


def test_a_highlighted_unit_has_its_own_lines_alone_in_another_colour_and_thicker():
    axes = drawn((3, 4, 2), highlight=(1, 2))
    marked = [line for line in weights(axes) if to_hex(line.get_color()).upper() == colours.vermilion]
    unit = place(circles(axes)[3 + 1])
    assert len(marked) == 3
    assert all(tuple(line.get_xydata()[1]) == unit for line in marked)
    others = {line.get_linewidth() for line in weights(axes) if line not in marked}
    assert {line.get_linewidth() for line in marked} != others
    rims = [to_hex(circle.get_markeredgecolor()).upper() for circle in circles(axes)]
    assert [k for k, rim in enumerate(rims) if rim == colours.vermilion] == [4]


def test_only_colours_of_the_book_are_used():
    axes = drawn((2, 2), highlight=(1, 1), layers=["in", "out"])
    known = {colours.ink, colours.paper, colours.grey, colours.vermilion}
    used = {to_hex(line.get_color()).upper() for line in weights(axes)}
    for circle in circles(axes):
        used |= {to_hex(circle.get_markerfacecolor()).upper(), to_hex(circle.get_markeredgecolor()).upper()}
    assert used == known


@pytest.mark.parametrize(
    ("error", "message", "widths", "options"),
    [
        (TypeError, "widths are 3", 3, {}),
        (ValueError, r"widths are \(3,\)", (3,), {}),
        (ValueError, "layer 1 has width 0", (3, 0), {}),
        (ValueError, "units are 1, expected 2", (2, 1), {"units": [["a", "b"]]}),
        (ValueError, "units of layer 0 are 1, expected 2", (2, 1), {"units": [["a"], ["b"]]}),
        (TypeError, "units of layer 1 are 'b'", (2, 1), {"units": [["a", "b"], "b"]}),
        (TypeError, "units of layer 1 hold 3", (2, 1), {"units": [["a", "b"], [3]]}),
        (ValueError, "layers are 3, expected 2", (2, 1), {"layers": ["a", "b", "c"]}),
        (TypeError, "layers are 'ab'", (2, 1), {"layers": "ab"}),
        (TypeError, "layers hold None", (2, 1), {"layers": ["a", None]}),
        (ValueError, "weights are 2, expected 1", (2, 1), {"weights": ["V", "W"]}),
        (TypeError, "weights are 7", (2, 1), {"weights": 7}),
        *(
            (ValueError, "highlight is .* from 1 to 2", (2, 1, 3), {"highlight": unit})
            for unit in ((0, 1), (3, 1), (1, 2), (2, 0), (2, 4), (1,), 2, "ab", (1.5, 1), (1, 0.5))
        ),
    ],
)
def test_bad_input_is_named(error, message, widths, options):
    with pytest.raises(error, match=f"draw_network: .*{message}"):
        drawn(widths, **options)
