"""Formulas as MathML, which every browser typesets by itself: no script, no font, no network.

The conversion is latex2mathml's. What it makes of a formula is let through only where it is
well-formed and made of elements of MathML alone; anything else is shown as it was written.
"""

from xml.etree import ElementTree

ELEMENTS = (
    "math mrow mi mn mo ms mtext mspace mfrac msqrt mroot mstyle mpadded mphantom msub msup msubsup"
    " munder mover munderover mmultiscripts mprescripts mtable mtr mtd merror"
)
ATTRIBUTES = (
    "display displaystyle mathvariant stretchy fence form separator lspace rspace accent accentunder"
    " columnalign rowspacing columnspacing linethickness width height depth minsize maxsize"
    " largeop movablelimits symmetric"
)
_ELEMENTS, _ATTRIBUTES = frozenset(ELEMENTS.split()), frozenset(ATTRIBUTES.split())
_NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"


def mathml(latex):
    r"""Return a formula as MathML, or None where it cannot be had.

    Parameters
    ----------
    latex : str

    Returns
    -------
    str or None

    Examples
    --------
    >>> mathml(r"\text{<script>}") is None
    True
    """
    try:
        from latex2mathml.converter import convert
    except ImportError:
        return None
    try:
        root = ElementTree.fromstring(convert(latex))
    except Exception:  # a converter may stumble in any way over what is no LaTeX; then the source is shown
        return None
    ElementTree.register_namespace("", _NAMESPACE[1:-1])
    for element in root.iter():
        name = element.tag.removeprefix(_NAMESPACE)
        if name not in _ELEMENTS or not _ATTRIBUTES.issuperset(element.attrib):
            return None
    root.set("displaystyle", "true")
    return ElementTree.tostring(root, encoding="unicode")
