"""A webhook receiver on loopback: what did Alertmanager really send?"""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, slots=True)
class Delivery:
    """One request: the path tells the receivers of a configuration apart."""

    path: str
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sink:
    """`url` has no slash at its end; any path below it is taken."""

    url: str
    _deliveries: queue.Queue[Delivery] = field(default_factory=queue.Queue)

    def next(self, seconds: float) -> Delivery | None:
        """Waits for the next delivery; None if nothing came in time."""
        try:
            return self._deliveries.get(timeout=seconds)
        except queue.Empty:
            return None


@contextmanager
def sink() -> Iterator[Sink]:
    """Listens for as long as the block lasts."""
    deliveries: queue.Queue[Delivery] = queue.Queue()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            deliveries.put(Delivery(self.path, json.loads(body)))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing: the deliveries are the record."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield Sink(f"http://127.0.0.1:{server.server_address[1]}", deliveries)
        finally:
            server.shutdown()
            thread.join()
