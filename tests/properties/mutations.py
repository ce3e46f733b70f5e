"""One mistake each, planted into a drawn spec at a place that is known."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import yaml

from tests.properties.figures import Data, Spec

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Mutation:
    """`change` plants the mistake, which is reported as `code` at the line of what it returns."""

    code: str
    change: Callable[[Spec], Path]


def planted(spec: Spec, mutation: Mutation) -> tuple[Spec, Path]:
    """(the spec with the mistake in it and in nothing else, where it stands)"""
    broken = copy.deepcopy(spec)
    # A metric, an alert and a channel that every mutation finds, with nothing else about them.
    metric: Spec = {"name": "planted_xyz", "type": "gauge", "unit": "s", "alert_threshold": "> 5s"}
    alert: Spec = {"name": "planted-alert", "condition": "planted_xyz > 9s", "severity": "low"}
    channel: Spec = {"name": "planted-channel", "type": "slack", "webhook": "${PLANTED}"}
    for section, key, item in (
        ("monitoring", "metrics", metric),
        ("alerting", "alerts", alert),
        ("alerting", "channels", channel),
    ):
        _list(broken, section, key).append(item)
    return broken, mutation.change(broken)


def line_of(text: str, path: Path) -> int:
    """The line on which the key or the item at `path` begins, by another reader than opsgen's."""
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    line = 0
    for part in path:
        if isinstance(node, yaml.MappingNode):
            key, node = next(pair for pair in node.value if pair[0].value == part)
            line = key.start_mark.line
        else:
            assert isinstance(node, yaml.SequenceNode)
            assert isinstance(part, int)
            node = node.value[part]
            line = node.start_mark.line
    return int(line) + 1


def _list(spec: Spec, section: str, key: str) -> list[Data]:
    within = spec[section]
    assert isinstance(within, dict)
    found = within.setdefault(key, [])
    assert isinstance(found, list)
    return found


def _last(section: str, key: str, change: Callable[[Spec], str]) -> Callable[[Spec], Path]:
    """`change` of the last item of a list, which returns the key that is wrong then."""

    def plant(spec: Spec) -> Path:
        items = _list(spec, section, key)
        item = items[-1]
        assert isinstance(item, dict)
        wrong = change(item)
        path = (section, key, len(items) - 1)
        return (*path, wrong) if wrong else path

    return plant


def _set(section: str, name: str, key: str, value: Data) -> Callable[[Spec], Path]:
    def change(item: Spec) -> str:
        item[key] = value
        return key

    return _last(section, name, change)


def _without(section: str, name: str, key: str) -> Callable[[Spec], Path]:
    def change(item: Spec) -> str:
        del item[key]
        return ""

    return _last(section, name, change)


def _again(section: str, key: str) -> Callable[[Spec], Path]:
    def plant(spec: Spec) -> Path:
        items = _list(spec, section, key)
        items.append(copy.deepcopy(items[-1]))
        return (section, key, len(items) - 1, "name")

    return plant


def _at_top(key: str, value: Data) -> Callable[[Spec], Path]:
    def plant(spec: Spec) -> Path:
        spec[key] = value
        return (key,)

    return plant


def _in_wrong_order(spec: Spec) -> Path:
    threshold: Spec = {"low": "> 9s", "critical": "> 5s"}
    return (*_set("monitoring", "metrics", "alert_threshold", threshold)(spec), "critical")


def _unknown_target(spec: Spec) -> Path:
    targets = spec["targets"]
    assert isinstance(targets, dict)
    targets["prometeus"] = {}
    return ("targets", "prometeus")


def _first(plant: Callable[[Spec], Path]) -> Callable[[Spec], Path]:
    """The first item of the list that `plant` writes is what is wrong."""
    return lambda spec: (*plant(spec), 0)


def _expects(channel: str) -> Callable[[Spec], Path]:
    return _first(_set("alerting", "alerts", "expect", [channel]))


