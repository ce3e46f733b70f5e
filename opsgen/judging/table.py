"""The report as tables for a terminal: one row per alert, one per severity."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from opsgen.diagnostics.render.screen import Screen, Style, width
from opsgen.judging.model import Check, Outcome, Program, Report

KINDS = ("above", "below", "young", "no traffic", "no errors", "outage", "absent", "digest")
"""Columns, in the order in which a person asks; another target's kinds follow."""

_ROUTE = "route"
_WORDS: Mapping[Outcome, tuple[str, Style]] = {
    "ok": ("ok", ""),
    "failed": ("FAIL", "error"),
    "not run": ("?", "warning"),
}
_NAME = 25
"""Columns of a name; a longer one stands on a line of its own."""


def table(report: Report, screen: Screen) -> str:
    """The tables, what is unproven and why, and the counts. Every line ends in a line feed."""
    blocks = [_alerts(report, screen), _severities(report, screen), _rest(report, screen)]
    return "\n".join("".join(f"{line}\n" for line in block) for block in blocks if block)


def _alerts(report: Report, screen: Screen) -> list[str]:
    cells = {(check.subject, check.what): check for check in _worst(report.of("rule"))}
    routes = {check.subject: check for check in report.of("route")}
    kinds = list(dict.fromkeys((*KINDS, *(what for _, what in cells))))
    kinds = [kind for kind in kinds if any(what == kind for _, what in cells)]
    columns = [*kinds, *([_ROUTE] if routes else [])]
    if not columns or not report.alerts:
        return []
    wide = min(_NAME, max(width(screen.clean(name)) for name in report.alerts))
    lines = list(_heads(columns, wide))
    for name in report.alerts:
        row = [cells.get((name, kind)) for kind in kinds]
        if routes:
            row.append(routes.get(f"alert {name}"))
        shown = screen.clean(name)
        if width(shown) > wide:
            lines.append(shown)
            shown = ""
        first = "none" if name in report.unproven else "-"
        told = [_cell(check, first if n == 0 else "-") for n, check in enumerate(row)]
        lines.append(_line(shown, wide, columns, told, screen))
    return lines


def _severities(report: Report, screen: Screen) -> list[str]:
    plan = report.compilation.plan
    if plan is None or not report.of("route"):
        return []
    routes = {check.subject: check for check in report.of("route")}
    lines = ["severity  alerts  route  heard by"]
    for route in plan.notifications.routes:
        count = sum(alert.severity == route.severity for alert in plan.alerts)
        check = routes.get(f"severity {route.severity}")
        heard = [*route.channels, *(f"{name} (digest)" for name in route.digests)]
        word, style = _cell(check, "-")
        told = screen.paint(style, word) + " " * (5 - len(word))
        who = screen.clean(", ".join(heard)) or "nobody"
        lines.append(f"{route.severity:8}  {count:6}  {told}  {who}")
    return lines


def _rest(report: Report, screen: Screen) -> list[str]:
    lines = [
        f"unproven: {screen.clean(name)}: {screen.clean(why)}"
        for name, why in report.unproven.items()
    ]
    if not report.of("route") and report.compilation.plan is not None:
        lines.append("unproven: routes: the build writes no route tests")
    for check in report.of("file"):
        word, style = _cell(check, "-")
        subject = screen.clean(check.subject)
        told = screen.paint(style, word) + " " * (4 - len(word))
        lines.append(f"{told}  {subject} ({screen.clean(check.judge)})")
    for program in report.programs:
        if program.path is None:
            count = sum(c.judge == program.name and c.outcome == "not run" for c in report.checks)
            told = screen.paint("warning", "missing")
            lines.append(f"{told}: {screen.clean(program.name)}, so {counted(count)} not run")
    lines.append(summary(report, screen))
    return lines


def summary(report: Report, screen: Screen) -> str:
    """`operations.yaml: 14 alerts, 13 proven, 1 unproven; 96 checks: 96 ok (promtool 2.42.0)`."""
    failed = {check.subject for check in report.of("rule") if check.outcome == "failed"}
    open_ = {check.subject for check in report.of("rule") if check.outcome == "not run"}
    proven = [n for n in report.alerts if n not in {*report.unproven, *failed, *open_}]
    parts = [
        f"{len(proven)} of {_many(len(report.alerts), 'alert')} proven",
        counted(len(report.checks)) + ", " + _outcomes(report),
    ]
    judges = [f"{each.name} {each.version or '(no version told)'}" for each in _present(report)]
    file = screen.clean(report.compilation.file)
    by = screen.clean(f" ({', '.join(judges)})") if judges else ""
    return f"{file}: {'; '.join(parts)}{by}"


def _outcomes(report: Report) -> str:
    outcomes: tuple[Outcome, ...] = ("ok", "failed", "not run")
    return ", ".join(
        f"{report.count(outcome)} {outcome}"
        for outcome in outcomes
        if outcome == "ok" or report.count(outcome)
    )


def _present(report: Report) -> Iterator[Program]:
    return (each for each in report.programs if each.path is not None)


def counted(number: int) -> str:
    return _many(number, "check")


def _many(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"


def _worst(checks: Iterable[Check]) -> list[Check]:
    """The last of several of one cell is shown: a failure, if there is one."""
    rank: Mapping[Outcome, int] = {"ok": 0, "not run": 1, "failed": 2}
    return sorted(checks, key=lambda check: rank[check.outcome])


def _cell(check: Check | None, empty: str) -> tuple[str, Style]:
    return (empty, "") if check is None else _WORDS[check.outcome]


def _heads(columns: Sequence[str], wide: int) -> Iterator[str]:
    """Two lines: `no traffic` is as narrow as `traffic`."""
    halves = [column.rpartition(" ") for column in columns]
    for title, part in (("", 0), ("alert", 2)):
        words = [half[part] for half in halves]
        if any(words):
            widths = [max(len(half[0]), len(half[2])) for half in halves]
            cells = (f"{word:{size}}" for word, size in zip(words, widths, strict=True))
            yield f"{title:{wide}}  {' '.join(cells)}".rstrip()


def _line(
    name: str,
    wide: int,
    columns: Sequence[str],
    told: Sequence[tuple[str, Style]],
    screen: Screen,
) -> str:
    cells = []
    for column, (word, style) in zip(columns, told, strict=True):
        size = max(map(len, column.split(" ")))
        cells.append(screen.paint(style, word) + " " * (size - len(word)))
    return f"{name}{' ' * (wide - width(name))}  {' '.join(cells)}".rstrip()
