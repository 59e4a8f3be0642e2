"""What a Markdown cell can be linked to by, and what it links to, read with the parser of the site."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from urllib.parse import urlsplit

import yaml
from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig
from myst_parser.mdit_to_docutils.base import default_slugify
from myst_parser.parsers.mdit import create_md_parser

from book._tools.pages import ROOT

# Directives whose body is not Markdown.
VERBATIM = {"math", "code", "code-block", "code-cell", "literalinclude", "raw", "eval-rst", "bibliography"}
OPTION = re.compile(r":([\w-]+):[ \t]*(.*)")
TEX_REFERENCE = re.compile(r"\\(?:eq)?ref\{([^}]*)\}")
TEX_LABEL = re.compile(r"\\label\{([^}]*)\}")


@dataclass(frozen=True)
class Directive:
    """A MyST directive: ```` ```{name} argument ````, its options and its body."""

    name: str
    argument: str
    options: dict
    body: str


@dataclass
class Anchors:
    """What one cell offers to link to, and what it links to."""

    labels: list[str] = field(default_factory=list)
    equations: list[str] = field(default_factory=list)
    slugs: list[tuple[int, str]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    roles: list[tuple[str, str]] = field(default_factory=list)
    tex_references: list[str] = field(default_factory=list)


def settings():
    """Return the settings the site is built with."""
    return yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))


@lru_cache
def _parser():
    extensions = set(settings()["parse"]["myst_enable_extensions"])
    return create_md_parser(MdParserConfig(enable_extensions=extensions), RendererHTML)


def tokens_of(source):
    """Return the MyST tokens of a piece of Markdown, those inside lines and directives included."""
    found = []
    for token in _parser().parse(source):
        found.append(token)
        found.extend(token.children or ())
        if directive := _directive(token):
            found += tokens_of(directive.body) if directive.name not in VERBATIM else []
    return found


def directives_of(source):
    """Return the directives of a piece of Markdown, nested ones included."""
    return [directive for token in tokens_of(source) if (directive := _directive(token))]


def _directive(token):
    if token.type not in ("fence", "colon_fence") or not (
        match := re.match(r"\{([\w:.-]+)\}\s*(.*)", token.info)
    ):
        return None
    lines, options = token.content.splitlines(), {}
    if lines and lines[0].strip() == "---" and "---" in (rest := [line.strip() for line in lines[1:]]):
        end = rest.index("---") + 1
        options = {
            str(key): str(value) for key, value in (yaml.safe_load("\n".join(lines[1:end])) or {}).items()
        }
        lines = lines[end + 1 :]
    else:
        while lines and (option := OPTION.match(lines[0].strip())):
            options[option[1]] = option[2].strip()
            lines.pop(0)
    return Directive(match[1], match[2].strip(), options, "\n".join(lines))


def anchors_of(cell):
    """Return what a Markdown cell defines and what it links to."""
    found, tokens = Anchors(), tokens_of(cell.source)
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        if token.type == "myst_target":
            found.labels.append(token.content)
        elif token.type == "heading_open":
            found.slugs.append((int(token.tag[1]), default_slugify(_plain(following))))
        elif token.type == "math_block_label":
            found.equations.append(token.info)
        elif token.type == "link_open":
            found.links.append(token.attrs["href"])
        elif token.type == "image" and not urlsplit(token.attrs["src"]).scheme:
            found.links.append(token.attrs["src"])
        elif token.type == "myst_role":
            found.roles.append((token.meta["name"], token.content))
        elif token.type in ("html_block", "html_inline"):
            found.links += _HtmlLinks.of(token.content)
        if "id" in (token.attrs or {}):
            found.labels.append(token.attrs["id"])
        if token.type.startswith("math") or token.type == "amsmath":
            found.equations += TEX_LABEL.findall(token.content)
            found.tex_references += TEX_REFERENCE.findall(token.content)
        elif token.type == "text":
            found.tex_references += TEX_REFERENCE.findall(token.content)
    for directive in directives_of(cell.source):
        _add_directive(found, directive)
    return found


def _add_directive(found, directive):
    names = [directive.options[key] for key in ("label", "name") if key in directive.options]
    if directive.name == "math":
        found.equations += names + TEX_LABEL.findall(directive.body)
        found.tex_references += TEX_REFERENCE.findall(directive.body)
    else:
        found.labels += names
    if directive.name in ("image", "figure"):
        found.links.append(directive.argument)


def _plain(inline):
    kept = ("text", "code_inline", "math_inline")
    return "".join(child.content for child in inline.children if child.type in kept)


class _HtmlLinks(HTMLParser):
    """Where the links and pictures of a piece of HTML lead."""

    @classmethod
    def of(cls, text):
        parser = cls()
        parser.found = []
        parser.feed(text)
        return parser.found

    def handle_starttag(self, tag, attrs):
        key = {"a": "href", "img": "src"}.get(tag)
        self.found += [value for name, value in attrs if name == key and value]
