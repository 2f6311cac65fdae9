"""A process that reads documents one after the other, within limits: ``python -m spiders.worker``, for spiders.sandbox.

Each limit is far above what any real document needs and far below what would harm a small machine. Where a system does
not enforce one of them (macOS does not limit memory), the others still hold.
"""

import json
import os
import resource
import signal
import sys
import time
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from types import FrameType

from spiders.reading import pack, read, unread

MEMORY = 512
"""MiB of address space: with 192 every known document can be read, and they grow with each edition."""
CPU_SECONDS = 60
"""Of processor time for a document: the slowest known, a PDF of 38 pages, takes 6."""
MAX_READING = 50_000_000
"""Bytes of a reading as text, all of which the main process will load: the largest known has 10 million."""

OUT_OF_MEMORY = 77
"""The exit code where memory is refused: nothing more can be said then, and the process is of no further use."""


def main() -> None:
    """Read what comes over the connection until it closes, or until the process that asked is gone."""
    connection, parent = Connection(int(sys.argv[1])), int(sys.argv[2])

    def look(number: int, frame: FrameType | None) -> None:
        if os.getppid() != parent:
            os._exit(1)

    signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, 1, 1)
    # What a library prints before it dies would only stand beside the sentence that says so.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
    for name, most in {"RLIMIT_AS": MEMORY << 20, "RLIMIT_FSIZE": 0, "RLIMIT_CORE": 0}.items():
        _limit(name, most)
    with suppress(EOFError, ConnectionError):
        while True:
            try:
                document = replace(connection.recv(), data=connection.recv_bytes())
                _limit("RLIMIT_CPU", int(time.process_time()) + 1 + CPU_SECONDS)
                reading = read(document)
                packed = pack(reading)
                size = int.from_bytes(packed[-4:], "little")  # gzip says at its end what it unpacks to
                if size > MAX_READING:
                    why = f"its reading is {size:,} bytes long, at most {MAX_READING:,} are taken"
                    reading = unread(document, f"{document}: {why}")
                    packed = pack(reading)
                connection.send_bytes(json.dumps([len(reading), reading.error]).encode())
                connection.send_bytes(packed)
            except MemoryError:
                os._exit(OUT_OF_MEMORY)


def _limit(name: str, most: int) -> None:
    """Have the system keep this process to a limit, where it knows such a limit."""
    with suppress(AttributeError, OSError, ValueError):
        kind = getattr(resource, name)
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


if __name__ == "__main__":
    main()
