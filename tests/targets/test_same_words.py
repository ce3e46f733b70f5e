"""The pager and the runbook are read side by side: they say the same figures and commands."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from opsgen.plan import Plan
from tests.targets.prometheus.worlds import plan_of, rules_of, shop
from tests.targets.runbook.pages import runbook, section
from tests.targets.runbook.test_five_lines import five

EXAMPLES = Path(__file__).parents[2] / "examples"


@cache
def example(name: str) -> Plan:
    return plan_of((EXAMPLES / name / "operations.yaml").read_text(encoding="utf-8"))


def descriptions(plan: Plan) -> dict[str, str]:
    """By alert, as templates."""
    groups: Any = yaml.safe_load(rules_of(plan))["groups"]
    rules = [rule for group in groups for rule in group["rules"] if "alert" in rule]
    return {rule["alert"]: rule["annotations"]["description"] for rule in rules}


@pytest.mark.parametrize("name", ["step", "vllm"])
def test_both_name_the_same_first_command(name: str) -> None:
    plan, compared = example(name), 0
    told, page = descriptions(plan), runbook(plan)
    opened = [alert.procedure for alert in plan.alerts]
    for alert in plan.alerts:
        _, found, first = told[alert.name].partition("\nFirst: ")
        if found and opened.count(alert.procedure) == 1:
            shown = five(page, alert.procedure)["First command"]
            assert shown.strip("`") == first.replace('{{"{"}}', "{"), alert.name
            compared += 1
    assert compared >= 10


# (type, unit of the series, threshold as written, as both tell it)
LIMITS = (
    ("gauge", "ratio", ">5%", "above 5%"),
    ("gauge", "percent", ">50%", "above 50%"),
    ("gauge", "s", ">500ms", "above 500ms"),
    ("gauge", "ms", ">2000ms", "above 2s"),
    ("gauge", "us", ">=1500us", "at or above 1.5ms"),
    ("gauge", "KiB", ">1536 KiB", "above 1.5 MiB"),
    ("gauge", "bytes", "<5 MB", "below 5 MB"),
    ("gauge", "USD", ">200 USD", "above 200 USD"),
    ("gauge", "tokens", ">20 tokens", "above 20 tokens"),
    ("gauge", "count", ">20", "above 20"),
    ("counter", "count", ">5/s", "above 5/s"),
    ("counter", "count", ">5/min", "above 5/min"),
    ("counter", "bytes", ">5 MiB/s", "above 5 MiB/s"),
    ("counter", "us", ">500ms/s", "above 500ms/s"),
    ("counter", "s", ">50%", "above 50%"),
)


@cache
def limited() -> tuple[dict[str, str], str]:
    """Without a message of the user's, so that both sides speak for themselves."""
    metrics = [
        f"{{name: m{number}, type: {type}, series: m{number}_total, unit: '{unit}',"
        f' alert_threshold: "{threshold}"}}'
        for number, (type, unit, threshold, _) in enumerate(LIMITS)
    ]
    plan = plan_of(shop(*metrics))
    return descriptions(plan), runbook(plan)


@pytest.mark.parametrize(
    "number", range(len(LIMITS)), ids=lambda n: f"{LIMITS[n][1]}{LIMITS[n][2]}"
)
def test_both_tell_the_same_limit(number: int) -> None:
    told, page = limited()
    limit, alert = LIMITS[number][3], f"m{number}_medium"
    # The pager adds the limit in the series' own unit where its figure is told in that.
    assert re.search(rf"the alert fires {re.escape(limit)}(?: \([^)]+\))?\.\n", told[alert])
    lines = section(page, f"PROC-{alert}").lines
    (fires,) = (line for line in lines if line.startswith("It fires when "))
    assert f" is {limit}. " in re.sub(r"\\(.)", r"\1", fires)
