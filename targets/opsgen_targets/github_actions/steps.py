"""The steps of a job: the user's own, the watches, and what surrounds them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from opsgen.artifacts import Literal, Noted, YamlNode
from opsgen.artifacts.escape_shell import quote
from opsgen.artifacts.names import GATE, gate_plan_path
from opsgen.artifacts.pins import Pin
from opsgen.plan import Plan
from opsgen.plan.gate import Gate
from opsgen.plan.phases import MOVING, Phase, phases, weights
from opsgen.plan.rollout import Stage, Step
from opsgen_targets.github_actions import timeouts
from opsgen_targets.github_actions.pins import CHECKOUT

TOKEN = "GITHUB_TOKEN"
DRY = "inputs.dry_run"

_BEGINNING = (*MOVING, "deploy_idle")

_REAL = {"if": f"${{{{ !{DRY} }}}}"}
_DRY = {"if": f"${{{{ {DRY} }}}}"}


@dataclass(frozen=True, slots=True)
class Placed:
    """A step in its job: `id` is unique there; `seconds` is the longest that it takes.

    `moves` and `watches` tell from which step on a failure must be undone, and up to which.
    """

    id: str
    seconds: int
    body: dict[str, YamlNode]
    moves: bool = False
    watches: bool = False


def checkout(pin: Pin) -> dict[str, YamlNode]:
    return {
        "name": "Check out",
        "uses": Noted(f"{CHECKOUT}@{pin.commit}", pin.version),
        "with": {"persist-credentials": False},
    }


def steps(
    plan: Plan, stage: Stage, gate: Gate | None, known: Mapping[str, str]
) -> Iterator[Placed]:
    """All of a stage's steps in order. `known` are outputs of the stages before, by variable."""
    names = _Ids()
    watched = iter(phases(stage, gate)) if gate is not None else iter(())
    outputs = dict(known)
    before = _Surroundings(plan, stage)
    for step in stage.steps:
        if gate is not None and step.action in _BEGINNING and not before.done:
            yield from before.preflight(names)
        if step.action == "watch":
            phase = next(watched, None)
            assert phase is not None, "a stage that watches has a gate"
            yield _watch(plan, stage, phase, names.unique(step.name), step.name)
        elif step.action == "gradual" and gate is not None:
            for weight in weights(step, gate, _percent_before(stage, step)):
                name = f"{step.name}_{weight}"
                yield _run(step, names.unique(name), f"{step.name}: {weight} %", weight, outputs)
                phase = next(watched)
                watch_name = f"{step.name}: watch at {weight} %"
                yield _watch(plan, stage, phase, names.unique(f"{name}_watch"), watch_name)
        else:
            id = names.unique(step.name)
            yield _run(step, id, step.name, step.amount, outputs)
            for output in step.outputs:
                outputs[variable(output)] = f"${{{{ steps.{id}.outputs.{output} }}}}"


def variable(output: str) -> str:
    """The environment variable in which later steps find an output: `OPSGEN_IMAGE`."""
    return "OPSGEN_" + output.upper().replace("-", "_")


def _percent_before(stage: Stage, gradual: Step) -> int:
    """The canary's part when the gradual rollout begins."""
    percent = 0
    for step in stage.steps:
        if step is gradual:
            break
        if step.action == "traffic":
            percent = step.amount or 0
    return percent


class _Ids:
    """Ids that depend on the step's name; the second of a name gets a number."""

    def __init__(self) -> None:
        self.used: dict[str, int] = {}

    def unique(self, name: str) -> str:
        self.used[name] = self.used.get(name, 0) + 1
        return name if self.used[name] == 1 else f"{name}_{self.used[name]}"


