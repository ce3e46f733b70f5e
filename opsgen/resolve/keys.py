"""Keys of a metric that its kind gives no meaning: never silence about what was written."""

from __future__ import annotations

from opsgen.diagnostics.rules import names as rules
from opsgen.resolve.context import Context
from opsgen.resolve.measured import Form
from opsgen.spec import Metric

_HISTOGRAM = ("quantile", "buckets", "histogram")
_RATIO = ("min_traffic", "min_bad")
_MEANINGLESS: dict[Form, tuple[str, ...]] = {
    "gauge": (*_HISTOGRAM, *_RATIO, "window"),
    "counter": (*_HISTOGRAM, *_RATIO, "aggregate"),
    "histogram": (*_RATIO, "aggregate"),
    "ratio": (*_HISTOGRAM, "aggregate"),
    "raw": (*_HISTOGRAM, *_RATIO, "aggregate", "where", "window"),
}
_FOR = {
    **dict.fromkeys(_HISTOGRAM, "histograms"),
    **dict.fromkeys(_RATIO, "ratios"),
    "aggregate": "gauges",
    "window": "rates",
}
_OF_ALERT = ("message", "for", "keep_firing_for", "runbook")


def kind(form: Form) -> str:
    """The form with its article, for a message."""
    return {"raw": "an expression of its own"}.get(form, f"a {form}")


def check_keys(metric: Metric, form: Form, context: Context) -> None:
    """Report every key that nothing will read."""
    path = metric.path
    for key in _MEANINGLESS[form]:
        if getattr(metric, key) is None:
            continue
        message = f"`{key}` is for {_FOR.get(key, 'single series')}, and this is {kind(form)}"
        help = f"remove `{key}`"
        if form == "raw":
            message = f"`promql` is the whole expression, so `{key}` has nothing to say"
            help = f"remove `{key}`, or `promql`"
        elif (form, key) == ("gauge", "window"):
            help = f"remove it; the mean of ten minutes is `avg({metric.name}, 10m)` in a condition"
        context.report(rules.METRIC_CONTRADICTION, (*path, key), message, help=help)
    if form == "histogram" and metric.histogram == "native" and metric.buckets is not None:
        message = "a native histogram has no fixed buckets, so `buckets` has nothing to say"
        help = "remove `buckets`, or `histogram: native`"
        context.report(rules.METRIC_CONTRADICTION, (*path, "buckets"), message, help=help)
    if form == "raw" and metric.no_data == "alert":
        message = "an expression of its own has no series that could be missing"
        help = "declare a metric for a series of it, with `no_data: alert`"
        context.report(rules.METRIC_CONTRADICTION, (*path, "no_data"), message, help=help)
    if form == "ratio" and metric.unit == "percent":
        message = "a ratio of counters is computed from 0 to 1, never in percent"
        context.report(rules.METRIC_CONTRADICTION, (*path, "unit"), message, help="remove `unit`")
    if isinstance(metric.alert_threshold, dict) and metric.severity is not None:
        message = "`alert_threshold` names its severities, so `severity` has nothing to say"
        help = "remove `severity`"
        context.report(rules.METRIC_CONTRADICTION, (*path, "severity"), message, help=help)
    if metric.alert_threshold is None:
        _check_unused(metric, context)


def _check_unused(metric: Metric, context: Context) -> None:
    for key in _OF_ALERT:
        if getattr(metric, "for_" if key == "for" else key) is None:
            continue
        context.report(
            rules.KEY_WITHOUT_THRESHOLD,
            (*metric.path, key),
            f"`{key}` belongs to the alert of a threshold, and `{metric.name}` has none",
            help=f"add `alert_threshold:`, or remove `{key}`",
        )
