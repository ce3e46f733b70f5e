"""What the declared Prometheus cannot say, and what it says only when told to."""

from __future__ import annotations

from collections.abc import Iterator

from opsgen.diagnostics.rules.prometheus import NATIVE_SWITCH, NEVER_FIRES, OPERATOR_OPTION
from opsgen.diagnostics.rules.targets import NEEDS_VERSION
from opsgen.plan import Alert, Origin, Plan, Selector, Value
from opsgen.plan import conditions as plan_conditions
from opsgen.plan import values as v
from opsgen.plan.engines import FEATURES, dotted, supports, version_of
from opsgen.promql import is_grouping_label, is_label_name, is_metric_name
from opsgen.proof.never import never
from opsgen.target import Emit
from opsgen_targets.prometheus import PrometheusOptions


def check(plan: Plan, options: PrometheusOptions, out: Emit) -> None:
    """Report all of it, each once per alert."""
    _check_options(options, out)
    for alert in never(plan):
        never_fires(alert, out)
    native: set[Selector] = set()
    for alert in plan.alerts:
        if alert.keep_firing:
            _need("prometheus.keep_firing_for", "it has `keep_firing_for`", alert.origin, plan, out)
        for value in _values(alert):
            _check_names(alert, value, plan, out)
            if isinstance(value.node, v.Quantile) and value.node.native:
                if value.node.histogram not in native:
                    _native(value, value.node, out)
                native.add(value.node.histogram)


def never_fires(alert: Alert, out: Emit) -> None:
    """It was given no world in which it fires."""
    out.report(
        NEVER_FIRES,
        alert.origin,
        f"`{alert.name}` can never fire: no figures were found at which its condition is true",
        "change its limits; parts that are joined by `and` may exclude each other",
    )


def _check_options(options: PrometheusOptions, out: Emit) -> None:
    if options.form == "operator":
        return
    for name in ("namespace", "labels"):
        if getattr(options, name):
            origin = Origin(("targets", "prometheus", name), None)
            message = f"`{name}` is about the operator's object, and a plain rule file has none"
            out.report(
                OPERATOR_OPTION, origin, message, f"write `form: operator`, or remove `{name}`"
            )


def _need(feature: str, reason: str, origin: Origin, plan: Plan, out: Emit) -> None:
    if supports(plan.engines, feature):
        return
    since = dotted(FEATURES[feature].since)
    declared = dotted(version_of(plan.engines, "prometheus"))
    out.report(
        NEEDS_VERSION,
        origin,
        f"this needs Prometheus {since}, and this build is for {declared}: {reason} from there on",
        f'write `targets: {{prometheus: {{version: "{since}"}}}}` if yours is as new',
    )


def _check_names(alert: Alert, value: Value, plan: Plan, out: Emit) -> None:
    matched: set[str] = set()
    for selector in _selectors(value.node):
        if not is_metric_name(selector.series):
            reason = f"it reads names such as `{selector.series}`"
            _need("prometheus.utf8_names", reason, alert.origin, plan, out)
        matched |= {matcher.label for matcher in selector.matchers}
    for label in sorted(matched | set(value.labels)):
        if not (is_grouping_label(label) if label in value.labels else is_label_name(label)):
            out.unsupported(
                alert.origin,
                f"a label called `{label}` in an expression",
                "use another label, or rename this one where it is scraped",
            )


def _native(value: Value, node: v.Quantile, out: Emit) -> None:
    out.report(
        NATIVE_SWITCH,
        value.origin,
        f"`{node.histogram.series}` is a native histogram, and Prometheus collects those only "
        "when told to",
        "before 3.8 start it with `--enable-feature=native-histograms`; from 3.8 on set "
        "`scrape_native_histograms: true`",
    )


def _values(alert: Alert) -> Iterator[Value]:
    for outer in plan_conditions.values(alert.condition):
        yield from v.walk(outer)


def _selectors(node: v.Node) -> tuple[Selector, ...]:
    match node:
        case v.Ratio(part, total):
            return (part, total)
        case v.Quantile(histogram):
            return (histogram,)
        case v.Series(selector) | v.Rate(selector) | v.Increase(selector):
            return (selector,)
        case v.Absent(selector) | v.Age(selector):
            return (selector,)
        case _:
            return ()
