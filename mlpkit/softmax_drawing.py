"""Softmax as a picture and as a table: scores, their probabilities, and the Jacobian between them."""

from dataclasses import dataclass
from html import escape

import numpy as np

from mlpkit.softmax import softmax, softmax_jacobian

__all__ = ["SoftmaxTable", "draw_softmax"]


def draw_softmax(scores):
    """Return a figure of the scores x, the probabilities S(x) and the Jacobian diag(S) − S Sᵀ.

    Parameters
    ----------
    scores : sequence of float
        At most 6, from −1000 to 1000, so that the picture can be read.

    Returns
    -------
    matplotlib Figure
        Bars for the scores, bars for the probabilities, and the Jacobian with its numbers, for
        `mlpkit.figures.show`.

    Raises
    ------
    ValueError
        If the scores are no vector of 1 to 6 numbers from −1000 to 1000.

    Examples
    --------
    >>> figure = draw_softmax([3, 0, -1])
    >>> [axes.get_title() for axes in figure.axes]
    ['scores', 'probabilities', 'Jacobian']
    """
    from mlpkit.figures import colours, diverging, new_figure

    x = _checked("draw_softmax", scores)
    labels = [f"${{}}_{i + 1}$" for i in range(len(x))]
    figure, (left, middle, right) = new_figure(1, 3, height=2.5, width_ratios=(1, 1, 1.3))
    for axes, heights, letter, colour in (
        (left, x, "x", colours.blue),
        (middle, softmax(x), "S", colours.vermilion),
    ):
        bars = axes.bar([label.format(letter) for label in labels], heights, color=colour, width=0.6)
        axes.bar_label(bars, [_signed(height) for height in heights], padding=2, fontsize=9)
        axes.grid(axis="x", visible=False)
        axes.margins(y=0.15)
    left.axhline(0, color=colours.ink, linewidth=0.8)
    middle.set(ylim=(0, 1.12))
    jacobian = softmax_jacobian(x)
    right.pcolormesh(jacobian, cmap=diverging, vmin=-0.25, vmax=0.25, edgecolors=colours.paper, linewidth=2)
    for i, j in np.ndindex(jacobian.shape):
        right.text(j + 0.5, i + 0.5, _signed(jacobian[i, j], 3), ha="center", va="center", fontsize=8.5)
    ticks = np.arange(len(x)) + 0.5
    right.set_xticks(ticks, [label.format("x") for label in labels])
    right.set_yticks(ticks, [label.format("S") for label in labels])
    right.set(ylim=(len(x), 0))
    for axes, title in zip((left, middle, right), ("scores", "probabilities", "Jacobian"), strict=True):
        axes.set_title(title, fontsize=11)
    return figure


@dataclass(frozen=True)
class SoftmaxTable:
    """Softmax and its Jacobian at some points, a row for each; the page shows it as a table.

    Attributes
    ----------
    rows : tuple of (str, sequence of float)
        A few words for each point, and its scores.

    Raises
    ------
    ValueError
        If the scores of a row are no vector of 1 to 6 numbers from −1000 to 1000.

    Examples
    --------
    >>> print(SoftmaxTable((("all equal", (0, 0)), ("one ahead", (2, 0)))))
    all equal: x = (0, 0), S = (0.500, 0.500), largest entry of J 0.250
    one ahead: x = (2, 0), S = (0.881, 0.119), largest entry of J 0.105
    """

    rows: tuple

    def __post_init__(self):
        for _, scores in self.rows:
            _checked("SoftmaxTable", scores)

    def __str__(self):
        lines = [(words, *map(_listed, (x, softmax(x))), _largest(x)) for words, x in self._points()]
        return "\n".join(f"{w}: x = {x}, S = {S}, largest entry of J {most}" for w, x, S, most in lines)

    __repr__ = __str__

    def _points(self):
        return [(words, np.asarray(scores, dtype=float)) for words, scores in self.rows]

    def _repr_html_(self):
        """Return the table; each row carries the numbers themselves, to 9 digits, for the page to use."""
        head = "".join(f'<th scope="col">{title}</th>' for title in ("point", "x", "S", "largest entry of J"))
        rows = "".join(
            f'<tr data-scores="{_plain(x)}" data-probabilities="{_plain(softmax(x))}"'
            f' data-jacobian="{_plain(softmax_jacobian(x).ravel())}"><th scope="row">{escape(words)}</th>'
            f"<td>{_listed(x)}</td><td>{_listed(softmax(x))}</td><td>{_largest(x)}</td></tr>"
            for words, x in self._points()
        )
        return f'<table class="softmax-table"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def _checked(name, scores):
    try:
        x = np.asarray(scores, dtype=float)
    except (TypeError, ValueError):
        x = np.array(np.nan)
    if x.ndim != 1 or not 1 <= len(x) <= 6 or not np.all(np.abs(x) <= 1000):
        raise ValueError(f"{name}: scores is {scores!r}, expected 1 to 6 numbers from −1000 to 1000")
    return x


def _signed(number, digits=2):
    return f"{number:.{digits}f}".replace("-", "−")


def _listed(numbers):
    whole = all(number == round(number) for number in numbers)
    return f"({', '.join(_signed(number, 0 if whole else 3) for number in numbers)})"


def _largest(x):
    return _signed(np.max(softmax_jacobian(x)), 3)


def _plain(numbers):
    return " ".join(f"{number:.9g}" for number in numbers)
