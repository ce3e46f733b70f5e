"""What kind of trouble an alert tells of: it decides what is looked at and what is tried."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from opsgen.plan import Alert, Holds, Value
from opsgen.plan import values as v
from opsgen.plan.conditions import comparisons, values
from opsgen.units import CURRENCIES, SECONDS, TOKENS, Unit

Kind = Literal[
    "service_down",
    "no_data",
    "job_missing",
    "notifications",
    "digest",
    "watchdog",
    "drift",
    "deviation",
    "share",
    "ratio",
    "quantile",
    "rate",
    "gauge",
    "expression",
]
"""Each has a template `kinds/<kind>.md.j2` with its causes and remedies."""

Harm = Literal[
    "nobody_served",
    "part_down",
    "blind",
    "drift_blind",
    "unheard",
    "summary",
    "heartbeat",
    "drift",
    "cost",
    "errors",
    "lost",
    "waiting",
    "stale",
    "heat",
    "disk",
    "cache",
    "retrieval",
    "guardrails",
    "quality",
    "load",
    "idle",
    "unclear",
]
"""Each has a sentence in `hurt.py`."""

TELLING: frozenset[Harm] = frozenset(
    {
        *("part_down", "cost", "lost", "waiting", "stale", "disk", "load"),
        *("cache", "retrieval", "guardrails", "quality"),
    }
)
"""Those that have causes of their own, in `harms/<harm>.md.j2`."""

_BY_CAUSE: dict[str, tuple[Kind, Harm]] = {
    "service_down": ("service_down", "nobody_served"),
    "no_data": ("no_data", "blind"),
    "job_missing": ("job_missing", "drift_blind"),
    "notifications": ("notifications", "unheard"),
    "digest": ("digest", "summary"),
    "watchdog": ("watchdog", "heartbeat"),
}
# The first that finds a word in the names of the condition wins, so the more telling come first:
# `cache_hit_rate` is about the cache, `retrieval_error_rate` about errors, and `kv_cache_usage`
# about the memory of the model, which is no cache that could be cleared; how often it is hit is. A
# length alone is anything's: that of an answer tells of its quality, that of a queue of load. The
# errors of a model that writes words down are answers, and no answer fails by them.
_WORDS: tuple[tuple[str, Harm], ...] = (
    (r"costs?|budget|spend\w*|usd|eur|tokens?", "cost"),
    (r"wer|word_error|auc|f1|rmse|mae", "quality"),
    (r"errors?|fail\w*|exceptions?|timeouts?|5xx|aborted|crash\w*", "errors"),
    (r"dead_letters?|dlq|dropped|discarded", "lost"),
    (r"hit|cache_(?:hits|miss\w*)", "cache"),
    (r"kv", "load"),
    (r"cache\w*", "cache"),
    (r"guardrails?|blocked|refus\w*|moderation|toxic\w*|safety", "guardrails"),
    (r"empty|retriev\w*|sources?|context|rerank\w*|recall", "retrieval"),
    (r"quality|scores?|accuracy|hallucinat\w*|feedback", "quality"),
    (r"(?:response|answer|output|completion|reply|summary)s?_length", "quality"),
    (r"disks?|filesystem|volume|inodes", "disk"),
    (r"temp|temperatures?|thermal|power|watts?", "heat"),
    (r"queue\w*|pending|waiting|swapped|preempt\w*|usage|utili[sz]ation|saturation", "load"),
    (r"memory|cpu|gpu|kv|connections|inflight|concurren\w*|running|load", "load"),
)
_SPARE = re.compile(r"(?:^|[^a-z])(?:free|left|remaining|available|spare|headroom)(?:[^a-z]|$)")
"""Of these too little is what runs out."""
_OLD = re.compile(r"(?:^|[^a-z])(?:age|stale\w*|fresh\w*|lag|behind)(?:[^a-z]|$)")
_IN_LINE = re.compile(
    r"(?:^|[^a-z])(?:queue\w*|jobs?|tasks?|messages?|requests?|pending)(?:[^a-z]|$)"
)
"""What is old because its turn does not come, and not because nobody renews it."""
_RISING: frozenset[Harm] = frozenset({"cost", "load"})
"""What hurts by being too much."""
_BY_NAME = tuple(
    (re.compile(rf"(?:^|[^a-z])(?:{words})(?:[^a-z]|$)"), harm) for words, harm in _WORDS
)


def kind_of(alert: Alert) -> Kind:
    if alert.cause in _BY_CAUSE:
        return _BY_CAUSE[alert.cause][0]
    parts = _parts(alert)
    if any(_is_drift(part) for part in parts):
        return "drift"
    if any(isinstance(part.node, v.Baseline | v.ZScore | v.Change) for part in parts):
        return "deviation"
    for part in parts:
        match part.node:
            case v.Share():
                return "share"
            case v.Ratio():
                return "ratio"
            case v.Quantile():
                return "quantile"
            case v.Rate() | v.Increase():
                return "rate"
            case v.Series() | v.Age():
                return "gauge"
            case v.Absent():
                return "no_data"
            case v.Raw():
                return "expression"
    return "expression"


def harm_of(alert: Alert) -> Harm:
    if alert.cause in _BY_CAUSE:
        return _BY_CAUSE[alert.cause][1]
    parts = _parts(alert)
    if any(_is_drift(part) for part in parts):
        return "drift"
    if isinstance(alert.condition, Holds):
        return "blind"
    if _is_down(alert):
        return "part_down"
    lefts = [part for compare in comparisons(alert.condition) for part in v.walk(compare.left)]
    harm = _measured(alert, lefts)
    return harm if _too_much(alert, lefts) else _of_too_little(harm, lefts)


def _measured(alert: Alert, lefts: Sequence[Value]) -> Harm:
    """Who is hurt while too much of it is what is wrong."""
    if any(_is_money(left.unit) for left in lefts):
        return "cost"
    words = " ".join([alert.name, alert.signal or "", _names(lefts)]).lower()
    if any(
        left.unit.same_dimension(SECONDS) and not isinstance(left.node, v.Age) for left in lefts
    ):
        return "stale" if _OLD.search(words) and not _IN_LINE.search(words) else "waiting"
    return next((harm for pattern, harm in _BY_NAME if pattern.search(words)), "unclear")


def _too_much(alert: Alert, lefts: Sequence[Value]) -> bool:
    """Whether one of its limits is an upper one, or a lower one of what must not run out."""
    ops = [compare.op for compare in comparisons(alert.condition)]
    called = f"{_names(lefts)} {_series(lefts)}"
    return any(op not in ("<", "<=") for op in ops) or _SPARE.search(called) is not None


def _of_too_little(harm: Harm, lefts: Sequence[Value]) -> Harm:
    """Few tokens cost nothing and short waits hurt nobody: it is the work that does not come."""
    if harm in _RISING:
        return "idle"
    counted = any(isinstance(left.node, v.Rate | v.Increase) for left in lefts)
    if harm in ("unclear", "waiting") and counted:
        return "idle"
    return "unclear" if harm in ("waiting", "stale", "heat", "disk", "lost", "errors") else harm


def _is_down(alert: Alert) -> bool:
    """Whether it asks Prometheus' own `up` for instances that are gone."""
    return any(
        compare.op in ("<", "<=", "==")
        and any(
            isinstance(part.node, v.Series) and part.node.selector.series == "up"
            for part in v.walk(compare.left)
        )
        for compare in comparisons(alert.condition)
    )


def _names(lefts: Sequence[Value]) -> str:
    return " ".join(left.name or "" for left in lefts).lower()


def _series(lefts: Sequence[Value]) -> str:
    """Of single series; where one is read, its own name tells what the user's leaves out."""
    found = [left.node.selector.series for left in lefts if isinstance(left.node, v.Series)]
    return " ".join(found).lower()


def _parts(alert: Alert) -> list[Value]:
    """All that the condition is made of, outermost first."""
    return [part for outer in values(alert.condition) for part in v.walk(outer)]


def _is_drift(part: Value) -> bool:
    """A figure of the drift job (LANGUAGE 2.5: `drift_p_value` and its kin)."""
    return isinstance(part.node, v.Series) and part.node.selector.series.startswith("drift_")


def _is_money(unit: Unit) -> bool:
    bases = {base for base, _ in unit.dims}
    return bool(bases & (CURRENCIES | {base for base, _ in TOKENS}))
