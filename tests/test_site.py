"""The site's extensions: nothing loads from another host, figures stand in the page, MathJax is complete."""

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

EXTENSIONS = Path(__file__).parent.parent / "book" / "_extensions"
sys.path.insert(0, str(EXTENSIONS))

nodes = pytest.importorskip("docutils.nodes")
errors = pytest.importorskip("sphinx.errors")
offline_check = pytest.importorskip("offline_check")
inline_figures = pytest.importorskip("inline_figures")
offline_mathjax = pytest.importorskip("offline_mathjax")

HOST = "https://cdn.example/thing"

REFUSED = {
    "script": f'<script src="{HOST}.js"></script>',
    "module": f'<script type="module">import {{ a }} from "{HOST}";</script>',
    "bare import": f'<script>import "{HOST}";</script>',
    "dynamic import": f"<script>const a = await import('{HOST}');</script>",
    "script built by a script": f'<script>const URL = "{HOST}/index.js";</script>',
    "source set by a script": f'<script>image.src = "{HOST}";</script>',
    "fetch": f'<script>fetch("{HOST}")</script>',
    "event handler": f"<button onclick=\"import('{HOST}')\">go</button>",
    "style sheet": f'<link rel="stylesheet" href="{HOST}.css">',
    "preload": f'<link rel="preload" as="font" href="{HOST}.woff2">',
    "module preload": f'<link rel="modulepreload" href="{HOST}">',
    "icon": f'<link rel="shortcut icon" href="{HOST}.ico">',
    "preconnect": f'<link rel="preconnect" href="{HOST}">',
    "image": f'<img alt="" src="{HOST}.png">',
    "image without protocol": '<img alt="" src="//cdn.example/a.png">',
    "image in capitals": f'<IMG ALT="" SRC="{HOST.upper()}">',
    "image of a set": f'<img alt="" src="a.png" srcset="a.png 1x, {HOST}.png 2x">',
    "picture": f'<picture><source srcset="{HOST}.webp"></picture>',
    "image in SVG": f'<svg><image href="{HOST}.png"/></svg>',
    "use in SVG": f'<svg><use xlink:href="{HOST}.svg#a"/></svg>',
    "frame": f'<iframe src="{HOST}"></iframe>',
    "object": f'<object data="{HOST}"></object>',
    "video": f'<video poster="{HOST}.png"></video>',
    "style attribute": f'<p style="background: url({HOST}.png)">a</p>',
    "fill attribute": f'<svg><path fill="url({HOST}.svg#a)"/></svg>',
    "style element": f'<style>@import "{HOST}.css";</style>',
    "base": '<base href="https://cdn.example/">',
    "refresh": f'<meta http-equiv="Refresh" content="0; url={HOST}">',
}

ACCEPTED = {
    "link": f'<a href="{HOST}">a page</a>',
    "canonical": f'<link rel="canonical" href="{HOST}">',
    "next": '<link rel="next" href="softmax.html">',
    "description": f'<meta name="description" content="see {HOST}.js">',
    "text": f"<p>import '{HOST}.js' and url({HOST})</p>",
    "comment": f'<!-- <script src="{HOST}.js"></script> -->',
    "namespace": '<svg xmlns="http://www.w3.org/2000/svg"><use href="#a"/></svg>',
    "data": '<img alt="" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">',
    "fragment": '<p style="fill: url(#a)">a</p>',
    "address in a script": f'<script>const home = "{HOST}/page.html";</script>',
}


def foreign(urls):
    return [url for url in urls if offline_check.is_foreign(url)]


@pytest.mark.parametrize("html", REFUSED.values(), ids=REFUSED)
def test_what_a_page_would_load_from_another_host_is_found(html):
    assert len(foreign(offline_check.html_loads(html))) == 1


@pytest.mark.parametrize("html", ACCEPTED.values(), ids=ACCEPTED)
def test_what_a_page_only_names_is_no_finding(html):
    assert foreign(offline_check.html_loads(html)) == []


