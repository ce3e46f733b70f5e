"""What an alert says when nobody wrote it: the condition in words, the figure, the limit."""

from __future__ import annotations

from opsgen.plan import values as v
from opsgen.plan.alerts import Message, TextPart, ThresholdPart, ValuePart
from opsgen.resolve.compiled import Compiled
from opsgen.resolve.messages import joined, reader_of

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
    """What is measured, how it stands and where the limit is."""
    parts: list[TextPart | ValuePart | ThresholdPart] = []
    if meaning:
        parts.append(TextPart(meaning.strip() + "\n"))
    first = reader_of(compiled)
    if first is None:
        said = "The series that the condition names is missing."
        if compiled.compared:
            said = "One of the parts of its condition holds."
        return joined([*parts, TextPart(said)])
    name = first.left.name or "the figure"
    parts += [TextPart(f"{name} is now "), ValuePart(first.left.unit)]
    words = _WORDS[first.op]
    if isinstance(first.right.node, v.Const):
        parts.append(TextPart(f"; the alert fires {words} "))
        parts.append(ThresholdPart(first.right.node.value, first.left.unit))
    else:
        parts.append(TextPart(f"; the alert fires {words} {first.right.name or 'the other side'}"))
    parts.append(TextPart("."))
    return joined([*parts])
