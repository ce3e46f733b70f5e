"""Which watches compare the new version with the stable one."""

from __future__ import annotations

import json

import pytest

from tests.targets.github_actions.emitted import PLAN, emitted, pipeline, plan_of

GATE = "gate: {tracks: {label: track}, compare: [error_rate], weights: [50]}"


@pytest.mark.parametrize(
    ("steps", "compared", "alone"),
    [
        (
            "deploy_canary_10_percent, monitor_5_minutes, gradual_rollout, full_deployment, "
            "monitor_6_minutes",
            ["monitor_5_minutes", "gradual_rollout_50"],
            ["monitor_6_minutes"],
        ),
        (
            "deploy_canary_99_percent, monitor_5_minutes, deploy_canary_100_percent, "
            "monitor_6_minutes",
            ["monitor_5_minutes"],
            ["monitor_6_minutes"],
        ),
        (
            "deploy_idle, monitor_5_minutes, switch_traffic, monitor_6_minutes, smoke, "
            "monitor_7_minutes",
            ["monitor_5_minutes"],
            ["monitor_6_minutes", "monitor_7_minutes"],
        ),
        (
            "rolling_batch_50_percent, monitor_5_minutes, rolling_batch_100_percent, "
            "monitor_6_minutes",
            ["monitor_5_minutes"],
            ["monitor_6_minutes"],
        ),
    ],
)
def test_a_watch_compares_while_the_stable_version_has_traffic(
    steps: str, compared: list[str], alone: list[str]
) -> None:
    """Later one side would have no events, which is no evidence, and nothing could pass."""
    text = pipeline(f"{{name: production, steps: [{steps}]}}", gate=GATE)
    phases = json.loads(emitted(text)[PLAN])["phases"]
    assert {name: len(phase["comparisons"]) for name, phase in phases.items()} == {
        **dict.fromkeys(compared, 1),
        **dict.fromkeys(alone, 0),
    }
    told = {each.subject for each in plan_of(text).defaults if each.what == "compare"}
    assert told == set(alone)
