"""From what a judge says of a generated file to the line of the input that caused it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from opsgen.artifacts import Artifact, Json, Yaml, render
from opsgen.plan import Origin

if TYPE_CHECKING:
    from yaml.nodes import Node


def cause(artifact: Artifact, said: str) -> Origin | None:
    """The input that caused what stands at the first line that `said` names of the artifact."""
    if not artifact.origins or not isinstance(artifact.body, Yaml | Json):
        return None
    name = re.escape(artifact.path.rsplit("/", 1)[-1])
    match = re.search(rf"{name}:? ?(\d+)\b", said)
    if match is None:
        return None
    return _nearest(_pointer(render(artifact).decode(), int(match[1])), artifact.origins)


def _nearest(pointer: str, origins: Mapping[str, Origin]) -> Origin | None:
    while pointer and pointer not in origins:
        pointer = pointer.rpartition("/")[0]
    return origins.get(pointer)


def _pointer(text: str, line: int) -> str:
    """The JSON pointer of the innermost node of a YAML text that covers the 1-based line."""
    import yaml

    node: Node | None = yaml.compose(text, yaml.CSafeLoader)
    path = ""
    while True:
        for key, child in _children(node):
            if child.start_mark.line < line <= child.end_mark.line + bool(child.end_mark.column):
                path, node = f"{path}/{key}", child
                break
        else:
            return path


def _children(node: Node | None) -> list[tuple[str, Node]]:
    import yaml

    if isinstance(node, yaml.SequenceNode):
        return [(str(index), child) for index, child in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        return [
            (key.value.replace("~", "~0").replace("/", "~1"), child) for key, child in node.value
        ]
    return []
