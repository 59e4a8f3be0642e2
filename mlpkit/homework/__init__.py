"""A homework is checked line by line: Markdown, LaTeX and notebooks, from their equations to a report."""

from mlpkit.homework.findings import Finding, Report
from mlpkit.homework.limits import Limits
from mlpkit.homework.watching import check_file, check_text

__all__ = ["Finding", "Limits", "Report", "check_file", "check_text"]
