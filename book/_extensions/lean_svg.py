"""The same drawing in fewer bytes: paths in relative coordinates, no group that says nothing.

Matplotlib writes every command of a path anew, with absolute numbers, and wraps each part in groups; half of
an SVG figure's bytes say nothing. A page holds its figures in itself, so it carries them all.
"""

import re
from decimal import Decimal

TOKEN = re.compile(r"[A-Za-z]|-?\d*\.?\d+(?:[eE]-?\d+)?")
PATH = re.compile(r'(?<= d=")[^"]*')
LONG_ID = re.compile(r"\bfigure-[0-9a-f]{8}-(\d+)\b")
GLYPH = re.compile(r'<path id="([\w-]+)" (d="[^"]*" transform="scale\([\d.]+\)")/>')
ROW = re.compile(r'(<use[^>]*) style="([^"]*)"/>(?:<use[^>]* style="\2"/>)+')
INHERITED = {
    "fill",
    "fill-opacity",
    "stroke",
    "stroke-opacity",
    "stroke-width",
    "stroke-linecap",
    "stroke-linejoin",
}
STEP = Decimal("0.1")  # of a point: what is finer cannot be seen
NUMBERS_OF = {"M": 2, "L": 2, "Q": 4, "C": 6, "Z": 0}


def commands(path):
    """Split the ``d`` of a path into commands with their numbers; None if one is not as Matplotlib writes."""
    found, tokens = [], TOKEN.findall(path)
    while tokens:
        name = tokens.pop(0).upper() if tokens[0] in "MLQCZz" else None
        if name is None or len(tokens) < NUMBERS_OF[name]:
            return None
        numbers, tokens = tokens[: NUMBERS_OF[name]], tokens[NUMBERS_OF[name] :]
        if any(token.isalpha() for token in numbers):
            return None
        found.append((name, [Decimal(number).quantize(STEP) for number in numbers]))
    return found


def short(number):
    """Write a decimal number with no digit too many."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return re.sub(r"^(-?)0\.", r"\1.", text) if text not in {"", "-0"} else "0"


def joined(numbers):
    """Write numbers side by side, with a space only where one is needed to keep them apart."""
    return re.sub(r" (?=-)", "", " ".join(short(number) for number in numbers))


def lean_path(path):
    """
    Return the ``d`` of a path in relative coordinates.

    Differences of decimal numbers are exact, so nothing drifts. What Matplotlib does not write comes back as
    it was.

    Examples
    --------
    >>> lean_path("M 1 2 L 3.5 2 L 3.5 4 L 1 4 z")
    'M1 2h2.5v2h-2.5z'
    """
    steps = commands(path)
    if steps is None:
        return path
    written, last = [], None
    here = start = (Decimal(0), Decimal(0))
    for name, numbers in steps:
        if name == "Z":
            written.append("z")
            here, last = start, None
            continue
        moves = [number - here[index % 2] for index, number in enumerate(numbers)]
        here = tuple(numbers[-2:])
        if name == "M":
            start = here
            word, moves = ("m", moves) if written else ("M", numbers)
        elif name == "L" and 0 in moves:
            word, moves = ("h", moves[:1]) if moves[1] == 0 else ("v", moves[1:])
        else:
            word = name.lower()
        text = joined(moves)
        if word != last or word in "mM":
            written.append(word + text)
        else:
            written.append(text if text.startswith("-") else f" {text}")
        last = word
    return "".join(written)


def without_idle_groups(svg):
    """Unwrap every group that has no attributes, and drop the line ends between tags."""
    kept, open_groups = [], []
    for part in re.split(r"(<g\b[^>]*>|</g>)", svg):
        if part.startswith("<g"):
            open_groups.append(part != "<g>" and not part.endswith("/>"))
            kept.append("" if part == "<g>" or part.endswith("/>") else part)
            if part.endswith("/>"):
                open_groups.pop()
        elif part == "</g>":
            kept.append(part if open_groups.pop() else "")
        else:
            kept.append(part)
    return re.sub(r">\s*\n\s*<", "><", "".join(kept))


def with_common_styles(svg):
    """Give a row of marks of one style the style once: they inherit fill and stroke from their group."""

    def grouped(match):
        style = match[2]
        if not all(part.partition(":")[0] in INHERITED for part in style.split(";")):
            return match[0]
        marks = match[0].replace(f' style="{style}"', "")
        return f'<g style="{style}">{marks}</g>'

    return ROW.sub(grouped, svg)


def lean(svg, number=0, glyphs=None):
    """
    Return the source of an SVG figure, looking the same, in fewer bytes.

    Parameters
    ----------
    svg : str
        The figure, as Matplotlib and `mlpkit.figures` write it.
    number : int
        The figure's place in its page, which makes its ids short and its own.
    glyphs : dict, optional
        The outlines of letters that the page has drawn already, with their ids. New ones are added; a letter
        drawn before is not drawn again.

    Returns
    -------
    str
        The ``<svg>`` element.
    """
    glyphs = {} if glyphs is None else glyphs
    svg = PATH.sub(lambda match: lean_path(match[0]), svg)
    svg = re.sub(r'(?<= style=")[^"]*', lambda match: re.sub(r"\s*([:;])\s*", r"\1", match[0]), svg)
    svg = LONG_ID.sub(rf"f{number}-\1", without_idle_groups(re.sub(r"\s+/>", "/>", svg)))
    known = {}

    def drawn_once(match):
        name, outline = match.groups()
        if glyphs.setdefault(outline, name) == name:
            return match[0]
        known[name] = glyphs[outline]
        return ""

    svg = with_common_styles(GLYPH.sub(drawn_once, svg).replace("<defs></defs>", ""))
    return re.sub(r'(?<=href="#)(f\d+-\d+)(?=")', lambda match: known.get(match[1], match[1]), svg)
