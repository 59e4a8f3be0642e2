"""A network as a picture: units as circles, weights as lines, in the book's colours."""

from itertools import pairwise

from mlpkit.figures import colours
from mlpkit.network_checks import check_widths

_GAP = 2.4  # between two layers, where the distance of two units is 1
_SIZE, _RIM = 27, 1.4  # of a circle, in points: its diameter and the width of its line


def draw_network(axes, widths, *, units=None, layers=None, weights=None, highlight=None):
    """Draw a network of dense layers, from its inputs on the left to its outputs on the right.

    Parameters
    ----------
    axes : matplotlib Axes
        As `mlpkit.figures.new_figure` gives it; its frame is taken away.
    widths : sequence of int
        d_0, d_1 … d_L: the inputs, then the units of each layer.
    units : sequence of sequences of str, optional
        What stands in the circles, for each layer from the top down.
    layers : sequence of str, optional
        What stands under each layer, from 0 to L.
    weights : sequence of str, optional
        What stands over the lines that lead into each layer, from 1 to L.
    highlight : (int, int), optional
        A layer from 1 to L and a unit of it, counted from 1: the lines that lead there, a row
        of the layer's weights, are thick, and so is its rim.

    Raises
    ------
    ValueError, TypeError
        If a width is no positive whole number, a label is missing, left over or no string, or
        there is no such unit to highlight.

    Examples
    --------
    >>> from mlpkit.figures import new_figure
    >>> figure, axes = new_figure()
    >>> draw_network(axes, (3, 4, 2), layers=["inputs", "hidden", "outputs"])
    >>> len(axes.lines)  # 4·3 + 2·4 weights, 3 + 4 + 2 units
    29
    """
    widths = check_widths("draw_network", widths)
    units = [[""] * width for width in widths] if units is None else units
    _check_labels("units", units, len(widths), "layer", str_only=False)
    for l, (labels, width) in enumerate(zip(units, widths, strict=True)):
        _check_labels(f"units of layer {l}", labels, width, "unit")
    if layers is not None:
        _check_labels("layers", layers, len(widths), "layer")
    if weights is not None:
        _check_labels("weights", weights, len(widths) - 1, "layer above the inputs")
    _check_highlight(highlight, widths)

    places = [[(_GAP * l, (width - 1) / 2 - unit) for unit in range(width)] for l, width in enumerate(widths)]
    for l, (below, above) in enumerate(pairwise(places), start=1):
        for unit, end in enumerate(above, start=1):
            thick = (l, unit) == highlight
            for start in below:
                _draw_weight(axes, start, end, thick)
    for l, layer in enumerate(places):
        for unit, place in enumerate(layer, start=1):
            thick = (l, unit) == highlight
            _draw_unit(axes, place, thick)
            _write(axes, *place, units[l][unit - 1], va="center")

    top = (max(widths) - 1) / 2 + 0.75
    for l, text in enumerate(layers or ()):
        _write(axes, _GAP * l, -top, text, va="top")
    for l, text in enumerate(weights or ()):
        _write(axes, _GAP * (l + 0.5), top, text, va="bottom")
    axes.set(xlim=(-0.9, _GAP * (len(widths) - 1) + 0.9))
    axes.set(ylim=(-top - (0.5 if layers else 0), top + (0.5 if weights else 0)))
    axes.set_axis_off()


def _draw_weight(axes, start, end, thick):
    colour, width = (colours.vermilion, 2.6) if thick else (colours.grey, 0.9)
    (x, y), (to_x, to_y) = start, end
    axes.plot([x, to_x], [y, to_y], color=colour, linewidth=width, linestyle="-", zorder=2 if thick else 1)


def _draw_unit(axes, place, thick):
    rim, width = (colours.vermilion, 2.6) if thick else (colours.ink, _RIM)
    circle = {"marker": "o", "markersize": _SIZE, "markerfacecolor": colours.paper}
    axes.plot(*place, linestyle="", markeredgecolor=rim, markeredgewidth=width, zorder=3, **circle)


def _write(axes, x, y, text, **options):
    # The labels of the axes were made in the book's style, with its fonts and its size.
    font = axes.xaxis.label.get_fontproperties()
    axes.text(x, y, text, ha="center", color=colours.ink, fontproperties=font, zorder=4, **options)


def _check_labels(name, labels, number, each, *, str_only=True):
    if isinstance(labels, str) or not hasattr(labels, "__len__"):
        raise TypeError(f"draw_network: {name} are {labels!r}, expected a sequence, one for each {each}")
    if len(labels) != number:
        raise ValueError(f"draw_network: {name} are {len(labels)}, expected {number}, one for each {each}")
    for label in labels if str_only else ():
        if not isinstance(label, str):
            raise TypeError(f"draw_network: {name} hold {label!r}, expected strings")


def _check_highlight(highlight, widths):
    known = [(l, unit) for l in range(1, len(widths)) for unit in range(1, widths[l] + 1)]
    if highlight is not None and highlight not in known:
        raise ValueError(
            f"draw_network: highlight is {highlight!r}, expected a layer from 1 to {len(widths) - 1} and a"
            " unit of it, counted from 1"
        )
