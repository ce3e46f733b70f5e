"""What may come back from the network, and that none of it is taken for evidence."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from opsgen import gate


def vector(*series: Any) -> bytes:
    return json.dumps(
        {"status": "success", "data": {"resultType": "vector", "result": series}}
    ).encode()


def one(figure: Any, **labels: str) -> dict[str, Any]:
    return {"metric": labels, "value": [1700000000, figure]}


def test_a_vector_is_read_by_its_labels() -> None:
    body = vector(one("0.5", model="a", pod="x"), one("NaN", model="b"))
    figures = gate.read_answer(body, ["model"]).figures
    assert figures[("a",)] == 0.5
    assert figures[("b",)] != figures[("b",)]


def test_a_scalar_is_a_figure_without_labels() -> None:
    body = b'{"status": "success", "data": {"resultType": "scalar", "result": [1, "2"]}}'
    assert gate.read_answer(body, []).figures == {(): 2.0}
    assert gate.read_answer(body, ["alertname"]).figures == {("",): 2.0}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>Sign in</html>",
        b"\xff\xfe",
        b"null",
        b"[]",
        b'"success"',
        b"{}",
        b'{"status": "success"}',
        b'{"status": "success", "data": null}',
        b'{"status": "success", "data": {"resultType": "vector", "result": null}}',
        b'{"status": "success", "data": {"resultType": "vector", "result": [null]}}',
        b'{"status": "success", "data": {"resultType": "vector", "result": [{"metric": {}}]}}',
        b'{"status": "success", "data": {"resultType": "matrix", "result": []}}',
        b'{"status": "success", "data": {"resultType": ["vector"], "result": []}}',
        b'{"status": "error", "error": {"a": 1}}',
        b"[" * 100_000,
        vector(one(0.5)),  # a figure that is no string
        vector(one("half")),
        vector(one("0.1"), one("0.2")),
        vector(one("0.1", model="a"), one("0.2", model="b")),
        vector(*(one("0.1", model=str(i)) for i in range(gate.MOST_SERIES + 1))),
        json.dumps({"status": "error", "error": "bad\n::set-output name=x::y"}).encode(),
    ],
)
def test_what_is_no_answer_is_an_error_on_one_line(body: bytes) -> None:
    error = gate.read_answer(body, []).error
    assert error is not None
    assert "\n" not in error
    assert len(error) <= gate.LONGEST_TEXT


Handle = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def serving(handle: Handle) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            handle(self)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, request: Any, client_address: Any) -> None:
            pass  # the gate hangs up on what takes too long

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


def reply(status: int, body: bytes, **headers: str) -> Handle:
    def handle(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, text in headers.items():
            request.send_header(name, text)
        request.end_headers()
        request.wfile.write(body)

    return handle


def endless(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.end_headers()
    while True:
        request.wfile.write(b" " * 65536)


def dripping(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.end_headers()
    for _ in range(600):
        request.wfile.write(b" ")
        request.wfile.flush()
        time.sleep(0.05)  # slower than the answer may take, faster than a socket's timeout


def dripping_headers(request: BaseHTTPRequestHandler) -> None:
    request.wfile.write(b"HTTP/1.0 200 OK\r\nX: ")
    for _ in range(600):
        request.wfile.write(b"x")
        request.wfile.flush()
        time.sleep(0.05)


def broken_off(request: BaseHTTPRequestHandler) -> None:
    request.send_response(500)
    request.send_header("Content-Length", "100")
    request.end_headers()
    request.wfile.write(b'{"error": "')


def silent(request: BaseHTTPRequestHandler) -> None:
    time.sleep(30)


@pytest.mark.parametrize(
    ("handle", "told"),
    [
        (reply(200, b"<html>"), "not what Prometheus answers"),
        (reply(500, b""), "HTTP 500"),
        (reply(503, b'{"error": "overloaded"}'), "HTTP 503: overloaded"),
        (reply(400, b'{"status": "error", "error": "parse error"}'), "HTTP 400: parse error"),
        (reply(400, b"[" * 100_000), "HTTP 400"),
        (reply(401, b"no"), "HTTP 401"),
        (reply(302, b"", Location="http://127.0.0.1:1/"), "redirects"),
        (reply(307, b"", Location="http://127.0.0.1:1/"), "redirects"),
        (endless, "longer than"),
        (dripping, "no answer within 1 seconds"),
        (dripping_headers, "no answer within 1 seconds"),
        (silent, "no answer"),
        (broken_off, "HTTP 500"),
        (lambda request: request.wfile.write(b"SSH-2.0\r\n"), "no answer"),
        (lambda request: request.connection.shutdown(socket.SHUT_RDWR), "no answer"),
    ],
)
def test_a_hostile_server_gives_an_error_within_its_time(handle: Handle, told: str) -> None:
    with serving(handle) as url:
        start = time.monotonic()
        answer = gate.prometheus(url, 1, None)("up", ())
        assert time.monotonic() - start < 5
    assert answer.error is not None
    assert told in answer.error
    assert not answer.figures


def test_the_query_and_the_token_arrive() -> None:
    seen: dict[str, str] = {}

    def handle(request: BaseHTTPRequestHandler) -> None:
        seen.update(request.headers)
        seen["path"] = request.path
        reply(200, vector(one("1")))(request)

    with serving(handle) as url:
        answer = gate.prometheus(f"{url}/prefix/", 5, "secret")("up", ())
    assert answer.figures == {(): 1.0}
    assert seen["path"] == "/prefix/api/v1/query"
    assert seen["Authorization"] == "Bearer secret"


def test_a_redirect_takes_the_token_nowhere() -> None:
    seen = []
    with serving(lambda request: seen.append(request.path)) as other:
        away = reply(307, b"", Location=f"{other}/stolen")
        with serving(away) as url:
            assert gate.prometheus(url, 5, "secret")("up", ()).error is not None
    assert seen == []


@pytest.mark.parametrize(
    "url", ["", "prometheus:9090", "file:///etc/passwd", "ftp://x", "http://", "https://a:b@host"]
)
def test_only_a_web_address_without_a_password_is_asked(url: str) -> None:
    with pytest.raises(ValueError, match="address"):
        gate.prometheus(url, 5, None)
