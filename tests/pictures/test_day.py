"""The day that the pictures show is calm, then not, and every series of it can be read."""

from __future__ import annotations

import pytest

from opsgen.api import compile_text
from opsgen.plan import Plan
from opsgen.plan.values import Matcher
from tests.pictures.dashboard import opened, time_range
from tests.pictures.day import END, INCIDENT, Course, times
from tests.pictures.labels import avoiding, satisfying
from tests.pictures.streams import Stream
from tests.pictures.world import streams

SPEC = """
service: shop
monitoring:
  defaults: {job: shop}
  metrics:
    - {name: error_rate, type: counter, alert_threshold: ">2%", by: [route],
       numerator: 'http_requests_total{code=~"5.."}', denominator: http_requests_total}
    - {name: queue, type: gauge, unit: count, alert_threshold: ">100"}
"""
MOMENTS = times(60, 0)


def plan() -> Plan:
    found = compile_text(SPEC).plan
    assert found is not None
    return found


def last_rate(stream: Stream) -> float:
    """Per second, in the last five minutes."""
    return (stream.values[-1] - stream.values[-6]) / 300


def test_a_course_is_calm_until_the_incident_and_at_its_peak_after() -> None:
    figures = Course(10, 40, size=0).figures("x", [INCIDENT - 600, INCIDENT, END])
    assert figures == [10, 10, 40]


def test_the_same_seed_gives_the_same_figures_and_another_gives_others() -> None:
    course = Course(10, 40)
    assert course.figures("x", MOMENTS) == course.figures("x", MOMENTS)
    assert course.figures("x", MOMENTS) != course.figures("y", MOMENTS)


def test_the_part_and_the_rest_of_a_ratio_are_series_of_one_counter() -> None:
    found = [one for one in streams(plan(), MOMENTS) if one.name == "http_requests_total"]
    codes = {(one.labels["route"], one.labels["code"]) for one in found}
    assert codes == {("/answer", "500"), ("/answer", "200"), ("/search", "500"), ("/search", "200")}
    rates = {
        one.labels["code"]: last_rate(one) for one in found if one.labels["route"] == "/answer"
    }
    assert 0 < rates["500"] < 0.1 * rates["200"]


def test_every_counter_only_grows() -> None:
    for stream in streams(plan(), MOMENTS):
        if stream.name.endswith("_total"):
            assert list(stream.values) == sorted(stream.values)


def test_a_gauge_is_below_its_threshold_before_the_incident() -> None:
    (queue,) = (one for one in streams(plan(), MOMENTS) if one.name == "queue")
    calm = [value for at, value in zip(queue.times, queue.values, strict=True) if at < INCIDENT]
    assert 0 < max(calm) < 100


def test_no_series_is_told_twice() -> None:
    found = [one.selector for one in streams(plan(), MOMENTS)]
    assert len(found) == len(set(found))


def test_text_of_a_series_is_escaped() -> None:
    stream = Stream("x", {"path": 'a"b\\c\nd', "none": ""}, [5], [1.5])
    assert list(stream.lines()) == ['x{path="a\\"b\\\\c\\nd"} 1.5 5\n']


@pytest.mark.parametrize(
    ("matchers", "value"),
    [
        ([("=", "stop")], "stop"),
        ([("=~", "error|abort")], "error"),
        ([("=~", "5..")], "500"),
        ([("=~", "[45]..")], "500"),
        ([("!=", "200"), ("=~", "2..|3..")], "300"),
        ([("!~", "5..")], "200"),
    ],
)
def test_a_label_gets_a_value_that_its_matchers_let_pass(
    matchers: list[tuple[str, str]], value: str
) -> None:
    given = [Matcher("code", op, text) for op, text in matchers]  # type: ignore[arg-type]  # a row
    assert satisfying(given) == {"code": value}


def test_what_no_known_value_satisfies_is_said() -> None:
    with pytest.raises(ValueError, match="no known value of code"):
        satisfying([Matcher("code", "=~", "[0-9a-f]{40}")])


def test_the_rest_has_a_value_that_no_part_has() -> None:
    assert avoiding("code", [Matcher("code", "=~", "2.."), Matcher("code", "=", "500")]) == "503"


def test_opened_rows_push_down_what_follows() -> None:
    inner = [{"id": 2, "type": "stat", "gridPos": {"x": 0, "y": 1, "w": 24, "h": 4}}]
    dashboard = {
        "panels": [
            {"id": 1, "type": "row", "gridPos": {"x": 0, "y": 0, "w": 24, "h": 1}, "panels": inner},
            {"id": 3, "type": "stat", "gridPos": {"x": 0, "y": 1, "w": 24, "h": 4}},
        ]
    }
    found = [(one["id"], one["gridPos"]["y"]) for one in opened(dashboard)["panels"]]
    assert found == [(1, 0), (2, 1), (3, 5)]


def test_a_range_has_about_a_sample_for_every_other_pixel() -> None:
    span = time_range({"time": {"from": "now-6h", "to": "now"}}, scrape=15)
    assert (span.seconds, span.step, span.text) == (21600, 60, "Last 6 hours")
