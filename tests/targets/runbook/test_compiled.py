"""From a file to the page: the step's own, and the example of the target's README."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

import opsgen_targets.runbook
from opsgen.api import compile_text
from opsgen.artifacts.names import runbook_anchor
from opsgen.plan import Plan
from tests.judges import markdownlint, mermaid
from tests.targets.runbook.pages import emitted, fences, html, runbook, section, slugs, written
from tests.targets.runbook.test_five_lines import five

README = Path(opsgen_targets.runbook.__file__).parent / "README.md"
STEP = Path(__file__).parents[3] / "examples" / "step" / "operations.yaml"


@cache
def step() -> Plan:
    return compiled(STEP.read_text(encoding="utf-8"), "step/operations.yaml")


def compiled(text: str, file: str = "operations.yaml") -> Plan:
    plan = compile_text(text, file).plan
    assert plan is not None
    return plan


def test_every_alert_of_the_step_has_its_five_lines_at_its_anchor() -> None:
    page = runbook(step())
    found = slugs(page)
    assert len(step().alerts) >= 10
    for alert in step().alerts:
        assert all(five(page, alert.procedure).values())
        assert found.count(runbook_anchor(alert.procedure)) == 1


def test_the_judges_accept_the_pages_of_the_step(tmp_path: Path) -> None:
    pages = emitted(step())
    verdict = markdownlint.check(written(pages, tmp_path))
    assert verdict, verdict.output
    for page in pages.values():
        assert len(html(page)) == 1
        for diagram in fences(page, "mermaid"):
            verdict = mermaid.check(diagram)
            assert verdict, verdict.output


def test_the_readme_shows_what_the_target_writes() -> None:
    text = README.read_text(encoding="utf-8")
    source = fences(text, "yaml")[-1]
    (shown,) = fences(text, "markdown")
    assert shown in runbook(compiled(source))


def test_the_step_names_its_gate_as_the_way_back() -> None:
    told = "\n".join(section(runbook(step()), "Rollback").lines)
    assert "rolls back by itself when a watch finds that `error_rate` is above 5%, when" in told


RULES = {
    "latency over twice the target": ("latency_degradation", "Users wait."),
    "errors over 5 %": ("high_error_rate", "Users get errors instead of answers."),
    "drift": ("drift_detected", "Users, slowly"),
    "cost spike": ("cost_spike", "The budget."),
    "empty retrieval": ("retrieval_empty_rate_medium", "without the right sources"),
}


@pytest.mark.parametrize("row", RULES)
def test_the_steps_alerts_say_who_is_hurt(row: str) -> None:
    name, who = RULES[row]
    assert who in five(runbook(step()), f"PROC-{name}")["Who is hurt"]
