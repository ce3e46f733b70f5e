"""`monitoring:` what is measured, and what logs and traces may say."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, Tag

from opsgen.spec.fields import (
    Bounds,
    CountInt,
    Duration,
    DurationOrZero,
    LabelName,
    NoData,
    Quantile,
    Severity,
    Share,
    Symbol,
    Text,
    TextOrList,
    UnitName,
    by_shape,
    quoted,
)
from opsgen.spec.section import Section

Thresholds = Annotated[
    Text | Annotated[dict[Severity, str], Tag("map")],
    by_shape('a text such as `">5%"`, or a map of severities to such texts'),
]
Matchers = Annotated[
    Text | Annotated[dict[LabelName, TextOrList], Tag("map")],
    by_shape("a map of labels to values, or matchers as PromQL writes them"),
]
MetricType = Annotated[
    Literal["histogram", "counter", "gauge"],
    Field(
        json_schema_extra={
            "markdownEnumDescriptions": [
                "Observations in buckets: latencies, sizes. Thresholds are on a quantile.",
                "A number that only grows: requests, errors. Thresholds are on its rate or ratio.",
                "A number that goes up and down: queue length, share of empty results.",
            ]
        }
    ),
]


class MetricDefaults(Section):
    """What every metric takes when it does not say otherwise."""

    namespace: Symbol | None = Field(
        None, description="Prefix of every exported name that opsgen derives: `<namespace>_<name>`."
    )
    job: str | None = Field(
        None,
        description="The `job` label of this service. Scopes every selector and gives the alert "
        "`service_down`.",
    )
    scrape_interval: Duration | None = Field(
        None, description="How often Prometheus scrapes the service. Default: `1m`."
    )
    evaluation_interval: Duration | None = Field(
        None, description="How often Prometheus evaluates the rules. Default: `1m`."
    )
    window: Duration | None = Field(
        None, description="Rate window. Default: `5m`, or four scrapes if that is longer."
    )
    where: Matchers | None = Field(
        None, description="Label matchers that every selector carries: a map, or PromQL text."
    )
    by: list[LabelName] | None = Field(
        None, description="Labels kept in every result, so that one alert fires per value."
    )
    severity: Severity | None = Field(
        None, description="Severity of a metric's threshold alert. Default: `medium`."
    )


class Metric(Section):
    """One measured thing, usable by its name in every condition."""

    name: Symbol = Field(description="Logical name, used in conditions and alert names.")
    type: MetricType = Field(description="How the service exports it.")
    alert_threshold: Thresholds | None = Field(
        None,
        description='When to alert: `">500ms"`, or one per severity: '
        '`{medium: ">500ms", critical: ">2s"}`. Quote it: a bare `>` starts a block of text.',
        json_schema_extra=quoted(">5%"),
    )
    series: str | None = Field(
        None,
        description="The exported name, byte for byte; a histogram's gets `_bucket` and `_count`. "
        "Default: from the name.",
    )
    unit: UnitName | None = Field(
        None,
        description="Unit of the exported series: `s ms us ns`, `ratio`, `percent`, `bytes KiB MiB "
        "GiB`, a currency such as `USD`, `tokens`, `count`, `1`. "
        "Default: from the series' name, else from what it is compared with.",
    )
    where: Matchers | None = Field(
        None,
        description="Label matchers, a map or PromQL text, added to the defaults'; on the same "
        "label the metric's wins.",
    )
    numerator: str | None = Field(
        None,
        description='The upper counter of a ratio, e.g. `http_requests_total{status=~"5.."}`.',
    )
    denominator: str | None = Field(
        None, description="The lower counter of a ratio, e.g. `http_requests_total`."
    )
    by: list[LabelName] | None = Field(
        None, description="Labels kept in the result. Replaces the defaults', also when empty."
    )
    aggregate: Literal["max", "min", "avg", "sum"] | None = Field(
        None, description="How a gauge's series become one. Default: `max`, and `min` for `<`."
    )
    quantile: Quantile | None = Field(
        None, description="Quantile of a histogram, e.g. `0.99`. Also read from `_p99` in the name."
    )
    buckets: Bounds | None = Field(
        None,
        description="Upper bounds of the exported buckets, in the series' unit, ascending. With "
        "them a threshold that no bucket can tell is found.",
    )
    histogram: Literal["classic", "native"] | None = Field(
        None, description="How the histogram is exported. Default: `classic`."
    )
    window: Duration | None = Field(
        None, description="Rate window of this metric. Default: that of `monitoring.defaults`."
    )
    promql: str | None = Field(
        None, description="The escape hatch: any PromQL expression; it is checked."
    )
    min_traffic: CountInt | None = Field(
        None,
        description="Events within the window below which a ratio's alert stays silent. "
        "Default: `0`.",
        examples=[100],
    )
    min_bad: CountInt | None = Field(
        None,
        description="Bad events within the window below which a ratio's alert stays silent. "
        "Default: `0`; `2` for a `>` of severity critical or high.",
        examples=[2],
    )
    severity: Severity | None = Field(
        None,
        description="Severity of the threshold's alert. Default: that of `monitoring.defaults`.",
    )
    for_: DurationOrZero | None = Field(
        None,
        alias="for",
        description="How long the threshold must hold before the alert fires. Default: by "
        "severity, from `2m` to `30m`.",
    )
    keep_firing_for: DurationOrZero | None = Field(
        None, description="How long the alert stays after the threshold holds no more."
    )
    message: str | None = Field(
        None,
        description="What the alert says. `{label}`, `{value}` and `{threshold}` are filled in. "
        "Default: the threshold in words.",
        json_schema_extra=quoted("What has happened"),
    )
    description: str | None = Field(None, description="What the metric means, for the runbook.")
    runbook: str | None = Field(
        None, description="Id of the runbook procedure, or an address, that the alert links to."
    )
    no_data: NoData | None = Field(
        None,
        description="Whether a missing series is an alert. Default: where the name was assumed.",
    )


class Logging(Section):
    """What the service may write to its logs."""

    level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] | None = Field(
        None, description="The lowest level that is kept. Default: `INFO`."
    )
    sample_rate: Share | None = Field(
        None, description="Part of the requests that is logged: `0.1` is 10 %."
    )
    include_prompt: bool | None = Field(
        None, description="Whether prompts may be logged; they may hold personal data. Default: no."
    )
    include_response: bool | None = Field(
        None,
        description="Whether responses may be logged; they may hold personal data. Default: no.",
    )


class Tracing(Section):
    """What part of the requests is traced."""

    enabled: bool | None = Field(None, description="Whether traces are collected. Default: yes.")
    sample_rate: Share | None = Field(
        None, description="Part of the requests that is traced: `0.01` is 1 %.", examples=[0.01]
    )


class Monitoring(Section):
    """What is measured, and what logs and traces may say."""

    defaults: MetricDefaults | None = Field(
        None, description="What every metric takes when it does not say otherwise."
    )
    metrics: list[Metric] = Field([], description="The metrics that conditions may name.")
    logging: Logging | None = Field(None, description="What the service may write to its logs.")
    tracing: Tracing | None = Field(None, description="What part of the requests is traced.")
