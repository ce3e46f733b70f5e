"""What is measured, and when it is wrong, as plain data: the shape, with its words."""

from __future__ import annotations

from typing import Annotated, Literal, TypedDict

from opsgen.plan.conditions import CompareOp
from opsgen.plan.values import Aggregation, MatchOp

Decimals = Annotated[
    str,
    "A decimal number as a text, never with an exponent; rounded only where its digits never end.",
]
Seconds = Annotated[int, "A time in seconds."]


class MatcherData(TypedDict):
    """One condition on a label of a series."""

    label: Annotated[str, "Name of the label."]
    op: Annotated[MatchOp, "`=~` and `!~` match a regular expression of RE2."]
    value: Annotated[str, "The text, or the regular expression."]


class SelectorData(TypedDict):
    """Series of one exported name."""

    series: Annotated[str, "The exported name, byte for byte; a histogram's without `_bucket`."]
    matchers: Annotated[list[MatcherData], "All of them hold."]


class SeriesData(TypedDict):
    """A gauge, as it stands."""

    kind: Annotated[Literal["series"], "A gauge."]
    selector: Annotated[SelectorData, "Which series."]
    aggregate: Annotated[Aggregation, "How several series become one figure."]
    window: Annotated[Seconds | None, "How long a figure is good for; null: while it is fresh."]


class RateData(TypedDict):
    """Events per second."""

    kind: Annotated[Literal["rate"], "A counter's growth per second."]
    selector: Annotated[SelectorData, "Which counter."]
    window: Annotated[Seconds, "Over which time."]


class IncreaseData(TypedDict):
    """Events within a time."""

    kind: Annotated[Literal["increase"], "A counter's growth."]
    selector: Annotated[SelectorData, "Which counter."]
    window: Annotated[Seconds, "Within which time."]


class RatioData(TypedDict):
    """Part events per total event: 0 without part events, nothing without traffic."""

    kind: Annotated[Literal["ratio"], "The share of some events in all."]
    part: Annotated[SelectorData, "The counter of some."]
    total: Annotated[SelectorData, "The counter of all."]
    window: Annotated[Seconds, "Over which time."]


class QuantileData(TypedDict):
    """A quantile of a histogram."""

    kind: Annotated[Literal["quantile"], "A quantile."]
    histogram: Annotated[SelectorData, "Which histogram."]
    quantile: Annotated[Decimals, "Which quantile, from 0 to 1."]
    window: Annotated[Seconds, "Over which time."]
    buckets: Annotated[list[Decimals], "The declared upper bounds; empty when unknown."]
    native: Annotated[bool, "Whether it is a native histogram."]


class OverTimeData(TypedDict):
    """Another value over a time."""

    kind: Annotated[Literal["over_time"], "The mean, least or greatest over a time."]
    function: Annotated[Literal["avg", "min", "max"], "Which of the three."]
    of: Annotated[ValueData, "Of which value."]
    window: Annotated[Seconds, "Over which time."]


class BaselineData(TypedDict):
    """What another value usually is."""

    kind: Annotated[Literal["baseline"], "The mean of an earlier time."]
    of: Annotated[ValueData, "Of which value."]
    window: Annotated[Seconds, "How long that time was."]
    lag: Annotated[Seconds, "How long ago it ended."]


class ZScoreData(TypedDict):
    """How unusual another value is."""

    kind: Annotated[Literal["zscore"], "The distance from the baseline in standard deviations."]
    of: Annotated[ValueData, "Of which value."]
    window: Annotated[Seconds, "How long the time of the baseline was."]
    lag: Annotated[Seconds, "How long ago it ended."]
    floor: Annotated[Decimals | None, "The least that counts as a deviation."]


class ChangeData(TypedDict):
    """How another value moved."""

    kind: Annotated[Literal["change"], "Now against then, minus one."]
    of: Annotated[ValueData, "Of which value."]
    window: Annotated[Seconds, "How long ago then was."]


class ShareData(TypedDict):
    """Skew: the largest part of a whole."""

    kind: Annotated[Literal["share"], "The part that the largest label value has."]
    part: Annotated[ValueData, "The value per label value."]
    whole: Annotated[ValueData, "The value of them all."]
    label: Annotated[str, "Which label."]


class AbsentData(TypedDict):
    """1 while nothing is there."""

    kind: Annotated[Literal["absent"], "That no series was seen."]
    selector: Annotated[SelectorData, "Which series."]
    window: Annotated[Seconds | None, "For how long; null: now."]


