"""The alerts that the user asked for: thresholds of metrics, and `alerting.alerts`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from opsgen.diagnostics import Path
from opsgen.diagnostics.rules import names as rules
from opsgen.diagnostics.rules import units as unit_rules
from opsgen.plan import SEVERITIES, Alert, Severity, Signal
from opsgen.plan import values as v
from opsgen.plan.alerts import Cause, Message, TextPart, ThresholdPart, ValuePart
from opsgen.plan.fading import lasts_at_most
from opsgen.plan.notifications import SeverityPolicy
from opsgen.resolve.compiled import Compiled, Compiler
from opsgen.resolve.context import Context
from opsgen.resolve.measured import Measured
from opsgen.resolve.messages import joined, resolve_message
from opsgen.resolve.metrics import RESERVED_LABELS, MonitoringDefaults, check_labels
from opsgen.resolve.policies import keep_firing
from opsgen.spec import Alert as AlertSpec
from opsgen.spec import Alerting, Metric

_WORDS = {
    ">": "above",
    ">=": "at or above",
    "<": "below",
    "<=": "at or below",
    "==": "equal to",
    "!=": "not equal to",
}


@dataclass(slots=True)
class AlertResolver:
    """Resolves every alert of one file; `service` and `labels` are on all of them."""

    service: str
    compiler: Compiler
    defaults: MonitoringDefaults
    alerting: Alerting
    policies: dict[Severity, SeverityPolicy]
    metric_severity: Severity
    context: Context

    def learn_units(self, metrics: Sequence[tuple[Metric, Measured]]) -> None:
        """Let every comparison lend its unit once, in silence, before anything is judged.

        So the meaning of an alert does not depend on which alert is written first.
        """
        self.compiler.scope.silent = True
        for metric, measured in metrics:
            for severity, text, path in self._thresholds(metric):
                self.compiler.threshold(text, path, measured, _severe(severity))
        for alert in self.alerting.alerts:
            self.compiler.condition(alert.condition, (*alert.path, "condition"), None, False)
        self.compiler.scope.silent = False

    def thresholds(self, metric: Metric, measured: Measured) -> list[tuple[Alert, Compiled]]:
        """The alerts of one metric's own threshold, the worst severity first."""
        made: list[tuple[Alert, Compiled]] = []
        for severity, text, path in self._thresholds(metric):
            compiled = self.compiler.threshold(text, path, measured, _severe(severity))
            if compiled is None:
                continue
            words = _threshold_words(metric.name, compiled, text)
            alert = self._alert(
                name=f"{metric.name}_{severity}",
                cause="threshold",
                spec=metric,
                severity=severity,
                compiled=compiled,
                message=metric.message,
                default_message=words,
                path=path,
                description=metric.description,
            )
            made.append((alert, compiled))
        self._check_order(metric, made)
        return made

    def declared(self, spec: AlertSpec) -> tuple[Alert, Compiled] | None:
        path = (*spec.path, "condition")
        severity: Severity = spec.severity or self.metric_severity
        if spec.severity is None:
            because = "monitoring.defaults.severity, else medium"
            self.context.default(spec.name, "severity", severity, spec.path, because)
        by = None
        if spec.by is not None:
            by = check_labels(spec.by, (*spec.path, "by"), self.context)
        compiled = self.compiler.condition(spec.condition, path, by, _severe(severity))
        if compiled is None:
            return None
        alert = self._alert(
            name=spec.name,
            cause="declared",
            spec=spec,
            severity=severity,
            compiled=compiled,
            message=spec.message,
            default_message=(TextPart(spec.condition),),
            path=spec.path,
            description=None,
        )
        return alert, compiled

    def _thresholds(self, metric: Metric) -> list[tuple[Severity, str, Path]]:
        path = (*metric.path, "alert_threshold")
        given = metric.alert_threshold
        if given is None:
            return []
        if isinstance(given, str):
            severity: Severity = metric.severity or self.metric_severity
            if metric.severity is None and not self.compiler.scope.silent:
                because = "monitoring.defaults.severity, else medium"
                self.context.default(metric.name, "severity", severity, metric.path, because)
            return [(severity, given, path)]
        return [(level, given[level], (*path, level)) for level in SEVERITIES if level in given]

    def _alert(
        self,
        *,
        name: str,
        cause: Cause,
        spec: Metric | AlertSpec,
        severity: Severity,
        compiled: Compiled,
        message: str | None,
        default_message: Message,
        path: Path,
        description: str | None,
    ) -> Alert:
        context = self.context
        own_labels = spec.labels if isinstance(spec, AlertSpec) else {}
        for label in own_labels:
            if label in RESERVED_LABELS or label in compiled.labels:
                whose = "opsgen or the engine" if label in RESERVED_LABELS else "the condition"
                text = f"the label `{label}` is set by {whose}"
                help = "choose another name for this label"
                context.report(rules.RESERVED_LABEL, (*spec.path, "labels", label), text, help=help)
        fixed = {"service": self.service, "severity": severity, **own_labels}
        hold = self._hold(name, spec, severity)
        self._check_hold(compiled, hold, spec)
        keep = spec.keep_firing_for
        words = default_message
        if message is not None:
            words = resolve_message(message, (*spec.path, "message"), compiled, fixed, context)
        annotations: tuple[tuple[str, Message], ...] = ()
        if isinstance(spec, AlertSpec):
            annotations = tuple(
                (
                    key,
                    resolve_message(
                        text, (*spec.path, "annotations", key), compiled, fixed, context
                    ),
                )
                for key, text in sorted(spec.annotations.items())
            )
        signal = compiled.signals[0] if len(compiled.signals) == 1 else name
        link = spec.runbook if spec.runbook and "://" in spec.runbook else None
        return Alert(
            name=name,
            cause=cause,
            condition=compiled.condition,
            severity=severity,
            hold=hold,
            keep_firing=keep_firing(self.alerting, severity) if keep is None else keep,
            labels=tuple(sorted(own_labels.items())),
            annotations=annotations,
            message=words,
            description=_description(compiled, description),
            signal=signal,
            by=compiled.labels,
            procedure=spec.runbook if spec.runbook and not link else f"PROC-{name}",
            origin=context.origin(path),
            expect=tuple(spec.expect) if isinstance(spec, AlertSpec) else (),
            runbook=link,
        )

    def _hold(self, name: str, spec: Metric | AlertSpec, severity: Severity) -> int:
        if spec.for_ is None:
            hold = self.policies[severity].hold
            because = f"the default of severity {severity}"
            self.context.default(name, "for", f"{hold}s", spec.path, because)
            return hold
        if spec.for_ % self.defaults.evaluation_interval:
            interval = self.defaults.evaluation_interval
            message = f"`for` is no multiple of the evaluation interval, {interval}s"
            help = f"Prometheus waits until the next evaluation: write a multiple of {interval}s"
            self.context.report(
                unit_rules.HOLD_OFF_INTERVAL, (*spec.path, "for"), message, help=help
            )
        return spec.for_

    def _check_hold(self, compiled: Compiled, hold: int, spec: Metric | AlertSpec) -> None:
        """A deviation from one's own past ends by itself: the past catches up."""
        for compare in compiled.compared:
            lasts = lasts_at_most(compare)
            if lasts is None or hold <= lasts:
                continue
            at = (*spec.path, "for") if spec.for_ is not None else spec.path
            message = (
                f"this can hold for {int(lasts)}s at most, because the new level becomes the "
                f"baseline; `for` is {hold}s, so the alert would never fire"
            )
            help = "shorten `for`, or lengthen the window or the lag"
            self.context.report(unit_rules.NEVER_HOLDS, at, message, help=help)

    def _check_order(self, metric: Metric, made: list[tuple[Alert, Compiled]]) -> None:
        """A worse severity needs a worse figure, or it fires first."""
        for (worse, one), (milder, other) in pairwise(made):
            first, second = one.compared[0], other.compared[0]
            if not isinstance(first.right.node, v.Const) or not isinstance(
                second.right.node, v.Const
            ):
                continue
            above = first.op in (">", ">=")
            same_way = above == (second.op in (">", ">="))
            far, near = first.right.node.value, second.right.node.value
            if same_way and ((far > near) if above else (far < near)):
                continue
            message = f"the threshold of {worse.severity} is not beyond that of {milder.severity}"
            if not same_way:
                message = f"{worse.severity} and {milder.severity} look in opposite directions"
            path = (*metric.path, "alert_threshold", worse.severity)
            related = (
                [(milder.origin.span, f"{milder.severity} is here")] if milder.origin.span else []
            )
            help = "the worse the severity, the further the threshold"
            self.context.report(
                unit_rules.SEVERITY_ORDER, path, message, help=help, related=related
            )

    def note_traffic(self, alert: Alert, compiled: Compiled) -> None:
        """A ratio of three requests is noise; the writer may know better."""
        for measured in compiled.measured:
            ratios = [c for c in compiled.compared if isinstance(c.left.node, v.Ratio)]
            if measured.form != "ratio" or measured.min_traffic is not None or not ratios:
                continue
            self.context.report(
                unit_rules.NO_MIN_TRAFFIC,
                measured.path,
                f"`{measured.name}` is a ratio of however few events there are",
                help="set `min_traffic:` to the events per window below which it says nothing",
            )


