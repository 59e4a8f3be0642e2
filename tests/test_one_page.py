"""The book as one page for paper: links and identifiers fit together, what paper cannot use is left out."""

import pytest

pytest.importorskip("bs4")

from book._tools.one_page import chapter, contents, styles_of, whole, within

NAMES = ("book/one", "book/two", "book/deep/three")
PAGE = """<html><head><link rel="stylesheet" href="../_static/book.css?v=1">
<script src="a.js"></script></head>
<body><nav>skip</nav><article class="bd-article"><section id="first">
<h1>1. First<a class="headerlink">#</a></h1>
<div class="chapter-head">Run</div><p>See <a href="#first">here</a>, <a href="two.html#proof">there</a>,
<a href="https://example.org/#x">away</a>.</p>
<div class="cell tag_hide-input"><details><summary>Show</summary>plumbing</details><p>a figure</p></div>
<div class="cell tag_hide-cell"><details><summary>Show</summary>a solution</details></div>
<svg><defs><path id="f1-1"></path><clipPath id="f1-2"></clipPath></defs><g clip-path="url(#f1-2)">
<use href="#f1-1"></use></g></svg>
<a href="../genindex.html">index</a><pre>short</pre><div class="cell_input"><pre>{long}</pre></div>
<section id="sub"><h2>1.1. Below</h2><section id="deep"><h3>Deeper</h3></section></section></section>
<div class="softmax-bars">drag</div></article></body></html>""".replace("{long}", "line\n" * 40)
ARTICLE, HEADINGS = chapter("book/one", PAGE, NAMES)


def test_identifiers_carry_their_page():
    assert 'id="one--"' in ARTICLE and 'id="one--first"' in ARTICLE and 'id="one--sub"' in ARTICLE


def test_a_drawing_finds_its_glyphs_and_clips_though_every_page_numbers_them_from_1():
    assert 'id="one--f1-1"' in ARTICLE and '<use href="#one--f1-1">' in ARTICLE
    assert 'id="one--f1-2"' in ARTICLE and 'clip-path="url(#one--f1-2)"' in ARTICLE


def test_a_link_to_a_file_of_the_site_becomes_its_words():
    assert "index<pre" in ARTICLE and "genindex" not in ARTICLE


def test_short_code_stays_together_and_long_code_may_break():
    assert ARTICLE.count("unbroken") == 1 and '<pre class="unbroken">short' in ARTICLE


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("#first", "#one--first"),
        ("two.html#proof", "#two--proof"),
        ("two.html", "#two--"),
        ("../book/two.html#proof", "#two--proof"),
        ("deep/three.html#x", "#deep-three--x"),
        ("https://example.org/#x", "https://example.org/#x"),
        ("../search.html", "../search.html"),
    ],
)
def test_links_between_pages_lead_within_the_book(href, expected):
    assert within("book/one", href, NAMES) == expected


@pytest.mark.parametrize("words", ["skip", "Run", "plumbing", "drag", "headerlink"])
def test_what_paper_cannot_use_is_left_out(words):
    assert words in PAGE and words not in ARTICLE


def test_a_solution_is_unfolded_and_a_figure_stays():
    assert '<details open="">' in ARTICLE and "a solution" in ARTICLE and "a figure" in ARTICLE


def test_the_contents_name_parts_chapters_and_sections_with_their_pages():
    assert [(h.level, h.words, h.id) for h in HEADINGS] == [
        (1, "1. First", "one--first"),
        (2, "1.1. Below", "one--sub"),
    ]
    table = contents([("Part & parcel", ["book/one"])], {"book/one": HEADINGS})
    assert '<li class="part">Part &amp; parcel</li>' in table
    assert '<a href="#one--first">1. First</a><span class="page"></span>' in table
    assert '<li class="level-2"><a href="#one--sub">1.1. Below</a><span class="page"></span>' in table


def test_style_sheets_are_found_from_the_new_place():
    styles = styles_of(PAGE, "/site/html/book/one.html", "/site/pdf")
    assert 'href="../html/_static/book.css?v=1"' in styles and "script" not in styles


def test_the_whole_begins_with_its_title_and_is_light():
    theme = {"html_theme_options": {"extra_footer": "Free to share."}}
    stored = {"title": "A & B: c", "author": "someone", "copyright": "2026", "sphinx": {"config": theme}}
    page = whole(stored, "<style></style>", "<nav></nav>", ["<article>1</article>"])
    assert "<title>A &amp; B: c</title>" in page and 'data-theme="light"' in page
    words = ("<h1>A &amp; B</h1>", ">c<", ">someone<", "© 2026. Free to share.", "<nav>", "<article>")
    assert sorted(map(page.index, words)) == list(map(page.index, words))
