"""However much a server sends, the gate keeps little of it and comes to a verdict."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from tests.gate.test_answers import Handle, endless, one, reply, vector
from tests.gate.test_command_line import QUICK, deployed

MOST = 160 << 20
"""Bytes; the interpreter and its libraries alone take about 30 MiB."""

MOST_SECONDS = 40
FLOOD = b"x" * (1 << 20)


def endless_refusal(request: BaseHTTPRequestHandler) -> None:
    request.send_response(503)
    request.end_headers()
    while True:
        request.wfile.write(FLOOD)


def one_chunk(request: BaseHTTPRequestHandler) -> None:
    request.protocol_version = "HTTP/1.1"
    request.send_response(200)
    request.send_header("Transfer-Encoding", "chunked")
    request.end_headers()
    request.wfile.write(b"%x\r\n" % (1 << 40))
    while True:
        request.wfile.write(FLOOD)


def endless_header(request: BaseHTTPRequestHandler) -> None:
    request.wfile.write(b"HTTP/1.0 200 OK\r\nX: ")
    while True:
        request.wfile.write(FLOOD)


def endless_headers(request: BaseHTTPRequestHandler) -> None:
    request.wfile.write(b"HTTP/1.0 200 OK\r\n")
    while True:
        request.wfile.write(b"X: y\r\n" * 10_000)


def said_to_be_huge(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.send_header("Content-Length", str(1 << 40))
    request.end_headers()
    while True:
        request.wfile.write(FLOOD)


NESTED = b'{"status": [' + b"[]," * 300_000 + b"[]]}"
MANY = vector(*(one("1", model=str(i)) for i in range(9000)))


# What a process used at most begins with what its parent used, so a small one starts it.
MEASURE = """\
import os, subprocess, sys
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
process.returncode = os.waitstatus_to_exitcode(status)
print(process.returncode, usage.ru_maxrss * 1024)
"""


def peak(argv: list[str], seconds: float) -> tuple[int, int]:
    """(exit code, bytes of memory at most) of a process that ends within `seconds`."""
    started = subprocess.Popen(
        [sys.executable, "-c", MEASURE, *argv],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        told, _ = started.communicate(timeout=seconds)
    finally:
        if started.poll() is None:
            os.killpg(started.pid, signal.SIGKILL)
            started.communicate()
    code, most = map(int, told.split())
    return code, most


def test_the_measure_begins_with_nothing() -> None:
    kept = bytearray(2 * MOST)
    code, most = peak(["python3", "-c", ""], 20)
    assert len(kept) > MOST
    assert code == 0
    assert most < MOST


def test_the_measure_sees_a_flood_that_is_kept() -> None:
    code, most = peak(["python3", "-c", f"len(bytearray({2 * MOST}))"], 20)
    assert code == 0
    assert most > MOST


@pytest.mark.parametrize(
    "handle",
    [
        endless,
        endless_refusal,
        one_chunk,
        endless_header,
        endless_headers,
        said_to_be_huge,
        reply(200, NESTED),
        reply(200, MANY),
        reply(500, NESTED),
    ],
    ids=[
        "endless", "endless refusal", "one chunk", "a header", "headers", "a length", "nested",
        "many series", "a nested refusal",
    ],
)  # fmt: skip
def test_a_flood_is_an_error_in_bounded_time_and_memory(handle: Handle, tmp_path: Path) -> None:
    with deployed(tmp_path, handle, **QUICK) as argv:
        plan = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
        plan["prometheus"]["timeout_seconds"] = 2
        (tmp_path / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
        code, most = peak([*argv, "--phase", "watch"], MOST_SECONDS)
    assert code == 12
    assert most < MOST, f"{most >> 20} MiB"
