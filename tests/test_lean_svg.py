"""Figures in fewer bytes look the same: paths end where they ended, letters and styles stay."""

import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "book" / "_extensions"))

pytest.importorskip("docutils")
lean_svg = pytest.importorskip("lean_svg")
parse_path = pytest.importorskip("fontTools.svgLib.path").parse_path
RecordingPen = pytest.importorskip("fontTools.pens.recordingPen").RecordingPen

PATHS = {
    "line": "M 10 20 L 30.5 20 L 30.5 40 L 9.1 41.7",
    "square": "M 1 2 L 3 2 L 3 4 L 1 4 z",
    "two squares": "M 0 0 L 1 0 L 1 1 L 0 1 z M 5 5 L 6 5 L 6 6 L 5 6 z",
    "curve": "M 0 0 Q 1 2 3 4 C -1 -2 -3 -4 -5.5 6 Z",
    "below zero": "M -1.5 -0.5 L 0.5 -0.5 L 0.2 0.3",
    "after closing": "M 0 0 L 2 0 L 2 2 z L -1 -1",
    "repeated": "M 1 1 L 2 3 L 4 4 L 4.5 4.5",
}


def drawn(path):
    """What a pen does, read by a library of its own; each closed figure ends at its start."""
    pen = RecordingPen()
    parse_path(path, pen)
    return [
        (name, [tuple(round(float(number), 3) for number in point) for point in points])
        for name, points in pen.value
        if name not in {"closePath", "endPath"}
    ]


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_a_path_is_drawn_as_before(path):
    lean = lean_svg.lean_path(path)
    assert len(lean) < len(path)
    assert drawn(lean) == drawn(path)


def test_what_is_finer_than_a_tenth_of_a_point_is_rounded_and_does_not_add_up():
    path = "M 0 0 " + " ".join(f"L {0.26 * n:.2f} {n}" for n in range(1, 200))
    before, after = drawn(path), drawn(lean_svg.lean_path(path))
    for (_, [(x, _)]), (_, [(lean_x, _)]) in zip(before, after, strict=True):
        assert abs(x - lean_x) <= 0.051


@pytest.mark.parametrize("path", ["M 0 0 A 1 1 0 0 1 2 2", "m 0 0 l 1 1", "M 0", ""])
def test_a_path_of_another_kind_is_left_alone(path):
    assert lean_svg.lean_path(path) == path


FIGURE = """<svg viewBox="0 0 9 9">
<g>
<g style="fill: red; stroke: blue">
<defs>
<path id="figure-0a1b2c3d-{0}" d="M 0 0 L 8 0 L 8 9 z" transform="scale(0.015625)" />
</defs>
<use href="#figure-0a1b2c3d-{0}" />
</g>
</g>
</svg>"""


def test_idle_groups_go_and_groups_that_say_something_stay():
    svg = lean_svg.lean(FIGURE.format(1), 1)
    assert svg.count("<g") == svg.count("</g>") == 1
    assert '<g style="fill:red;stroke:blue">' in svg


def test_a_letter_is_drawn_once_in_a_page():
    glyphs = {}
    first = lean_svg.lean(FIGURE.format(1), 1, glyphs)
    second = lean_svg.lean(FIGURE.format(7), 2, glyphs)
    assert 'id="f1-1"' in first
    assert 'href="#f1-1"' in first
    assert "<path" not in second
    assert 'href="#f1-1"' in second


def test_every_reference_of_a_page_finds_its_place():
    glyphs = {}
    page = "".join(lean_svg.lean(FIGURE.format(n), n, glyphs) for n in range(1, 5))
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


MARK = '<use href="#a" x="{}" style="{}"/>'


def test_a_row_of_marks_of_one_style_says_it_once():
    row = "".join(MARK.format(n, "fill:red;stroke-width:2") for n in range(3))
    svg = lean_svg.with_common_styles(row + MARK.format(4, "fill:blue"))
    assert svg.count("fill:red") == 1
    assert svg.startswith('<g style="fill:red;stroke-width:2"><use href="#a" x="0"/>')
    assert svg.endswith("</g>" + MARK.format(4, "fill:blue"))


def test_a_style_that_is_not_inherited_stays_with_its_mark():
    row = MARK.format(1, "opacity:0.5") * 2
    assert lean_svg.with_common_styles(row) == row
