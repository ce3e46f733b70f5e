"""A wrong value or key comes with what should stand there."""

from __future__ import annotations

import pytest

from tests.spec.reading import read

METRIC = "monitoring: {{metrics: [{{name: a, type: gauge, {}}}]}}\n"
TIMING = "alerting: {{severities: {{high: {{{}}}}}}}\n"


@pytest.mark.parametrize(
    ("text", "help", "becomes"),
    [
        (METRIC.format("min_bad: 1.5"), "write it without a fraction", None),
        (METRIC.format("min_bad: 2.0"), "write it without a fraction", "2"),
        (METRIC.format("min_bad: '2'"), "write it without quotes", "2"),
        (METRIC.format("min_bad: 5 events"), "write the number alone, without a unit", None),
        (METRIC.format("quantile: '0.99'"), "write it without quotes", "0.99"),
        (METRIC.format("quantile: 99%"), "write a plain number, such as `0.05` for 5 %", None),
        ("pipeline: {rollback: {automatic: 'yes'}}\n", "write `true`, without quotes", "true"),
        ("pipeline: {rollback: {automatic: 'off'}}\n", "write `false`, without quotes", "false"),
        ("pipeline: {rollback: {automatic: 1}}\n", "write `true`", "true"),
        ("pipeline: {rollback: {automatic: maybe}}\n", None, None),
        ("version: '1'\n", "write it without quotes", "1"),
        (TIMING.format("repeat: 1h"), "did you mean `repeat_interval`?", "repeat_interval"),
        (TIMING.format("wait: 1h"), "did you mean `group_wait`?", "group_wait"),
        (
            TIMING.format("repeat: 1h, repeat_interval: 2h"),
            "`repeat_interval` stands here already: keep one of the two",
            None,
        ),
        ("servce: a\nservice: b\n", "`service` stands here already: keep one of the two", None),
        (
            "alerting: {channels: [{name: a, type: slack, chanel: '#a', channel: '#b'}]}\n",
            "`channel` stands here already: keep one of the two",
            None,
        ),
    ],
)
def test_the_fix_is_what_should_stand_there(
    text: str, help: str | None, becomes: str | None
) -> None:
    (problem,) = read(text).diagnostics
    assert problem.help == help
    assert [edit.text for edit in problem.edits] == ([becomes] if becomes else [])


def test_a_fraction_is_told_from_a_whole_number() -> None:
    (problem,) = read(METRIC.format("min_bad: 1.5")).diagnostics
    assert problem.message == "`min_bad` must be a whole number, not one with a fraction"