def _says(condition: str) -> Callable[[Spec], Path]:
    return _set("alerting", "alerts", "condition", condition)


_METRIC = ("monitoring", "metrics")
_ALERT = ("alerting", "alerts")
_CHANNEL = ("alerting", "channels")

MUTATIONS: Mapping[str, Mutation] = {
    "unknown key at the top": Mutation("OPS100", _at_top("alertings", {"x": 1})),
    "unknown key of a metric": Mutation("OPS100", _set(*_METRIC, "treshold", "> 5s")),
    "unknown key of an alert": Mutation("OPS100", _set(*_ALERT, "mesage", "x")),
    "metric without a type": Mutation("OPS102", _without(*_METRIC, "type")),
    "alert without a condition": Mutation("OPS102", _without(*_ALERT, "condition")),
    "metric of an unknown type": Mutation("OPS103", _set(*_METRIC, "type", "gague")),
    "severity that is none": Mutation("OPS103", _set(*_ALERT, "severity", "urgent")),
    "channel of an unknown type": Mutation("OPS103", _set(*_CHANNEL, "type", "slak")),
    "name with a blank": Mutation("OPS104", _set(*_ALERT, "name", "my alert")),
    "metric twice": Mutation("OPS105", _again(*_METRIC)),
    "alert twice": Mutation("OPS105", _again(*_ALERT)),
    "channel twice": Mutation("OPS105", _again(*_CHANNEL)),
    "duration without a unit": Mutation("OPS106", _set(*_ALERT, "for", "5 minutes")),
    "number where a text must be": Mutation("OPS101", _set(*_ALERT, "condition", 5)),
    "secret in the file": Mutation("OPS108", _set(*_CHANNEL, "webhook", "https://example.com/x")),
    "field of another channel": Mutation("OPS112", _set(*_CHANNEL, "routing_key", "${X_KEY}")),
    "unknown unit of a series": Mutation("OPS223", _set(*_METRIC, "unit", "seconds-ish")),
    "key of another type": Mutation("OPS222", _set(*_METRIC, "window", "10m")),
    "reserved label": Mutation("OPS215", _first(_set(*_METRIC, "by", ["severity"]))),
    "name near to a declared one": Mutation("OPS211", _says("planted_xyy > 9s")),
    "quantile of nothing": Mutation("OPS212", _says("p99_nothing_at_all > 9s")),
    "unknown channel": Mutation("OPS230", _expects("nobody-at-all")),
    "expected by a deaf channel": Mutation("OPS231", _expects("planted-channel")),
    "lost label": Mutation("OPS218", _set(*_ALERT, "message", "{nowhere_kept}")),
    "threshold without an operator": Mutation("OPS310", _set(*_METRIC, "alert_threshold", "5s")),
    "threshold without a number": Mutation("OPS307", _set(*_METRIC, "alert_threshold", ">")),
    "unit of no literal": Mutation("OPS303", _says("planted_xyz > 9parsec")),
    "value without a comparison": Mutation("OPS313", _says("planted_xyz")),
    "chained comparison": Mutation("OPS308", _says("1s < planted_xyz < 9s")),
    "open parenthesis": Mutation("OPS306", _says("(planted_xyz > 9s")),
    "unknown function": Mutation("OPS316", _says("irate(planted_xyz, 5m) > 1")),
    "too few arguments": Mutation("OPS317", _says("avg(planted_xyz) > 9s")),
    "two dimensions": Mutation("OPS340", _says("planted_xyz > 5 MB")),
    "rate of a gauge": Mutation("OPS344", _says("rate(planted_xyz, 9h) > 1/s")),
    "order of severities": Mutation("OPS354", _in_wrong_order),
    "unknown procedure": Mutation("OPS251", _set(*_ALERT, "runbook", "PROC-nowhere")),
    "unknown target": Mutation("OPS401", _unknown_target),
}
