"""Documents are opened and read in processes of their own, within limits: a hostile one ends its process and no more.

A process reads one document after the other (spiders/worker.py) and hands back the bytes of the reading's file, so that
the main process never holds what a document unpacks to.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Pipe, wait
from pathlib import Path

from spiders.durable import write_durably
from spiders.reading import pack, reading_path, unread
from spiders.sheet import Document
from spiders.worker import CPU_SECONDS, MAX_READING, MEMORY, OUT_OF_MEMORY

PROCESSES = min(2, os.cpu_count() or 1)
FEW = 8
"""Documents that one process reads before a second, which takes a second to start, is worth it."""
SECONDS = 120
"""For a document, by the clock: a reader that waits uses no processor time."""
OWN_FAULT = (signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL, signal.SIGSEGV)
"""Signals that a process brings upon itself, and would again with the same document."""


@dataclass(frozen=True)
class Answer:
    """What became of a document: how many figures it has, or why none. ``packed`` is the file of its reading.

    It is kept if ``lasting``: what a limit of time or a signal from elsewhere ended may end otherwise another day.
    """

    document: Document
    figures: int
    error: str | None
    packed: bytes
    lasting: bool = True


Answers = Generator[Answer, None, None]


def read_all(root: Path, documents: Iterable[Document], fetch: Callable[[str], bytes]) -> Answers:
    """Read what has no reading of the present version, and keep the readings; the answers in the documents' order.

    Documents come without their bytes; ``fetch`` gives them by their SHA-256. Closing this ends the processes.
    """
    wanted: dict[Path, Document] = {}
    for document in documents:
        path = reading_path(root, document)
        if path not in wanted and not path.exists():
            wanted[path] = document
    order, answered = deque(wanted), dict[Path, Answer]()
    with closing(read_apart(wanted.values(), fetch)) as answers:
        for answer in answers:
            path = reading_path(root, answer.document)
            if answer.lasting:
                write_durably(path, answer.packed)
            answered[path] = replace(answer, packed=b"")
            while order and order[0] in answered:
                yield answered.pop(order.popleft())


def read_apart(documents: Iterable[Document], fetch: Callable[[str], bytes]) -> Answers:
    """Read documents, several at a time; the answers as they come."""
    waiting, answers = deque(documents), list[Answer]()
    workers = [_Worker() for _ in range(min(PROCESSES, -(-len(waiting) // FEW)))]
    try:
        while waiting or any(worker.document for worker in workers):
            for at, worker in enumerate(workers):
                if waiting and not worker.document:
                    document = waiting.popleft()
                    data = fetch(document.sha256)
                    workers[at] = worker if worker.process.returncode is None else _Worker()
                    workers[at].give(document, data)
            yield from answers
            answers = []
            busy = [(worker, worker.document) for worker in workers if worker.document]
            patience = min(worker.until for worker, _ in busy) - time.monotonic()
            wait([worker.connection for worker, _ in busy], max(patience, 0))
            for worker, document in busy:
                if worker.connection.poll() or time.monotonic() >= worker.until:
                    answer = worker.take(document)
                    answers += [answer] if answer else []
                    waiting.extendleft([] if answer else [document])
        yield from answers
    finally:
        for worker in workers:
            worker.end()


class _Worker:
    """A process that reads."""

    def __init__(self) -> None:
        self.document: Document | None = None
        self.fresh = True
        self.connection, theirs = Pipe()
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "spiders.worker", str(theirs.fileno()), str(os.getpid())],
                env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                process_group=0,  # an interrupt from the terminal is for the main process to deal with
            )

    def give(self, document: Document, data: bytes) -> None:
        self.document, self.until = document, time.monotonic() + SECONDS
        with suppress(OSError):  # it has ended: ``take`` will find out how
            self.connection.send(document)
            self.connection.send_bytes(data)

    def take(self, document: Document) -> Answer | None:
        """The answer; None where a new process has to give it, so that it never hangs on what this one read before."""
        fresh, self.fresh, self.document = self.fresh, False, None
        if not self.connection.poll():
            self.end()
            return Answer(document, 0, f"{document}: reading it took more than {SECONDS} s", b"", lasting=False)
        try:
            figures, error = json.loads(self.connection.recv_bytes(MAX_READING))
            return Answer(document, figures, error, self.connection.recv_bytes(MAX_READING))
        except (EOFError, OSError):
            code = self.end(patience=5)
        if not fresh and code != -signal.SIGXCPU:
            return None
        error = f"{document}: its reader " + {
            OUT_OF_MEMORY: f"used more than {MEMORY} MiB of memory",
            -signal.SIGXCPU: f"took more than {CPU_SECONDS} s of processor time",
        }.get(code, f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}")
        lasting = code == OUT_OF_MEMORY or -code in OWN_FAULT
        return Answer(document, 0, error, pack(unread(document, error)) if lasting else b"", lasting)

    def end(self, patience: float = 0) -> int:
        """End the process, after so many seconds in which it may end by itself; its exit code, or minus the signal."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(patience)
        self.process.kill()
        self.connection.close()
        return self.process.wait()
