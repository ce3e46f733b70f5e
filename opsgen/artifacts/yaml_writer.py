"""YAML from data, the same to every reader.

Strings are double-quoted ASCII, so that no reader, of YAML 1.1 or 1.2, can take one for a
number, a date or a boolean (PyYAML's own writer leaves `1e3` and `08` bare, and then readers
disagree). Only keys and words of our own stand bare.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import TypeGuard

from opsgen.artifacts.numbers import exact


@dataclass(frozen=True, slots=True)
class Literal:
    """Text that our printers made, such as PromQL or shell: shown as a literal block.

    What a block cannot hold safely (a tab, a trailing space, an accent) is quoted instead.
    """

    text: str


@dataclass(frozen=True, slots=True)
class Plain:
    """A word of our own that stands bare: an identifier, or a duration such as `5m`."""

    word: str


@dataclass(frozen=True, slots=True)
class Noted:
    """A scalar and, behind it on its line, a comment of our own: some tools read it there."""

    value: str | bool | int | Plain
    note: str


YamlScalar = str | bool | int | Decimal | Fraction | Literal | Plain | Noted
YamlNode = YamlScalar | Mapping[str, "YamlNode"] | Sequence["YamlNode"]
YamlDocument = Mapping[str, YamlNode] | Sequence[YamlNode]

_STEP = "  "
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_DURATION = re.compile(r"(?:[0-9]+(?:ms|[smhdwy]))+")
# What YAML 1.1 reads as a boolean or as nothing (yaml.org/type, bool and null).
_AMBIGUOUS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_BLOCK_LINE = re.compile(r"(?:[ -~]*[!-~])?")
_NOTE = re.compile(r"[!-~](?:[ -~]*[!-~])?")
# All but printable ASCII without the quote and the backslash.
_SPECIAL = re.compile(r"[^ !#-\[\]-~]")
_SHORT = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def to_yaml(data: YamlDocument) -> str:
    """One document with its start marker and one final newline, clean by yamllint's defaults.

    Numbers are int, Decimal or Fraction. Raises TypeError for float and None, which would be
    noise or a forgotten value, and ValueError for what no reader takes: a lone surrogate, a
    fraction without end, a Plain that is no plain word.
    """
    lines = ["---"]
    _write(data, "", "", lines)
    return "\n".join(lines) + "\n"


def _write(node: YamlNode, first: str, rest: str, lines: list[str]) -> None:
    """Append the lines of a node: `first` stands before the first of them, `rest` before others."""
    if _is_map(node) and node:
        inner = rest + _STEP
        for key, value in node.items():
            head = f"{first}{_key(key)}:"
            if value and (_is_map(value) or _is_sequence(value)):
                lines.append(head)
                _write(value, inner, inner, lines)
            else:
                _write(value, head + " ", inner, lines)
            first = rest
    elif _is_sequence(node) and node:
        for item in node:
            _write(item, first + "- ", rest + _STEP, lines)
            first = rest
    elif isinstance(node, Literal):
        header, *text = _block(node.text)
        lines.append(first + header)
        lines += [rest + line if line else "" for line in text]
    else:
        lines.append(first + _flow(node))


def _block(text: str) -> list[str]:
    lines = text.removesuffix("\n").split("\n")
    if not (lines[0] and lines[-1] and all(map(_BLOCK_LINE.fullmatch, lines))):
        return [_quoted(text)]
    # Without the figure a reader would take the first line's indentation for the block's.
    indicator = "2" if text.startswith(" ") else ""
    chomping = "" if text.endswith("\n") else "-"
    return [f"|{indicator}{chomping}", *lines]


def _flow(node: YamlNode) -> str:
    """A scalar, or an empty collection, on one line."""
    if isinstance(node, str):
        return _quoted(node)
    if isinstance(node, bool):
        return "true" if node else "false"
    if isinstance(node, int | Decimal | Fraction):
        return exact(node)
    if isinstance(node, Plain):
        return _plain(node.word)
    if isinstance(node, Noted):
        return f"{_flow(node.value)}  # {_note(node.note)}"
    if _is_map(node):
        return "{}"
    if _is_sequence(node):
        return "[]"
    raise TypeError(f"no YAML form for {type(node).__name__}")


@lru_cache(maxsize=256)  # our own are few, and each rule has them all
def _key(key: str) -> str:
    return key if _is_identifier(key) else _quoted(key)


def _plain(word: str) -> str:
    if _is_identifier(word) or _DURATION.fullmatch(word):
        return word
    raise ValueError(f"{word!r} may not stand bare in YAML")


def _note(note: str) -> str:
    if _NOTE.fullmatch(note):
        return note
    raise ValueError(f"{note!r} is no comment of one line")


def _is_identifier(word: str) -> bool:
    return _IDENTIFIER.fullmatch(word) is not None and word.lower() not in _AMBIGUOUS


# The plain types by name first: to ask an abstract class takes ten times as long.


def _is_map(node: YamlNode) -> TypeGuard[Mapping[str, YamlNode]]:
    return isinstance(node, dict | Mapping)


def _is_sequence(node: YamlNode) -> TypeGuard[Sequence[YamlNode]]:
    return isinstance(node, list | tuple | Sequence) and not isinstance(node, str | bytes)


def _quoted(text: str) -> str:
    return '"' + _SPECIAL.sub(_escaped, text) + '"'


def _escaped(special: re.Match[str]) -> str:
    char = special[0]
    if char in _SHORT:
        return _SHORT[char]
    code = ord(char)
    if 0xD800 <= code <= 0xDFFF:
        raise ValueError("a lone surrogate has no YAML form")
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
