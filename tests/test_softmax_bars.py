"""The bars of the chapter on softmax: what they compute, what they say, what a reader can do with them."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from mlpkit import softmax, softmax_jacobian

BOOK = Path(__file__).parent.parent / "book"
SCRIPT = BOOK / "_static" / "softmax_bars.js"
STYLE = SCRIPT.with_suffix(".css")
POINTS = [[0, 0, 0], [3, 0, -1], [-4, 4, 0.5], [1.2], [1, 2, 3, 4], [800, -800, 0]]

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")


def cells():
    stored = json.loads((BOOK / "softmax.ipynb").read_text(encoding="utf-8"))["cells"]
    return {cell["id"]: cell for cell in stored}


def html():
    """Return the still figure, the box and the table, as the page has them one after the other."""
    source = "".join(cells()["drag-box"]["source"])
    box = source[source.index("<div") :].partition("</script>")[0] + "</script>"
    still = '<div class="cell"><figure class="book-figure">a figure</figure></div>'
    table = "".join(cells()["drag-table"]["outputs"][0]["data"]["text/html"])
    return f"{still}{box}{table}"


def ask(expression):
    """Return what the script's own functions give, run without a page."""
    program = f"const bars = require({json.dumps(str(SCRIPT))}); console.log(JSON.stringify({expression}))"
    done = subprocess.run(["node", "-e", program], capture_output=True, check=True, encoding="utf-8")
    return json.loads(done.stdout)


def test_the_page_loads_the_files_that_are_there():
    loaded = re.findall(r'(?:src|href)="\.\./_static/([^"]+)"', html())
    assert sorted(loaded) == [STYLE.name, SCRIPT.name]
    assert SCRIPT.is_file() and STYLE.is_file()


def test_the_script_needs_no_other_host_and_no_permission_to_make_code(monkeypatch):
    pytest.importorskip("sphinx.errors")
    monkeypatch.syspath_prepend(str(BOOK / "_extensions"))
    offline_check = pytest.importorskip("offline_check")
    text = SCRIPT.read_text(encoding="utf-8")
    assert offline_check.js_loads(text) == []
    assert offline_check.css_loads(STYLE.read_text(encoding="utf-8")) == []
    assert not re.search(r"innerHTML|\beval\b|\bFunction\(|document\.write|\.style\b", text)
    assert not re.search(r"\son\w+=|\sstyle=", html())


@needs_node
def test_its_numbers_are_those_of_mlpkit():
    shown = ask(f"{json.dumps(POINTS)}.map((x) => [bars.softmax(x), bars.jacobian(x)])")
    for x, (probabilities, jacobian) in zip(POINTS, shown, strict=True):
        np.testing.assert_allclose(probabilities, softmax(x), rtol=1e-13, atol=0)
        np.testing.assert_allclose(jacobian, softmax_jacobian(x), rtol=1e-12, atol=1e-16)


MOVES = {
    "one": ("[1, 2, 3], 0, 0.1, false", [1.1, 2, 3]),
    "one, to the top": ("[1, 2, 3.5], 2, 1, false", [1, 2, 4]),
    "one, to the bottom": ("[-3.95, 2, 3], 0, -0.1, false", [-4, 2, 3]),
    "all": ("[1, 2, 3], 0, -1, true", [0, 1, 2]),
    "all, until the first is at the top": ("[1, 2, 3.5], 0, 1, true", [1.5, 2.5, 4]),
    "all, and one is at the top": ("[1, 2, 4], 0, 1, true", [1, 2, 4]),
}


@needs_node
@pytest.mark.parametrize(("arguments", "expected"), MOVES.values(), ids=MOVES)
def test_a_score_moves_within_its_limits(arguments, expected):
    assert ask(f"bars.moved({arguments})") == expected


