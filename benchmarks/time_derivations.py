"""Time every line of every derivation in the book, as `eq` and `wrong` take it.

Run it as ``python benchmarks/time_derivations.py [NOTEBOOK ...]``.
"""

import argparse
import statistics
from pathlib import Path

from book_derivations import BOOK, derivations


def main():
    """Print the number of lines, and the median, the worst and the sum of their times, page by page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", type=Path, help="the notebooks; all of the book by default")
    everything = []
    columns = f"{'blocks':>8}{'proved':>8}{'refuted':>9}{'median ms':>11}{'worst ms':>10}{'sum s':>8}"
    print(f"{'page':<32}{columns}")
    for notebook in [p.resolve() for p in parser.parse_args().notebooks] or sorted(BOOK.glob("*.ipynb")):
        chains = derivations(notebook)
        everything += chains
        _print(notebook.stem, chains)
    _print("all", everything)


def _print(name, chains):
    seconds = [t for chain in chains for t in chain.seconds]
    verdicts = [line.verdict for chain in chains for line in chain.lines]
    print(
        f"{name:<32}{len(chains):>8}{verdicts.count('proved'):>8}{verdicts.count('refuted'):>9}"
        f"{1e3 * statistics.median(seconds or [0]):>11.1f}{1e3 * max(seconds, default=0):>10.1f}"
        f"{sum(seconds):>8.2f}"
    )


if __name__ == "__main__":
    main()
