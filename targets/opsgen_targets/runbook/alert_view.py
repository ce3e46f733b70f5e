"""One alert as the page shows it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from opsgen.artifacts import figures
from opsgen.plan import Alert, Compare, Plan, Value
from opsgen.plan import values as v
from opsgen.plan.alerts import TextPart
from opsgen.plan.conditions import comparisons, without_guards
from opsgen.plan.fading import lasts_at_most
from opsgen.promql import to_promql
from opsgen.promql.first import missing_series
from opsgen.promql.lower import inline
from opsgen.prose import words
from opsgen.prose.markup import NOTHING, Markdown, block, code, join, link, prose, text
from opsgen_targets.runbook import commands
from opsgen_targets.runbook.kinds import Harm, Kind, harm_of, kind_of


@dataclass(frozen=True, slots=True)
class AlertView:
    """`kind`, `harm` and the flags choose what is said; all else is printed.

    `declared` tells whether the user wrote it as an alert of its own, `above` whether too much is
    what is wrong, `message_tells` whether the message names the figure, else `asked` does, the
    condition as the user wrote it. Commands are fenced blocks, empty where there is none; each of
    `figures` comes after what it shows, as `split_of` is what `split` shows. `limit` names what is
    compared with, where that is measured. `lasting` is after how long a lasting change goes
    unheard.
    """

    kind: Kind
    harm: Harm
    declared: bool
    above: bool
    name: Markdown
    severity: Markdown
    message: Markdown
    asked: Markdown
    message_tells: bool
    fires: Markdown
    own_runbook: Markdown
    query: Markdown
    figures: tuple[tuple[Markdown, Markdown], ...]
    limit: Markdown
    split: Markdown
    split_of: Markdown
    lasting: Markdown
    series: Markdown
    seek: Markdown


def alert_view(plan: Plan, alert: Alert, said: Mapping[str, str], asked: str | None) -> AlertView:
    """`said` is what the user says of each figure, by its name; `asked` is the query that the
    procedure's first lines tell already."""
    compared = tuple(comparisons(alert.condition))
    expr = inline(plan).condition(alert.condition)
    missing = missing_series(alert)
    shown = commands.figures(plan, alert) if alert.severity != "none" else []
    limits = [c.right for c in compared if not isinstance(c.right.node, v.Const)]
    split = commands.split(plan, alert)
    return AlertView(
        kind=kind_of(alert),
        harm=harm_of(alert),
        declared=alert.cause == "declared",
        above=not compared or compared[0].op in (">", ">="),
        name=code(alert.name),
        severity=Markdown(alert.severity),
        message=words.message(alert.message),
        asked=words.condition(without_guards(alert.condition)),
        message_tells=_message_tells(alert, compared),
        fires=join(" ", (_fires(alert), *_meanings(compared, said))),
        own_runbook=link("its own runbook", alert.runbook) if alert.runbook else NOTHING,
        query=block(to_promql(expr), "promql"),
        figures=tuple(
            (_capital(figure.what), block(figure.command, "sh"))
            for figure in shown
            if figure.command != asked
        ),
        limit=words.name(limits[0]) if limits else NOTHING,
        split=block(split.command, "sh") if split else NOTHING,
        split_of=split.what if split else NOTHING,
        lasting=_lasting(compared),
        series=words.selector(missing) if missing else NOTHING,
        seek=block(commands.similar(plan, missing), "sh") if missing else NOTHING,
    )


def _capital(words: Markdown) -> Markdown:
    return Markdown(words[:1].upper() + words[1:])


def _message_tells(alert: Alert, compared: tuple[Compare, ...]) -> bool:
    """Whether the message names the figure; what opsgen writes itself always does.

    A condition as it is written, which is the message of an alert without one, is no sentence.
    """
    said = "".join(part.text for part in alert.message if isinstance(part, TextPart))
    if alert.cause != "declared":
        return True
    return not re.search("[<>]", said) and any(
        compare.left.name is not None and compare.left.name in said for compare in compared
    )


def _fires(alert: Alert) -> Markdown:
    told = words.condition(alert.condition)
    if alert.hold:
        told = prose("{} and that holds for {}", told, text(figures.duration(alert.hold)))
    return prose("It fires when {}{}.", told, words.each(alert.by))


def _meanings(compared: tuple[Compare, ...], said: Mapping[str, str]) -> tuple[Markdown, ...]:
    """What each named figure of the condition is, once each, and what the user says of it."""
    found: dict[Markdown, None] = {}
    for compare in compared:
        for value in (*v.walk(compare.left), *v.walk(compare.right)):
            if value.name and not isinstance(value.node, v.Const) and not _says_itself(value):
                found.setdefault(prose("{} is {}.", code(value.name), words.meaning(value)))
                if description := said.get(value.name):
                    found.setdefault(text(description))
    return tuple(found)


def _says_itself(value: Value) -> bool:
    """Whether the name is the calculation: `budget * 1.5`."""
    return isinstance(value.node, v.Arith) and value.node.op in (value.name or "")


def _lasting(compared: tuple[Compare, ...]) -> Markdown:
    """The longest, because the alert ends when the last of its comparisons does."""
    ends = [lasts for compare in compared if (lasts := lasts_at_most(compare)) is not None]
    return text(figures.duration(_rounded_up(max(ends)))) if ends else NOTHING


def _rounded_up(seconds: Fraction) -> int:
    """For orientation: to the minute from ten minutes on, to the hour from four hours on."""
    step = 3600 if seconds >= 4 * 3600 else 60 if seconds >= 600 else 1
    return -(-seconds // step) * step
