"""A web on loopback for the tests: it answers ``/<original URL>`` as it is told, and remembers who asked for what."""

import socket
import ssl
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self


@dataclass(frozen=True)
class Answer:
    """What to answer once. ``sent`` bytes of the body really go out, though its whole length is announced.

    A body with an ETag is answered with 304 to whoever has it; ``hang`` answers nothing for that many seconds;
    ``reset`` closes at once; ``closing`` marks the end of the body by closing only.
    """

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    sent: int | None = None
    hang: float = 0.0
    reset: bool = False
    closing: bool = False


@dataclass(frozen=True)
class Asked:
    """A request as the server saw it; ``at`` is in seconds of the monotonic clock, headers have lower-case names."""

    url: str
    at: float
    headers: Mapping[str, str]


class Web:
    """A server for the length of a ``with``. Each URL gives its answers in turn, and the last one from then on."""

    def __init__(self, answers: Mapping[str, Answer | Sequence[Answer]], tls: ssl.SSLContext | None = None) -> None:
        self.answers = {url: [given] if isinstance(given, Answer) else list(given) for url, given in answers.items()}
        self.asked: list[Asked] = []
        self.lock = threading.Lock()
        self.stopping = threading.Event()
        self.server = _Server(("127.0.0.1", 0), _Handler)
        self.server.web = self
        if tls:
            self.server.socket = tls.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        self.address = f"http{'s' if tls else ''}://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> Self:
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        self.thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stopping.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def times(self, url: str) -> list[float]:
        """When a URL was asked for."""
        return [asked.at for asked in self.asked if asked.url == url]

    def next_answer(self, asked: Asked) -> Answer:
        with self.lock:
            self.asked.append(asked)
            answers = self.answers.get(asked.url, [Answer(b"nothing here\n", 404)])
            return answers.pop(0) if len(answers) > 1 else answers[0]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    web: Web

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away, or refuses the certificate, is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.server.web.next_answer(Asked(self.path[1:], time.monotonic(), headers))
        if answer.hang:
            self.server.web.stopping.wait(answer.hang)
        if answer.reset or answer.hang:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        etag = answer.headers.get("ETag")
        current = etag is not None and headers.get("if-none-match") == etag
        body = b"" if current else answer.body
        self.send_response(304 if current else answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.closing:
            self.close_connection = True
            self.send_header("Connection", "close")
        elif not current and answer.status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: answer.sent])
        if answer.sent is not None:
            self.close_connection = True


def closed_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
