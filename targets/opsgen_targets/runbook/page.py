"""The runbook, put together."""

from __future__ import annotations

from dataclasses import dataclass

from opsgen.plan import Plan
from opsgen.prose.markup import NOTHING, Markdown
from opsgen_targets.runbook import overview, rollout, routing
from opsgen_targets.runbook.common import commons
from opsgen_targets.runbook.drift_view import drift_view
from opsgen_targets.runbook.headings import Heading, Headings
from opsgen_targets.runbook.procedure_view import Around, procedures
from opsgen_targets.runbook.rendering import render
from opsgen_targets.runbook.service_view import service_view


@dataclass(frozen=True, slots=True)
class Sections:
    title: Heading
    reference: Heading
    first_minutes: Heading
    procedures: Heading
    common: Heading
    rollout: Heading
    routing: Heading


def runbook(plan: Plan, source: Markdown) -> Markdown:
    """`source` is the link to operations.yaml."""
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
    common, service, drift = (
        commons(plan, headings, source),
        service_view(plan, source),
        drift_view(plan),
    )
    tracing = plan.telemetry.tracing is not None and plan.telemetry.tracing.enabled
    said = {one.name: one.description for one in plan.signals if one.description is not None}
    around = Around(service, common, drift, source, sections.first_minutes, tracing, said)
    back = rollout.way_back(plan)
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
        stages=NOTHING if plan.rollout is None else rollout.stages(plan.rollout),
        back=back,
        hearing=routing.hearing(plan),
        inhibition=routing.inhibition(),
        inhibition_labels=routing.inhibition_labels(plan),
    )
