"""What GitHub Actions cannot hold, or would do other than it reads."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from opsgen.artifacts.figures import duration
from opsgen.artifacts.names import deploy_workflow
from opsgen.artifacts.pins import read_pin
from opsgen.diagnostics.rules import pipelines as rules
from opsgen.diagnostics.suggest import nearest
from opsgen.plan import Origin, Plan
from opsgen.plan.phases import begins, moves, phases, weights
from opsgen.plan.rollout import Rollout, Stage, Step
from opsgen.target import Emit, Surroundings
from opsgen_targets.github_actions import GithubActionsOptions, folder, timeouts
from opsgen_targets.github_actions.around import TOKEN
from opsgen_targets.github_actions.expressions import asks_for_status, problem
from opsgen_targets.github_actions.gate_plan import apart, compared, least_samples
from opsgen_targets.github_actions.jobs import is_hosted, needs
from opsgen_targets.github_actions.rights import RIGHTS
from opsgen_targets.github_actions.rollback import STATE
from opsgen_targets.github_actions.steps import percent_before, steps, variable
from opsgen_targets.github_actions.workflow import inputs

_OPTIONS = ("targets", "github_actions")
_BRANCH = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./-]*")
_DIRECTORY = re.compile(r"\.|[A-Za-z0-9_][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_][A-Za-z0-9_.-]*)*/?")
_OURS = frozenset(
    {"OPSGEN_SERVICE", "OPSGEN_RELEASE", "OPSGEN_OWNER", "OPSGEN_DRY_RUN", "OPSGEN_WEIGHT"}
    | {"OPSGEN_STAGE"}
)


def check(plan: Plan, options: GithubActionsOptions, out: Emit) -> None:
    _check_options(options, out)
    if plan.rollout is None:
        return
    if plan.rollout.stages and out.around is not None:
        _check_directory(plan, options, out.around, out)
    for stage in plan.rollout.stages:
        _check_stage(plan, plan.rollout, stage, out)
        for step in stage.steps:
            _check_step(stage, step, out)
            own = (*(name for name, _ in step.env), *step.secrets)
            _check_variables(step.name, own, plan.rollout, step.origin, out)
    back = plan.rollout.rollback
    if back is not None:
        _check_texts([back.command, *(text for _, text in back.env)], back.origin, out)
        _check_rights("rollback", back.permissions, back.origin, out)
        own = (*(name for name, _ in back.env), *back.secrets)
        _check_variables("rollback", own, plan.rollout, back.origin, out)


def _check_options(options: GithubActionsOptions, out: Emit) -> None:
    for name, pattern, form in (
        ("branch", _BRANCH, "a branch by its name: `main`"),
        ("directory", _DIRECTORY, "a folder from the root of the repository: `services/shop`"),
    ):
        if not pattern.fullmatch(getattr(options, name)):
            origin = Origin((*_OPTIONS, name), None)
            out.report(rules.BAD_PIPELINE_OPTION, origin, f"`{name}` is not one", f"write {form}")
    for action, text in options.pins.items():
        origin = Origin((*_OPTIONS, "pins", action), None)
        if read_pin(text) is None:
            message = "a pin is a commit of 40 hex digits and its version"
            help = "a tag can be moved to other code: `<commit> v7.0.1`"
            out.report(rules.BAD_PIPELINE_OPTION, origin, message, help)


def _check_directory(
    plan: Plan, options: GithubActionsOptions, around: Surroundings, out: Emit
) -> None:
    """Whether the steps run where the file lies. Outside of a repository nobody can know."""
    below, told = around.below, folder(options)
    if below is None or told == below or not _DIRECTORY.fullmatch(options.directory):
        return
    name = options.path or deploy_workflow(plan.service)
    to_root = "".join("../" for part in below.split("/") if part != ".")
    if to_root and around.has_file(name) and not around.has_file(to_root + name):
        return  # GitHub reads no workflow here: such a tree is copied to a root of its own
    path = ("pipeline",) if told == "." else (*_OPTIONS, "directory")
    message = f"the workflow runs its steps in `{told}`, and this file lies in `{below}`"
    help = f"write where it lies: `targets: {{github_actions: {{directory: {below}}}}}`"
    if not _DIRECTORY.fullmatch(below):
        help = "move it to a folder of letters, digits, `_`, `.` and `-`, and name that"
    out.report(rules.STEPS_RUN_ELSEWHERE, Origin(path, None), message, help)


def _check_stage(plan: Plan, rollout: Rollout, stage: Stage, out: Emit) -> None:
    _check_condition(stage, rollout, out)
    _check_secrets(stage, out)
    _check_gradual(stage, rollout, out)
    _check_way_back(stage, rollout, out)
    _check_compared(stage, rollout, out)
    _check_spelling(stage, out)
    placed = steps(plan, stage, rollout.gate, {})
    watched = sum(each.seconds for each in placed if each.watches)
    longest, whose = timeouts.LONGEST - timeouts.BACKSTOP, "on GitHub's runners"
    help = "shorten them, spread them over two stages, or name a runner of your own: `runs_on`"
    if not is_hosted(stage):
        longest, whose = timeouts.OWN_LONGEST - timeouts.BACKSTOP, "on a runner of your own"
        help = "shorten them, or spread them over two stages"
    if stage.timeout is not None and stage.timeout - timeouts.REST < longest:
        longest, whose = stage.timeout - timeouts.REST, "by its own `timeout`"
        help = "shorten them, or give the stage more time: room to go back belongs to it"
    if watched > longest:
        message = (
            f"the watches of `{stage.name}` take {timeouts.minutes(watched)} minutes, and {whose} "
            f"there is room for {max(0, longest // 60)}"
        )
        out.report(rules.WATCH_TOO_LONG, stage.origin, message, help)
        return
    asked = sum(step.timeout or 0 for step in stage.steps)
    if asked and watched + asked > longest:
        message = (
            f"the watches of `{stage.name}` take {timeouts.minutes(watched)} minutes and its steps "
            f"may take {timeouts.minutes(asked)}, and {whose} there is room for "
            f"{max(0, longest // 60)}"
        )
        out.report(rules.STAGE_TOO_LONG, stage.origin, message, help)


def _check_condition(stage: Stage, rollout: Rollout, out: Emit) -> None:
    if stage.condition is None:
        return
    known = {"needs": needs(rollout, stage), "inputs": tuple(inputs(rollout))}
    if (why := problem(stage.condition, known)) is not None:
        message = f"GitHub cannot read the `if` of the stage `{stage.name}`: {why}"
        help = "write one expression of GitHub Actions: `github.event_name == 'push'`"
        out.report(rules.BAD_EXPRESSION, stage.origin, message, help)
    elif (word := asks_for_status(stage.condition)) is not None and moves(stage):
        message = (
            f"with `{word}()` the stage `{stage.name}` moves traffic although one before it failed"
        )
        help = "leave it out: then the stage runs when all before it have passed"
        out.report(rules.DEPLOYS_AFTER_FAILURE, stage.origin, message, help)


def _check_secrets(stage: Stage, out: Emit) -> None:
    if stage.environment is not None:
        return
    help = f"give the stage one, which guards its secrets: `environment: {stage.name}`"
    for step in stage.steps:
        if any(name != TOKEN for name in step.secrets):
            message = f"`{step.name}` reads a secret in a stage without an environment"
            out.report(rules.SECRET_OUTSIDE_ENVIRONMENT, step.origin, message, help)


def _check_gradual(stage: Stage, rollout: Rollout, out: Emit) -> None:
    for step in stage.steps:
        if step.action != "gradual" or rollout.gate is None:
            continue
        before = percent_before(stage, step)
        if not weights(step, rollout.gate, before):
            message = f"`{step.name}` does nothing: no weight is above the canary's {before} %"
            help = "give it one, `gate: {weights: [90]}`, or watch instead: `monitor_10_minutes`"
            out.report(rules.GRADUAL_WITHOUT_WEIGHT, step.origin, message, help)


def _check_way_back(stage: Stage, rollout: Rollout, out: Emit) -> None:
    automatic = rollout.rollback is not None and rollout.rollback.automatic
    # A watch of the idle environment guards the stage that switches to it.
    if not automatic or begins(stage) is not None:
        return
    for step in stage.steps:
        if step.action == "watch":
            message = f"`{step.name}` watches in a stage that moves nothing, so nothing goes back"
            help = (
                "put it into the stage whose traffic it watches, after the step that moves it; if "
                "that is this one, say so: `strategy: rolling`"
            )
            out.report(rules.WATCH_WITHOUT_WAY_BACK, step.origin, message, help)


def _check_compared(stage: Stage, rollout: Rollout, out: Emit) -> None:
    """A watch with too few samples to compare would send back every version, the best too."""
    gate = rollout.gate
    if gate is None:
        return
    for comparison in gate.comparisons:
        seconds, least = apart(comparison), least_samples(comparison)
        short = [
            (phase, found)
            for phase in phases(stage, gate)
            if comparison in compared(phase, gate)
            and seconds is not None
            and (found := _samples(phase.seconds - phase.delay, phase.interval, seconds)) < least
        ]
        if not short or seconds is None:
            continue
        phase, found = short[0]
        needed = gate.delay + (least - 1) * math.ceil(seconds / gate.interval) * gate.interval
        message = (
            f"`{phase.name}` has time for {found} of the {least} samples by which "
            f"`{comparison.name}` is compared, so it can never pass"
        )
        help = f"watch for {duration(needed)} or more, `hold` too, or compare a share of events"
        out.report(rules.COMPARISON_TOO_SHORT, comparison.origin, message, help)


def _samples(seconds: int, interval: int, apart: int) -> int:
    """How many that are `apart` fit into `seconds`, one look each `interval`."""
    return seconds // (math.ceil(apart / interval) * interval) + 1


def _check_step(stage: Stage, step: Step, out: Emit) -> None:
    texts = [step.command or "", *(text for _, text in step.env)]
    _check_texts(texts, step.origin, out)
    _check_rights(step.name, step.permissions, step.origin, out)
    for output in step.outputs:
        if variable(output) in _OURS:
            message = f"the output `{output}` would hide `{variable(output)}`"
            out.report(rules.BAD_PIPELINE_OPTION, step.origin, message, "call it otherwise")
        elif output.lower() == STATE and moves(stage):
            message = f"the output `{output}` would hide by what the job tells how it ended"
            out.report(rules.BAD_PIPELINE_OPTION, step.origin, message, "call it otherwise")


def _check_spelling(stage: Stage, out: Emit) -> None:
    """Two spellings of one output; GitHub, which ignores case, refuses the second."""
    first: dict[str, str] = {}
    for step in stage.steps:
        for output in step.outputs:
            other = first.setdefault(variable(output), output)
            if other != output:
                message = f"the outputs `{other}` and `{output}` are one: `{variable(output)}`"
                help = f"write `{other}` in both steps, or call one otherwise"
                out.report(rules.BAD_PIPELINE_OPTION, step.origin, message, help)


def _check_variables(
    name: str, own: Iterable[str], rollout: Rollout, origin: Origin, out: Emit
) -> None:
    """Whether what a step sets itself is what everybody else takes it for."""
    outputs = {variable(each): each for s in rollout.stages for t in s.steps for each in t.outputs}
    for each in own:
        if each in _OURS:
            message = f"`{name}` sets `{each}`, which opsgen sets for every step"
        elif each in outputs:
            message = f"`{name}` sets `{each}`, in which the output `{outputs[each]}` reaches it"
        else:
            continue
        out.report(rules.BAD_PIPELINE_OPTION, origin, message, "give the variable another name")


def _check_rights(name: str, asked: tuple[tuple[str, str], ...], origin: Origin, out: Emit) -> None:
    for scope, right in asked:
        known = RIGHTS.get(scope)
        if known is None:
            message = f"`{name}` asks for `{scope}`, which is no scope of GitHub's token"
            close = nearest(scope, RIGHTS) or sorted(RIGHTS)
            help = f"name one: {', '.join(f'`{each}`' for each in close)}"
        elif right != "none" and right not in known:
            message = f"`{name}` asks for `{scope}: {right}`, which GitHub does not have"
            help = f"write `{scope}: {known[0]}`"
        else:
            continue
        out.report(rules.UNKNOWN_RIGHT, origin, message, help)


def _check_texts(texts: list[str], origin: Origin, out: Emit) -> None:
    if any("${{" in text for text in texts):
        message = "an expression of GitHub Actions would be pasted into the command"
        help = "pass values as variables: `env`, `secrets`, `outputs` of a step before"
        out.report(rules.EXPRESSION_IN_COMMAND, origin, message, help)
