"""Pictures of training show the numbers they were given, in the book's colours, and no last bits."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from mlpkit import MLP, Training, start_run, train
from mlpkit.figures import colours, diverging, new_figure, sequential
from mlpkit.training_figures import draw_images, draw_mistakes, draw_run, draw_spread, draw_weights


@pytest.fixture
def axes():
    return new_figure()[1]


def at(axes, x, y):
    """Return the colours of the patches that cover a point, as hex."""
    return [
        to_hex(patch.get_facecolor())
        for patch in axes.patches
        if any(polygon_covers(p, x, y) for p in patch.get_path().to_polygons(closed_only=False))
    ]


def polygon_covers(corners, x, y):
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    return left < x < right and top < y < bottom


def moved(array, rng):
    """Return an array whose last bits another machine could have found."""
    return array * (1 + 1e-13 * rng.normal(size=array.shape))


def paths(axes):
    return [(to_hex(p.get_facecolor()), p.get_path().vertices.tolist()) for p in axes.patches]


def small_run(epochs=3):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(60, 2))
    above = (X[:, 1] > X[:, 0]).astype(int)
    run = start_run(MLP((2, 2), ["identity"]), Training(rate=0.5), rng)
    return train(run, (X[:40], above[:40]), (X[40:], above[40:]), epochs=epochs)


def test_every_pixel_is_covered_once_by_the_shade_of_its_value(axes):
    images = np.random.default_rng(0).integers(0, 17, size=(5, 3, 4)) / 16
    draw_images(axes, images, columns=2)
    for number, image in enumerate(images):
        left, top = np.array([4, 3]) * [number % 2, number // 2] + 0.48 * np.array([number % 2, number // 2])
        for (y, x), value in np.ndenumerate(image):
            assert at(axes, left + x + 0.5, top + y + 0.5) == [to_hex(sequential(float(value)))]


def test_there_is_one_patch_a_colour(axes):
    draw_images(axes, np.tile([[0.0, 1.0], [1.0, 0.0]], (6, 1, 1)), columns=3)
    assert len(axes.patches) == 2


def test_colours_of_an_image_are_drawn_as_they_are(axes):
    image = np.array([[[[1, 0, 0], [0, 1, 0]], [[0, 0, 1], [1, 1, 1]]]], dtype=float)
    draw_images(axes, image, columns=1)
    assert [at(axes, x, y) for y in (0.5, 1.5) for x in (0.5, 1.5)] == [
        ["#ff0000"],
        ["#00ff00"],
        ["#0000ff"],
        ["#ffffff"],
    ]


def test_labels_stand_over_their_columns(axes):
    draw_images(axes, np.zeros((4, 2, 2)), columns=2, labels=["a", "b"])
    (x_a, y_a), (x_b, y_b) = (text.get_position() for text in axes.texts)
    assert 0 < x_a < 2 < x_b and y_a == y_b < 0


def test_all_images_lie_within_the_axes(axes):
    draw_images(axes, np.ones((5, 2, 3)), columns=2)
    points = np.concatenate([patch.get_path().vertices for patch in axes.patches])
    right, bottom = axes.get_xlim()[1], axes.get_ylim()[0]
    assert points.min() >= 0
    assert points.max(axis=0) == pytest.approx([right, bottom])


def test_weights_are_neutral_at_0_and_strongest_at_the_largest_size(axes):
    largest = draw_weights(axes, [[0.5, -2, 0, 2]], (2, 2), columns=1)
    assert largest == 2
    assert at(axes, 1.5, 0.5) == [to_hex(diverging(0))]
    assert at(axes, 1.5, 1.5) == [to_hex(diverging(20))]
    assert at(axes, 0.5, 1.5) == [to_hex(diverging(10))]


def test_opposite_weights_have_opposite_colours(axes):
    values = np.linspace(0.01, 1, 30)
    draw_weights(axes, np.concatenate([values, -values])[None], (2, 30), columns=1)
    places = {to_hex(diverging(k)): k for k in range(diverging.N)}
    for x in range(30):
        above, below = (places[at(axes, x + 0.5, y)[0]] for y in (0.5, 1.5))
        assert above + below == diverging.N - 1


def test_weights_of_colours_are_averaged(axes):
    coloured = np.random.default_rng(0).normal(size=(1, 2, 2, 3))
    draw_weights(axes, coloured.reshape(1, 12), (2, 2, 3), columns=1)
    grey = new_figure()[1]
    draw_weights(grey, coloured.mean(axis=3).reshape(1, 4), (2, 2), columns=1)
    assert paths(axes) == paths(grey)


def test_weights_that_are_all_0_are_neutral(axes):
    draw_weights(axes, np.zeros((1, 4)), (2, 2), columns=1)
    assert [to_hex(patch.get_facecolor()) for patch in axes.patches] == [to_hex(diverging(10))]


def test_last_bits_change_no_picture():
    rng = np.random.default_rng(0)
    weights = rng.normal(size=(6, 9))
    first, second = new_figure()[1], new_figure()[1]
    draw_weights(first, weights, (3, 3), columns=3)
    draw_weights(second, moved(weights, rng), (3, 3), columns=3)
    assert paths(first) == paths(second)
    groups = {name: rng.normal(size=5) for name in "abc"}
    first, second = new_figure()[1], new_figure()[1]
    draw_spread(first, groups)
    draw_spread(second, {name: moved(values, rng) for name, values in groups.items()})
    for one, other in zip(first.lines, second.lines, strict=True):
        assert np.array_equal(one.get_xydata(), other.get_xydata())


def test_both_figures_of_a_run_show_its_history():
    run = small_run()
    _, panels = new_figure(1, 2)
    draw_run(panels, run)
    for axes, columns in zip(panels, ((1, 3), (0, 2)), strict=True):
        training, validation, best = axes.lines
        for line, column in ((training, columns[0]), (validation, columns[1])):
            expected = [epoch[column] for epoch in run.history]
            assert line.get_ydata() == pytest.approx(expected, rel=5e-3)
            assert len(line.get_xdata()) == 4  # the start and three epochs
        assert list(best.get_xdata()) == [run.best_epoch] * 2
    assert [text.get_text() for text in panels[1].get_legend().texts] == ["training", "validation"]
    assert [axes.get_ylabel() for axes in panels] == ["accuracy", "loss"]


def test_the_curves_differ_by_more_than_their_colour():
    _, panels = new_figure(1, 2)
    draw_run(panels, small_run())
    assert panels[0].lines[0].get_linestyle() != panels[0].lines[1].get_linestyle()


def test_mistakes_stand_in_the_row_of_their_class_and_zeros_are_not_written(axes):
    draw_mistakes(axes, [[3, 0], [2, 4]], ("a", "b"))
    written = {text.get_text(): text.get_position() for text in axes.texts}
    assert written == {"3": (0.5, 0.5), "2": (0.5, 1.5), "4": (1.5, 1.5)}
    assert axes.get_ylim() == (2, 0)  # the first class is on top
    assert [label.get_text() for label in axes.get_yticklabels()] == ["a", "b"]


def test_what_is_right_and_what_is_wrong_have_opposite_colours(axes):
    draw_mistakes(axes, [[3, 1], [0, 0]], ("a", "b"))
    assert axes.collections[0].get_array().ravel().tolist() == [-0.75, 1, 0, 0]


def test_without_a_mistake_no_cell_is_orange(axes):
    draw_mistakes(axes, np.diag([2, 3]), ("a", "b"))
    assert axes.collections[0].get_array().max() == 0


def test_the_spread_has_a_point_for_each_seed_a_line_and_the_mean(axes):
    draw_spread(axes, {"a": [1, 2, 6], "b": [0, 1, 2]})
    lines = [line for line in axes.lines if line.get_marker() != "o"]
    points = [line for line in axes.lines if line.get_marker() == "o"]
    assert [list(line.get_ydata()) for line in lines] == [[1, 0], [2, 1], [6, 2]]
    assert [list(line.get_ydata()) for line in points] == [[1, 2, 6], [0, 1, 2]]
    assert [segment[0][1] for segment in axes.collections[0].get_segments()] == [3, 1]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["a", "b"]


def test_only_colours_of_the_book_are_used(axes):
    draw_spread(axes, {"a": [1, 2], "b": [0, 1]})
    known = {colours.grey, colours.blue}
    assert {to_hex(line.get_color()).upper() for line in axes.lines} == known


@pytest.mark.parametrize(
    ("message", "draw"),
    [
        (r"draw_images: images have shape \(2, 2\)", lambda a: draw_images(a, np.zeros((2, 2)), columns=1)),
        (r"shape \(1, 2, 2, 4\)", lambda a: draw_images(a, np.zeros((1, 2, 2, 4)), columns=1)),
        (r"shape \(0, 2, 2\)", lambda a: draw_images(a, np.zeros((0, 2, 2)), columns=1)),
        (
            "labels are 1, expected 2",
            lambda a: draw_images(a, np.zeros((3, 2, 2)), columns=2, labels=["a"]),
        ),
        (
            r"draw_weights: weights have shape \(1, 5\)",
            lambda a: draw_weights(a, np.zeros((1, 5)), (2, 2), columns=1),
        ),
        (
            r"draw_weights: .* of shape \(4,\)",
            lambda a: draw_weights(a, np.zeros((1, 4)), (4,), columns=1),
        ),
        (
            r"draw_mistakes: counts have shape \(2, 3\), expected \(2, 2\)",
            lambda a: draw_mistakes(a, np.zeros((2, 3), int), "ab"),
        ),
        (
            "draw_spread: groups differ in their number of seeds",
            lambda a: draw_spread(a, {"a": [1], "b": [1, 2]}),
        ),
    ],
)
def test_bad_input_is_named(axes, message, draw):
    with pytest.raises(ValueError, match=message):
        draw(axes)
