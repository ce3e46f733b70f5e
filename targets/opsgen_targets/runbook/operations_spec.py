"""The operations spec as a document: what is measured, who hears of it, what was assumed."""

from __future__ import annotations

from opsgen.artifacts import figures
from opsgen.plan import Plan, Selector, Signal
from opsgen.plan import values as v
from opsgen.plan.origin import Default
from opsgen.plan.rollout import Step
from opsgen.prose import words
from opsgen.prose.markup import (
    NOTHING,
    Markdown,
    code,
    instruction,
    join,
    prose,
    table,
    text,
)
from opsgen.units import RATIO
from opsgen_targets.runbook import overview
from opsgen_targets.runbook.drift_view import drift_view
from opsgen_targets.runbook.rendering import render
from opsgen_targets.runbook.stories import stories
from opsgen_targets.runbook.undoing import undoing


def operations_spec(plan: Plan, source: Markdown) -> Markdown:
    """`source` is the link to operations.yaml."""
    return render(
        "operations-spec",
        service=text(plan.service),
        about=text(plan.description or ""),
        source=source,
        scrape=text(figures.duration(plan.scrape_interval)),
        evaluation=text(figures.duration(plan.evaluation_interval)),
        signals=_signals(plan),
        severities=overview.severities(plan),
        alerts=_alerts(plan),
        drift=drift_view(plan),
        stages=_stages(plan),
        back=undoing(plan),
        stories=stories(plan),
        logging=_logging(plan),
        tracing=_tracing(plan),
        defaults=_defaults(plan),
    )


def _signals(plan: Plan) -> Markdown:
    rows = (
        (
            code(signal.name),
            text(signal.type),
            join(", ", _series(signal)),
            text(signal.value.unit.name),
            prose("{}{}", words.meaning(signal.value), words.each(signal.value.labels)),
            _thresholds(signal),
        )
        for signal in plan.signals
    )
    header = ("Signal", "Type", "Series", "Unit", "What it is", "Thresholds")
    return table(header, rows) if plan.signals else NOTHING


def _series(signal: Signal) -> tuple[Markdown, ...]:
    found: dict[Markdown, None] = {}
    for value in v.walk(signal.value):
        for selector in _selectors(value.node):
            found.setdefault(words.selector(selector))
    return tuple(found)


def _selectors(node: v.Node) -> tuple[Selector, ...]:
    match node:
        case v.Ratio(part, total, _):
            return (part, total)
        case v.Quantile(histogram):
            return (histogram,)
        case v.Series(selector) | v.Rate(selector) | v.Increase(selector):
            return (selector,)
        case _:
            return ()


def _thresholds(signal: Signal) -> Markdown:
    parts = (
        prose("{}: {}", Markdown(severity), words.threshold(compare))
        for severity, compare in signal.thresholds
    )
    return join("; ", parts) if signal.thresholds else Markdown("none")


def _alerts(plan: Plan) -> Markdown:
    rows = (
        (
            code(alert.name),
            Markdown(alert.severity),
            words.condition(alert.condition),
            text(figures.duration(alert.hold)) if alert.hold else Markdown("at once"),
        )
        for alert in plan.alerts
    )
    return table(("Alert", "Severity", "Fires when", "For"), rows)


def _stages(plan: Plan) -> Markdown:
    if plan.rollout is None:
        return NOTHING
    rows = (
        (
            code(stage.name),
            text((stage.strategy or "").replace("_", "-")),
            join(", ", map(code, stage.needs)),
            join(", ", map(_step, stage.steps)),
        )
        for stage in plan.rollout.stages
    )
    return table(("Stage", "Strategy", "After", "Steps"), rows)


def _step(step: Step) -> Markdown:
    if step.command is None:
        return prose("{} (watches)", code(step.name))
    return prose("{} ({})", code(step.name), code(step.command))


def _logging(plan: Plan) -> Markdown:
    logging = plan.telemetry.logging
    if logging is None:
        return NOTHING
    kept = {True: Markdown("kept"), False: Markdown("left out")}
    words = "Logs: level {}, {} of the requests, prompts {}, answers {}."
    return prose(
        words,
        code(logging.level),
        text(figures.figure(logging.sample_rate, RATIO)),
        kept[logging.include_prompt],
        kept[logging.include_response],
    )


def _tracing(plan: Plan) -> Markdown:
    tracing = plan.telemetry.tracing
    if tracing is None:
        return NOTHING
    if not tracing.enabled:
        return Markdown("Traces: off.")
    return prose("Traces: {} of the requests.", text(figures.figure(tracing.sample_rate, RATIO)))


def _defaults(plan: Plan) -> Markdown:
    return table(("Of", "What", "Taken", "Because"), map(_default, plan.defaults))


def _default(default: Default) -> tuple[Markdown, ...]:
    because = default.origin.because
    return (
        code(default.subject),
        text(default.what),
        code(default.value),
        instruction(because) if because else NOTHING,
    )
