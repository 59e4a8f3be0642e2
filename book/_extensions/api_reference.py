"""The reference is made from the docstrings, and the chapters and the reference link to one another.

An entry says which chapter derives it, where the docstring or that of its module names one, and whose code
imports it. In the chapters every name in a line that imports from mlpkit leads to its entry.
"""

import re
import sys
from html import escape
from pathlib import Path

# `jupyter-book build` does not look for modules in the folder that it builds.
sys.path.append(str(Path(__file__).resolve().parents[2]))
from book._tools.imports import users
from book._tools.pages import read_pages
from book._tools.titles import title_of

REFERENCE = "book/reference/"
NAMED_CHAPTERS = re.compile(r"[Cc]hapters? ((?:\*[^*]+\*(?:,? and |, )?)+)")
SPECIAL = re.compile(r"\||(?<=\w)_(?!\w)")
SPACE = r'(?: |<span class="w">\s*</span>)'
LISTED = r'<span class="n">\w+</span>|<span class="p">,</span>'
IMPORTED = re.compile(
    rf'<span class="kn">from</span>{SPACE}*<span class="nn">(mlpkit[\w.]*)</span>{SPACE}*'
    rf'<span class="kn">import</span>(?P<names>{SPACE}*<span class="p">\(</span>(?:\s|{SPACE}|{LISTED})+'
    rf"|(?:{SPACE}|{LISTED})+)"
)
NAME = re.compile(r'<span class="n">(\w+)</span>')

SETTINGS = {
    "autodoc_typehints": "none",  # the docstrings say more than annotations do
    "autodoc_member_order": "bysource",
    "napoleon_google_docstring": False,
    "napoleon_use_param": False,  # a type is a sentence here, such as "array of floats, shape (…, n)"
    "napoleon_use_rtype": False,
    "napoleon_custom_sections": [("Attributes", "params_style")],
    "add_module_names": False,
    "add_function_parentheses": False,
    "modindex_common_prefix": ["mlpkit."],
}


def chapters_named(docstring, titles):
    """Return the pages whose titles a docstring names in "The chapter *…*"; a title may be cut short."""
    found = []
    for match in NAMED_CHAPTERS.finditer(" ".join((docstring or "").split())):
        for name in re.findall(r"\*([^*]+)\*", match[1]):
            found += [page for page, title in titles.items() if title.startswith(name)][:1]
    return found


def as_markup(line):
    """Return a line of a docstring, which is plain text, as RST that shows the same text."""
    pieces = re.split(r"(``[^`]+``|(?<!`)`[^`]+`(?!`))", line)
    return "".join(
        SPECIAL.sub(r"\\\g<0>", piece) if n % 2 == 0 else f"``{piece.strip('`')}``{separator(pieces[n + 1])}"
        for n, piece in enumerate(pieces)
    )


def separator(following):
    """Return what RST needs between code and a letter that follows at once, as in `Layer`s."""
    return "\\ " if following[:1].isalnum() else ""


def before_napoleon(app, what, name, obj, options, lines):
    """Set code as code, and escape what RST would take for markup, such as ``|x|`` and ``f_``."""
    in_example = False
    for number, line in enumerate(lines):
        in_example = line.lstrip().startswith(">>>") or (in_example and bool(line.strip()))
        if not in_example:
            lines[number] = as_markup(line)


def after_napoleon(app, what, name, obj, options, lines):
    """Link the chapters of a function or class at the end of its entry."""
    if what not in ("function", "class", "exception"):
        return
    titles, module = app.env.book_titles, sys.modules.get(obj.__module__)
    derived = chapters_named(obj.__doc__, titles) or chapters_named(module.__doc__, titles)
    importing = [page for page in app.env.book_users.get(name, ()) if page not in derived]
    lines.append("")
    for label, pages in (("Chapter", derived), ("Imported in", importing)):
        if pages:
            links = ", ".join(f":doc:`{titles[page]} </{page}>`" for page in pages)
            lines.append(f":{label}: {links}")
    lines.append("")


def read_book(app, env, added, changed, removed):
    """Before pages are read: their titles, and who imports what. Entries made from others are made again."""
    pages = [page for page in read_pages(Path(app.srcdir)) if page.is_notebook]
    before = getattr(env, "book_titles", None), getattr(env, "book_users", None)
    env.book_titles = {page.name.rpartition(".")[0]: title_of(page) for page in pages}
    env.book_users = {
        name: [page.name.rpartition(".")[0] for page in found] for name, found in users(pages).items()
    }
    same = before == (env.book_titles, env.book_users)
    return [] if same else [page for page in env.found_docs if page.startswith(REFERENCE)]


def link_imports(app, page, template, context, doctree):
    """Link every imported name of mlpkit that the reference has to its entry there."""
    if "body" not in context:
        return
    entries = app.env.get_domain("py").objects

    def linked(match):
        def link(name):
            entry = entries.get(f"{match[1]}.{name[1]}")
            if entry is None:
                return name[0]
            uri = app.builder.get_relative_uri(page, entry.docname)
            return f'<a class="n" href="{uri}#{escape(entry.node_id)}">{name[1]}</a>'

        names = match["names"]
        return match[0].removesuffix(names) + NAME.sub(link, names)

    context["body"] = IMPORTED.sub(linked, context["body"])


def refresh(app, env):
    """Where entries have come, gone or moved, every page is to be written again."""
    entries = {name: (entry.docname, entry.node_id) for name, entry in env.get_domain("py").objects.items()}
    changed = entries != getattr(env, "linked_entries", None)
    env.linked_entries = entries
    return env.found_docs if changed else None


def configure(app, config):
    for name, value in SETTINGS.items():
        config[name] = value


def setup(app):
    app.setup_extension("sphinx.ext.autodoc")
    app.setup_extension("sphinx.ext.napoleon")
    app.connect("config-inited", configure, priority=100)
    app.connect("env-get-outdated", read_book)
    app.connect("autodoc-process-docstring", before_napoleon, priority=400)
    app.connect("autodoc-process-docstring", after_napoleon, priority=600)
    app.connect("env-updated", refresh)
    app.connect("html-page-context", link_imports)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
