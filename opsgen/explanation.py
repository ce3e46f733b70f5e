"""`opsgen explain`: what a name became, from which line, and why."""

from __future__ import annotations

from collections.abc import Iterator

from opsgen.diagnostics.suggest import nearest
from opsgen.plan import Alert, Channel, Default, Origin, Plan, Selector, Signal, Value
from opsgen.plan import values as v
from opsgen.plan.conditions import values, without_guards
from opsgen.plan.notifications import Digest, SecretFile
from opsgen.plan.rollout import Stage
from opsgen.promql import duration, to_promql
from opsgen.promql.lower import Lowering, inline
from opsgen.promql.recordings import Recorded, needed, recordings


def explain(plan: Plan, name: str | None) -> tuple[str, list[str]]:
    """(the text about `name`, or about all; near names when there is nothing so called)."""
    paragraphs = list(_paragraphs(plan))
    subjects = {subject for subject, _ in paragraphs} | {d.subject for d in plan.defaults}
    if name is None:
        text = "\n".join("\n".join(lines) + "\n" for _, lines in paragraphs)
        rest = [d for d in plan.defaults if d.subject not in {s for s, _ in paragraphs}]
        return text + ("\n" + _block("other defaults", rest, named=True) if rest else ""), []
    chosen = [lines for subject, lines in paragraphs if subject == name]
    if chosen:
        return "\n".join("\n".join(lines) + "\n" for lines in chosen), []
    defaults = [default for default in plan.defaults if default.subject == name]
    if defaults:
        return _block(name, defaults), []
    return "", nearest(name, sorted(subjects))


def _paragraphs(plan: Plan) -> Iterator[tuple[str, list[str]]]:
    """(subject, its lines) of everything that has a name, in the order of the plan."""
    lowering = inline(plan)
    history = [value for alert in plan.alerts for value in needed(alert.condition)]
    labels = (("service", plan.service), *plan.labels)
    recorded = recordings(history, labels, plan.evaluation_interval)
    yield "service", _service(plan)
    for signal in plan.signals:
        yield signal.name, _signal(signal, plan, lowering)
    for alert in plan.alerts:
        yield alert.name, _alert(alert, plan, recorded)
    for channel in plan.notifications.channels:
        yield channel.name, _channel(channel, plan)
    for stage in plan.rollout.stages if plan.rollout is not None else ():
        yield stage.name, _stage(stage, plan)


def _head(name: str, what: str, origin: Origin) -> str:
    if origin.span is None:
        return f"{name}: {what}"
    return f"{name}: {what}, {origin.span.file}:{origin.span.start.line}:{origin.span.start.col}"


def _service(plan: Plan) -> list[str]:
    lines = [f"service: {plan.service}"]
    lines.append(f"  rules are evaluated every {duration(plan.evaluation_interval)}")
    for name, version in sorted(plan.engines.items()):
        lines.append(f"  written for {name} {'.'.join(map(str, version))} and later")
    return lines + _why("service", plan) + _why("engines", plan)


def _signal(signal: Signal, plan: Plan, lowering: Lowering) -> list[str]:
    lines = [_head(signal.name, signal.type, signal.origin)]
    lines.append(f"  unit {signal.value.unit.name}")
    lines += _promql(to_promql(lowering.value(signal.value)))
    lines += [
        f"  watched by {alert.name} ({alert.severity})"
        for alert in plan.alerts
        if alert.cause in ("threshold", "declared") and _watches(alert, signal)
    ]
    return lines + _why(signal.name, plan)


def _watches(alert: Alert, signal: Signal) -> bool:
    """Whether the alert is about the signal, alone or among others.

    A condition over several signals has one of its own, so what it reads is asked too. All
    quantiles of a histogram read the same, as they share a signal.
    """
    if alert.signal == signal.id:
        return True
    read = {what for value in values(without_guards(alert.condition)) for what in _reads(value)}
    return set(_reads(signal.value)) <= read


def _reads(value: Value) -> Iterator[tuple[Selector, ...] | str]:
    """What each figure is read from. A ratio is one: its whole is not watched by its alerts."""
    for part in v.walk(value):
        match part.node:
            case v.Series(selector) | v.Rate(selector) | v.Increase(selector):
                yield (selector,)
            case v.Quantile(selector) | v.Absent(selector) | v.Age(selector):
                yield (selector,)
            case v.Ratio(bad, total):
                yield (bad, total)
            case v.Raw(promql):
                yield promql


