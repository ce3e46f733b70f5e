"""What is looked at before any traffic moves."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from opsgen import gate
from tests.gate.plans import Clock, Said, answer, check, plan

WELL: dict[str, Said] = {
    "vector(1)": 1.0,
    "errors": 0.01,
    "stable": 12.0,
    'ALERTS{alertstate="firing"}': {},
}


def flown(said: dict[str, Said], *, during_alerts: bool = False) -> gate.Report:
    answers = {**WELL, **said}

    def ask(query: str, labels: Sequence[str]) -> gate.Answer:
        return answer(answers[query])

    spec = plan(check(baseline=["stable"]))
    return gate.preflight(spec, ask, Clock(), lambda row: None, during_alerts)


@pytest.mark.parametrize(
    ("said", "verdict", "told"),
    [
        ({}, "pass", ""),
        ({"errors": None}, "pass", ""),  # the new version has no traffic yet
        ({"vector(1)": "connection refused"}, "error", "connection refused"),
        ({"vector(1)": None}, "error", "not 1 there"),
        ({"errors": "HTTP 400: parse error"}, "error", "parse error"),
        ({"stable": None}, "inconclusive", "no series: stable"),
        ({"stable": "timeout"}, "error", "timeout"),
        ({'ALERTS{alertstate="firing"}': {("b",): 1.0, ("a",): 1.0}}, "failed", "firing: a, b"),
        ({'ALERTS{alertstate="firing"}': "down"}, "error", "down"),
    ],
)
def test_before_traffic_moves(said: dict[str, Said], verdict: str, told: str) -> None:
    report = flown(said)
    assert report.verdict == verdict
    assert told in " ".join(report.reasons)


def test_a_prometheus_that_is_down_is_asked_once() -> None:
    assert len(flown({"vector(1)": "connection refused"}).rows) == 1


def test_the_mend_of_an_incident_may_go_out_while_its_alert_fires() -> None:
    report = flown({'ALERTS{alertstate="firing"}': {("a",): 1.0}}, during_alerts=True)
    assert report.verdict == "pass"
    assert "firing: a" in report.rows[-1].finding.why


def test_every_query_of_a_condition_is_tried() -> None:
    tree = {"any": [{"left": "a", "op": ">", "right": "b"}, {"all": [{"absent": "c"}]}]}
    assert gate.queries_of(tree) == ["a", "b", "c"]
