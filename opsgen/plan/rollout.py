"""How a change reaches production: stages of steps, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from opsgen.plan.conditions import Condition
from opsgen.plan.gate import Gate
from opsgen.plan.origin import Origin

Strategy = Literal["canary", "blue_green", "rolling"]
Action = Literal["run", "traffic", "watch", "gradual", "promote", "deploy_idle", "switch", "batch"]


@dataclass(frozen=True, slots=True)
class Step:
    """`action` says what the step's name means; `amount` is its percent or its seconds.

    `command` is None only for `watch`, which waits on the metrics and runs nothing.
    """

    name: str
    action: Action
    command: str | None
    amount: int | None
    env: tuple[tuple[str, str], ...]
    secrets: tuple[str, ...]
    outputs: tuple[str, ...]
    permissions: tuple[tuple[str, str], ...]
    timeout: int | None
    origin: Origin


@dataclass(frozen=True, slots=True)
class Stage:
    """`needs` names the stages before it; `runs_on` are all labels that the runner has to have;
    `timeout` is seconds."""

    name: str
    strategy: Strategy | None
    steps: tuple[Step, ...]
    needs: tuple[str, ...]
    environment: str | None
    runs_on: tuple[str, ...]
    timeout: int | None
    condition: str | None
    origin: Origin


@dataclass(frozen=True, slots=True)
class Rollback:
    """What follows `origin` is that of the step `rollback`, if the command is bound so."""

    automatic: bool
    trigger: Condition | None
    command: str
    origin: Origin
    env: tuple[tuple[str, str], ...] = ()
    secrets: tuple[str, ...] = ()
    permissions: tuple[tuple[str, str], ...] = ()
    timeout: int | None = None


@dataclass(frozen=True, slots=True)
class Rollout:
    """`spare` are steps that are bound to a command and run in no stage: tools of the runbook.

    `gate` is None where no step watches.
    """

    stages: tuple[Stage, ...]
    rollback: Rollback | None
    spare: tuple[Step, ...] = ()
    gate: Gate | None = None
