"""A reader for the LaTeX of derivations: what it reads is proved by `mlpkit.derivation`."""

from mlpkit.latex.problems import Limits, NotRead, Problem, Question, Span
from mlpkit.latex.results import VERDICTS, Equality, Outcome

__all__ = ["VERDICTS", "Equality", "Limits", "NotRead", "Outcome", "Problem", "Question", "Span"]
