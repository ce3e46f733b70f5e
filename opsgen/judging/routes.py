"""What the emitted script of route tests says, which asks amtool."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from opsgen.judging.model import Check, Outcome
from opsgen.judging.programs import Ran

NAME = "amtool"
_LINE = re.compile(r"^(ok    |WRONG ) (.+)$")
_LAST = re.compile(r"^(\d+) checks, (\d+) wrong$")


def read_routes(ran: Ran, file: str, subjects: Iterable[str]) -> tuple[tuple[Check, ...], str]:
    """(the checks of the script `file`; why they say nothing, empty if they do).

    `subjects` are the severities and alerts of which it must tell, as it names them.
    """
    lines = ran.output.splitlines()
    last = _LAST.match(lines[-1]) if lines else None
    if ran.problem:
        return (), ran.problem
    if ran.code not in (0, 1) or last is None:
        return (), f"ended with the exit code {ran.code} and no verdict that can be read"
    checks = tuple(_checks(lines[:-1], file, subjects))
    wrong = sum(check.outcome == "failed" for check in checks)
    if (len(checks), wrong) != (int(last[1]), int(last[2])) or bool(wrong) != (ran.code == 1):
        return (), "counts other checks than it tells"
    if missing := [each for each in subjects if all(c.subject != each for c in checks)]:
        return (), f"says nothing of {missing[0]}"
    return checks, ""


def _checks(lines: list[str], file: str, subjects: Iterable[str]) -> Iterator[Check]:
    heads = [(number, match) for number, line in enumerate(lines) if (match := _LINE.match(line))]
    stops = [*(number for number, _ in heads[1:]), len(lines)]
    known = set(subjects)
    for (number, match), stop in zip(heads, stops, strict=True):
        outcome: Outcome = "ok" if match[1].startswith("ok") else "failed"
        reason = "; ".join(line.strip() for line in lines[number + 1 : stop] if line.strip())
        subject, _, what = match[2].partition(": ")
        if subject in known:
            yield Check("route", subject, what, NAME, outcome, reason)
        else:
            yield Check("file", file, NAME, NAME, outcome, reason)
