"""The site's one style sheet keeps every rule that a page can use, its icons, and what scripts ask for."""

import base64
import io
import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "book" / "_extensions"))

errors = pytest.importorskip("sphinx.errors")
style_sheets = pytest.importorskip("style_sheets")
icon_font = pytest.importorskip("icon_font")
page_elements = pytest.importorskip("page_elements")
lean_site = pytest.importorskip("lean_site")
ttLib = pytest.importorskip("fontTools.ttLib")

PAGE = """<html data-theme="auto"><body><div class="cell wide" id="first"><p class="note">a</p></div>
<script>document.write(`<button class="switch">b</button>`);</script></body></html>"""
SCRIPT = 'box.classList.add("open"); if (/["`]/.test(text)) other.className = "late";'
SEEN = page_elements.seen_in([PAGE], [SCRIPT])

KEPT = [
    ".cell{margin:0}",
    "div.cell.wide > p.note{margin:0}",
    "#first .note:hover{margin:0}",
    "p:not(.gone)::before{margin:0}",
    "p:is(.gone,.note){margin:0}",
    ".switch{margin:0}",
    ".cell.open{margin:0}",
    ".late{margin:0}",
    "html[data-theme=dark]{margin:0}",
    "*{margin:0}",
    "@media print{.note{margin:0}}",
    '@font-face{font-family:"A";src:url(data:,)}',
]
DROPPED = [
    ".gone{margin:0}",
    "#gone{margin:0}",
    "p.cell{margin:0}",
    "div.note .cell{margin:0}",
    "table{margin:0}",
    ".cell .gone{margin:0}",
    "@media print{.gone{margin:0}}",
    "@supports (a:b){.gone{margin:0}}",
]


def squeezed(css):
    return re.sub(r"\s", "", css)


@pytest.mark.parametrize("css", KEPT)
def test_what_a_page_can_use_stays(css):
    assert squeezed(style_sheets.purged(css, SEEN)) == squeezed(css)


@pytest.mark.parametrize("css", DROPPED)
def test_what_no_page_can_use_goes(css):
    assert style_sheets.purged(css, SEEN) == ""


def test_one_selector_of_a_list_can_go():
    assert style_sheets.purged(".gone, .note { color : red }", SEEN) == ".note{color:red}"


def test_custom_properties_stay_while_something_reads_them():
    css = "html{--a:var(--b);--b:1px;--c:2px;--d:3px;--e:0}p{margin:var(--a)}.note{padding:var(--c)}"
    left = style_sheets.purged(css, page_elements.seen_in([PAGE + '<i style="margin:var(--e)">'], []))
    assert left == "html{--a:var(--b);--b:1px;--c:2px;--e:0}p{margin:var(--a)}.note{padding:var(--c)}"


def test_animations_stay_while_a_rule_names_them():
    css = "@keyframes turn{to{rotate:1turn}}@keyframes idle{to{rotate:0}}p{animation:turn 1s}"
    assert style_sheets.purged(css, SEEN) == "@keyframes turn{to{rotate:1turn}}p{animation:turn 1s}"


def test_important_and_empty_values_stay():
    assert style_sheets.purged("p{color:red!important;--x: ;margin:var(--x)}", SEEN) == (
        "p{color:red!important;--a: ;margin:var(--a)}"
    )


NAMES = {
    "the most frequent is the shortest": (
        "p{--x-y:1;--z-z:2;b:var(--z-z)}",
        set(),
        "p{--b:1;--a:2;b:var(--a)}",
    ),
    "what others know stays": ("p{--a:1;--long:var(--a)}", {"--a"}, "p{--a:1;--b:var(--a)}"),
    "a class stays": (".tip--left{--left:1;a:var(--left)}", set(), ".tip--left{--a:1;a:var(--a)}"),
}


@pytest.mark.parametrize(("css", "kept", "expected"), NAMES.values(), ids=NAMES)
def test_custom_properties_have_short_names(css, kept, expected):
    assert style_sheets.with_short_names(css, kept) == expected


def test_many_custom_properties_have_names_of_their_own():
    css = "".join(f"--property-{number}:1;" for number in range(1000))
    assert len(set(style_sheets.PROPERTY.findall(style_sheets.with_short_names(css, set())))) == 1000


def test_a_sheet_that_is_no_css_is_refused():
    with pytest.raises(errors.ExtensionError, match="is no CSS"):
        style_sheets.purged("p{margin:0} .note", SEEN)


def test_imports_come_in_place_and_addresses_lead_where_they_led(tmp_path):
    (tmp_path / "styles").mkdir()
    (tmp_path / "base.css").write_text("a { background: url(a.png) }")
    (tmp_path / "styles" / "top.css").write_text(
        '@import "../base.css"; b { background: url("../b.png"), url(c.svg), url(data:,x) }'
    )
    css = style_sheets.loaded(tmp_path / "styles" / "top.css", tmp_path)
    assert 'url("a.png")' in css
    assert 'url("b.png"), url("styles/c.svg"), url(data:,x)' in css
    assert "@import" not in css


def test_sheets_are_merged_in_the_order_of_the_pages():
    assert lean_site.in_order([["a", "c"], [], ["a", "b", "c", "d"], ["c", "e"]]) == ["a", "b", "c", "e", "d"]


def fontawesome():
    theme = Path(pytest.importorskip("pydata_sphinx_theme").__file__).parent
    return next(theme.rglob("fontawesome/*/css/all.min.css"))


def test_the_font_holds_the_icons_of_the_pages_and_few_others():
    page = '<i class="fa-solid fa-moon"></i><i class="fas fa-bars"></i>'
    seen = page_elements.seen_in([page], [])
    sheet = fontawesome()
    css = icon_font.with_icons(
        style_sheets.purged(style_sheets.loaded(sheet, sheet.parent), seen), sheet.parent, seen
    )
    faces = re.findall(r"@font-face\{[^}]*\}", css)
    assert len(faces) == 1
    font = ttLib.TTFont(io.BytesIO(base64.b64decode(re.search(r"base64,([^)]*)", faces[0])[1])))
    assert {0xF186, 0xF0C9} <= set(font.getBestCmap())
    assert len(font.getBestCmap()) < 10
    assert len(css) < 8000
