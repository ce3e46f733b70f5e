"""Places on loopback that hear what a real Alertmanager sends, and remember it."""

from __future__ import annotations

import json
import socketserver
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, Generic, TypeVar

SECONDS = 60
T = TypeVar("T")

# What every service that a test points here takes for a success.
_ANSWER: dict[str, Any] = {
    "ok": True,
    "success": True,
    "status": "success",
    "errcode": 0,
    "access_token": "t",
    "isLast": True,
    "issues": [],
    "key": "OPS-1",
    "result": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "group"}},
}


@dataclass(slots=True)
class Heard(Generic[T]):
    """Messages in the order of arrival, and the port at which they come in."""

    port: int
    messages: list[T] = field(default_factory=list)
    _news: threading.Condition = field(default_factory=threading.Condition)

    def add(self, message: T) -> None:
        with self._news:
            self.messages.append(message)
            self._news.notify_all()

    def wait(self, wanted: Callable[[T], bool], count: int = 1) -> list[T]:
        """The messages that are `wanted`, as soon as there are `count` of them."""
        with self._news:
            if not self._news.wait_for(lambda: len(self.matching(wanted)) >= count, SECONDS):
                raise AssertionError(f"{count} wanted, and heard: {self.messages}")
            return self.matching(wanted)

    def more(self, wanted: Callable[[T], bool], count: int) -> None:
        """Waits for `count` further ones: a clock made of what the server itself does."""
        self.wait(wanted, len(self.matching(wanted)) + count)

    def matching(self, wanted: Callable[[T], bool]) -> list[T]:
        return [message for message in self.messages if wanted(message)]


@dataclass(frozen=True, slots=True)
class Post:
    """One request: its path, and its body if that was JSON."""

    path: str
    body: Any

    @property
    def text(self) -> str:
        return json.dumps(self.body, ensure_ascii=False)


class _Patient(socketserver.ThreadingMixIn):
    """An Alertmanager that is stopped in the middle of a request is no fault of a test."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[misc]  # of the server


class _HttpServer(_Patient, HTTPServer):
    pass


class _TcpServer(_Patient, socketserver.TCPServer):
    pass


@contextmanager
def http_sink() -> Iterator[Heard[Post]]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            heard.add(Post(self.path, json.loads(raw) if raw[:1] == b"{" else raw.decode()))
            self._answer()

        def do_GET(self) -> None:
            self._answer()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: a test's output is for its findings."""

        def _answer(self) -> None:
            body = json.dumps(_ANSWER).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = _HttpServer(("127.0.0.1", 0), Handler)
    heard: Heard[Post] = Heard(server.server_address[1])
    with _running(server):
        yield heard


@contextmanager
def smtp_sink() -> Iterator[Heard[EmailMessage]]:
    """A mail server that takes everything, without TLS and without a password."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say(b"220 sink")
            for line in self.rfile:
                word = line[:4].upper()
                if word == b"DATA":
                    self._say(b"354 go on")
                    heard.add(message_from_bytes(self._mail(), policy=policy.default))
                self._say(b"221 bye" if word == b"QUIT" else b"250 ok")
                if word == b"QUIT":
                    return

        def _mail(self) -> bytes:
            lines = iter(self.rfile.readline, b".\r\n")
            return b"".join(line.removeprefix(b".") for line in lines)

        def _say(self, line: bytes) -> None:
            self.wfile.write(line + b"\r\n")

    server = _TcpServer(("127.0.0.1", 0), Handler)
    heard: Heard[EmailMessage] = Heard(server.server_address[1])
    with _running(server):
        yield heard


@contextmanager
def _running(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
