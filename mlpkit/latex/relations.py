"""The signs that define a name, beside the sign of equality that may; and updates, which define nothing."""

from mlpkit.latex.names import parts
from mlpkit.latex.problems import NotRead, Problem

DEFINES = frozenset((":=", "\\coloneq", "\\equiv", "\\triangleq", "\\doteq"))
_UPDATES = DEFINES - {"\\equiv"} | {"\\gets", "\\leftarrow"}


def defines(link):
    """Return whether the sign of a link may define what stands left of it."""
    return link.relation.text == "=" or link.relation.text in DEFINES


def refuse_update(link):
    r"""Refuse \theta := \theta - \eta g: it says what is done next, not that two things are equal."""
    if link.relation.text not in _UPDATES:
        return
    wanted = [p.text for p in link.left]
    found = list(link.right)
    places = range(len(found) - len(wanted) + 1)
    if any(_texts(parts(found, i)) == wanted for i in places if found[i].text == wanted[0]):
        message = (
            "this is an update, and no equality: the letter left of it has another value right of it;"
            " expected \\theta_{t+1} = \\theta_t - \\eta\\,g_t, where both have a name"
        )
        raise NotRead(Problem(message, link.relation.span))


def _texts(atom):
    nucleus, scripts, _ = atom
    return [p.text for part in (nucleus, *scripts) for p in part]
