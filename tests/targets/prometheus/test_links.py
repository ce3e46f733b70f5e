"""Where an alert leads: to its procedure, to its figures, and to the first command."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from tests.targets.prometheus.worlds import plan_of, rules_of, shop

QUEUE = '{name: queue, type: gauge, unit: count, series: queue, alert_threshold: ">100"'


def notes(spec: str, alert: str = "queue_medium") -> dict[str, str]:
    groups: Any = yaml.safe_load(rules_of(plan_of(spec)))["groups"]
    (found,) = (
        rule["annotations"]
        for group in groups
        for rule in group["rules"]
        if rule.get("alert") == alert
    )
    return dict(found)


@pytest.mark.parametrize(
    ("links", "runbook", "dashboard"),
    [
        ("{}", "ops/runbook.md#proc-queue_medium", "ops/grafana/shop.json"),
        (
            '{repository: "https://git.example.com/shop/"}',
            "https://git.example.com/shop/ops/runbook.md#proc-queue_medium",
            "ops/grafana/shop.json",
        ),
        (
            '{prometheus: "https://prometheus.example.com/"}',
            "ops/runbook.md#proc-queue_medium",
            "https://prometheus.example.com/alerts?search=queue_medium",
        ),
        (
            '{dashboards: "https://grafana.example.com", prometheus: "https://p.example.com"}',
            "ops/runbook.md#proc-queue_medium",
            "https://grafana.example.com/d/opsgen-shop",
        ),
    ],
)
def test_links_lead_as_far_as_the_addresses_allow(links: str, runbook: str, dashboard: str) -> None:
    found = notes(shop(QUEUE + "}", rest=f"links: {links}"))
    assert found["runbook_url"] == runbook
    assert found["dashboard_url"] == dashboard


def test_an_address_of_the_users_own_replaces_the_runbooks() -> None:
    found = notes(shop(QUEUE + ', runbook: "https://wiki.example.com/{{q}}"}'))
    assert found["runbook_url"] == 'https://wiki.example.com/{{"{"}}{q}}'
    assert "Procedure: PROC-queue_medium\n" in found["description"]


def test_without_links_the_procedure_and_its_first_command_are_in_the_text() -> None:
    procedure = (
        "runbook: {procedures: [{id: PROC-001, title: Queue, alerts: [queue_medium],"
        ' diagnosis: ["kubectl get pods", "then think"]}]}'
    )
    found = notes(shop(QUEUE + "}", rest=procedure))
    assert found["description"].endswith("\nProcedure: PROC-001\nFirst: kubectl get pods")
    assert found["runbook_url"].endswith("#proc-001")


def test_the_command_asks_the_prometheus_that_is_named() -> None:
    found = notes(shop(QUEUE + "}", rest='links: {prometheus: "https://p.example.com/x?y&z"}'))
    command = "promtool query instant 'https://p.example.com/x?y&z' 'max(queue)'"
    assert found["description"].endswith(f"\nFirst: {command}")


def test_alerts_that_tell_of_no_trouble_need_no_command() -> None:
    found = notes(shop(QUEUE + "}"), "Watchdog")
    assert "First:" not in found["description"]
    assert found["description"].endswith("\nProcedure: PROC-Watchdog")


def test_the_users_own_annotations_win() -> None:
    alert = (
        '{name: long, severity: low, condition: "queue > 100",'
        ' annotations: {dashboard_url: "https://d.example.com", owner: "{service}"}}'
    )
    found = notes(shop(QUEUE + "}", alerts=[alert]), "long")
    assert found["dashboard_url"] == "https://d.example.com"
    assert found["owner"] == "shop"
