"""Running notebooks again: the same bytes, no loss, and a clear word when a cell raises."""

import json

import pytest

from book._tools import execute, execution_times
from book._tools.stored_form import KERNELSPEC, LANGUAGE_INFO


def write(path, *sources, **metadata):
    cells = [
        {
            "cell_type": "code",
            "execution_count": 7,
            "metadata": {"scrolled": True},
            "outputs": [],
            "source": source,
        }
        for source in sources
    ]
    notebook = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 4}
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


def test_a_run_gives_normal_form_and_a_second_run_changes_nothing(tmp_path, capsys):
    source = "import sys\nprint('a')\nsys.stdout.flush()\nprint('b')"
    path = write(tmp_path / "one.ipynb", source, "'σ'", language_info={"name": "python", "version": "2.7"})
    assert execute.main([str(path)]) == 0
    text = path.read_text(encoding="utf-8")
    notebook = json.loads(text)
    assert [cell["id"] for cell in notebook["cells"]] == ["cell-01", "cell-02"]
    assert [cell["execution_count"] for cell in notebook["cells"]] == [1, 2]
    assert notebook["cells"][0]["outputs"][0]["text"] == ["a\n", "b\n"]
    assert len(notebook["cells"][0]["outputs"]) == 1
    assert notebook["cells"][0]["metadata"] == {}
    assert notebook["metadata"] == {"kernelspec": KERNELSPEC, "language_info": LANGUAGE_INFO}
    assert "σ" in text
    assert text.endswith("}\n")
    assert execute.main([str(path)]) == 0
    assert path.read_text(encoding="utf-8") == text
    assert execute.main(["--check", str(path)]) == 0
    assert "unchanged" in capsys.readouterr().out


def test_ids_depend_on_the_position_alone(tmp_path):
    path = write(tmp_path / "one.ipynb", "1", "2", "3")
    raw = json.loads(path.read_text(encoding="utf-8"))
    raw["cells"][0]["id"] = raw["cells"][1]["id"] = "cell-03"
    ids = [[cell.id for cell in execute.parse(json.dumps(raw)).cells] for _ in range(2)]
    assert ids == [["cell-03", "cell-02", "cell-03-new"]] * 2


def test_check_names_the_cell_that_would_change_and_writes_nothing(tmp_path, capsys):
    path = write(tmp_path / "one.ipynb", "x = 1", "x + 1")
    execute.main([str(path)])
    stored = path.read_text(encoding="utf-8").replace('"2"', '"3"')
    path.write_text(stored, encoding="utf-8")
    assert execute.main(["--check", str(path)]) == 1
    assert path.read_text(encoding="utf-8") == stored
    message = capsys.readouterr().err
    assert "one.ipynb, cell 2 (cell-02): outputs would change" in message
    assert execute.check(path)


def test_unseeded_randomness_is_caught(tmp_path):
    path = write(tmp_path / "one.ipynb", "import random\nrandom.random()")
    execute.main([str(path)])
    assert "cell 1" in execute.check(path)[0]


def test_a_cell_that_raises_is_named_and_its_file_is_left_alone(tmp_path, capsys):
    good = write(tmp_path / "good.ipynb", "1")
    bad = write(tmp_path / "bad.ipynb", "x = 0", "1 / x")
    before = bad.read_bytes()
    assert execute.main([str(bad), str(good)]) == 1
    assert bad.read_bytes() == before
    assert "bad.ipynb, cell 2 (cell-02) raised ZeroDivisionError" in capsys.readouterr().err
    assert json.loads(good.read_text(encoding="utf-8"))["cells"][0]["execution_count"] == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.ipynb", "good.ipynb"]


def test_a_value_that_cannot_be_shown_is_named_by_its_own_error(tmp_path, capsys):
    shown = "def _repr_mimebundle_(self, **options): raise ValueError('not to be shown')"
    shy = f"class Shy:\n    {shown}"
    path = write(tmp_path / "shy.ipynb", shy, "Shy()")
    assert execute.main([str(path)]) == 1
    assert "cell 2 (cell-02) raised ValueError: not to be shown" in capsys.readouterr().err


def test_another_kernel_named_python3_does_not_take_over(tmp_path, monkeypatch):
    spec = tmp_path / "kernels/python3"
    spec.mkdir(parents=True)
    other = {"argv": ["/bin/false"], "display_name": "Python 3", "language": "python"}
    (spec / "kernel.json").write_text(json.dumps(other))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    path = write(tmp_path / "one.ipynb", "import sys\nsys.prefix == " + repr(execute.sys.prefix))
    assert execute.main([str(path)]) == 0
    assert json.loads(path.read_text(encoding="utf-8"))["cells"][0]["outputs"][0]["data"]["text/plain"] == [
        "True"
    ]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["gone.ipynb"], "no such notebook: gone.ipynb"),
        (["--jobs", "0"], "--jobs is 0"),
        (["--times", "one.ipynb"], "--times keeps those of one run of the whole book, expected no paths"),
    ],
)
def test_a_wrong_command_line_is_explained(arguments, says, capsys):
    with pytest.raises(SystemExit, match="2"):
        execute.main(arguments)
    assert says in capsys.readouterr().err


@pytest.fixture
def small_book(tmp_path, monkeypatch):
    """A book of two chapters, and where it would keep their times."""
    write(tmp_path / "one.ipynb", "1")
    write(tmp_path / "two.ipynb", "1", "2")
    monkeypatch.setattr(execute, "BOOK", tmp_path)
    monkeypatch.setattr(execution_times, "TIMES", tmp_path / "measurements" / "execution.json")
    return tmp_path


def test_times_are_kept_only_when_asked_for_and_never_in_a_notebook(small_book):
    assert execute.main([]) == 0
    before = {path.name: path.read_bytes() for path in small_book.iterdir()}
    assert sorted(before) == ["one.ipynb", "two.ipynb"]
    assert execute.main(["--times", "--jobs", "1"]) == 0
    assert {name: (small_book / name).read_bytes() for name in before} == before
    kept = json.loads((small_book / "measurements/execution.json").read_text(encoding="utf-8"))
    assert [(row["page"], row["cells"]) for row in kept["rows"]] == [("one", 1), ("two", 2)]
    assert all(row["seconds"] > 0 for row in kept["rows"])
    assert kept["statistic"] == "one run, 1 at a time"


def test_a_run_with_a_failure_keeps_no_times(small_book):
    write(small_book / "bad.ipynb", "1 / 0")
    assert execute.main(["--times"]) == 1
    assert not (small_book / "measurements").exists()