@needs_node
def test_numbers_are_written_as_in_the_figures():
    assert ask("bars.listed([-0.0004, 0, -1.26], 3)") == "(0.000, 0.000, −1.260)"
    assert "equal" in ask("bars.describe([1, 1, 1])") and "certain" in ask("bars.describe([4, -4, 0])")
    assert "Raise x₂" in ask("bars.describe([0, 1, 0])")


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with playwright.sync_playwright() as running:
        if chromium is None and not Path(running.chromium.executable_path).exists():
            pytest.skip("chromium is not installed")
        started = running.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def site(tmp_path):
    """Return the address of a page that holds nothing but the figure, under a policy against inline code."""
    shutil.copytree(BOOK / "_static", tmp_path / "_static")
    page = tmp_path / "book" / "page.html"
    page.parent.mkdir()
    policy = "<meta http-equiv='Content-Security-Policy' content=\"script-src file:; style-src file:\">"
    page.write_text(
        f"<!doctype html><html lang=en><meta charset=utf-8>{policy}<title>p</title>{html()}", encoding="utf-8"
    )
    return page.as_uri()


@pytest.fixture
def page(browser, site):
    opened = browser.new_page(viewport={"width": 360, "height": 900})
    problems = []
    opened.on("console", lambda message: problems.append(message.text))
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.goto(site)
    yield opened
    assert problems == []
    opened.close()


def scores(page):
    return [float(slider.get_attribute("aria-valuenow")) for slider in page.get_by_role("slider").all()]


def test_the_keys_move_a_score_and_shift_moves_all(page):
    second = page.get_by_role("slider", name="score x₂")
    second.focus()
    for key in ("ArrowUp", "ArrowUp", "PageUp", "ArrowLeft"):
        page.keyboard.press(key)
    assert scores(page) == [3, 1.1, -1]
    probability = f"{softmax([3, 1.1, -1])[1]:.3f}"
    assert second.get_attribute("aria-valuetext") == f"1.1, probability {probability}"
    before = page.get_by_role("img").first.get_attribute("aria-label")
    page.keyboard.press("Shift+PageDown")
    assert scores(page) == [2, 0.1, -2]
    assert page.get_by_role("img").first.get_attribute("aria-label") == before  # Claim B3
    page.keyboard.press("End")
    assert scores(page) == [2, 4, -2]


def test_a_drag_moves_a_score(page):
    box = page.get_by_role("slider").nth(2).bounding_box()
    middle = box["x"] + box["width"] / 2
    page.mouse.move(middle, box["y"] + box["height"] * 0.7)
    page.mouse.down()
    page.mouse.move(middle, box["y"] + 2)
    page.mouse.up()
    assert scores(page)[:2] == [3, 0] and scores(page)[2] == 4
    page.mouse.move(middle, box["y"] + box["height"] - 2)  # the button is up
    assert scores(page)[2] == 4


def test_the_rows_of_the_table_agree_with_what_is_drawn(page):
    rows = page.locator(".softmax-table tbody tr")
    assert rows.count() == 5
    for row in rows.all():
        row.get_by_role("button").click()
        assert scores(page) == [float(number) for number in row.get_attribute("data-scores").split()]
        drawn = page.get_by_role("img").last.get_attribute("aria-label").replace("−", "-")
        stored = [float(number) for number in row.get_attribute("data-jacobian").split()]
        np.testing.assert_allclose(
            [float(number) for number in re.findall(r"-?\d\.\d{3}", drawn)], stored, atol=0.00051
        )


def test_the_still_figure_gives_way_and_nothing_is_wider_than_a_phone(page):
    assert not page.locator(".book-figure").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_with_scripts_off_the_still_figure_and_a_note_stay(browser, site):
    opened = browser.new_context(java_script_enabled=False).new_page()
    opened.goto(site)
    assert opened.locator(".book-figure").is_visible()
    assert "can be dragged" in opened.locator(".softmax-bars").inner_text()
    assert opened.get_by_role("slider").count() == 0
