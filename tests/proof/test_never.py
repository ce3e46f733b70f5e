"""What can never fire is told, and what nobody but its engine can judge is told apart."""

from __future__ import annotations

import pytest

from opsgen.api import compile_text
from opsgen.proof import never, prove
from tests.proof.specs import DOCS, ERRORS, QUEUE, WAIT
from tests.targets.prometheus.worlds import plan_of, shop


def alert(condition: str) -> str:
    return f'{{name: it, severity: high, condition: "{condition}"}}'


@pytest.mark.parametrize(
    "condition",
    [
        "queue > 5 and queue < 3",
        "errors > 100%",
        "errors < 0",
        "queue > 5 and queue > 9 and queue < 7",
        "share(docs, source) > 100%",
        "increase(asked, 1h) < 0",
        "queue - queue > 0",
    ],
)
def test_an_alert_without_a_world_in_which_it_fires_is_named(condition: str) -> None:
    asked = "{name: asked, type: counter, series: asked_total}"
    spec = shop(QUEUE, ERRORS, DOCS, asked, alerts=[alert(condition)])
    plan = compile_text(spec, targets=False).plan
    assert plan is not None
    proof = prove(plan)
    assert proof.never == ("it",)
    assert [alert.name for alert in never(plan)] == ["it"]
    assert proof.unproven == {}


@pytest.mark.parametrize(
    "condition",
    [
        "queue > 5 and queue < 7",
        "errors >= 100%",
        "queue == 4",
        "share(asked, team) < 5%",
        "rate(asked, 20m) > 3/min or rate(asked, 10m) > 3/min",
        # Only while the longer window still shows what was before.
        "rate(asked, 5m) > 3 * rate(asked, 1h)",
        "increase(asked, 1h) > 2 * increase(asked, 6h) / 6",
        "queue > 2 * avg(queue, 1h)",
        "queue / (queue + avg(queue, 1h)) > 50%",
        "queue < 50% * max(queue, 1h)",
        "avg(queue, 5m) > 3 * avg(queue, 1h)",
        "max(queue, 1h) - min(queue, 1h) > 50",
        "avg(errors, 10m) > 2 * avg(errors, 2h)",
        "increase(asked, 3h) < 5000 and asked > 2 * baseline(asked, 3h, 1h)",
    ],
)
def test_one_that_fires_on_a_narrow_path_is_not(condition: str) -> None:
    asked = "{name: asked, type: counter, series: asked_total}"
    proof = prove(plan_of(shop(QUEUE, ERRORS, asked, alerts=[alert(condition)])))
    assert proof.never == ()


def test_what_only_its_engine_can_judge_is_unproven_with_the_reason() -> None:
    raw = "{name: raw, type: gauge, unit: count, promql: max(a), alert_threshold: '>5'}"
    proof = prove(plan_of(shop(raw, WAIT)))
    assert proof.never == ()
    assert proof.unproven == {
        "raw_medium": "`promql:` has a meaning to its own engine alone",
        "wait_medium": "its tests would need promtool 3.0, which reads native histograms: declare "
        "`targets.prometheus.version`",
    }


@pytest.mark.parametrize(("version", "proven"), [("2.55", False), ("3.0", True), ("3.5", True)])
def test_a_native_histogram_is_proven_where_the_engine_s_tests_can_say_it(
    version: str, proven: bool
) -> None:
    rest = f'targets: {{prometheus: {{version: "{version}"}}}}'
    assert ("wait_medium" not in prove(plan_of(shop(WAIT, rest=rest))).unproven) == proven


def test_what_has_more_records_than_promtool_reads_is_unproven() -> None:
    calm = alert("avg(queue, 30m) < 0.9 * avg(queue, 7d)")
    proof = prove(plan_of(shop(QUEUE, alerts=[calm])))
    assert proof.never == ()
    assert proof.unproven == {"it": "promtool reads no more than 10,000 records of a series"}


def test_a_native_histogram_that_cannot_reach_its_limit_never_fires() -> None:
    with pytest.raises(AssertionError, match="OPS443"):
        plan_of(shop(WAIT, alerts=[alert("wait < p50_wait")]))
