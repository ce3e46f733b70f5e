"""The alerts that the user asked for: thresholds of metrics, and `alerting.alerts`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from opsgen.diagnostics import Path
from opsgen.diagnostics.rules import units as rules
from opsgen.plan import SEVERITIES, Alert, Severity, Signal
from opsgen.plan import values as v
from opsgen.plan.alerts import Cause, Message, TextPart
from opsgen.plan.fading import lasts_at_most
from opsgen.plan.notifications import SeverityPolicy
from opsgen.resolve.compiled import Compiled, Compiler
from opsgen.resolve.context import Context
from opsgen.resolve.defaults import MonitoringDefaults
from opsgen.resolve.labels import check_by, check_static
from opsgen.resolve.measured import Measured
from opsgen.resolve.messages import MessageReader
from opsgen.resolve.policies import keep_firing
from opsgen.resolve.sentences import description, threshold_words
from opsgen.resolve.windows import check_multiple
from opsgen.spec import Alert as AlertSpec
from opsgen.spec import Alerting, Metric
from opsgen.units import format_duration


@dataclass(slots=True)
class AlertResolver:
    """Resolves every alert of one file.

    `labels` are static ones of every rule; `signals` the ids of what is declared.
    """

    service: str
    labels: Mapping[str, str]
    signals: Collection[str]
    compiler: Compiler
    defaults: MonitoringDefaults
    alerting: Alerting
    policies: Mapping[Severity, SeverityPolicy]
    context: Context

    def thresholds(self, metric: Metric, measured: Measured) -> list[tuple[Alert, Compiled]]:
        """The alerts of one metric's own threshold, the worst severity first."""
        made: list[tuple[Alert, Compiled]] = []
        for severity, text, path in self._thresholds(metric):
            name = f"{metric.name}_{severity}"
            compiled = self.compiler.threshold(text, path, name, measured, _severe(severity))
            if compiled is None:
                self.context.fail("alerts", name)
                continue
            words = threshold_words(metric.name, compiled, text)
            alert = self._alert(name, "threshold", metric, severity, compiled, words, path)
            made.append((alert, compiled))
        self._check_order(metric, made)
        return made

    def declared(self, spec: AlertSpec) -> tuple[Alert, Compiled] | None:
        """The alert, or None after reporting why its condition means nothing."""
        severity: Severity = spec.severity or "medium"
        if spec.severity is None:
            because = "nothing says how bad it is"
            self.context.default(spec.name, "severity", severity, spec.path, because)
        by = None
        if spec.by is not None:
            by = check_by(spec.by, (*spec.path, "by"), self.context)
        path = (*spec.path, "condition")
        compiled = self.compiler.condition(spec.condition, path, spec.name, by, _severe(severity))
        if compiled is None:
            self.context.fail("alerts", spec.name)
            return None
        words = " ".join(spec.condition.split())
        alert = self._alert(spec.name, "declared", spec, severity, compiled, words, spec.path)
        return alert, compiled

    def _thresholds(self, metric: Metric) -> list[tuple[Severity, str, Path]]:
        path = (*metric.path, "alert_threshold")
        given = metric.alert_threshold
        if given is None:
            return []
        if not isinstance(given, str):
            return [(level, given[level], (*path, level)) for level in SEVERITIES if level in given]
        severity: Severity = metric.severity or self.defaults.severity
        if metric.severity is None:
            because = self.defaults.severity_because
            self.context.default(metric.name, "severity", severity, metric.path, because)
        return [(severity, given, path)]

    def _alert(
        self,
        name: str,
        cause: Cause,
        spec: Metric | AlertSpec,
        severity: Severity,
        compiled: Compiled,
        words: str,
        path: Path,
    ) -> Alert:
        own = spec if isinstance(spec, AlertSpec) else None
        labels = own.labels if own is not None else {}
        self._check_labels(labels, spec, compiled)
        signal = self._signal(name, compiled)
        fixed = {"service": self.service, "severity": severity, "signal": signal, "alertname": name}
        reader = MessageReader(compiled, {**self.labels, **labels, **fixed}, self.context)
        hold = self._hold(name, spec, severity)
        self._check_fading(compiled, hold, spec)
        keep = spec.keep_firing_for
        link = spec.runbook if spec.runbook and "://" in spec.runbook else None
        return Alert(
            name=name,
            cause=cause,
            condition=compiled.condition,
            severity=severity,
            hold=hold,
            keep_firing=keep_firing(self.alerting, severity) if keep is None else keep,
            labels=tuple(sorted(labels.items())),
            annotations=_annotations(own, reader),
            message=self._message(name, spec, words, reader),
            description=description(compiled, getattr(spec, "description", None)),
            signal=signal,
            by=compiled.labels,
            procedure=spec.runbook if spec.runbook and not link else f"PROC-{name}",
            origin=self.context.origin(path),
            expect=tuple(own.expect) if own is not None else (),
            runbook=link,
        )

    def _check_labels(
        self, labels: Mapping[str, str], spec: Metric | AlertSpec, compiled: Compiled
    ) -> None:
        check_static(labels, (*spec.path, "labels"), compiled.labels, self.context)
        shared = {label: text for label, text in self.labels.items() if label not in labels}
        check_static(shared, ("labels",), compiled.labels, self.context)

    def _signal(self, name: str, compiled: Compiled) -> str:
        """The one thing that is looked at; of several, a signal that no other alert has."""
        if len(compiled.signals) == 1:
            return compiled.signals[0]
        return f"alert_{name}" if name in self.signals else name

    def _message(
        self, name: str, spec: Metric | AlertSpec, words: str, reader: MessageReader
    ) -> Message:
        if spec.message is not None:
            return reader.read(spec.message, (*spec.path, "message"))
        because = "no `message` is given: the condition in words"
        self.context.default(name, "message", words, spec.path, because)
        return (TextPart(words),)

    def _hold(self, name: str, spec: Metric | AlertSpec, severity: Severity) -> int:
        if spec.for_ is None:
            hold = self.policies[severity].hold
            because = f"as every {severity} alert"
            self.context.default(name, "for", format_duration(hold), spec.path, because)
            return hold
        interval = self.defaults.evaluation_interval
        check_multiple(spec.for_, interval, (*spec.path, "for"), self.context)
        return spec.for_

    def _check_fading(self, compiled: Compiled, hold: int, spec: Metric | AlertSpec) -> None:
        """A deviation from one's own past ends by itself: the past catches up."""
        for compare in compiled.compared:
            lasts = lasts_at_most(compare)
            if lasts is None or hold <= lasts:
                continue
            at = (*spec.path, "for") if spec.for_ is not None else spec.path
            message = (
                f"this can hold for {format_duration(lasts)} at most, because the new level "
                f"becomes the baseline; `for` is {format_duration(hold)}, so it would never fire"
            )
            help = "shorten `for`, or lengthen the window or the lag"
            self.context.report(rules.NEVER_HOLDS, at, message, help=help)

    def _check_order(self, metric: Metric, made: list[tuple[Alert, Compiled]]) -> None:
        """A worse severity needs a worse figure, or it fires first."""
        for (worse, one), (milder, other) in pairwise(made):
            first, second = one.compared[0], other.compared[0]
            far, near = first.right.node, second.right.node
            if not isinstance(far, v.Const) or not isinstance(near, v.Const):
                continue
            if "==" in (first.op, second.op) or "!=" in (first.op, second.op):
                continue
            above = first.op in (">", ">=")
            same_way = above == (second.op in (">", ">="))
            if same_way and ((far.value > near.value) if above else (far.value < near.value)):
                continue
            message = f"the threshold of {worse.severity} is not beyond that of {milder.severity}"
            if not same_way:
                message = f"{worse.severity} and {milder.severity} look in opposite directions"
            path = (*metric.path, "alert_threshold", worse.severity)
            related = (
                [(milder.origin.span, f"{milder.severity} is here")] if milder.origin.span else []
            )
            help = "the worse the severity, the further the threshold"
            self.context.report(rules.SEVERITY_ORDER, path, message, help=help, related=related)

    def note_traffic(self, compiled: Compiled) -> None:
        """A ratio of three requests is noise; the writer may know better."""
        for measured in compiled.measured:
            ratios = [c for c in compiled.compared if isinstance(c.left.node, v.Ratio)]
            if measured.form != "ratio" or measured.min_traffic is not None or not ratios:
                continue
            self.context.report(
                rules.NO_MIN_TRAFFIC,
                measured.path,
                f"`{measured.name}` is judged however few events there are",
                help="set `min_traffic:` to the events per window below which it says nothing",
            )


def _severe(severity: Severity) -> bool:
    return severity in ("critical", "high")


def _annotations(spec: AlertSpec | None, reader: MessageReader) -> tuple[tuple[str, Message], ...]:
    if spec is None:
        return ()
    return tuple(
        (key, reader.read(text, (*spec.path, "annotations", key)))
        for key, text in sorted(spec.annotations.items())
    )


def signal_of(
    metric: Metric, measured: Measured, alerts: list[tuple[Alert, Compiled]], context: Context
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
        because = "nothing says which quantile to show"
        context.default(metric.name, "quantile", "0.95", metric.path, because)
        value = measured.read(measured.keeps, ">", Fraction(95, 100))
    else:
        value = measured.read(measured.keeps, ">")
    guessed = tuple(selector.series for selector in measured.guessed)
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
