"""What no controller can do, or none without an option, whichever it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from opsgen.diagnostics.rules import rollouts as rules
from opsgen.plan import Origin, Plan
from opsgen.plan.gate import Gate
from opsgen.plan.rollout import Action, Stage
from opsgen.target import Emit
from opsgen_targets.in_cluster import ClusterOptions, course
from opsgen_targets.in_cluster.objects import prometheus

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_WORDS: dict[str, frozenset[Action]] = {
    "canary": frozenset({"run", "watch", "traffic", "gradual", "promote"}),
    "blue_green": frozenset({"run", "watch", "deploy_idle", "switch", "promote"}),
}
_CALLED = {"canary": "canary", "blue_green": "blue-green"}


def taken_over(
    plan: Plan, options: ClusterOptions, out: Emit, controller: str
) -> tuple[Stage, Gate] | None:
    """The stage that the controller can take over; else why not is reported."""
    if plan.rollout is None:
        return None
    stages = course.moving(plan)
    stage = course.chosen(plan, options)
    if stage is None:
        _report_choice(plan, stages, options, out)
        return None
    if stage.strategy not in _WORDS:
        out.unsupported(
            stage.origin,
            "a rolling deployment that is watched batch by batch",
            "make it a canary: `deploy_canary_10_percent`, a watch, `full_deployment`",
        )
        return None
    strange = [step for step in stage.steps if step.action not in _WORDS[stage.strategy]]
    for step in strange:
        kind = _CALLED[stage.strategy]
        instead = "use the words of one strategy in a stage"
        out.unsupported(step.origin, f"`{step.name}` in a {kind} rollout", instead)
    gate = plan.rollout.gate
    if gate is None or not any(step.action in ("watch", "gradual") for step in stage.steps):
        out.unsupported(
            stage.origin,
            "a rollout that nothing watches",
            "put a watch after each step that moves traffic: `monitor_10_minutes`",
        )
        return None
    if not gate.comparisons and all(check.observed for check in gate.checks):
        out.unsupported(
            gate.origin,
            "a watch without a check, which would pass at once",
            'say what must not happen: `rollback: {trigger: "error_rate > 5%"}`',
        )
    _report_commands(stage, out, controller)
    return None if strange else (stage, gate)


def check_names(plan: Plan, options: ClusterOptions, out: Emit, *names: str) -> None:
    """Options that name objects, and where Prometheus is."""
    for name in ("namespace", "deployment", "prometheus_secret", *names):
        given = getattr(options, name)
        if given is not None and not _NAME.fullmatch(given):
            message = f"`{name}` is no name of an object of Kubernetes"
            help = "write small letters, digits and `-`, 63 at most"
            out.report(rules.ROLLOUT_OPTION, at(out, name), message, help)
    if prometheus(plan, options) is None:
        ask(out, "prometheus", "where Prometheus is", "prometheus: http://prometheus:9090")


def ask(out: Emit, option: str, what: str, example: str) -> None:
    """Report that `option` is missing."""
    message = f"nothing says {what}"
    help = f"write it: `targets: {{{out.target}: {{{example}}}}}`"
    out.report(rules.ROLLOUT_OPTION, at(out, option), message, help)


def at(out: Emit, option: str) -> Origin:
    return Origin(("targets", out.target, option), None)


def written(plan: Plan, *words: str) -> Iterator[str]:
    """Those keys of the gate that the user wrote, in the given order."""
    taken = {default.what for default in plan.defaults if default.subject == "gate"}
    for word in words:
        if word not in taken:
            yield word


def report_comparisons(gate: Gate, out: Emit, controller: str) -> None:
    for comparison in gate.comparisons:
        out.report(
            rules.ROLLOUT_DIFFERS,
            comparison.origin,
            f"{controller} makes no statistical test of `{comparison.name}`: "
            "each figure beyond the ratio and the difference counts as a failure",
            "raise `min_delta` so that chance alone does not reach it",
        )


def report_way_back(plan: Plan, out: Emit, controller: str) -> None:
    rollback = plan.rollout.rollback if plan.rollout is not None else None
    if rollback is not None and not rollback.automatic:
        message = f"{controller} goes back by itself when a watch fails"
        out.report(
            rules.ROLLOUT_DIFFERS, rollback.origin, message, "say that it may: `automatic: true`"
        )


def _report_choice(
    plan: Plan, stages: tuple[Stage, ...], options: ClusterOptions, out: Emit
) -> None:
    if options.stage is not None or len(stages) > 1:
        names = ", ".join(f"`{stage.name}`" for stage in stages) or "none"
        message = f"which stage to take over is not clear: {names} move traffic"
        help = f"name one of them: `targets: {{{out.target}: {{stage: production}}}}`"
        out.report(rules.ROLLOUT_OPTION, at(out, "stage"), message, help)
    elif plan.rollout is not None and plan.rollout.stages:
        message = f"no stage moves traffic, so `{out.target}` writes nothing"
        help = "give the stage that deploys a strategy: `strategy: canary`"
        out.report(rules.NOTHING_TO_ROLL_OUT, plan.rollout.stages[-1].origin, message, help)


def _report_commands(stage: Stage, out: Emit, controller: str) -> None:
    for step in stage.steps:
        if step.action == "run":
            message = f"{controller} runs no command: `{step.name}` is left out"
            help = "run it in a stage before this one, or where the manifests are applied"
            out.report(rules.ROLLOUT_WEAKER, step.origin, message, help)
