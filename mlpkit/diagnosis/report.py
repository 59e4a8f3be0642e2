"""How a `Diagnosis` reads: as lines in a terminal, in a notebook as a report with maps of the error."""

from html import escape

import numpy as np

MARKS = {"right": "✓", "open": "○", "not decided": "○"}
_LARGEST_MAP = 12  # rows and columns: beyond, a map is too fine to be read
_ENTRIES = 4


def lines(diagnosis):
    """Return the report as lines of text, the verdict first."""
    mark = MARKS.get(diagnosis.kind, "✗")
    return [f"{mark} {diagnosis.kind}: {_verdict(diagnosis)}", *reasons(diagnosis), *_entries(diagnosis)]


def reasons(diagnosis):
    """Return what slipped, where, and what to do about it, one line each."""
    found = []
    several = len(diagnosis.explanations) > 1
    for number, explanation in enumerate(diagnosis.explanations, start=1):
        label = f"possible slip {number}" if several else "what slipped"
        for slip in dict.fromkeys(placed.slip for placed in explanation.slips):
            where = listed(placed.place for placed in explanation.slips if placed.slip == slip)
            found.append(f"{label}: {slip.name} ({slip.kind}), in {where}: {slip.says}")
        but = f", but for {explanation.unexplained}" if explanation.unexplained else ""
        residual = _residual(explanation.residual)
        found.append(f"made on purpose, this gives your numbers{but}; residual {residual}")
    if not diagnosis.explanations:
        related = [array for array in diagnosis.arrays if array.relation]
        found += [f"{array.name}: {array.relation.says}" for array in related]
        if diagnosis.kind == "wrong" and not related:
            found.append("no known slip, nor several of them together, gives these numbers")
    wrong = [array.name for array in reversed(diagnosis.arrays) if not array.right]
    right = [array.name for array in reversed(diagnosis.arrays) if array.right]
    if wrong and len(diagnosis.arrays) > 1:
        whole = f"right: {listed(right)}; " if right else ""
        found.append(f"{whole}wrong, from the output down: {listed(wrong)}")
    return [*found, *diagnosis.advice]


def html(diagnosis):
    """Return the report as HTML: verdict, reasons, the largest errors, and a map of each wrong array."""
    mark = MARKS.get(diagnosis.kind, "✗")
    kind = {"right": "right", "open": "open", "not decided": "open"}.get(diagnosis.kind, "wrong")
    parts = [
        f'<div class="mlpkit-answer mlpkit-diagnosis {kind}">',
        f'<span class="mark" aria-hidden="true">{mark}</span> <strong>{escape(diagnosis.kind)}</strong>',
        escape(_verdict(diagnosis)),
    ]
    items = "".join(f"<li>{escape(line)}</li>" for line in reasons(diagnosis))
    if items:
        parts.append(f"<ul>{items}</ul>")
    parts += [_table(diagnosis)] if diagnosis.entries else []
    parts += [_map(array) for array in diagnosis.arrays if not array.right and _fits(array)]
    return "\n".join([*parts, "</div>"])


def listed(names):
    """Return names as a list in words: "a", "a and b", "a, b and c"."""
    names = list(names)
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def worst(arrays):
    """Return the entries with the largest errors: name, place, claimed and true value."""
    found = [
        (abs(array.claimed[place] - array.true[place]), array.name, place)
        for array in arrays
        if not array.right
        for place in map(tuple, np.argwhere(np.abs(array.claimed - array.true) > array.tolerance).tolist())
    ]
    by_name = {array.name: array for array in arrays}
    # Rounded, so that errors equal up to the last bit stand in the order of the arrays everywhere.
    found = sorted(found, key=lambda entry: -float(f"{entry[0]:.6g}"))[:_ENTRIES]
    return tuple(
        (name, place, float(by_name[name].claimed[place]), float(by_name[name].true[place]))
        for _, name, place in found
    )


def number(value):
    """Return a number with few digits, with a true minus sign."""
    return f"{value:.4g}".replace("-", "−")


def _verdict(diagnosis):
    if diagnosis.kind == "right":
        exact = diagnosis.digits >= diagnosis.expected
        return (
            "the gradient" + ("" if exact else ",") + f" to {diagnosis.digits} digits, by {diagnosis.source}"
        )
    return {
        "wrong": "not the gradient",
        "shape": "the shapes do not fit",
        "type": "this is no array of numbers",
        "not finite": "there are entries that are no finite numbers",
        "stopped": "there is nothing to compare",
        "open": "there is no answer yet",
        "not decided": "the loss does not show its gradient",
    }[diagnosis.kind]


def _residual(residual):
    return "below 1e−9" if residual < 1e-9 else f"{residual:.0e}".replace("-", "−")


def _entries(diagnosis):
    return [
        f"{name}{list(place) if place else ''}: yours {number(claimed)}, true {number(true)}"
        for name, place, claimed, true in diagnosis.entries
    ]


def _table(diagnosis):
    rows = "".join(
        f"<tr><td>{escape(name)}{list(place) if place else ''}</td>"
        f"<td>{number(claimed)}</td><td>{number(true)}</td></tr>"
        for name, place, claimed, true in diagnosis.entries
    )
    head = '<tr><th scope="col">entry</th><th scope="col">yours</th><th scope="col">true</th></tr>'
    return f"<table><caption>the largest errors</caption><thead>{head}</thead><tbody>{rows}</tbody></table>"


def _fits(array):
    return 0 < array.true.ndim < 3 and max(array.true.shape) <= _LARGEST_MAP


def _map(array):
    """Return the errors as a table whose cells are tinted; the numbers say the same to who sees no tint."""
    errors = np.atleast_2d(array.claimed - array.true)
    largest = np.max(np.abs(errors))
    rows = "".join(
        "<tr>" + "".join(_cell(error, largest, array.tolerance) for error in row) + "</tr>" for row in errors
    )
    caption = f"error of {escape(array.name)}, yours less the true value"
    return f'<table class="map"><caption>{caption}</caption><tbody>{rows}</tbody></table>'


def _cell(error, largest, tolerance):
    if abs(error) <= tolerance:
        return "<td>0</td>"
    # A translucent tint: the text keeps the colour of the page, light or dark.
    tint = "204, 85, 34" if error > 0 else "40, 120, 200"
    share = round(0.1 + 0.4 * abs(error) / largest, 2)
    return f'<td style="background: rgba({tint}, {share})">{number(float(f"{error:.3g}"))}</td>'
