"""Pipelines with each strategy, and procedures for people."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from tests.properties.figures import Data, Spec
from tests.properties.texts import LINES, MESSAGES

Draw = st.DrawFn
_MOVES: dict[str, list[Data]] = {
    "canary": [
        "deploy_canary_10_percent",
        "monitor_30_minutes",
        "gradual_rollout",
        "full_deployment",
    ],
    "blue-green": ["deploy_idle", "smoke_tests", "switch_traffic", "monitor_10_minutes"],
    "rolling": ["rolling_batch_25_percent", "monitor_90_seconds", "rolling_batch_100_percent"],
}


@st.composite
def pipelines(draw: Draw, triggers: Sequence[str]) -> Spec:
    """`triggers` are conditions that hold no quotes."""
    pipeline: Spec = {}
    stages: list[Data] = [{"name": "test", "steps": ["unit_tests", "integration_tests"]}]
    if draw(st.booleans()):
        stages.append({"name": "build", "steps": ["docker_build"], "timeout": "30m"})
    strategy = draw(st.sampled_from((*_MOVES, "")))
    if strategy:
        stages.append({"name": "production", "strategy": strategy, "steps": list(_MOVES[strategy])})
    if len(stages) > 2 and draw(st.booleans()):
        stages[-1] = {**_spec(stages[-1]), "needs": ["test", "build"], "environment": "live"}
    pipeline["stages"] = stages
    if draw(st.booleans()):
        run = draw(LINES)
        pipeline["steps"] = {
            "unit_tests": run,
            "docker_build": {"run": run, "env": {"HOW": draw(LINES)}, "timeout": "20m"},
        }
    if draw(st.booleans()):
        rollback: Spec = {"automatic": draw(st.booleans())}
        if draw(st.booleans()) and triggers:
            rollback["trigger"] = draw(st.sampled_from(tuple(triggers)))
        if draw(st.booleans()):
            rollback["command"] = draw(LINES)
        pipeline["rollback"] = rollback
    if draw(st.booleans()):
        gate: Spec = {"interval": draw(st.sampled_from(("30s", "1m"))), "hold": "15m"}
        if draw(st.booleans()):
            gate["tracks"] = {"label": "track", "new": "canary", "stable": "stable"}
        if draw(st.booleans()) and triggers:
            gate["checks"] = [
                {"condition": draw(st.sampled_from(tuple(triggers))), "observe": True}
            ]
        pipeline["gate"] = gate
    return pipeline


@st.composite
def runbooks(draw: Draw, alerts: Sequence[str]) -> Spec:
    procedure: Spec = {"id": "PROC-001", "title": draw(LINES)}
    if alerts:
        procedure["alerts"] = [draw(st.sampled_from(tuple(alerts)))]
    for key in ("symptoms", "diagnosis"):
        if draw(st.booleans()):
            procedure[key] = [*draw(st.lists(MESSAGES, min_size=1, max_size=2))]
    if draw(st.booleans()):
        procedure["resolution"] = [{"if": draw(LINES), "then": draw(MESSAGES)}]
        procedure["escalation"] = [{"after": "15m", "to": "lead"}]
    contacts: Spec = {"lead": "lead@example.com", "on-call": draw(LINES)}
    return {"procedures": [procedure], "contacts": contacts, "logs": draw(LINES)}


def _spec(node: Data) -> Spec:
    assert isinstance(node, dict)
    return node
