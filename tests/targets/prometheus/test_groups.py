"""Which rules stand together, in which order, and what is too much."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
import yaml

from opsgen.target import Emit
from opsgen_targets.prometheus import PrometheusOptions, target
from tests.targets.prometheus.worlds import plan_of, rules_of, shop

QUEUE = "{name: queue, type: gauge, unit: count, series: queue}"
LOAD = "{name: load, type: gauge, unit: count, series: load}"


def alert(name: str, condition: str) -> str:
    return f'{{name: {name}, severity: low, condition: "{condition}"}}'


def groups(spec: str) -> dict[str, list[str]]:
    """The names of each group's rules."""
    data: Any = yaml.safe_load(rules_of(plan_of(spec)))
    return {
        group["name"]: [rule.get("record") or rule["alert"] for rule in group["rules"]]
        for group in data["groups"]
    }


def reported(spec: str) -> list[tuple[str, str]]:
    out = Emit("prometheus")
    tuple(target.emit(plan_of(spec), PrometheusOptions(tests=False), out))
    return [(found.code, found.message) for found in out.diagnostics]


def test_what_is_recorded_stands_before_all_that_read_it_once() -> None:
    spec = shop(
        QUEUE, LOAD,
        alerts=[
            alert("a", "avg(queue, 1h) > 5"),
            alert("b", "load > 5"),
            alert("c", "queue > 2 * baseline(queue, 1d)"),
        ],
    )  # fmt: skip
    assert list(groups(spec).items())[:2] == [
        ("shop.queue", ["service:queue:max", "a", "c"]),
        ("shop.load", ["b"]),
    ]


def test_an_alert_that_reads_two_histories_joins_them() -> None:
    spec = shop(
        QUEUE, LOAD,
        alerts=[
            alert("a", "avg(queue, 1h) > 5"),
            alert("b", "avg(load, 1h) > 5"),
            alert("c", "avg(queue, 1h) > 5 and avg(load, 1h) > 5"),
        ],
    )  # fmt: skip
    found = groups(spec)
    assert found["shop.queue"] == ["service:queue:max", "service:load:max", "a", "b", "c"]
    assert "shop.load" not in found


def test_no_group_has_more_than_twenty_rules() -> None:
    many = [alert(f"a{number:02}", f"queue > {number + 1}") for number in range(45)]
    found = groups(shop(QUEUE, alerts=many))
    names = ["shop.queue", "shop.queue.2", "shop.queue.3"]
    assert [len(found[name]) for name in names] == [20, 20, 5]
    assert [rule for name in names for rule in found[name]] == [f"a{n:02}" for n in range(45)]


@pytest.mark.parametrize(("alerts", "codes"), [(19, []), (20, ["OPS440"])])
def test_a_chain_is_never_parted_and_a_long_one_is_told(alerts: int, codes: list[str]) -> None:
    many = [alert(f"a{number:02}", f"avg(queue, 1h) > {number + 1}") for number in range(alerts)]
    spec = shop(QUEUE, alerts=many)
    assert len(groups(spec)["shop.queue"]) == alerts + 1
    assert [code for code, _ in reported(spec)] == codes


def test_every_group_says_how_often() -> None:
    spec = shop(QUEUE, defaults="{evaluation_interval: 30s}")
    assert {group["interval"] for group in _raw_groups(spec)} == {"30s"}


def _raw_groups(spec: str) -> Iterable[Any]:
    data: Any = yaml.safe_load(rules_of(plan_of(spec)))
    return list(data["groups"])
