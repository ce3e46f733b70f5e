"""What panels say: titles that fit in a heading, and the text behind the `i` in their corner."""

from __future__ import annotations

from opsgen.artifacts import runbook_anchor
from opsgen.artifacts.figures import figure as told
from opsgen.artifacts.markdown import code, inline, is_link
from opsgen.plan import Alert, Plan
from opsgen.plan import values as v
from opsgen_targets.grafana.escape import in_markdown
from opsgen_targets.grafana.figures import Figure, Line
from opsgen_targets.grafana.panels import Link
from opsgen_targets.grafana.units import spoken_unit

_CAPITALS = frozenset(
    [
        "api",
        "cpu",
        "gpu",
        "http",
        "id",
        "io",
        "kv",
        "llm",
        "ml",
        "p50",
        "p90",
        "p95",
        "p99",
        "rag",
        "sla",
        "slo",
        "sql",
        "tpot",
        "ttft",
        "url",
    ]
)


def title(name: str) -> str:
    """A name of the user's as a heading: `kv_cache_usage` -> `KV cache usage`."""
    words = name.replace("_", " ").replace("-", " ").split()
    told = [
        word.upper() if word in _CAPITALS and not word.startswith("p") else word for word in words
    ]
    return " ".join(told)[:1].upper() + " ".join(told)[1:]


def figure_title(figure: Figure) -> str:
    """Named as the user does: the metric, the value in the condition, else the alert."""
    if figure.signal is not None:
        name = figure.signal.name
    elif figure.value.name is not None:
        name = figure.value.name
    else:
        name = figure.lines[0].alert.name if figure.lines else "value"
    unit = spoken_unit(figure.value.unit)
    return title(name) + (f" ({unit})" if unit else "")


def description(figure: Figure, plan: Plan) -> str:
    """What it means, when it fires, what it reads and where to read on."""
    parts = []
    if figure.signal is not None and figure.signal.description:
        parts.append(inline(figure.signal.description))
    parts += [_limit(line) for line in figure.lines if not line.guard]
    series = sorted(set(_series(figure)))
    if series:
        parts.append("Reads " + ", ".join(map(code, series)) + ".")
    return in_markdown("\n\n".join(parts) or "What the alert looks at.")


def links(figure: Figure, plan: Plan) -> tuple[Link, ...]:
    """The runbook's procedure of each alert; none where no browser could open it."""
    found: dict[str, Link] = {}
    for alert in figure.alerts:
        url = runbook_of(alert, plan)
        if url is not None:
            found.setdefault(url, Link(f"Runbook: {alert.procedure}", url))
    return tuple(found.values())


def runbook_of(alert: Alert, plan: Plan) -> str | None:
    url = alert.runbook or f"{plan.links.runbook}#{runbook_anchor(alert.procedure)}"
    return url if is_link(url) and "://" in url else None


def _limit(line: Line) -> str:
    right = line.right
    limit = (
        told(right.node.value, right.unit)
        if isinstance(right.node, v.Const)
        else code(right.name or "the dashed line")
    )
    return f"{code(line.alert.name)} ({line.alert.severity}) fires at {line.op} {inline(limit)}."


def _series(figure: Figure) -> list[str]:
    names = []
    for value in v.walk(figure.value):
        match value.node:
            case v.Series(selector) | v.Rate(selector) | v.Increase(selector):
                names.append(selector.series)
            case v.Quantile(selector) | v.Absent(selector) | v.Age(selector):
                names.append(selector.series)
            case v.Ratio(part, total):
                names += [part.series, total.series]
    return names
