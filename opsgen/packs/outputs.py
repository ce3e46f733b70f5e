"""What a template printed, read back and made an artifact, or why it is none."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any, Literal, cast

from opsgen.artifacts import Artifact, Json, JsonNode, Text, Yaml
from opsgen.artifacts.yaml_writer import YamlDocument
from opsgen.diagnostics.rules import source as rules
from opsgen.packs.rendering import Rendered
from opsgen.source import parse
from opsgen.source.scalars import resolve
from opsgen.source.tree import Mapping, Node, Scalar, Sequence, target

_QUOTING = "inside quotes and words write one `{{ a ~ b }}`: it prints its own quotes"
_SCRIPTS = frozenset({".sh", ".py", ".rb", ".tf", ".hcl", ".toml", ".conf", ".cfg", ".properties"})
"""Suffixes of files in which `#` begins a comment."""
_HALF = re.compile("[\ud800-\udfff]")
"""Half of a surrogate pair: Python holds it, and no file can."""
_JSON_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')
_MOST_DIGITS = 309
"""Before or after the point, of a number of JSON: those of the largest that readers hold."""


@dataclass(frozen=True, slots=True)
class Fault:
    """`line` is the line of the template."""

    line: int
    message: str
    help: str


class _RefusedError(ValueError):
    """Raised in the hooks of Python's reader of JSON, which do not know the line."""

    def __init__(self, message: str, help: str) -> None:
        super().__init__(message)
        self.help = help


def artifact(path: str, rendered: Rendered) -> Artifact | Fault | None:
    """The file at `path`; None for a template that printed nothing, which gives no file."""
    if not rendered.text.strip():
        return None
    if half := _HALF.search(rendered.text):
        return _halved(rendered, half.start())
    suffix = PurePosixPath(path).suffix
    if suffix in (".yaml", ".yml"):
        return _yaml(path, rendered)
    if suffix == ".json":
        return _json(path, rendered)
    grammar: Literal["markdown", "script", "plain"] = "plain"
    if suffix == ".md":
        grammar = "markdown"
    elif suffix in _SCRIPTS or rendered.text.startswith("#!"):
        grammar = "script"
    return Artifact(path, Text(rendered.text, grammar))


def _yaml(path: str, rendered: Rendered) -> Artifact | Fault:
    parsed = parse(rendered.text, path)
    for found in parsed.diagnostics:
        line = found.at.start.line if found.at else 1
        # What helps who typed it does not help whose template printed it.
        own = found.help if found.rule is not rules.YAML_SYNTAX else None
        return Fault(rendered.line(line), f"what it prints is no clean YAML: {found.message}",
                     own or _QUOTING)  # fmt: skip
    if not isinstance(parsed.data, dict | list):
        return Fault(rendered.line(1), "what it prints is neither a map nor a list", _QUOTING)
    for place in _valueless(parsed.root):
        line = parsed.lines.position(place).line
        return Fault(rendered.line(line), "a value of what it prints is missing",
                     "leave the key out with `{% if %}`, or write `\"\"`")  # fmt: skip
    return Artifact(path, Yaml(cast(YamlDocument, parsed.data)))


def _valueless(root: Node | None) -> Iterator[int]:
    """Where `null` stands, written or not."""
    todo = [] if root is None else [root]
    while todo:
        node = target(todo.pop())
        if isinstance(node, Scalar):
            if node.style == "" and resolve(node.value) is None:
                yield node.start
        elif isinstance(node, Sequence):
            todo += reversed(node.items)
        elif isinstance(node, Mapping):
            todo += [value for _, value in reversed(node.pairs.values())]


def _json(path: str, rendered: Rendered) -> Artifact | Fault:
    try:
        data: JsonNode = json.loads(
            rendered.text,
            parse_float=_number,
            parse_int=_number,
            parse_constant=_no_number,
            object_pairs_hook=_distinct,
        )
    except json.JSONDecodeError as error:
        words = error.msg[0].lower() + error.msg[1:]
        return Fault(rendered.line(error.lineno), f"what it prints is no JSON: {words}", _QUOTING)
    except _RefusedError as error:
        return Fault(rendered.line(1), f"what it prints is no JSON: {error}", error.help)
    except RecursionError:
        return Fault(rendered.line(1), "what it prints is no JSON: it is too deep",
                     "print fewer levels")  # fmt: skip
    for found in _JSON_TEXT.finditer(rendered.text):
        if _HALF.search(json.loads(found[0])):
            return _halved(rendered, found.start())
    return Artifact(path, Json(data))


def _halved(rendered: Rendered, place: int) -> Fault:
    line = rendered.line(rendered.text.count("\n", 0, place) + 1)
    return Fault(line, "what it prints is no text: it has half of a surrogate pair",
                 "write the character itself, or `\\U` and its eight digits")  # fmt: skip


def _no_number(word: str) -> Any:
    raise _RefusedError(f"`{word}` is no number of JSON", "leave it out, or print it as text")


def _number(word: str) -> int | Decimal:
    """With all its digits, which are written out: of `1e999999999` a file would be full."""
    number = Decimal(word)
    if len(word) > 2 * _MOST_DIGITS or abs(number.adjusted()) >= _MOST_DIGITS:
        raise _RefusedError(
            "a number is beyond what its readers can hold",
            "print a smaller one, or print it as text",
        )
    return int(word) if word.lstrip("-").isdigit() else number


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _RefusedError("a key stands twice in one map", "print it once")
    return found
