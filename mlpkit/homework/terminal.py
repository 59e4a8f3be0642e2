"""A report on the screen: each line with its place and its mark, and what it rests on below."""

from mlpkit.homework.block import explanation

_STYLES = {
    "proved": "green",
    "checked": "yellow",
    "defined": "cyan",
    "false": "bold red",
    "not established": "magenta",
    "not read": "magenta",
}


def show(report, console):
    """Print a report.

    Parameters
    ----------
    report : Report
    console : rich.console.Console
    """
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    console.print(Text(printable(report.name), style="bold"))
    table = Table.grid(padding=(0, 1))
    table.add_column(width=1)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for finding in report.findings:
        formula = f"{finding.left} {finding.relation} {finding.right}".strip()
        style = _STYLES[finding.verdict]
        table.add_row(Text(finding.mark, style=style), _place(finding.place), Text(printable(formula)))
        details = explanation(finding)
        verdict = Text(finding.verdict, style=style)
        table.add_row(
            "", "", verdict.append(f": {printable(details[0])}" if details else "", style="default")
        )
        for line in (*finding.pointing, *details[1:]):
            table.add_row("", "", Text(printable(line)))
    console.print(Padding(table, (0, 0, 0, 2), expand=False))
    for title, entries in _rests(report):
        console.print(Text(f"  {title}:"))
        for entry in entries:
            console.print(Padding(Text(printable(entry)), (0, 0, 0, 4), expand=False))
    console.print(Text(f"  {report.summary()}", style="bold"))


def _place(place):
    cell = f"{place.cell}:" if place.cell is not None else ""
    return f"{cell}{place.line}:{place.column}"


def _rests(report):
    """Yield the parts of the report that are not about one line, where there is something in them."""
    declared = [
        f"{heading or 'everywhere'}: {', '.join(map(declaration, rows))}" for heading, rows in report.declared
    ]
    assumed = report.taken_for_granted()
    for title, entries in (
        ("declared", declared),
        ("taken for granted", assumed),
        ("left out", report.remarks),
    ):
        if entries:
            yield title, entries


def declaration(row):
    """Return a declaration in words.

    Examples
    --------
    >>> declaration(("x", "vector n")), declaration(("S", "= softmax(z)")), declaration(("given", "x > 0"))
    ('x vector n', 'S = softmax(z)', 'given x > 0')
    """
    return " ".join(row)


def printable(text):
    """Return a text without letters that would command the terminal or turn the direction of writing.

    Examples
    --------
    >>> printable("a" + chr(27) + "[2J")
    'a�[2J'
    """
    return "".join(letter if letter.isprintable() or letter == "\n" else "�" for letter in text)
