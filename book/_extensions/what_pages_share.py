"""After an edit, write the edited page alone, unless it changed what other pages can see of it.

A page is made from its own source and from what the others offer: their labels, numbers, titles and
contents, and the works they cite. What is offered is compared with that of the last build. If it is the
same, no other page can come out differently, and no reference in one can have broken. If it differs,
every page is written again, and every reference is resolved again, so that what a clean build would warn
of is warned of now. Pages in Markdown, such as the ledger, are made from what the chapters hold, by
extensions that look into their files. They are few and quick, so they are read and written in every build.
"""

import shutil
from hashlib import sha256
from pathlib import Path

from docutils import nodes

# What Sphinx keeps for the run or for a page's own use. All the rest counts as offered: what an
# extension keeps that is not named here can make a build slower, but never leave a page as it was.
OWN = {
    "all_docs",
    "dependencies",
    "images",
    "included",
    "metadata",
    "nb_metadata",
    "nb_new_exec_data",
    "original_image_uri",
    "proof_ledger",  # compares itself with that of the last build
    "ref_context",
    "source_hashes",
    "sphinx_exercise_gated_registry",  # the lines on which solutions begin and end
    "temp_data",
    "titles_old",
    "what_pages_offer",
}
RUN = {
    "app",
    "config",
    "config_status",
    "config_status_extra",
    "domains",
    "events",
    "external_site_map",
    "myst_config",
    "mystnb_config",
    "project",
    "sd_config",
    "settings",
}

# Made from docstrings, of which a build that goes on from the last has the same, and by an extension that
# follows the chapters itself.
REFERENCE = "book/reference/"


def plain(value):
    """Return a value in a form whose text is the same in every run."""
    if isinstance(value, nodes.Node):
        return value.pformat()
    if isinstance(value, dict):
        return sorted((str(key), plain(part)) for key, part in value.items())
    if isinstance(value, set | frozenset):
        return sorted(map(str, value))
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return str(value)


def offered(env):
    """Return a digest of all that the pages can see of one another."""
    kept = {name: part for name, part in vars(env).items() if name not in OWN | RUN and name[0] != "_"}
    citations = env.domaindata.get("cite", {}).get("citation_refs", ())
    kept["domaindata"] = {name: part for name, part in env.domaindata.items() if name != "cite"}
    # Where in a page a work is cited is that page's own; that it is cited is seen in the bibliography.
    kept["cited"] = {(ref.docname, target.key) for ref in citations for target in ref.targets}
    return sha256(repr(plain(kept)).encode()).hexdigest()


def to_read(app, env, added, changed, removed):
    """Return the pages to read again: edited ones, whatever their files' dates say, and those in Markdown."""
    now = {page: sha256(Path(env.doc2path(page)).read_bytes()).hexdigest() for page in env.found_docs}
    before, env.source_hashes = getattr(env, "source_hashes", {}), now
    made = {page for page in now if env.doc2path(page).endswith(".md") and not page.startswith(REFERENCE)}
    return [page for page in now if page in before and (page in made or now[page] != before[page])]


def others_to_write(app, env):
    """Return the pages to write again beside the edited ones: all, or none."""
    now = offered(env)
    before, env.what_pages_offer = getattr(env, "what_pages_offer", None), now
    return env.found_docs if now != before else []


def keep_as_written(app, exception):
    """Keep the site before other extensions change all its pages, for the next build to go on from."""
    if exception is None and app.builder.format == "html":
        kept = Path(app.outdir).parent / ".as_written"
        shutil.rmtree(kept, ignore_errors=True)
        shutil.copytree(app.outdir, kept)


def setup(app):
    app.connect("env-get-outdated", to_read)
    # After those that number sections and figures, which answer the same event.
    app.connect("env-get-updated", others_to_write, priority=900)
    app.connect("build-finished", keep_as_written, priority=1)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
