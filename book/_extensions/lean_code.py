"""Code without the marks that no style sheet colours: they would double the weight of every page.

Pygments puts each word into a ``<span>`` of its own. Names and punctuation look like plain text in both
styles of the book, so they are written as plain text.
"""

from pygments.formatters import HtmlFormatter
from pygments.styles import get_style_by_name
from pygments.token import Token
from sphinx.highlighting import PygmentsBridge


def is_plain(kind, styles):
    """Whether a kind of token looks like plain text in every one of the styles."""
    return all(style.style_for_token(kind) == style.style_for_token(Token.Text) for style in styles)


def formatter(styles):
    """Return the formatter class that marks only what one of the styles, given by name, shows apart."""
    styles = [get_style_by_name(name) for name in styles]

    class LeanFormatter(HtmlFormatter):
        def format(self, tokensource, outfile):
            tokens = ((Token.Text if is_plain(kind, styles) else kind, text) for kind, text in tokensource)
            return super().format(tokens, outfile)

    return LeanFormatter


def configure(app, config):
    options = config.html_theme_options
    styles = [options["pygments_light_style"], options["pygments_dark_style"]]
    PygmentsBridge.html_formatter = formatter(styles)


def setup(app):
    app.connect("config-inited", configure)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
