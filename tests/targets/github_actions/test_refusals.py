"""What the target refuses, each beside its nearest neighbour that it takes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.targets.github_actions.emitted import CANARY, canary, emitted, pipeline, reported

COMMIT = "a" * 40


def compared(hold: str, watch: str, end: str = "full_deployment", confidence: str = "0.99") -> str:
    """A canary whose p99 is compared; its samples are the 5 minutes of a rate window apart."""
    steps = f"deploy_canary_10_percent, {watch}, gradual_rollout, {end}"
    compare = (
        f"compare: [{{metric: p99_latency, confidence: {confidence}}}, error_rate], hold: {hold}"
    )
    return pipeline(
        f"{{name: production, strategy: canary, steps: [{steps}]}}",
        gate=f"gate: {{tracks: {{label: track}}, {compare}}}",
        top="    - {name: latency, type: histogram, unit: s}\n",
    )


@pytest.mark.parametrize(
    ("option", "bad", "good"),
    [
        ("branch", "it's", "release/1.x"),
        ("branch", "main*", "main"),
        ("directory", "../x", "services/shop"),
        ("directory", "/x", "."),
        ("directory", "a b", "a/"),
        ("pins", {"actions/checkout": "v7"}, {"actions/checkout": f"{COMMIT} v7.1"}),
    ],
)
def test_options(option: str, bad: Any, good: Any) -> None:
    assert [each.code for each in reported(canary(), **{option: bad})] == ["OPS480"]
    assert reported(canary(), **{option: good}) == []


@pytest.mark.parametrize(
    ("code", "bad", "good"),
    [
        (
            "OPS481",
            canary(steps='{full_deployment: "echo ${{ github.sha }}"}'),
            canary(steps='{full_deployment: "echo $GITHUB_SHA"}'),
        ),
        (
            "OPS481",
            canary(steps='{rollback: {run: "make", env: {A: "${{ github.sha }}"}}}'),
            canary(steps='{rollback: {run: "make", env: {A: "$${ github.sha }}"}}}'),
        ),
        (
            "OPS482",
            pipeline("{name: t, steps: [a]}", "{a: {run: a, secrets: [KEY]}}", gate=""),
            pipeline("{name: t, steps: [a]}", "{a: {run: a, secrets: [GITHUB_TOKEN]}}", gate=""),
        ),
        ("OPS483", canary(", timeout: 30m"), canary(", timeout: 3h")),
        (
            "OPS484",
            canary(', if: "github.sha && (true"'),
            canary(", if: \"'(' == github.sha\""),
        ),
        (
            "OPS484",
            canary(", if: \"secrets.LIVE == 'yes'\""),
            canary(", if: \"vars.LIVE == 'yes'\""),
        ),
        (
            "OPS484",
            pipeline("{name: a, steps: [a]}\n{name: b, needs: [], if: needs.a.result, steps: [a]}"),
            pipeline("{name: a, steps: [a]}\n{name: b, if: needs.a.result, steps: [a]}"),
        ),
        (
            "OPS494",
            canary(steps="{full_deployment: {run: a, permissions: {package: write}}}"),
            canary(steps="{full_deployment: {run: a, permissions: {packages: write}}}"),
        ),
        (
            "OPS494",
            canary(steps="{rollback: {run: a, permissions: {id-token: read}}}"),
            canary(steps="{rollback: {run: a, permissions: {id-token: none}}}"),
        ),
        (
            "OPS485",
            canary(", if: \"success() || github.event_name == 'push'\""),
            canary(", if: \"success() && github.event_name == 'push'\""),
        ),
        ("OPS485", canary(', if: "!success()"'), canary(', if: "success()"')),
        ("OPS485", canary(', if: "ALWAYS ()"'), canary(", if: \"'always()' != github.sha\"")),
        (
            "OPS485",
            canary(', if: "!cancelled()"'),
            pipeline('{name: t, if: "!cancelled()", steps: [a]}', gate=""),
        ),
        (
            "OPS486",
            canary(gate="gate: {tracks: {label: track}, weights: [5, 10]}"),
            canary(gate="gate: {tracks: {label: track}, weights: [5, 11]}"),
        ),
        (
            "OPS487",
            pipeline("{name: soak, environment: it, steps: [monitor_5_minutes]}"),
            pipeline("{name: idle, steps: [deploy_idle, monitor_5_minutes]}"),
        ),
        (
            "OPS488",
            compared("24m", "monitor_25_minutes"),
            compared("25m", "monitor_25_minutes"),
        ),
        (
            # Seven samples: with six the surest outcome is one in 924.
            "OPS488",
            compared("25m", "monitor_35_minutes", confidence="0.999"),
            compared("35m", "monitor_35_minutes", confidence="0.999"),
        ),
        (
            "OPS488",
            compared("25m", "monitor_24_minutes"),
            # After the last move there is nothing to compare with.
            compared("25m", "monitor_25_minutes", "full_deployment, monitor_5_minutes"),
        ),
        (
            "OPS480",
            canary(steps="{full_deployment: {run: a, outputs: [weight]}}"),
            canary(steps="{full_deployment: {run: a, outputs: [weights]}}"),
        ),
        (
            "OPS480",
            canary(steps="{full_deployment: {run: a, outputs: [State]}}"),
            pipeline("{name: t, steps: [a]}", "{a: {run: a, outputs: [state]}}", gate=""),
        ),
        (
            "OPS480",
            canary(steps="{full_deployment: {run: a, env: {OPSGEN_WEIGHT: '5'}}}"),
            canary(steps="{full_deployment: {run: a, env: {OPSGEN_NO_CACHE: '1'}}}"),
        ),
        (
            "OPS480",
            canary(steps="{rollback: {run: a, secrets: [OPSGEN_STAGE]}}"),
            canary(steps="{rollback: {run: a, secrets: [STAGE]}}"),
        ),
        (
            "OPS480",
            pipeline(
                "{name: build, steps: [b]}\n{name: t, steps: [a]}",
                "{b: {run: b, outputs: [image]}, a: {run: a, env: {OPSGEN_IMAGE: x}}}",
            ),
            pipeline(
                "{name: build, steps: [b]}\n{name: t, steps: [a]}",
                "{b: {run: b, outputs: [image]}, a: {run: a, env: {IMAGE: x}}}",
            ),
        ),
        (
            "OPS480",
            pipeline(
                "{name: build, steps: [b, c]}",
                "{b: {run: b, outputs: [image]}, c: {run: c, outputs: [Image]}}",
            ),
            pipeline(
                "{name: build, steps: [b, c]}",
                "{b: {run: b, outputs: [image]}, c: {run: c, outputs: [image]}}",
            ),
        ),
        (
            "OPS495",
            canary(steps="{full_deployment: {run: a, timeout: 5h}}"),
            canary(steps="{full_deployment: {run: a, timeout: 4h}}"),
        ),
        (
            "OPS495",
            canary(", timeout: 3h", steps="{full_deployment: {run: a, timeout: 2h}}"),
            canary(", timeout: 4h", steps="{full_deployment: {run: a, timeout: 2h}}"),
        ),
    ],
)
def test_refused(code: str, bad: str, good: str) -> None:
    assert {each.code for each in reported(bad)} == {code}
    assert reported(good) == []


def test_a_pin_of_ones_own_is_used() -> None:
    text = emitted(canary(), pins={"actions/checkout": f"{COMMIT} v7.1"})
    assert f'"actions/checkout@{COMMIT}"  # v7.1\n' in text[".github/workflows/shop-deploy.yml"]


def test_another_folder_is_where_every_script_starts() -> None:
    files = emitted(canary(), directory="services/shop/", path="x.yml")
    assert '    working-directory: "services/shop"\n' in files["x.yml"]
    back = files[".github/workflows/shop-rollback.yml"]
    assert '    working-directory: "services/shop"\n' in back


def test_the_canary_has_watches_in_every_good_case() -> None:
    """Else the cases above would prove little."""
    assert "monitor_5_minutes" in CANARY
