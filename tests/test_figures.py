"""Figures are vector, named, coloured by the page, and the same bytes in every process."""

import dataclasses
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import IPython.display
import numpy as np
import pytest
from matplotlib import rcParams
from matplotlib.colors import to_hex

from mlpkit import figures
from mlpkit.figures import colours, diverging, new_figure, sequential, show

ALT = "A line rises from minus one to one & bends at zero; <nothing> else moves."

DRAWING = """
import numpy as np
from mlpkit.figures import colours, diverging, new_figure, show
figure, (left, right) = new_figure(1, 2)
x = np.linspace(-3, 3, 41)
left.plot(x, np.tanh(x), label=r"$\\tanh(x)$")
left.scatter(x, np.exp(-x), color=colours.green, label="points")
left.set(xlabel="$x$", title="two curves")
left.legend()
right.figure.colorbar(right.pcolormesh(np.outer(x, x), cmap=diverging))
show(figure, alt="Two curves beside a picture of the outer product of x with itself.")
"""


@pytest.fixture
def shown(monkeypatch):
    """Return a function that shows a figure and gives back the bundle that was displayed."""
    bundles = []
    monkeypatch.setattr(IPython.display, "display", lambda bundle, raw: bundles.append(bundle))

    def bundle_of(figure, alt=ALT):
        show(figure, alt=alt)
        return bundles[-1]

    return bundle_of


def line(slope=1.0, **options):
    figure, axes = new_figure(**options)
    axes.plot([-1, 1], [-slope, slope], label="line")
    return figure


