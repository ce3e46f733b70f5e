"""The runbook, put together."""

from __future__ import annotations

from dataclasses import dataclass

from opsgen.plan import Plan
from opsgen.prose.markup import NOTHING, Markdown
from opsgen_targets.runbook import overview, routing
from opsgen_targets.runbook.common import commons
from opsgen_targets.runbook.drift_view import drift_view
from opsgen_targets.runbook.headings import Heading, Headings
from opsgen_targets.runbook.procedure_view import Around, procedures
from opsgen_targets.runbook.rendering import render
from opsgen_targets.runbook.rollout_view import rollout_view
from opsgen_targets.runbook.service_view import service_view
from opsgen_targets.runbook.undoing import undoing


@dataclass(frozen=True, slots=True)
class Sections:
    title: Heading
    reference: Heading
    first_minutes: Heading
    procedures: Heading
    common: Heading
    rollout: Heading
    routing: Heading


def runbook(plan: Plan, source: Markdown, checklist: Markdown) -> Markdown:
    """`source` is the link to operations.yaml; `checklist` that to the deployment checklist, empty
    without one."""
    headings, sections = _sections(plan)
    common, service, drift = (
        commons(plan, headings, source),
        service_view(plan, source),
        drift_view(plan),
    )
    tracing = plan.telemetry.tracing is not None and plan.telemetry.tracing.enabled
    said = {one.name: one.description for one in plan.signals if one.description is not None}
    around = Around(service, common, drift, source, sections.first_minutes, tracing, said)
    back = undoing(plan)
    return render(
        "runbook",
        sections=sections,
        service=service,
        source=source,
        common=common,
        quick_reference=overview.quick_reference(plan),
        severities=overview.severities(plan),
        procedures=procedures(plan, around),
        common_procedures=render("common", service=service, common=common, drift=drift, back=back),
        rollout=rollout_view(plan),
        checklist=checklist,
        back=back,
        hearing=routing.hearing(plan),
        inhibition=routing.inhibition(),
        inhibition_labels=routing.inhibition_labels(plan),
    )


def rollback_anchor(plan: Plan) -> Markdown:
    """The fragment under which the runbook tells how to roll back."""
    headings, _ = _sections(plan)
    return commons(plan, headings, NOTHING).rollback.anchor


def _sections(plan: Plan) -> tuple[Headings, Sections]:
    headings = Headings.beside(procedure.id for procedure in plan.runbook.procedures)
    sections = Sections(
        title=headings.own(f"Runbook of {plan.service}"),
        reference=headings.own("Quick reference"),
        first_minutes=headings.own("First minutes"),
        procedures=headings.own("Procedures"),
        common=headings.own("Common procedures"),
        rollout=headings.own("Rollout"),
        routing=headings.own("Who hears what"),
    )
    return headings, sections
