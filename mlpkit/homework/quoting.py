"""Parts of a document as they are quoted in a report: on one line, with carets, with brackets in pairs."""

import re


def balanced(latex):
    r"""Return LaTeX whose `\\left` and `\\right` are pairs; where an end cuts a pair, all of them go."""
    sizes = re.compile(r"\\(left|right)(?![A-Za-z])\.?")
    found = [m[1] for m in sizes.finditer(latex)]
    return latex if found.count("left") == found.count("right") else sizes.sub("", latex)


def short(text, most=1_000):
    """Return a text on one line, its end left out if it is long."""
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[:most]} …"


def pointing(text, span, around=33):
    """Return the line of a text in which a span begins, or a part of it, and carets under the span."""
    begin = max(text.rfind("\n", 0, span.start) + 1, span.start - around)
    end = text.find("\n", span.start)
    end = min(len(text) if end < 0 else end, span.start + around)
    under = "^" * max(1, min(span.end, end) - span.start)
    return text[begin:end].replace("\t", " "), " " * (span.start - begin) + under
