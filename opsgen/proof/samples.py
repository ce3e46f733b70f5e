"""What a world exports: series with their samples, and how a selector finds them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from opsgen.plan import Matcher, Selector
from opsgen.proof.unproven import UnprovenError

LabelSet = tuple[tuple[str, str], ...]
"""Sorted (label, value) pairs; a label without a value is a label that is not there."""

Sample = tuple[int, float | None]
"""(Unix second, figure); None is the mark of a series that ended, as a scrape leaves it."""


@dataclass(frozen=True, slots=True)
class Track:
    """One series and its samples, in the order of time.

    A native histogram is one series: each of its buckets is a track of that series, and `bucket`
    its upper bound. The bucket alone counts, not all below it.
    """

    name: str
    labels: LabelSet
    samples: Sequence[Sample]
    bucket: float | None = None

    def label(self, name: str) -> str:
        """The label's value, empty where the series has no such label."""
        return next((value for label, value in self.labels if label == name), "")


def label_set(labels: Iterable[tuple[str, str]]) -> LabelSet:
    """Sorted, without those that have no value."""
    return tuple(sorted((label, value) for label, value in labels if value))


@dataclass(slots=True)
class Samples:
    """All series of a world, found by selectors."""

    tracks: tuple[Track, ...]
    _named: dict[str, list[Track]] = field(default_factory=dict)
    _found: dict[Selector, tuple[Track, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for track in self.tracks:
            self._named.setdefault(track.name, []).append(track)

    def select(self, selector: Selector) -> tuple[Track, ...]:
        """The series that `selector` narrows its name down to."""
        if selector not in self._found:
            named = self._named.get(selector.series, ())
            self._found[selector] = tuple(track for track in named if _fits(track, selector))
        return self._found[selector]


def _fits(track: Track, selector: Selector) -> bool:
    return all(matches(matcher, track.label(matcher.label)) for matcher in selector.matchers)


def matches(matcher: Matcher, value: str) -> bool:
    """Whether a label's value passes; bounds of buckets are numbers, however they are written.

    Prometheus 3 writes `le="1"` as `le="1.0"` (prometheus, docs/migration.md).
    """
    if matcher.op in ("=", "!="):
        same = value == matcher.value or _same_bound(matcher, value)
        return same == (matcher.op == "=")
    return (_pattern(matcher.value).fullmatch(value) is not None) == (matcher.op == "=~")


def _same_bound(matcher: Matcher, value: str) -> bool:
    if matcher.label not in ("le", "quantile"):
        return False
    try:
        return float(matcher.value) == float(value)
    except ValueError:
        return False


def quoted_literally(pattern: str) -> str:
    """RE2's `\\Q…\\E` as single escapes, which Python reads too."""
    return re.sub(
        r"\\Q(.*?)(?:\\E|$)", lambda quoted: re.escape(quoted[1]), pattern, flags=re.DOTALL
    )


def _pattern(pattern: str) -> re.Pattern[str]:
    """RE2's pattern in Python's words, as far as both have the same."""
    try:
        plain = quoted_literally(pattern).replace(r"\z", r"\Z")
        return re.compile(plain, re.ASCII | re.DOTALL)
    except re.error as error:
        raise UnprovenError(f"the pattern `{pattern}` has no form outside Prometheus") from error
