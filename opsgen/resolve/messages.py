"""Messages: what the user typed, with `{label}`, `{value}` and `{threshold}` understood."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from opsgen.diagnostics import Path
from opsgen.diagnostics.rules import names as rules
from opsgen.plan import All, AnyOf, Compare, Condition
from opsgen.plan import values as v
from opsgen.plan.alerts import LabelPart, Message, MessagePart, TextPart, ThresholdPart, ValuePart
from opsgen.resolve.compiled import Compiled
from opsgen.resolve.context import Context

# Doubled braces are text as typed, so they are read before a placeholder can be.
_TOKEN = re.compile(r"\{\{|\}\}|\{([A-Za-z_][A-Za-z0-9_]*)\}")


@dataclass(frozen=True, slots=True)
class MessageReader:
    """Reads the texts of one alert. `fixed` are labels whose value is known now."""

    compiled: Compiled
    fixed: Mapping[str, str]
    context: Context

    def read(self, text: str, path: Path) -> Message:
        """The parts of `text`, the scalar at `path`."""
        parts: list[MessagePart] = []
        position = 0
        for token in _TOKEN.finditer(text):
            if token[1] is None:
                continue
            parts.append(TextPart(text[position : token.start()]))
            position = token.end()
            parts.append(self._placeholder(token[1], token, path))
        parts.append(TextPart(text[position:]))
        return joined(parts)

    def _placeholder(self, name: str, token: re.Match[str], path: Path) -> MessagePart:
        if name in self.compiled.labels:
            return LabelPart(name)
        if name in ("value", "threshold"):
            return self._figure(name, token, path)
        if name in self.fixed:
            return TextPart(self.fixed[name])
        self._report_lost(name, token, path)
        return TextPart(token.group())

    def _figure(self, name: str, token: re.Match[str], path: Path) -> MessagePart:
        first = reader_of(self.compiled)
        problem = None
        if not self.compiled.compared:
            problem = "the condition compares nothing"
        elif first is None:
            problem = "the condition joins different kinds of figures by `or`"
        elif name == "threshold" and not isinstance(first.right.node, v.Const):
            problem = "the right side of the condition is no constant"
        elif name == "threshold" and len(_limits(self.compiled.condition)) > 1:
            problem = "the condition joins different thresholds by `or`"
        if problem is None and first is not None:
            if name == "value":
                return ValuePart(first.left.unit)
            assert isinstance(first.right.node, v.Const)
            return ThresholdPart(first.right.node.value, first.left.unit)
        span = self.context.document.inside(path, token.start(), token.end())
        message = f"`{{{name}}}` has no one meaning here: {problem}"
        help = f"remove `{{{name}}}` from the message"
        if problem is not None and problem.endswith("by `or`"):
            help += ", or write one alert for each part"
        self.context.report(rules.PLACEHOLDER_WITHOUT_MEANING, path, message, at=span, help=help)
        return TextPart(token.group())

    def _report_lost(self, name: str, token: re.Match[str], path: Path) -> None:
        compiled, context = self.compiled, self.context
        if context.refused.is_lost(("monitoring", "defaults", "by")):
            return
        kept = ", ".join(f"`{label}`" for label in compiled.labels)
        having = f"it keeps {kept}" if kept else "it keeps no label at all"
        losers = [measured for measured in compiled.measured if name not in measured.keeps]
        keepers = [measured for measured in compiled.measured if name in measured.keeps]
        notes = []
        if keepers and losers:
            listed = " and ".join(f"`{measured.name}`" for measured in losers)
            verb = "do" if len(losers) > 1 else "does"
            notes.append(
                f"`{keepers[0].name}` keeps `{name}`, and {listed} {verb} not: "
                "a condition is evaluated at the labels that all its parts share"
            )
        help = f"keep it with `by: [{name}]` on the alert, or remove `{{{name}}}` from the message"
        if any(m.offers is not None and name not in m.offers for m in compiled.measured):
            help = f"remove `{{{name}}}` from the message"
        context.report(
            rules.LOST_LABEL,
            path,
            f"the condition's result has no label `{name}`: {having}",
            at=context.document.inside(path, token.start(), token.end()),
            help=help,
            notes=notes,
        )


def joined(parts: Sequence[MessagePart]) -> Message:
    """Neighbouring words as one part; no empty ones."""
    result: list[MessagePart] = []
    for part in parts:
        if isinstance(part, TextPart) and not part.text:
            continue
        if isinstance(part, TextPart) and result and isinstance(result[-1], TextPart):
            result[-1] = TextPart(result[-1].text + part.text)
        else:
            result.append(part)
    return tuple(result)


def reader_of(compiled: Compiled) -> Compare | None:
    """The comparison whose left side the result's figure is; None where that is not one thing."""
    deciding = figures(compiled.condition)
    compares = [item for item in deciding if isinstance(item, Compare)]
    if len(compares) < len(deciding) or len({item.left.unit.dims for item in compares}) != 1:
        return None
    kinds = {item.left.unit.kind for item in compares}
    scales = {item.left.unit.scale for item in compares}
    return compares[0] if len(kinds) == len(scales) == 1 else None


def figures(condition: Condition) -> list[Condition]:
    """Whose figure the result may have: of `and` the first one's, of `or` any one's."""
    match condition:
        case All(items):
            return figures(items[0])
        case AnyOf(items):
            return [shown for item in items for shown in figures(item)]
        case _:
            return [condition]


def _limits(condition: Condition) -> set[v.Value]:
    compares = [item for item in figures(condition) if isinstance(item, Compare)]
    return {item.right for item in compares}
