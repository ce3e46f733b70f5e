"""Our own model of Alertmanager's routing: who hears an alert, grouped how, and what is silenced.

It reads a configuration as data and knows nothing of how it came about, so that it can be held
against both: what the input asks for, and what amtool and a running Alertmanager do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Labels = Mapping[str, str]

_MATCHER = re.compile(
    r"""\s*([A-Za-z_:][A-Za-z0-9_:]*)\s*(=~|!~|!=|=)\s*(?:"((?:[^"\\]|\\.)*)"|([^"{},\s]*))\s*""",
    re.DOTALL,
)
_ESCAPES = {"n": "\n", '"': '"', "\\": "\\"}
_DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")


@dataclass(frozen=True, slots=True)
class Matcher:
    """A label that is not there reads as empty (pkg/labels/matcher.go)."""

    label: str
    op: str
    value: str

    def matches(self, labels: Labels) -> bool:
        found = labels.get(self.label, "")
        if self.op in ("=", "!="):
            return (found == self.value) == (self.op == "=")
        # Alertmanager anchors both ends.
        whole = re.fullmatch(f"(?:{self.value})", found) is not None
        return whole == (self.op == "=~")


@dataclass(frozen=True, slots=True)
class Route:
    """A node of the tree. `group_by` is None where all labels group: each alert by itself."""

    receiver: str
    matchers: tuple[Matcher, ...]
    goes_on: bool
    group_by: tuple[str, ...] | None
    active: tuple[str, ...]
    muted: tuple[str, ...]
    routes: tuple[Route, ...]

    def hearing(self, labels: Labels) -> tuple[Route, ...]:
        """The routes that take the alert, depth first; none if this one does not match.

        A child that takes it ends the search among its siblings unless it goes on; a node none
        of whose children takes it takes it itself (dispatch/route.go, Match).
        """
        if not all(matcher.matches(labels) for matcher in self.matchers):
            return ()
        found: list[Route] = []
        for route in self.routes:
            taken = route.hearing(labels)
            found += taken
            if taken and not route.goes_on:
                break
        return tuple(found) or (self,)

    def group(self, labels: Labels) -> tuple[tuple[str, str], ...]:
        """What the alert is grouped with: it shares a notification with equal ones."""
        kept = labels if self.group_by is None else self.group_by
        return tuple(sorted((name, labels[name]) for name in kept if name in labels))


@dataclass(frozen=True, slots=True)
class Inhibition:
    """A firing alert of the source side silences those of the target side that equal it.

    0.33 remembers one source of a rule for each set of equal labels (inhibit/index.go); the model
    says the same as those where no alert can be on both sides, as in what opsgen writes.
    """

    source: tuple[Matcher, ...]
    target: tuple[Matcher, ...]
    equal: tuple[str, ...]

    def silences(self, source: Labels, target: Labels) -> bool:
        """Labels that both sides lack are equal. What is on both sides is silenced by no other
        that is, or two such alerts would silence each other (inhibit/inhibit.go, Mutes)."""
        if not (_all(self.target, target) and _all(self.source, source)):
            return False
        if any(source.get(name, "") != target.get(name, "") for name in self.equal):
            return False
        return not (_all(self.source, target) and _all(self.target, source))


@dataclass(frozen=True, slots=True)
class Routing:
    """A whole configuration, as far as it decides who hears."""

    root: Route
    inhibitions: tuple[Inhibition, ...]
    intervals: Mapping[str, Sequence[Mapping[str, Any]]]

    def receivers(self, labels: Labels) -> tuple[str, ...]:
        """The receivers that the alert reaches, in order; time intervals and inhibition apart."""
        return tuple(route.receiver for route in self.root.hearing(labels))

    def silenced(self, labels: Labels, firing: Iterable[Labels]) -> bool:
        """Whether any of the firing alerts silences this one."""
        return any(rule.silences(other, labels) for other in firing for rule in self.inhibitions)

    def speaks(self, route: Route, minute: int, weekday: int) -> bool:
        """Whether the route sends at that UTC minute of the day; 0 is Sunday.

        Active and not muted (notify/notify.go, TimeActiveStage and TimeMuteStage).
        """
        active = not route.active or self._within(route.active, minute, weekday)
        return active and not self._within(route.muted, minute, weekday)

    def _within(self, names: Sequence[str], minute: int, weekday: int) -> bool:
        return any(
            _covers(interval, minute, weekday)
            for name in names
            for interval in self.intervals[name]
        )


def read_routing(config: Mapping[str, Any]) -> Routing:
    """A configuration from its parsed YAML. Raises ValueError for what the model does not know:
    it must not take for harmless what it cannot read."""
    root = _route(config["route"], "", ())
    named = config.get("time_intervals", []) + config.get("mute_time_intervals", [])
    return Routing(
        root,
        tuple(_inhibition(rule) for rule in config.get("inhibit_rules", [])),
        {each["name"]: each["time_intervals"] for each in named},
    )


def read_matcher(text: str) -> Matcher:
    """`severity="critical"`. Raises ValueError for any other form."""
    match = _MATCHER.fullmatch(text)
    if match is None:
        raise ValueError(f"not a matcher that the model reads: {text!r}")
    quoted, bare = match[3], match[4]
    value = _unquoted(quoted) if quoted is not None else bare
    return Matcher(match[1], match[2], value)


_ROUTE_KEYS = frozenset(
    {
        "receiver", "matchers", "match", "match_re", "continue", "group_by", "group_wait",
        "group_interval", "repeat_interval", "active_time_intervals", "mute_time_intervals",
        "routes",
    }
)  # fmt: skip
_RULE_KEYS = frozenset(
    {
        "name", "source_matchers", "target_matchers", "source_match", "target_match",
        "source_match_re", "target_match_re", "equal",
    }
)  # fmt: skip


def _route(node: Mapping[str, Any], above: str, groups: tuple[str, ...]) -> Route:
    """A child without its own takes the receiver and the groups of the node above it."""
    _known(node, _ROUTE_KEYS)
    receiver = node.get("receiver", above)
    group_by = tuple(node["group_by"]) if "group_by" in node else groups
    return Route(
        receiver,
        tuple(_matchers(node, "matchers", "match", "match_re")),
        bool(node.get("continue", False)),
        None if group_by == ("...",) else group_by,
        tuple(node.get("active_time_intervals", ())),
        tuple(node.get("mute_time_intervals", ())),
        tuple(_route(child, receiver, group_by) for child in node.get("routes", [])),
    )


def _inhibition(rule: Mapping[str, Any]) -> Inhibition:
    _known(rule, _RULE_KEYS)
    return Inhibition(
        tuple(_matchers(rule, "source_matchers", "source_match", "source_match_re")),
        tuple(_matchers(rule, "target_matchers", "target_match", "target_match_re")),
        tuple(rule.get("equal", ())),
    )


def _matchers(node: Mapping[str, Any], new: str, old: str, old_regex: str) -> Iterator[Matcher]:
    for label, value in node.get(old, {}).items():
        yield Matcher(label, "=", value)
    for label, value in node.get(old_regex, {}).items():
        yield Matcher(label, "=~", value)
    for text in node.get(new, []):
        yield read_matcher(text)


def _known(node: Mapping[str, Any], keys: frozenset[str]) -> None:
    if unknown := sorted(set(node) - keys):
        raise ValueError(f"the model of routing does not know {', '.join(unknown)}")


def _all(matchers: Iterable[Matcher], labels: Labels) -> bool:
    return all(matcher.matches(labels) for matcher in matchers)


def _unquoted(text: str) -> str:
    """Go's quoting as a matcher has it: these three escapes, any other stays as written."""
    return re.sub(r"\\(.)", lambda match: _ESCAPES.get(match[1], match[0]), text, flags=re.DOTALL)


def _covers(interval: Mapping[str, Any], minute: int, weekday: int) -> bool:
    _known(interval, frozenset({"times", "weekdays"}))
    times = interval.get("times")
    if times is not None and not any(
        _minute(each["start_time"]) <= minute < _minute(each["end_time"]) for each in times
    ):
        return False
    days = interval.get("weekdays")
    return days is None or any(weekday in _days(each) for each in days)


def _minute(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def _days(text: str) -> range:
    first, _, last = text.lower().partition(":")
    return range(_DAYS.index(first), _DAYS.index(last or first) + 1)
