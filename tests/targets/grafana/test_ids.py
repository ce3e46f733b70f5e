"""A panel's id is the address that people send one another: nothing but its subject changes it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsgen.artifacts import dashboard_uid, dashboard_url
from opsgen_targets.grafana import ids
from tests.targets.grafana.dashboards import V2, dashboard, panels, plan_of, shop

KEYS = st.sets(st.text(min_size=1), max_size=60)
QUEUE = '{name: queue, type: gauge, unit: count, series: queue, alert_threshold: ">5"}'
COST = "{name: cost, type: gauge, unit: USD, series: cost}"
SLOW = "{name: slow_p99, type: histogram, series: slow_seconds, by: [pod]}"


@settings(deadline=None)
@given(KEYS)
def test_ids_are_different_and_positive(keys: set[str]) -> None:
    found = ids.panel_ids(keys)
    assert found.keys() == keys
    assert len(set(found.values())) == len(keys)
    assert all(number > 0 for number in found.values())


def test_the_order_of_the_keys_has_no_meaning(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even for those that meet."""
    monkeypatch.setattr(ids, "_DIGITS", 2)
    keys = [str(number) for number in range(200)]
    assert ids.panel_ids(reversed(keys)) == ids.panel_ids(keys)


def test_two_keys_that_meet_get_two_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ids, "_DIGITS", 1)
    assert sorted(ids.panel_ids(map(str, range(15))).values()) == list(range(1, 16))


def test_a_key_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="two panels"):
        ids.panel_ids(["a", "b", "a"])


def by_title(*metrics: str) -> dict[tuple[str, str], int]:
    document = dashboard(shop(*metrics))
    return {(panel["title"], panel["type"]): panel["id"] for panel in panels(document)}


def test_another_metric_renumbers_no_panel() -> None:
    few, many = by_title(QUEUE, SLOW), by_title(COST, SLOW, QUEUE)
    assert few.items() <= many.items()


def test_both_schemas_number_alike() -> None:
    classic = {panel["id"] for panel in panels(dashboard(shop(QUEUE, SLOW)))}
    elements = dashboard(shop(QUEUE, SLOW), V2)["spec"]["elements"]
    assert {element["spec"]["id"] for element in elements.values()} == classic
    assert elements.keys() == {f"panel-{number}" for number in classic}


LONG = "s" * 63


@pytest.mark.parametrize("service", ["shop", LONG])
def test_the_alerts_link_leads_to_the_uid(service: str) -> None:
    spec = f'service: {service}\nlinks: {{dashboards: "https://grafana.example.com"}}\n'
    uid = dashboard(spec)["uid"]
    assert dashboard_url(plan_of(spec)) == f"https://grafana.example.com/d/{uid}"
    assert uid == dashboard(spec, V2)["metadata"]["name"] == dashboard_uid(service)
    assert len(uid) <= 40
