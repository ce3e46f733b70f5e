"""A fake service with a stable and a new version; a file that steps write says who has traffic."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

REQUESTS_PER_SECOND = 4000.0
"""So many that a slow machine is never short of traffic."""

QUICK, SLOW = "0.1", "10"
BOUNDS = (QUICK, "1", "2", SLOW, "+Inf")


@dataclass
class Behaviour:
    """Of the new version. `probed` is its share of requests that are no user's."""

    errors: float = 0.0
    slow: float = 0.0
    queue: str = "3"
    silent: bool = False
    probed: float = 0.0


@dataclass
class Track:
    """What one version has counted."""

    requests: dict[str, float] = field(default_factory=lambda: {"200": 0.0, "500": 0.0})
    within: dict[str, float] = field(default_factory=lambda: dict.fromkeys(BOUNDS, 0.0))

    def serve(self, requests: float, errors: float, slow: float) -> None:
        self.requests["500"] += requests * errors
        self.requests["200"] += requests * (1 - errors)
        for bound in BOUNDS:
            quick = bound in (SLOW, "+Inf")
            self.within[bound] += requests * (1.0 if quick else 1 - slow)


class Service:
    """Counts at every scrape what went by since the one before."""

    def __init__(self, weight: Path, behaviour: Behaviour) -> None:
        self.weight = weight
        self.behaviour = behaviour
        self.tracks = {"stable": Track()}
        self.last = time.monotonic()
        self.lock = threading.Lock()

    def metrics(self) -> str:
        with self.lock:
            self._go_on()
            return "".join(_lines(*each, self.behaviour) for each in self.tracks.items())

    def _go_on(self) -> None:
        now = time.monotonic()
        passed, self.last = now - self.last, now
        share = int(self.weight.read_text(encoding="utf-8") or "0") / 100
        how = self.behaviour
        if share or how.probed:
            new = self.tracks.setdefault("canary", Track())
            if not how.silent:
                part = max(share, how.probed)
                new.serve(passed * REQUESTS_PER_SECOND * part, how.errors, how.slow)
        self.tracks["stable"].serve(passed * REQUESTS_PER_SECOND * (1 - share), 0.001, 0.0)


def _lines(name: str, track: Track, behaviour: Behaviour) -> str:
    of = f'track="{name}"'
    queue = behaviour.queue if name == "canary" else "3"
    lines = [f'http_requests_total{{{of},status="{s}"}} {n}' for s, n in track.requests.items()]
    lines += [f'http_seconds_bucket{{{of},le="{le}"}} {n}' for le, n in track.within.items()]
    lines += [f"http_seconds_count{{{of}}} {track.within['+Inf']}", f"queue_depth{{{of}}} {queue}"]
    return "\n".join([*lines, ""])
