"""Declared metrics: which series they read, in which unit, at which labels.

Every default is taken from the name by the rules of the language (section 2.1) and recorded;
real exporters break each of them, so each has an explicit key that wins.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from opsgen.diagnostics import Path, Span
from opsgen.diagnostics.rules import names as rules
from opsgen.diagnostics.rules import units as unit_rules
from opsgen.diagnostics.suggest import nearest
from opsgen.plan import Matcher, Selector
from opsgen.resolve import selectors
from opsgen.resolve.context import Context
from opsgen.resolve.measured import Form, Measured
from opsgen.resolve.thresholds import lends, threshold_texts
from opsgen.spec import Metric, MetricDefaults
from opsgen.units import SERIES_UNITS, Unit, series_unit

RESERVED_LABELS = frozenset(
    {"alertname", "alertstate", "service", "severity", "signal", "digest", "le", "quantile"}
)
"""Labels that opsgen or the engines set themselves; none can be kept as a series' own."""

_QUANTILE_NAME = re.compile(r"p(\d{2,})_(.+)|(.+)_p(\d{2,})")
_SUFFIX_UNITS = {
    "seconds": "s",
    "milliseconds": "ms",
    "ms": "ms",
    "microseconds": "us",
    "us": "us",
    "nanoseconds": "ns",
    "ns": "ns",
    "ratio": "ratio",
    "percent": "percent",
    "bytes": "bytes",
    "kib": "KiB",
    "mib": "MiB",
    "gib": "GiB",
    "tokens": "tokens",
    "usd": "USD",
    "eur": "EUR",
}
_DURATION_SUFFIX = {
    "s": "_seconds",
    "ms": "_milliseconds",
    "us": "_microseconds",
    "ns": "_nanoseconds",
}


@dataclass(frozen=True, slots=True)
class MonitoringDefaults:
    """`monitoring.defaults` with what it leaves open filled in. Seconds throughout."""

    namespace: str | None
    job: str | None
    scrape_interval: int
    evaluation_interval: int
    window: int
    matchers: tuple[Matcher, ...]
    by: tuple[str, ...]


def split_quantile(name: str) -> tuple[str, str] | None:
    """(base, digits) of a name such as `p99_latency` or `latency_p99`."""
    match = _QUANTILE_NAME.fullmatch(name)
    if match is None:
        return None
    return (match[2], match[1]) if match[1] else (match[3], match[4])


def quantile_of(digits: str) -> Fraction | None:
    """0.5 for `50`, 0.999 for `999`; None for 0 and for 100."""
    value = Fraction(int(digits), 10 ** len(digits))
    return value if digits != "100" and 0 < value < 1 else None


def suffix_unit(name: str) -> Unit | None:
    """The unit in which a name ends, also before a counter's `_total`."""
    stem = name.removesuffix("_total")
    last = stem.rsplit("_", 1)[-1].lower() if "_" in stem else ""
    return series_unit(_SUFFIX_UNITS[last]) if last in _SUFFIX_UNITS else None


def resolve_defaults(given: MetricDefaults | None, context: Context) -> MonitoringDefaults:
    path: Path = ("monitoring", "defaults")
    given = given or MetricDefaults()
    scrape = given.scrape_interval or 60
    if given.scrape_interval is None:
        context.default("service", "scrape interval", "1m", path, "Prometheus' own default")
    evaluation = given.evaluation_interval or 60
    if given.evaluation_interval is None:
        context.default("service", "evaluation interval", "1m", path, "Prometheus' own default")
    window = given.window or max(300, 4 * scrape)
    if given.window is None:
        because = "5 minutes, and at least four scrapes, so that one lost scrape blinds nothing"
        context.default("service", "rate window", f"{window}s", path, because)
    else:
        check_window(given.window, scrape, (*path, "window"), context)
    matchers = parse_where(given.where, (*path, "where"), context)
    if given.job is not None:
        matchers = selectors.merge((Matcher("job", "=", given.job),), matchers)
    by = check_labels(given.by, (*path, "by"), context)
    return MonitoringDefaults(given.namespace, given.job, scrape, evaluation, window, matchers, by)


