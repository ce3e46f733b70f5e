"""From sections to the plan: the order in which meaning is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from opsgen.diagnostics import Diagnostic, Path
from opsgen.diagnostics.rules import names as rules
from opsgen.diagnostics.rules import units as unit_rules
from opsgen.plan import Alert, Plan, Severity, Signal
from opsgen.resolve.alerts import AlertResolver, signal_of
from opsgen.resolve.compiled import Compiled, Compiler
from opsgen.resolve.constants import resolve_constants
from opsgen.resolve.context import Context, Workspace
from opsgen.resolve.drift import check_thresholds, resolve_drift, slide_of
from opsgen.resolve.generated import Generator
from opsgen.resolve.measured import Measured
from opsgen.resolve.metrics import MetricResolver, MonitoringDefaults, resolve_defaults
from opsgen.resolve.notifications import resolve_channels, resolve_notifications
from opsgen.resolve.policies import resolve_policies
from opsgen.resolve.procedures import resolve_runbook
from opsgen.resolve.rollout import RolloutResolver
from opsgen.resolve.scope import Scope, drift_names
from opsgen.resolve.service import resolve_engines, resolve_links, resolve_service
from opsgen.resolve.telemetry import resolve_telemetry
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
    removed: Callable[[str, str], bool],
) -> Resolved:
    """What `spec` means. Every default is taken below here and nowhere else."""
    context = Context(document, workspace, removed)
    work = _Resolution(spec, context)
    plan = work.plan()
    return Resolved(plan, tuple(context.diagnostics))


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
        defaults = resolve_defaults(monitoring.defaults, context)
        policies = resolve_policies(alerting, context)
        compiler = self._compiler(monitoring, defaults)
        default_severity: Severity = "medium"
        if monitoring.defaults is not None and monitoring.defaults.severity is not None:
            default_severity = monitoring.defaults.severity
        alerts = AlertResolver(
            self.service, compiler, defaults, alerting, policies, default_severity, context
        )
        self._asked(alerts, alerting)
        rollout = None
        if spec.pipeline is not None:
            rollout = RolloutResolver(spec.pipeline, compiler, context).resolve()
        self._lent_units(compiler)
        channels, smtp = resolve_channels(self.service, alerting, context)
        generator = Generator(self.service, policies, context)
        self._generate(generator, defaults, compiler.scope)
        for channel in channels:
            if channel.digest is not None and channel.digest.alert is not None:
                generator.digest(channel, defaults.evaluation_interval)
        generator.notifications_failed()
        generator.watchdog()
        named = [alert for alert, _ in self.asked] + generator.alerts
        self._check_names(named)
        runbook, linked = resolve_runbook(spec, named, policies, context)
        drift = None
        if spec.drift_detection is not None:
            drift = resolve_drift(spec.drift_detection, channels, context)
            check_thresholds(drift, linked, context)
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
            defaults=tuple(dict.fromkeys(context.defaults)),
        )

    def _compiler(self, monitoring: Monitoring, defaults: MonitoringDefaults) -> Compiler:
        context = self.context
        resolver = MetricResolver(defaults, context)
        for metric in monitoring.metrics:
            if (measured := resolver.resolve(metric)) is not None:
                self.metrics.append((metric, measured))
        known = {metric.name for metric, _ in self.metrics}
        failed = {metric.name for metric in monitoring.metrics} - known
        constants = resolve_constants(self.spec, context)
        context.failed["metrics"] = failed
        context.failed["constants"] = set(self.spec.constants) - set(constants)
        for name in known & set(constants):
            message = f"`{name}` is a metric and a constant"
            help = "rename one of them"
            context.report(rules.CLASHING_NAME, ("constants", name), message, help=help)
        drift: dict[str, Measured] = {}
        if self.spec.drift_detection is not None and self.spec.drift_detection.tests:
            section = self.spec.drift_detection
            drift = drift_names(self.service, slide_of(section), section.path, context)
        metrics = {metric.name: measured for metric, measured in self.metrics}
        scope = Scope(context, metrics, constants, defaults.matchers, drift)
        return Compiler(scope, defaults.scrape_interval)

    def _asked(self, resolver: AlertResolver, alerting: Alerting) -> None:
        """Thresholds in the order of the metrics, then the declared alerts in theirs."""
        resolver.learn_units(self.metrics)
        for metric, measured in self.metrics:
            made = resolver.thresholds(metric, measured)
            guessed = tuple(selector.series for selector in measured.guessed)
            self.signals.append(signal_of(metric, measured, made, guessed))
            self.asked += made
        for spec in alerting.alerts:
            if (declared := resolver.declared(spec)) is not None:
                self.asked.append(declared)
            else:
                self.context.failed.setdefault("alerts", set()).add(spec.name)
        noted: set[str] = set()
        for alert, compiled in self.asked:
            fresh = [m for m in compiled.measured if m.name not in noted]
            if fresh:
                resolver.note_traffic(alert, compiled)
            noted.update(measured.name for measured in compiled.measured)

    def _generate(self, generator: Generator, defaults: MonitoringDefaults, scope: Scope) -> None:
        if defaults.job is not None:
            generator.service_down(defaults.job, ("monitoring", "defaults", "job"))
        else:
            self._warn_job()
        for metric, measured in self.metrics:
            if metric.no_data == "alert":
                severity = metric.severity or "medium"
                generator.asked_missing(metric.name, measured, severity, metric.path)
        specs = (
            {spec.name: spec for spec in self.spec.alerting.alerts} if self.spec.alerting else {}
        )
        for alert, compiled in self.asked:
            spec = specs.get(alert.name)
            if spec is None or spec.no_data != "alert" or alert.severity == "none":
                continue
            for measured in compiled.measured:
                generator.asked_missing(alert.name, measured, alert.severity, spec.path)
        silenced = {metric.name for metric, _ in self.metrics if metric.no_data == "ok"}
        every = [measured for _, measured in self.metrics] + list(scope.externals.values())
        generator.missing_series(
            (
                guess.series,
                guess if measured.form == "ratio" else measured.presence(),
                measured.path,
                measured.name,
            )
            for measured in every
            if measured.name not in silenced
            for guess in measured.guessed
        )
        for measured in every:
            if measured.guessed_part is not None and measured.name not in silenced:
                generator.missing_numerator(measured)
        section = self.spec.drift_detection
        if section is not None and section.tests:
            generator.drift_job(slide_of(section), section.path)

    def _warn_job(self) -> None:
        document, has = self.context.document, self.context.document.has
        path: Path = ("monitoring", "defaults")
        snippet = f'job: "{self.service}"'
        if not has(path):
            path, snippet = ("monitoring",), f"defaults:\n  {snippet}"
        if not has(path):
            path, snippet = (), f'monitoring:\n  defaults:\n    job: "{self.service}"'
        self.context.report(
            rules.JOB_UNSET,
            path,
            "no `job` is set: the rules read the metrics of every job of that Prometheus, and "
            "nobody hears when the service is gone",
            help="set `monitoring.defaults.job` to the service's job in Prometheus",
            edit=document.insertion(path, snippet),
        )

    def _lent_units(self, compiler: Compiler) -> None:
        """A constant that gives its unit to several metrics is a guess about each of them."""
        borrowers: dict[str, list[str]] = {}
        every = [measured for _, measured in self.metrics]
        for measured in (*every, *compiler.scope.externals.values()):
            for constant in dict.fromkeys(measured.lenders):
                borrowers.setdefault(constant, []).append(measured.name)
        for constant, names in borrowers.items():
            if len(names) < 2:
                continue
            listed = " and ".join(f"`{name}`" for name in names)
            unit = compiler.scope.constants[constant].quantity.unit
            shown = unit.name if unit is not None else "1"
            self.context.report(
                unit_rules.CONSTANT_LENDS_UNIT,
                ("constants", constant),
                f"the constant `{constant}` gives its unit to {listed}",
                help=f"say it on the metrics: `unit: {shown}`",
            )

    def _check_names(self, alerts: list[Alert]) -> None:
        """A name is the alert's identity, also where opsgen made it."""
        first: dict[str, Alert] = {}
        for alert in alerts:
            other = first.setdefault(alert.name.casefold(), alert)
            if other is alert or alert.cause == other.cause == "declared":
                continue
            related = []
            if other.origin.span is not None:
                related = [(other.origin.span, f"`{other.name}` comes from here")]
            self.context.report(
                rules.CLASHING_NAME,
                alert.origin.path,
                f"two alerts would be called `{alert.name}`",
                related=related,
                help="rename the alert or the metric: open incidents hang on the name",
            )
