"""The Rollout: steps of a canary, or the two sides of a blue-green rollout."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from opsgen.artifacts import YamlNode
from opsgen.plan import Plan
from opsgen.plan.gate import Gate, Tracks
from opsgen.plan.phases import Phase, phase
from opsgen.plan.rollout import Stage
from opsgen_targets.argo_rollouts import ArgoRolloutsOptions
from opsgen_targets.in_cluster import course
from opsgen_targets.in_cluster.course import Weight
from opsgen_targets.in_cluster.objects import deployment, go_duration, service_name

API = "argoproj.io/v1alpha1"


@dataclass(frozen=True, slots=True)
class Templates:
    """The names of the analysis templates of a service."""

    service: str
    compares: bool

    @property
    def preflight(self) -> str:
        return f"{self.service}-preflight"

    def watch(self, seconds: int, alone: bool) -> str:
        """Watches of the same length are one template, unless one of them alone compares."""
        end = "-alone" if alone and self.compares else ""
        return f"{self.service}-watch-{go_duration(seconds)}{end}"


def watches(stage: Stage, gate: Gate) -> Iterator[Phase]:
    """What is watched, in order. On a side of a switch all is one watch: Argo runs one analysis
    there."""
    if stage.strategy == "blue_green":
        for seconds, alone in zip(course.watched_around(stage, gate), (False, True), strict=True):
            if seconds:
                yield replace(phase("switch", seconds, None, gate), alone=alone)
    else:
        yield from (event for event in course.events(stage, gate) if isinstance(event, Phase))


def rollout(
    plan: Plan, stage: Stage, gate: Gate, options: ArgoRolloutsOptions
) -> dict[str, YamlNode]:
    """Its spec."""
    found: dict[str, YamlNode] = {}
    if isinstance(options.replicas, int):
        found["replicas"] = options.replicas
    # The Deployment keeps running until the Rollout is healthy; by default it would for ever.
    found["workloadRef"] = {**deployment(plan, options), "scaleDown": "onsuccess"}
    names = Templates(service_name(plan), bool(gate.comparisons))
    if stage.strategy == "blue_green":
        found["strategy"] = {"blueGreen": _blue_green(stage, gate, options, names)}
    else:
        found["strategy"] = {"canary": _canary(stage, gate, options, names)}
    return found


def _canary(
    stage: Stage, gate: Gate, options: ArgoRolloutsOptions, names: Templates
) -> dict[str, YamlNode]:
    found: dict[str, YamlNode] = {}
    if options.canary_service:
        found["canaryService"] = options.canary_service
    if options.stable_service:
        found["stableService"] = options.stable_service
    found |= _metadata(gate.tracks, "canaryMetadata", "stableMetadata")
    if options.router == "nginx":
        found["trafficRouting"] = {"nginx": {"stableIngress": options.route or ""}}
    if options.router == "istio":
        found["trafficRouting"] = {"istio": {"virtualService": {"name": options.route or ""}}}
    found["steps"] = list(_steps(stage, gate, names))
    return found


def _steps(stage: Stage, gate: Gate, names: Templates) -> Iterator[YamlNode]:
    """Analyses are steps of their own. One that runs behind the steps is ended by the last of
    them, and what is ended before it measured counts as a success (analysis/analysis.go)."""
    yield _step(names.preflight)
    events = list(course.events(stage, gate))
    for place, event in enumerate(events):
        if isinstance(event, Phase):
            yield _step(names.watch(event.seconds, event.alone))
        elif isinstance(event, Weight) and not (event.full and place == len(events) - 1):
            yield {"setWeight": event.percent}
    if not course.switches(stage):
        yield {"pause": {}}  # after the last step Argo promotes: here a person does


def _step(*templates: str) -> dict[str, YamlNode]:
    return {"analysis": _analysis(*templates)}


def _analysis(*templates: str) -> dict[str, YamlNode]:
    return {"templates": [{"templateName": name} for name in templates]}


def _blue_green(
    stage: Stage, gate: Gate, options: ArgoRolloutsOptions, names: Templates
) -> dict[str, YamlNode]:
    """Without `scaleDownDelaySeconds`: it would end the analysis after the switch, which then
    counts as a success (docs/features/bluegreen.md)."""
    found: dict[str, YamlNode] = {"activeService": options.stable_service or ""}
    if options.canary_service:
        found["previewService"] = options.canary_service
    found |= _metadata(gate.tracks, "previewMetadata", "activeMetadata")
    found["autoPromotionEnabled"] = course.switches(stage)
    before, after = course.watched_around(stage, gate)
    first = [names.preflight, *([names.watch(before, alone=False)] if before else [])]
    found["prePromotionAnalysis"] = _analysis(*first)
    if after:
        found["postPromotionAnalysis"] = _analysis(names.watch(after, alone=True))
    return found


def _metadata(tracks: Tracks | None, new: str, stable: str) -> dict[str, YamlNode]:
    """The labels on the pods by which the series are told apart."""
    if tracks is None:
        return {}
    return {
        new: {"labels": {tracks.label: tracks.new}},
        stable: {"labels": {tracks.label: tracks.stable}},
    }
