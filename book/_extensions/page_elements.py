"""What occurs in the pages of the site: the kinds of elements, and the words by which scripts name more."""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from pygments.lexers.javascript import JavascriptLexer
from pygments.token import Token

TAG = re.compile(r"""<([A-Za-z][\w-]*)((?:\s+[^<>"'`]*(?:"[^"]*"|'[^']*'))*)""")
GIVEN = re.compile(r"""\b(?:class|id)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
WORD = re.compile(r"[A-Za-z_][\w-]*")
READ = re.compile(r"--[\w-]+")
# Bootstrap's script names the classes of all its components; of these the pages use what folds, drops down
# and explains, and the marks of the heading in view.
BOOTSTRAP = frozenset(
    [
        "active",
        "show",
        "fade",
        "collapse",
        "collapsing",
        "collapsed",
        "dropdown-menu",
        "dropdown-menu-end",
        "dropup",
        "tooltip",
        "tooltip-arrow",
        "tooltip-inner",
        "bs-tooltip-auto",
        "bs-tooltip-top",
        "bs-tooltip-bottom",
        "bs-tooltip-start",
        "bs-tooltip-end",
    ]
)


def compounds(selector):
    """Split a selector where one element ends and the next begins: its tag, and its classes and ids."""
    tag, names, before = None, set(), None
    for token in selector:
        if token.type == "whitespace" or (token.type == "literal" and token.value in {">", "+", "~"}):
            yield tag, frozenset(names)
            tag, names = None, set()
        elif token.type == "hash" or (token.type == "ident" and before == "."):
            names.add(token.value)
        elif token.type == "ident" and before != ":":
            tag = token.lower_value
        before = token
    yield tag, frozenset(names)


@dataclass(frozen=True)
class Seen:
    """What occurs in the pages of a site.

    Attributes
    ----------
    elements : frozenset of (str, frozenset of str)
        Each kind of element: its tag, and its classes and ids together.
    words : frozenset of str
        What a script may add: any class, id or tag.
    properties : frozenset of str
        The custom properties that pages or scripts read themselves.
    """

    elements: frozenset = frozenset()
    words: frozenset = frozenset()
    properties: frozenset = frozenset()

    def has(self, tag, names):
        """Whether some element has this tag (any, if None) and all these classes and ids, now or later."""
        left = names - self.words
        wanted = None if tag in self.words else tag
        # Most names stand in few elements, and only those are looked through.
        elements = self._by_name.get(min(left), ()) if left else self.elements
        return any((wanted is None or wanted == own) and left <= given for own, given in elements)

    @cached_property
    def _by_name(self):
        found = defaultdict(list)
        for tag, names in self.elements:
            for name in names:
                found[name].append((tag, names))
        return found

    def holds(self, selector):
        """Whether each part of a selector has an element of its own; how they stand together is not asked."""
        return all(self.has(tag, names) for tag, names in compounds(selector) if tag or names)


def quoted(script):
    """The strings of a script: a class that it gives to an element stands in one of them."""
    return [text for kind, text in JavascriptLexer().get_tokens(script) if kind in Token.Literal.String]


def seen_in(texts, scripts):
    """Collect the elements of pages, those that inline scripts write included, and the words of scripts."""
    elements = set()
    for text in texts:
        for tag, attributes in set(TAG.findall(text)):
            given = " ".join(match[1] or match[2] or "" for match in GIVEN.finditer(attributes))
            elements.add((tag.lower(), frozenset(given.split())))
    words = {word for script in scripts for text in quoted(script) for word in WORD.findall(text)}
    properties = {name for text in (*texts, *scripts) for name in READ.findall(text)}
    return Seen(frozenset(elements), frozenset(words | BOOTSTRAP), frozenset(properties))
