"""What only a browser can check on the built site: `.venv/bin/python .ci/browse.py [FOLDER]`.

Needs Playwright and Chromium. The site is served on this machine; a request to any other host is a complaint.
"""

import functools
import http.server
import re
import shutil
import sys
import threading
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1200, "height": 900}
# A query, and a page that has to be among its results.
QUERIES = {
    "sigma": "functions_of_one_variable",
    "softmax Jacobian": "softmax",
    "W^(1)": "one_hidden_layer",
    "δ": "delta_recursion",
    "delta": "delta_recursion",
    "∇": "softmax",
}


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A server that does not report its requests."""

    def log_message(self, *arguments):
        """Say nothing."""


def numbers(text):
    """Return the numbers of a text, the minus sign of print being one."""
    return [float(number) for number in re.findall(r"-?\d+\.?\d*", text.replace("−", "-"))]


def bars(page):
    """The bars on the page about softmax agree with the table that mlpkit computed there."""
    page.goto("/book/softmax.html")
    rows = page.locator(".softmax-table tbody tr")
    if rows.count() == 0:
        yield "softmax: the table of points is missing"
    for row in rows.all():
        row.get_by_role("button").click()
        drawn = page.locator('.softmax-bars svg[role="img"]')
        for place, key in ((0, "data-probabilities"), (1, "data-jacobian")):
            label = drawn.nth(place).get_attribute("aria-label")
            shown = numbers(re.sub(r"row \d:", "", label))
            stored = numbers(row.get_attribute(key))
            if len(shown) != len(stored) or any(
                abs(a - b) > 6e-4 for a, b in zip(shown, stored, strict=True)
            ):
                yield f"softmax: the bars show {label!r}, mlpkit computed {stored}"


def search(page):
    """The search finds symbols by their names."""
    for query, expected in QUERIES.items():
        page.goto(f"/search.html?q={quote(query)}")
        page.wait_for_function("document.querySelector('.search-summary')?.innerText.includes('found')")
        found = [link.get_attribute("href") for link in page.locator("ul.search > li > a").all()]
        if not any(f"book/{expected}.html" in link for link in found):
            yield f"search: {query!r} does not find {expected}"


def previews(page):
    """A reference to an equation and one to a theorem of another page are previewed."""
    for address, link in (
        ("/book/softmax.html", 'main a.reference[href="#equation-eq-softmax-shift"]:visible'),
        (
            "/book/norms_and_kinks.html",
            'main a.reference[href^="functions_of_one_variable.html#claim-"]:visible',
        ),
    ):
        page.goto(address)
        page.locator(link).first.focus()
        page.locator(link).first.hover()
        try:
            page.wait_for_selector(".preview", timeout=5000)
        except Exception:
            yield f"{address}: no preview of {link}"


def heads(page):
    """Every chapter says how long it takes and offers a notebook that is there."""
    page.goto("/book/intro.html")
    links = page.locator(".bd-sidebar-primary a.reference.internal").all()
    for address in dict.fromkeys(link.evaluate("link => link.href.replace(/#.*/, '')") for link in links):
        page.goto(address)
        if page.locator(".run-chapter").count():
            notebook = page.locator(".run-chapter a[download]").evaluate("link => link.href")
            if page.request.get(notebook).status != 200:
                yield f"{address}: {notebook} is not there"
        elif page.locator("div.cell").count():
            yield f"{address}: has cells and no way to run them"
        page.set_viewport_size(PHONE)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > PHONE["width"]:
            yield f"{address}: is {width} pixels wide on a phone"
        page.set_viewport_size(DESK)


CHECKS = (bars, search, previews, heads)


def complaints(site):
    """Return everything that is wrong with the site in a folder."""
    found = []
    with (
        http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=site)) as server,
        sync_playwright() as playwright,
    ):
        threading.Thread(target=server.serve_forever, daemon=True).start()
        home = f"http://127.0.0.1:{server.server_port}"
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_context(base_url=home, viewport=DESK).new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: found.append(f"{page.url}: {error}"))
        page.on(
            "request",
            lambda request: (
                request.url.startswith((home, "data:"))
                or found.append(f"{page.url} asks another host: {request.url}")
            ),
        )
        for check in CHECKS:
            found += check(page)
        browser.close()
        server.shutdown()
    return found


def main(arguments):
    """Print the complaints; return the exit status."""
    found = complaints(Path(arguments[0]) if arguments else ROOT / "_build" / "html")
    print("\n".join([*found, f"{len(found)} complaints about the site in the browser."]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
