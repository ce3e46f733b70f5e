"""What an alert says when nobody wrote it: the condition in words, the figure, the limit."""

from __future__ import annotations

from opsgen.plan import Compare
from opsgen.plan import values as v
from opsgen.plan.alerts import Message, MessagePart, TextPart, ThresholdPart, ValuePart
from opsgen.resolve.compiled import Compiled
from opsgen.resolve.messages import figures, joined, reader_of

_WORDS = {
    ">": "above",
    ">=": "at or above",
    "<": "below",
    "<=": "at or below",
    "==": "equal to",
    "!=": "not equal to",
}


def threshold_words(metric: str, compiled: Compiled, text: str) -> str:
    """`error_rate is above 1%`, from the threshold as it was written."""
    limit = text.strip().lstrip("<>=! ")
    return f"{metric} is {_WORDS[compiled.compared[0].op]} {limit}"


def description(compiled: Compiled, meaning: str | None) -> Message:
    """What is measured, how it stands and where the limits are."""
    parts: list[MessagePart] = []
    if meaning:
        parts.append(TextPart(meaning.strip() + "\n"))
    deciding = figures(compiled.condition)
    compares = [item for item in deciding if isinstance(item, Compare)]
    if not compares:
        return joined([*parts, TextPart("The series that the condition names is missing.")])
    first = compares[0]
    one_figure = reader_of(compiled) is not None
    if one_figure and len({item.left.name for item in compares}) == 1:
        parts += [TextPart(f"{first.left.name or 'the figure'} is now ")]
        parts += [ValuePart(first.left.unit), TextPart("; the alert fires ")]
        limits = [_limit(item) for item in compares]
    else:
        parts.append(TextPart("The alert fires when "))
        limits = [
            [TextPart(f"{item.left.name or 'the figure'} is "), *_limit(item)] for item in compares
        ]
        if len(compares) < len(deciding):
            limits.append([TextPart("a series that it names is missing")])
    for index, limit in enumerate(limits):
        parts += [TextPart(" or "), *limit] if index else limit
    return joined([*parts, TextPart(".")])


def _limit(compare: Compare) -> list[MessagePart]:
    words = f"{_WORDS[compare.op]} "
    right = compare.right
    if isinstance(right.node, v.Const):
        return [TextPart(words), ThresholdPart(right.node.value, compare.left.unit)]
    return [TextPart(words + (right.name or "the other side"))]
