"""What the target makes of a plan, as text, as data and as files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import yaml

from opsgen.artifacts import Artifact, render
from opsgen.diagnostics import Diagnostic
from opsgen.plan import Plan
from opsgen.target import Emit
from opsgen_targets.alertmanager import AlertmanagerOptions, target

Config = dict[str, Any]
"""YAML as PyYAML reads it."""

FULL = "ops/alertmanager/alertmanager.yml"


def emitted(
    plan: Plan, mode: Literal["full", "fragment"] = "full", path: str | None = None
) -> dict[str, Artifact]:
    """The artifacts by path. The plan must give no diagnostic."""
    out, options = Emit("alertmanager"), AlertmanagerOptions(mode=mode, path=path)
    target.check(plan, options, out)
    made = tuple(target.emit(plan, options, out))
    assert out.diagnostics == []
    return {artifact.path: artifact for artifact in made}


def refused(plan: Plan) -> list[Diagnostic]:
    """The diagnostics of a plan for which nothing may be emitted."""
    out = Emit("alertmanager")
    target.check(plan, AlertmanagerOptions(), out)
    assert out.diagnostics
    return out.diagnostics


def text_of(artifact: Artifact) -> str:
    return render(artifact).decode()


def config_of(plan: Plan, mode: Literal["full", "fragment"] = "full") -> Config:
    """The configuration, which is the first of the files."""
    first, *_ = emitted(plan, mode).values()
    loaded: Config = yaml.safe_load(text_of(first))
    return loaded


def written(plan: Plan, folder: Path, name: str = "alertmanager.yml") -> Path:
    """The full configuration in `folder`, byte for byte as a build gives it."""
    file = folder / name
    file.write_bytes(render(emitted(plan)[FULL]))
    return file


def saved(config: Config, folder: Path, name: str = "alertmanager.yml") -> Path:
    """A configuration that a test has changed."""
    file = folder / name
    file.write_text(yaml.safe_dump(config), encoding="utf-8")
    return file


def compressed(config: Config, timers: Mapping[str, Callable[[int], str]]) -> Config:
    """The same tree with other timers: `timers` maps a timer's name to new(seconds)."""

    def walk(node: Any) -> Any:
        if isinstance(node, list):
            return [walk(item) for item in node]
        if not isinstance(node, dict):
            return node
        return {
            key: timers[key](_seconds(value)) if key in timers else walk(value)
            for key, value in node.items()
        }

    result: Config = walk(config)
    return result


def receivers(config: Config) -> dict[str, Any]:
    return {receiver["name"]: receiver for receiver in config["receivers"]}


def subroutes(config: Config) -> Iterator[Any]:
    """The routes of the service's subtree."""
    (subtree,) = config["route"]["routes"]
    yield from subtree["routes"]


def _seconds(duration: str) -> int:
    units = {"h": 3600, "m": 60, "s": 1}
    return sum(int(n) * units[unit] for n, unit in re.findall(r"(\d+)([hms])", duration))
