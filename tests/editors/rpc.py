"""JSON-RPC over the standard streams of a language server, one message at a time."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

SECONDS = 60
"""A server that says nothing for so long is dead; a slow machine is not."""

Message = dict[str, Any]


class ServerGoneError(Exception):
    """The server ended, or said nothing for `SECONDS`."""


class Rpc:
    """A running server. `answer` is called with what the server asks: method and parameters."""

    def __init__(self, command: list[str | Path], answer: Callable[[str, Any], Any]) -> None:
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._answer = answer
        self._inbox: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._last = 0
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def request(self, method: str, params: Any) -> Any:
        """The result. An error of the server is a RuntimeError with its message."""
        self._last += 1
        self._send({"id": self._last, "method": method, "params": params})
        while True:
            message = self._next()
            if message.get("id") == self._last and "method" not in message:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']['message']}")
                return message["result"]

    def notify(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def wait_for(self, method: str, is_it: Callable[[Any], bool]) -> Any:
        """The parameters of the next notification `method` of which `is_it` holds."""
        while True:
            message = self._next()
            if message.get("method") == method and is_it(message["params"]):
                return message["params"]

    def close(self) -> int:
        """Ends the server as an editor does. Returns its exit code."""
        try:
            self.request("shutdown", None)
            self.notify("exit", None)
            return self._process.wait(SECONDS)
        finally:
            self._process.kill()
            self._process.wait()
            self._reader.join()
            for stream in (self._process.stdin, self._process.stdout):
                if stream:
                    stream.close()

    def _next(self) -> Message:
        """The next message; what the server asks meanwhile is answered."""
        while True:
            try:
                message = self._inbox.get(timeout=SECONDS)
            except queue.Empty:
                raise ServerGoneError(f"the server said nothing for {SECONDS} s") from None
            if message is None:
                raise ServerGoneError("the server ended")
            if "method" in message and "id" in message:
                result = self._answer(message["method"], message["params"])
                self._send({"id": message["id"], "result": result})
            else:
                return message

    def _send(self, message: Message) -> None:
        assert self._process.stdin
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._process.stdin.flush()

    def _read(self) -> None:
        stream = self._process.stdout
        assert stream
        while header := stream.readline():
            if header.lower().startswith(b"content-length:"):
                size = int(header.split(b":")[1])
            elif header == b"\r\n":
                self._inbox.put(json.loads(stream.read(size)))
        self._inbox.put(None)
