"""What is refused, with the option's or the metric's place."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from opsgen.diagnostics import Diagnostic
from opsgen.plan import values as v
from opsgen.target import Emit
from opsgen_targets.grafana import GrafanaOptions, target
from tests.targets.grafana.dashboards import dashboard, plan_of, shop


def found(spec: str, options: GrafanaOptions) -> list[Diagnostic]:
    out = Emit("grafana")
    target.check(plan_of(spec), options, out)
    return out.diagnostics


@pytest.mark.parametrize(
    ("option", "wrong"),
    [
        ("path", "ops/dash.yaml"),
        ("refresh", "often"),
        ("since", "now-1h"),
        ("since", "0h"),
        ("datasource", "a b"),
        ("datasource", "x" * 41),
        ("datasource_name", " "),
        ("datasource_url", "prometheus:9090"),
        ("title", ""),
        ("mounted_at", "here"),
    ],
)
def test_an_option_that_no_grafana_takes_is_an_error(option: str, wrong: str) -> None:
    changed: dict[str, Any] = {option: wrong}
    (diagnostic,) = found(shop(), GrafanaOptions(**changed))
    assert (diagnostic.code, diagnostic.path) == ("OPS406", ("targets", "grafana", option))


@pytest.mark.parametrize("tag", ["", " ", "x" * 51, "é" * 26])
def test_a_tag_that_grafana_refuses_is_an_error(tag: str) -> None:
    (diagnostic,) = found(shop(), GrafanaOptions(tags=("team-a", tag)))
    assert (diagnostic.code, diagnostic.path) == ("OPS406", ("targets", "grafana", "tags", 1))
    assert found(shop(), GrafanaOptions(tags=("team-a", "é" * 25))) == []


def test_what_the_options_default_to_is_taken() -> None:
    assert found(shop(), GrafanaOptions()) == []


@pytest.mark.parametrize(("version", "codes"), [("12.4", ["OPS409"]), ("13.0", [])])
def test_the_new_schema_needs_a_grafana_that_reads_it(version: str, codes: list[str]) -> None:
    spec = shop(rest=f'targets: {{grafana: {{version: "{version}"}}}}')
    assert [one.code for one in found(spec, GrafanaOptions(schema="v2"))] == codes


def test_a_label_that_no_expression_can_name_is_refused() -> None:
    plan = plan_of(shop("{name: queue, type: gauge, unit: count, series: queue}"))
    (signal,) = plan.signals
    matched = v.Selector("x", (v.Matcher("http.route", "=", "/"), v.Matcher("inf", "=", "fine")))
    value = replace(signal.value, node=v.Series(matched, "max"), labels=("nan",))
    out = Emit("grafana")
    target.check(replace(plan, signals=(replace(signal, value=value),)), GrafanaOptions(), out)
    route, grouped = out.diagnostics
    assert (route.code, grouped.code) == ("OPS400", "OPS400")
    assert "`http.route`" in route.message
    assert "`nan`" in grouped.message


def test_a_spec_without_anything_to_draw_still_shows_its_alerts() -> None:
    assert dashboard(shop())["panels"]
