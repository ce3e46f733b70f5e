"""The plan that the gate reads: the rollout's checks as queries, limits and phases.

Its shape is that of `opsgen.gate`, VERSION 2; the gate's own tests hold the two together.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from opsgen.artifacts import JsonNode
from opsgen.plan import All, AnyOf, Compare, Condition, Holds, Plan, Selector, Value
from opsgen.plan import values as v
from opsgen.plan.conditions import labels
from opsgen.plan.gate import Check, Comparison, Gate, Traffic
from opsgen.plan.phases import Phase, phases
from opsgen.plan.rollout import Stage
from opsgen.promql import Aggregate, to_promql
from opsgen.promql import Matcher as PromMatcher
from opsgen.promql import Selector as Series
from opsgen.promql.forms import call, select
from opsgen.promql.lower import Lowering, inline
from opsgen.units import TIME, Unit

VERSION = 2
QUERY_SECONDS = 10
"""The longest that one query may take."""

_LEAST_EVENTS = 100
"""Below so many events on either side two shares are not compared."""

_LEAST_SAMPLES = 5
"""No median of fewer says much."""

_ONE_LINE = 10**9
_PAGES = ("critical",)


def gate_plan(plan: Plan, stage: Stage, gate: Gate) -> dict[str, JsonNode]:
    """The compiled plan of one stage."""
    lower = _Lower(inline(plan))
    return {
        "version": VERSION,
        "service": plan.service,
        "stage": stage.name,
        "prometheus": {"url": plan.links.prometheus, "timeout_seconds": QUERY_SECONDS},
        "grafana": {"url": plan.links.dashboards, "tags": ["deploy", plan.service]},
        "alerts": _pages(plan),
        "checks": [lower.check(check) for check in gate.checks],
        "phases": {phase.name: _phase(phase, gate, lower) for phase in phases(stage, gate)},
    }


def _phase(phase: Phase, gate: Gate, lower: _Lower) -> dict[str, JsonNode]:
    allowed = gate.allowed
    return {
        "duration_seconds": phase.seconds,
        "interval_seconds": phase.interval,
        "delay_seconds": phase.delay,
        "limits": {
            "failures": allowed.failures,
            "inconclusives": allowed.inconclusives,
            "errors": allowed.errors,
            "errors_in_a_row": allowed.errors_in_a_row,
            "passes": phase.passes,
        },
        "comparisons": [lower.comparison(each, phase.seconds) for each in compared(phase, gate)],
    }


def compared(phase: Phase, gate: Gate) -> tuple[Comparison, ...]:
    """What is compared in it: nothing where the stable version has no traffic left."""
    return () if phase.alone else gate.comparisons


def _pages(plan: Plan) -> str:
    """The alerts of this service that wake somebody and fire now."""
    firing = Series(
        "ALERTS",
        (
            PromMatcher("alertstate", "=", "firing"),
            PromMatcher("service", "=", plan.service),
            PromMatcher("severity", "=", _PAGES[0]),
        ),
    )
    return to_promql(Aggregate("count", ("alertname",), None, firing), _ONE_LINE)


@dataclass(frozen=True, slots=True)
class _Lower:
    lowering: Lowering

    def query(self, value: Value) -> str:
        return to_promql(self.lowering.value(value), _ONE_LINE)

    def check(self, check: Check) -> dict[str, JsonNode]:
        return {
            "name": check.text,
            "labels": list(labels(check.condition)),
            "condition": self.condition(check.condition, check.traffic),
            "baseline": [_present(selector) for selector in check.baseline],
            "observe": check.observed,
        }

    def condition(self, condition: Condition, traffic: tuple[Traffic, ...]) -> dict[str, JsonNode]:
        match condition:
            case Compare(left, op, right):
                found: dict[str, JsonNode] = {
                    "left": self.query(left),
                    "op": op,
                    "right": self.limit(right),
                }
                if (unit := show(left.unit)) is not None:
                    found["show"] = unit
                if rests := [each for each in traffic if each.of == condition]:
                    found["traffic"] = [
                        {"query": self.query(each.events), "least": each.least} for each in rests
                    ]
                return found
            case All(items):
                return {"all": [self.condition(item, traffic) for item in items]}
            case AnyOf(items):
                return {"any": [self.condition(item, traffic) for item in items]}
            case Holds(Value(node=v.Absent(selector, window))):
                return {"absent": _present(selector, window)}
            case _:
                raise AssertionError("no condition that a user can write")

    def limit(self, value: Value) -> JsonNode:
        """A number where it has a finite decimal form, else what Prometheus works out."""
        if isinstance(value.node, v.Const) and _is_finite(value.node.value):
            return value.node.value
        return self.query(value)

    def comparison(self, comparison: Comparison, seconds: int) -> dict[str, JsonNode]:
        found: dict[str, JsonNode] = {
            "name": comparison.name,
            "alpha": comparison.alpha,
            "max_ratio": comparison.max_ratio,
            "min_delta": comparison.min_delta,
        }
        if (unit := show(comparison.new.unit)) is not None:
            found["show"] = unit
        new, stable = comparison.new.node, comparison.stable.node
        if isinstance(new, v.Ratio) and isinstance(stable, v.Ratio) and apart(comparison) is None:
            return found | {
                "kind": "share",
                "least_events": _LEAST_EVENTS,
                "new": self.events(comparison.new, new, seconds),
                "stable": self.events(comparison.stable, stable, seconds),
            }
        return found | {
            "kind": "level",
            "least_samples": least_samples(comparison),
            "worse": comparison.worse,
            "apart_seconds": apart(comparison),
            "new": self.query(comparison.new),
            "stable": self.query(comparison.stable),
        }

    def events(self, value: Value, ratio: v.Ratio, seconds: int) -> dict[str, JsonNode]:
        """All events of the whole phase, which no two measurements share."""

        def counted(selector: Selector) -> str:
            return self.query(Value(v.Increase(selector, seconds), value.unit, (), value.origin))

        return {"bad": counted(ratio.part), "all": counted(ratio.total)}


def least_samples(comparison: Comparison) -> int:
    """So many of each side that a test of ranks can be sure enough: of the ways to share them out,
    one in `comb(2 n, n)` gives one side all the high ones. With four it is one in 70, with five
    one in 252; with fewer than it takes, nothing could ever fail."""
    count = _LEAST_SAMPLES
    while math.comb(2 * count, count) * comparison.alpha <= 1:
        count += 1
    return count


def apart(comparison: Comparison) -> int | None:
    """Seconds between two samples that have no measurement of the engine in common; None where
    events are counted, once and at the end."""
    node = comparison.new.node
    if isinstance(node, v.Ratio) and comparison.worse == "higher":
        return None
    return node.window if isinstance(node, v.Rate | v.Increase | v.Ratio | v.Quantile) else 60


def _present(selector: Selector, window: int | None = None) -> str:
    series = select(selector, window)
    found = series if window is None else call("last_over_time", series)
    return to_promql(Aggregate("count", None, None, found), _ONE_LINE)


def show(unit: Unit) -> dict[str, JsonNode] | None:
    """How the gate prints a figure of `unit`; None prints the bare number."""
    if unit.kind in ("ratio", "relative") and not unit.name.endswith("/s"):
        return {"factor": unit.scale * 100, "unit": " %"}
    if unit.dims == TIME:
        return (
            {"factor": unit.scale, "unit": " s"}
            if unit.scale < 1
            else {"factor": 1, "unit": f" {unit.name}"}
        )
    return (
        None
        if not unit.dims and not unit.name.endswith("/s")
        else {"factor": 1, "unit": f" {unit.name}"}
    )


def _is_finite(value: Fraction) -> bool:
    """Whether it has a finite decimal form."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1
