"""The fragments of many services and the file that holds their root, as one configuration.

Works on YAML's nodes and not on what they mean: a base may hold what PyYAML and the Alertmanager
read differently (`09:00`, `on`), and every scalar comes out as it was typed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

NAMED = ("receivers", "time_intervals")
"""Lists whose items have a name, which must be the only one of its kind."""
LISTS = ("receivers", "inhibit_rules", "time_intervals")
_MATCHERS = ("matchers", "match", "match_re")


class JoinError(Exception):
    """Why the files make no configuration; one line for each reason."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the configuration, and the mapping that it holds."""

    name: str
    root: MappingNode


def joined(base: Part, fragments: Sequence[Part]) -> str:
    """The whole configuration. JoinError if two parts say the same, or one hides the others."""
    problems = [*_of_base(base), *(line for part in fragments for line in _of_fragment(part))]
    if not problems:
        problems += _named_twice([base, *fragments])
    if problems:
        raise JoinError("\n".join(f"error: {line}" for line in problems))
    root = base.root
    route = _value(root, "route")
    assert isinstance(route, MappingNode)  # _of_base saw it
    for fragment in fragments:
        _append(route, "routes", _items(_value(fragment.root, "route"), "routes"))
        for key in LISTS:
            _append(root, key, _items(fragment.root, key))
    *names, last = (part.name for part in (base, *fragments))
    header = f"# Joined by opsgen from {', '.join(names)} and {last}: edit those, join again.\n"
    return header + yaml.serialize(root, Dumper=_Dumper, explicit_start=True, width=math.inf)


def read(file: Path) -> Part:
    """JoinError if it is no YAML mapping, OSError if it cannot be read."""
    try:
        root = yaml.compose(file.read_bytes(), Loader=yaml.SafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{file}:{mark.line + 1}" if mark else str(file)
        raise JoinError(f"error: {where}: no valid YAML") from None
    if not isinstance(root, MappingNode):
        raise JoinError(f"error: {file}: no mapping at the top")
    return Part(file.name, root)


class _Dumper(yaml.SafeDumper):
    """Indents the items of a list, as all other files of opsgen do."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _of_base(base: Part) -> Iterator[str]:
    route = _value(base.root, "route")
    if not isinstance(route, MappingNode) or _value(route, "receiver") is None:
        yield f"{base.name}: `route.receiver` is missing: who hears what no service claims"
        return
    for item in _items(route, "routes"):
        matches = any(_value(item, key) is not None for key in _MATCHERS)
        if not matches and _text(_value(item, "continue")) != "true":
            yield (
                f"{base.name}:{item.start_mark.line + 1}: a route without matchers takes every "
                "alert, so that none reaches a service: give it `matchers`, or `continue: true`"
            )


def _of_fragment(part: Part) -> Iterator[str]:
    keys = {_text(key) for key, _ in part.root.value}
    route = _value(part.root, "route")
    whole = not isinstance(route, MappingNode) or [_text(key) for key, _ in route.value] != [
        "routes"
    ]
    if whole or not keys <= {"route", *LISTS}:
        yield f"{part.name}: no fragment: build it with `mode: fragment` of the target alertmanager"


def _named_twice(parts: Sequence[Part]) -> Iterator[str]:
    for key in NAMED:
        seen: dict[str, str] = {}
        for part in parts:
            for item in _items(part.root, key):
                name = _text(_value(item, "name"))
                if name in seen:
                    yield f"{part.name}: `{name}` of `{key}` is in {seen[name]} already"
                seen.setdefault(name, part.name)


def _append(mapping: MappingNode, key: str, items: Sequence[Node]) -> None:
    if not items:
        return
    mapping.flow_style = False  # what is long stands in lines, also in a base that has none
    known = _value(mapping, key)
    if isinstance(known, SequenceNode):
        known.value.extend(items)
        known.flow_style = False
    else:
        scalar = ScalarNode("tag:yaml.org,2002:str", key)
        mapping.value.append((scalar, SequenceNode("tag:yaml.org,2002:seq", list(items))))


def _value(node: Node | None, key: str) -> Node | None:
    if isinstance(node, MappingNode):
        for each, value in node.value:
            if _text(each) == key:
                return value if isinstance(value, Node) else None
    return None


def _items(node: Node | None, key: str) -> list[Node]:
    found = _value(node, key)
    return list(found.value) if isinstance(found, SequenceNode) else []


def _text(node: Node | None) -> str:
    return node.value if isinstance(node, ScalarNode) else ""
