"""What opsgen puts around the user's own steps in a job that moves traffic."""

from __future__ import annotations

from collections.abc import Iterable

from opsgen.artifacts import YamlNode
from opsgen.artifacts.escape_shell import quote
from opsgen.artifacts.names import gate_plan_path
from opsgen.plan import Plan
from opsgen.plan.rollout import Stage
from opsgen_targets.github_actions import timeouts
from opsgen_targets.github_actions.scripts import gate

TOKEN = "GITHUB_TOKEN"
REAL = {"if": "${{ !inputs.dry_run }}"}
_DRY = {"if": "${{ inputs.dry_run }}"}


def secret_of(name: str) -> str:
    return "${{ github.token }}" if name == TOKEN else f"${{{{ secrets.{name} }}}}"


def prometheus_env(plan: Plan) -> dict[str, YamlNode]:
    """Where the gate asks; without `links.prometheus` the address is a secret too."""
    env: dict[str, YamlNode] = {"PROMETHEUS_TOKEN": secret_of("PROMETHEUS_TOKEN")}
    if plan.links.prometheus is None:
        env = {"PROMETHEUS_URL": secret_of("PROMETHEUS_URL"), **env}
    return env


def dry_run(names: Iterable[str]) -> dict[str, YamlNode]:
    """Tells the steps that a dry run leaves out."""
    return {
        "name": "Dry run: what would happen",
        "id": "dry_run",
        **_DRY,
        "timeout-minutes": 1,
        "run": f"printf 'would run: %s\\n' {' '.join(map(quote, names))}",
    }


def preflight(plan: Plan, stage: Stage) -> dict[str, YamlNode]:
    env = prometheus_env(plan)
    env["OPSGEN_DURING_ALERTS"] = "${{ inputs.during_alerts }}"
    return {
        "name": "Preflight: metrics answer, no page is open",
        "id": "preflight",
        "env": env,
        "timeout-minutes": timeouts.minutes(timeouts.PREFLIGHT),
        "run": gate("preflight", f"--plan {gate_plan_path(stage.name)}"),
    }


def mark_begin(stage: Stage) -> dict[str, YamlNode]:
    return {"name": "Mark on the dashboards: it begins", "id": "mark", **_mark(stage, "begins")}


def mark_end(stage: Stage) -> dict[str, YamlNode]:
    """`STATE` is what became of the rollout."""
    found = {"name": "Mark on the dashboards: it ends"} | _mark(stage, "is $STATE")
    env: dict[str, YamlNode] = {"STATE": "${{ steps.state.outputs.state }}"}
    assert isinstance(found["env"], dict)
    return found | {"if": "${{ always() && !inputs.dry_run }}", "env": found["env"] | env}


def _mark(stage: Stage, word: str) -> dict[str, YamlNode]:
    """Without a token it says so and goes on."""
    text = f'"$OPSGEN_RELEASE: rollout {word}"'
    return {
        **REAL,
        "env": {"GRAFANA_TOKEN": secret_of("GRAFANA_TOKEN")},
        "timeout-minutes": 1,
        "run": gate("annotate", f"--plan {gate_plan_path(stage.name)} --text {text}"),
    }