def _run(step: Step, id: str, name: str, amount: int | None, outputs: Mapping[str, str]) -> Placed:
    moves = step.action in MOVING
    seconds = timeouts.of_step(step)
    env: dict[str, YamlNode] = dict(outputs)
    env |= dict(step.env)
    env |= {secret: secret_of(secret) for secret in step.secrets}
    if moves and amount is not None:
        env["OPSGEN_WEIGHT"] = str(amount)
    body: dict[str, YamlNode] = {"name": name, "id": id}
    # A dry run moves nothing, whatever the command would make of a variable that says so.
    body |= _REAL if moves else {}
    body |= {"env": env} if env else {}
    body |= {"timeout-minutes": timeouts.minutes(seconds), "run": script(step.command or "true")}
    return Placed(id, seconds, body, moves=moves)


def script(text: str) -> YamlNode:
    return Literal(text.rstrip("\n")) if "\n" in text.strip("\n") else text.strip("\n")


def secret_of(name: str) -> str:
    return "${{ github.token }}" if name == TOKEN else f"${{{{ secrets.{name} }}}}"


def prometheus_env(plan: Plan) -> dict[str, YamlNode]:
    """Where the gate asks; without `links.prometheus` the address is a secret too."""
    env: dict[str, YamlNode] = {"PROMETHEUS_TOKEN": secret_of("PROMETHEUS_TOKEN")}
    if plan.links.prometheus is None:
        env = {"PROMETHEUS_URL": secret_of("PROMETHEUS_URL"), **env}
    return env


def _watch(plan: Plan, stage: Stage, phase: Phase, id: str, name: str) -> Placed:
    seconds = timeouts.of_watch(phase.seconds)
    report = f'"$RUNNER_TEMP/opsgen/{id}.json"'
    body: dict[str, YamlNode] = {
        "name": name,
        "id": id,
        **_REAL,
        "env": prometheus_env(plan),
        "timeout-minutes": timeouts.minutes(seconds),
        "run": f"python3 {GATE} watch --plan {gate_plan_path(stage.name)} "
        f"--phase {phase.name} --report {report}",
    }
    return Placed(id, seconds, body, watches=True)


class _Surroundings:
    """What comes before the first step that moves traffic."""

    def __init__(self, plan: Plan, stage: Stage) -> None:
        self.plan = plan
        self.stage = stage
        self.done = False

    def preflight(self, names: _Ids) -> Iterator[Placed]:
        self.done = True
        path = gate_plan_path(self.stage.name)
        told = [step.name for step in self.stage.steps if step.action in (*MOVING, "watch")]
        words = " ".join(map(quote, told))
        yield Placed(
            names.unique("dry_run"),
            60,
            {
                "name": "Dry run: what would happen",
                "id": "dry_run",
                **_DRY,
                "timeout-minutes": 1,
                "run": f"printf 'would run: %s\\n' {words}",
            },
        )
        env = prometheus_env(self.plan)
        env["OPSGEN_DURING_ALERTS"] = "${{ inputs.during_alerts }}"
        yield Placed(
            names.unique("preflight"),
            timeouts.PREFLIGHT,
            {
                "name": "Preflight: metrics answer, no page is open",
                "id": "preflight",
                "env": env,
                "timeout-minutes": timeouts.minutes(timeouts.PREFLIGHT),
                "run": f"python3 {GATE} preflight --plan {path}",
            },
        )
        if self.plan.links.dashboards is not None:
            yield Placed(names.unique("mark"), 60, mark(path, "begins", names_id="mark"))


def mark(path: str, word: str, names_id: str | None = None) -> dict[str, YamlNode]:
    """A mark on the dashboards; without a token it says so and goes on."""
    found: dict[str, YamlNode] = {"name": f"Mark on the dashboards: {word}"}
    if names_id is not None:
        found["id"] = names_id
    return {
        **found,
        **_REAL,
        "env": {"GRAFANA_TOKEN": secret_of("GRAFANA_TOKEN")},
        "timeout-minutes": 1,
        "run": f'python3 {GATE} annotate --plan {path} --text "$OPSGEN_RELEASE: rollout {word}"',
    }


def span_to_undo(placed: Sequence[Placed]) -> tuple[str, str] | None:
    """(the first step that moves traffic, the last that moves or watches); None without one."""
    first = next((each.id for each in placed if each.moves), None)
    if first is None:
        return None
    return first, [each.id for each in placed if each.moves or each.watches][-1]
