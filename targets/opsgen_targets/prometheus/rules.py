"""One rule: an alert of the plan, or a figure whose history an alert reads."""

from __future__ import annotations

from opsgen.artifacts import Literal, Plain, YamlNode
from opsgen.artifacts.escape_gotemplate import literal
from opsgen.plan import Alert, Plan
from opsgen.plan.procedures import Procedure
from opsgen.promql import Expr, duration, to_promql
from opsgen.promql.lower import Lowering
from opsgen.promql.recordings import Recording
from opsgen_targets.prometheus.words import annotations_of


def alert_rule(
    alert: Alert, plan: Plan, lowering: Lowering, procedure: Procedure | None
) -> dict[str, YamlNode]:
    """`procedure` is the one that the alert opens."""
    rule: dict[str, YamlNode] = {
        "alert": alert.name,
        "expr": _expr(lowering.condition(alert.condition)),
    }
    # `for: 0s` is what Prometheus does without it, and linters ask for the shorter form.
    if alert.hold:
        rule["for"] = Plain(duration(alert.hold))
    if alert.keep_firing:
        rule["keep_firing_for"] = Plain(duration(alert.keep_firing))
    rule["labels"] = {name: literal(text) for name, text in labels_of(alert, plan).items()}
    rule["annotations"] = annotations_of(alert, plan, procedure)
    return rule


def recording_rule(recording: Recording, plan: Plan) -> dict[str, YamlNode]:
    """Its labels are plain text: only those of an alert are templates."""
    return {
        "record": recording.name,
        "expr": _expr(recording.expr),
        "labels": rule_labels(plan),
    }


def rule_labels(plan: Plan) -> dict[str, str]:
    """The labels of every rule, as text."""
    return dict(plan.labels) | {"service": plan.service}


def labels_of(alert: Alert, plan: Plan) -> dict[str, str]:
    """The labels that its rule gives it, as text: our own first."""
    fixed = {"severity": alert.severity, "service": plan.service}
    if alert.signal is not None:
        fixed["signal"] = alert.signal
    own = {**dict(plan.labels), **dict(alert.labels)}
    return fixed | {name: text for name, text in sorted(own.items()) if name not in fixed}


def _expr(expr: Expr) -> Literal:
    return Literal(to_promql(expr))
