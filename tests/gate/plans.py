"""Gate plans and a Prometheus that answers from a script, on a clock that never waits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from opsgen import gate

LIMITS = {"failures": 1, "inconclusives": 3, "errors": 10, "errors_in_a_row": 4, "passes": 5}
ERRORS = {"left": "errors", "op": ">", "right": 0.05, "show": {"factor": 100, "unit": " %"}}


def check(condition: Mapping[str, Any] = ERRORS, **more: Any) -> dict[str, Any]:
    return {"name": "error_rate > 5%", "labels": [], "condition": condition, **more}


def plan(*checks: Mapping[str, Any], **phase: Any) -> dict[str, Any]:
    """A watch of ten minutes, once a minute, under the name `watch`."""
    watch = {
        "duration_seconds": 600,
        "interval_seconds": 60,
        "delay_seconds": 60,
        "limits": LIMITS,
        "comparisons": [],
        **phase,
    }
    return {
        "version": gate.VERSION,
        "service": "shop",
        "stage": "production",
        "prometheus": {"url": None, "timeout_seconds": 5},
        "alerts": 'ALERTS{alertstate="firing"}',
        "checks": list(checks) or [check()],
        "phases": {"watch": watch},
    }


class Clock(gate.Clock):
    """Waiting moves it on; each answer takes `answer` seconds; `until` aborts at that moment."""

    def __init__(self, answer: float = 0.0, until: float | None = None) -> None:
        self.time = 1000.0
        self.answer = answer
        self.until = until

    def now(self) -> float:
        return self.time

    def wall(self) -> float:
        return self.time

    def wait(self, seconds: float) -> None:
        self.time += seconds
        if self.until is not None and self.time >= self.until:
            raise gate.AbortError


Said = float | str | None | Mapping[tuple[str, ...], float] | gate.Answer
"""A figure, an error's text, no series, figures by labels."""


def answer(said: Said) -> gate.Answer:
    if isinstance(said, gate.Answer):
        return said
    if said is None:
        return gate.Answer()
    if isinstance(said, str):
        return gate.Answer(error=said)
    if isinstance(said, Mapping):
        return gate.Answer(said)
    return gate.Answer({(): said})


def always(**said: Said) -> gate.Ask:
    return lambda query, labels: answer(said[query])


def script(said: Iterable[Said], clock: Clock | None = None) -> gate.Ask:
    """The same query over and over, another answer each time; the last one stays."""
    answers: Iterator[Said] = iter(said)
    last: list[Said] = [None]

    def ask(query: str, labels: Sequence[str]) -> gate.Answer:
        if clock is not None:
            clock.time += clock.answer
        last[0] = next(answers, last[0])
        return answer(last[0])

    return ask


def watched(
    said: Iterable[Said], spec: Mapping[str, Any] | None = None, clock: Clock | None = None
) -> gate.Report:
    clock = clock or Clock()
    return gate.watch(spec or plan(), "watch", script(said, clock), clock, lambda row: None)
