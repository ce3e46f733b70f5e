"""Events to a tree and plain data, with every limit checked before anything is built.

PyYAML's own composer recurses (a file of 100,000 `[` kills the process), expands aliases
without a bound and keeps the last of two equal keys. libyaml's event stream has none of
these faults, so the document is built from it here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from opsgen.diagnostics.model import Diagnostic
from opsgen.source import lookalikes, tabs
from opsgen.source.lines import Lines
from opsgen.source.quoting import lookalike, mistaken_block, rest_of_line
from opsgen.source.report import Report, Stop
from opsgen.source.scalars import Doubt, resolve
from opsgen.source.tree import Alias, Mapping, Node, Scalar, Sequence, last_child, target

MAX_NODES = 500_000
MAX_ADDED = 50_000
MAX_DEPTH = 32
MAX_TEXT = 65_536
MAX_KEY = 1_024

# A node's anchor stands before its own text and belongs to the span of its event.
_ANCHOR = re.compile(r"&[^\s]+(?:[ \t]|\n|(?<=\s)#[^\n]*)*")
_TAG = re.compile(r"(?:&\S+\s+)?(!\S*)")

# Both parsers give the same events for what is accepted; libyaml's is ten times faster.
_parser: Any = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader


@dataclass(frozen=True, slots=True)
class Built:
    """`root` and `data` are None when there were problems."""

    root: Mapping | None
    data: dict[str, object] | None
    problems: tuple[Diagnostic, ...]


def build(lines: Lines) -> Built:
    """Read the one document of `lines.text`, which holds no forbidden character."""
    reader = _read(lines)
    problems = reader.problems()
    if problems or not (isinstance(reader.root, Mapping) and isinstance(reader.data, dict)):
        return Built(None, None, problems)
    return Built(reader.root, reader.data, ())


def parse(lines: Lines) -> tuple[Node | None, object, tuple[Diagnostic, ...]]:
    """(the root, what it stands for, the problems) of one document, whatever its root is."""
    reader = _read(lines, any_root=True)
    return reader.root, reader.data, reader.problems()


def _read(lines: Lines, any_root: bool = False) -> _Reader:
    """The reader after the whole text, or after the first problem that ends the reading."""
    reader = _Reader(lines, any_root)
    if given_up := reader.read(lines.text):
        # What stands before that place is deeper than our own limit, which the events tell.
        reader = _Reader(lines, any_root)
        reader.read(lines.text[:given_up])
    return reader


@dataclass(slots=True)
class _Anchored:
    """A finished node that aliases may name; `size` and `height` are what an alias adds."""

    node: Scalar | Sequence | Mapping
    value: object
    size: int
    height: int


@dataclass(slots=True)
class _Open:
    """A collection whose end has not been read yet."""

    node: Sequence | Mapping
    value: Any  # the dict or list that the node stands for
    anchor: str | None
    before: int  # nodes counted before it
    height: int = 0
    key: Scalar | None = None  # of the pair whose value is awaited
    keep: bool = True  # False: the key was refused, the value has no place
    merges: list[tuple[Mapping, dict[str, object]]] = field(default_factory=list)
    merge_key: Scalar | None = None


class _Reader:
    def __init__(self, lines: Lines, any_root: bool = False) -> None:
        self.lines = lines
        self.any_root = any_root
        self.text = lines.text
        self.report = Report(lines)
        self.root: Node | None = None
        self.data: object = None
        self.open: list[_Open] = []
        self.anchors: dict[str, _Anchored] = {}
        self.documents = 0
        self.nodes = 0
        self.added = 0
        self.last: Scalar | None = None
        self.mistaken: Scalar | None = None
        # The scalars that may hold tabs; nobody asks for them in a text without tabs.
        self.tabbed: list[tuple[int, int]] | None = [] if "\t" in self.text else None

    def read(self, text: str) -> int | None:
        """None, or where the scanner met its own limit of depth before it gave the events."""
        try:
            for event in yaml.parse(text, Loader=_parser):
                self.take(event)
            self.close()
        except Stop:
            pass
        except yaml.YAMLError as error:
            from opsgen.source import syntax  # its patterns are for what is no YAML

            if given_up := syntax.nested_beyond_the_scanner(error):
                return given_up
            # A mistaken block text is the cause of the error that follows it.
            if self.mistaken is None or self.mistaken is not self.last:
                self.report.cause(syntax.explain(error, self.lines, self.last, self.in_flow()))
        return None

    def in_flow(self) -> bool:
        return bool(self.open) and self.open[-1].node.flow

    def problems(self) -> tuple[Diagnostic, ...]:
        return tuple(sorted(self.report.problems, key=Diagnostic.sort_key))

    def close(self) -> None:
        if not (self.any_root or isinstance(self.root, Mapping)):
            kind = {type(None): "is empty", Sequence: "is a list"}.get(type(self.root))
            self.report.root(self.root, kind or "is a single text")
        if self.tabbed is not None:
            for tab in tabs.outside(self.text, self.tabbed):
                self.report.tab(tab)

    # Events ---------------------------------------------------------------------------

    def take(self, event: Any) -> None:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            self.scalar(event)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            self.start(event, kind is yaml.MappingStartEvent)
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            self.end(event)
        elif kind is yaml.AliasEvent:
            self.alias(event)
        elif kind is yaml.DocumentStartEvent:
            self.document(event)

    def document(self, event: Any) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        self.documents += 1
        if event.version or event.tags:
            self.report.directive(*rest_of_line(self.lines, start))
        if self.documents > 1:
            self.report.several_documents(start, end)
            raise Stop

    def scalar(self, event: Any) -> None:
        start, end = self.begin(event)
        node = Scalar(start, end, event.style or "", event.value)
        self.last = node
        if self.tabbed is not None and node.style:
            self.tabbed.append(tabs.allowed(self.text, node))
        frame = self.open[-1] if self.open else None
        if node.style and node.style in "|>":
            self.block(node, frame.key.value if frame and frame.key else "")
        if frame is not None and frame.key is None and isinstance(frame.node, Mapping):
            self.key(frame, frame.node, node)
            return
        value = None if event.tag is not None else self.value(node)
        if event.anchor is not None:
            self.anchors[event.anchor] = _Anchored(node, value, 1, 0)
        self.attach(node, value, 0)

    def start(self, event: Any, is_map: bool) -> None:
        before = self.nodes + self.added
        start, _ = self.begin(event)
        if len(self.open) >= MAX_DEPTH:
            self.report.too_deep(start, MAX_DEPTH)
        node = (Mapping if is_map else Sequence)(start, start, bool(event.flow_style))
        self.open.append(_Open(node, {} if is_map else [], event.anchor, before))

    def end(self, event: Any) -> None:
        frame = self.open.pop()
        node = frame.node
        last = last_child(node)
        # A block collection's own end mark stands at the next token, past comments.
        node.end = event.end_mark.index if node.flow or last is None else last.end
        if isinstance(node, Mapping):
            for source, values in frame.merges:
                for key, pair in source.pairs.items():
                    if key not in node.pairs:
                        node.pairs[key] = pair
                        frame.value[key] = values[key]
        height = frame.height + 1
        if frame.anchor is not None:
            size = self.nodes + self.added - frame.before
            self.anchors[frame.anchor] = _Anchored(node, frame.value, size, height)
        self.attach(node, frame.value, height)

    def alias(self, event: Any) -> None:
        start, end = self.begin(event)
        known = self.anchors.get(event.anchor)
        if any(frame.anchor == event.anchor for frame in self.open):
            self.report.self_reference(start, end)
        elif known is None:
            self.report.unknown_anchor(start, end)
        else:
            self.added += known.size
            if self.added > MAX_ADDED:
                self.report.alias_budget(start, end, MAX_ADDED)
            if len(self.open) + known.height > MAX_DEPTH:
                self.report.too_deep(start, MAX_DEPTH)
            self.attach(Alias(start, end, known.node), known.value, known.height)
            return
        # An empty map in its place is valid everywhere and causes no second error.
        self.attach(Mapping(start, end, flow=True), {}, 1)

    def begin(self, event: Any) -> tuple[int, int]:
        """Count a node, refuse its tag; its offsets without the anchor."""
        start, end = event.start_mark.index, event.end_mark.index
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self.report.too_many_nodes(start, MAX_NODES)
        if type(event) is yaml.AliasEvent:
            return start, end
        if event.tag is not None:
            tag = _TAG.match(self.text, start)
            self.report.tag(*(tag.span(1) if tag else (start, end)))
        elif event.anchor is not None:
            found = _ANCHOR.match(self.text, start)
            after = found.end() if found else start
            # An empty value has no text of its own after its anchor.
            start = min(after, end) if type(event) is yaml.ScalarEvent else after
        return start, end

    # Keys and values --------------------------------------------------------------------

    def key(self, frame: _Open, holder: Mapping, node: Scalar) -> None:
        frame.key, frame.keep = node, False
        if len(node.value) > MAX_KEY:
            self.report.too_long(node, "key", MAX_KEY)
        elif node.style == "" and node.value == "<<":
            if frame.merge_key is not None:
                self.report.duplicate(node, frame.merge_key)
            frame.merge_key = node
        elif node.style == "" and (meaning := resolve(node.value)) != node.value:
            self.report.key(node, meaning)
        elif node.style == "" and (at := lookalikes.in_key(node.value)) is not None:
            # A key that goes on to a second line has its break as one space, too.
            self.report.add(lookalike(self.lines, node.start + at))
        elif node.value in holder.pairs:
            self.report.duplicate(node, holder.pairs[node.value][0])
        else:
            self.report.escapes(node)
            frame.keep = True

    def value(self, node: Scalar) -> object:
        if len(node.value) > MAX_TEXT:
            self.report.too_long(node, "text", MAX_TEXT)
            return None
        if node.style == "":
            meaning = resolve(node.value)
            if isinstance(meaning, Doubt):
                self.report.doubt(node, meaning)
                return None
            return meaning
        if node.style == '"':
            self.report.escapes(node)
        return node.value

    def block(self, node: Scalar, key: str) -> None:
        finding = mistaken_block(self.lines, node, key)
        if finding is not None:
            self.mistaken = node
            self.report.add(finding)

    def attach(self, node: Node, value: object, height: int) -> None:
        """Give a finished node to the collection that holds it."""
        if not self.open:
            self.root, self.data = node, value
            return
        frame = self.open[-1]
        frame.height = max(frame.height, height)
        holder = frame.node
        if isinstance(holder, Sequence):
            holder.items.append(node)
            frame.value.append(value)
            return
        if frame.key is None:
            self.report.complex_key(node)
            frame.key, frame.keep = Scalar(node.start, node.end, "", ""), False
            return
        key, frame.key = frame.key, None
        if node.start == node.end and "\n" in self.text[key.end : node.start]:
            # `? key` without a value: libyaml puts the empty value at the next token.
            node.start = node.end = key.end
        holder.last = node
        if key is frame.merge_key:
            self.merge(frame, node, value)
        elif frame.keep:
            holder.pairs[key.value] = (key, node)
            frame.value[key.value] = value

    def merge(self, frame: _Open, node: Node, value: object) -> None:
        """YAML 1.1's merge type: a map or a list of maps, of which the earlier wins."""
        whole = target(node)
        parts: list[tuple[Node, object]] = [(node, value)]
        if isinstance(whole, Sequence) and isinstance(value, list):
            parts = list(zip(whole.items, value, strict=True))
        for part, part_value in parts:
            source = target(part)
            if isinstance(source, Mapping) and isinstance(part_value, dict):
                frame.merges.append((source, part_value))
            else:
                self.report.merge(part)
