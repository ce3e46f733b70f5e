"""One procedure as the page shows it: five lines first, then all that helps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from opsgen.plan import SEVERITIES, Alert, Plan
from opsgen.plan.procedures import Procedure
from opsgen.plan.steps import lines
from opsgen.promql.first import first_command
from opsgen.prose.markup import (
    NOTHING,
    Markdown,
    bullets,
    code,
    instruction,
    join,
    numbered,
    prose,
    table,
    text,
)
from opsgen_targets.runbook import escalation
from opsgen_targets.runbook.alert_view import AlertView, alert_view
from opsgen_targets.runbook.common import Commons
from opsgen_targets.runbook.drift_view import DriftView
from opsgen_targets.runbook.headings import Heading
from opsgen_targets.runbook.hurt import hurt
from opsgen_targets.runbook.kinds import TELLING
from opsgen_targets.runbook.rendering import render
from opsgen_targets.runbook.service_view import ServiceView
from opsgen_targets.runbook.user_steps import step
from opsgen_targets.runbook.way_back import way_back


@dataclass(frozen=True, slots=True)
class Around:
    """What a procedure may point to. `source` is the link to operations.yaml.

    `said` is what the user says of each figure, by its name.
    """

    service: ServiceView
    common: Commons
    drift: DriftView
    source: Markdown
    first_minutes: Heading
    tracing: bool
    said: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ProcedureView:
    """What the template prints; what the input says nothing of is empty."""

    id: Markdown
    title: Markdown
    broken: Markdown
    hurt: Markdown
    first: Markdown
    escalate: Markdown
    way_back: Markdown
    look: Markdown
    symptoms: Markdown
    diagnosis: Markdown
    resolution: Markdown
    escalation: Markdown
    alerts: tuple[Markdown, ...]
    causes: tuple[Markdown, ...]


def procedures(plan: Plan, around: Around) -> Markdown:
    """All of them in the order of the plan. An alert stands under the one that it opens."""
    opened: dict[str, list[Alert]] = {}
    for alert in plan.alerts:
        opened.setdefault(alert.procedure, []).append(alert)
    views = (
        _view(plan, procedure, _worst_first(opened.get(procedure.id, ())), around)
        for procedure in plan.runbook.procedures
    )
    return join("\n\n", (render("procedure", procedure=view) for view in views))


def _view(
    plan: Plan, procedure: Procedure, alerts: Sequence[Alert], around: Around
) -> ProcedureView:
    first = first_command(alerts[0], procedure, plan) if alerts else None
    asked = first if procedure.generated else None
    views = tuple(alert_view(plan, alert, around.said, asked) for alert in alerts)
    return ProcedureView(
        id=text(procedure.id),
        title=text(procedure.title),
        broken=_broken(procedure, views),
        hurt=hurt(alerts) if alerts else NOTHING,
        first=code(first) if first else NOTHING,
        escalate=escalation.line(plan, procedure, alerts),
        way_back=way_back(views, around.common),
        look=join(", ", filter(None, (around.service.look, around.first_minutes.link))),
        symptoms=bullets(
            map(instruction, () if procedure.generated else lines(procedure.symptoms))
        ),
        diagnosis=numbered(map(step, lines(procedure.diagnosis))),
        resolution=_resolution(procedure),
        escalation=escalation.steps(plan, procedure, alerts),
        alerts=tuple(render("alert", alert=view, generated=procedure.generated) for view in views),
        causes=() if procedure.resolution else _causes(views, around),
    )


def _worst_first(alerts: Sequence[Alert]) -> list[Alert]:
    order = (*SEVERITIES, "none")
    return sorted(alerts, key=lambda alert: order.index(alert.severity))


def _broken(procedure: Procedure, views: Sequence[AlertView]) -> Markdown:
    """In a procedure of several alerts each says its own words further down."""
    if len(views) == 1:
        told = _told(views[0])
        return told if procedure.generated else prose("{}. {}", text(procedure.title), told)
    names = join(", ", (prose("{} ({})", view.name, view.severity) for view in views))
    return prose("{}: {}", text(procedure.title), names)


def _told(view: AlertView) -> Markdown:
    """The message, and the condition in words where the message does not name the figure."""
    match view.kind:
        case "digest":
            return Markdown("nothing now: it lists what fired since the last digest.")
        case "watchdog":
            return Markdown("nothing while it fires. The alerting is, when it stops arriving.")
    if view.message_tells:
        return prose("{} ({}, {})", view.message, view.name, view.severity)
    return prose("{} ({}, {}): {}", view.message, view.name, view.severity, view.asked)


def _resolution(procedure: Procedure) -> Markdown:
    rows = [
        (instruction(remedy.cause), join(" ", map(step, lines([remedy.action]))))
        for remedy in procedure.resolution
    ]
    return table(("If", "Then"), rows) if rows else NOTHING


def _causes(views: Sequence[AlertView], around: Around) -> tuple[Markdown, ...]:
    """What opsgen knows of each kind of alert, once per kind."""
    rendered = (
        render(
            _template(view),
            alert=view,
            service=around.service,
            common=around.common,
            drift=around.drift,
            source=around.source,
            tracing=around.tracing,
        )
        for view in views
    )
    return tuple(dict.fromkeys(rendered))


def _template(view: AlertView) -> str:
    """Of a plain figure it matters more what it is about than how it is calculated."""
    plain = view.kind in ("gauge", "ratio", "rate", "quantile", "expression")
    if (view.kind, view.harm) == ("quantile", "waiting"):
        plain = False  # A quantile of times is what its own template is about.
    if plain and view.harm in TELLING:
        return f"harms/{view.harm}"
    return f"kinds/{view.kind}"
