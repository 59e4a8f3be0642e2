"""The cell magic `%%derive`: a derivation in LaTeX is checked where it is written.

``%load_ext mlpkit.homework.magic`` makes it known. What one cell declares the next ones know;
``%%derive --fresh`` forgets it.
"""

from mlpkit.homework.examining import Remark, examine
from mlpkit.homework.findings import Finding, Report
from mlpkit.homework.notebook_document import derive_passages
from mlpkit.homework.opening import resolved
from mlpkit.homework.passage import Document, Source


def load_ipython_extension(shell):
    """Make `%%derive` known to a notebook."""
    shell.register_magic_function(Deriving(), "cell", "derive")


class Deriving:
    """The magic, and what has been declared so far."""

    def __init__(self):
        self.declarations = None

    def __call__(self, line, cell):
        """Check a cell and return the report on it.

        Parameters
        ----------
        line : str
            What follows on the line of the magic: a title, or ``--fresh`` and a title.
        cell : str

        Returns
        -------
        Report
        """
        if line.split()[:1] == ["--fresh"]:
            self.declarations, line = None, line.split("--fresh", 1)[1]
        report, self.declarations = check_cell(cell, line.strip() or "derivation", self.declarations)
        return report


def check_cell(text, title="derivation", start=None):
    """Return the report on LaTeX that is written in a cell, and what is declared behind it.

    It runs in this process: whoever waits can interrupt the kernel.

    Parameters
    ----------
    text : str
    title : str
    start : mlpkit.latex.Declarations, optional

    Returns
    -------
    Report
    mlpkit.latex.Declarations
    """
    passages, macros = derive_passages(text)
    passages = tuple(resolved(passage, macros) for passage in passages)
    document = Document(title, (Source(text, None, "latex"),), passages)
    found = list(examine(document, start=start))
    last = found[-1]
    findings = tuple(f for f in found if isinstance(f, Finding))
    remarks = tuple(f.text for f in found if isinstance(f, Remark))
    if not findings:
        remarks += ("there is no display in the cell: put its lines between $$ and $$",)
    report = Report(title, findings, (("", last.table),) if last.table else (), last.assumed, remarks)
    return report, last.declarations
