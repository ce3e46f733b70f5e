"""Every dashboard, of the examples and of awkward specs, in both schemas, before outside judges.

Each judge has its planted faults in `tests/judges/test_grafana_*.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml

from opsgen.api import build, compile_file
from opsgen.artifacts import render
from opsgen.plan import Compare, Plan
from opsgen.plan import values as v
from opsgen.plan.conditions import comparisons
from tests.conformance.drawn import (
    Drawn,
    Json,
    Series,
    drawn,
    expressions,
    gauges,
    known_series,
    lowered,
    normal,
    panels,
    reads,
    series,
    values,
)
from tests.judges import grafana_layout, grafana_sdk, grafana_variables
from tests.judges.grafana_lint import lint

ROOT = Path(__file__).parents[2]
SPECS = sorted(
    [*ROOT.glob("examples/**/operations.yaml"), *Path(__file__).parent.glob("dashboards/*.yaml")]
)
SCHEMAS: dict[str, Json] = {"v1": {}, "v2": {"schema": "v2", "version": "13.0"}}
"""The target's options for each form of a dashboard."""
MANY = 300
_HISTOGRAM = re.compile(r"_(bucket|count|sum)$")


def many(count: int = MANY) -> Json:
    """A service with more metrics than anyone looks at, of all three types."""
    kinds: tuple[Json, ...] = (
        {"type": "gauge", "unit": "count", "alert_threshold": ">5"},
        {"type": "counter", "alert_threshold": ">5/s"},
        {"type": "histogram", "unit": "s", "quantile": 0.9, "alert_threshold": ">5s"},
    )
    metrics = [{"name": f"m{i}", "series": f"m{i}", **kinds[i % 3]} for i in range(count)]
    chat = {"name": "chat", "type": "slack", "webhook": "${CHAT}", "severity": ["medium"]}
    return {
        "service": "many",
        "monitoring": {"defaults": {"job": "many"}, "metrics": metrics},
        "alerting": {"channels": [chat]},
    }


def spec(file: Path) -> Json:
    return dict(yaml.safe_load(file.read_text(encoding="utf-8")))


def sources() -> Iterator[tuple[str, Callable[[], Json], str]]:
    """Name, how to read it, and the file that it stands in."""
    for file in SPECS:
        name = file.relative_to(ROOT).as_posix().removesuffix("/operations.yaml")
        yield name, partial(spec, file), str(file)
    yield "many", many, str(ROOT / "operations.yaml")


@pytest.fixture(
    scope="module",
    params=[
        pytest.param((read, file, options), id=f"{name}-{schema}")
        for name, read, file in sources()
        for schema, options in SCHEMAS.items()
    ],
)
def board(request: pytest.FixtureRequest) -> Drawn:
    read, file, options = request.param
    return drawn(read(), file, **options)


def test_it_breaks_no_rule_of_grafanas_linter(board: Drawn) -> None:
    assert [str(one) for one in lint(board.document, gauges(board.plan))] == []


def test_grafanas_own_models_keep_every_key(board: Drawn) -> None:
    assert grafana_sdk.faults(board.document) == []


def test_panels_fill_the_grid_and_have_ids_of_their_own(board: Drawn) -> None:
    assert grafana_layout.faults(board.document) == []


def test_grafana_puts_no_value_into_the_users_words(board: Drawn) -> None:
    assert grafana_variables.uses(board.document) == []


@dataclass(frozen=True)
class Known:
    """A series of Prometheus itself, which a dashboard may read although no metric does."""

    name: str
    reason: str
    narrowed: Callable[[Plan], tuple[str, str, str]]

    def speaks_for(self, one: Series, plan: Plan) -> bool:
        name, matchers = one
        return name == self.name and self.narrowed(plan) in matchers


OF_PROMETHEUS = (
    Known(
        "up",
        "a service that is gone exports nothing, so only its scrape can tell",
        lambda plan: ("job", "=", plan.job or ""),
    ),
    Known(
        "ALERTS",
        "which alerts fire is a figure too, and Prometheus keeps it for the service's rules",
        lambda plan: ("service", "=", plan.service),
    ),
)


def strangers(document: Json, plan: Plan) -> list[Series]:
    """What the queries of a dashboard read and nothing of the plan does."""
    known = known_series(plan)
    asked = {series(seen) for text in expressions(document) for seen in reads(text)}
    assert asked
    return sorted(
        (
            one
            for one in asked - known
            if not any(row.speaks_for(one, plan) for row in OF_PROMETHEUS)
        ),
        key=str,
    )


def test_no_query_reads_what_nothing_of_the_plan_reads(board: Drawn) -> None:
    assert strangers(board.document, board.plan) == []


@pytest.mark.parametrize(
    "planted",
    [
        "sum(rate(m2_sum[5m])) / sum(invented)",
        'm0{job="other"}',
        "m0",
        'up{job="other"}',
        'count(ALERTS{alertstate="firing"})',
        'max({__name__="invented"})',
    ],
)
def test_a_planted_stranger_is_seen(planted: str) -> None:
    plan = drawn(many(3), str(ROOT / "operations.yaml")).plan
    assert strangers({"panels": [{"targets": [{"expr": planted}]}]}, plan)
    own = 'sum(rate(m2_sum{job="many"}[5m])) + up{job="many"} + count(ALERTS{service="many"})'
    assert strangers({"panels": [{"targets": [{"expr": own}]}]}, plan) == []


