"""Flowcharts that GitHub draws: nodes and edges in, text out, whatever the labels hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from opsgen.prose.markup import Markdown, block

# Everything else is written by its number: quotes and brackets would end a label, `%%{` is a
# directive to the whole diagram, a backtick asks for Markdown and `#` begins a number.
_UNSAFE = re.compile(r"[^A-Za-z0-9 _.,/=+-]")

_SHAPES = {"box": ("[", "]"), "round": ("(", ")"), "choice": ("{", "}")}

Direction = Literal["LR", "TB"]


@dataclass(slots=True)
class Flowchart:
    """Node ids are ours (`n1`), because the words of a label may be keywords, `end` for one."""

    direction: Direction
    _lines: list[str] = field(default_factory=list)
    _count: int = 0

    def node(self, label: Sequence[str], shape: Literal["box", "round", "choice"] = "box") -> str:
        """Draw a node whose label has these lines; gives its id."""
        self._count += 1
        left, right = _SHAPES[shape]
        self._lines.append(f'n{self._count}{left}"{_label(label)}"{right}')
        return f"n{self._count}"

    def edge(self, start: str, end: str, label: str = "", *, dotted: bool = False) -> None:
        arrow = "-.->" if dotted else "-->"
        words = f'|"{_label([label])}"|' if label.strip() else ""
        self._lines.append(f"{start} {arrow}{words} {end}")

    def begin_group(self, label: str) -> str:
        """Open a frame around the nodes that follow; gives its id, which edges may name."""
        self._count += 1
        self._lines.append(f'subgraph n{self._count}["{_label([label])}"]')
        return f"n{self._count}"

    def end_group(self) -> None:
        self._lines.append("end")

    def text(self) -> str:
        """The diagram without its fence."""
        depth, lines = 1, [f"flowchart {self.direction}"]
        for line in self._lines:
            depth -= line == "end"
            lines.append("  " * depth + line)
            depth += line.startswith("subgraph ")
        return "\n".join(lines)

    def markdown(self) -> Markdown:
        return block(self.text(), "mermaid")


def _label(lines: Sequence[str]) -> str:
    return "<br/>".join(_escaped(line) for line in lines if line.strip()) or " "


def _escaped(text: str) -> str:
    return _UNSAFE.sub(lambda match: f"#{ord(match[0])};", " ".join(text.split()))
