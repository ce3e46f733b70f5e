"""Values and conditions in words: the same objects that the rules lower to PromQL."""

from __future__ import annotations

from functools import lru_cache

from opsgen.artifacts import figures
from opsgen.plan import All, AnyOf, AtTime, Compare, Condition, Holds, Selector, Value
from opsgen.plan import values as v
from opsgen.plan.alerts import LabelPart, Message, TextPart, ThresholdPart, ValuePart
from opsgen.plan.conditions import CompareOp
from opsgen.plan.values import Labels
from opsgen.promql import to_promql
from opsgen.promql.forms import select
from opsgen.prose.markup import NOTHING, Markdown, code, join, listed, prose, text

_OPS: dict[CompareOp, Markdown] = {
    ">": Markdown("above"),
    ">=": Markdown("at or above"),
    "<": Markdown("below"),
    "<=": Markdown("at or below"),
    "==": Markdown("equal to"),
    "!=": Markdown("other than"),
}
_AGGREGATES: dict[v.Aggregation, Markdown] = {
    "max": Markdown("the largest of all series"),
    "min": Markdown("the smallest of all series"),
    "avg": Markdown("the mean of all series"),
    "sum": Markdown("the sum of all series"),
}
_MEANS = {"avg": Markdown("mean"), "min": Markdown("least"), "max": Markdown("greatest")}
_DAY = 24 * 60
_DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")


def message(parts: Message) -> Markdown:
    """What the alert says; labels and the figure, which are known when it fires, as code."""
    shown: list[Markdown] = []
    for part in parts:
        match part:
            case TextPart(words):
                # The escaper trims, and the spaces here part words.
                before, after = words[:1].isspace(), words[-1:].isspace()
                shown.append(Markdown(" " * before + text(words) + " " * after))
            case LabelPart(label):
                shown.append(code("{" + label + "}"))
            case ValuePart():
                shown.append(code("{value}"))
            case ThresholdPart(value, unit):
                shown.append(text(figures.figure(value, unit)))
    return Markdown("".join(shown).strip())


def condition(node: Condition) -> Markdown:
    """When it is true, in words that follow "when"."""
    match node:
        case Compare(Value(v.Increase(series, window), name=None), ">=", Value(v.Const(least))):
            count = text(figures.number(least))
            words = "there are at least {} of {} within {}"
            return prose(words, count, selector(series), _for(window))
        case Compare(left, _, _):
            return prose("{} is {}", name(left), threshold(node))
        case Holds(value):
            return _inner(value)
        case AtTime():
            return _at_time(node)
        case All(items):
            return join(" and ", (_joined(item, AnyOf) for item in items))
        case AnyOf(items):
            return join(" or ", (_joined(item, All) for item in items))


def _joined(node: Condition, otherwise: type[All | AnyOf]) -> Markdown:
    """One of several: in parentheses where it is joined otherwise, for no word binds closer."""
    told = condition(node)
    return prose("({})", told) if isinstance(node, otherwise) else told


def threshold(node: Compare) -> Markdown:
    """`above 5 %`."""
    return prose("{} {}", _OPS[node.op], _limit(node.left, node.right))


def name(value: Value) -> Markdown:
    """What the user calls it, else what it is."""
    return code(value.name) if value.name else _inner(value)


def meaning(value: Value) -> Markdown:
    """What the figure is."""
    return _node(value)


def each(labels: Labels) -> Markdown:
    """`, for each feature and test`; nothing without labels."""
    if not labels:
        return NOTHING
    return prose(", for each {}", listed([code(label) for label in labels]))


@lru_cache(maxsize=1024)  # a page names the series of an alert many times
def selector(series: Selector) -> Markdown:
    """`errors_total` with its matchers, as PromQL writes them."""
    return code(to_promql(select(series), 10_000))


def _limit(left: Value, right: Value) -> Markdown:
    if not isinstance(right.node, v.Const):
        return name(right)
    return text(figures.figure(right.node.value, left.unit))


def _node(value: Value) -> Markdown:
    match value.node:
        case v.Const():
            return text(figures.figure(value.node.value, value.unit))
        case v.Series(series, aggregate, window):
            seen = NOTHING if window is None else prose(", as seen within {}", _for(window))
            return prose("{} {}{}", _AGGREGATES[aggregate], selector(series), seen)
        case v.Rate(series, window):
            return prose("{} per second over {}", selector(series), _for(window))
        case v.Increase(series, window):
            return prose("the growth of {} within {}", selector(series), _for(window))
        case v.Ratio(part, total, window):
            words = "the share of {} in {} over {}"
            return prose(words, selector(part), selector(total), _for(window))
        case v.Quantile(histogram, quantile, window):
            words = "the figure that {}% of {} stay at or below over {}"
            share = text(figures.number(quantile * 100))
            return prose(words, share, selector(histogram), _for(window))
        case v.OverTime(function, of, window):
            return prose("the {} of {} over {}", _MEANS[function], _inner(of), _for(window))
        case v.Baseline(of, window, lag):
            words = "the mean of {} over the {} that ended {} ago"
            return prose(words, _inner(of), _for(window), _for(lag))
        case v.ZScore(of, window, lag):
            words = (
                "how many standard deviations {} is above its mean over the {} that ended {} ago"
            )
            return prose(words, _inner(of), _for(window), _for(lag))
        case v.Change(of, window):
            return prose("by how much {} changed against {} before", _inner(of), _for(window))
        case v.Share(part, _, label):
            return prose("the part that the largest {} has of {}", code(label), _inner(part))
        case v.Absent(series, window):
            lasted = NOTHING if window is None else prose(" within {}", _for(window))
            return prose("no series {} was seen{}", selector(series), lasted)
        case v.Age(series, _):
            return prose("the time since the newest {}", selector(series))
        case v.Fired(_, severities, window, _):
            levels = join(", ", map(text, severities))
            return prose("an alert of severity {} fired within {}", levels, _for(window))
        case v.Always():
            return Markdown("Prometheus evaluates its rules")
        case v.OrElse(of, other):
            return prose("{}, or {} where there is none", _inner(of), text(figures.number(other)))
        case v.Arith(op, left, right):
            return prose("{} {} {}", _inner(left), Markdown(_SIGNS[op]), _inner(right))
        case v.Raw():
            return Markdown("the result of the PromQL that the metric gives")


_SIGNS = {"+": "plus", "-": "minus", "*": "times", "/": "divided by"}


def _inner(value: Value) -> Markdown:
    """A part of a larger figure; arithmetic within it in parentheses."""
    if value.name and not isinstance(value.node, v.Absent | v.Fired):
        return code(value.name)
    inner = _node(value)
    return prose("({})", inner) if isinstance(value.node, v.Arith) else inner


def _for(seconds: int) -> Markdown:
    return text(figures.duration(seconds))


def _at_time(when: AtTime) -> Markdown:
    clock = prose("it is {} to {} UTC", _clock(when.start), _clock(when.start + when.minutes))
    if when.weekday is not None:
        return prose("{} on a {}", clock, Markdown(_DAYS[when.weekday]))
    if when.period != _DAY:
        return prose("{}, or any {} later", clock, _for(when.period * 60))
    return clock


def _clock(minute: int) -> Markdown:
    hours, minutes = divmod(minute % _DAY, 60)
    return Markdown(f"{hours:02}:{minutes:02}")
