"""What was found in a document: a verdict for each line, with its place, and all that it rests on."""

from dataclasses import asdict, dataclass, field, replace

from mlpkit.homework.passage import Place

VERDICTS = ("proved", "checked", "defined", "false", "not established", "not read")
MARKS = {"proved": "✓", "checked": "≈", "defined": "≔", "false": "✗", "not established": "?", "not read": "–"}
EXIT_FINE, EXIT_FALSE, EXIT_OPEN, EXIT_USAGE = 0, 1, 2, 3


@dataclass(frozen=True)
class Finding:
    """One equality of a document and its verdict.

    Parameters
    ----------
    place : Place
    passage : int
        Which display it stands in; -1 for the document as a whole.
    left, relation, right : str
        As it is written, in LaTeX.
    verdict : str
        One of `VERDICTS`.
    why : str
        A sentence, where it is neither proved nor checked nor refuted by numbers.
    pointing : tuple of str
        The line of the source and a caret under the place, where it was not read.
    choices : tuple of str
        Where a notation has two meanings: what to declare or to write for each.
    counterexample : tuple of str
    hint : str
    reach : str
        For what it is proved.
    assumed : tuple of str
        What was taken for granted to read it.
    read_as : tuple of str
        Both sides in the language of `Derivation`.
    """

    place: Place
    passage: int
    left: str
    relation: str
    right: str
    verdict: str
    why: str = ""
    pointing: tuple = ()
    choices: tuple = ()
    counterexample: tuple = ()
    hint: str = ""
    reach: str = ""
    assumed: tuple = ()
    read_as: tuple = ()

    @property
    def mark(self):
        """The mark beside the words."""
        return MARKS[self.verdict]


@dataclass(frozen=True)
class Shown:
    """A display or a declaration as it stands in the document, for whoever shows it.

    Parameters
    ----------
    passage : int
    kind : {"equation", "declaration", "prose"}
    source : int
    begin, end : int
        Where it stands in its source.
    """

    passage: int
    kind: str
    source: int
    begin: int
    end: int


@dataclass(frozen=True)
class Report:
    """What was found in one document.

    Parameters
    ----------
    name : str
    findings : tuple of Finding
    declared : tuple of (str, tuple of (str, str))
        For each heading the names that are declared below it, in LaTeX, and what they mean.
    assumed : tuple of str
        What was taken for granted about the whole document.
    remarks : tuple of str
        What was left out, and why.
    sources : tuple of Source
    shown : tuple of Shown
    """

    name: str
    findings: tuple = ()
    declared: tuple = ()
    assumed: tuple = ()
    remarks: tuple = ()
    sources: tuple = field(default=(), repr=False)
    shown: tuple = field(default=(), repr=False)

    def count(self, verdict):
        """Return how many lines have a verdict."""
        return sum(finding.verdict == verdict for finding in self.findings)

    def taken_for_granted(self):
        """Return all that was taken for granted, each once."""
        return [*dict.fromkeys([*self.assumed, *(a for f in self.findings for a in f.assumed)])]

    def only(self, *verdicts):
        """Return the report with the lines of some verdicts alone, to be shown."""
        return replace(self, findings=tuple(f for f in self.findings if f.verdict in verdicts))

    def summary(self):
        """Return the counts in words, such as ``3 proved, 1 false``."""
        counts = [f"{n} {verdict}" for verdict in VERDICTS if (n := self.count(verdict))]
        return ", ".join(counts) or "no equation found"

    def as_data(self):
        """Return the report as plain data, for JSON; the text of the document is left out."""
        data = asdict(self)
        for part in ("sources", "shown"):
            del data[part]
        for finding in data["findings"]:
            finding["place"] = finding["place"]._asdict()
        return data | {"counts": {verdict: self.count(verdict) for verdict in VERDICTS}}

    def __repr__(self):
        lines = [f"{self.name}: {self.summary()}"]
        for f in self.findings:
            lines.append(f"    {f.mark} {f.place.line}: {f.left} {f.relation} {f.right}    {f.verdict}")
        return "\n".join(lines)

    def _repr_html_(self):
        from mlpkit.homework.block import html

        return html(self)


def exit_status(reports, allowed=()):
    """Return the exit status for continuous integration.

    Parameters
    ----------
    reports : iterable of Report
    allowed : collection of str
        Verdicts, *not established* and *not read*, that are let pass.

    Returns
    -------
    int
        0 if every line is proved, checked or defines a name, 1 if one is false, 2 if one is neither.

    Examples
    --------
    >>> at = Place(1, 1)
    >>> exit_status([Report("a.md", (Finding(at, 0, "x", "=", "x", "proved"),))])
    0
    """
    verdicts = {finding.verdict for report in reports for finding in report.findings}
    if "false" in verdicts:
        return EXIT_FALSE
    if verdicts - {"proved", "checked", "defined", *allowed}:
        return EXIT_OPEN
    return EXIT_FINE
