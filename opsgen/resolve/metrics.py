"""Declared metrics: which series they read, in which unit, at which labels.

Every default is taken from the name by the rules of the language (section 2.1) and recorded;
real exporters break each of them, so each has an explicit key that wins.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from opsgen.diagnostics import Path
from opsgen.diagnostics.rules import names as rules
from opsgen.diagnostics.rules import units as unit_rules
from opsgen.diagnostics.suggest import nearest
from opsgen.plan import Matcher, Selector
from opsgen.resolve import selectors
from opsgen.resolve.constants import Constant
from opsgen.resolve.context import Context
from opsgen.resolve.defaults import MonitoringDefaults, parse_where, report_selector
from opsgen.resolve.keys import check_keys
from opsgen.resolve.labels import check_by
from opsgen.resolve.measured import Form, Measured
from opsgen.resolve.naming import (
    bad_quantile,
    exported,
    quantile_of,
    split_quantile,
    suffix_unit,
)
from opsgen.resolve.raw import flaw_of
from opsgen.resolve.thresholds import is_per_time, threshold_texts
from opsgen.resolve.windows import check_window
from opsgen.spec import Metric
from opsgen.units import SERIES_UNITS, Unit, series_unit


class MetricResolver:
    """Resolves one metric after the other over the same defaults."""

    def __init__(
        self,
        defaults: MonitoringDefaults,
        constants: Mapping[str, Constant],
        context: Context,
    ) -> None:
        self.defaults = defaults
        self.constants = constants
        self.context = context

    def resolve(self, metric: Metric) -> Measured | None:
        """The metric, or None after reporting why it means nothing.

        Where no series is given, `name_series` must follow once units are known.
        """
        path, context = metric.path, self.context
        form = self._form(metric)
        if form is None:
            return None
        check_keys(metric, form, context)
        known, unit = self._declared_unit(metric, form)
        quantile, base = self._quantile(metric, form)
        if not known or base is None:
            return None
        window = metric.window or self.defaults.window
        if metric.window is not None and form != "gauge":
            scrape = self.defaults.scrape_interval
            check_window(metric.window, scrape, (*path, "window"), context)
        keeps = self.defaults.by
        if metric.by is not None:
            keeps = check_by(metric.by, (*path, "by"), context)
        measured = Measured(
            name=metric.name,
            form=form,
            signal=base,
            selector=Selector(""),
            origin=context.origin(path),
            path=path,
            unit=unit,
            unit_path=(*path, "unit") if metric.unit is not None else None,
            keeps=keeps,
            offers=keeps if form == "raw" else None,
            aggregate=metric.aggregate,
            window=window,
            quantile=quantile,
            buckets=tuple(Fraction(bound) for bound in metric.buckets or ()),
            native=metric.histogram == "native",
            last_within=self.defaults.last_within if form == "gauge" else None,
            min_traffic=metric.min_traffic,
            min_bad=metric.min_bad,
        )
        if form == "ratio":
            return self._ratio(metric, measured)
        if form == "raw":
            return self._raw(metric, measured)
        return self._single(metric, measured)

    def _form(self, metric: Metric) -> Form | None:
        given = [
            key
            for key in ("promql", "series", "numerator", "denominator")
            if getattr(metric, key) is not None
        ]
        pair = [key for key in given if key in ("numerator", "denominator")]
        if len(given) > len(pair) and len(given) > 1:
            first, *rest = given
            one = "`promql` is the whole expression"
            if first == "series":
                one = "`series` names the one there is"
            for key in rest:
                message = f"{one}, so `{key}` has nothing to say"
                help = f"remove `{key}`, or `{first}`"
                self.context.report(
                    rules.METRIC_CONTRADICTION, (*metric.path, key), message, help=help
                )
            return None
        if len(pair) == 1:
            self._half_a_ratio(metric, pair[0])
            return None
        if given == ["promql"]:
            return "raw"
        if pair or self._is_rate_by_name(metric):
            return "ratio"
        return metric.type

    def _half_a_ratio(self, metric: Metric, given: str) -> None:
        missing = "denominator" if given == "numerator" else "numerator"
        self.context.report(
            rules.METRIC_INCOMPLETE,
            (*metric.path, given),
            f"a ratio needs a `{missing}` beside its `{given}`",
            help=f"add `{missing}:` with the exported name of the counter",
            edit=self.context.document.insertion(metric.path, f'{missing}: "http_requests_total"'),
        )

    def _is_rate_by_name(self, metric: Metric) -> bool:
        """`<stem>_rate` of a counter is a ratio, unless its threshold is in events per time."""
        if metric.type != "counter" or metric.series is not None:
            return False
        if not metric.name.removesuffix("_rate") or not metric.name.endswith("_rate"):
            return False
        return not any(is_per_time(text, self.constants) for _, text in threshold_texts(metric))

    def _declared_unit(self, metric: Metric, form: Form) -> tuple[bool, Unit | None]:
        """(whether it can be known, the unit): `unit`, else the suffix of the exported name."""
        path, context = metric.path, self.context
        if metric.unit is not None:
            unit = series_unit(metric.unit)
            if unit is None:
                close = nearest(metric.unit, SERIES_UNITS)
                listed = ", ".join(f"`{name}`" for name in close or SERIES_UNITS)
                help = f"write {listed}" + ("" if close else ", or a currency code such as `USD`")
                message = f"`{metric.unit}` is not a unit of a series"
                context.report(rules.UNKNOWN_UNIT, (*path, "unit"), message, help=help)
            return unit is not None, unit
        if form == "ratio":
            return True, None
        split = split_quantile(metric.name)
        name = metric.series or (split[0] if split else metric.name)
        name = name.partition("{")[0].strip()
        if (unit := suffix_unit(name)) is not None:
            context.default(metric.name, "unit", unit.name, path, f"the name `{name}` ends in it")
        return True, unit

    def _quantile(self, metric: Metric, form: Form) -> tuple[Fraction | None, str | None]:
        """(the quantile, the name without it); (None, None) where the name's means nothing."""
        if form != "histogram":
            return None, metric.name
        split = split_quantile(metric.name)
        base, digits = split or (metric.name, "")
        if metric.quantile is not None:
            return Fraction(metric.quantile), base
        if split is None:
            return None, base
        quantile = quantile_of(digits)
        if quantile is None:
            message, help = bad_quantile(digits)
            self.context.report(
                rules.UNKNOWN_QUANTILE,
                (*metric.path, "name"),
                message,
                help=f"{help}; or say `quantile: 0.99` beside the name",
            )
            return None, None
        text = f"{float(quantile):g}"
        self.context.default(
            metric.name, "quantile", text, metric.path, f"`p{digits}` in the name says so"
        )
        return quantile, base

    def _ratio(self, metric: Metric, measured: Measured) -> Measured | None:
        path, where = metric.path, self._where(metric)
        if metric.numerator is not None and metric.denominator is not None:
            part = self._parsed(metric.numerator, (*path, "numerator"))
            total = self._parsed(metric.denominator, (*path, "denominator"))
            if part is None or total is None:
                return None
            measured.part = replace(part, matchers=selectors.merge(where, part.matchers))
            measured.selector = replace(total, matchers=selectors.merge(where, total.matchers))
            return measured
        stem = metric.name.removesuffix("_rate")
        measured.part = Selector(self._namespaced(f"{stem}s_total"), where)
        measured.selector = Selector(self._namespaced("requests_total"), where)
        measured.guessed = (measured.selector,)
        measured.guessed_part = measured.part
        value = f"{measured.part.series} / {measured.selector.series}"
        because = (
            "a counter whose name ends in `_rate` is taken as a ratio; "
            "write `numerator:` and `denominator:` to be sure"
        )
        self.context.default(metric.name, "series", value, path, because)
        return measured

    def _raw(self, metric: Metric, measured: Measured) -> Measured | None:
        assert metric.promql is not None
        path = (*metric.path, "promql")
        flaw = flaw_of(metric.promql)
        if flaw is None:
            measured.promql = metric.promql
            return measured
        at = self.context.document.inside(path, flaw.start, flaw.end)
        self.context.report(rules.BAD_PROMQL, path, flaw.message, at=at, help=flaw.help)
        return None

    def _single(self, metric: Metric, measured: Measured) -> Measured | None:
        where = self._where(metric)
        if metric.series is None:
            measured.stem = measured.signal
            measured.selector = Selector("", where)
            return measured
        selector = self._parsed(metric.series, (*metric.path, "series"))
        if selector is None:
            return None
        if metric.type == "histogram" and selector.series.endswith("_bucket"):
            self._warn_of_bucket(metric, selector.series)
        measured.selector = replace(selector, matchers=selectors.merge(where, selector.matchers))
        return measured

    def _warn_of_bucket(self, metric: Metric, series: str) -> None:
        self.context.report(
            rules.BUCKET_IN_SERIES,
            (*metric.path, "series"),
            f"a histogram's series gets `_bucket` by itself: this reads `{series}_bucket`",
            help=f"write `{series.removesuffix('_bucket')}`",
        )

    def _where(self, metric: Metric) -> tuple[Matcher, ...]:
        if metric.promql is not None:
            return ()
        own = parse_where(metric.where, (*metric.path, "where"), self.context)
        return selectors.merge(self.defaults.matchers, own)

    def _namespaced(self, name: str) -> str:
        prefix = f"{self.defaults.namespace}_" if self.defaults.namespace else ""
        return name if name.startswith(prefix) else prefix + name

    def _parsed(self, text: str, path: Path) -> Selector | None:
        try:
            return selectors.parse_selector(text)
        except selectors.SelectorError as error:
            report_selector(rules.BAD_SERIES, error, path, self.context)
            return None

    def name_series(self, metrics: Sequence[tuple[Metric, Measured]]) -> None:
        """Derive the exported names, now that comparisons have lent their units.

        All quantiles of one histogram are one series, so they share a unit too.
        """
        derived = [(metric, measured) for metric, measured in metrics if measured.stem is not None]
        units: dict[str, Measured] = {}
        for _, measured in derived:
            if measured.form == "histogram" and measured.unit is not None:
                units.setdefault(measured.signal, measured)
        for metric, measured in derived:
            sibling = units.get(measured.signal)
            if measured.unit is None and sibling is not None and measured.form == "histogram":
                measured.unit, measured.unit_path = sibling.unit, sibling.unit_path
                assert sibling.unit is not None
                because = f"`{sibling.name}` is a quantile of the same histogram"
                self.context.default(metric.name, "unit", sibling.unit.name, metric.path, because)
            assert measured.stem is not None
            series = self._namespaced(exported(measured.stem, metric.type, measured.unit))
            measured.selector = replace(measured.selector, series=series)
            measured.guessed = (measured.selector,)
            because = f"from the name, as a {metric.type} is exported; write `series:` to be sure"
            self.context.default(metric.name, "series", series, metric.path, because)


def report_assumed_ratio(measured: Measured, path: Path, context: Context) -> None:
    """`%` against a gauge of undeclared unit: 0.05 or 5?"""
    where = "declare it in monitoring.metrics with" if measured.external else "say it:"
    edit = (measured.path, "unit: ratio")
    context.report(
        unit_rules.RATIO_ASSUMED,
        path,
        f"`{measured.name}` is compared with a percentage and taken as exported from 0 to 1",
        notes=("if the service exports 0 to 100, the alert would fire at a hundredth of it",),
        help=f"{where} `unit: ratio` for 0 to 1, `unit: percent` for 0 to 100",
        edit=None if measured.external else context.document.insertion(*edit),
    )
