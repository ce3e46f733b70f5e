"""The tables of the language's page are what the code knows."""

from __future__ import annotations

import re

import pytest

from opsgen.api import compile_text
from opsgen.conditions.functions import FUNCTIONS
from opsgen.diagnostics import worst
from opsgen.explanation import explain
from opsgen.plan import Plan
from opsgen.plan.engines import FLOORS
from opsgen.resolve.policies import DEFAULTS
from opsgen.spec import CHANNEL_TYPES, ChannelType
from opsgen.units import SERIES_UNITS, format_duration
from tests.docs.fragments import fragments, joined, wholes, written
from tests.docs.pages import LANGUAGE, code, prose, table


def plan_of(text: str) -> Plan:
    compilation = compile_text(text)
    errors = [found for found in compilation.diagnostics if found.severity == "error"]
    assert compilation.plan is not None, errors
    return compilation.plan


def base() -> str:
    return fragments()[0][0].text


# Channels


def channel_row(name: str, kind: ChannelType) -> list[str]:
    """The row that the page must have; in parentheses what may be left out."""
    secrets = " and ".join(f"`{field}`" for field in kind.secrets)
    if kind.instead:
        secrets += f", or {', '.join(f'`{field}`' for field in kind.instead)}"
    others = [field for field in kind.secret_fields if field not in kind.secrets + kind.instead]
    if others:
        secrets += f" ({', '.join(f'`{field}`' for field in others)})"
    needs = ", ".join(" or ".join(f"`{field}`" for field in group) for group in kind.required)
    return [
        f"`{name}`",
        secrets.strip() or "none",
        needs,
        f"`{kind.webhook}`" if kind.webhook else "",
    ]


def test_channel_types_and_their_secret_fields() -> None:
    rows = table(LANGUAGE, "type", "secret fields")
    wanted = [channel_row(name, kind) for name, kind in CHANNEL_TYPES.items()]
    shown = "\n".join(f"| {' | '.join(row)} |".replace("|  |", "| |") for row in wanted)
    assert rows == wanted, f"the table should be\n{shown}"


# Severities


def test_severities_and_their_timing() -> None:
    rows = table(LANGUAGE, "severity", "response")
    assert rows == [
        [
            policy.severity,
            policy.response,
            *map(
                format_duration,
                (
                    policy.hold,
                    policy.group_wait,
                    policy.group_interval,
                    policy.repeat_interval,
                ),
            ),
        ]
        for policy in DEFAULTS.values()
    ]


# Conditions


def test_every_function_has_its_row() -> None:
    rows = table(LANGUAGE, "call", "meaning")
    assert [code(row[0])[0] for row in rows] == [str(each) for each in FUNCTIONS.values()]


@pytest.mark.parametrize("row", table(LANGUAGE, "call", "meaning"), ids=lambda row: code(row[0])[0])
def test_a_function_becomes_what_its_row_says(row: list[str]) -> None:
    condition, shape = code(row[2])[0], code(row[3])[0]
    more = {"alerting": {"alerts": [{"name": "tried", "condition": condition}]}}
    text, _ = explain(plan_of(joined(base(), written(more))), "tried")
    pattern = re.escape(unspaced(shape)).replace("…", r"\S+?")
    assert re.search(pattern, unspaced(text)), text


def unspaced(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_every_unit_of_a_series_is_named() -> None:
    units = prose(LANGUAGE).split("### Units")[1].split("### Names")[0]
    assert set(SERIES_UNITS) <= set(code(units))


@pytest.mark.parametrize("row", table(LANGUAGE, "written", "means"), ids=lambda row: row[0])
def test_every_literal_is_one(row: list[str]) -> None:
    for literal in code(row[0]):
        compilation = compile_text(written({"service": "demo", "constants": {"tried": literal}}))
        assert [d for d in compilation.diagnostics if d.path[:1] == ("constants",)] == []


@pytest.mark.parametrize("row", table(LANGUAGE, "condition", "why"), ids=lambda row: row[0])
def test_what_the_page_calls_an_error_is_one(row: list[str]) -> None:
    (condition,) = code(row[0])
    more = {"alerting": {"alerts": [{"name": "tried", "condition": condition}]}}
    assert compile_text(joined(base(), written(more))).plan is None


# Names


@pytest.mark.parametrize("row", table(LANGUAGE, "`type`", "`name`"), ids="-".join)
def test_a_name_reads_the_series_of_its_row(row: list[str]) -> None:
    type_, name, threshold = (code(cell)[0] for cell in row[:3])
    metric = {"name": name, "type": type_, "alert_threshold": threshold.strip('"')}
    plan = plan_of(written({"service": "demo", "monitoring": {"metrics": [metric]}}))
    text, _ = explain(plan, name)
    expression = text.split("watched by")[0].split("reads")[1]
    words = re.findall(r"\b[a-z_]+(?=[\[)])", expression)
    assert set(words) - {"le"} == set(code(row[3])), expression


def test_the_first_file_gives_the_alerts_of_the_table() -> None:
    plan = plan_of(wholes()[0].text)
    rows = table(LANGUAGE, "alert", "severity")
    assert {(code(row[0])[0], row[1]) for row in rows} == {
        (alert.name, alert.severity) for alert in plan.alerts
    }
    assert len(rows) == len(plan.alerts)


# Steps


@pytest.mark.parametrize("row", table(LANGUAGE, "step", "strategy"), ids=lambda row: row[0])
def test_a_step_has_the_meaning_of_its_row(row: list[str]) -> None:
    first, *more = code(row[0])
    names = [first, *(first.replace("_minutes", ending) for ending in more)]
    for name in names:
        stage = {"name": "tried", "steps": [name.replace("<n>", "5")]}
        compilation = compile_text(written({"service": "demo", "pipeline": {"stages": [stage]}}))
        plan = compilation.plan
        assert plan is not None
        assert plan.rollout is not None
        told = {d.code for d in compilation.diagnostics if d.path[:2] == ("pipeline", "stages")}
        assert told <= {"OPS246", "OPS249"}  # a step alone is watched by nothing
        (tried,) = plan.rollout.stages
        (step,) = tried.steps
        assert step.action != "run"
        assert step.command == (f"./ops/steps/{code(row[3])[0]}" if code(row[3]) else None)
        if row[1] != "any":
            assert tried.strategy == row[1]


# The rest


def test_the_floors_are_those_of_the_code() -> None:
    for name, floor in FLOORS.items():
        assert f"{name.capitalize()} {'.'.join(map(str, floor))}" in prose(LANGUAGE)


def test_the_worst_exit_code_is_as_the_page_orders_them() -> None:
    (order,) = re.findall(r"in the order ([\d, ]+)\.", prose(LANGUAGE))
    codes = [int(figure) for figure in order.split(", ")]
    for place, each in enumerate(codes):
        assert worst(codes[place:]) == each
