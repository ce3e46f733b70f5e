"""What GitHub Actions cannot hold, or would do other than it reads."""

from __future__ import annotations

import re

from opsgen.artifacts.pins import read_pin
from opsgen.diagnostics.rules import pipelines as rules
from opsgen.plan import Origin, Plan
from opsgen.plan.rollout import Rollout, Stage, Step
from opsgen.target import Emit
from opsgen_targets.github_actions import GithubActionsOptions, timeouts
from opsgen_targets.github_actions.expressions import problem
from opsgen_targets.github_actions.jobs import HOSTED
from opsgen_targets.github_actions.steps import TOKEN, steps, variable

_OPTIONS = ("targets", "github_actions")
_BRANCH = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./-]*")
_DIRECTORY = re.compile(r"\.|[A-Za-z0-9_][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_][A-Za-z0-9_.-]*)*/?")
_OURS = frozenset(
    {"OPSGEN_SERVICE", "OPSGEN_RELEASE", "OPSGEN_OWNER", "OPSGEN_DRY_RUN", "OPSGEN_WEIGHT"}
)


def check(plan: Plan, options: GithubActionsOptions, out: Emit) -> None:
    _check_options(options, out)
    if plan.rollout is None:
        return
    for stage in plan.rollout.stages:
        _check_stage(plan, plan.rollout, stage, out)
        for step in stage.steps:
            _check_step(stage, step, out)
    back = plan.rollout.rollback
    if back is not None:
        _check_texts([back.command, *(text for _, text in back.env)], back.origin, out)


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


def _check_stage(plan: Plan, rollout: Rollout, stage: Stage, out: Emit) -> None:
    if stage.condition is not None and (why := problem(stage.condition)) is not None:
        message = f"`if` of the stage `{stage.name}` is no expression: {why}"
        help = "write one expression of GitHub Actions: `github.event_name == 'push'`"
        out.report(rules.BAD_EXPRESSION, stage.origin, message, help)
    if stage.environment is None:
        asking = [step for step in stage.steps if any(name != TOKEN for name in step.secrets)]
        for step in asking:
            message = f"`{step.name}` reads a secret in a stage without an environment"
            help = f"give the stage one, which guards its secrets: `environment: {stage.name}`"
            out.report(rules.SECRET_OUTSIDE_ENVIRONMENT, step.origin, message, help)
    if not stage.runs_on.startswith(HOSTED):
        return
    placed = steps(plan, stage, rollout.gate, {})
    watched = sum(each.seconds for each in placed if each.watches)
    longest = timeouts.LONGEST - timeouts.BACKSTOP
    if watched > longest:
        message = (
            f"the watches of `{stage.name}` take {timeouts.minutes(watched)} minutes, and a job "
            f"on GitHub's runners ends after {timeouts.minutes(timeouts.LONGEST)}"
        )
        help = "shorten them, spread them over two stages, or name a runner of your own: `runs_on`"
        out.report(rules.WATCH_TOO_LONG, stage.origin, message, help)


def _check_step(stage: Stage, step: Step, out: Emit) -> None:
    texts = [step.command or "", *(text for _, text in step.env)]
    _check_texts(texts, step.origin, out)
    for output in step.outputs:
        if variable(output) in _OURS:
            message = f"the output `{output}` would hide `{variable(output)}`"
            out.report(rules.BAD_PIPELINE_OPTION, step.origin, message, "call it otherwise")


def _check_texts(texts: list[str], origin: Origin, out: Emit) -> None:
    if any("${{" in text for text in texts):
        message = "an expression of GitHub Actions would be pasted into the command"
        help = "pass values as variables: `env`, `secrets`, `outputs` of a step before"
        out.report(rules.EXPRESSION_IN_COMMAND, origin, message, help)
