"""Pictures of training: images and filters, both figures of a run, mistakes, and the spread over seeds.

What comes out of training is rounded to three digits before it is drawn. The last bits of a
sum depend on the machine, and a stored page must not.
"""

import math
from itertools import pairwise

import numpy as np
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from mlpkit.figures import colours, diverging, sequential

__all__ = ["draw_images", "draw_mistakes", "draw_run", "draw_spread", "draw_weights"]

_GAP = 0.12  # between two images, as a share of their width
_LEVELS = 31  # steps of a colour channel: fewer colours, and so fewer paths


def draw_images(axes, images, *, columns, labels=None):
    """Draw images side by side, row by row: grey ones from paper to blue, others in their colours.

    Colours are drawn in 32 steps a channel, which keeps the file small.

    Parameters
    ----------
    axes : matplotlib Axes
        As `mlpkit.figures.new_figure` gives it; its frame is taken away.
    images : array, shape (N, h, w) or (N, h, w, 3)
        Entries from 0 to 1.
    columns : int
        How many images stand in a row.
    labels : sequence of str, optional
        What stands over each column.

    Raises
    ------
    ValueError
        If the images have another shape, or the labels another number.

    Examples
    --------
    >>> from mlpkit.datasets.digits import digits
    >>> from mlpkit.figures import new_figure
    >>> figure, axes = new_figure(height=2)
    >>> draw_images(axes, digits().images[:10], columns=5)
    >>> bool(axes.yaxis_inverted())  # the first row is on top
    True
    """
    images = _checked_images("draw_images", images, (3, 4))
    if images.ndim == 4:
        shades = np.round(np.clip(images, 0, 1) * _LEVELS) / _LEVELS
    else:
        shades = sequential(np.clip(_rounded(images), 0, 1))[..., :3]
    _draw_sheet(axes, shades, columns, labels)


def draw_weights(axes, weights, shape, *, columns, labels=None):
    """Draw rows of weights as images: blue below 0, orange above, and neutral at 0.

    The colours of a pixel, where there are some, become their mean. The strongest colour is
    the weight of largest size in the sheet.

    Parameters
    ----------
    axes : matplotlib Axes
        Its frame is taken away.
    weights : array, shape (n, d)
        As the rows of W_1.
    shape : sequence of int
        Of an image, (h, w) or (h, w, colours); its product is d.
    columns : int
        How many stand in a row.
    labels : sequence of str, optional
        What stands over each column.

    Returns
    -------
    float
        What the strongest colour stands for, to three digits.

    Raises
    ------
    ValueError
        If the shapes do not fit.
    """
    weights, shape = np.asarray(weights, dtype=float), tuple(shape)
    if weights.ndim != 2 or len(shape) not in (2, 3) or weights.shape[1] != math.prod(shape):
        raise ValueError(
            f"draw_weights: weights have shape {weights.shape}, expected (n, d) with d the number of"
            f" entries of an image of shape {shape}"
        )
    images = weights.reshape(len(weights), *shape)
    if len(shape) == 3:
        images = images.mean(axis=3)
    images = _rounded(_checked_images("draw_weights", images, (3,)))
    largest = float(np.abs(images).max()) or 1.0
    _draw_sheet(axes, diverging((images / largest + 1) / 2)[..., :3], columns, labels)
    return largest


def draw_run(panels, run):
    """Draw both figures of a training: accuracy by epoch, and loss by epoch, on both parts.

    Parameters
    ----------
    panels : pair of matplotlib Axes
        For the accuracy and for the loss.
    run : Run
        As `train` returns it. A dotted line marks the epoch with the lowest validation loss.
    """
    history = _rounded(run.history)
    for axes, what, first in zip(panels, ("accuracy", "loss"), (1, 0), strict=True):
        axes.plot(history[:, first], label="training")
        axes.plot(history[:, first + 2], label="validation")
        axes.axvline(run.best_epoch, color=colours.grey, linestyle=":", linewidth=1.2, zorder=1)
        axes.set(xlabel="epoch", ylabel=what)
    panels[0].set_ylim(top=1.02)
    panels[1].set_ylim(bottom=0)
    panels[1].legend()


