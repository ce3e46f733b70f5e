"""The first command: what the one who was just woken types before anything else.

The pager shows it in an alert's description and the runbook in a procedure's first lines, so
it is chosen here, once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from opsgen.plan import Alert, Plan, Selector, Value
from opsgen.plan import values as v
from opsgen.plan.conditions import comparisons, values, without_guards
from opsgen.plan.procedures import Procedure
from opsgen.promql import command
from opsgen.promql.lower import inline

_LINE_END = re.compile(r"\s*\n\s*")
_LONGEST = 400
"""A query of so many characters can still be found on a screen."""


@dataclass(frozen=True, slots=True)
class Look:
    """A command and what it shows: the series that is missing, a figure, or the condition."""

    command: str
    shows: Selector | Value | None


def first_command(alert: Alert, procedure: Procedure | None, plan: Plan) -> str:
    """On one line: the user's own, else what tells most: the alert's figure, or where it fires.

    `procedure` is the one that the alert opens.
    """
    if procedure is not None and procedure.first is not None:
        return procedure.first
    if alert.cause == "service_down" and (up := command.up(plan)) is not None:
        return up
    figure = _on_one_line(look(alert, plan).command)
    if alert.cause == "watchdog" or figure is None:
        return command.firing(plan, alert)
    return figure


def look(alert: Alert, plan: Plan) -> Look:
    """The figure that the alert looks at, also while the alert is silent.

    Of a figure over a long history, whose query fills a screen, what it is made of.
    """
    if (missing := missing_series(alert)) is not None:
        return Look(command.present(plan, missing), missing)
    lower = inline(plan)
    if alert.cause == "digest":
        # Without the hour, outside of which it would show nothing.
        recorded = next(values(alert.condition))
        return Look(command.ask(plan, lower.value(recorded)), None)
    for compare in comparisons(alert.condition):
        shown = compare.left
        while len(told := command.ask(plan, lower.value(shown))) > _LONGEST:
            inner = v.children(shown)
            if not inner:
                break
            shown = inner[0]
        return Look(told, shown)
    return Look(command.ask(plan, lower.condition(alert.condition)), None)


def looks(alert: Alert, plan: Plan) -> list[Look]:
    """What `look` shows, and then every other figure that the condition compares, each once.

    Not what its history was: those queries fill a screen, and say little without the rule's own.
    """
    first = look(alert, plan)
    found = {first.command: first}
    if first.shows is not None:
        lower = inline(plan)
        for compare in comparisons(without_guards(alert.condition)):
            for side in (compare.left, compare.right):
                if all(_is_present(part) for part in v.walk(side)) and not _is_constant(side):
                    told = command.ask(plan, lower.value(side))
                    if len(told) <= _LONGEST:
                        found.setdefault(told, Look(told, side))
    return list(found.values())


def _is_present(value: Value) -> bool:
    return not isinstance(value.node, v.Baseline | v.ZScore | v.Change | v.OverTime)


def _is_constant(value: Value) -> bool:
    return all(isinstance(part.node, v.Const | v.Arith) for part in v.walk(value))


def _on_one_line(told: str) -> str | None:
    """None where the user's PromQL has a comment or a raw string, in which a line's end matters."""
    if "\n" in told and ("#" in told or "`" in told):
        return None
    return _LINE_END.sub(" ", told)


def missing_series(alert: Alert) -> Selector | None:
    """The series whose absence is what the alert tells of."""
    first = next(values(alert.condition), None)
    return first.node.selector if first and isinstance(first.node, v.Absent) else None
