"""A matplotlib figure as SVG that can stand in a page: named for screen readers, coloured by the page.

matplotlib's own SVG is a document by itself. In a page its style sheet would reach everything else, its
identifiers would collide with those of the next figure, and its colours would stay light in a dark page.
"""

import hashlib
import io
import re
from decimal import Decimal
from xml.etree import ElementTree

from matplotlib import rc_context
from matplotlib.backends.backend_svg import FigureCanvasSVG

_UNIQUE = "figure-unique"  # stands for the digest until the digest can be taken


def inline_svg(figure, alt: str, *, ink: str, variables: dict[str, str]) -> str:
    """Return `figure` as one ``<svg>`` element, with `alt` as its accessible name.

    `variables` maps colours, as ``#rrggbb``, to the CSS that is written in their place; `ink` is the colour
    of the lines and the text where the page sets none.
    """
    document = io.StringIO()
    # Outlines instead of fonts, and no date; the names that matplotlib draws by lot are replaced below.
    with rc_context({"svg.fonttype": "path"}):
        no_metadata = dict.fromkeys(["Creator", "Date", "Format", "Type"])
        FigureCanvasSVG(figure).print_svg(document, metadata=no_metadata)
    root = ElementTree.fromstring(document.getvalue())
    if root.find(".//{*}image") is not None:
        raise ValueError(
            "show: figure holds a bitmap, expected vectors; draw a matrix with pcolormesh, not imshow"
        )
    for definitions in root.findall("{*}defs"):
        if definitions.find("{*}style") is not None:
            root.remove(definitions)

    # Only what is referred to needs a name.
    referred = re.findall(r'(?:url\(|href=")#([^)"]+)', document.getvalue())
    names = {name: f"{_UNIQUE}-{k}" for k, name in enumerate(dict.fromkeys(referred))}
    css = {colour.lower(): text for colour, text in variables.items()}
    for element in root.iter():
        _adapt(element, names, css)
    root.attrib |= {"xmlns": "http://www.w3.org/2000/svg", "role": "img", "aria-label": alt, "color": ink}
    root.attrib |= {"fill": "currentColor", "stroke-linejoin": "round"}
    root.attrib |= {"style": "max-width: 100%; height: auto"}
    svg = ElementTree.tostring(root, encoding="unicode")
    return svg.replace(_UNIQUE, "figure-" + hashlib.sha256(svg.encode()).hexdigest()[:8])


def _adapt(element, names: dict[str, str], css: dict[str, str]) -> None:
    element.tag, element.tail = element.tag.rpartition("}")[2], "\n"
    element.text = "\n" if len(element) else None
    for qualified, value in list(element.attrib.items()):
        del element.attrib[qualified]
        key = qualified.rpartition("}")[2]
        if key == "id":
            if value not in names:
                continue
            value = names[value]
        elif key in {"d", "x", "y", "width", "height"}:
            value = _rounded(" ".join(value.split()))
        elif key == "transform":
            value = re.sub(r"translate\([^)]*\)", lambda match: _rounded(match[0]), value)
        elif key == "href":
            value = f"#{names[value[1:]]}"
        elif key in {"fill", "stroke"}:
            # A variable of the page has a meaning in a style, and none in an attribute.
            key, value = "style", f"{key}: {value}"
        if key == "style":
            value = re.sub(r"#[0-9a-f]{6}\b", lambda match: css.get(match[0], match[0]), value)
            value = "; ".join(filter(None, [element.get("style"), value]))
        element.set(key, re.sub(r"(?<=url\(#)[^)]+", lambda match: names[match[0]], value))


def _rounded(text: str) -> str:
    """Round to 1/100 point: smaller, and deaf to the last bits, in which platforms differ."""
    return re.sub(r"-?\d+\.\d+", lambda match: f"{round(Decimal(match[0]), 2).normalize() + 0:f}", text)
