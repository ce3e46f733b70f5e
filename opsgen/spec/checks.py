"""What no single field shows: empty values, names given twice, options of targets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from decimal import Decimal

from opsgen.diagnostics import Path
from opsgen.diagnostics.rules import shape
from opsgen.diagnostics.suggest import nearest
from opsgen.paths import fault
from opsgen.spec.problem import Problem, named
from opsgen.spec.translate import wrong_type
from opsgen.spec.tree import Node, items, mapping, walk

NAMED_LISTS: dict[str, tuple[Path, str]] = {
    "metrics": (("monitoring", "metrics"), "name"),
    "channels": (("alerting", "channels"), "name"),
    "alerts": (("alerting", "alerts"), "name"),
    "tests": (("drift_detection", "tests"), "name"),
    "stages": (("pipeline", "stages"), "name"),
    "procedures": (("runbook", "procedures"), "id"),
    "decisions": (("decisions",), "id"),
}
"""Lists whose items are known by a key of theirs, by the list's own key."""
NAMED_MAPS: dict[str, Path] = {
    "constants": ("constants",),
    "steps": ("pipeline", "steps"),
    "severities": ("alerting", "severities"),
    "targets": ("targets",),
}
"""Maps whose keys are names."""


def home_of(kind: str) -> Path:
    """Where the things of one kind (`metrics`, `constants`) stand; the root if there is none."""
    return NAMED_LISTS[kind][0] if kind in NAMED_LISTS else NAMED_MAPS.get(kind, ())


def name_at(root: Node, path: Path) -> tuple[str, str | None]:
    """The kind and name of the thing at `path`; no name when it has none or is not a thing."""
    for kind, (home, key) in NAMED_LISTS.items():
        if path[:-1] == home:
            item = mapping(root, *path)
            name = item.get(key, next((item[word] for word in nearest(key, item)), None))
            return kind, name if isinstance(name, str) else None
    for kind, home in NAMED_MAPS.items():
        if path[:-1] == home:
            return kind, str(path[-1])
    return "", None


def empty_values(root: Node) -> Iterator[Problem]:
    """A key without a value is forgotten text, or text that a `#` turned into a comment."""
    for path, part in walk(root):
        # Anchors may hold anything, and so may what only a target's own model knows.
        if part is None and not str(path[0]).startswith("x-") and not _is_option(path):
            if len(path) > 1 and re.match(r"[A-Za-z_]+:.", str(path[-1])):
                # Told at the map, because the one word holds the value, which may be a secret.
                yield Problem(
                    shape.WRONG_TYPE,
                    path[:-1],
                    "no space follows a colon here, so a key and its value are one word",
                    "write a space after each colon",
                )
                continue
            yield Problem(
                shape.WRONG_TYPE,
                path,
                f"`{named(path)}` has no value",
                "write one, or remove the key; quote a text that starts with `#`",
                on_key=isinstance(path[-1], str),
            )


def _is_option(path: Path) -> bool:
    return path[0] == "targets" and len(path) > 2


def names_given_twice(root: Node) -> Iterator[Problem]:
    """Also names that differ in case or in their Unicode form only: files and people mix them."""
    for path, key in NAMED_LISTS.values():
        yield from _twice(((*item.path, key), item.get(key)) for item in items(root, *path))
    for path in (NAMED_MAPS["constants"], NAMED_MAPS["steps"]):
        yield from _twice(((*path, key), key) for key in mapping(root, *path))


def _twice(names: Iterable[tuple[Path, object]]) -> Iterator[Problem]:
    first: dict[str, tuple[Path, str]] = {}
    for path, name in names:
        if not isinstance(name, str):
            continue
        earlier = first.setdefault(unicodedata.normalize("NFC", name).casefold(), (path, name))
        if earlier[0] is not path:
            case = "" if earlier[1] == name else ", but for its case"
            message = f"this name is taken already{case}"
            yield Problem(shape.DUPLICATE_NAME, path, message, "rename one", first=earlier[0])


def language_version(root: Node) -> Iterator[Problem]:
    """`true` and `1.0` equal 1 in Python, and are none to a reader."""
    version = root.get("version")
    if isinstance(version, bool | Decimal) and version == 1:
        yield wrong_type(("version",), version, "`1`")


def commands_that_do_nothing(root: Node) -> Iterator[Problem]:
    """A step without a command would pass, and so would a rollback."""
    bound = mapping(root, "pipeline", "steps")
    commands = [((*bound.path, name), given) for name, given in bound.items()]
    commands += [
        ((*given.path, "run"), given.get("run"))
        for given in bound.values()
        if isinstance(given, Node)
    ]
    back = mapping(root, "pipeline", "rollback")
    commands.append(((*back.path, "command"), back.get("command")))
    for path, command in commands:
        if isinstance(command, str) and not re.sub(r"(?m)^\s*#.*$", "", command).strip():
            yield Problem(
                shape.BAD_VALUE,
                path,
                "this command does nothing, and would pass",
                "write the command, or leave it out and put a script into `ops/steps/`",
                spoils=path[-1] == "run",
            )


def target_options(root: Node) -> Iterator[Problem]:
    """The three options that every target has; the rest is checked by the target's own model."""
    for options in mapping(root, "targets").values():
        if not isinstance(options, Node):
            continue
        path = options.path
        enabled, where, version = (options.get(key) for key in ("enabled", "path", "version"))
        if enabled is not None and not isinstance(enabled, bool):
            yield wrong_type((*path, "enabled"), enabled, "`true` or `false`")
        if version is not None and not isinstance(version, str):
            yield wrong_type((*path, "version"), version, "a text")
        if where is not None and not isinstance(where, str):
            yield wrong_type((*path, "path"), where, "a text")
        elif isinstance(where, str) and (reason := fault(where)):
            if where == "." and options.get("pack") is not None:
                continue  # a pack has a folder for its files, which may be that of the file
            yield Problem(
                shape.BAD_VALUE,
                (*path, "path"),
                f"`path` is no place that a build may write to: {reason}",
                "write a relative path, such as `ops/alerts.yml`, without `..`",
            )
