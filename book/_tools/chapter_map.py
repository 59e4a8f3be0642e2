"""The map of the chapters as SVG: boxes that are links, lines down to each from what it needs."""

from html import escape
from itertools import pairwise
from textwrap import wrap
from typing import NamedTuple

from book._tools.dependences import everything_needed, without_detours

WIDTH, GAP, ROW = 740, 16, 100
# The column and the row of each chapter where the page is wide.
PLACES = {
    "intro": (1, 0),
    "functions_of_one_variable": (1, 1),
    "how_the_checking_works": (0, 2),
    "softmax": (1, 2),
    "norms_and_kinks": (2, 2),
    "gradient_descent": (3, 2),
    "cross_entropy": (1, 3),
    "sigmoid_unit": (0, 4),
    "one_hidden_layer": (1, 4),
    "hinge_on_probabilities": (2, 4),
    "delta_recursion": (1, 5),
    "penalties": (2, 5),
    "risk_and_minibatches": (3, 5),
    "gradient_checking": (0, 6),
    "four_layouts": (1, 6),
    "training_on_images": (3, 6),
    "thirty_seven_slips": (0, 7),
    "check_your_own": (2, 6),
    "two_networks_by_hand": (1, 7),
    "memory": (2, 7),
    "how_many_parameters": (3, 7),
    "how_fast": (3, 8),
}


class Chapter(NamedTuple):
    """What a box says and where it leads; ``page`` is the file name without its ending."""

    page: str
    title: str
    part: str
    uri: str

    @property
    def name(self):
        """The last part of the path, which serves as a class in the SVG."""
        return self.page.rpartition("/")[2]


class Box(NamedTuple):
    """The rectangle of a chapter."""

    x: float
    y: float
    width: float
    height: float


class Layout(NamedTuple):
    """How wide the picture is, where each box stands, and the letters that fit in a line of one."""

    kind: str
    width: float
    boxes: dict
    letters: int


def wide(chapters):
    """Return the layout for a wide page: four columns, a chapter below all that it needs."""
    width = (WIDTH + GAP) / 4 - GAP - 0.5
    below, new = 1 + max(row for _, row in PLACES.values()), [c for c in chapters if c.name not in PLACES]
    places = {c.name: PLACES[c.name] for c in chapters if c.name in PLACES}
    places |= {c.name: (n % 4, below + n // 4) for n, c in enumerate(new)}  # until it has a place above
    boxes = {n: Box(1 + (width + GAP) * x, 1 + ROW * y, width, 66) for n, (x, y) in places.items()}
    return Layout("wide", WIDTH, boxes, 21)


def narrow(chapters):
    """Return the layout for a telephone: one column in reading order, the lines on its left."""
    boxes = {c.name: Box(79, 1 + 68 * n, 280, 58) for n, c in enumerate(chapters)}
    return Layout("narrow", 360, boxes, 32)


def draw(chapters, edges, layout):
    """Return the SVG of a layout; of the edges of `dependences.needs` those that follow are left out."""
    shown = {_name(page): tuple(map(_name, needed)) for page, needed in without_detours(edges).items()}
    titles = {chapter.name: chapter.title for chapter in chapters}
    height = max(box.y + box.height for box in layout.boxes.values()) + 1
    lines = [_line(other, name, shown, layout) for name, needed in shown.items() for other in needed]
    boxes = [_box(chapter, shown, titles, layout) for chapter in chapters]
    label = f"Map of the {len(chapters)} chapters. Each box is a link, and names what its chapter needs."
    return (
        f'<svg class="chapter-map {layout.kind}" viewBox="0 0 {layout.width} {height:g}"'
        f' width="{layout.width}" height="{height:g}" role="group" aria-label="{label}">'
        f"<style>{_highlights(chapters)}</style>{''.join(lines)}{''.join(boxes)}</svg>"
    )


def path(source, target, layout, offset=0.0):
    """Return the corners of the line from one box to another."""
    start, end = layout.boxes[source], layout.boxes[target]
    if layout.kind == "narrow":
        reach = start.x - 14 - 0.075 * (end.y - start.y)
        return [(start.x, start.y + 34), (reach, start.y + 34), (reach, end.y + 16), (end.x, end.y + 16)]
    first, last = start.x + start.width / 2, end.x + end.width / 2
    between = {box.x + box.width / 2 for box in layout.boxes.values() if start.y < box.y < end.y}
    corners = [(first, start.y + start.height), (last + offset, end.y)]
    if end.y - start.y > ROW:  # down the column of the one or the other, or else between two columns
        free = [column for column in (last, first) if column not in between]
        lane = free[0] if free else start.x + start.width + GAP / 2
        corners[1:1] = [(lane, start.y + ROW), (lane, end.y - ROW + start.height)]
    return corners


def _line(source, target, shown, layout):
    """A smooth line through the corners, with an arrowhead."""
    arriving = sorted(shown[target], key=lambda name: layout.boxes[name].x)
    offset = 20 * (arriving.index(source) - (len(arriving) - 1) / 2)
    corners = path(source, target, layout, offset)
    x, y = corners[-1]
    drawn = f"M{corners[0][0]:g} {corners[0][1]:g}"
    if layout.kind == "narrow":
        drawn += "C" + " ".join(f"{x:g} {y:g}" for x, y in corners[1:])
        head = f"M{x - 7:g} {y - 4:g}L{x:g} {y:g}L{x - 7:g} {y + 4:g}"
    else:
        for (a, b), (c, d) in pairwise(corners):
            drawn += f"C{a:g} {(b + d) / 2:g} {c:g} {(b + d) / 2:g} {c:g} {d:g}"
        head = f"M{x - 4:g} {y - 7:g}L{x:g} {y:g}L{x + 4:g} {y - 7:g}"
    return f'<path class="line {_ways(target, shown)}" data-edge="{source} {target}" d="{drawn}{head}"/>'


def _box(chapter, shown, titles, layout):
    """A link with the part, the title in one line or two, and for a screen reader what is needed."""
    box = layout.boxes[chapter.name]
    needed = ", ".join(titles[name] for name in shown[chapter.name]) or "no other chapter"
    lines = wrap(chapter.title, layout.letters)
    x, y = box.x + 9, box.y + (box.height - 16 * len(lines)) / 2 + 5
    title = "".join(
        f'<text x="{x:g}" y="{y + 16 * n:g}">{escape(line)}</text>' for n, line in enumerate(lines, start=1)
    )
    return (
        f'<a class="at-{chapter.name} {_ways(chapter.name, shown)}" href="{escape(chapter.uri)}">'
        f"<title>{escape(chapter.title)}, needs {escape(needed)}</title>"
        f'<rect x="{box.x:g}" y="{box.y:g}" width="{box.width}" height="{box.height}" rx="6"/>'
        f'<text class="part" x="{x:g}" y="{y:g}">{escape(chapter.part)}</text>{title}</a>'
    )


def _ways(name, shown):
    """A class for each chapter on whose way this one lies, itself included."""
    return " ".join(
        f"for-{other}" for other in shown if other == name or name in everything_needed(other, shown)
    )


def _highlights(chapters):
    """Where a chapter is pointed at or has the focus, all the ways to it stand out."""
    return "".join(
        f".chapter-map:has(.at-{c.name}:is(:hover,:focus-visible)) .for-{c.name}"
        "{stroke:var(--map-way);stroke-width:2.5}"
        for c in chapters
    )


def _name(page):
    return page.rpartition("/")[2].removesuffix(".ipynb")
