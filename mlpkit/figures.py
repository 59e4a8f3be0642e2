"""The book's figures: one look, vector only, readable in light and dark, the same bytes on every run.

A figure is drawn with matplotlib and shown as SVG whose colours are CSS variables: the site's dark mode
lightens them, and every other viewer falls back to the light colours. Pictures of matrices are drawn with
``pcolormesh``, which stays vector, and not with ``imshow``, which embeds a bitmap:

    figure, axes = new_figure(width=3.6)
    axes.pcolormesh(jacobian, cmap=diverging, vmin=-0.25, vmax=0.25, edgecolors=colours.paper, linewidth=1)
    show(figure, alt="The softmax Jacobian: positive on the diagonal, negative elsewhere.")
"""

import sys
from dataclasses import asdict, dataclass

from matplotlib import cycler, rc_context
from matplotlib.colors import ListedColormap, to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.legend import Legend

from mlpkit.inline_svg import inline_svg

__all__ = ["colours", "diverging", "new_figure", "sequential", "show"]


@dataclass(frozen=True)
class Palette:
    """The colours of Okabe and Ito, told apart with any colour vision; ink draws, paper lies beneath."""

    blue: str = "#0072B2"
    vermilion: str = "#D55E00"
    green: str = "#009E73"
    purple: str = "#CC79A7"
    orange: str = "#E69F00"
    sky: str = "#56B4E9"
    grey: str = "#6E7781"
    ink: str = "#1F2328"
    paper: str = "#FFFFFF"


colours = Palette()


def _shades(extreme: str, steps: int = 10) -> list[str]:
    """Steps from a neutral colour to `extreme`; ink is readable on every one of them."""
    neutral, end = to_rgb("#F1F3F5"), to_rgb(extreme)
    weights = [step / steps for step in range(steps + 1)]
    return [to_hex([(1 - w) * a + w * b for a, b in zip(neutral, end, strict=True)]) for w in weights]


_COOL, _WARM = _shades("#5AA9D6"), _shades("#F0915A")
# Few, named steps: each is one CSS variable, so that dark mode can start from a dark neutral colour.
sequential = ListedColormap(_COOL, name="mlpkit-sequential")
diverging = ListedColormap(_COOL[:0:-1] + _WARM, name="mlpkit-diverging")

_VARIABLES = {
    **{value: f"var(--figure-{name}, {value})" for name, value in asdict(colours).items()},
    **{shade: f"var(--figure-cool-{step}, {shade})" for step, shade in enumerate(_COOL)},
    **{shade: f"var(--figure-warm-{step}, {shade})" for step, shade in enumerate(_WARM)},
    _COOL[0]: f"var(--figure-neutral, {_COOL[0]})",
    # Ink is the colour of the text around the figure; matplotlib's own black is ink too.
    colours.ink: "currentColor",
    "#000000": "currentColor",
}

_STYLE = {
    "axes.axisbelow": True,
    "axes.edgecolor": colours.ink,
    "axes.facecolor": "none",
    "axes.grid": True,
    "axes.labelcolor": colours.ink,
    "axes.linewidth": 0.8,
    "axes.prop_cycle": cycler(  # lines differ by dash as well as by colour
        color=[colours.blue, colours.vermilion, colours.green, colours.purple, colours.orange, colours.sky],
        linestyle=["-", "--", "-.", ":", "-", "--"],
        linewidth=[2, 2, 2, 2.4, 2, 2],
    ),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "figure.facecolor": colours.paper,
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],  # comes with matplotlib: the same outlines on every machine
    "font.size": 11,
    "grid.alpha": 0.16,
    "grid.color": colours.ink,
    "grid.linewidth": 0.8,
    "mathtext.fontset": "cm",  # as the equations of the page
    "text.color": colours.ink,
    "xtick.color": colours.ink,
    "ytick.color": colours.ink,
}


def new_figure(rows=1, columns=1, *, width=6.4, height=3.2, **options):
    """Return ``(figure, axes)`` in the book's style, as ``matplotlib.pyplot.subplots`` does.

    Sizes are in inches; `options` go to ``Figure.subplots`` (``sharex``, ``width_ratios``, …).
    Nothing global is touched: neither matplotlib's settings nor pyplot's list of open figures.
    """
    with rc_context(_STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        return figure, figure.subplots(rows, columns, **options)


def show(figure, *, alt: str) -> None:
    """Display `figure` as SVG and close it; `alt` says in words what there is to see.

    Raises ``ValueError`` when `alt` is shorter than 20 characters, or when the figure holds a bitmap.
    """
    if not isinstance(alt, str) or len(alt.strip()) < 20:
        raise ValueError(f"show: alt is {alt!r}, expected a description of the figure, 20 characters or more")
    from IPython.display import display

    for legend in figure.findobj(Legend):  # made outside new_figure, hence in matplotlib's style
        legend.get_frame().set(edgecolor="none", facecolor=colours.paper)
    with rc_context(_STYLE):
        svg = inline_svg(figure, alt, ink=colours.ink, variables=_VARIABLES)
    display({"image/svg+xml": svg, "text/plain": f"Figure: {alt}"}, raw=True)
    # A figure made with pyplot would be displayed a second time at the end of the cell.
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close(figure)
