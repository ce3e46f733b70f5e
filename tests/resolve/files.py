"""Small files to compile, and what to ask of the outcome.

`file()` writes a whole operations.yaml that says everything: without the lines that a test
adds, nothing is reported of it.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from opsgen import api
from opsgen.diagnostics import Diagnostic
from opsgen.plan import Alert, Plan, Signal
from opsgen.promql import to_promql
from opsgen.promql.lower import Lowering

_CHANNELS = """\
    - {name: pager, type: pagerduty, routing_key: "${PAGER}",
       severity: [critical, high], watchdog: true}
    - {name: chat, type: slack, webhook: "${CHAT}", severity: [medium, low]}
"""
_WIDE = 10_000


def file(
    *,
    metrics: Sequence[str] = (),
    alerts: Sequence[str] = (),
    defaults: str = "job: shop",
    alerting: str = "",
    top: str = "",
) -> str:
    """A file with these flow maps as metrics and alerts, and further lines where they belong."""
    text = 'service: demo\nlinks: {repository: "https://git.example.com/demo", dashboards: "https://g.example.com"}\n'
    text += "monitoring:\n  defaults: {" + defaults + "}\n"
    if metrics:
        text += "  metrics:\n" + "".join(f"    - {{{metric}}}\n" for metric in metrics)
    text += "alerting:\n  channels:\n" + _CHANNELS
    if alerts:
        text += "  alerts:\n" + "".join(f"    - {{{alert}}}\n" for alert in alerts)
    text += textwrap.indent(textwrap.dedent(alerting), "  ")
    return text + textwrap.dedent(top)


def found(text: str) -> tuple[Diagnostic, ...]:
    return api.compile_text(text, "demo/operations.yaml").diagnostics


def codes(text: str, *, notes: bool = False) -> list[str]:
    """The codes of what is reported, in the order of the file; judgements only when asked for.

    Without OPS411: which sections a target reads is the targets' matter.
    """
    told = sorted(found(text), key=Diagnostic.sort_key)
    told = [each for each in told if each.code != "OPS411"]
    return [each.code for each in told if notes or each.severity != "note"]


def finding(text: str, code: str) -> Diagnostic:
    """The one finding of that code."""
    (one,) = [each for each in found(text) if each.code == code]
    return one


def underlined(text: str, code: str) -> str:
    """What the caret of the one finding of that code stands under."""
    at = finding(text, code).at
    assert at is not None
    return text[at.start.offset : at.end.offset]


def plan(text: str) -> Plan:
    """The plan of a file without errors."""
    compiled = api.compile_text(text, "demo/operations.yaml")
    assert compiled.plan is not None, [(each.code, each.message) for each in compiled.diagnostics]
    return compiled.plan


def alert(text: str, name: str) -> Alert:
    (one,) = [each for each in plan(text).alerts if each.name == name]
    return one


def signal(text: str, name: str) -> Signal:
    (one,) = [each for each in plan(text).signals if each.name == name]
    return one


def names(text: str) -> list[str]:
    """The names of all alerts, in the order of the plan."""
    return [each.name for each in plan(text).alerts]


def promql(text: str, name: str) -> str:
    """An alert's condition as Prometheus would read it, on one line."""
    built = plan(text)
    (one,) = [each for each in built.alerts if each.name == name]
    return to_promql(Lowering(built.evaluation_interval).condition(one.condition), _WIDE)


def rule(metric: str, condition: str = "", **more: str) -> str:
    """What becomes of one metric's threshold, or of one condition over it."""
    if condition:
        text = file(metrics=[metric], alerts=[f'name: it, condition: "{condition}"'], **more)
        return promql(text, "it")
    text = file(metrics=[metric], **more)
    (one,) = [each for each in plan(text).alerts if each.cause == "threshold"]
    return promql(text, one.name)


def default(text: str, subject: str, what: str) -> str:
    """The value of a recorded default."""
    (one,) = {
        each.value for each in plan(text).defaults if (each.subject, each.what) == (subject, what)
    }
    return one
