"""One style sheet for the site, holding only what some page can use.

The themes bring eleven sheets, of which a page uses a tenth, and each would be fetched before anything is
seen. A rule stays when each part of its selector has an element in some page: one with its tag and all its
classes and ids, where whatever word stands in a script of the site counts as given to every element. A custom
property or an animation stays when something reads it.
"""

import os
import re
from collections import Counter
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from string import ascii_lowercase

import tinycss2
from page_elements import READ
from sphinx.errors import ExtensionError

URL = re.compile(r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^"')]*?))\s*\)""")
IMPORT = re.compile(r"""@import\s+(?:url\()?\s*["']([^"']+)["']\s*\)?\s*;""")
PROPERTY = re.compile(r"(?<![\w-])--[\w-]+")  # and not the end of a class, as in .tooltip--left
GROUPS = {"media", "supports", "layer", "container"}


@dataclass(frozen=True)
class Declaration:
    """A property with its value."""

    name: str
    value: str


@dataclass(frozen=True)
class Block:
    """A rule: what stands before the brace, and what stands within."""

    head: str
    parts: tuple


def loaded(file, folder):
    """Return the text of a sheet with its imports in place and its addresses relative to a folder."""
    if not file.is_file():
        raise ExtensionError(f"style_sheets: a page names a style sheet that is not there: {file.name}")

    def moved(match):
        address = next(group for group in match.groups() if group is not None)
        if re.match(r"(?:[a-z]+:|//|#|/)", address, re.IGNORECASE):
            return match[0]
        path = os.path.relpath((file.parent / address).resolve(), Path(folder).resolve()).replace(os.sep, "/")
        return f'url("{path}")'

    text = URL.sub(moved, file.read_text(encoding="utf-8"))
    text = text.replace("\N{ZERO WIDTH NO-BREAK SPACE}", "")
    text = re.sub(r'@charset\s+"[^"]*";', "", text)
    return IMPORT.sub(lambda match: loaded((file.parent / match[1]).resolve(), folder), text)


def squeezed(tokens):
    """Write tokens without comments, each stretch of white space as one space."""
    told = [token for token in tokens if token.type != "comment"]
    text = "".join(" " if token.type == "whitespace" else token.serialize() for token in told)
    return re.sub(r" {2,}", " ", text).strip()


def selectors(prelude):
    """Split the tokens before a brace at the commas."""
    found = [[]]
    for token in prelude:
        if token == ",":
            found.append([])
        else:
            found[-1].append(token)
    return found


def declarations(content):
    """Read what stands within a rule; one piece of text when rules are nested in it."""
    parts = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    if any(part.type != "declaration" for part in parts):
        return (squeezed(content),)
    return tuple(
        Declaration(
            part.name if part.name.startswith("--") else part.lower_name,
            squeezed(part.value) + ("!important" if part.important else ""),
        )
        for part in parts
    )


def kept(rules, seen):
    """Return the rules, read by tinycss2, that can apply to an element of the site."""
    blocks = []
    for rule in rules:
        if rule.type == "error":
            raise ExtensionError(f"style_sheets: line {rule.source_line} is no CSS: {rule.message}")
        if rule.type == "qualified-rule":
            wanted = [each for each in selectors(rule.prelude) if seen.holds(each)]
            if wanted and (parts := declarations(rule.content)):
                blocks.append(Block(",".join(squeezed(each) for each in wanted), parts))
        elif rule.lower_at_keyword in GROUPS and rule.content is not None:
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            if parts := kept(inner, seen):
                blocks.append(Block(f"@{rule.at_keyword} {squeezed(rule.prelude)}", tuple(parts)))
        elif "keyframes" in rule.lower_at_keyword:
            blocks.append(Block(f"@{rule.at_keyword} {squeezed(rule.prelude)}", (squeezed(rule.content),)))
        else:
            blocks.append(Block("", (rule.serialize(),)))
    return blocks


def written(parts):
    """Write blocks and declarations."""
    text = []
    for part in parts:
        if isinstance(part, Declaration):
            text.append(f"{part.name}:{part.value or ' '};")
        elif isinstance(part, Block):
            inner = written(part.parts)
            text.append(f"{part.head}{{{inner.removesuffix(';')}}}" if part.head else inner)
        else:
            text.append(part)
    return "".join(text)


def without(parts, unread):
    """Drop the custom properties that nothing reads, and the rules that this empties."""
    left = []
    for part in parts:
        if isinstance(part, Block):
            inner = without(part.parts, unread)
            left += [Block(part.head, inner)] if inner else []
        elif not (isinstance(part, Declaration) and part.name in unread):
            left.append(part)
    return tuple(left)


def custom_properties(parts):
    """The names of the custom properties that blocks declare, and those that their values read."""
    declared, read = set(), set()
    for part in parts:
        if isinstance(part, Block):
            inner = custom_properties(part.parts)
            declared |= inner[0]
            read |= inner[1]
        elif isinstance(part, Declaration):
            declared |= {part.name} if part.name.startswith("--") else set()
            read |= set(READ.findall(part.value))
        else:
            read |= set(READ.findall(part))
    return declared, read


def without_idle_animations(blocks):
    """Drop the animations that no rule names."""
    named = set(re.findall(r"[\w-]+", written([block for block in blocks if "keyframes" not in block.head])))
    return [block for block in blocks if "keyframes" not in block.head or block.head.split()[1] in named]


def with_short_names(css, kept):
    """
    Give the custom properties of a style sheet short names, the shortest to those that stand most often.

    Parameters
    ----------
    css : str
    kept : set of str
        Names that pages or scripts know too, which stay as they are.

    Returns
    -------
    str

    Examples
    --------
    >>> with_short_names("a{--blue:#00f;--x:1;color:var(--blue)}", {"--x"})
    'a{--a:#00f;--x:1;color:var(--a)}'
    """
    often = Counter(name for name in PROPERTY.findall(css) if name not in kept)
    words = ("".join(letters) for size in (1, 2, 3) for letters in product(ascii_lowercase, repeat=size))
    free = (f"--{word}" for word in words if f"--{word}" not in kept)
    short = {name: next(free) for name, _ in often.most_common()}
    return PROPERTY.sub(lambda name: short.get(name[0], name[0]), css)


def purged(css, seen):
    """
    Return a style sheet without what no page can use, and without comments.

    Parameters
    ----------
    css : str
        The sheet.
    seen : Seen
        What occurs in the pages.

    Returns
    -------
    str
        What is left.

    Examples
    --------
    >>> from page_elements import Seen
    >>> seen = Seen(elements=frozenset({("p", frozenset({"a"}))}))
    >>> purged("p.a, p.b { color: red } .c { margin: 0 } table { margin: 0 }", seen)
    'p.a{color:red}'
    """
    blocks = kept(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True), seen)
    blocks = without_idle_animations(blocks)
    while True:
        declared, read = custom_properties(blocks)
        unread = declared - read - seen.properties
        if not unread:
            return with_short_names(written(blocks), seen.properties)
        blocks = without(blocks, unread)
