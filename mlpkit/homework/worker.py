"""The process that reads documents: `python -m mlpkit.homework.worker`, run and watched by `watching`.

It takes one request, a line of JSON, on its standard input and answers with lines of JSON. Its
memory is limited before the document is looked at, it can write no file, and each step has its own time.
"""

import itertools
import json
import signal
import sys

from mlpkit.homework.examining import Step, examine
from mlpkit.homework.opening import UnreadableDocument, take_apart
from mlpkit.homework.scopes import Declared


def limit(memory):
    """Limit what this process may take: memory in bytes, and files not at all."""
    try:
        import resource
    except ImportError:  # there is no such thing on Windows; the time is limited by whoever watches
        return
    for kind, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(kind)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, most))


def begin_step(seconds):
    """Let this process be ended when it has computed for so many seconds from now on."""
    # Time of the processor, not of the clock: on a busy machine a line is no harder than on an idle one.
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)


def answers(request):
    """Yield the answers to a request, each a kind and its data.

    Parameters
    ----------
    request : dict
        With the keys ``name``, ``text``, ``language``, ``seconds``, ``done`` and ``failed``.

    Yields
    ------
    str
    dict or list
    """
    begin_step(request["seconds"])
    try:
        document = take_apart(request["name"], request["text"], request["language"])
    except (UnreadableDocument, RecursionError, MemoryError) as error:
        yield "Unreadable", [str(error) or "out of memory"]
        return
    yield "Sources", [list(source) for source in document.sources]
    for remark in document.remarks:
        yield "Remark", [remark]
    failed = {Step(*step): why for *step, why in request["failed"]}
    for found in examine(document, done=Step(*request["done"]), failed=failed):
        if isinstance(found, Step):
            begin_step(request["seconds"])
        if isinstance(found, Declared):
            yield "Declared", [found.heading, found.table, found.assumed]
        else:
            yield type(found).__name__, vars(found) if hasattr(found, "__dict__") else list(found)


def main():
    """Answer the request on standard input."""
    stream, sys.stdout = sys.stdout, sys.stderr  # whoever prints by accident must not speak for us
    request = json.loads(sys.stdin.readline())
    limit(request["memory"])
    import mlpkit.latex  # noqa: F401  # slow, so before the clock of the first step runs

    for kind, data in itertools.chain([("Ready", [])], answers(request)):
        stream.write(json.dumps([kind, data]) + "\n")
        stream.flush()


if __name__ == "__main__":
    main()
