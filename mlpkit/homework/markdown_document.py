r"""The equations of a Markdown file, plain or MyST, found by a parser of Markdown.

What is found: `$$ … $$`, `\[ … \]`, LaTeX environments, the directives `{math}` and `{declare}`, and
paragraphs with mathematics in them. Other directives, such as boxes, are read as Markdown again.
"""

import re
from bisect import bisect_right

from mlpkit.homework.brackets import brackets
from mlpkit.homework.macros import definitions
from mlpkit.homework.passage import Passage
from mlpkit.homework.traced import Stretch, Traced, joined, made_at

DEEPEST_DIRECTIVE = 6
_EQUATIONS = {"math_block", "math_block_label", "amsmath"}
CODE = "code code-block code-cell sourcecode literalinclude raw eval-rst mermaid verbatim"
_AS_IT_STANDS = frozenset(CODE.split())
_DIRECTIVE = re.compile(r"\{([^{}\s]+)\}")
_OPTIONS = re.compile(r"\A(?:---\n.*?\n---(?:\n|\Z)|(?:[ \t]*:[\w-]+:[^\n]*(?:\n|\Z))+)", re.DOTALL)


def markdown_passages(text, source=0):
    r"""Return the passages of a Markdown text, the macros it defines, and remarks.

    Parameters
    ----------
    text : str
    source : int
        The number of the source, for the passages.

    Returns
    -------
    list of Passage
    dict from str to Macro
    list of str

    Examples
    --------
    >>> passages, _, _ = markdown_passages("A vector $x$.\n\n> $$ x = x $$")
    >>> [(p.kind, p.text) for p in passages]
    [('prose', 'A vector $x$.'), ('equation', 'x = x')]
    """
    walk = _Walk(text, source)
    walk.parse(text, 0, 0)
    found = definitions("\n".join(p.text for p in walk.passages))
    remarks = [rf"the macro \{name} is not resolved: it is not a simple one" for name in found.refused]
    return walk.passages, found.macros, remarks


def _parser():
    from markdown_it import MarkdownIt
    from mdit_py_plugins.amsmath import amsmath_plugin
    from mdit_py_plugins.colon_fence import colon_fence_plugin
    from mdit_py_plugins.dollarmath import dollarmath_plugin
    from mdit_py_plugins.front_matter import front_matter_plugin

    parser = MarkdownIt("commonmark").enable("table").use(front_matter_plugin).use(colon_fence_plugin)
    return parser.use(brackets).use(amsmath_plugin).use(dollarmath_plugin, double_inline=True)


class _Walk:
    """The passages found so far."""

    def __init__(self, text, source):
        self.text, self.source, self.passages, self.parser = text, source, [], _parser()
        # Markdown ends its lines at these and nowhere else.
        self.lines = [0, *(m.end() for m in re.finditer(r"\r\n|\n|\r", text)), len(text)]

    def parse(self, text, first, depth):
        """Find the passages of a part of the text that begins at a line."""
        tokens = self.parser.parse(text)
        for place, token in enumerate(tokens):
            if token.map is None:
                continue
            line = token.map[0] + first
            if token.type in _EQUATIONS:
                self._add("equation", self._find(token.content, line, token.markup))
            elif token.type in ("fence", "colon_fence"):
                self._directive(token, line, depth)
            elif token.type == "heading_open":
                self._add("heading", self._find(tokens[place + 1].content, line), int(token.tag[1]))
            elif token.type == "inline":
                self._inline(token, line)

    def _directive(self, token, line, depth):
        match = _DIRECTIVE.match(token.info.strip())
        if match is None and token.info.strip() != "math":
            return
        name, content = match[1] if match else "math", token.content
        body = content[options.end() :] if (options := _OPTIONS.match(content)) else content
        line += 1 + content[: len(content) - len(body)].count("\n")
        if name in ("math", "declare"):
            self._add("equation" if name == "math" else "declaration", self._find(body, line))
        elif name not in _AS_IT_STANDS and depth < DEEPEST_DIRECTIVE:
            self.parse(body, line, depth + 1)

    def _inline(self, token, line):
        at = self._start(line)
        for child in token.children:
            if child.type in ("math_inline_double", *_EQUATIONS):
                at = max(at, self.text.find(child.markup, at)) + len(child.markup)
                here = bisect_right(self.lines, at) - 1
                self._add("equation", self._find(child.content, here, start=at))
                at += len(child.content) + len(child.markup)
        if any(child.type == "math_inline" for child in token.children):
            self._add("prose", self._find(token.content, line))

    def _find(self, content, line, markup="", start=0):
        """Return a content as it stands in the text from a line on, without the marks at a line's head."""
        if markup:
            start = max(0, self.text.find(markup, self._start(line), self._start(line + 1))) + len(markup)
        parts = []
        for number, wanted in enumerate(content.split("\n"), start=line):
            begin, stripped = max(start, self._start(number)), wanted.strip()
            place = self.text.find(stripped, begin, self._start(number + 1))
            place = begin if place < 0 else place  # as in tables, where Markdown takes a letter away
            parts += [made_at("\n", place)] if parts else []
            parts.append(Traced(stripped, (Stretch(0, place),)))
        return joined(parts)

    def _start(self, line):
        return self.lines[min(line, len(self.lines) - 1)]

    def _add(self, kind, traced, level=0):
        self.passages.append(Passage(kind, traced.stripped(), self.source, level=level))
