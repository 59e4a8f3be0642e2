"""Who needs whom, and the map that shows it: every chapter, every link, and no line through a box."""

import re
import sys
from itertools import pairwise

import pytest

from book._tools.pages import ROOT, Cell, Page, read_pages

sys.path.insert(0, str(ROOT / "book" / "_extensions"))
pytest.importorskip("chapter_map")
from book._tools.chapter_map import Chapter, draw, narrow, path, wide
from book._tools.dependences import everything_needed, needs, without_detours
from book._tools.titles import title_of

PAGES = read_pages()
EDGES = needs(PAGES)
CHAPTERS = [
    Chapter(page.name.removesuffix(".ipynb"), title_of(page), "part", "there.html")
    for page in PAGES
    if page.name in EDGES
]
LAYOUTS = {"wide": wide(CHAPTERS), "narrow": narrow(CHAPTERS)}
SHORT = {chapter.page + ".ipynb": chapter.name for chapter in CHAPTERS}


def notebook(name, *texts):
    page = Page(f"book/{name}.ipynb", "")
    page.__dict__["cells"] = tuple(Cell(name, n, str(n), "markdown", text) for n, text in enumerate(texts))
    return page


def test_links_and_equations_under_what_you_need_count_and_no_others():
    first = notebook("a", "# A\n## What you need\nNothing.", "$$\nx\n$$ (eq-a-x)")
    second = notebook("b", "# B\n## What you need\nThe [first](a).\n## The claim\n[C](c)")
    third = notebook("c", "# C\n## What you need\n{eq}`eq-a-x`, and [B](b.ipynb#the-claim), and [C](c).")
    found = needs([first, second, third, notebook("d", "# D\n[A](a)")])
    assert found == {
        "book/a.ipynb": (),
        "book/b.ipynb": ("book/a.ipynb",),
        "book/c.ipynb": ("book/a.ipynb", "book/b.ipynb"),
    }


def test_what_follows_is_left_out_and_follows_again():
    edges = {"a": (), "b": ("a",), "c": ("a", "b"), "d": ("c", "a")}
    assert without_detours(edges) == {"a": (), "b": ("a",), "c": ("b",), "d": ("c",)}
    assert everything_needed("d", without_detours(edges)) == {"a", "b", "c"}


def test_every_notebook_but_the_first_page_is_on_the_map():
    first = PAGES[0].name
    assert list(EDGES) == [page.name for page in PAGES if page.is_notebook and page.name != first]


def test_a_chapter_needs_only_earlier_ones():
    order = list(EDGES)
    assert [
        (page, other)
        for page, found in EDGES.items()
        for other in found
        if order.index(other) > order.index(page)
    ] == []


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_the_lines_of_the_map_are_links_and_say_all_of_them(layout):
    svg = draw(CHAPTERS, EDGES, layout)
    drawn = {}
    for source, target in re.findall(r'data-edge="(\S+) (\S+)"', svg):
        drawn.setdefault(target, []).append(source)
    drawn = {name: tuple(drawn.get(name, ())) for name in SHORT.values()}
    for page, linked in EDGES.items():
        linked = {SHORT[other] for other in linked}
        assert set(drawn[SHORT[page]]) <= linked
        assert linked <= everything_needed(SHORT[page], drawn)


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_every_box_is_a_link_that_says_where_and_stands_by_itself(layout):
    svg = draw(CHAPTERS, EDGES, layout)
    assert re.findall(r'<a class="at-(\S+)', svg) == [chapter.name for chapter in CHAPTERS]
    assert svg.count('href="there.html"') == svg.count(", needs ") == len(CHAPTERS)
    boxes = list(layout.boxes.values())
    assert all(box.x >= 0 and box.x + box.width <= layout.width for box in boxes)
    for n, one in enumerate(boxes):
        for other in boxes[:n]:
            apart = abs(one.x - other.x) >= one.width, abs(one.y - other.y) >= one.height
            assert any(apart)


def crosses(corners, box):
    """Whether the straight pieces between the corners run through a box."""
    for (a, b), (c, d) in pairwise(corners):
        for n in range(1, 20):
            x, y = a + (c - a) * n / 20, b + (d - b) * n / 20
            if box.x < x < box.x + box.width and box.y < y < box.y + box.height:
                return True
    return False


def test_no_line_of_the_wide_map_runs_through_a_box():
    layout = LAYOUTS["wide"]
    lines = {
        (SHORT[other], SHORT[page]): path(SHORT[other], SHORT[page], layout)
        for page, found in without_detours(EDGES).items()
        for other in found
    }
    through = [
        (ends, name)
        for ends, line in lines.items()
        for name, box in layout.boxes.items()
        if crosses(line, box)
    ]
    assert through == []


def test_a_chapter_stands_below_what_it_needs():
    boxes = LAYOUTS["wide"].boxes
    for page, found in EDGES.items():
        assert all(boxes[SHORT[other]].y < boxes[SHORT[page]].y for other in found)


def test_a_chapter_without_a_place_stands_at_the_bottom():
    boxes = wide([*CHAPTERS, Chapter("book/new", "New", "part", "new.html")]).boxes
    assert boxes["new"].y > max(box.y for name, box in boxes.items() if name != "new")


def test_the_map_is_drawn_the_same_each_time():
    assert draw(CHAPTERS, EDGES, LAYOUTS["wide"]) == draw(CHAPTERS, EDGES, wide(CHAPTERS))
