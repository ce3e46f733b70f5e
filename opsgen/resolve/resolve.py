"""From sections to the plan: the order in which meaning is found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from opsgen.diagnostics import Diagnostic
from opsgen.plan import Alert, Default, Plan, Signal
from opsgen.resolve.alerts import AlertResolver, signal_of
from opsgen.resolve.channels import resolve_channels
from opsgen.resolve.checks import check_constants, check_lent_units, check_names, warn_of_job
from opsgen.resolve.compiled import Compiled, Compiler
from opsgen.resolve.constants import resolve_constants
from opsgen.resolve.context import Context, Refused, Workspace
from opsgen.resolve.defaults import MonitoringDefaults, resolve_defaults
from opsgen.resolve.drift import check_heard, check_thresholds, resolve_drift, slide_of
from opsgen.resolve.generated import Generator
from opsgen.resolve.labels import check_static
from opsgen.resolve.learning import Comparison, learn_units
from opsgen.resolve.measured import Measured
from opsgen.resolve.metrics import MetricResolver
from opsgen.resolve.missing import watch_missing
from opsgen.resolve.notifications import resolve_notifications
from opsgen.resolve.policies import TIMING, resolve_policies
from opsgen.resolve.procedures import resolve_runbook
from opsgen.resolve.rollout import RolloutResolver
from opsgen.resolve.scope import Scope, drift_names
from opsgen.resolve.service import (
    check_pages,
    resolve_engines,
    resolve_links,
    resolve_service,
)
from opsgen.resolve.telemetry import resolve_telemetry
from opsgen.resolve.thresholds import threshold_texts
from opsgen.source import Document
from opsgen.spec import Alerting, Metric, Monitoring, Operations


@dataclass(frozen=True, slots=True)
class Resolved:
    """The plan is complete only where no diagnostic is an error."""

    plan: Plan
    diagnostics: tuple[Diagnostic, ...]


def resolve(
    spec: Operations,
    document: Document,
    workspace: Workspace,
    refused: Refused,
) -> Resolved:
    """What `spec` means. Every default is taken below here and nowhere else."""
    context = Context(document, workspace, refused)
    plan = _Resolution(spec, context).plan()
    return Resolved(plan, context.diagnostics)


@dataclass(slots=True)
class _Resolution:
    spec: Operations
    context: Context
    service: str = ""
    metrics: list[tuple[Metric, Measured]] = field(default_factory=list)
    asked: list[tuple[Alert, Compiled]] = field(default_factory=list)
    signals: list[Signal] = field(default_factory=list)

    def plan(self) -> Plan:
        spec, context = self.spec, self.context
        self.service = resolve_service(spec, context)
        monitoring = spec.monitoring or Monitoring.model_validate({})
        alerting = spec.alerting or Alerting.model_validate({})
        links, engines = resolve_links(spec, context), resolve_engines(spec, context)
        check_static(spec.labels, ("labels",), (), context)
        defaults = resolve_defaults(monitoring.defaults, context)
        policies = resolve_policies(alerting, defaults.evaluation_interval, context)
        compiler = self._compiler(monitoring, defaults, alerting)
        ids = {measured.signal for _, measured in self.metrics}
        self._asked(
            AlertResolver(
                self.service, spec.labels, ids, compiler, defaults, alerting, policies, context
            ),
            alerting,
        )
        rollout = None
        if spec.pipeline is not None:
            alerts = [alert for alert, _ in self.asked]
            rollout = RolloutResolver(spec.pipeline, compiler, alerts, context).resolve()
        check_lent_units(self._measured(compiler), context)
        channels, smtp = resolve_channels(self.service, alerting, context)
        generator = Generator(self.service, policies, defaults.scrape_interval, context)
        self._generate(generator, defaults, compiler, alerting)
        for channel in channels:
            if channel.digest is not None and channel.digest.alert is not None:
                generator.digest(channel, defaults.evaluation_interval)
        generator.notifications_failed()
        generator.watchdog()
        named = [alert for alert, _ in self.asked] + generator.alerts
        check_names(named, context)
        runbook, linked = resolve_runbook(spec, named, policies, context)
        check_pages(spec, linked, context)
        drift = None
        if spec.drift_detection is not None:
            drift = resolve_drift(spec.drift_detection, channels, context)
            check_thresholds(drift, linked, context)
            check_heard(drift, linked, channels, context)
        return Plan(
            service=self.service,
            owner=spec.owner,
            description=spec.description,
            labels=tuple(sorted(spec.labels.items())),
            links=links,
            engines=engines,
            job=defaults.job,
            scrape_interval=defaults.scrape_interval,
            evaluation_interval=defaults.evaluation_interval,
            signals=tuple(self.signals),
            alerts=linked,
            notifications=resolve_notifications(
                alerting, channels, smtp, policies, linked, context
            ),
            runbook=runbook,
            rollout=rollout,
            drift=drift,
            telemetry=resolve_telemetry(monitoring, context),
            defaults=tuple(each for each in context.defaults if _matters(each, linked)),
        )

    def _compiler(
        self, monitoring: Monitoring, defaults: MonitoringDefaults, alerting: Alerting
    ) -> Compiler:
        """All names of the file, each with its unit and its series."""
        context, constants = self.context, resolve_constants(self.spec, self.context)
        resolver = MetricResolver(defaults, constants, context)
        for metric in monitoring.metrics:
            if (measured := resolver.resolve(metric)) is not None:
                self.metrics.append((metric, measured))
            else:
                context.fail("metrics", metric.name)
        drift: dict[str, Measured] = {}
        section = self.spec.drift_detection
        if section is not None and section.tests:
            drift = drift_names(self.service, slide_of(section), section.path, context)
        metrics = {metric.name: measured for metric, measured in self.metrics}
        check_constants(constants, metrics, context)
        scope = Scope(
            context,
            metrics,
            constants,
            defaults.matchers,
            drift,
            last_within=defaults.last_within,
        )
        compiler = Compiler(scope, defaults.scrape_interval, defaults.evaluation_interval)
        learn_units(self._comparisons(alerting), compiler)
        resolver.name_series(self.metrics)
        return compiler

    def _comparisons(self, alerting: Alerting) -> list[Comparison]:
        found = [
            Comparison(text, path, measured)
            for metric, measured in self.metrics
            for path, text in threshold_texts(metric)
        ]
        for alert in alerting.alerts:
            found.append(Comparison(alert.condition, (*alert.path, "condition"), None))
        pipeline = self.spec.pipeline
        rollback = pipeline.rollback if pipeline is not None else None
        if rollback is not None and rollback.trigger is not None:
            found.append(Comparison(rollback.trigger, (*rollback.path, "trigger"), None))
        return found

    def _asked(self, resolver: AlertResolver, alerting: Alerting) -> None:
        """Thresholds in the order of the metrics, then the declared alerts in theirs."""
        for metric, measured in self.metrics:
            made = resolver.thresholds(metric, measured)
            self.signals.append(signal_of(metric, measured, made, self.context))
            self.asked += made
        for spec in alerting.alerts:
            if (declared := resolver.declared(spec)) is not None:
                self.asked.append(declared)
        for _, compiled in self.asked:
            resolver.note_traffic(compiled)

    def _measured(self, compiler: Compiler) -> list[Measured]:
        """All that is measured, declared or not, in the order in which it is met."""
        return [measured for _, measured in self.metrics] + list(compiler.scope.externals.values())

    def _generate(
        self,
        generator: Generator,
        defaults: MonitoringDefaults,
        compiler: Compiler,
        alerting: Alerting,
    ) -> None:
        if defaults.job is not None:
            generator.service_down(defaults.job, ("monitoring", "defaults", "job"))
        else:
            warn_of_job(self.service, self.context)
        watch_missing(
            generator, self.metrics, self.asked, alerting.alerts, self._measured(compiler), defaults
        )
        section = self.spec.drift_detection
        if section is not None and section.tests:
            generator.drift_job(slide_of(section), section.path)


def _matters(default: Default, alerts: Sequence[Alert]) -> bool:
    """Whether anybody could meet it: the timing of a severity that no alert has is noise."""
    return default.what != TIMING or any(alert.severity == default.subject for alert in alerts)
