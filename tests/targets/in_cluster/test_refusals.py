"""What no controller can do is told at its place, and what it needs is asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from opsgen.api import check_text
from opsgen.target import TargetOptions
from opsgen_targets.argo_rollouts import ArgoRolloutsOptions
from opsgen_targets.argo_rollouts import target as argo
from opsgen_targets.flagger import FlaggerOptions
from opsgen_targets.flagger import target as flagger
from tests.targets.in_cluster import RICH, STEPS, SWITCH, codes, spec, told

ARGO = ArgoRolloutsOptions(replicas=4, stable_service="shop", canary_service="shop-new")
FLAGGER = FlaggerOptions(port=80)
BOTH = pytest.mark.parametrize(("target", "options"), [(argo, ARGO), (flagger, FLAGGER)])
ROLLING = "rolling_batch_50_percent, monitor_10_minutes, rolling_batch_100_percent"
WATCH = "monitor_10_minutes"
TWO = spec().replace(
    "    - {name: production",
    f"    - {{name: staging, steps: [{STEPS}]}}\n    - {{name: production",
)


def messages(target: Any, text: str, options: TargetOptions, code: str) -> list[str]:
    return [one.message for one in told(target, text, options) if one.code == code]


@BOTH
@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        (spec(ROLLING), ("pipeline", "stages", 0), "rolling"),
        (spec("deploy_canary_10_percent, full_deployment"), ("pipeline", "stages", 0), "watches"),
        (
            spec(f"switch_traffic, {STEPS}", strategy="canary"),
            ("pipeline", "stages", 0, "steps", 0),
            "switch_traffic",
        ),
        (
            spec(f"deploy_canary_10_percent, {SWITCH}", strategy="blue-green"),
            ("pipeline", "stages", 0, "steps", 0),
            "deploy_canary",
        ),
    ],
)
def test_what_no_controller_can_do_is_an_error_at_its_place(
    target: Any, options: TargetOptions, text: str, place: tuple[object, ...], says: str
) -> None:
    found = [one for one in told(target, text, options) if one.code == "OPS400"]
    assert [one.path for one in found] == [place]
    assert says in found[0].message
    assert found[0].at is not None
    assert found[0].help


@BOTH
def test_a_gate_that_decides_nothing_is_refused(target: Any, options: TargetOptions) -> None:
    gate = 'checks: [{condition: "queue > 1", observe: true}]'
    text = spec(gate=gate).replace(', trigger: "error_rate > 5%"', "")
    (found,) = messages(target, text, options, "OPS400")
    assert "without a check" in found


@BOTH
def test_several_stages_need_a_choice(target: Any, options: TargetOptions) -> None:
    (found,) = messages(target, TWO, options, "OPS492")
    assert "`staging`, `production`" in found
    assert messages(target, TWO, replace(options, stage="production"), "OPS492") == []  # type: ignore[call-arg]  # of both options
    assert messages(target, spec(), replace(options, stage="prod"), "OPS492") != []  # type: ignore[call-arg]  # of both options


@BOTH
def test_without_a_stage_that_moves_traffic_nothing_is_written(
    target: Any, options: TargetOptions
) -> None:
    assert codes(told(target, spec("unit_tests"), options)) == ["OPS493"]
    assert told(target, "service: demo\n", options) == []


@BOTH
def test_commands_are_left_out_and_told(target: Any, options: TargetOptions) -> None:
    (found,) = [
        one
        for one in told(target, spec(f"smoke_tests, {STEPS}"), options)
        if "smoke_tests" in one.message
    ]
    assert (found.code, found.path) == ("OPS490", ("pipeline", "stages", 0, "steps", 0))


@BOTH
def test_prometheus_is_asked_for(target: Any, options: TargetOptions) -> None:
    text = spec().replace("links: {prometheus", "links: {alertmanager")
    assert messages(target, text, options, "OPS492") == ["nothing says where Prometheus is"]
    known = replace(options, prometheus="http://p:9090")  # type: ignore[call-arg]  # of both options
    assert messages(target, text, known, "OPS492") == []


@BOTH
@pytest.mark.parametrize("name", ["namespace", "deployment", "prometheus_secret"])
@pytest.mark.parametrize("given", ["Shop", "a b", "a/b", "x" * 64, "-a", "a\n", ""])
def test_names_are_those_that_kubernetes_takes(
    target: Any, options: TargetOptions, name: str, given: str
) -> None:
    wrong: dict[str, Any] = {name: given}
    found = messages(target, spec(), replace(options, **wrong), "OPS492")
    assert f"`{name}` is no name of an object of Kubernetes" in found


ASKED: list[tuple[Any, str, TargetOptions, str]] = [
    (argo, spec(), ArgoRolloutsOptions(), "how many pods"),
    (argo, spec(), ArgoRolloutsOptions(replicas=0), "1 or more"),
    (argo, spec(), replace(ARGO, router="nginx"), "which Ingress"),
    (argo, spec(), replace(ARGO, router="istio"), "which VirtualService"),
    (
        argo,
        spec(),
        replace(ARGO, router="istio", route="a", canary_service=None),
        "the new version's",
    ),
    (argo, spec(SWITCH), ArgoRolloutsOptions(replicas=1), "which Service users reach"),
    (argo, spec(SWITCH), replace(ARGO, router="nginx", route="a"), "divides no traffic"),
    (argo, spec(), replace(ARGO, canary_service="shop"), "need a Service each"),
    (flagger, spec(), FlaggerOptions(), "which port"),
    (flagger, spec(), FlaggerOptions(port=0), "between 1 and 65535"),
    (flagger, spec(), replace(FLAGGER, target_port=70000), "between 1 and 65535"),
    (flagger, spec(), replace(FLAGGER, provider="nginx"), "which Ingress"),
    (flagger, spec(), replace(FLAGGER, provider="kubernetes"), "divides no traffic"),
    (flagger, spec(), replace(FLAGGER, deployment="x" * 56), "more than 55"),
]


@pytest.mark.parametrize(("target", "text", "options", "says"), ASKED)
def test_what_cannot_be_known_is_asked_for(
    target: Any, text: str, options: TargetOptions, says: str
) -> None:
    found = [one for one in told(target, text, options) if one.code == "OPS492"]
    assert [one for one in found if says in one.message and one.help]
    assert len(found) == 1


STOPS = "deploy_canary_10_percent, monitor_10_minutes"
FALLS = f"deploy_canary_50_percent, {WATCH}, deploy_canary_50_percent, {WATCH}, full_deployment"
LATE = f"{WATCH}, deploy_canary_10_percent, {WATCH}, full_deployment, {WATCH}"


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        (spec(STOPS), "OPS400", "stops short"),
        (spec("deploy_idle, monitor_5_minutes", strategy="blue-green"), "OPS400", "stops short"),
        (spec(FALLS), "OPS400", "stay or fall"),
        (spec(f"full_deployment, {WATCH}"), "OPS400", "starts with all traffic"),
        (spec(), "OPS490", "after 30m: a bad version keeps its traffic for up to 1h"),
        (spec(gate="failures: 0"), "OPS490", "after 30m: a bad version keeps its traffic"),
        (spec(), "OPS491", "holds each weight for 30m"),
        (spec(LATE), "OPS490", "`monitor_10_minutes_3` is left out"),
        (spec(LATE), "OPS490", "`monitor_10_minutes` is left out"),
        (spec(SWITCH), "OPS490", "once after the switch, after 1m"),
        (spec(SWITCH), "OPS491", "knows no delay"),
        (spec(), "OPS491", "before the traffic moves"),
        (spec(gate=RICH), "OPS491", "only look at `queue > 100`"),
        (spec(gate="inconclusives: 5"), "OPS491", "`inconclusives`"),
        (spec(gate="errors_in_a_row: 2"), "OPS491", "`errors_in_a_row`"),
        (spec(gate=RICH), "OPS491", "no statistical test of `error_rate`"),
        (spec(rollback="automatic: false"), "OPS491", "goes back by itself"),
    ],
)
def test_flagger_tells_what_it_does_otherwise(text: str, code: str, says: str) -> None:
    found = messages(flagger, text, FLAGGER, code)
    assert [one for one in found if says in one], found


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        (spec(gate="errors: 5"), "OPS491", "`errors`"),
        (spec(gate=RICH), "OPS491", "no statistical test of `error_rate`"),
        (spec(rollback="automatic: false"), "OPS491", "goes back by itself"),
        (spec(gate="tracks: {label: _t}"), "OPS400", "the label `_t` of a pod"),
        (spec(gate='tracks: {label: t, new: "a b"}'), "OPS400", "the label `a b` of a pod"),
    ],
)
def test_argo_tells_what_it_does_otherwise(text: str, code: str, says: str) -> None:
    found = messages(argo, text, ARGO, code)
    assert [one for one in found if says in one], found


def test_what_is_kept_is_not_told() -> None:
    assert told(argo, spec(gate="failures: 0, inconclusives: 2, delay: 1m"), ARGO) == []
    even = "deploy_canary_10_percent, monitor_10_minutes, gradual_rollout, full_deployment"
    assert codes(told(flagger, spec(even), FLAGGER)) == ["OPS490", "OPS491"]


def test_a_finding_is_told_with_the_line_of_the_input() -> None:
    text = spec(gate=RICH) + "targets: {argo_rollouts: {replicas: 4}}\n"
    (found,) = [one for one in check_text(text) if one.code == "OPS491"]
    assert found.at is not None
    assert text.splitlines()[found.at.start.line - 1].strip().startswith("gate:")


def test_an_option_that_is_missing_is_told_at_the_target_that_misses_it() -> None:
    text = spec() + "targets:\n  argo_rollouts: {}\n  flagger: {port: 0}\n"
    found = [one for one in check_text(text) if one.code == "OPS492"]
    lines = [text.splitlines()[one.at.start.line - 1] for one in found if one.at]
    assert lines == ["  argo_rollouts: {}", "  flagger: {port: 0}"]
