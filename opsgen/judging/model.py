"""What the judges said of one file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from opsgen.api import Compilation
from opsgen.diagnostics import Diagnostic

Outcome = Literal["ok", "failed", "not run"]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that a judge was asked.

    `rule`: whether the alert `subject` fires as it must in the worlds of the kind `what`.
    `route`: whether `subject` (`severity high`, `alert high_error_rate`) is heard by `what`.
    `file`: whether the judge `what` accepts the file `subject`.
    `reason` tells why it failed or was not run.
    """

    kind: Literal["rule", "route", "file"]
    subject: str
    what: str
    judge: str
    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Program:
    """A judge of this machine: None where it is missing, or does not tell its version."""

    name: str
    path: str | None
    version: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """What a judge gave: the checks, and what is to be shown at a line of the input."""

    checks: tuple[Check, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The whole verdict on one operations.yaml.

    `compilation` holds what the judges found among its diagnostics. `alerts` are the names of all
    alerts in the order of the input, `unproven` those that no test sees firing, with the reason.
    """

    compilation: Compilation
    programs: tuple[Program, ...] = ()
    checks: tuple[Check, ...] = ()
    alerts: tuple[str, ...] = ()
    unproven: Mapping[str, str] = field(default_factory=dict)

    def of(self, kind: Literal["rule", "route", "file"]) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if check.kind == kind)

    def count(self, outcome: Outcome) -> int:
        return sum(check.outcome == outcome for check in self.checks)
