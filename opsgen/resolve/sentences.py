"""What an alert says when nobody wrote it: the condition in words, the figure, the limit."""

from __future__ import annotations

from opsgen.artifacts.figures import figure
from opsgen.conditions import names, parse_threshold
from opsgen.plan import All, AnyOf, Compare, Condition, Holds
from opsgen.plan import values as v
from opsgen.plan.alerts import Message, MessagePart, TextPart, ThresholdPart, ValuePart
from opsgen.plan.conditions import without_guards
from opsgen.promql import to_promql
from opsgen.promql.forms import select
from opsgen.resolve.compiled import Compiled
from opsgen.resolve.messages import figures, joined, reader_of

_ONE_LINE = 10_000
_WORDS = {
    ">": "above",
    ">=": "at or above",
    "<": "below",
    "<=": "at or below",
    "==": "equal to",
    "!=": "not equal to",
}


def threshold_words(metric: str, compiled: Compiled, text: str) -> str:
    """`error_rate is above 1%`, from the threshold as it was written.

    A constant's name is no figure to whoever was just woken: `above 2 * sla (4s)`.
    """
    limit = text.strip().lstrip("<>=! ")
    compare = compiled.compared[0]
    tree = parse_threshold(text).tree
    if isinstance(compare.right.node, v.Const) and tree is not None and names(tree):
        limit += f" ({figure(compare.right.node.value, compare.left.unit)})"
    return f"{metric} is {_WORDS[compare.op]} {limit}"


def description(compiled: Compiled, meaning: str | None) -> Message:
    """What is measured, how it stands and where the limits are."""
    parts: list[MessagePart] = []
    if meaning:
        parts.append(TextPart(meaning.strip() + "\n"))
    asked = without_guards(compiled.condition)
    reader = reader_of(compiled)
    shown = {item.left.name for item in figures(asked) if isinstance(item, Compare)}
    if reader is None or len(shown) > 1:
        return joined([*parts, TextPart("The alert fires when "), *_when(asked), TextPart(".")])
    name = reader.left.name or "the figure"
    parts += [TextPart(f"{name} is now "), ValuePart(reader.left.unit)]
    limits = _limits_of_one(asked)
    parts += [TextPart("; the alert fires "), *(limits or [TextPart("when "), *_when(asked)])]
    return joined([*parts, TextPart(".")])


def _limits_of_one(asked: Condition) -> list[MessagePart]:
    """Of one figure and nothing else they need not name it again."""
    items = asked.items if isinstance(asked, AnyOf) else (asked,)
    compares = [item for item in items if isinstance(item, Compare)]
    if len(compares) < len(items) or len({item.left.name for item in compares}) > 1:
        return []
    limits = _limit(compares[0])
    for compare in compares[1:]:
        limits += [TextPart(" or "), *_limit(compare)]
    return limits


def _when(asked: Condition) -> list[MessagePart]:
    match asked:
        case Compare():
            return [TextPart(f"{asked.left.name or 'the figure'} is "), *_limit(asked)]
        case All(items) | AnyOf(items):
            word = " and " if isinstance(asked, All) else " or "
            parts: list[MessagePart] = []
            for item in items:
                told = _when(item)
                if isinstance(item, All | AnyOf) and type(item) is not type(asked):
                    told = [TextPart("("), *told, TextPart(")")]
                parts += [TextPart(word), *told] if parts else told
            return parts
        case Holds(v.Value(v.Absent(series))):
            return [TextPart(f"no series {to_promql(select(series), _ONE_LINE)} is there")]
        case _:
            return [TextPart("a series that it names is missing")]


def _limit(compare: Compare) -> list[MessagePart]:
    words = f"{_WORDS[compare.op]} "
    right = compare.right
    if isinstance(right.node, v.Const):
        return [TextPart(words), ThresholdPart(right.node.value, compare.left.unit)]
    return [TextPart(words + (right.name or "the other side"))]
