"""What an older Prometheus cannot say is refused by name; what needs a switch is told."""

from __future__ import annotations

from dataclasses import replace

from opsgen.diagnostics import Diagnostic
from opsgen.plan import Holds, Matcher, Plan, Selector, Value, Version
from opsgen.plan import values as v
from opsgen.target import Emit
from opsgen.units import COUNT
from opsgen_targets.prometheus import PrometheusOptions, target
from tests.targets.prometheus.worlds import plan_of, shop

HELD = shop(
    "{name: queue, type: gauge, unit: count, series: queue, keep_firing_for: 5m,"
    ' alert_threshold: ">100"}'
)
NATIVE = shop(
    "{name: latency, type: histogram, series: latency_seconds, histogram: native,"
    ' alert_threshold: {high: ">2s", low: ">1s"}, quantile: 0.99}'
)


def found(plan: Plan, options: PrometheusOptions | None = None) -> list[Diagnostic]:
    out = Emit("prometheus")
    target.check(plan, options or PrometheusOptions(), out)
    return out.diagnostics


def at(plan: Plan, version: Version) -> Plan:
    return replace(plan, engines={"prometheus": version})


def reading(plan: Plan, node: v.Node, *labels: str) -> Plan:
    """The plan with one alert alone, which looks at `node`."""
    first, *_ = plan.alerts
    value = Value(node, COUNT, labels, first.origin)
    return replace(plan, alerts=(replace(first, condition=Holds(value)),))


def test_keep_firing_for_needs_2_42() -> None:
    (error,) = found(at(plan_of(HELD), (2, 41)))
    assert (error.code, error.severity) == ("OPS409", "error")
    assert "needs Prometheus 2.42" in error.message
    assert found(at(plan_of(HELD), (2, 42))) == []


def test_series_names_beyond_ascii_need_3_0() -> None:
    plan = reading(plan_of(HELD), v.Series(Selector("http.requests"), "max"))
    (error,) = found(at(plan, (2, 53)))
    assert error.code == "OPS409"
    assert "needs Prometheus 3.0" in error.message
    assert "`http.requests`" in error.message
    assert found(at(plan, (3, 0))) == []


def test_labels_that_promql_cannot_write_are_refused() -> None:
    matched = Selector("x", (Matcher("http.route", "=", "/"), Matcher("inf", "=", "fine")))
    (error,) = found(reading(plan_of(HELD), v.Series(matched, "max")))
    assert error.code == "OPS400"
    assert "`http.route`" in error.message
    (error,) = found(reading(plan_of(HELD), v.Series(Selector("x"), "max"), "inf"))
    assert error.code == "OPS400"
    assert "`inf`" in error.message


def test_a_native_histogram_is_told_of_once() -> None:
    (note,) = found(plan_of(NATIVE))
    assert (note.code, note.severity) == ("OPS441", "note")


def test_options_of_the_operators_object_need_its_form() -> None:
    plan = plan_of(HELD)
    options = PrometheusOptions(namespace="monitoring", labels={"a": "b"})
    assert [error.code for error in found(plan, options)] == ["OPS442", "OPS442"]
    assert found(plan, replace(options, form="operator")) == []
