"""The rule that every figure says in words what it shows."""

from html.parser import HTMLParser

from book._tools.anchors import directives_of, tokens_of

SHORTEST_ALT = 20
DRAWN = {"image/svg+xml", "text/html"}


def figures_have_alt_text(page):
    """Every figure is vector graphics and says in words what it shows."""
    complaints = [f"{cell.where}: {problem}" for cell in page.code for problem in _output_figures(cell)]
    for cell in page.markdown:
        for kind, alt in _markdown_figures(cell.source):
            complaints += [f"{cell.where}: {problem}" for problem in _alt_problems(kind, alt)]
    return complaints


def _output_figures(cell):
    for mime, text in cell.data:
        if mime.startswith("image/") and mime != "image/svg+xml":
            yield f"has a figure as {mime}, expected image/svg+xml"
        elif mime in DRAWN:
            for kind, alt in _Figures.of(text):
                yield from _alt_problems(kind, alt)


def _markdown_figures(source):
    for token in tokens_of(source):
        if token.type == "image":
            yield "the image", "".join(child.content for child in token.children or ())
        elif token.type in ("html_block", "html_inline"):
            yield from _Figures.of(token.content)
    for directive in directives_of(source):
        if directive.name in ("image", "figure"):
            yield f"the {directive.name}", directive.options.get("alt")


def _alt_problems(kind, alt):
    alt = " ".join((alt or "").split())
    if not alt:
        return [f"{kind} has no alt text"]
    if len(alt) < SHORTEST_ALT:
        return [
            f"{kind} has the alt text {alt!r}, expected a description of at least {SHORTEST_ALT} characters"
        ]
    return []


class _Figures(HTMLParser):
    """The pictures in a piece of HTML or SVG, each with the text that stands for it."""

    @classmethod
    def of(cls, text):
        parser = cls()
        parser.found, parser.depth = [], 0
        parser.feed(text)
        return parser.found

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "img":
            self.found.append(("the <img>", attrs.get("alt")))
        elif tag == "svg":
            if self.depth == 0 and attrs.get("aria-hidden") != "true":
                self.found.append(("the SVG figure", attrs.get("aria-label")))
            self.depth += 1

    def handle_endtag(self, tag):
        self.depth -= tag == "svg"
