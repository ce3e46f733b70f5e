"""The diagram of the rollout, and what GitHub's limits ask of any diagram."""

from __future__ import annotations

from dataclasses import replace

import pytest

from opsgen.plan.rollout import Rollout
from opsgen_targets.runbook.mermaid import Flowchart
from tests.judges import mermaid
from tests.targets.runbook.pages import fences, html, runbook, section
from tests.targets.runbook.plans import BLUE_GREEN, ROLLING, ROLLOUT, WHOLE


def drawn(rollout: Rollout) -> str:
    page = "\n".join(section(runbook(replace(WHOLE, rollout=rollout)), "Rollout").lines)
    (diagram,) = fences(page, "mermaid")
    return diagram.replace("#37;", "%")


def test_each_weight_of_a_gradual_rollout_has_its_watch() -> None:
    diagram = drawn(ROLLOUT)
    assert diagram.count('"gradual_rollout<br/>') == 2
    assert "gradual_rollout<br/>25%" in diagram
    assert "5%" not in diagram.replace("25%", "")  # below the canary's first share
    assert diagram.count("watch 10m") == 2
    assert "monitor_30_minutes<br/>watch 30m" in diagram


@pytest.mark.parametrize(
    ("rollout", "back"),
    [
        (ROLLOUT, "the stable version has all traffic"),
        (BLUE_GREEN, "the former environment serves"),
        (ROLLING, "all instances run the former version"),
    ],
)
def test_the_way_back_leads_where_the_strategy_came_from(rollout: Rollout, back: str) -> None:
    diagram = drawn(rollout)
    assert back in diagram
    assert ("rollback, by itself" if rollout is not ROLLING else "rollback, by hand") in diagram


def test_what_runs_before_traffic_moves_is_not_undone() -> None:
    lines = [line.strip() for line in drawn(BLUE_GREEN).splitlines()]
    frame = next(i for i, line in enumerate(lines) if "undone when it fails" in line)
    idle = next(i for i, line in enumerate(lines) if '"deploy_idle"' in line)
    switch = next(i for i, line in enumerate(lines) if '"switch_traffic"' in line)
    assert idle < frame < switch


def test_nobody_is_promised_a_way_back_that_is_not_there() -> None:
    diagram = drawn(replace(ROLLOUT, rollback=None))
    assert "no rollback is written down" in diagram
    assert "undone" not in diagram


def chart(edges: int, label: str = "") -> Flowchart:
    made = Flowchart("LR")
    made.begin_group("stage <1>")
    start, end = made.node(("a | b", "c")), made.node(("end",))
    made.end_group()
    for _ in range(edges):
        made.edge(start, end, label)
    return made


def test_a_diagram_that_github_would_refuse_is_a_table() -> None:
    """Mermaid's own parser counts: 500 edges are drawn, one more is an error."""
    assert mermaid.check(chart(500).text())
    verdict = mermaid.check(chart(501).text())
    assert not verdict
    assert "Edge limit exceeded" in verdict.output
    assert chart(500).markdown().startswith("```mermaid")
    table = chart(501).markdown()
    assert table.startswith("| From | To | When |")
    assert len(table.splitlines()) == 503
    assert html(table) == []


def test_a_diagram_of_too_much_text_is_a_table() -> None:
    long = chart(100, "word " * 150)
    assert len(long.text()) > 50_000
    assert long.markdown().startswith("| From")
