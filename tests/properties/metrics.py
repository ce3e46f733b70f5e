"""Metrics of every type, as exporters name them and as they should."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from tests.properties.figures import LABELS, LITERALS, PER_SECOND, Data, Figure, Spec
from tests.properties.texts import MESSAGES, VALUES

Draw = st.DrawFn
SEVERITIES = ("low", "medium", "high", "critical")
_UNITS = {
    "time": ("s", "ms", "us", "ns", "min"),
    "ratio": ("ratio",),
    "percent": ("percent",),
    "bytes": ("bytes", "KiB", "MiB", "GB"),
    "tokens": ("tokens",),
    "USD": ("USD",),
    "EUR": ("EUR",),
    "count": ("count",),
    "number": ("1",),
}
_COUNTED = {"count": ("count",), "tokens": ("tokens",), "bytes": ("bytes", "MiB")}
_SCALE = {"s": 1, "ms": 1000, "us": 1_000_000}
_BOUNDS = ("0.1", "0.25", "0.5", "1", "2.5", "10", "30")
_STEMS = ("answer_time", "cache", "gpu_busy", "Queue__depth", "_spool", "retrieval", "x2")

bys = st.lists(st.sampled_from(LABELS), unique=True, max_size=2)
maybe = st.booleans


@st.composite
def matchers(draw: Draw) -> Data:
    """`where:` in both of its forms."""
    label = draw(st.sampled_from(("env", "zone", "endpoint")))
    if draw(maybe()):
        value = draw(VALUES)
        return {label: [value, "b"] if draw(maybe()) else value}
    return draw(
        st.sampled_from((f'{label}!="x"', f"{label}=~'a|b.*'", f'{label}!~"[0-9]+",kind=""'))
    )


@st.composite
def metrics(draw: Draw, number: int, defaults: Spec) -> tuple[list[Spec], list[Figure]]:
    """One metric, or several quantiles of one histogram, called after its `number`."""
    kinds = {
        "gauge": _gauge,
        "counter": _counter,
        "ratio": _ratio,
        "histogram": _histogram,
        "raw": _raw,
    }
    kind = draw(st.sampled_from(tuple(kinds)))
    stem = f"{draw(st.sampled_from(_STEMS))}_{'abcdefgh'[number] * 3}{number}"
    common: Spec = {}
    by: list[str] = [str(label) for label in _list(defaults.get("by"))]
    if kind == "raw" or draw(maybe()):
        by = draw(bys)
        common["by"] = [*by]
    if kind != "raw" and draw(st.integers(0, 3)) == 0:
        common["where"] = draw(matchers())
    if draw(st.integers(0, 3)) == 0:
        common["description"] = draw(MESSAGES)
    return kinds[kind](draw, stem, common, tuple(sorted(set(by))))


def _gauge(
    draw: Draw, stem: str, common: Spec, keeps: tuple[str, ...]
) -> tuple[list[Spec], list[Figure]]:
    dimension = draw(st.sampled_from(tuple(_UNITS)))
    metric: Spec = {"name": stem, "type": "gauge", **common}
    # Of a gauge without a unit nobody knows that it is exported in percent.
    declared = dimension == "percent" or draw(st.integers(0, 3)) > 0
    if declared:
        metric["unit"] = draw(st.sampled_from(_UNITS[dimension]))
    if draw(maybe()):
        metric["aggregate"] = draw(st.sampled_from(("max", "min", "avg", "sum")))
    _exported(draw, metric, stem)
    figure = Figure(stem, "gauge", dimension, keeps, declared)
    _threshold(draw, metric, figure)
    return [metric], [figure]


def _counter(
    draw: Draw, stem: str, common: Spec, keeps: tuple[str, ...]
) -> tuple[list[Spec], list[Figure]]:
    counted = draw(st.sampled_from(tuple(_COUNTED)))
    metric: Spec = {"name": stem, "type": "counter", **common}
    metric["unit"] = draw(st.sampled_from(_COUNTED[counted]))
    if counted == "count" and draw(maybe()):
        del metric["unit"]
    _window(draw, metric)
    _exported(draw, metric, f"{stem}_total")
    figure = Figure(stem, "counter", PER_SECOND[counted], keeps, True, counted)
    _threshold(draw, metric, figure)
    return [metric], [figure]


def _ratio(
    draw: Draw, stem: str, common: Spec, keeps: tuple[str, ...]
) -> tuple[list[Spec], list[Figure]]:
    metric: Spec = {"name": stem, "type": "counter", **common}
    match draw(st.integers(0, 2)):
        case 0:
            metric["name"] = f"{stem}_rate"
        case 1:
            total = f"http:{stem}_total"
            metric |= {"numerator": f'{total}{{code=~"5.."}}', "denominator": total}
        case 2:
            metric |= {"numerator": f"{stem}_bad", "denominator": f'{stem}_all{{code!="404"}}'}
    for key in ("min_traffic", "min_bad"):
        if draw(maybe()):
            metric[key] = draw(st.integers(0, 500))
    _window(draw, metric)
    figure = Figure(str(metric["name"]), "ratio", "ratio", keeps)
    _threshold(draw, metric, figure)
    return [metric], [figure]


def _histogram(
    draw: Draw, stem: str, common: Spec, keeps: tuple[str, ...]
) -> tuple[list[Spec], list[Figure]]:
    unit = draw(st.sampled_from(("s", "ms", "us", "tokens", "bytes")))
    dimension = unit if unit in ("tokens", "bytes") else "time"
    shared: Spec = {"type": "histogram", "unit": unit, **common}
    if draw(st.integers(0, 3)) == 0:
        shared["histogram"] = "native"
    elif unit in _SCALE and draw(maybe()):
        # The top one lies above every literal, whatever it is multiplied by.
        bounds = [Decimal(bound) * _SCALE[unit] for bound in (*_BOUNDS, "6000")]
        shared["buckets"] = [int(b) if b == int(b) else b for b in bounds]
    _window(draw, shared)
    _exported(draw, shared, stem)
    called = (f"{stem}_p50", f"{stem}_p99", f"p95_{stem}", f"{stem}_p999")
    names = draw(st.lists(st.sampled_from(called), min_size=1, max_size=2, unique=True))
    figures = [Figure(name, "histogram", dimension, keeps, True, "", stem) for name in names]
    found: list[Spec] = [{"name": name, **shared} for name in names]
    if len(names) == 1 and draw(maybe()):
        found[0]["quantile"] = Decimal("0.75")
    for metric, figure in zip(found, figures, strict=True):
        _threshold(draw, metric, figure)
    return found, figures


def _raw(
    draw: Draw, stem: str, common: Spec, keeps: tuple[str, ...]
) -> tuple[list[Spec], list[Figure]]:
    by = f"by ({', '.join(keeps)}) " if keeps else ""
    expression = draw(st.sampled_from((
        'max {by}({stem}{{path="/x/{{id}}"}})',
        "time() - min {by}({stem}_timestamp_seconds)",
        "sum {by}(rate({stem}_total[5m])) / sum {by}(rate({stem}_all[5m]))",
        "max {by}({stem})\n  - min {by}({stem})",
    ))).format(by=by, stem=stem)  # fmt: skip
    dimension = draw(st.sampled_from(("time", "ratio", "percent", "count", "bytes")))
    unit = draw(st.sampled_from(_UNITS[dimension]))
    metric: Spec = {"name": stem, "type": "gauge", "promql": expression, "unit": unit, **common}
    figure = Figure(stem, "raw", dimension, keeps)
    _threshold(draw, metric, figure)
    return [metric], [figure]


def _exported(draw: Draw, metric: Spec, series: str) -> None:
    if draw(maybe()):
        metric["series"] = draw(
            st.sampled_from((f"vllm:{series}", series, f'{series}{{app="a{{b}}"}}'))
        )
        if draw(maybe()):
            metric["no_data"] = draw(st.sampled_from(("ok", "alert")))


def _window(draw: Draw, metric: Spec) -> None:
    if draw(st.integers(0, 3)) == 0:
        metric["window"] = draw(st.sampled_from(("20m", "1h", "1h30m", "1d")))


def _threshold(draw: Draw, metric: Spec, figure: Figure) -> None:
    if draw(st.integers(0, 3)) == 0:
        return
    op = draw(st.sampled_from((">", ">=", "<", "<=", "> ")))
    literals = LITERALS[figure.dimension]
    if draw(maybe()):
        metric["alert_threshold"] = op + draw(st.sampled_from(literals))
        if draw(maybe()):
            metric["severity"] = draw(st.sampled_from(SEVERITIES))
    else:
        most = min(4, len(literals))
        places = sorted(
            draw(
                st.lists(st.integers(0, len(literals) - 1), min_size=1, max_size=most, unique=True)
            )
        )
        levels = sorted(draw(st.permutations(range(4)))[: len(places)], reverse="<" in op)
        pairs = [
            (SEVERITIES[level], op + literals[place])
            for level, place in zip(levels, places, strict=True)
        ]
        metric["alert_threshold"] = dict(draw(st.permutations(pairs)))
    if draw(maybe()):
        told = [f"{{{name}}}" for name in (*figure.keeps, "value", "threshold", "service")]
        metric["message"] = draw(MESSAGES) + " " + draw(st.sampled_from(told)) + draw(MESSAGES)
    if draw(st.integers(0, 3)) == 0:
        metric["for"] = draw(st.sampled_from(("0s", "2m", "90s", "1h")))
    if draw(st.integers(0, 3)) == 0:
        metric["keep_firing_for"] = draw(st.sampled_from(("5m", "1h")))


def _list(value: Data | None) -> list[Data]:
    return value if isinstance(value, list) else []