def _condition(alert: Alert, recorded: Recorded) -> list[str]:
    """The rule's expression, and the series that it needs to be recorded."""
    lines = _promql(to_promql(recorded.lowering.condition(alert.condition)))
    for rule in recorded.of(alert.condition):
        lines += [f"  records {rule.name}"]
        lines += [f"    {line}" for line in to_promql(rule.expr).splitlines()]
    return lines


def _alert(alert: Alert, plan: Plan, recorded: Recorded) -> list[str]:
    lines = [_head(alert.name, f"alert, {alert.severity}", alert.origin)]
    if alert.origin.because is not None:
        lines.append(f"  made by opsgen: {alert.origin.because}")
    lines += _condition(alert, recorded)
    if alert.hold:
        lines.append(f"  for {duration(alert.hold)}")
    lines.append(f"  labels kept: {', '.join(alert.by) or 'none'}")
    if alert.signal is not None:
        shared = sum(other.signal == alert.signal for other in plan.alerts) > 1
        silenced = ": a worse alert of it silences this one" if shared else ""
        lines.append(f"  signal {alert.signal}{silenced}")
    lines.append(f"  procedure {alert.procedure}")
    lines.append(f"  heard by {', '.join(_hearers(alert, plan)) or 'nobody'}")
    return lines + _why(alert.name, plan)


def _hearers(alert: Alert, plan: Plan) -> list[str]:
    """The channels. A heartbeat and a digest go past the routes of the severities."""
    told = plan.notifications
    if alert.cause == "watchdog":
        return list(told.watchdog)
    if alert.cause == "digest":
        channels = told.channels
        return [one.name for one in channels if one.digest and one.digest.alert == alert.name]
    heard = [route for route in told.routes if route.severity == alert.severity]
    now = [name for route in heard for name in route.channels]
    return now + [f"{name} (digest)" for route in heard for name in route.digests]


def _channel(channel: Channel, plan: Plan) -> list[str]:
    lines = [_head(channel.name, f"channel, {channel.type}", channel.origin)]
    lines.append(f"  hears {', '.join(channel.severities) or 'no severity'}")
    for key, value in channel.settings:
        if isinstance(value, SecretFile):
            lines.append(f"  {key} is read from {value.path}")
    if channel.watchdog:
        lines.append("  hears the Watchdog")
    if channel.digest is not None:
        lines.append(f"  digest of what {_FORMS[channel.digest.form]}, {_when(channel.digest)}")
    return lines + _why(channel.name, plan)


def _when(digest: Digest) -> str:
    at = f"at {digest.at_minute // 60:02}:{digest.at_minute % 60:02} UTC"
    if digest.every < _DAY:
        return f"{at} and every {duration(digest.every)} from then on"
    return f"on Mondays {at}" if digest.every > _DAY else at


_DAY = 86_400
_FORMS = {"recorded": "fired since the last one", "firing": "fires at that moment"}


def _stage(stage: Stage, plan: Plan) -> list[str]:
    how = f"stage, {stage.strategy}" if stage.strategy else "stage"
    lines = [_head(stage.name, how, stage.origin)]
    if stage.needs:
        lines.append(f"  after {', '.join(stage.needs)}")
    for step in stage.steps:
        meaning = f" ({step.action})" if step.action != "run" else ""
        lines.append(f"  {step.name}{meaning}: {step.command or 'waits and watches'}")
    return lines + _why(stage.name, plan)


def _promql(text: str) -> list[str]:
    return ["  reads" if "\n" in text else f"  reads {text}"] + (
        [f"    {line}" for line in text.splitlines()] if "\n" in text else []
    )


def _why(subject: str, plan: Plan) -> list[str]:
    return [_default(default) for default in plan.defaults if default.subject == subject]


def _default(default: Default) -> str:
    line = f", line {default.origin.span.start.line}" if default.origin.span is not None else ""
    return f"  default {default.what} = {default.value} ({default.origin.because}{line})"


def _block(title: str, defaults: list[Default], named: bool = False) -> str:
    lines = [title]
    for default in defaults:
        line = _default(default)
        lines.append(f"  {default.subject}:{line.removeprefix(' ')}" if named else line)
    return "\n".join(lines) + "\n"