def draw_mistakes(axes, counts, classes):
    """Draw a confusion matrix: a row for what an image shows, a column for what was said.

    The diagonal, what was right, is blue by its share of the row; the mistakes are orange by
    their number.

    Parameters
    ----------
    axes : matplotlib Axes
    counts : array of int, shape (K, K)
        Entry (i, j) is how often class i was taken for class j.
    classes : sequence of K str

    Raises
    ------
    ValueError
        If the counts are not a square of K rows.
    """
    counts, size = np.asarray(counts), len(classes)
    if counts.shape != (size, size):
        raise ValueError(f"draw_mistakes: counts have shape {counts.shape}, expected {(size, size)}")
    right = np.eye(size, dtype=bool)
    mistakes = np.where(right, 0, counts)
    shades = np.where(
        right,
        -counts / np.maximum(counts.sum(axis=1, keepdims=True), 1),
        mistakes / max(mistakes.max(), 1),
    )
    axes.pcolormesh(shades, cmap=diverging, vmin=-1, vmax=1, edgecolors=colours.paper, linewidth=1)
    for (row, column), count in np.ndenumerate(counts):
        if count:
            axes.text(column + 0.5, row + 0.5, f"{count:d}", ha="center", va="center", size=9)
    axes.set_xticks(np.arange(size) + 0.5, classes, rotation=0 if max(map(len, classes)) < 3 else 90)
    axes.set_yticks(np.arange(size) + 0.5, classes)
    axes.set(xlabel="class that was said", ylabel="class", ylim=(size, 0))
    axes.grid(visible=False)
    axes.tick_params(length=0)


def draw_spread(axes, groups):
    """Draw the numbers of several groups as points; a line joins those of one seed.

    Parameters
    ----------
    axes : matplotlib Axes
    groups : dict from str to sequence of numbers
        For each group by its name one number a seed, the seeds in the same order. A bar marks
        the mean of a group.

    Raises
    ------
    ValueError
        If the groups have different numbers of seeds.
    """
    if len({len(values) for values in groups.values()}) != 1:
        raise ValueError("draw_spread: groups differ in their number of seeds, expected the same")
    values = _rounded(list(groups.values()))
    places = np.arange(len(groups))
    for of_seed in values.T:
        axes.plot(places, of_seed, color=colours.grey, linestyle="-", linewidth=0.8, zorder=1)
    for place, of_group in zip(places, values, strict=True):
        axes.plot([place] * len(of_group), of_group, color=colours.blue, linestyle="", marker="o", zorder=3)
    ends = places - 0.25, places + 0.25
    axes.hlines(_rounded(values.mean(axis=1)), *ends, color=colours.vermilion, linewidth=2.4, zorder=2)
    axes.set_xticks(places, groups)
    axes.set_xlim(-0.5, len(groups) - 0.5)
    axes.grid(visible=False, axis="x")


def _draw_sheet(axes, shades, columns, labels):
    """Draw images of shape (N, h, w, 3), each pixel in its colour."""
    number, height, width, _ = shades.shape
    step = np.array([width, height]) + _GAP * width
    rectangles = {}  # those of one colour become one path, which keeps the file small
    for place, image in enumerate(shades):
        left, top = step * (place % columns, place // columns)
        for y, row in enumerate(image):
            ends = [0, *(np.flatnonzero(np.any(np.diff(row, axis=0) != 0, axis=1)) + 1), width]
            for start, end in pairwise(ends):
                box = (left + start, left + end, top + y, top + y + 1)
                rectangles.setdefault(tuple(row[start].tolist()), []).append(box)
    for colour, boxes in sorted(rectangles.items()):
        # The thin line closes the seams between neighbours, through which the page would shine.
        axes.add_patch(PathPatch(_outline(boxes), facecolor=colour, edgecolor=colour, linewidth=0.4))
    across = min(columns, number)
    if labels is not None:
        if len(labels) != across:
            raise ValueError(f"labels are {len(labels)}, expected {across}, one a column")
        font = axes.xaxis.label.get_fontproperties()
        for column, text in enumerate(labels):
            x = column * step[0] + width / 2
            axes.text(x, -0.2 * width, text, ha="center", color=colours.ink, fontproperties=font)
    rows = -(-number // columns)
    axes.set(xlim=(0, across * step[0] - _GAP * width), ylim=(rows * step[1] - _GAP * width, 0))
    axes.set_aspect("equal")
    axes.set_axis_off()


def _outline(boxes):
    corners = [[(a, c), (b, c), (b, d), (a, d), (a, c)] for a, b, c, d in boxes]
    codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY]
    return Path(np.concatenate(corners), codes * len(boxes))


def _checked_images(function, images, axes):
    images = np.asarray(images, dtype=float)
    if images.ndim not in axes or images.size == 0 or (images.ndim == 4 and images.shape[3] != 3):
        raise ValueError(f"{function}: images have shape {images.shape}, expected (N, h, w) or (N, h, w, 3)")
    return images


def _rounded(values):
    """Round to three significant digits."""
    values = np.asarray(values, dtype=float)
    return np.array([float(f"{value:.2e}") for value in values.flat]).reshape(values.shape)
