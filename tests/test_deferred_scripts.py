"""Scripts wait for the page, in their order; what all pages name comes as one file."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "book" / "_extensions"))

pytest.importorskip("sphinx")
deferred_scripts = pytest.importorskip("deferred_scripts")
lean_code = pytest.importorskip("lean_code")

HEAD = """<head>
<script src="../_static/documentation_options.js?v=1"></script>
<script src="../_static/a.js?v=2"></script>
<script>let hint = 1;</script>
<script data-prefix="x" src="../_static/tabs.js"></script>
<script defer src="../_static/b.js"></script>
{}</head>"""
OWN = '<script src="../_static/own.js"></script>\n'


@pytest.fixture
def site(tmp_path):
    (tmp_path / "_static").mkdir()
    (tmp_path / "book").mkdir()
    (tmp_path / "index.html").write_text('<meta http-equiv="Refresh" content="0; url=book/one.html">')
    for name, code in {
        "documentation_options": "const OPTIONS = {};",
        "a": '"use strict"; a()',
        "b": "b()",
    }.items():
        (tmp_path / "_static" / f"{name}.js").write_text(f"{code}\n//# sourceMappingURL={name}.js.map\n")
    for name in ("tabs", "own"):
        (tmp_path / "_static" / f"{name}.js").write_text(name)
    (tmp_path / "book" / "one.html").write_text(HEAD.format(""))
    (tmp_path / "book" / "two.html").write_text(HEAD.format(OWN))
    return tmp_path


def test_every_script_waits_and_the_settings_stand_in_the_page(site):
    page = site / "book" / "two.html"
    text = deferred_scripts.deferred(page.read_text(), page)
    assert text.count("defer") == text.count(" src=") == 4
    assert "<script>const OPTIONS = {};" in text
    assert "<script>let hint = 1;</script>" in text


@pytest.mark.parametrize("tag", ['<script type="module" src="a.js">', '<script async src="a.js">'])
def test_a_script_that_waits_in_its_own_way_is_left_alone(tag, tmp_path):
    assert deferred_scripts.deferred(f"{tag}</script>", tmp_path / "a.html") == f"{tag}</script>"


def test_what_all_pages_name_comes_as_one_file(site):
    replaced = deferred_scripts.merge_scripts(site)
    assert [file.name for file in replaced] == ["a.js", "b.js"]
    [bundle] = (site / "_static").glob("site-*.js")
    code = bundle.read_text()
    assert code.index("a()") < code.index("b()")
    assert "sourceMappingURL" not in code
    assert not code.startswith('"use strict"')
    for name in ("one", "two"):
        text = (site / "book" / f"{name}.html").read_text()
        assert text.count(bundle.name) == 1
        assert "a.js" not in text
        assert '<script defer data-prefix="x" src="../_static/tabs.js">' in text
    assert "own.js" in text


def test_code_marks_only_what_a_style_shows():
    from pygments import highlight
    from pygments.lexers import PythonLexer

    formatter = lean_code.formatter(["a11y-high-contrast-light", "a11y-high-contrast-dark"])
    html = highlight('x = f(1, "a")  # why\n', PythonLexer(), formatter(nowrap=True))
    assert '<span class="mi">1</span>' in html
    assert '<span class="c1"># why</span>' in html
    assert 'class="n"' not in html
    assert 'class="p"' not in html
    assert html.startswith("x ")
