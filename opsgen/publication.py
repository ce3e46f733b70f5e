"""Building files and bringing the result to disk: where it goes, and under whose name."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from opsgen.api import Build, Compilation, build, compile_file
from opsgen.artifacts import Artifact, render
from opsgen.diagnostics import Diagnostic, Verdict
from opsgen.diagnostics.rules import calls, publishing
from opsgen.publish import File, Outcome, check, publish
from opsgen.source import repository

STEPS = 4
"""Steps of progress per file: one for reading, two for building, one for writing."""


@dataclass(frozen=True, slots=True)
class Published:
    """What became of one input file. `outcome` is None when nothing was tried."""

    compilation: Compilation
    verdict: Verdict
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class _Site:
    """One root that a build writes under, the name it does so by, and its files there."""

    root: Path
    owner: str
    files: tuple[File, ...]


def publish_files(
    names: Sequence[str],
    *,
    out: str | None = None,
    only_check: bool = False,
    force: bool = False,
    strict: bool = False,
    progress: Callable[[int], object] = lambda steps: None,
) -> list[Published]:
    """Build each file and write what it gives; independent builds, in the order given.

    `out` rebases everything under that folder. With `only_check` nothing is written. A build
    whose input has errors (with `strict`, warnings too) writes nothing. `progress` is called with
    the number of steps just done, of which there are `STEPS` per file.
    """
    builds: list[Build] = []
    for name in names:
        compiled = compile_file(name)
        progress(STEPS // 4)
        builds.append(build(compiled))
        progress(STEPS // 2)
    sites = [_sites(one, out) for one in builds]
    collisions = _collisions(builds, sites)
    done: list[Published] = []
    for one, places in zip(builds, sites, strict=True):
        progress(STEPS // 4)
        compilation = _with(one.compilation, collisions.get(one.compilation.file, ()))
        verdict = compilation.verdict(strict=strict, built=True)
        if verdict.exit_code or collisions:
            done.append(Published(compilation, verdict, None))
            continue
        if only_check:
            outcome = _checked(places, _command(one.compilation.file, out))
        else:
            outcome = _published(places, force)
        compilation = _with(compilation, outcome.diagnostics)
        verdict = compilation.verdict(strict=strict, built=True)
        done.append(Published(compilation, verdict, outcome))
    return done


def _command(file: str, out: str | None) -> str:
    """The call that builds this file alone, one service of many."""
    return shlex.join(["opsgen", "build", file, *(["--out", out] if out is not None else [])])


def _checked(places: Sequence[_Site], rebuild: str) -> Outcome:
    return _merged(
        [
            _seen_from_here(one, check(one.root, one.files, owner=one.owner, rebuild=rebuild))
            for one in places
        ]
    )


def _published(places: Sequence[_Site], force: bool) -> Outcome:
    """Write below every root, or below none: what one refuses, no other begins."""
    if len(places) > 1 and not force:
        seen = _merged([check(one.root, one.files, owner=one.owner) for one in places])
        refused = [found for found in seen.diagnostics if found.rule not in _MENDED_BY_WRITING]
        if any(found.severity == "error" for found in refused):
            return Outcome(diagnostics=tuple(refused))
    return _merged(
        [
            _seen_from_here(one, publish(one.root, one.files, owner=one.owner, force=force))
            for one in places
        ]
    )


_MENDED_BY_WRITING = (publishing.OUT_OF_DATE, publishing.INTERRUPTED_BUILD)


def _seen_from_here(site: _Site, outcome: Outcome) -> Outcome:
    """Paths as the caller can open them, not as the root knows them."""

    def moved(paths: Sequence[str]) -> tuple[str, ...]:
        return tuple(os.path.normpath(site.root / path) for path in paths)

    return replace(
        outcome,
        written=moved(outcome.written),
        removed=moved(outcome.removed),
        unchanged=moved(outcome.unchanged),
    )


def _with(compilation: Compilation, more: Sequence[Diagnostic]) -> Compilation:
    if not more:
        return compilation
    return replace(compilation, diagnostics=(*compilation.diagnostics, *more))


def _sites(one: Build, out: str | None) -> tuple[_Site, ...]:
    plan = one.compilation.plan
    if plan is None:
        return ()
    source = Path(one.compilation.file)
    folder = source.parent
    if out is not None:
        # Beside the input they are the files that a build without `--out` writes there.
        beside_it = Path(out).resolve() == folder.resolve()
        owner = source.name if beside_it else plan.service
        return (_Site(Path(out), owner, _files(one.artifacts)),)
    root = repository(folder)
    if root is None or root == folder.resolve():
        return (_Site(folder, source.name, _files(one.artifacts)),)
    beside = [artifact for artifact in one.artifacts if artifact.anchor == "beside"]
    above = [artifact for artifact in one.artifacts if artifact.anchor == "repository"]
    # Also without files of this build: those of an earlier one have to go.
    owner = (folder.resolve() / source.name).relative_to(root).as_posix()
    sites = [_Site(folder, source.name, _files(beside))]
    if above or (root / ".opsgen" / "manifest.json").exists():
        sites.append(_Site(root, owner, _files(above)))
    return tuple(sites)


def _files(artifacts: Sequence[Artifact]) -> tuple[File, ...]:
    return tuple(
        File(artifact.path, render(artifact), artifact.executable) for artifact in artifacts
    )


def _collisions(
    builds: Sequence[Build], sites: Sequence[tuple[_Site, ...]]
) -> dict[str, list[Diagnostic]]:
    """Paths that two builds of this call would both write, told at the later file."""
    inputs = {str(Path(one.compilation.file).resolve()) for one in builds}
    first: dict[str, str] = {}
    found: dict[str, list[Diagnostic]] = {}
    for one, places in zip(builds, sites, strict=True):
        file = one.compilation.file
        for site in places:
            for written in site.files:
                shown = os.path.normpath(site.root / written.path)
                place = str(site.root.resolve() / written.path)
                if place in inputs:
                    message = f"the build would write over its input `{shown}`"
                    help = "give the target another `path:`"
                    found.setdefault(file, []).append(
                        calls.OVERWRITES_INPUT.at(None, message, help=help)
                    )
                other = first.setdefault(place, file)
                if other == file:
                    continue
                message = f"`{other}` and `{file}` both write `{shown}`"
                help = "give each its own `service:`, its own `path:`, or its own `--out`"
                found.setdefault(file, []).append(calls.FILES_COLLIDE.at(None, message, help=help))
    return found


def _merged(outcomes: Sequence[Outcome]) -> Outcome:
    return Outcome(
        tuple(path for outcome in outcomes for path in outcome.written),
        tuple(path for outcome in outcomes for path in outcome.removed),
        tuple(path for outcome in outcomes for path in outcome.unchanged),
        "".join(outcome.diff for outcome in outcomes),
        tuple(found for outcome in outcomes for found in outcome.diagnostics),
    )
