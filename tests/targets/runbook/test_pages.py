"""The three pages as a whole: by judges, by options, and byte for byte."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from opsgen_targets.runbook import RunbookOptions
from tests.judges import markdownlint, mermaid
from tests.targets.runbook.pages import (
    CHECKLIST,
    DECISIONS,
    RUNBOOK,
    SPEC,
    emitted,
    fences,
    links,
    runbook,
    section,
    whole,
    written,
)
from tests.targets.runbook.plans import (
    BARE,
    BLUE_GREEN,
    EMPTY,
    PROC_001,
    ROLLING,
    ROLLOUT,
    WHOLE,
    plan,
)

GOLDEN = Path(__file__).parent / "golden"
PLANS = {
    "whole": WHOLE,
    "bare": BARE,
    "empty": EMPTY,
    "no-rollback": replace(WHOLE, rollout=WHOLE.rollout and replace(WHOLE.rollout, rollback=None)),
    "blue-green": replace(WHOLE, rollout=BLUE_GREEN),
    "rolling": replace(WHOLE, rollout=ROLLING),
    "unwatched": replace(WHOLE, rollout=replace(ROLLOUT, gate=None)),
    "watchdog-heard": replace(
        WHOLE, notifications=replace(WHOLE.notifications, watchdog=("chat",), inhibition_labels=())
    ),
    "procedure-without-alert": plan(procedures=(PROC_001,)),
    "little-procedure": plan(
        procedures=(replace(PROC_001, symptoms=(), diagnosis=(), resolution=(), escalation=()),)
    ),
}
PAGES = ("runbook.md", "operations-spec.md", "decision-log.md", "deployment-checklist.md")
DRAWN = ("whole", "empty", "no-rollback", "blue-green", "rolling", "unwatched")


@pytest.mark.parametrize(
    "name", ["runbook.md", "operations-spec.md", "decision-log.md", "deployment-checklist.md"]
)
def test_the_pages_are_these(name: str) -> None:
    """`python -m tests.targets.runbook.test_pages` writes them anew."""
    assert emitted(WHOLE)[f"ops/{name}"] == (GOLDEN / name).read_text(encoding="utf-8")


def test_markdownlint_has_nothing_to_say(tmp_path: Path) -> None:
    files = [file for name, of in PLANS.items() for file in written(emitted(of), tmp_path / name)]
    assert len(files) > 2 * len(PLANS)
    verdict = markdownlint.check(files)
    assert verdict, verdict.output


def test_markdownlint_catches_a_planted_fault(tmp_path: Path) -> None:
    pages = {RUNBOOK: whole().replace("### PROC-001", "##### PROC-001")}
    assert "MD001" in markdownlint.check(written(pages, tmp_path)).output


def test_mermaid_draws_every_diagram() -> None:
    drawn = [fences(runbook(PLANS[name]), "mermaid") for name in DRAWN]
    assert [len(each) for each in drawn] == [3, 2, 3, 3, 3, 3]
    verdict = mermaid.check(*(diagram for each in drawn for diagram in each))
    assert verdict, verdict.output


def test_the_diagram_says_who_hears_what() -> None:
    diagram = fences("\n".join(section(whole(), "Who hears what").lines), "mermaid")[0]
    said = re.sub(r"#(\d+);", lambda match: chr(int(match[1])), diagram)
    for words in ("pager<br/>pagerduty", "#answers", "a@example.com, b@example.com"):
        assert f'"{words}"' in said
    assert 'digest every 1d, 09:00 UTC"' in said
    assert "nobody hears it" in said
    assert "/run/KEY" not in said


def test_times_are_utc_and_never_relative() -> None:
    for page in emitted(WHOLE).values():
        assert not re.search(r"\b(?:yesterday|today|tomorrow|last week)\b", page)


def test_links_lead_to_the_input_and_to_what_the_input_names() -> None:
    assert {link for link in links(whole()) if not link.startswith("#")} == {
        "../operations.yaml",
        "deployment-checklist.md",
        "https://alertmanager.example.com",
        "https://github.com/example/answers",
        "https://github.com/example/answers/actions/workflows/answers-rollback.yml",
        "https://grafana.example.com/d/x?a=b&c=d",
        "https://logs.example.com/answers",
        "https://prometheus.example.com",
        "https://wiki.example.com/errors",
    }


def test_the_companions_follow_the_runbook() -> None:
    made = emitted(WHOLE, RunbookOptions(path="docs/on/call.md"))
    assert set(made) == {
        "docs/on/call.md",
        "docs/on/decision-log.md",
        "docs/on/deployment-checklist.md",
        "docs/on/operations-spec.md",
    }
    assert "../../operations.yaml" in links(made["docs/on/call.md"])
    assert "operations.yaml" in links(emitted(WHOLE, RunbookOptions(path="r.md"))["r.md"])


def test_the_companions_can_be_switched_off() -> None:
    assert set(emitted(WHOLE)) == {RUNBOOK, SPEC, DECISIONS, CHECKLIST}
    off = RunbookOptions(decision_log=False, operations_spec=False, deployment_checklist=False)
    assert set(emitted(WHOLE, off)) == {RUNBOOK}
    assert "checklist" not in emitted(WHOLE, off)[RUNBOOK]


def test_without_decisions_there_is_no_log() -> None:
    assert set(emitted(BARE)) == {RUNBOOK, SPEC}


def test_equal_plans_give_equal_bytes() -> None:
    assert emitted(WHOLE) == emitted(replace(WHOLE))


def test_importing_the_target_loads_no_library() -> None:
    code = "import sys, opsgen_targets.runbook; print('jinja2' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def _write() -> None:
    GOLDEN.mkdir(exist_ok=True)
    for path, text in emitted(WHOLE).items():
        (GOLDEN / Path(path).name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    _write()
