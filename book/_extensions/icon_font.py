"""The icons that the pages show, and no others: three kilobytes within the style sheet.

FontAwesome's fonts hold two thousand icons. The sheet that is left after the purge names the few that occur,
each by one character; a font of these alone goes into the sheet, so that no icon appears late.
"""

import base64
import io
import logging
import re

import tinycss2
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
FILE = re.compile(r"""url\(\s*["']?([^"')]*/fa-([a-z0-9]+)[\w-]*\.woff2)[^)]*\)""")
logging.getLogger("fontTools").setLevel(logging.WARNING)  # it reports every table
# The classes by which a page asks for a font of the family.
STYLES = {
    "solid": ("fa-solid", "fas", "fa"),
    "regular": ("fa-regular", "far"),
    "brands": ("fa-brands", "fab"),
}


def characters(css):
    """The characters that stand alone in a string of a style sheet, as those of icons do."""
    found, waiting = set(), list(tinycss2.parse_component_value_list(css))
    while waiting:
        token = waiting.pop()
        if token.type == "string" and len(token.value) == 1:
            found.add(token.value)
        waiting += getattr(token, "content", None) or getattr(token, "arguments", None) or []
    return found


def subset(file, wanted):
    """Return a font as WOFF bytes with the wanted characters alone; None when it has none of them."""
    font = TTFont(file, recalcTimestamp=False)
    if not {ord(character) for character in wanted} & set(font.getBestCmap()):
        return None
    options = Options(layout_features=[], name_IDs=[], hinting=False, notdef_outline=False)
    options.flavor = "woff"
    subsetter = Subsetter(options)
    subsetter.populate(text="".join(wanted))
    subsetter.subset(font)
    font.flavor = "woff"
    target = io.BytesIO()
    font.save(target)
    return target.getvalue()


def with_icons(css, folder, seen):
    """Return the style sheet with a font of its icons inside, in place of FontAwesome's files."""
    css = css.replace("Awesome\\ 5", "Awesome\\ 6")  # the same drawings, so one font does for both names
    wanted = characters(css)
    rules = FONT_FACE.sub("", css).replace("\\", "")
    faces = set()

    def face(match):
        named = FILE.search(match[0])
        if not named:
            return match[0]
        family = re.search(r"""font-family\s*:\s*["']?([^"';}]+)""", match[0])[1].replace("\\", "")
        # FontAwesome repeats its fonts under the names of its older versions, which hardly a rule asks for.
        asked = family in rules and any(seen.has(None, {name}) for name in STYLES.get(named[2], ()))
        if not asked or (family, named[2]) in faces:
            return ""
        faces.add((family, named[2]))
        data = subset((folder / named[1]).with_suffix(".ttf"), wanted)
        if data is None:
            return ""
        weight = re.search(r"font-weight\s*:\s*(\d+)", match[0])
        source = f"url(data:font/woff;base64,{base64.b64encode(data).decode()})format('woff')"
        return (
            f"@font-face{{font-family:'{family}';font-style:normal;"
            f"font-weight:{weight[1] if weight else 400};src:{source}}}"
        )

    return FONT_FACE.sub(face, css)
