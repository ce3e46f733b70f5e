"""What Flagger cannot do, does in another way, or has to be told."""

from __future__ import annotations

from itertools import pairwise

from opsgen.artifacts.figures import duration
from opsgen.diagnostics.rules import rollouts as rules
from opsgen.plan import Plan
from opsgen.plan.gate import Gate
from opsgen.plan.rollout import Stage
from opsgen.target import Emit
from opsgen_targets.flagger import FlaggerOptions
from opsgen_targets.flagger.pace import held, pace, unwatched
from opsgen_targets.in_cluster import course
from opsgen_targets.in_cluster.objects import service_name
from opsgen_targets.in_cluster.refusals import (
    ask,
    at,
    check_names,
    report_comparisons,
    report_way_back,
    taken_over,
    written,
)

FLAGGER = "`flagger`"
_LONGEST = 63 - len("-primary")
"""Flagger makes a Service of that name."""


def check(plan: Plan, options: FlaggerOptions, out: Emit) -> None:
    found = taken_over(plan, options, out, FLAGGER)
    if found is None:
        return
    stage, gate = found
    check_names(plan, options, out, "ingress", "autoscaler")
    _check_options(plan, stage, options, out)
    if not course.switches(stage):
        instead = "end the stage with `full_deployment`: Flagger promotes after the last watch"
        out.unsupported(stage.origin, "a rollout that stops short of all traffic", instead)
    elif stage.strategy == "blue_green":
        _check_switch(stage, gate, out)
    else:
        _check_weights(stage, gate, out)
    _check_gate(gate, plan, out)


def _check_options(plan: Plan, stage: Stage, options: FlaggerOptions, out: Emit) -> None:
    if options.port is None:
        ask(out, "port", "which port the Service has", "port: 80")
    for name in ("port", "target_port"):
        given = getattr(options, name)
        if given is not None and not 1 <= given <= 65535:
            message = f"`{name}` must be between 1 and 65535"
            out.report(rules.ROLLOUT_OPTION, at(out, name), message, "write for example `80`")
    if len(options.deployment or service_name(plan)) > _LONGEST:
        message = f"the name of the Deployment has more than {_LONGEST} characters"
        help = "Flagger appends `-primary`, and Kubernetes allows 63: name a shorter one"
        out.report(rules.ROLLOUT_OPTION, at(out, "deployment"), message, help)
    if options.provider == "nginx" and options.ingress is None:
        ask(out, "ingress", "which Ingress divides the traffic", "ingress: shop")
    if options.provider == "kubernetes" and stage.strategy == "canary":
        message = "without a mesh or an ingress Flagger divides no traffic by weight"
        help = "name another `provider`, or make the stage a blue-green one"
        out.report(rules.ROLLOUT_OPTION, at(out, "provider"), message, help)


def _check_weights(stage: Stage, gate: Gate, out: Emit) -> None:
    steps = held(stage, gate)
    if not steps:
        instead = "begin with `deploy_canary_10_percent`"
        out.unsupported(stage.origin, "a canary that starts with all traffic", instead)
        return
    if any(later.percent <= before.percent for before, later in pairwise(steps)):
        instead = "let the percents rise from step to step"
        out.unsupported(stage.origin, "weights that stay or fall", instead)
        return
    interval = pace(stage, gate).interval
    bad = interval * (gate.allowed.failures + 1)
    out.report(
        rules.ROLLOUT_WEAKER,
        stage.origin,
        f"{FLAGGER} looks once at each weight, after {duration(interval)}: a bad version keeps its "
        f"traffic for up to {duration(bad)}",
        "shorten the watches, or allow no failures: `gate: {failures: 0}`",
    )
    if any(each.seconds != interval for each in steps):
        message = (
            f"{FLAGGER} holds each weight for {duration(interval)}, the longest of the watches"
        )
        out.report(rules.ROLLOUT_DIFFERS, stage.origin, message, "give all watches one length")
    for watch in unwatched(stage, gate):
        message = f"{FLAGGER} looks only while the traffic is divided: `{watch.name}` is left out"
        help = "put the watch between the first weight and `full_deployment`"
        out.report(rules.ROLLOUT_WEAKER, stage.origin, message, help)


def _check_switch(stage: Stage, gate: Gate, out: Emit) -> None:
    interval = duration(pace(stage, gate).interval)
    if course.watched_around(stage, gate)[1]:
        message = f"{FLAGGER} looks once after the switch, after {interval}"
        help = "put the watch before the switch, or make the stage a canary"
        out.report(rules.ROLLOUT_WEAKER, stage.origin, message, help)
    if gate.delay > pace(stage, gate).interval:
        message = f"{FLAGGER} first looks after {interval} and knows no delay"
        help = "lengthen `interval`, or allow a failure more"
        out.report(rules.ROLLOUT_DIFFERS, gate.origin, message, help)


def _check_gate(gate: Gate, plan: Plan, out: Emit) -> None:
    message = (
        f"{FLAGGER} looks at nothing before the traffic moves: neither whether a page is open nor "
        "whether the stable version has data"
    )
    help = "look at both before you apply a new version"
    out.report(rules.ROLLOUT_DIFFERS, gate.origin, message, help)
    for check in gate.checks:
        if check.observed:
            message = f"{FLAGGER} cannot only look at `{check.text}`: it is left out"
            help = "watch it on the dashboard, or drop `observe`"
            out.report(rules.ROLLOUT_DIFFERS, check.origin, message, help)
    for word in written(plan, "inconclusives", "errors", "errors_in_a_row"):
        message = f"`{word}`: {FLAGGER} counts a look without evidence or answer as a failed one"
        help = "say with `failures` how many of all kinds the whole rollout may have"
        out.report(rules.ROLLOUT_DIFFERS, gate.origin, message, help)
    report_comparisons(gate, out, FLAGGER)
    report_way_back(plan, out, FLAGGER)
