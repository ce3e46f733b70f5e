"""A target under test, and what it gives for each plan."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from opsgen.artifacts import Artifact, render
from opsgen.diagnostics import Diagnostic
from opsgen.plan import Plan
from opsgen.target import Emit, Target, TargetOptions
from opsgen.testing.specs import plans


@dataclass(frozen=True, slots=True)
class Given:
    """What a target gave for one plan. `artifacts` is empty when `check` refused."""

    plan: Plan
    refused: bool
    checked: tuple[Diagnostic, ...]
    emitted: tuple[Diagnostic, ...]
    artifacts: tuple[Artifact, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """`options` are those with which it is tried; without, the target's defaults."""

    target: Target[Any]
    options: TargetOptions | None = None
    plans: tuple[Plan, ...] = field(default_factory=plans)

    @property
    def chosen(self) -> TargetOptions:
        return self.target.options() if self.options is None else self.options

    def given(self, path: str | None = None) -> Iterator[Given]:
        """For each plan, checked and then emitted, as a build does it."""
        options = self.chosen if path is None else replace(self.chosen, path=path)
        for plan in self.plans:
            yield give(self.target, plan, options)

    def digests(self) -> list[str]:
        """What each plan became, in one figure."""
        return [digest(one.artifacts) for one in self.given()]


def give(target: Target[Any], plan: Plan, options: TargetOptions) -> Given:
    check, emit = Emit(target.name), Emit(target.name)
    target.check(plan, options, check)
    refused = any(found.severity == "error" for found in check.diagnostics)
    artifacts = () if refused else tuple(target.emit(plan, options, emit))
    return Given(plan, refused, tuple(check.diagnostics), tuple(emit.diagnostics), artifacts)


def digest(artifacts: tuple[Artifact, ...]) -> str:
    parts = sorted((one.anchor, one.path, one.executable, render(one)) for one in artifacts)
    return hashlib.sha256(repr(parts).encode()).hexdigest()
