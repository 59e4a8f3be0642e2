"""How long each chapter takes to run, kept for the page that shows it."""

import json
import os
import platform
from datetime import date
from pathlib import Path

TIMES = Path(__file__).resolve().parent.parent / "measurements" / "execution.json"


def keep_times(seconds, jobs):
    """Keep how long each notebook took, from the start of its kernel to its end, in `TIMES`."""
    measurement = {
        "about": "seconds to run each chapter, the start of its kernel included",
        "date": date.today().isoformat(),
        "machine": f"{platform.machine().replace('_', '-')}, {os.cpu_count()} cores",
        "python": platform.python_version(),
        "statistic": f"one run, {jobs} at a time",
        "rows": [
            {"page": path.stem, "cells": _code_cells(path), "seconds": round(taken, 1)}
            for path, taken in sorted(seconds.items())
        ],
    }
    TIMES.parent.mkdir(exist_ok=True)
    TIMES.write_text(json.dumps(measurement, indent=1) + "\n", encoding="utf-8")


def _code_cells(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return sum(cell["cell_type"] == "code" for cell in cells)
