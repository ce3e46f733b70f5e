"""Which labels a result may keep, and which an alert may carry as its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from opsgen.diagnostics import Path
from opsgen.diagnostics.rules import names as rules
from opsgen.resolve.context import Context

RESERVED = frozenset(
    {
        "alertname",
        "alertstate",
        "digest",
        "digest_alert",
        "digest_severity",
        "le",
        "service",
        "severity",
        "signal",
    }
)
"""Labels that opsgen or the engines set themselves; none can be kept as a series' own."""

# A matcher takes these and `by (…)` does not: promtool 2.42 and 3.5 refuse them there, in any
# case of letters. opsgen.promql.escape holds the same set for its printer, which stands beside.
_UNGROUPABLE = frozenset({"inf", "nan", "without"})


def groupable(label: str) -> bool:
    return label.lower() not in _UNGROUPABLE


def check_by(by: Sequence[str] | None, path: Path, context: Context) -> tuple[str, ...]:
    """The labels of a `by`, sorted, without those that no result can keep."""
    kept = []
    for index, label in enumerate(by or ()):
        if (problem := _unkeepable(label)) is None:
            kept.append(label)
            continue
        help = "keep another label, or rename this one where the service exports it"
        context.report(rules.RESERVED_LABEL, (*path, index), problem, help=help)
    return tuple(sorted(set(kept)))


def _unkeepable(label: str) -> str | None:
    if label in RESERVED:
        return f"the label `{label}` is set by opsgen or the engine itself"
    if not groupable(label):
        return f"PromQL takes `{label}` for a word of its own and cannot keep it as a label"
    return None


def check_static(
    labels: Mapping[str, str], path: Path, kept: Sequence[str], context: Context
) -> None:
    """Report each static label that something else sets; `kept` are those of the condition."""
    for label in labels:
        if label in RESERVED:
            message = f"the label `{label}` is set by opsgen or the engine itself"
        elif label in kept:
            message = f"the label `{label}` is kept by the condition, and this would overwrite it"
        else:
            continue
        help = "choose another name for this label"
        if label in kept:
            help = f"choose another name, or leave `{label}` out of `by`"
        context.report(rules.RESERVED_LABEL, (*path, label), message, help=help)