def _severe(severity: Severity) -> bool:
    return severity in ("critical", "high")


def _threshold_words(metric: str, compiled: Compiled, text: str) -> Message:
    limit = text.strip().lstrip("<>=! ")
    return (TextPart(f"{metric} is {_WORDS[compiled.compared[0].op]} {limit}"),)


def _description(compiled: Compiled, meaning: str | None) -> Message:
    """What is measured, how it stands and where the limit is."""
    parts: list[TextPart | ValuePart | ThresholdPart] = []
    if meaning:
        parts.append(TextPart(meaning.strip() + "\n"))
    if not compiled.compared:
        return joined([*parts, TextPart("The series that the condition names is missing.")])
    first = compiled.compared[0]
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


def signal_of(
    metric: Metric,
    measured: Measured,
    alerts: list[tuple[Alert, Compiled]],
    guessed: tuple[str, ...],
) -> Signal:
    """The signal of a declared metric, whether or not it has a threshold."""
    thresholds = tuple(
        (alert.severity, compiled.compared[0])
        for alert, compiled in alerts
        if alert.severity != "none"
    )
    if thresholds:
        value = thresholds[0][1].left
    elif measured.form == "histogram" and measured.quantile is None:
        value = measured.read(measured.keeps, ">", Fraction(95, 100))
    else:
        value = measured.read(measured.keeps, ">")
    return Signal(
        id=measured.signal,
        name=metric.name,
        type=metric.type,
        value=value,
        thresholds=thresholds,
        description=metric.description,
        no_data=metric.no_data or ("alert" if guessed else "ok"),
        guessed=guessed,
        origin=measured.origin,
    )
