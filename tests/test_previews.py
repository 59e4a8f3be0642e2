"""Previews of references, in a browser: by pointer, by keyboard, from this page and from another."""

import functools
import http.server
import shutil
import threading
from pathlib import Path

import pytest

STATIC = Path(__file__).parent.parent / "book" / "_static"
PAGE = """<!doctype html><html lang=en><meta charset=utf-8><title>p</title>
<link rel="stylesheet" href="chapter.css"><script src="previews.js" defer></script>
<main style="padding: 20rem 0 60rem"><p>By
<a class="reference internal" href="#equation-one" id="near">(1)</a>,
<a class="reference internal" href="other.html#claim-B4" id="far">B4</a>,
<a class="reference internal" href="other.html#claim-Z9" id="gone">Z9</a>,
<a class="reference internal" href="#a-section" id="section">a section</a>.</p>
<div class="math" id="equation-one">a = b <a class="headerlink" href="#equation-one">#</a></div></main>"""
OTHER = f'<main><div id="claim-B4">Theorem <a href="#x">2.2</a>{" and words" * 20}</div></main>'


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    for name in ("previews.js", "chapter.css"):
        shutil.copy(STATIC / name, folder)
    (folder / "page.html").write_text(PAGE, encoding="utf-8")
    (folder / "other.html").write_text(OTHER, encoding="utf-8")
    return folder


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A server that does not report its requests."""

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def address(folder):
    handler = functools.partial(Quiet, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/page.html"
        server.shutdown()


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
def page(browser, address):
    page = browser.new_page(viewport={"width": 390, "height": 700})
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(address)
    yield page
    page.close()
    assert problems == []


def shown(page):
    page.wait_for_selector(".preview")
    return page.locator(".preview")


def test_the_pointer_opens_a_preview_that_it_may_enter_and_leaving_closes_it(page):
    page.hover("#near")
    preview = shown(page)
    assert preview.inner_text().strip() == "a = b"
    assert page.get_attribute("#near", "aria-describedby") == preview.get_attribute("id")
    preview.hover()
    page.wait_for_timeout(500)
    assert preview.is_visible()
    page.mouse.move(1, 1)
    page.wait_for_selector(".preview", state="detached")
    assert page.get_attribute("#near", "aria-describedby") is None


def test_focus_opens_it_and_escape_closes_it_without_moving_the_focus(page):
    page.keyboard.press("Tab")
    assert shown(page).get_attribute("role") == "tooltip"
    page.keyboard.press("Escape")
    page.wait_for_selector(".preview", state="detached")
    assert page.evaluate("document.activeElement.id") == "near"


def test_what_stands_in_another_page_is_fetched_and_takes_no_focus(page):
    page.hover("#far")
    assert shown(page).inner_text().startswith("Theorem 2.2 and")
    assert page.get_attribute(".preview a", "tabindex") == "-1"
    assert page.locator("#claim-B4").count() == 0


@pytest.mark.parametrize("link", ["#gone", "#section"])
def test_a_link_to_nothing_or_to_a_section_has_none(page, link):
    page.hover(link)
    page.wait_for_timeout(500)
    assert page.locator(".preview").count() == 0


def test_it_stays_within_a_narrow_page(page):
    page.hover("#far")
    box = shown(page).bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_from_a_file_this_page_is_previewed_and_another_is_left_to_its_link(browser, folder):
    page, problems = browser.new_page(), []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto((folder / "page.html").as_uri())
    page.hover("#near")
    assert "a = b" in shown(page).inner_text()
    page.hover("#far")
    page.wait_for_timeout(600)
    assert page.locator(".preview").count() == 0
    assert problems == []
    page.close()
