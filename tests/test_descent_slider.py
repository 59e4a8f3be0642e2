"""The slider of the chapter on gradient descent: what it computes, what it says, what a reader can do."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from mlpkit import gradient_descent

BOOK = Path(__file__).parent.parent / "book"
SCRIPT = BOOK / "_static" / "descent_slider.js"
STYLE = SCRIPT.with_suffix(".css")

NODE = shutil.which("node")
needs_node = pytest.mark.skipif(NODE is None, reason="node is not installed")


def html():
    """Return the Markdown cell of the chapter that holds the slider."""
    cells = json.loads((BOOK / "gradient_descent.ipynb").read_text(encoding="utf-8"))["cells"]
    (cell,) = [text for cell in cells if 'class="descent-slider"' in (text := "".join(cell["source"]))]
    return cell[cell.index("<div") :].partition("</script>")[0] + "</script>"


def ask(expression):
    """Return what the script's own functions give, run without a page."""
    program = f"const slider = require({json.dumps(str(SCRIPT))}); console.log(JSON.stringify({expression}))"
    done = subprocess.run([NODE, "-e", program], capture_output=True, check=True, encoding="utf-8")
    return json.loads(done.stdout)


def test_the_page_loads_the_files_that_are_there():
    loaded = re.findall(r'(?:src|href)="\.\./_static/([^"]+)"', html())
    assert sorted(loaded) == [STYLE.name, SCRIPT.name]
    assert SCRIPT.is_file() and STYLE.is_file()


def test_without_scripts_a_note_stays():
    note = re.search(r"<p>(.*?)</p>", html(), re.DOTALL)[1]
    assert "scripts" in note and "panels" in note


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
def test_its_points_are_those_of_mlpkit():
    cases = [(rate, start) for rate in (0.005, 0.1, 0.15, 0.2, 0.24) for start in (-2, 0.25, 2)]
    shown = ask(f"{json.dumps(cases)}.map(([rate, start]) => slider.iterates(rate, start))")
    for (rate, start), points in zip(cases, shown, strict=True):
        expected = gradient_descent(lambda x: 10 * x, start, rate=rate, steps=30)
        np.testing.assert_allclose(points, expected, rtol=1e-12, atol=1e-15)
    assert ask("slider.iterates(0, 2)") == [2] * 31  # mlpkit refuses this rate, the slider shows it


@needs_node
def test_it_says_that_it_converges_exactly_where_the_claim_does():
    rates = range(0, 241, 5)
    said = ask(f"{json.dumps(list(rates))}.map(thousandths => slider.describe(thousandths / 1000, 2))")
    for thousandths, words in zip(rates, said, strict=True):
        assert words.startswith(f"Factor 1 − 10η = {1 - thousandths / 100:.2f}".replace("-", "−"))
        assert ("it converges" in words) == (0 < thousandths < 200)
        assert ("it diverges" in words) == (thousandths > 200)
        assert ("one step" in words) == (thousandths == 100)


@needs_node
def test_it_says_what_happens_at_the_ends_and_in_the_minimum():
    assert "never moves" in ask("slider.describe(0, 2)")
    assert "for ever" in ask("slider.describe(0.2, 2)")
    assert "the start is the minimum" in ask("slider.describe(0.22, 0)")


@needs_node
def test_points_beyond_the_edge_are_not_drawn():
    drawn = ask("slider.upToTheEdge(slider.iterates(0.22, 2))")
    np.testing.assert_allclose(drawn, [2, -2.4], rtol=1e-12)
    assert len(ask("slider.upToTheEdge(slider.iterates(0.15, 2))")) == 31


@pytest.fixture
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
    """Return the address of a page that holds nothing but the slider, under a policy against inline code."""
    shutil.copytree(BOOK / "_static", tmp_path / "_static")
    page = tmp_path / "book" / "page.html"
    page.parent.mkdir()
    policy = "<meta http-equiv='Content-Security-Policy' content=\"script-src file:; style-src file:\">"
    page.write_text(
        f"<!doctype html><html lang=en><meta charset=utf-8>{policy}<title>p</title>{html()}", encoding="utf-8"
    )
    return page.as_uri()


def test_the_arrow_keys_change_the_words_and_the_drawing(browser, site):
    page = browser.new_page(viewport={"width": 390, "height": 800})
    problems = []
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(site)
    status, trail = page.get_by_role("status"), page.locator(".trail")
    rate = page.get_by_label("Learning rate η")
    before = status.inner_text(), trail.get_attribute("d")
    assert "it converges" in before[0] and status.get_attribute("aria-live") == "polite"
    rate.focus()
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    assert rate.input_value() == "0.2"
    assert "for ever" in status.inner_text() and trail.get_attribute("d") != before[1]
    assert status.inner_text() in page.get_by_role("img").get_attribute("aria-label")
    page.get_by_label("Start x₀").focus()
    page.keyboard.press("ArrowLeft")
    assert "x₀\u00a0=\u00a01.750, x₁\u00a0=\u00a0−1.750" in page.locator(".numbers").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert problems == []


def test_with_scripts_off_the_note_is_read(browser, site):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(site)
    assert "Sliders" in page.locator(".descent-slider").inner_text()
    assert page.locator("input").count() == 0
