"""What a runner makes of a job's log: its own commands, and the annotations among them.

After `ActionCommand.cs` and `ActionCommandManager.cs` of actions/runner: a command stands at the
start of a line, the older `##[command]` anywhere in it, and none counts while they are stopped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

ANNOTATIONS = ("error", "warning", "notice")
KNOWN = (
    *ANNOTATIONS,
    *("add-mask", "add-matcher", "add-path", "debug", "echo", "endgroup", "group"),
    *("remove-matcher", "save-state", "set-env", "set-output", "stop-commands"),
)
_NEW = re.compile(r"\s*::(?P<name>[\w-]+)(?: (?P<properties>.*?))?::(?P<data>.*)")
_OLD = re.compile(r"##\[(?P<name>[\w-]+)(?: (?P<properties>[^\]]*))?\](?P<data>.*)")


@dataclass(frozen=True)
class Command:
    """A line that the runner obeyed."""

    name: str
    data: str
    properties: dict[str, str] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """`file:line:column`, as far as it is told."""
        told = (self.properties.get(key) for key in ("file", "line", "col"))
        return ":".join(part for part in told if part)


def commands(log: str) -> list[Command]:
    """All that the runner obeyed, in order."""
    return list(_commands(log))


def annotated(log: str) -> list[Command]:
    return [command for command in commands(log) if command.name in ANNOTATIONS]


def _commands(log: str) -> Iterator[Command]:
    silence = ""
    for line in log.splitlines():
        found = _NEW.match(line) or _OLD.search(line)
        if not found or found["name"] not in (*KNOWN, silence):
            continue
        if silence:
            silence = "" if found["name"] == silence else silence
            continue
        if found["name"] == "stop-commands":
            silence = found["data"]
            continue
        pairs = (part.split("=", 1) for part in (found["properties"] or "").split(",") if part)
        properties = {pair[0]: _plain(pair[1], of_property=True) for pair in pairs}
        yield Command(found["name"], _plain(found["data"]), properties)


def _plain(escaped: str, *, of_property: bool = False) -> str:
    codes = {"%0D": "\r", "%0A": "\n"} | ({"%3A": ":", "%2C": ","} if of_property else {})
    for code, char in codes.items():
        escaped = escaped.replace(code, char)
    return escaped.replace("%25", "%")
