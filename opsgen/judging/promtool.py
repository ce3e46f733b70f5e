"""What `promtool test rules` says of the emitted tests, told of each alert and kind of world."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from opsgen.artifacts import Yaml, render
from opsgen.judging.model import Check
from opsgen.judging.programs import Ran, run
from opsgen.judging.tests_of import Asked, TestFile, alert_of, kind_of

NAME = "promtool"

# Each file ends in one of these, in the order of the arguments (cmd/promtool/unittest.go).
_ENDS = re.compile(r"^  (SUCCESS|FAILED:)$", re.MULTILINE)
_ALERT = re.compile(r"^    alertname: (.*), time: (\w+), *$", re.MULTILINE)
_EXPR = re.compile(r'^    expr: "((?:[^"\\]|\\.)*)", time: (\w+),', re.MULTILINE)
_SILENT = "stays silent"
_GOT = re.compile(r"^        got: ?(.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Failure:
    """A test that did not go as expected: at `time`, with promtool's own lines."""

    world: str
    alert: str | None
    time: str
    lines: str


@dataclass(frozen=True, slots=True)
class Played:
    """The failures of one file; `problem` where promtool gave no verdict that can be read."""

    failures: tuple[Failure, ...] = ()
    problem: str = ""
    said: str = ""


def play(file: TestFile, program: str, tree: Path, seconds: float) -> Played:
    """Run the tests of one emitted file, which stands in `tree`."""
    ran = run([program, "test", "rules", file.artifact.path], tree, seconds)
    ends = _ENDS.findall(ran.output)
    if ran.code == 0 and ends == ["SUCCESS"]:
        return Played()
    if ran.code == 1 and ends == ["FAILED:"]:
        return _told(file, program, tree, seconds, ran)
    return Played(problem=ran.problem or _unread(ran), said=ran.output)


def checks(file: TestFile, played: Played) -> Iterator[Check]:
    """One for each alert and kind of world: ok if all its tests are."""
    failed: dict[tuple[str, str], list[str]] = {}
    for failure in played.failures:
        if failure.alert is not None:
            kind = kind_of(failure.world)
            failed.setdefault((failure.alert, kind), []).append(sentence(failure, file.asked))
    for alert, kind in dict.fromkeys((one.alert, one.kind) for one in file.asked):
        check = Check("rule", alert, kind, NAME, "ok")
        if played.problem:
            check = replace(check, outcome="not run", reason=f"promtool {played.problem}")
        elif told := failed.get((alert, kind)):
            # An alert that stays silent is the graver fault.
            worst = next((each for each in told if each.startswith(_SILENT)), told[0])
            check = replace(check, outcome="failed", reason=worst)
        yield check


def sentence(failure: Failure, asked: Iterable[Asked]) -> str:
    """What went wrong, for a person: `stays silent at 5m in the world "above 3" …`."""
    wanted = {
        one.fires
        for one in asked
        if (one.alert, one.world, one.time) == (failure.alert, failure.world, failure.time)
    }
    where = f'at {failure.time} in the world "{failure.world}"'
    got = _GOT.search(failure.lines)
    fired = got is not None and got[1].strip() not in ("nil", "[]")
    if wanted == {True} and not fired:
        return f"{_SILENT} {where}, where it must fire"
    if wanted == {False} and fired:
        return f"fires {where}, where it must be silent"
    return f"fires otherwise than expected {where}"


def _told(file: TestFile, program: str, tree: Path, seconds: float, whole: Ran) -> Played:
    """Which tests failed. Of an expression promtool does not tell in which world it failed, so
    each world is played once more, in a file of its own."""
    folder = PurePosixPath(file.artifact.path).parent
    tests = file.data["tests"]
    names = [f"{folder}/.world-{number}.yml" for number in range(len(tests))]
    for name, test in zip(names, tests, strict=True):
        alone = replace(file.artifact, body=Yaml({**file.data, "tests": [test]}))
        (tree / name).write_bytes(render(alone))
    ran = run([program, "test", "rules", *names], tree, seconds)
    ends = list(_ENDS.finditer(ran.output))
    if len(ends) != len(tests):
        return Played(problem=ran.problem or _unread(ran), said=ran.output)
    stops = [*(end.start() for end in ends[1:]), len(ran.output)]
    found: list[Failure] = []
    for end, stop, test in zip(ends, stops, tests, strict=True):
        if end[1] == "FAILED:":
            found += _failures(ran.output[end.end() : stop], test)
    if not found:
        return Played(problem="fails all worlds together and none alone", said=whole.output)
    if any(failure.alert is None for failure in found):
        return Played(problem="cannot play the tests", said=found[0].lines)
    return Played(tuple(found))


def _failures(text: str, test: Mapping[str, object]) -> Iterator[Failure]:
    world = str(test.get("name", ""))
    marks = sorted(
        [(m, m[1]) for m in _ALERT.finditer(text)]
        + [(m, alert_of(_unquoted(m[1]))) for m in _EXPR.finditer(text)],
        key=lambda pair: pair[0].start(),
    )
    if not marks:
        yield Failure(world, None, "", text.strip())
        return
    stops = [*(mark.start() for mark, _ in marks[1:]), len(text)]
    for (mark, alert), stop in zip(marks, stops, strict=True):
        yield Failure(world, alert, mark[2], text[mark.start() : stop].rstrip())


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def _unread(ran: Ran) -> str:
    return f"ended with the exit code {ran.code} and no verdict that can be read"
