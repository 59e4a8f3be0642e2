"""What a reader's browser fetches, cut to what it uses, once every page is written.

The style sheets become one (`style_sheets`), its icons a font of their own (`icon_font`), and no script holds
up the page (`deferred_scripts`). What no page names any more is removed.
"""

import hashlib
import re
import shutil
from pathlib import Path

from deferred_scripts import SOURCE_MAP, merge_scripts
from icon_font import with_icons
from lean_tables import with_shared_styles
from page_elements import seen_in
from site_pages import COMMENT, attribute, file_of, pages, rewrite
from style_sheets import loaded, purged

LINK = re.compile(r"[ \t]*<link\b[^>]*>\n?", re.IGNORECASE)
SCRIPT = re.compile(r"<script\b[^>]*>", re.IGNORECASE)
SILENT = {"bootstrap.js", "searchindex.js", "startup.js"}  # these do not say in so many words what they style
LEFT_OVER = ("vendor", "styles", "locales")


def sheets(text, page):
    """The style sheets of a page, as tags with the files that they name."""
    found = []
    for tag in LINK.findall(COMMENT.sub("", text)):
        if (attribute(tag, "rel") or "").lower() == "stylesheet" and attribute(tag, "media") is None:
            file = file_of(page, attribute(tag, "href") or "")
            found += [(tag, file)] if file else []
    return found


def scripts_of(text, page):
    """The files of the scripts that a page names and that may give classes to its elements."""
    files = (file_of(page, attribute(tag, "src") or "") for tag in SCRIPT.findall(text))
    return [file for file in files if file and file.name not in SILENT]


def in_order(lists):
    """Merge the pages' lists of style sheets: each file comes after the one that it follows in its page."""
    merged = []
    for files in lists:
        place = 0
        for file in files:
            if file not in merged:
                merged.insert(place, file)
            place = merged.index(file) + 1
    return merged


def merge_sheets(folder):
    """Put one style sheet in the place of all that the pages name; return the files that it replaces."""
    texts = {page: page.read_text(encoding="utf-8") for page in pages(folder)}
    named = {page: sheets(text, page) for page, text in texts.items()}
    scripts = sorted({file for page, text in texts.items() for file in scripts_of(text, page)})
    seen = seen_in(list(texts.values()), [file.read_text(encoding="utf-8") for file in scripts])
    static = folder / "_static"
    files = in_order([file for _, file in tags] for tags in named.values())
    css = with_icons(purged("".join(loaded(file, static) for file in files), seen), static, seen)
    name = f"site-{hashlib.sha256(css.encode()).hexdigest()[:8]}.css"
    (static / name).write_text(css, encoding="utf-8")
    for page, text in texts.items():
        up = "../" * (len(page.relative_to(folder).parts) - 1)
        link = f'  <link rel="stylesheet" href="{up}_static/{name}">\n'
        for tag, _ in named[page]:
            text = text.replace(tag, link, 1)
            link = ""
        page.write_text(text, encoding="utf-8")
    return files


def make_lean(app, exception):
    if exception is not None or app.builder.format != "html":
        return
    folder = Path(app.outdir).resolve()
    for file in (*merge_sheets(folder), *merge_scripts(folder)):
        file.unlink()
    for page in pages(folder):
        page.write_text(with_shared_styles(page.read_text(encoding="utf-8")), encoding="utf-8")
    for name in LEFT_OVER:
        shutil.rmtree(folder / "_static" / name, ignore_errors=True)
    for path in (folder / "_static").rglob("*.map"):
        path.unlink()
    for path in (folder / "_static").rglob("*.js"):
        rewrite(path, lambda text: SOURCE_MAP.sub("\n", text))


def setup(app):
    app.connect("build-finished", make_lean, priority=800)  # when all is written, before offline_check
    return {"parallel_read_safe": True, "parallel_write_safe": True}
