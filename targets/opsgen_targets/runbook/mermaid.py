"""Flowcharts that GitHub draws: nodes and edges in, text out, whatever the labels hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from opsgen.prose.markup import Markdown, block, join, table, text

# Everything else is written by its number: quotes and brackets would end a label, `%%{` is a
# directive to the whole diagram, a backtick asks for Markdown and `#` begins a number.
_UNSAFE = re.compile(r"[^A-Za-z0-9 _.,/=+-]")

_SHAPES = {"box": ("[", "]"), "round": ("(", ")"), "choice": ("{", "}")}

# Mermaid's defaults `maxEdges` and `maxTextSize` (mermaid docs, config schema), which a page
# cannot raise: beyond them GitHub shows an error in place of the diagram.
_MOST_EDGES = 500
_LONGEST = 50_000

Direction = Literal["LR", "TB"]


@dataclass(slots=True)
class Flowchart:
    """Node ids are ours (`n1`), because the words of a label may be keywords, `end` for one."""

    direction: Direction
    _lines: list[str] = field(default_factory=list)
    _named: dict[str, Markdown] = field(default_factory=dict)
    _edges: list[tuple[str, str, str]] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)
    _count: int = 0

    def node(self, label: Sequence[str], shape: Literal["box", "round", "choice"] = "box") -> str:
        """Draw a node whose label has these lines; gives its id."""
        left, right = _SHAPES[shape]
        id = self._id(label)
        self._lines.append(f'{id}{left}"{_label(label)}"{right}')
        return id

    def edge(self, start: str, end: str, label: str = "", *, dotted: bool = False) -> None:
        arrow = "-.->" if dotted else "-->"
        words = f'|"{_label([label])}"|' if label.strip() else ""
        self._lines.append(f"{start} {arrow}{words} {end}")
        self._edges.append((start, end, label))

    def begin_group(self, label: str) -> str:
        """Open a frame around the nodes that follow; gives its id, which edges may name."""
        id = self._id([label])
        self._lines.append(f'subgraph {id}["{_label([label])}"]')
        self._open.append(id)
        return id

    def end_group(self) -> None:
        self._lines.append("end")
        self._open.pop()

    def text(self) -> str:
        """The diagram without its fence."""
        depth, lines = 1, [f"flowchart {self.direction}"]
        for line in self._lines:
            depth -= line == "end"
            lines.append("  " * depth + line)
            depth += line.startswith("subgraph ")
        return "\n".join(lines)

    def markdown(self) -> Markdown:
        """The diagram, or a table of its edges where GitHub would refuse to draw it."""
        drawn = self.text()
        if len(self._edges) <= _MOST_EDGES and len(drawn) <= _LONGEST:
            return block(drawn, "mermaid")
        rows = (
            (self._named[start], self._named[end], text(label)) for start, end, label in self._edges
        )
        return table(("From", "To", "When"), rows)

    def _id(self, label: Sequence[str]) -> str:
        self._count += 1
        id = f"n{self._count}"
        frames = [self._named[frame] for frame in self._open[-1:]]
        self._named[id] = join(", ", (*frames, *map(text, label)))
        return id


def _label(lines: Sequence[str]) -> str:
    return "<br/>".join(_escaped(line) for line in lines if line.strip()) or " "


def _escaped(text: str) -> str:
    return _UNSAFE.sub(lambda match: f"#{ord(match[0])};", " ".join(text.split()))
