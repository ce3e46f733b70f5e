"""A spec as YAML text, in the many ways in which people and programs write it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Literal

from tests.properties.figures import Data, Spec

Quotes = Literal["plain", "single", "double", "mixed"]
_WORDS = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}
_PLAIN = re.compile(r"[A-Za-z_/][\w./()*+<=% $-]*", re.ASCII)
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\u00a0": "\\_"}


@dataclass(frozen=True, slots=True)
class Style:
    """`seed` decides whatever is left to chance: which value is quoted how, what stands in flow."""

    seed: int = 0
    quotes: Quotes = "double"
    flow: bool = False
    indent: int = 2
    shuffled: bool = False
    comments: bool = False
    anchors: bool = False
    escapes: bool = False
    crlf: bool = False
    mark: bool = False


def write(spec: Spec, style: Style = Style()) -> str:
    """The text of `spec`; every style means the same."""
    text = "\n".join(_Writer(style, spec).lines()) + "\n"
    if style.crlf:
        text = text.replace("\n", "\r\n")
    return "\ufeff" + text if style.mark else text


@dataclass(slots=True)
class _Writer:
    style: Style
    spec: Spec
    random: Random = field(init=False)
    times: Counter[str] = field(init=False)
    anchors: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.random = Random(self.style.seed)
        self.times = Counter(_identities(self.spec)) if self.style.anchors else Counter()

    def lines(self) -> list[str]:
        if self.style.flow and self.random.random() < 0.2:
            return [self.flow(self.spec)]
        return self.block(self.spec, 0)

    def block(self, node: Data, margin: int) -> list[str]:
        """A map or a list that is not empty, a line or more for each entry."""
        pad, found = " " * margin, list[str]()
        if isinstance(node, dict):
            for key, value in self.pairs(node):
                if self.style.comments and self.random.random() < 0.3:
                    found += self.random.choice(
                        (["", f"{pad}# a remark: {{x}} 'y'"], [f"{pad}#"], [""])
                    )
                first, *rest = self.entry(value, margin)
                found += [f"{pad}{self.key(key)}:{first}", *rest]
        elif isinstance(node, list):
            for value in node:
                if _nested(value) and not self.inline() and not self.shared(value):
                    first, *rest = self.block(value, margin + 2)
                    while not first.strip() or first.lstrip().startswith("#"):
                        found.append(first)
                        first, *rest = rest
                    found += [f"{pad}- {first.lstrip()}", *rest]
                else:
                    first, *rest = self.entry(value, margin)
                    found += [f"{pad}-{first}", *rest]
        return found

    def entry(self, value: Data, margin: int) -> list[str]:
        """What stands behind `key:` or `-`, with the lines below."""
        remark = "  # why not" if self.style.comments and self.random.random() < 0.2 else ""
        alias = self.alias(value)
        if alias.startswith("*"):
            return [f" {alias}{remark}"]
        name = f" {alias}" if alias else ""
        if _nested(value) and not self.inline():
            return [name + remark, *self.block(value, margin + self.style.indent)]
        if (
            isinstance(value, str)
            and self.style.quotes == "mixed"
            and _is_block_text(value)
            and self.random.random() < 0.5
        ):
            head = "|" if value.endswith("\n") else "|-"
            pad = " " * (margin + self.style.indent)
            body = [pad + line if line else "" for line in value.removesuffix("\n").split("\n")]
            return [f"{name} {head}{remark}", *body]
        return [f"{name} {self.flow(value, named=True)}{remark}"]

    def flow(self, node: Data, named: bool = False) -> str:
        """`node` in one line; `named` where its anchor is written already."""
        alias = "" if named else self.alias(node)
        if alias.startswith("*"):
            return f"{alias} "
        name = f"{alias} " if alias else ""
        if isinstance(node, dict):
            inside = ", ".join(
                f"{self.key(key)}: {self.flow(value)}" for key, value in self.pairs(node)
            )
            return f"{name}{{{inside}}}"
        if isinstance(node, list):
            return f"{name}[{', '.join(self.flow(value) for value in node)}]"
        return name + self.scalar(node)

    def scalar(self, node: Data) -> str:
        match node:
            case bool():
                return "true" if node else "false"
            case Decimal():
                return format(node, "f")
            case str():
                return self.text(node)
        return str(node)

    def text(self, text: str) -> str:
        quotes = self.style.quotes
        if quotes == "mixed":
            quotes = self.random.choice(("plain", "single", "double"))
        if (
            quotes == "plain"
            and _PLAIN.fullmatch(text)
            and text == text.strip()
            and text.lower() not in _WORDS
        ):
            return text
        if quotes in ("plain", "single") and not set(text) & set("\n\t"):
            return "'" + text.replace("'", "''") + "'"
        return '"' + "".join(map(self.escaped, text)) + '"'

    def escaped(self, char: str) -> str:
        if char == "\u00a0" and not self.style.escapes:
            return char
        if char in _ESCAPES:
            return _ESCAPES[char]
        if self.style.escapes and self.random.random() < 0.2:
            code = ord(char)
            return f"\\U{code:08X}" if code > 0xFFFF else f"\\u{code:04x}"
        return char

    def key(self, key: str) -> str:
        if self.style.quotes == "mixed" and self.random.random() < 0.2:
            return f'"{key}"'
        return key

    def pairs(self, node: dict[str, Data]) -> list[tuple[str, Data]]:
        found = list(node.items())
        if self.style.shuffled:
            self.random.shuffle(found)
        return found

    def inline(self) -> bool:
        return self.style.flow and self.random.random() < 0.4

    def shared(self, node: Data) -> bool:
        return self.times[repr(node)] > 1

    def alias(self, node: Data) -> str:
        """`*name` for what was written before, `&name` where it is written first, else nothing."""
        if not self.shared(node):
            return ""
        known = self.anchors.get(repr(node))
        if known is not None:
            return f"*{known}"
        name = f"a{len(self.anchors)}"
        self.anchors[repr(node)] = name
        return f"&{name}"


def _nested(node: Data) -> bool:
    return isinstance(node, dict | list) and bool(node)


def _identities(node: Data) -> list[str]:
    """What may be shared: maps, lists, and texts that are worth it."""
    found = (
        [repr(node)]
        if isinstance(node, dict | list) or (isinstance(node, str) and len(node) > 3)
        else []
    )
    children = (
        list(node.values()) if isinstance(node, dict) else node if isinstance(node, list) else []
    )
    return found + [identity for child in children for identity in _identities(child)]


def _is_block_text(text: str) -> bool:
    body = text.removesuffix("\n")
    if "\n" not in body or body.endswith("\n") or "\t" in text:
        return False
    return not text.startswith((" ", "\n")) and all(
        not line or line.strip() for line in body.split("\n")
    )