def test_a_window_is_one_that_the_plan_has(board: Drawn) -> None:
    """That a rate's window is the alert's own is what excuses it from `$__rate_interval`."""
    own = (lowered(value, board.plan) for value in values(board.plan))
    assert windows(expressions(board.document)) <= windows(own)


def windows(queries: Iterable[str]) -> set[tuple[str, timedelta]]:
    """What is read over which time; a histogram's buckets and counts are one thing."""
    return {
        (_HISTOGRAM.sub("", seen.name or ""), seen.range)
        for text in queries
        for seen in reads(text)
        if seen.range is not None
    }


def drawings(board: Drawn) -> dict[str, list[Json]]:
    """The panels by the queries that they draw."""
    found: dict[str, list[Json]] = {}
    for panel in panels(board.document):
        for expr in panel["exprs"]:
            found.setdefault(normal(expr), []).append(panel)
    return found


def compared(plan: Plan) -> Iterator[tuple[str, Compare]]:
    for alert in plan.alerts:
        if alert.cause not in ("digest", "watchdog", "no_data"):
            for compare in comparisons(alert.condition):
                yield alert.name, compare


def test_every_metric_is_drawn(board: Drawn) -> None:
    seen = drawings(board)
    missing = [
        one.name for one in board.plan.signals if normal(lowered(one.value, board.plan)) not in seen
    ]
    assert missing == []


def test_every_comparison_is_drawn_with_its_line(board: Drawn) -> None:
    """A constant is a step of the panel that draws the other side; else both are in one panel."""
    seen, told = drawings(board), []
    for name, compare in compared(board.plan):
        sides = [compare.left, compare.right]
        drawn_sides = [one for one in sides if not isinstance(one.node, v.Const)]
        lines = [float(one.node.value) for one in sides if isinstance(one.node, v.Const)]
        texts = [normal(lowered(one, board.plan)) for one in drawn_sides]
        holding = [
            panel
            for panel in seen.get(texts[0], [])
            if all(panel in seen.get(text, []) for text in texts)
            and set(lines) <= set(steps(panel))
        ]
        if not holding:
            told.append(f"{name}: {texts}, {lines}")
    assert told == []


def steps(panel: Json) -> Iterator[float]:
    thresholds = panel["fieldConfig"].get("defaults", {}).get("thresholds", {})
    for step in thresholds.get("steps", ()):
        if step["value"] is not None:
            yield float(step["value"])


UNITS = {
    "in_s": "s",
    "in_ms": "ms",
    "in_us": "µs",
    "in_ns": "ns",
    "in_min": "m",
    "in_h": "h",
    "in_d": "d",
    "in_ratio": "percentunit",
    "in_percent": "percent",
    "in_bytes": "bytes",
    "in_kib": "kbytes",
    "in_mib": "mbytes",
    "in_gib": "gbytes",
    "in_kb": "deckbytes",
    "in_mb": "decmbytes",
    "in_gb": "decgbytes",
    "in_usd": "currencyUSD",
    "in_jpy": "currencyJPY",
    "in_chf": "currencyCHF",
    "in_count": "short",
    "in_tokens": "short",
}
"""What Grafana must take a figure for, by the exported name; its line is in the same unit."""


def test_a_figure_is_drawn_in_the_unit_in_which_it_is_exported() -> None:
    file = Path(__file__).parent / "dashboards" / "units.yaml"
    board = drawn(spec(file), str(file))
    seen = drawings(board)
    found = {
        signal.name: {
            panel["fieldConfig"]["defaults"]["unit"]
            for panel in seen[normal(lowered(signal.value, board.plan))]
        }
        for signal in board.plan.signals
        if signal.name in UNITS
    }
    assert found == {name: {unit} for name, unit in UNITS.items()}


def turned(node: Any) -> Any:
    """The same with every map's keys in the opposite order; lists keep theirs, which means."""
    match node:
        case dict():
            return {key: turned(node[key]) for key in reversed(node)}
        case list():
            return [turned(one) for one in node]
        case _:
            return node


def test_no_other_target_has_a_say_in_it() -> None:
    file = ROOT / "examples" / "vllm" / "operations.yaml"
    everything = build(compile_file(str(file))).artifacts
    (beside,) = [render(one) for one in everything if one.path == "ops/grafana/vllm.json"]
    assert drawn(spec(file), str(file)).text == beside


@pytest.mark.parametrize("file", SPECS, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_the_order_of_keys_changes_nothing(file: Path) -> None:
    assert drawn(turned(spec(file)), str(file)).text == drawn(spec(file), str(file)).text


@pytest.mark.parametrize("file", SPECS, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_a_new_metric_renumbers_no_panel(file: Path) -> None:
    before = spec(file)
    after = spec(file)
    new = {"name": "brand_new_thing", "type": "gauge", "series": "brand_new", "unit": "count"}
    after["monitoring"]["metrics"].insert(0, new)
    ids = {panel["id"]: panel["title"] for panel in panels(drawn(before, str(file)).document)}
    later = {panel["id"]: panel["title"] for panel in panels(drawn(after, str(file)).document)}
    assert ids.items() <= later.items()
    assert len(later) > len(ids)
