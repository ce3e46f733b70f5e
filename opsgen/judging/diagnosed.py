"""What the judges found, at the lines of the input that caused it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from opsgen.diagnostics import Diagnostic
from opsgen.diagnostics.rules import judging
from opsgen.judging.model import Check
from opsgen.judging.promtool import Played
from opsgen.judging.tests_of import kind_of
from opsgen.plan import Plan

OURS = "report it to the authors of opsgen or of the target: no input should cause this"
_LINES = 6
_WIDE = 160


def rules(plan: Plan, checks: Iterable[Check], played: Played) -> Iterator[Diagnostic]:
    """One for each alert and kind of world that went otherwise than its tests say."""
    alerts = {alert.name: alert for alert in plan.alerts}
    for check in checks:
        if check.outcome != "failed":
            continue
        alert = alerts.get(check.subject)
        # Whether it fires is said; promtool's own words tell how else it differs.
        lines = [
            each.lines
            for each in played.failures
            if (each.alert, kind_of(each.world)) == (check.subject, check.what)
        ]
        more = [f"{len(lines)} tests of these worlds fail"] if len(lines) > 1 else []
        differs = first_lines(lines[0]) if check.reason.startswith("fires otherwise") else ()
        yield judging.PROOF_FAILS.at(
            alert.origin.span if alert else None,
            f"`{check.subject}` {check.reason}",
            help=OURS,
            notes=(*more, *differs),
            path=alert.origin.path if alert else (),
        )


def routes(plan: Plan, checks: Iterable[Check]) -> Iterator[Diagnostic]:
    """One for each severity, alert or configuration that amtool sees otherwise."""
    alerts = {f"alert {alert.name}": alert for alert in plan.alerts}
    for check in checks:
        if check.outcome != "failed":
            continue
        alert = alerts.get(check.subject)
        subject = check.subject.replace("alert ", "").replace("severity ", "the severity ")
        message = f"`{subject}` is not heard by {check.what}"
        if check.kind == "file":
            message = f"`{check.judge}` refuses the configuration that `{check.subject}` asks about"
        elif alert is None:
            message = f"{subject} is not heard by {check.what}"
        yield judging.ROUTE_FAILS.at(
            alert.origin.span if alert else None,
            message,
            help=OURS,
            notes=tuple(part[:_WIDE] for part in check.reason.split("; "))[:_LINES],
            path=alert.origin.path if alert else (),
        )


def failing_judge(name: str, path: str, problem: str, said: str) -> Diagnostic:
    """It was asked about the generated file `path` and gave no verdict."""
    return judging.JUDGE_FAILS.at(
        None,
        f"`{name}` {problem}",
        help=f"build, and run `{name}` on `{path}` by hand",
        notes=first_lines(said),
    )


def missing(name: str) -> Diagnostic:
    return judging.JUDGE_MISSING.at(
        None,
        f"the judge `{name}` is missing, and `--require-judges` asks for all",
        help=f"install it, or tell where it is: `--judge {name}=PATH`",
    )


def first_lines(said: str) -> tuple[str, ...]:
    """As much of a judge's words as a person reads in passing."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    more = [f"and {len(lines) - _LINES} lines more"] if len(lines) > _LINES else []
    return (*(line[:_WIDE] for line in lines[:_LINES]), *more)


def one_line(said: str) -> str:
    return "; ".join(first_lines(said))