def luminance(colour):
    channels = np.array([int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def contrast(first, second):
    low, high = sorted([luminance(first), luminance(second)])
    return (high + 0.05) / (low + 0.05)


PRINTING = """
import IPython.display
IPython.display.display = lambda bundle, raw: print(bundle["image/svg+xml"])
"""


def test_two_processes_write_the_same_bytes():
    runs = [
        subprocess.run(
            [sys.executable, "-c", PRINTING + DRAWING],
            capture_output=True,
            check=True,
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        ).stdout
        for seed in ("1", "2")
    ]
    assert len(runs[0]) > 5000
    assert runs[0] == runs[1]


def test_the_bundle_holds_the_svg_and_the_alternative(shown):
    bundle = shown(line())
    assert set(bundle) == {"image/svg+xml", "text/plain"}
    assert bundle["text/plain"] == f"Figure: {ALT}"


def test_the_svg_is_one_named_image(shown):
    root = ElementTree.fromstring(shown(line())["image/svg+xml"])
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.get("role") == "img"
    assert root.get("aria-label") == ALT
    assert root.get("viewBox") == "0 0 460.8 230.4"
    assert "max-width: 100%" in root.get("style")


@pytest.mark.parametrize("alt", ["", "   ", "a plot", " " * 30, None, 7], ids=repr)
def test_a_figure_without_a_description_is_refused(alt):
    with pytest.raises(ValueError, match=r"show: alt is .* expected a description"):
        show(line(), alt=alt)


def test_alt_has_no_default():
    with pytest.raises(TypeError, match="alt"):
        show(line())


@pytest.mark.parametrize("name", [field.name for field in dataclasses.fields(colours)])
def test_every_colour_follows_the_page(shown, name):
    figure, axes = new_figure()
    axes.plot([0, 1], [0, 1], color=getattr(colours, name))
    svg = shown(figure)["image/svg+xml"]
    value = getattr(colours, name)
    assert ("stroke: currentColor" if name == "ink" else f"stroke: var(--figure-{name}, {value})") in svg
    assert not re.findall(r": #[0-9a-fA-F]{6}", svg)


def test_a_hatched_bar_follows_the_page(shown):
    figure, axes = new_figure()
    axes.bar([1, 2], [3, 4], hatch="//", color=colours.orange)
    svg = shown(figure)["image/svg+xml"]
    assert f'style="fill: var(--figure-orange, {colours.orange})"' in svg
    assert not re.findall(r"[:=] ?\"?#[0-9a-fA-F]{6}", svg.partition(">")[2])


@pytest.mark.parametrize("colormap", [sequential, diverging], ids=lambda colormap: colormap.name)
def test_pictures_of_matrices_are_vector_and_follow_the_page(shown, colormap):
    figure, axes = new_figure()
    axes.pcolormesh(np.arange(60.0).reshape(6, 10), cmap=colormap, edgecolors=colours.paper)
    svg = shown(figure)["image/svg+xml"]
    assert "<image" not in svg
    assert len(set(re.findall(r"fill: (var\(--figure-(?:cool|warm|neutral)[^)]*\))", svg))) == colormap.N
    assert not re.findall(r": #[0-9a-fA-F]{6}", svg)


def test_a_bitmap_is_refused():
    figure, axes = new_figure()
    axes.imshow(np.eye(3))
    with pytest.raises(ValueError, match="pcolormesh"):
        show(figure, alt=ALT)


@pytest.mark.parametrize("colormap", [sequential, diverging], ids=lambda colormap: colormap.name)
def test_ink_is_readable_on_every_cell(colormap):
    assert min(contrast(to_hex(colormap(k)), colours.ink) for k in range(colormap.N)) > 4.5


def dark_palette():
    sheet = (Path(__file__).parent.parent / "book" / "_static" / "book.css").read_text(encoding="utf-8")
    block = sheet[sheet.index('html[data-theme="dark"]') :]
    return dict(re.findall(r"--([\w-]+): (#\w{6})", block[: block.index("}")]))


@pytest.mark.parametrize("name", [field.name for field in dataclasses.fields(colours)][:7])
def test_a_line_is_visible_in_dark_mode(name):
    dark = dark_palette()
    assert contrast(dark[f"figure-{name}"], dark["pst-color-background"]) > 3


@pytest.mark.parametrize("colormap", [sequential, diverging], ids=lambda colormap: colormap.name)
def test_ink_is_readable_on_every_cell_in_dark_mode(shown, colormap):
    figure, axes = new_figure()
    axes.pcolormesh(np.arange(60.0).reshape(6, 10), cmap=colormap)
    dark = dark_palette()
    names = set(re.findall(r"--(figure-(?:cool|warm|neutral)[\w-]*)", shown(figure)["image/svg+xml"]))
    assert len(names) == colormap.N
    assert min(contrast(dark[name], dark["pst-color-text-base"]) for name in names) > 4.5


def test_coordinates_are_rounded(shown):
    svg = shown(line(1 / 3))["image/svg+xml"]
    assert re.findall(r' (?:d|x|y|width|height)="[^"]*\.\d', svg)
    assert not re.findall(r' (?:d|x|y|width|height)="[^"]*\.\d{3}', svg)


def test_figures_of_one_page_share_no_identifier(shown):
    first, second = (shown(line(slope))["image/svg+xml"] for slope in (1.0, 0.5))
    identifiers = [set(re.findall(r' id="([^"]+)"', svg)) for svg in (first, second)]
    assert all(identifiers)
    assert not identifiers[0] & identifiers[1]


def test_every_reference_has_its_target(shown):
    svg = shown(line())["image/svg+xml"]
    targets = re.findall(r' id="([^"]+)"', svg)
    assert len(targets) == len(set(targets))
    assert set(re.findall(r'(?:url\(|href=")#([^)"]+)', svg)) == set(targets)


def test_nothing_of_the_svg_reaches_the_page(shown):
    svg = shown(line())["image/svg+xml"]
    assert "<style" not in svg
    assert "<metadata" not in svg
    assert "<?xml" not in svg
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")


def test_the_legend_has_no_frame_of_matplotlibs_own(shown):
    figure = line()
    figure.axes[0].legend()
    assert "#cccccc" not in shown(figure)["image/svg+xml"]


def test_matplotlibs_settings_stay_as_they_were(shown):
    before = dict(rcParams)
    shown(line())
    assert dict(rcParams) == before


def test_a_figure_of_pyplot_is_closed(shown):
    pyplot = pytest.importorskip("matplotlib.pyplot")
    figure, axes = pyplot.subplots()
    axes.plot([0, 1])
    shown(figure)
    assert pyplot.get_fignums() == []


def test_new_figure_passes_options_on():
    figure, axes = new_figure(2, 3, width=5, height=2, sharex=True)
    assert axes.shape == (2, 3)
    assert tuple(figure.get_size_inches()) == (5, 2)
    assert axes[0, 0].get_shared_x_axes().joined(axes[0, 0], axes[1, 2])


def test_the_palette_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        figures.colours.blue = "#000000"


def test_mlpkit_itself_does_without_matplotlib():
    command = "import mlpkit, sys; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", command], check=False).returncode == 0
