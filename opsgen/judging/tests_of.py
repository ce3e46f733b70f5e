"""The unit tests among the artifacts: known by what they hold, since a path can be moved."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from opsgen.artifacts import Artifact, Plain, Yaml

_ALERT = re.compile(r'alertname="((?:[^"\\]|\\.)*)"')
_NUMBERED = re.compile(r" \d+$")


@dataclass(frozen=True, slots=True)
class Asked:
    """In the world `world` (`above 3`), at `time` (`5m`), `alert` must fire, or must not."""

    alert: str
    world: str
    time: str
    fires: bool

    @property
    def kind(self) -> str:
        return kind_of(self.world)


@dataclass(frozen=True, slots=True)
class TestFile:
    """A file of tests, as `promtool test rules` reads it."""

    artifact: Artifact
    data: Mapping[str, Any]

    @property
    def asked(self) -> tuple[Asked, ...]:
        return tuple(one for test in self.data["tests"] for one in _asked(test))


def test_files(artifacts: Iterable[Artifact]) -> Iterator[TestFile]:
    for artifact in artifacts:
        data = artifact.body.data if isinstance(artifact.body, Yaml) else None
        if isinstance(data, Mapping) and {"rule_files", "tests"} <= set(data):
            yield TestFile(artifact, data)


def kind_of(world: str) -> str:
    """`no traffic` of `no traffic 4`."""
    return _NUMBERED.sub("", world)


def alert_of(expr: str) -> str | None:
    """The alert at which an expression over `ALERTS` looks."""
    match = _ALERT.search(expr)
    return match[1].replace('\\"', '"').replace("\\\\", "\\") if match else None


def _asked(test: Mapping[str, Any]) -> Iterator[Asked]:
    world = str(test.get("name", ""))
    for one in _items(test, "alert_rule_test"):
        yield Asked(one["alertname"], world, _word(one["eval_time"]), bool(one["exp_alerts"]))
    for one in _items(test, "promql_expr_test"):
        alert = alert_of(_word(one["expr"]))
        if alert is not None:
            yield Asked(alert, world, _word(one["eval_time"]), bool(one["exp_samples"]))


def _items(test: Mapping[str, Any], key: str) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = test.get(key, ())
    return found


def _word(value: object) -> str:
    if isinstance(value, Plain):
        return value.word
    return str(getattr(value, "text", value))