@pytest.mark.parametrize(
    ("css", "found"),
    [
        (f"a {{ background: url({HOST}.png) }}", [f"{HOST}.png"]),
        (f"a {{ background: URL( '{HOST}.png' ) }}", [f"{HOST}.png"]),
        (f'@import "{HOST}.css";', [f"{HOST}.css"]),
        (f"@import url('{HOST}.css');", [f"{HOST}.css"]),
        ("@font-face { src: url(//cdn.example/a.woff2) }", ["//cdn.example/a.woff2"]),
        (f"/* url({HOST}) */ a {{ color: red }}", []),
        ("a { background: url(a.png) }", []),
    ],
)
def test_what_a_style_sheet_would_load_is_found(css, found):
    assert foreign(offline_check.css_loads(css)) == found


def site(folder, **files):
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return SimpleNamespace(builder=SimpleNamespace(format="html"), outdir=str(folder))


def test_the_build_fails_and_names_file_and_address(tmp_path):
    app = site(tmp_path, book__a_dot_html="<p>fine</p>", book__b_dot_html=REFUSED["style sheet"])
    with pytest.raises(
        errors.SphinxError, match=r"b\.html loads from another host: https://cdn\.example/thing\.css"
    ):
        offline_check.check(app, None)


def test_the_build_fails_when_a_file_of_the_site_is_not_there(tmp_path):
    app = site(tmp_path, book__a_dot_html='<script src="../_static/gone.js?v=1"></script>')
    with pytest.raises(errors.SphinxError, match=r"a\.html loads a file that is not there: .*gone\.js"):
        offline_check.check(app, None)


def test_a_site_that_stands_by_itself_passes(tmp_path):
    page = '<script src="../_static/a.js?v=1"></script><link rel="stylesheet" href="/_static/a.css">'
    app = site(
        tmp_path, book__a_dot_html=page + ACCEPTED["link"], _static__a_dot_js="", _static__a_dot_css=""
    )
    assert offline_check.findings(tmp_path) == []
    offline_check.check(app, None)


def test_another_failure_is_not_hidden(tmp_path):
    app = site(tmp_path, a_dot_html=REFUSED["script"])
    offline_check.check(app, RuntimeError("the build failed already"))


def inlined(folder, name, content):
    (folder / name).write_text(content, encoding="utf-8")
    image = nodes.image(uri=f"/{name}")
    paragraph = nodes.container("", image)
    transform = SimpleNamespace(app=SimpleNamespace(srcdir=str(folder)), number=0, glyphs={})
    inline_figures.InlineFigures.inline(transform, image)
    return paragraph[0]


SVG = '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{}"><g/></svg>'


def test_a_figure_stands_in_the_page(tmp_path):
    node = inlined(tmp_path, "a.svg", SVG.format("a line"))
    assert isinstance(node, nodes.raw)
    assert node.astext().startswith('<figure class="book-figure"><svg xmlns')
    assert node.astext().endswith("</svg></figure>")


@pytest.mark.parametrize(("name", "alt", "warning"), [("a.svg", "", "no alt text"), ("a.png", "a", "bitmap")])
def test_a_figure_that_cannot_be_read_is_a_warning(tmp_path, monkeypatch, name, alt, warning):
    warnings = []
    monkeypatch.setattr(inline_figures.logger, "warning", lambda message, **options: warnings.append(message))
    inlined(tmp_path, name, SVG.format(alt))
    assert len(warnings) == 1
    assert warning in warnings[0]


def test_mathjax_is_copied_with_its_fonts_and_without_the_rest(tmp_path):
    offline_mathjax.copy_mathjax(site(tmp_path), None)
    copied = {path.relative_to(tmp_path / "_static" / "mathjax").as_posix() for path in tmp_path.rglob("*.*")}
    assert {f"{name}.js" for name in offline_mathjax.MATHJAX["loader"]["load"]} < copied
    assert {"startup.js", "core.js", "output/chtml/fonts/tex.js", "input/tex/extensions/cancel.js"} < copied
    assert "output/chtml/fonts/woff-v2/MathJax_Main-Regular.woff" in copied
    assert sum(path.stat().st_size for path in tmp_path.rglob("*.*")) < 2_000_000