class AgeData(TypedDict):
    """Seconds since the newest Unix time that a series held."""

    kind: Annotated[Literal["age"], "How old the newest time is."]
    selector: Annotated[SelectorData, "Which series."]
    window: Annotated[Seconds, "How far back is looked."]


class FiredData(TypedDict):
    """Seconds for which each alert of the service was firing."""

    kind: Annotated[Literal["fired"], "What a digest lists."]
    severities: Annotated[list[str], "Alerts of which severities."]
    window: Annotated[Seconds, "Within which time."]


class AlwaysData(TypedDict):
    """1, at all times."""

    kind: Annotated[Literal["always"], "A heartbeat."]


class ConstData(TypedDict):
    """A figure that is written down."""

    kind: Annotated[Literal["const"], "A constant."]
    number: Annotated[Decimals, "The figure, in the unit of its value."]


class ArithData(TypedDict):
    """Two values, calculated."""

    kind: Annotated[Literal["arith"], "Arithmetic."]
    op: Annotated[Literal["+", "-", "*", "/"], "The sign."]
    left: Annotated[ValueData, "What stands before it."]
    right: Annotated[ValueData, "What stands after it."]


class OrElseData(TypedDict):
    """A value, or a figure where there is none."""

    kind: Annotated[Literal["or_else"], "A value with a figure for its absence."]
    of: Annotated[ValueData, "Which value."]
    other: Annotated[Decimals, "The figure where there is none."]


class RawData(TypedDict):
    """The user's own PromQL, which only Prometheus understands."""

    kind: Annotated[Literal["raw"], "PromQL of the user's own."]
    promql: Annotated[str, "As it was typed."]


FigureData = (
    SeriesData
    | RateData
    | IncreaseData
    | RatioData
    | QuantileData
    | OverTimeData
    | BaselineData
    | ZScoreData
    | ChangeData
    | ShareData
    | AbsentData
    | AgeData
    | FiredData
    | AlwaysData
    | ConstData
    | ArithData
    | OrElseData
    | RawData
)


class ValueData(TypedDict):
    """A figure per combination of its labels."""

    name: Annotated[str | None, "What the user calls it; null for a part that has no name."]
    text: Annotated[str, "It in the words of operations.yaml: its name, else how it is made."]
    unit: Annotated[str, "The unit in which it is exported: `s`, `ratio`, `USD`, `1/s` …"]
    labels: Annotated[list[str], "The labels that a figure keeps, sorted."]
    promql: Annotated[str, "It in PromQL, without recorded series."]
    figure: Annotated[FigureData, "How it is made, for engines that speak no PromQL."]


class LimitData(TypedDict):
    """A constant with its unit."""

    number: Annotated[Decimals, "In the exported unit; the filter `number` makes a number of it."]
    unit: Annotated[str, "The exported unit: `s`, `ratio`, `USD`, `1/s` …"]
    text: Annotated[str, "As people write it: `500ms`, `5%`, `$200`."]


class CompareData(TypedDict):
    """True for each label set at which it holds."""

    kind: Annotated[Literal["compare"], "A comparison."]
    left: Annotated[ValueData, "What is measured."]
    op: Annotated[CompareOp, "How it is compared."]
    right: Annotated[ValueData, "With what, in the unit of the left side."]
    limit: Annotated[LimitData | None, "The right side where it is a constant."]


class HoldsData(TypedDict):
    """True wherever a value has a figure at all."""

    kind: Annotated[Literal["holds"], "That there is a figure."]
    value: Annotated[ValueData, "Of which value."]


class AtTimeData(TypedDict):
    """True at a time of the day, in UTC."""

    kind: Annotated[Literal["at_time"], "A time of the day."]
    start: Annotated[int, "The minute of the day at which it begins."]
    period: Annotated[int, "After how many minutes it comes again."]
    minutes: Annotated[int, "How many minutes it lasts."]
    weekday: Annotated[int | None, "Only on this day; 0 is Sunday."]


class AllData(TypedDict):
    """True where every part is."""

    kind: Annotated[Literal["all"], "Joined by `and`."]
    parts: Annotated[list[ConditionData], "What is joined."]


class AnyData(TypedDict):
    """True where one part is."""

    kind: Annotated[Literal["any"], "Joined by `or`."]
    parts: Annotated[list[ConditionData], "What is joined."]


ConditionData = CompareData | HoldsData | AtTimeData | AllData | AnyData
