"""The one form in which a notebook is stored, and what differs between two texts of one."""

import json

import nbformat

KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
LANGUAGE_INFO = {
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}
# What editors and runs leave behind in a cell's metadata, and no reader needs.
NOISE = {"ExecuteTime", "collapsed", "colab", "execution", "id", "outputId", "scrolled", "trusted", "vscode"}


def parse(text):
    """Parse a stored notebook; a cell without an id of its own gets one from its position."""
    raw = json.loads(text)
    stored, taken = {cell.get("id") for cell in raw["cells"]}, set()
    for number, cell in enumerate(raw["cells"], start=1):
        if cell.get("id") is None or cell["id"] in taken:
            cell["id"] = f"cell-{number:02d}"
            while cell["id"] in stored | taken:
                cell["id"] += "-new"
        taken.add(cell["id"])
    raw["nbformat_minor"] = max(raw["nbformat_minor"], 5)
    return nbformat.reads(json.dumps(raw), as_version=4)


def normalise(notebook):
    """Replace metadata that depends on who ran the notebook, in place; return the notebook."""
    kept = {key: value for key, value in notebook.metadata.items() if key not in NOISE}
    notebook.metadata = nbformat.from_dict({**kept, "kernelspec": KERNELSPEC, "language_info": LANGUAGE_INFO})
    for cell in notebook.cells:
        for key in NOISE & set(cell.metadata):
            del cell.metadata[key]
    return notebook


def to_text(notebook):
    """Return the one text a notebook is stored as: sorted keys, indent 1, one newline at the end."""
    return nbformat.writes(notebook).rstrip("\n") + "\n"


def differences(path, before, after):
    """Return what differs between two texts of one notebook, a line for each cell that changes."""
    if before == after:
        return []
    old, new = json.loads(before), json.loads(after)
    found = [
        f"{path}, cell {number} ({is_.get('id', 'no id')}): {key} would change\n"
        f"  stored: {_shorten(was.get(key))}\n  now:    {_shorten(is_.get(key))}"
        for number, (was, is_) in enumerate(zip(old["cells"], new["cells"], strict=True), start=1)
        for key in sorted(set(was) | set(is_))
        if was.get(key) != is_.get(key)
    ]
    if old["metadata"] != new["metadata"]:
        found.append(f"{path}: the notebook's metadata would change")
    return found or [f"{path}: the layout of the file would change"]


def _shorten(value):
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 300 else text[:299] + "…"
