"""A service with two language models, as Prometheus sees it; a test makes it worse and better."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

REQUESTS_PER_SECOND = 200.0
BOUNDS = (0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 40.0)
"""Upper bounds of the histogram's buckets in seconds, as operations.yaml declares them."""


@dataclass(slots=True)
class Model:
    """How one model does right now, and what it has counted since the start.

    `latency` is every request's, in seconds; `errors` is a part of the requests, `cost` USD per
    second, `queue` requests that wait.
    """

    latency: float = 0.4
    errors: float = 0.0
    cost: float = 0.01
    queue: int = 2
    buckets: dict[float, float] = field(default_factory=lambda: dict.fromkeys(BOUNDS, 0.0))
    requests: dict[str, float] = field(default_factory=lambda: {"200": 0.0})
    seconds: float = 0.0
    spent: float = 0.0

    def serve(self, passed: float) -> None:
        """Count what went by in so many seconds."""
        requests = passed * REQUESTS_PER_SECOND
        for bound in BOUNDS:
            self.buckets[bound] += requests if self.latency <= bound else 0.0
        self._count("200", requests * (1 - self.errors))
        if self.errors:
            # As in every client library, a status has no series before it occurred.
            self._count("500", requests * self.errors)
        self.seconds += requests * self.latency
        self.spent += passed * self.cost

    def _count(self, status: str, requests: float) -> None:
        self.requests[status] = self.requests.get(status, 0.0) + requests


@dataclass(slots=True)
class Service:
    """Counts at every scrape what went by since the one before, so a late scrape loses nothing."""

    large: Model = field(default_factory=Model)
    small: Model = field(default_factory=Model)
    cache_hits: float = 0.8
    _last: float = field(default_factory=time.monotonic)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def metrics(self) -> str:
        """The page that Prometheus scrapes."""
        with self._lock:
            now = time.monotonic()
            passed, self._last = now - self._last, now
            lines = [f"llm_cache_hit_ratio {self.cache_hits}"]
            for name, model in (("large", self.large), ("small", self.small)):
                model.serve(passed)
                lines += _lines(f'model="{name}"', model)
            return "\n".join([*lines, ""])


def _lines(of: str, model: Model) -> list[str]:
    histogram, requests = "llm_request_duration_seconds", sum(model.requests.values())
    return [
        *(f'{histogram}_bucket{{{of},le="{le}"}} {n}' for le, n in model.buckets.items()),
        f'{histogram}_bucket{{{of},le="+Inf"}} {requests}',
        f"{histogram}_count{{{of}}} {requests}",
        f"{histogram}_sum{{{of}}} {model.seconds}",
        *(f'llm_requests_total{{{of},status="{s}"}} {n}' for s, n in model.requests.items()),
        f"llm_cost_usd_total{{{of}}} {model.spent}",
        f"llm_queue_depth{{{of}}} {model.queue}",
    ]
