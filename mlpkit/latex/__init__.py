"""A reader for the LaTeX of derivations: what it reads is proved by `mlpkit.derivation`."""

from mlpkit.latex.deciding import check, decide
from mlpkit.latex.declarations import Declarations
from mlpkit.latex.declaring import DeclarationError, declare
from mlpkit.latex.problems import Limits, Problem, Question, Span
from mlpkit.latex.reading import read_chain
from mlpkit.latex.results import VERDICTS, Equality, Outcome

__all__ = [
    "VERDICTS",
    "DeclarationError",
    "Declarations",
    "Equality",
    "Limits",
    "Outcome",
    "Problem",
    "Question",
    "Span",
    "check",
    "decide",
    "declare",
    "read_chain",
]
