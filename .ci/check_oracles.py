"""Refuse a test run in which JAX, the oracle of the gradients, was not asked; takes the JUnit report."""

import re
import sys
from xml.etree import ElementTree

JAX = re.compile(r"(?<!math)jax")


def complaint(report):
    """Return what is wrong with the report, or None; say how many oracle tests ran."""
    ran, skipped = 0, []
    for case in ElementTree.parse(report).iter("testcase"):
        name = f"{case.get('classname')}::{case.get('name')}"
        reason = " ".join(mark.get("message", "") for mark in case.iter("skipped"))
        if JAX.search(f"{name} {reason}".lower()):
            if reason:
                skipped.append(f"{name}: {reason}")
            else:
                ran += 1
    if skipped:
        return "Oracle tests were skipped, although JAX is installed:\n" + "\n".join(skipped)
    if not ran:
        return "No test with jax in its name ran: the gradients were compared with no oracle."
    print(f"{ran} tests ran with JAX as the oracle, none was skipped.")
    return None


if __name__ == "__main__":
    sys.exit(complaint(sys.argv[1]))
