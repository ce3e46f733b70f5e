"""Running targets: each alone, so that the failure of one is told and hides no other."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from pathlib import Path

from opsgen.artifacts import Artifact
from opsgen.diagnostics import Diagnostic
from opsgen.diagnostics.rules import internal as internal_rules
from opsgen.diagnostics.rules import targets as rules
from opsgen.plan import Plan
from opsgen.registry import Chosen
from opsgen.target import Emit, Surroundings


def check_all(chosen: Sequence[Chosen], plan: Plan, around: Surroundings) -> tuple[Diagnostic, ...]:
    """What the targets cannot say of the plan."""
    diagnostics: list[Diagnostic] = []
    for one in chosen:
        out = Emit(one.target.name, around=around)
        try:
            one.target.check(plan, one.options, out)
        # The border to code that is not ours: whatever it raises is that target's crash.
        except (Exception, SystemExit) as error:
            diagnostics.append(_crash(one, error))
        diagnostics += out.diagnostics
    return tuple(diagnostics)


def emit_all(
    chosen: Sequence[Chosen], plan: Plan
) -> tuple[tuple[Artifact, ...], tuple[Diagnostic, ...]]:
    """(what all targets give, sorted by path; what they report)."""
    artifacts: list[Artifact] = []
    diagnostics: list[Diagnostic] = []
    owners: dict[tuple[str, str], str] = {}  # (anchor, path) to the target that took it
    for one in chosen:
        name = one.target.name
        out = Emit(name)
        try:
            given = list(one.target.emit(plan, one.options, out))
        # The border to code that is not ours: whatever it raises is that target's crash.
        except (Exception, SystemExit) as error:
            diagnostics.append(_crash(one, error))
            continue
        diagnostics += out.diagnostics
        for artifact in given:
            if (problem := _refusal(artifact, one, owners)) is not None:
                diagnostics.append(problem)
            else:
                artifacts.append(artifact)
    return tuple(sorted(artifacts, key=lambda a: (a.anchor, a.path))), tuple(diagnostics)


def _crash(one: Chosen, error: BaseException) -> Diagnostic:
    """The kind of error and its place alone: its text may hold anything."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    kind = type(error).__name__
    return internal_rules.PLUGIN_CRASHED.at(
        None,
        f"the target `{one.target.name}` of `{one.distribution}` crashed: {kind}",
        help="report it to its authors",
        notes=(f"in {place.name}, line {place.lineno} of {Path(place.filename).name}",),
    )


def _refusal(
    artifact: object, one: Chosen, owners: dict[tuple[str, str], str]
) -> Diagnostic | None:
    name = one.target.name
    if not isinstance(artifact, Artifact):
        message = f"the target `{name}` of `{one.distribution}` gave something that is no artifact"
        return rules.BAD_ARTIFACT.at(None, message, help="report it to its authors")
    place = (artifact.anchor, artifact.path)
    if place in owners:
        message = f"the targets `{owners[place]}` and `{name}` both write `{artifact.path}`"
        return rules.SAME_PATH.at(None, message, help="give one of them another `path:`")
    owners[place] = name
    return None
