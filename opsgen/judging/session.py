"""One file, from its input to the verdict of every judge that can be asked about it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path, PurePosixPath

from opsgen.api import Build, build, compile_file
from opsgen.artifacts import Artifact, render
from opsgen.diagnostics.rules import judging as rules
from opsgen.judging import diagnosed, promtool, routes
from opsgen.judging.model import Check, Found, Program, Report
from opsgen.judging.origins import cause
from opsgen.judging.programs import Programs, run
from opsgen.judging.tests_of import TestFile, test_files
from opsgen.plan import Plan
from opsgen.publish import File, publish
from opsgen.registry import Chosen
from opsgen.target import Judge


def judge_file(name: str, programs: Programs, *, required: bool = False) -> Report:
    """Build the file `name` in memory and ask every judge about what it gives.

    Bad input gives a report without checks. With `required` a missing judge is an error.
    """
    built = build(compile_file(name))
    plan = built.compilation.plan
    if plan is None:
        return Report(built.compilation)
    with tempfile.TemporaryDirectory(prefix="opsgen-test-") as folder:
        files = [File(each.path, render(each), each.executable) for each in built.artifacts]
        outcome = publish(Path(folder), files, owner=plan.service)
        # Links in the folder's own path would make a judge name other files than we do.
        bench = _Bench(built, plan, programs, Path(folder).resolve())
        found = [] if outcome.diagnostics else list(bench.found())
    missing = [each.name for each in bench.asked.values() if each.path is None] if required else []
    diagnostics = (
        *built.compilation.diagnostics,
        *outcome.diagnostics,
        *(one for each in found for one in each.diagnostics),
        *(diagnosed.missing(each) for each in missing),
    )
    return Report(
        replace(built.compilation, diagnostics=diagnostics),
        tuple(sorted(bench.asked.values(), key=lambda each: each.name)),
        tuple(check for each in found for check in each.checks),
        tuple(alert.name for alert in plan.alerts),
        bench.unproven(),
    )


@dataclass
class _Bench:
    """A written tree, and the judges that are asked about it; `asked` are all that were sought."""

    built: Build
    plan: Plan
    programs: Programs
    tree: Path
    asked: dict[str, Program] = field(default_factory=dict)

    @cached_property
    def tests(self) -> tuple[TestFile, ...]:
        return tuple(test_files(self.built.artifacts))

    def found(self) -> Iterator[Found]:
        for file in self.tests:
            yield self._played(file)
        for chosen in self.built.compilation.chosen:
            for judge in chosen.target.judges():
                for artifact in self._judged_by(judge, chosen):
                    program = self._program(judge.name)
                    if judge.speaks == "routes":
                        yield self._routed(judge, artifact, program)
                    else:
                        yield self._accepted(judge, artifact, program)

    def unproven(self) -> dict[str, str]:
        """The alerts that no emitted test sees firing, and why there is none."""
        firing = {one.alert for file in self.tests for one in file.asked if one.fires}
        open_ = [alert.name for alert in self.plan.alerts if alert.name not in firing]
        if not open_:
            return {}
        if not self.tests:
            return dict.fromkeys(open_, "the build writes no unit tests")
        from opsgen.proof import prove

        reasons = prove(self.plan).unproven
        return {name: reasons.get(name, "it fires in no world") for name in open_}

    def _program(self, name: str) -> Program:
        if name not in self.asked:
            self.asked[name] = self.programs.find(name)
        return self.asked[name]

    def _played(self, file: TestFile) -> Found:
        program = self._program(promtool.NAME)
        if program.path is None:
            played = promtool.Played(problem="is missing")
            return Found(tuple(promtool.checks(file, played)))
        played = promtool.play(file, program.path, self.tree, self.programs.seconds)
        checks = tuple(promtool.checks(file, played))
        if played.problem:
            told = diagnosed.failing_judge(
                promtool.NAME, file.artifact.path, played.problem, played.said
            )
            return Found(checks, (told,))
        return Found(checks, tuple(diagnosed.rules(self.plan, checks, played)))

    def _routed(self, judge: Judge, artifact: Artifact, program: Program) -> Found:
        subjects = [
            *(f"severity {route.severity}" for route in self.plan.notifications.routes),
            *(f"alert {alert.name}" for alert in self.plan.alerts),
        ]
        if program.path is None:
            return Found(_not_run(subjects, "is missing"))
        ran = run(*self._command(judge, artifact, program.path))
        checks, problem = routes.read_routes(ran, artifact.path, subjects)
        if problem:
            told = diagnosed.failing_judge(judge.name, artifact.path, problem, ran.output)
            return Found(_not_run(subjects, problem), (told,))
        return Found(checks, tuple(diagnosed.routes(self.plan, checks)))

    def _accepted(self, judge: Judge, artifact: Artifact, program: Program) -> Found:
        check = Check("file", artifact.path, judge.name, judge.name, "ok")
        if program.path is None:
            reason = f"{judge.name} is missing"
            return Found((replace(check, outcome="not run", reason=reason),))
        ran = run(*self._command(judge, artifact, program.path))
        if ran.code == 0:
            return Found((check,))
        if ran.problem:
            told = diagnosed.failing_judge(judge.name, artifact.path, ran.problem, ran.output)
            reason = f"{judge.name} {ran.problem}"
            return Found((replace(check, outcome="not run", reason=reason),), (told,))
        said = ran.output.replace(f"{self.tree}/", "")
        told = rules.JUDGE_FINDS.at(
            getattr(cause(artifact, said), "span", None),
            f"`{judge.name}` refuses the generated `{artifact.path}`",
            help=diagnosed.OURS,
            notes=diagnosed.first_lines(said),
        )
        return Found((replace(check, outcome="failed", reason=diagnosed.one_line(said)),), (told,))

    def _command(
        self, judge: Judge, artifact: Artifact, program: str
    ) -> tuple[list[str], Path, float, dict[str, str]]:
        """A judge that is asked through a script is told to it as a variable, `AMTOOL`."""
        words = [word.replace("{path}", artifact.path) for word in judge.command]
        if words[0] == judge.name:
            words[0] = program
        variable = judge.name.upper().replace("-", "_")
        return words, self.tree, self.programs.seconds, {variable: program}

    def _judged_by(self, judge: Judge, chosen: Chosen) -> Sequence[Artifact]:
        """Those that fit the judge's pattern; else the one that the option `path` moved."""
        pattern = judge.artifact.replace("{service}", self.plan.service)
        fitting = [each for each in self.built.artifacts if PurePosixPath(each.path).match(pattern)]
        if fitting or chosen.options.path is None:
            return fitting
        moved = chosen.options.path
        alike = PurePosixPath(moved).suffix == PurePosixPath(pattern).suffix
        return [each for each in self.built.artifacts if alike and each.path == moved]


def _not_run(subjects: Sequence[str], why: str) -> tuple[Check, ...]:
    reason = f"{routes.NAME} {why}"
    return tuple(Check("route", each, "", routes.NAME, "not run", reason) for each in subjects)
