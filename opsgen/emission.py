"""Running targets: each alone, so that the failure of one is told and hides no other."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from opsgen.artifacts import Artifact
from opsgen.diagnostics import Diagnostic, Path
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


@dataclass(frozen=True, slots=True)
class Emitted:
    """What all targets give, sorted by path, and what they report."""

    artifacts: tuple[Artifact, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def misplaced(self) -> tuple[Diagnostic, ...]:
        """Those of the diagnostics that blame a place which the input chose for files."""
        return tuple(one for one in self.diagnostics if one.rule is rules.BAD_PLACE)


def emit_all(chosen: Sequence[Chosen], plan: Plan, read: Sequence[str] = ()) -> Emitted:
    """Let every target emit. `read` are the paths of files that a build reads: the input's own."""
    artifacts: list[Artifact] = []
    diagnostics: list[Diagnostic] = []
    owners: dict[tuple[str, str], Chosen] = {}  # (anchor, path) to the target that took it
    homes: list[tuple[str, Chosen]] = []
    for one in chosen:
        out = Emit(one.target.name)
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
                homes.append((artifact.path, one))
    if any(map(input_chose, chosen)):
        diagnostics += _misplaced(homes, read)
    return Emitted(tuple(sorted(artifacts, key=lambda a: (a.anchor, a.path))), tuple(diagnostics))


def input_chose(one: Chosen) -> Path | None:
    """The key of the input that says where the target's files go; None when it says nothing."""
    if one.options.path is not None:
        return ("targets", one.target.name, "path")
    return ("targets", one.target.name, "pack") if hasattr(one.options, "pack") else None


def _misplaced(homes: Sequence[tuple[str, Chosen]], read: Sequence[str]) -> Iterator[Diagnostic]:
    """Paths that no build can write, where the input asked for them; of those for which a target
    alone is to blame, publishing tells. Both anchors may be one folder, so they count as one: the
    same file is right or wrong wherever it lies."""
    from opsgen.publish.paths import problems

    told = set[Path]()
    for problem in problems([*(path for path, _ in homes), *read]):
        paths = (problem.path, problem.other)
        over = next((path for path in paths if path in read), None)
        message = f"the build would write over `{over}`, which it reads"
        involved = [one for path, one in homes if path in paths]
        found = _blame(involved, message if over else problem.message)
        if found is not None and found.path not in told:  # a folder in the way is in that of many
            told.add(found.path)
            yield found


def _blame(involved: Sequence[Chosen], message: str) -> Diagnostic | None:
    """Tell it where the input chose a place, if it did: at a `path` rather than at a pack."""
    places = [place for one in involved if (place := input_chose(one)) is not None]
    if not places:
        return None
    place = max(places, key=lambda place: place[-1] == "path")
    return rules.BAD_PLACE.at(None, message, help=f"give `{place[1]}` another `path:`", path=place)


def _crash(one: Chosen, error: BaseException) -> Diagnostic:
    """The kind of error and its place alone: its text may hold anything."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    kind = type(error).__name__
    return internal_rules.PLUGIN_CRASHED.at(
        None,
        f"the target `{one.target.name}` of `{one.distribution}` crashed: {kind}",
        help="report it to its authors",
        notes=(f"in {place.name}, line {place.lineno} of {PurePath(place.filename).name}",),
    )


def _refusal(
    artifact: object, one: Chosen, owners: dict[tuple[str, str], Chosen]
) -> Diagnostic | None:
    name = one.target.name
    if not isinstance(artifact, Artifact):
        message = f"the target `{name}` of `{one.distribution}` gave something that is no artifact"
        return rules.BAD_ARTIFACT.at(None, message, help="report it to its authors")
    place = (artifact.anchor, artifact.path)
    if place in owners:
        first = owners[place]
        message = f"the targets `{first.target.name}` and `{name}` both write `{artifact.path}`"
        if (found := _blame((one, first), message)) is not None:
            return found
        return rules.SAME_PATH.at(None, message, help="give one of them another `path:`")
    owners[place] = one
    return None
