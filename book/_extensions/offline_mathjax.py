"""Equations without a network: MathJax comes from a pinned package, only the parts that a page can ask for.

The package ``sphinx-mathjax-offline`` holds all of MathJax 3. The combined script that it would load brings a
menu and a speech engine, whose files a reader can only get from another host; the components below do without
both. What they typeset carries hidden MathML, which a screen reader reads by itself.
"""

import shutil
from importlib.metadata import files
from pathlib import Path

from sphinx.errors import ExtensionError

PACKAGE = "sphinx-mathjax-offline"
COMPONENTS = ("input/tex", "output/chtml", "a11y/assistive-mml")
# What the components load in their turn; an extension of TeX (\cancel) is fetched when a page first uses it.
NEEDED = ("core.js", "output/chtml/fonts", "input/tex/extensions")
PARTS = ("startup.js", *(f"{name}.js" for name in COMPONENTS), *NEEDED)
LEFT_OUT = ("all-packages.js",)

MATHJAX = {
    "loader": {"load": COMPONENTS},
    "options": {
        # Only what Sphinx marked as mathematics, and what mlpkit shows.
        "ignoreHtmlClass": "bd-container|tex2jax_ignore|mathjax_ignore",
        "processHtmlClass": (
            "math|mlpkit-verdict|mlpkit-answer|mlpkit-derivation|tex2jax_process|mathjax_process"
        ),
    },
}


def mathjax_folder() -> Path:
    """The folder of MathJax's files in the installed package."""
    for file in files(PACKAGE) or ():
        if file.name == "startup.js":
            return Path(file.locate()).parent
    raise ExtensionError(f"offline_mathjax: the installed package {PACKAGE} holds no startup.js")


def configure(app, config):
    config.mathjax_path = "equations.js"  # which loads MathJax when the page stands
    config.mathjax3_config = {**MATHJAX, **(config.mathjax3_config or {})}
    config.myst_update_mathjax = False


def copy_mathjax(app, exception):
    if exception is not None or app.builder.format != "html":
        return
    source, target = mathjax_folder(), Path(app.outdir, "_static", "mathjax")
    for part in PARTS:
        (target / part).parent.mkdir(parents=True, exist_ok=True)
        if (source / part).is_dir():
            left_out = shutil.ignore_patterns(*LEFT_OUT)
            shutil.copytree(source / part, target / part, ignore=left_out, dirs_exist_ok=True)
        else:
            shutil.copy2(source / part, target / part)


def setup(app):
    app.connect("config-inited", configure)
    app.connect("build-finished", copy_mathjax)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
