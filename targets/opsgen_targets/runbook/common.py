"""The common procedures: restart, rollback, scale up, cache clear, model rollback."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from opsgen.artifacts.escape_shell import quote
from opsgen.artifacts.names import runbook_anchor
from opsgen.plan import Plan
from opsgen.plan.rollout import Step
from opsgen.prose.markup import NOTHING, Markdown, block, code, join, link, prose, text
from opsgen_targets.runbook.headings import Heading, Headings

_LONGEST = 100
"""A command of so many characters still reads well in the middle of a line."""


@dataclass(frozen=True, slots=True)
class Way:
    """How one thing is done here. `how` is whole: the command, a link, or a place to fill in.

    `brief` is the same within a sentence, `link` leads to where it is written. `written` tells
    whether anybody has said how.
    """

    heading: Heading
    how: Markdown
    brief: Markdown
    link: Markdown
    written: bool = True

    @property
    def title(self) -> Markdown:
        return self.heading.text

    @property
    def anchor(self) -> Markdown:
        return self.heading.anchor


@dataclass(frozen=True, slots=True)
class Commons:
    restart: Way
    rollback: Way
    scale_up: Way
    cache_clear: Way
    model_rollback: Way

    def all(self) -> tuple[Way, ...]:
        return (
            self.restart,
            self.rollback,
            self.scale_up,
            self.cache_clear,
            self.model_rollback,
        )


@dataclass(frozen=True, slots=True)
class _Wanted:
    """`names` are the ids of a procedure and the names of a step that say how, the first of them
    the one that opsgen asks for; `what` completes "nobody has written down"."""

    title: str
    names: tuple[str, ...]
    what: Markdown


_RESTART = _Wanted(
    "Restart",
    ("restart", "service-restart", "restart-service"),
    Markdown("how to restart the service"),
)
_ROLLBACK = _Wanted("Rollback", ("rollback",), Markdown("how to go back to the version before"))
_SCALE_UP = _Wanted("Scale up", ("scale-up", "scale-out"), Markdown("how to add capacity"))
_CACHE_CLEAR = _Wanted(
    "Cache clear", ("cache-clear", "clear-cache", "flush-cache"), Markdown("how to clear the cache")
)
_MODEL_ROLLBACK = _Wanted(
    "Model rollback",
    ("model-rollback", "rollback-model"),
    Markdown("how to go back to the model before"),
)


def commons(plan: Plan, headings: Headings, source: Markdown) -> Commons:
    """`source` is the link to operations.yaml."""

    def way(wanted: _Wanted) -> Way:
        return _way(plan, wanted, headings.own(wanted.title), source)

    return Commons(
        restart=way(_RESTART),
        rollback=way(_ROLLBACK),
        scale_up=way(_SCALE_UP),
        cache_clear=way(_CACHE_CLEAR),
        model_rollback=way(_MODEL_ROLLBACK),
    )


def _way(plan: Plan, wanted: _Wanted, heading: Heading, source: Markdown) -> Way:
    """The user's procedure of that name, else the command of a step, else a place to fill in."""
    for procedure in plan.runbook.procedures:
        if not procedure.generated and _key(procedure.id) in wanted.names:
            there = link(procedure.id, f"#{runbook_anchor(procedure.id)}")
            how = prose("Follow {}: {}.", there, text(procedure.title))
            return Way(heading, how, prose("follow {}", there), there)
    if wanted is _ROLLBACK and plan.rollout is not None and plan.rollout.rollback is not None:
        rollback = plan.rollout.rollback
        return _command(heading, rollback.command, rollback.env, rollback.secrets)
    for step in _steps(plan):
        if step.command is not None and _key(step.name) in wanted.names:
            return _command(heading, step.command, step.env, step.secrets)
    brief = prose("see {}", heading.link)
    return Way(heading, _to_fill_in(wanted, source), brief, heading.link, written=False)


def _key(name: str) -> str:
    return name.lower().replace("_", "-")


def _steps(plan: Plan) -> Iterator[Step]:
    """Those that run in a stage, and those that are bound to a command for people alone."""
    if plan.rollout is None:
        return
    for stage in plan.rollout.stages:
        yield from stage.steps
    yield from plan.rollout.spare


def _command(
    heading: Heading,
    command: str,
    env: tuple[tuple[str, str], ...] = (),
    secrets: tuple[str, ...] = (),
) -> Way:
    exports = "".join(f"export {name}={quote(value)}\n" for name, value in env)
    needs = NOTHING
    if secrets:
        needs = prose("\n\nIt needs {} in the environment.", join(", ", map(code, secrets)))
    how = prose("{}{}", block(exports + command, "sh"), needs)
    plain = "\n" not in command.strip() and len(command) <= _LONGEST and not env and not secrets
    brief = (
        prose("{} ({})", code(command), heading.link) if plain else prose("see {}", heading.link)
    )
    return Way(heading, how, brief, heading.link)


def _to_fill_in(wanted: _Wanted, source: Markdown) -> Markdown:
    words = (
        "> **To fill in.** Nobody has written down {}. Add a procedure with the id {} under "
        "{} in {}, then run {}."
    )
    return prose(
        words,
        wanted.what,
        code(wanted.names[0]),
        code("runbook.procedures"),
        source,
        code("opsgen build"),
    )
