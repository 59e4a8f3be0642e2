"""A document is read in a process of its own, which is stopped where a line takes too long.

The next process begins behind that line. A hostile file can make its own process run out of time
or memory, and nothing else.
"""

import time

from mlpkit.homework.examining import Remark, Step
from mlpkit.homework.findings import Finding, Report, Shown
from mlpkit.homework.limits import Limits
from mlpkit.homework.opening import UnreadableDocument, language_of, read_text
from mlpkit.homework.passage import Place, Source
from mlpkit.homework.process import Stopped, Worker

SECONDS_TO_BEGIN = 300
PATIENCE = 20  # how much slower the clock may be than the processor, on a busy machine
USUAL = Limits()


def check_file(path, limits=USUAL, *, watch=lambda found: None):
    """Return the report on a file.

    Parameters
    ----------
    path : str or pathlib.Path
        It ends in .md, .tex or .ipynb.
    limits : Limits
    watch : callable
        Is told of each finding as it comes.

    Returns
    -------
    Report

    Raises
    ------
    OSError
        If the file cannot be opened.
    ValueError
        If its name does not say in which language it is written.
    """
    language = language_of(path)
    if language is None:
        raise ValueError(f"check_file: path is {str(path)!r}, expected a name in .md, .tex or .ipynb")
    try:
        text = read_text(path, limits.bytes)
    except UnreadableDocument as error:
        return _unreadable(str(path), str(error))
    return check_text(text, language, name=str(path), limits=limits, watch=watch)


def check_text(text, language, *, name="text", limits=USUAL, watch=lambda found: None):
    """Return the report on a text.

    Parameters
    ----------
    text : str
    language : {"markdown", "latex", "notebook"}
    name : str
        What the report calls it.
    limits : Limits
    watch : callable
        Is told of each finding as it comes.

    Returns
    -------
    Report
    """
    reading = _Reading(name, text, language, limits, watch)
    while not reading.finished:
        reading.go_on()
    return reading.report()


def _unreadable(name, why):
    at = Place(1, 1)
    return Report(name, (Finding(at, -1, "", "", "", "not read", f"the document cannot be read: {why}"),))


class _Reading:
    """One document, read by one process after another if need be."""

    def __init__(self, name, text, language, limits, watch):
        self.limits, self.watch, self.finished = limits, watch, False
        self.request = {
            "name": name,
            "text": text,
            "language": language,
            "memory": limits.memory * 2**20,
            "seconds": limits.seconds,
        }
        self.until = time.monotonic() + limits.document_seconds
        self.step, self.failed = None, {}
        self.found = {kind: [] for kind in ("Finding", "Shown", "Remark", "Source")}
        self.declared = self.assumed = ()

    def go_on(self):
        """Start a process and listen to it until it ends or is stopped."""
        done, self.step = self.step or Step(-1), None
        request = self.request | {"done": done, "failed": [[*step, why] for step, why in self.failed.items()]}
        with Worker(request) as worker:
            seconds = SECONDS_TO_BEGIN
            while True:
                left = self.until - time.monotonic()
                try:
                    kind, data = worker.answer(max(0, min(seconds, left)))
                except Stopped as stopped:
                    if not stopped.ended_well:
                        self._stopped(done, str(stopped) if left > seconds else self._out_of_time())
                    self.finished |= stopped.ended_well
                    return
                seconds = PATIENCE * self.limits.seconds
                self._take(kind, data)

    def _out_of_time(self):
        self.finished = True
        return f"the time for the whole document, {self.limits.document_seconds:g} s, is over"

    def _stopped(self, done, why):
        if self.step is None:  # before the first passage
            self.finished = True
            self._add("Finding", _unreadable(self.request["name"], why).findings[0])
            return
        self.finished |= self.step in self.failed  # it has failed twice
        self.failed[self.step] = why
        if self.finished:
            place = Place(1, 1)
            self._add("Finding", Finding(place, -1, "", "", "", "not read", f"the rest is not read: {why}"))
        # What was decided is not decided again; the step that failed is reported by the next process.
        last = self.step.equality - 1 if self.step.equality >= 0 else -2
        self.step = max(done, Step(self.step.passage, last))

    def _take(self, kind, data):
        if kind == "Step":
            self.step = Step(*data)
        elif kind == "Finding":
            place = Place(*data["place"])
            data = {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}
            self._add("Finding", Finding(**data | {"place": place}))
        elif kind == "Sources":
            self.found["Source"] = [Source(*source) for source in data]
        elif kind == "Shown":
            if Shown(**data) not in self.found[kind][-1:]:  # a process that was stopped has shown it too
                self._add("Shown", Shown(**data))
        elif kind == "Remark":
            if Remark(*data) not in self.found[kind]:  # each process says what was left out
                self._add("Remark", Remark(*data))
        elif kind == "Declared":
            heading, table, assumed = data
            rows = tuple((name, meaning) for name, meaning in table)
            if rows and (heading, rows) not in self.declared:
                self.declared += ((heading, rows),)
            self.assumed += tuple(text for text in assumed if text not in self.assumed)
        elif kind == "Unreadable":
            self._add("Finding", _unreadable(self.request["name"], *data).findings[0])

    def _add(self, kind, found):
        self.found[kind].append(found)
        if kind == "Finding":
            self.watch(found)

    def report(self):
        """Return what was found."""
        found = self.found
        if not found["Finding"]:
            none = Finding(Place(1, 1), -1, "", "", "", "not read", "no equation was found in it")
            found["Finding"].append(none)
        return Report(
            self.request["name"],
            tuple(found["Finding"]),
            self.declared,
            self.assumed,
            tuple(remark.text for remark in found["Remark"]),
            tuple(found["Source"]),
            tuple(found["Shown"]),
        )
