"""The pages of a built site, and the changes that are made to each of them once all are written."""

import re
from pathlib import Path

COMMENT = re.compile(r"<!--(?!\[if).*?-->", re.DOTALL)


def pages(folder):
    """The pages that Sphinx wrote, not the templates that themes leave among their static files."""
    folder = Path(folder)
    return sorted(path for path in folder.rglob("*.html") if "_static" not in path.relative_to(folder).parts)


def attribute(tag, name):
    """Return the value of an attribute of a start tag, "" when it stands there without one, else None."""
    value = r"""(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?"""
    found = re.search(rf"\s{name}{value}(?=[\s/>])", tag, re.IGNORECASE)
    return found and next((value for value in found.groups() if value is not None), "")


def file_of(page, address):
    """The file that a relative address of a page names; None for another host or a data address."""
    path = re.split(r"[?#]", address)[0]
    if not path or re.match(r"[a-z]+:|//", path, re.IGNORECASE):
        return None
    return (page.parent / path).resolve()


def rewrite(path, change):
    """Change the text of a file in place."""
    text = path.read_text(encoding="utf-8")
    changed = change(text)
    if changed != text:
        path.write_text(changed, encoding="utf-8")
