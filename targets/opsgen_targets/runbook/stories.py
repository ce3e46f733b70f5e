"""The stories of a service's operation, each with what the build provides of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from opsgen.artifacts.figures import duration
from opsgen.plan import Alert, Plan
from opsgen.prose import words
from opsgen.prose.markup import NOTHING, Markdown, bullets, code, join, listed, prose, text
from opsgen_targets.runbook.common import commons
from opsgen_targets.runbook.headings import Headings
from opsgen_targets.runbook.kinds import kind_of
from opsgen_targets.runbook.watching import moving, watched


@dataclass(frozen=True, slots=True)
class Story:
    id: Markdown
    title: Markdown
    wish: Markdown
    criteria: Markdown


@dataclass(frozen=True, slots=True)
class _Kind:
    """A story as it is told of every service; without a criterion there is no story."""

    id: str
    title: str
    wish: str
    criteria: Callable[[Plan], Iterator[Markdown]]


def stories(plan: Plan) -> tuple[Story, ...]:
    """Those of which the build provides something, each under its own number."""
    found = []
    for kind in _KINDS:
        if criteria := list(kind.criteria(plan)):
            told = (Markdown(kind.id), Markdown(kind.title), Markdown(kind.wish))
            found.append(Story(*told, bullets(criteria)))
    return tuple(found)


def _monitoring(plan: Plan) -> Iterator[Markdown]:
    for alert in plan.alerts:
        if alert.cause in ("threshold", "declared", "service_down") and kind_of(alert) != "drift":
            yield _fires(alert)
    missing = [code(alert.name) for alert in plan.alerts if alert.cause == "no_data"]
    if missing:
        yield prose("A series that goes missing, or never came, is heard of: {}.", listed(missing))


def _drift(plan: Plan) -> Iterator[Markdown]:
    if plan.drift is None:
        return
    for alert in plan.alerts:
        if kind_of(alert) in ("drift", "job_missing"):
            yield _fires(alert)


def _deployment(plan: Plan) -> Iterator[Markdown]:
    rollout = plan.rollout
    if rollout is None:
        return
    for stage in rollout.stages:
        if stage.needs:
            needs = listed(list(map(code, stage.needs)))
            yield prose("{} begins only after {} passed.", code(stage.name), needs)
    phases = [phase for stage in moving(rollout) for phase in watched(rollout, stage)]
    if rollout.gate is not None and phases:
        yield Markdown(
            "No traffic moves while Prometheus does not answer, the version before has no data, or "
            "a critical alert of the service fires (but for `during_alerts`)."
        )
        names = listed([code(phase.name) for phase in phases])
        yield prose("Nothing goes on after {} unless that watch passed.", names)
        for check in rollout.gate.checks:
            if not check.observed:
                said = "A watch that finds {} that {} does not pass."
                allowed = rollout.gate.allowed.failures
                often = {0: "once", 1: "more than once"}.get(allowed, f"more than {allowed} times")
                yield prose(said, Markdown(often), words.condition(check.condition))
        yield Markdown("No data, too little traffic and no answer are never a pass.")
    if moving(rollout) and rollout.rollback is not None:
        if rollout.rollback.automatic:
            yield Markdown(
                "A rollout that fails or is cancelled after traffic moved is rolled back by itself."
            )
        else:
            yield Markdown("A rollout that fails says by which command a person rolls it back.")


def _alerting(plan: Plan) -> Iterator[Markdown]:
    policies = {policy.severity: policy for policy in plan.notifications.policies}
    for route in plan.notifications.routes:
        if route.channels and route.severity in policies:
            policy = policies[route.severity]
            said = "A {} alert is sent to {} {} after it fires, and again every {} while it lasts."
            wait, again = (duration(each) for each in (policy.group_wait, policy.repeat_interval))
            heard = listed([text(name) for name in route.channels])
            yield prose(said, Markdown(route.severity), heard, text(wait), text(again))
        if route.digests:
            heard = listed([text(name) for name in route.digests])
            yield prose("A {} alert stands in the digest of {}.", Markdown(route.severity), heard)
    for alert in plan.alerts:
        if alert.cause == "notifications":
            yield prose("A notification that fails is heard: {}.", code(alert.name))
    if plan.notifications.watchdog:
        heard = listed([text(name) for name in plan.notifications.watchdog])
        said = "While alerts can arrive, the Watchdog reaches {}; its silence says they cannot."
        yield prose(said, heard)
    if plan.notifications.channels:
        yield Markdown("An alert silences the milder ones of its signal: one failure is one page.")


def _runbook(plan: Plan) -> Iterator[Markdown]:
    if not plan.alerts:
        return
    yield prose("Each of the {} alerts opens a procedure.", len(plan.alerts))
    if own := [code(each.id) for each in plan.runbook.procedures if not each.generated]:
        yield prose("These procedures are the service's own: {}.", listed(own))
    yield Markdown(
        "A procedure's first five lines say what is broken, who is hurt, what to type, when to "
        "call for help, and the way back."
    )
    ways = [way.title for way in commons(plan, Headings(), NOTHING).all() if way.written]
    if ways:
        yield prose("It is written down how to do these: {}.", join(", ", ways))


def _fires(alert: Alert) -> Markdown:
    told = words.condition(alert.condition)
    if alert.cause == "service_down":
        told = Markdown("no instance of the service is up")
    if not alert.hold:
        return prose("{} ({}) fires when {}.", code(alert.name), Markdown(alert.severity), told)
    said = "{} ({}) fires when {} for {}."
    held = text(duration(alert.hold))
    return prose(said, code(alert.name), Markdown(alert.severity), told, held)


_KINDS = (
    _Kind(
        "OPS-S01",
        "Monitoring",
        "As whoever is on call I am told when the service leaves its limits, before users tell me.",
        _monitoring,
    ),
    _Kind(
        "OPS-S02",
        "Drift",
        "As the owner of the model I am told when the world no longer looks like its data.",
        _drift,
    ),
    _Kind(
        "OPS-S03",
        "Deployment",
        "As whoever deploys I see a bad version taken back before all users have it.",
        _deployment,
    ),
    _Kind(
        "OPS-S04",
        "Alerting",
        "As a team we hear what is urgent at once, and what is not when there is time.",
        _alerting,
    ),
    _Kind(
        "OPS-S05",
        "Runbook",
        "As whoever was just woken I know what to type first.",
        _runbook,
    ),
)
