"""No script holds up the page: each waits until the page is read, and they run in the order they came in.

The themes load a dozen scripts in the head, and the reader sees nothing until the last has come. Deferred
scripts run in order once the page stands, which is when all of them start their work anyway. Those that every
page names come as one file. The settings of the site, which inline scripts need at once, move into the page.
"""

import hashlib
import re

from site_pages import attribute, file_of, pages

SETTINGS = "documentation_options.js"
SCRIPT = re.compile(r"[ \t]*<script\b[^>]*>\s*</script>\n?", re.IGNORECASE)
SOURCE_MAP = re.compile(r"\n?//# sourceMappingURL=\S+\s*$")
OTHER_KINDS = re.compile(r"""\s(?:async|type\s*=\s*["']?module|nomodule)""", re.IGNORECASE)
ONLY_NAMED = re.compile(r"""<script(?:\s+(?:src|defer)(?:="[^"]*")?)*\s*>""", re.IGNORECASE)


def deferred(text, page):
    """Return the page with each script file of its own deferred and the settings of the site inline."""

    def change(match):
        tag = match[0].lstrip()
        source = attribute(tag, "src")
        if source is None or OTHER_KINDS.search(tag) or attribute(tag, "defer") is not None:
            return match[0]
        file = file_of(page, source)
        if file and file.name == SETTINGS:
            return f"<script>{file.read_text(encoding='utf-8').strip()}</script>\n"
        return match[0].replace("<script", "<script defer", 1)

    return SCRIPT.sub(change, text)


def scripts(text, page):
    """The deferred scripts of a page that carry nothing but their address, as tags with their files."""
    found = []
    for tag in SCRIPT.findall(text):
        file = file_of(page, attribute(tag, "src") or "")
        if file and ONLY_NAMED.match(tag.lstrip()) and attribute(tag, "defer") is not None:
            found.append((tag, file))
    return found


def merge_scripts(folder):
    """Defer every script, and put one file in the place of those that all pages name."""
    texts = {page: deferred(page.read_text(encoding="utf-8"), page) for page in pages(folder)}
    named = {page: scripts(text, page) for page, text in texts.items()}
    whole = [tags for page, tags in named.items() if tags]  # a page that only leads on to another has none
    common = [file for _, file in whole[0] if all(file in [each for _, each in tags] for tags in whole)]
    # Each part starts on a line of its own, and no "use strict" of one part reaches the others.
    code = ";\n" + "".join(f"{SOURCE_MAP.sub('', file.read_text(encoding='utf-8'))}\n;\n" for file in common)
    name = f"site-{hashlib.sha256(code.encode()).hexdigest()[:8]}.js"
    (folder / "_static" / name).write_text(code, encoding="utf-8")
    for page, text in texts.items():
        up = "../" * (len(page.relative_to(folder).parts) - 1)
        link = f'<script defer src="{up}_static/{name}"></script>\n'
        for tag, file in named[page]:
            if file in common:
                text = text.replace(tag, link, 1)
                link = ""
        page.write_text(text, encoding="utf-8")
    return common
