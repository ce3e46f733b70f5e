"""What Argo Rollouts cannot do, does in another way, or has to be told."""

from __future__ import annotations

import re

from opsgen.diagnostics.rules import rollouts as rules
from opsgen.plan import Plan
from opsgen.plan.gate import Gate
from opsgen.plan.rollout import Stage
from opsgen.target import Emit
from opsgen_targets.argo_rollouts import ArgoRolloutsOptions
from opsgen_targets.in_cluster.refusals import (
    ask,
    at,
    check_names,
    report_comparisons,
    report_way_back,
    taken_over,
    written,
)

ARGO = "`argo_rollouts`"
# Keys and values of labels in Kubernetes; a prefix before `/` is no label of Prometheus.
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?")


def check(plan: Plan, options: ArgoRolloutsOptions, out: Emit) -> None:
    found = taken_over(plan, options, out, ARGO)
    if found is None:
        return
    stage, gate = found
    check_names(plan, options, out, "stable_service", "canary_service", "route")
    _check_options(stage, options, out)
    _check_tracks(gate, out)
    report_comparisons(gate, out, ARGO)
    for word in written(plan, "errors"):
        message = f"`{word}`: {ARGO} counts errors in a row alone"
        help = "an answer that comes and goes lengthens the watch, and never passes it"
        out.report(rules.ROLLOUT_DIFFERS, gate.origin, message, help)
    report_way_back(plan, out, ARGO)


def _check_options(stage: Stage, options: ArgoRolloutsOptions, out: Emit) -> None:
    if options.replicas is None:
        # A Rollout without `replicas` has one (argo-rollouts, utils/defaults), whatever the
        # Deployment has that it takes over.
        ask(out, "replicas", "how many pods the Rollout has", "replicas: 4")
    elif options.replicas != "autoscaled" and options.replicas < 1:
        message = "`replicas` must be 1 or more"
        out.report(rules.ROLLOUT_OPTION, at(out, "replicas"), message, "write for example `4`")
    blue_green = stage.strategy == "blue_green"
    if (blue_green or options.router is not None) and options.stable_service is None:
        ask(out, "stable_service", "which Service users reach", "stable_service: shop")
    if options.router is not None and options.canary_service is None:
        what = "which Service is the new version's"
        ask(out, "canary_service", what, "canary_service: shop-canary")
    if options.router is not None and options.route is None:
        what = "which Ingress divides the traffic"
        if options.router == "istio":
            what = "which VirtualService divides the traffic"
        ask(out, "route", what, "route: shop")
    if options.router is not None and blue_green:
        message = "a blue-green rollout switches Services and divides no traffic"
        out.report(rules.ROLLOUT_OPTION, at(out, "router"), message, "remove `router`")
    both = options.stable_service
    if both is not None and both == options.canary_service:
        message = "the new version and the stable one need a Service each"
        help = "name two: `stable_service: shop, canary_service: shop-canary`"
        out.report(rules.ROLLOUT_OPTION, at(out, "canary_service"), message, help)


def _check_tracks(gate: Gate, out: Emit) -> None:
    """The Rollout writes the tracks on its pods."""
    if gate.tracks is None:
        return
    for text in (gate.tracks.label, gate.tracks.new, gate.tracks.stable):
        if not _LABEL.fullmatch(text):
            instead = "use letters, digits, `-`, `_` and `.`, 63 at most"
            out.unsupported(gate.tracks.origin, f"the label `{text}` of a pod", instead)
