"""Messages: what the user typed, with `{label}`, `{value}` and `{threshold}` understood."""

from __future__ import annotations

import re
from collections.abc import Mapping

from opsgen.diagnostics import Path
from opsgen.diagnostics.rules import names as rules
from opsgen.plan import AnyOf
from opsgen.plan import values as v
from opsgen.plan.alerts import LabelPart, Message, MessagePart, TextPart, ThresholdPart, ValuePart
from opsgen.plan.conditions import Compare
from opsgen.resolve.compiled import Compiled
from opsgen.resolve.context import Context

# Doubled braces are text as typed, so they are read before a placeholder can be.
_TOKEN = re.compile(r"\{\{|\}\}|\{([A-Za-z_][A-Za-z0-9_]*)\}")


def resolve_message(
    text: str,
    path: Path,
    compiled: Compiled,
    fixed: Mapping[str, str],
    context: Context,
) -> Message:
    """The parts of `text`. `fixed` are labels whose value is known now (service, severity)."""
    parts: list[MessagePart] = []
    position = 0
    for token in _TOKEN.finditer(text):
        name = token[1]
        if name is None:
            continue
        parts.append(TextPart(text[position : token.start()]))
        position = token.end()
        parts.append(_placeholder(name, token, path, compiled, fixed, context))
    parts.append(TextPart(text[position:]))
    return joined(parts)


def joined(parts: list[MessagePart]) -> Message:
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


def _placeholder(
    name: str,
    token: re.Match[str],
    path: Path,
    compiled: Compiled,
    fixed: Mapping[str, str],
    context: Context,
) -> MessagePart:
    if name in ("value", "threshold") and name not in compiled.labels:
        return _figure(name, token, path, compiled, context)
    if name in compiled.labels:
        return LabelPart(name)
    if name in fixed:
        return TextPart(fixed[name])
    _report_lost(name, token, path, compiled, context)
    return TextPart(token.group())


def _figure(
    name: str, token: re.Match[str], path: Path, compiled: Compiled, context: Context
) -> MessagePart:
    problem = None
    if not compiled.compared:
        problem = "the condition compares nothing"
    elif len({compare.left.unit.dims for compare in compiled.compared}) > 1 and _joined_by_or(
        compiled
    ):
        problem = "the condition joins figures of different units by `or`"
    elif name == "threshold" and not isinstance(compiled.compared[0].right.node, v.Const):
        problem = "the right side of the condition is no constant"
    if problem is not None:
        span = context.document.inside(path, token.start(), token.end())
        message = f"`{{{name}}}` has no one meaning here: {problem}"
        help = f"remove `{{{name}}}` from the message"
        context.report(rules.PLACEHOLDER_WITHOUT_MEANING, path, message, at=span, help=help)
        return TextPart(token.group())
    first: Compare = compiled.compared[0]
    if name == "value":
        return ValuePart(first.left.unit)
    assert isinstance(first.right.node, v.Const)
    return ThresholdPart(first.right.node.value, first.left.unit)


def _joined_by_or(compiled: Compiled) -> bool:
    return isinstance(compiled.condition, AnyOf)


def _report_lost(
    name: str, token: re.Match[str], path: Path, compiled: Compiled, context: Context
) -> None:
    span = context.document.inside(path, token.start(), token.end())
    kept = ", ".join(f"`{label}`" for label in compiled.labels)
    having = f"it keeps {kept}" if kept else "it keeps no label at all"
    notes = []
    for measured in compiled.measured:
        if name in measured.keeps:
            notes.append(
                f"`{measured.name}` keeps `{name}`, but the condition is evaluated at the labels "
                "that all its parts share"
            )
    help = f"keep it with `by: [{name}]` on the alert, or remove `{{{name}}}` from the message"
    offers = [measured.offers for measured in compiled.measured if measured.offers is not None]
    if offers and not any(name in offered for offered in offers):
        help = f"remove `{{{name}}}` from the message, or use one of {kept or 'no label'}"
    context.report(
        rules.LOST_LABEL,
        path,
        f"the condition's result has no label `{name}`: {having}",
        at=span,
        help=help,
        notes=notes,
    )