def check_window(
    window: int, scrape: int, path: Path, context: Context, at: Span | None = None
) -> None:
    """Refuse a window that holds no two samples on every engine."""
    if window < 2 * scrape:
        message = f"a window of {window}s holds too few scrapes {scrape}s apart for a rate"
        notes = ("Prometheus 3 needs two samples within the window, and its start is open",)
        help = f"use at least {4 * scrape}s"
        context.report(unit_rules.WINDOW_TOO_SHORT, path, message, at=at, help=help, notes=notes)
    elif window < 4 * scrape:
        message = f"a window of {window}s survives no lost scrape ({scrape}s apart)"
        context.report(
            unit_rules.WINDOW_SHORT, path, message, at=at, help=f"use at least {4 * scrape}s"
        )


def parse_where(
    where: str | Mapping[str, object] | None, path: Path, context: Context
) -> tuple[Matcher, ...]:
    if where is None:
        return ()
    if not isinstance(where, str):
        return selectors.map_matchers(where)
    try:
        return selectors.merge((), selectors.parse_matchers(where))
    except selectors.SelectorError as error:
        report_selector(error, path, where, context, rules.BAD_MATCHER.slug)
        return ()


def report_selector(
    error: selectors.SelectorError, path: Path, text: str, context: Context, slug: str
) -> None:
    rule = rules.BAD_MATCHER if slug == rules.BAD_MATCHER.slug else rules.BAD_SERIES
    span = context.document.inside(path, error.start, max(error.start + 1, error.end))
    help = 'write it as PromQL does: `status=~"5.."`'
    if rule is rules.BAD_SERIES:
        help = 'write it as PromQL does: `http_requests_total{status=~"5.."}`'
    context.report(rule, path, error.message, at=span, help=help)


def check_labels(by: list[str] | None, path: Path, context: Context) -> tuple[str, ...]:
    """The labels of a `by`, sorted, without those that no series can keep."""
    kept = []
    for index, label in enumerate(by or ()):
        if label in RESERVED_LABELS:
            message = f"the label `{label}` is set by opsgen or the engine itself"
            help = "keep another label, or rename this one where the service exports it"
            context.report(rules.RESERVED_LABEL, (*path, index), message, help=help)
        else:
            kept.append(label)
    return tuple(sorted(set(kept)))


