"""Edit every proved line of every derivation in the book, and count the edits that are refused.

    python benchmarks/mutate_derivations.py [--verbose] [--sample N] [NOTEBOOK ...]

An edit is one flipped sign, one doubled or halved factor, one index put for another of its
size, one transpose more or less, or one of two operands left out. A line is proved against
the line before it, and so is the edited one. An edit that is accepted has to be an equality
too: it is tried at many points, and listed as *still true* if no point tells it apart. What
is accepted and is not true would be a hole; the exit status is 1 if there is one.
"""

import argparse
import ast
import itertools
import random
import sys
from collections import Counter
from pathlib import Path

from book_derivations import BOOK, derivations

from mlpkit.derivation.hints import repairs
from mlpkit.derivation.instance import find_counterexample
from mlpkit.derivation.language import parse
from mlpkit.verdict import NotEstablished


def kind(what):
    """Return which kind of edit a description names."""
    if "sign" in what:
        return "sign"
    if "times" in what:
        return "factor"
    if "transpose" in what:
        return "transpose"
    if "without" in what:
        return "left out"
    return "bracket, operator or index"


def judge(chain, before, edited):
    """Return refused, undecided, still true or HOLE."""
    text = ast.unparse(edited)
    try:
        edited = parse(text, chain.scope)
        counterexample, proved = chain._decide(before.tree, edited, text)
    except NotEstablished:
        return "undecided"
    except ValueError:
        return "refused"  # not in the language, or of another shape
    if counterexample is not None:
        return "refused"
    if not proved:
        return "undecided"
    found, _ = find_counterexample(chain.scope, before.tree, edited, chain.hypotheses, tries=40)
    return "still true" if found is None else "HOLE"


def main():
    """Run the edits and print the share refused."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", type=Path, help="the notebooks; all of the book by default")
    parser.add_argument("--verbose", action="store_true", help="list every edit that was not refused")
    parser.add_argument("--sample", type=int, metavar="N", help="try N random edits a line, and not all")
    options = parser.parse_args()
    total, listed, lines, rng = Counter(), [], 0, random.Random(0)
    for notebook in [path.resolve() for path in options.notebooks] or sorted(BOOK.glob("*.ipynb")):
        for chain in derivations(notebook):
            true = [line for line in chain.lines if line.verdict != "refuted"]
            lines += len(true) - 1
            print(f"{notebook.name}: {chain.title}", file=sys.stderr)
            for before, line in itertools.pairwise(true):
                edits = list(repairs(line.tree, chain.scope))
                if options.sample is not None:
                    edits = rng.sample(edits, min(options.sample, len(edits)))
                for what, edited in edits:
                    verdict = judge(chain, before, ast.fix_missing_locations(edited))
                    total[kind(what), verdict] += 1
                    if verdict != "refused":
                        listed.append(f"{verdict:<10}  {notebook.name}, {chain.title}: {ast.unparse(edited)}")
    verdicts = ("refused", "undecided", "still true", "HOLE")
    print(f"{lines} lines\n{'edit':<28}" + "".join(f"{v:>12}" for v in verdicts))
    for name in sorted({k for k, _ in total}):
        print(f"{name:<28}" + "".join(f"{total[name, v]:>12}" for v in verdicts))
    sums = {v: sum(n for (_, w), n in total.items() if w == v) for v in verdicts}
    print(f"{'all':<28}" + "".join(f"{sums[v]:>12}" for v in verdicts))
    false = sum(sums.values()) - sums["still true"]
    share = 100 * (1 - sums["HOLE"] / max(1, false))
    print(f"not accepted: {share:.2f} % of the edits that are false")
    for entry in listed if options.verbose else [e for e in listed if e.startswith(("HOLE", "undecided"))]:
        print(entry)
    return int(sums["HOLE"] > 0)


if __name__ == "__main__":
    sys.exit(main())
