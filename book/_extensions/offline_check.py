"""The built site loads nothing from another host, and nothing that is not there; else the build fails.

Only what a browser fetches by itself counts: scripts, style sheets, fonts, images, frames. A link to follow
is fine.
"""

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sphinx.errors import SphinxError

FETCHED = {
    "audio": ("src",),
    "embed": ("src",),
    "feimage": ("href", "xlink:href"),
    "frame": ("src",),
    "iframe": ("src",),
    "image": ("href", "xlink:href"),
    "img": ("src", "srcset"),
    "input": ("src",),
    "object": ("data",),
    "script": ("src", "href", "xlink:href"),
    "source": ("src", "srcset"),
    "track": ("src",),
    "use": ("href", "xlink:href"),
    "video": ("src", "poster"),
}
# What <link> may name without the browser fetching it.
ONLY_NAMED = {"alternate", "author", "canonical", "help", "index", "license", "next", "prev", "search"}
CSS_LOAD = re.compile(r"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""", re.IGNORECASE)
JS_LOAD = re.compile(
    r"""(?:\bimport\s*\(?|\bfrom\s*|\bimportScripts\s*\(|\bfetch\s*\(|\.(?:src|href)\s*=)\s*["'`]([^"'`\s]+)"""
    r"""|["'`]((?:https?:)?//[^"'`\s]+\.(?:m?js|css|wasm|woff2?))["'`]"""
)


def css_loads(text: str) -> list[str]:
    """The addresses that a style sheet fetches."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return [(match[1] or match[2]).strip() for match in CSS_LOAD.finditer(text)]


def js_loads(text: str) -> list[str]:
    """The absolute addresses that a script names as something to fetch; relative ones cannot be resolved."""
    return [url for match in JS_LOAD.finditer(text) if is_foreign(url := match[1] or match[2])]


class _Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.loads, self.inside = [], None

    def handle_starttag(self, tag, attributes):
        values = {name: value or "" for name, value in attributes}
        self.inside = tag if tag in {"script", "style"} else None
        for name in FETCHED.get(tag, ()):
            candidates = values.get(name, "").split(",") if name == "srcset" else [values.get(name, "")]
            self.loads += [part.split()[0] for part in candidates if part.strip()]
        if tag == "link" and not set(values.get("rel", "").lower().split()) <= ONLY_NAMED:
            self.loads.append(values.get("href", ""))
        if tag == "base" and is_foreign(values.get("href", "")):
            self.loads.append(values["href"])
        if tag == "meta" and values.get("http-equiv", "").lower() == "refresh":
            self.loads.append(values.get("content", "").partition("=")[2].strip("'\" "))
        for name, value in values.items():
            self.loads += css_loads(value) if "url(" in value.lower() else []
            self.loads += js_loads(value) if name.startswith("on") else []

    def handle_endtag(self, tag):
        self.inside = None

    def handle_data(self, data):
        if self.inside:
            self.loads += css_loads(data) if self.inside == "style" else js_loads(data)


def html_loads(text: str) -> list[str]:
    """The addresses that a page fetches, those of its inline styles and scripts included."""
    page = _Page()
    page.feed(text)
    page.close()
    return [url for url in page.loads if url]


def is_foreign(url: str) -> bool:
    """Whether an address names another host."""
    return bool(re.match(r"\s*(?:(?:https?|wss?|ftp):|//)", url, re.IGNORECASE))


LOADS = {".html": html_loads, ".svg": html_loads, ".css": css_loads, ".js": js_loads, ".mjs": js_loads}


def is_missing(url: str, file: Path, folder: Path) -> bool:
    """Whether an address within the site, found in one of its files, leads nowhere."""
    parts = urlsplit(url)
    path = unquote(parts.path)
    if parts.scheme or not path:
        return False
    return not (folder / path[1:] if path.startswith("/") else file.parent / path).exists()


def findings(folder: Path) -> list[str]:
    """One line for everything that the pages of a folder would load from elsewhere, or not find."""
    found = []
    for file in sorted(path for path in folder.rglob("*") if path.suffix in LOADS):
        if file.name.endswith(
            "webpack-macros.html"
        ):  # a template, left by the themes among their static files
            continue
        name = file.relative_to(folder)
        for url in dict.fromkeys(LOADS[file.suffix](file.read_text(encoding="utf-8", errors="replace"))):
            if is_foreign(url):
                found.append(f"{name} loads from another host: {url}")
            elif is_missing(url, file, folder):
                found.append(f"{name} loads a file that is not there: {url}")
    return found


def check(app, exception):
    if exception is None and app.builder.format == "html" and (found := findings(Path(app.outdir))):
        raise SphinxError("offline_check: the site does not stand by itself:\n  " + "\n  ".join(found))


def setup(app):
    app.connect("build-finished", check, priority=900)  # when the files of every other extension are in place
    return {"parallel_read_safe": True, "parallel_write_safe": True}
