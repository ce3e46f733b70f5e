"""A real Prometheus or Alertmanager on loopback, for as long as a `with` block lasts."""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from tests.judges.lookup import require
from tests.judges.relocate import home

READY_SECONDS = 60
STOP_SECONDS = 20
POLL_SECONDS = 0.05
REQUEST_SECONDS = 10
PORT_ATTEMPTS = 3


class ServerError(Exception):
    """The server ended, was not ready in time (the text is its log), or refused a request."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server on 127.0.0.1."""

    port: int
    pid: int
    _log: Path

    @property
    def url(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def log(self) -> str:
        """What it has written so far to standard output and error."""
        return _text(self._log)

    def get(self, path: str) -> str:
        """The body of GET `path`; ServerError on a status of 400 or more."""
        return self._answer("GET", path, None)

    def post(self, path: str, json: str = "") -> str:
        """The body of POST `path` with a JSON text; ServerError on a status of 400 or more."""
        return self._answer("POST", path, json)

    def _answer(self, method: str, path: str, body: str | None) -> str:
        status, text = _request(self.port, method, path, body)
        if status >= 400:
            raise ServerError(f"{method} {path}: {status} {text}")
        return text


def prometheus(
    config: Path, *, version: str = "3.5", flags: tuple[str, ...] = (), blocks: Path | None = None
) -> AbstractContextManager[Server]:
    """Runs Prometheus with `config`; its rule files are relative to the config's folder.

    It serves the backfilled `blocks`, a folder that it writes to, else an empty store.
    """

    def command(port: int, data: Path) -> list[str | Path]:
        return [
            require(f"prometheus-{version}"),
            f"--config.file={config.resolve()}",
            f"--web.listen-address=127.0.0.1:{port}",
            f"--storage.tsdb.path={blocks or data}",
            *flags,
        ]

    return _serve(command)


def alertmanager(
    config: Path,
    *,
    version: str = "current",
    flags: tuple[str, ...] = (),
    storage: Path | None = None,
) -> AbstractContextManager[Server]:
    """Runs Alertmanager with `config`, alone: no cluster, so no wait for peers.

    What it remembers stays in `storage` for the next one, else it is lost.
    """

    def command(port: int, data: Path) -> list[str | Path]:
        return [
            require(f"alertmanager-{version}"),
            f"--config.file={config.resolve()}",
            f"--web.listen-address=127.0.0.1:{port}",
            "--cluster.listen-address=",
            f"--storage.path={storage or data}",
            *flags,
        ]

    return _serve(command)


@contextmanager
def _serve(command: Callable[[int, Path], list[str | Path]]) -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="opsgen-server-") as folder:
        data, log = Path(folder) / "data", Path(folder) / "log"
        process, port = _started(command, data, log)
        try:
            yield Server(port, process.pid, log)
        finally:
            _stop(process)


def _started(
    command: Callable[[int, Path], list[str | Path]], data: Path, log: Path
) -> tuple[subprocess.Popen[bytes], int]:
    """Starts on a free port; tries another one if it was taken in between."""
    for _ in range(PORT_ATTEMPTS):
        port = _free_port()
        process = _spawn(command(port, data), log)
        try:
            if _becomes_ready(process, port):
                return process, port
        except BaseException:
            _stop(process)
            raise
        _stop(process)
        if "address already in use" not in _text(log):
            break
    raise ServerError(_text(log))


def _spawn(command: list[str | Path], log: Path) -> subprocess.Popen[bytes]:
    with log.open("wb") as output:
        return subprocess.Popen(
            command,
            cwd=home(Path(command[0])),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, "HOME": os.devnull},
        )


def _becomes_ready(process: subprocess.Popen[bytes], port: int) -> bool:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        with suppress(OSError, HTTPException):  # refused or reset while it starts
            if _request(port, "GET", "/-/ready")[0] == 200:
                return process.poll() is None
        with suppress(subprocess.TimeoutExpired):
            process.wait(POLL_SECONDS)
            return False
    return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _request(port: int, method: str, path: str, body: str | None = None) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=REQUEST_SECONDS)
    try:
        connection.request(method, path, body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace")
