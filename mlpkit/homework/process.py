"""A process that reads one document, and what it answers, waited for with a clock in the hand."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from pathlib import Path

import mlpkit

LONGEST_ANSWER = 4_000_000
# With -P no file that lies beside the document is imported by mistake; with -B none is written.
WORKER = ("-P", "-B", "-m", "mlpkit.homework.worker")


class Stopped(Exception):
    """The process has ended, or was too slow."""

    def __init__(self, why, ended_well=False):
        self.ended_well = ended_well
        super().__init__(why)


class Worker:
    """A process that reads, and a thread that waits for what it says."""

    def __init__(self, request):
        self.seconds = request["seconds"]
        package = str(Path(mlpkit.__file__).resolve().parents[1])
        paths = [package, *filter(None, [os.environ.get("PYTHONPATH")])]
        self.process = subprocess.Popen(
            [sys.executable, *WORKER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(paths), "OPENBLAS_NUM_THREADS": "1"},
        )
        self.lines = queue.Queue(maxsize=1000)
        threading.Thread(target=self._listen, args=(json.dumps(request),), daemon=True).start()

    def _listen(self, request):
        try:
            self.process.stdin.write(request.encode() + b"\n")
            self.process.stdin.close()
        except OSError:
            pass  # it has ended already; its answers say so
        while line := self.process.stdout.readline(LONGEST_ANSWER):
            self.lines.put(line)
        self.lines.put(None)

    def answer(self, seconds):
        """Return the next answer, a kind and its data; wait so many seconds at most."""
        try:
            line = self.lines.get(timeout=seconds)
        except queue.Empty:
            raise Stopped(f"out of time, no answer for {seconds:g} s") from None
        if line is not None and line.endswith(b"\n"):
            return json.loads(line)
        self.lines.put(None)
        status = self.process.wait()
        if status == -getattr(signal, "SIGPROF", 0) != 0:
            raise Stopped(f"out of time after {self.seconds:g} s")
        raise Stopped("" if status == 0 else "its process broke off, out of memory it seems", status == 0)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        while self.lines.get() is not None:  # so that the thread can end
            pass
        self.process.wait()
        self.process.stdout.close()
