"""Debian's judges: downloaded, unpacked under `.tools/debian`, linked in `.tools/bin`."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from pathlib import Path

from tests.judges.apt import AptError, Suite, unpack
from tests.judges.catalogue import DebianJudge
from tests.judges.places import BIN, DEBIAN, TOOLS
from tests.judges.relocate import relocate

VERSION_SECONDS = 30


def install(judges: Iterable[DebianJudge], say: Callable[[str], None]) -> dict[str, str]:
    """Brings every judge that is not there yet; returns `{name: why}` of those that failed."""
    failures: dict[str, str] = {}
    TOOLS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=TOOLS, prefix="apt-") as work:
        archive = _Archive(Path(work))
        by_package = sorted(judges, key=_source)
        for (suites, package), group in groupby(by_package, key=_source):
            # One tree holds all the programs of a package, so it is replaced for all or for none.
            members = list(group)
            if all(is_ready(judge) or _adopt(judge) for judge in members):
                continue
            names = [judge.name for judge in members]
            say(f"{package} from Debian {suites[0]}: {', '.join(names)}")
            reasons = [archive.provide(suite, package, members) for suite in suites]
            if all(reasons):
                failures |= dict.fromkeys(names, "; ".join(reasons))
    return failures


def is_ready(judge: DebianJudge) -> bool:
    """Whether the link is there and leads to a program of the right version that runs."""
    return _suits(judge, BIN / judge.name)


def version_of(program: Path) -> str | None:
    """The version that a program says of itself; None if it fails."""
    try:
        done = subprocess.run(
            [program, "--version"],
            capture_output=True,
            text=True,
            timeout=VERSION_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r"version:? (\d+\.\d+\.\d+)", done.stdout + done.stderr)
    return found[1] if found else None


def origin_of(program: Path) -> str:
    """`Debian bookworm, prometheus 2.42.0+ds-5`, or the path of a program found on the machine."""
    target = program.resolve()
    if not target.is_relative_to(DEBIAN):
        return str(target)
    suite, package = target.relative_to(DEBIAN).parts[:2]
    return f"Debian {suite}, {package.replace('_', ' ')}"


def _source(judge: DebianJudge) -> tuple[tuple[str, ...], str]:
    return judge.suites, judge.package


class _Archive:
    """The suites of one run: each index is read once, or found to be out of reach once."""

    def __init__(self, work: Path) -> None:
        self._work = work
        self._suites: dict[str, Suite | AptError] = {}

    def provide(self, suite: str, package: str, judges: Sequence[DebianJudge]) -> str:
        """Links the judges to the suite's package; returns why not, or nothing."""
        if all(is_ready(judge) for judge in judges):
            return ""
        try:
            tree = self._fetch(suite, package, judges)
        except (AptError, ValueError) as error:
            return f"{suite}: {error}"
        programs = {judge: tree / "usr" / "bin" / judge.program for judge in judges}
        unfit = [judge.name for judge, program in programs.items() if not _suits(judge, program)]
        if unfit:
            return f"{suite}: {tree.name} does not run here as {', '.join(unfit)}"
        for judge, program in programs.items():
            _link(judge, program)
        return ""

    def _fetch(self, suite: str, package: str, judges: Sequence[DebianJudge]) -> Path:
        index = self._index(suite)
        try:
            deb = index.download(package)
        except AptError:
            # The mirror may have moved on since its index was read: read it once more.
            del self._suites[suite]
            deb = self._index(suite).download(package)
        return _unpack(suite, deb, judges)

    def _index(self, suite: str) -> Suite:
        if suite not in self._suites:
            try:
                work = Path(tempfile.mkdtemp(dir=self._work, prefix=f"{suite}-"))
                self._suites[suite] = Suite(suite, work)
            except AptError as error:
                self._suites[suite] = error
        index = self._suites[suite]
        if isinstance(index, AptError):
            raise index
        return index


def _unpack(suite: str, deb: Path, judges: Sequence[DebianJudge]) -> Path:
    """Unpacks beside and renames, so that a broken download never looks like a judge."""
    package, version, _architecture = deb.stem.replace("%3a", ":").split("_")
    final = DEBIAN / suite / f"{package}_{version}"
    stage = deb.with_suffix(".tree")
    unpack(deb, stage)
    for judge in judges:
        if judge.data is not None:
            relocate(stage / "usr" / "bin" / judge.program, judge.data)
    final.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(final, ignore_errors=True)
    stage.rename(final)
    return final


def _adopt(judge: DebianJudge) -> bool:
    """Uses the program that the machine has installed, if it is of the wanted version."""
    installed = shutil.which(judge.program)
    if installed is None or not _suits(judge, Path(installed)):
        return False
    _link(judge, Path(installed))
    return True


def _suits(judge: DebianJudge, program: Path) -> bool:
    version = version_of(program)
    if version is None:
        return False
    release = tuple(int(part) for part in version.split(".")[:2])
    return judge.at_least <= release and (judge.below is None or release < judge.below)


def _link(judge: DebianJudge, program: Path) -> None:
    BIN.mkdir(parents=True, exist_ok=True)
    fresh = BIN / f".{judge.name}.new"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(os.path.relpath(program, BIN) if TOOLS in program.parents else program)
    fresh.replace(BIN / judge.name)