class MetricResolver:
    """Resolves one metric after the other over the same defaults."""

    def __init__(self, defaults: MonitoringDefaults, context: Context) -> None:
        self.defaults = defaults
        self.context = context

    def resolve(self, metric: Metric) -> Measured | None:
        """The metric, or None after reporting why it means nothing."""
        count = sum(d.rule.level == "error" for d in self.context.diagnostics)
        measured = self._resolve(metric)
        now = sum(d.rule.level == "error" for d in self.context.diagnostics)
        return measured if now == count else None

    def _resolve(self, metric: Metric) -> Measured | None:
        path, context = metric.path, self.context
        declared, unit = self._declared_unit(metric)
        quantile, base = self._quantile(metric)
        window = metric.window or self.defaults.window
        if metric.window is not None:
            scrape = self.defaults.scrape_interval
            check_window(metric.window, scrape, (*path, "window"), context)
        own_by = (*path, "by")
        keeps = self.defaults.by if metric.by is None else check_labels(metric.by, own_by, context)
        form = self._form(metric)
        if form is None:
            return None
        measured = Measured(
            name=metric.name,
            form=form,
            signal=base if form == "histogram" else metric.name,
            selector=Selector(""),
            origin=context.origin(path),
            path=path,
            unit=unit,
            unit_path=(*path, "unit") if declared else None,
            keeps=keeps,
            offers=keeps if form == "raw" else None,
            aggregate=metric.aggregate,
            window=window,
            quantile=quantile,
            buckets=tuple(Fraction(bound) for bound in metric.buckets or ()),
            native=metric.histogram == "native",
            promql=metric.promql or "",
            min_traffic=metric.min_traffic,
            min_bad=metric.min_bad,
        )
        if form == "ratio":
            return self._ratio(metric, measured)
        if form == "raw":
            return measured
        return self._single(metric, measured, base)

    def _form(self, metric: Metric) -> Form | None:
        path, context = metric.path, self.context
        if metric.promql is not None:
            for key in ("series", "numerator", "denominator", "where", "aggregate", "buckets"):
                if getattr(metric, key) is not None:
                    message = f"`promql` is the whole expression, so `{key}` has nothing to say"
                    help = f"remove `{key}`, or `promql`"
                    context.report(rules.METRIC_CONTRADICTION, (*path, key), message, help=help)
            return "raw"
        pair = [key for key in ("numerator", "denominator") if getattr(metric, key) is not None]
        if metric.series is not None and pair:
            message = (
                f"`series` and `{pair[0]}` contradict each other: one series, or a ratio of two"
            )
            context.report(
                rules.METRIC_CONTRADICTION, (*path, "series"), message, help="remove one of them"
            )
            return None
        if len(pair) == 1:
            missing = "denominator" if pair == ["numerator"] else "numerator"
            message = f"a ratio needs a `{missing}` beside its `{pair[0]}`"
            edit = context.document.insertion(path, f'{missing}: "http_requests_total"')
            context.report(
                rules.METRIC_INCOMPLETE,
                (*path, pair[0]),
                message,
                help=f"add `{missing}:` with the exported name of the counter",
                edit=edit,
            )
            return None
        if pair or self._is_rate_by_name(metric):
            return "ratio"
        return metric.type

    def _is_rate_by_name(self, metric: Metric) -> bool:
        """`<stem>_rate` of a counter is a ratio, unless its threshold is in events per time."""
        if metric.type != "counter" or metric.series is not None:
            return False
        if not metric.name.endswith("_rate") or metric.name == "_rate":
            return False
        return not any(lends(text).per_time for _, text in threshold_texts(metric))

    def _declared_unit(self, metric: Metric) -> tuple[bool, Unit | None]:
        """(whether the user said it, the unit): `unit`, else the exported name's suffix."""
        path, context = metric.path, self.context
        if metric.unit is not None:
            unit = series_unit(metric.unit)
            if unit is None:
                close = nearest(metric.unit, SERIES_UNITS) or ["s", "ratio", "bytes", "count"]
                help = f"one of {', '.join(f'`{name}`' for name in close)}, or a currency code"
                message = f"`{metric.unit}` is not a unit of a series"
                context.report(rules.UNKNOWN_UNIT, (*path, "unit"), message, help=help)
            return True, unit
        split = split_quantile(metric.name)
        name = metric.series or (split[0] if split else metric.name)
        if (unit := suffix_unit(name)) is not None:
            context.default(metric.name, "unit", unit.name, path, f"the name `{name}` ends in it")
        return False, unit

    def _quantile(self, metric: Metric) -> tuple[Fraction | None, str]:
        """(the quantile, the name without it); the name is whole where it has none."""
        path, context = metric.path, self.context
        split = split_quantile(metric.name)
        if metric.type != "histogram":
            return None, metric.name
        if metric.quantile is not None:
            return Fraction(metric.quantile), split[0] if split else metric.name
        if split is None:
            return None, metric.name
        base, digits = split
        quantile = quantile_of(digits)
        if quantile is None:
            message = f"`p{digits}` is no quantile: it must lie between p0 and p100"
            help = "rename it, for example to `_p99`, or set `quantile: 0.99`"
            context.report(rules.UNKNOWN_QUANTILE, (*path, "name"), message, help=help)
        else:
            text = f"{float(quantile):g}"
            context.default(metric.name, "quantile", text, path, f"`p{digits}` in the name")
        return quantile, base

    def _ratio(self, metric: Metric, measured: Measured) -> Measured | None:
        path = metric.path
        measured.unit = None
        if metric.numerator is not None and metric.denominator is not None:
            part = self._parsed(metric.numerator, (*path, "numerator"))
            total = self._parsed(metric.denominator, (*path, "denominator"))
            if part is None or total is None:
                return None
            where = self._where(metric)
            measured.part = replace(part, matchers=selectors.merge(where, part.matchers))
            measured.selector = replace(total, matchers=selectors.merge(where, total.matchers))
            return measured
        stem = metric.name.removesuffix("_rate")
        where = self._where(metric)
        measured.part = Selector(self._named(f"{stem}s_total"), where)
        measured.selector = Selector(self._named("requests_total"), where)
        measured.guessed = (measured.selector,)
        measured.guessed_part = measured.part
        value = f"{measured.part.series} / {measured.selector.series}"
        because = f"a counter named `{metric.name}` whose threshold is a ratio"
        self.context.default(metric.name, "series", value, path, because)
        return measured

    def _single(self, metric: Metric, measured: Measured, base: str) -> Measured | None:
        where = self._where(metric)
        if metric.series is not None:
            selector = self._parsed(metric.series, (*metric.path, "series"))
            if selector is None:
                return None
            matchers = selectors.merge(where, selector.matchers)
            measured.selector = replace(selector, matchers=matchers)
            if measured.unit is None:
                self._unit_from_threshold(metric, measured)
            return measured
        if measured.unit is None:
            self._unit_from_threshold(metric, measured)
        name = base
        if metric.type == "counter" and not name.endswith("_total"):
            name += "_total"
        if metric.type == "histogram" and measured.unit and suffix_unit(name) is None:
            name += _DURATION_SUFFIX.get(measured.unit.name, "")
        series = self._named(name)
        measured.selector = Selector(series, where)
        measured.guessed = (measured.selector,)
        because = f"from the name, as a {metric.type} is exported; write `series:` to be sure"
        self.context.default(metric.name, "series", series, metric.path, because)
        return measured

    def _unit_from_threshold(self, metric: Metric, measured: Measured) -> None:
        """The threshold's unit in base form, as exporters use base units."""
        for path, text in threshold_texts(metric):
            lent = lends(text)
            if lent.unit is None:
                continue
            measured.unit, measured.unit_path = lent.unit, path
            if lent.unit.name == "ratio" and measured.form == "gauge":
                report_assumed_ratio(measured, path, self.context)
            because = "the threshold's unit in base form"
            self.context.default(metric.name, "unit", lent.unit.name, path, because)
            return

    def _where(self, metric: Metric) -> tuple[Matcher, ...]:
        own = parse_where(metric.where, (*metric.path, "where"), self.context)
        return selectors.merge(self.defaults.matchers, own)

    def _named(self, name: str) -> str:
        return f"{self.defaults.namespace}_{name}" if self.defaults.namespace else name

    def _parsed(self, text: str, path: Path) -> Selector | None:
        try:
            return selectors.parse_selector(text)
        except selectors.SelectorError as error:
            report_selector(error, path, text, self.context, rules.BAD_SERIES.slug)
            return None


def report_assumed_ratio(measured: Measured, path: Path, context: Context) -> None:
    message = f"`{measured.name}` is compared with a percentage and taken as exported from 0 to 1"
    context.report(
        unit_rules.RATIO_ASSUMED,
        path,
        message,
        notes=("if the service exports 0 to 100, the alert would fire at a hundredth of it",),
        help="say it: `unit: ratio` for 0 to 1, `unit: percent` for 0 to 100",
        edit=context.document.insertion(measured.path, "unit: ratio"),
    )
