"""Figures, conditions and meanings in words."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from opsgen.plan import All, AnyOf, AtTime, Condition, Holds, Selector, Value
from opsgen.plan import values as v
from opsgen.plan.conditions import without_guards
from opsgen.plan.steps import is_command, lines
from opsgen.prose import words
from opsgen.units import (
    NUMBER,
)
from opsgen_targets.runbook.user_steps import step
from tests.targets.runbook.pages import runbook, section, whole
from tests.targets.runbook.plans import (
    ALL_PARTS,
    DAY,
    ENOUGH,
    ERROR_RATE,
    HOUR,
    P99,
    TRAFFIC,
    WHOLE,
    above,
    gauge,
    value,
)


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        ((), ""),
        (("a",), ", for each `a`"),
        (("a", "b"), ", for each `a` and `b`"),
        (("a", "b", "c"), ", for each `a`, `b` and `c`"),
    ],
)
def test_labels_are_listed_as_people_do(labels: tuple[str, ...], said: str) -> None:
    assert words.each(labels) == said


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (above(ERROR_RATE, "1/20"), "`error_rate` is above 5%"),
        (above(P99, "2", "<="), "`p99_latency` is at or below 2s"),
        (above(gauge("cost"), gauge("budget")), "`cost` is above `budget`"),
        (
            All((above(ERROR_RATE, "1/20"), ENOUGH)),
            "`error_rate` is above 5% and there are at least 2 of "
            '`http_requests_total{job="answers",status=~"5.."}` within 5m',
        ),
        (
            AnyOf((above(ERROR_RATE, "1/2"), Holds(value(v.Absent(Selector("x")), NUMBER)))),
            "`error_rate` is above 50% or no series `x` was seen",
        ),
        (
            All((AnyOf((above(P99, "2"), above(gauge("queue"), "9"))), above(gauge("cpu"), "1"))),
            "(`p99_latency` is above 2s or `queue` is above 9) and `cpu` is above 1",
        ),
        (
            All((above(P99, "2"), All((above(ERROR_RATE, "1/20"), above(gauge("cpu"), "1"))))),
            "`p99_latency` is above 2s and `error_rate` is above 5% and `cpu` is above 1",
        ),
        (
            AnyOf((above(P99, "2"), All((above(ERROR_RATE, "1/20"), above(gauge("cpu"), "1"))))),
            "`p99_latency` is above 2s or (`error_rate` is above 5% and `cpu` is above 1)",
        ),
        (
            Holds(value(v.Absent(Selector("x"), 900), NUMBER, "x")),
            "no series `x` was seen within 15m",
        ),
        (AtTime(1435, 1440, 10), "it is 23:55 to 00:05 UTC"),
        (AtTime(540, 720, 5), "it is 09:00 to 09:05 UTC, or any 12h later"),
        (AtTime(540, 1440, 5, weekday=1), "it is 09:00 to 09:05 UTC on a Monday"),
    ],
)
def test_conditions_are_said_in_words(condition: Condition, said: str) -> None:
    assert words.condition(condition) == said


def test_a_guard_is_left_out_where_the_condition_is_told_in_short() -> None:
    guarded = All((above(ERROR_RATE, "1/20"), ENOUGH))
    assert without_guards(guarded) == above(ERROR_RATE, "1/20")
    both = All((above(P99, "1"), guarded))
    assert without_guards(both) == All((above(P99, "1"), above(ERROR_RATE, "1/20")))


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        (gauge("queue"), "the largest of all series `queue`"),
        (
            value(v.Series(Selector("p"), "min", 26 * HOUR)),
            "the smallest of all series `p`, as seen within 26h",
        ),
        (TRAFFIC, '`http_requests_total{job="answers"}` per second over 5m'),
        (
            ERROR_RATE,
            'the share of `http_requests_total{job="answers",status=~"5.."}` in '
            '`http_requests_total{job="answers"}` over 5m',
        ),
        (
            P99,
            'the figure that 99% of `http_request_duration_seconds{job="answers"}` stay at or '
            "below over 5m",
        ),
        (value(v.OverTime("avg", P99, HOUR)), "the mean of `p99_latency` over 1h"),
        (
            value(v.Baseline(P99, DAY, 6 * HOUR)),
            "the mean of `p99_latency` over the 1d that ended 6h ago",
        ),
        (
            value(v.Change(gauge("queue"), DAY)),
            "by how much `queue` changed against 1d before",
        ),
        (
            value(v.Arith("*", gauge("budget"), value(v.Const(Fraction(3, 2))))),
            r"`budget` times 1\.5",
        ),
        (value(v.Age(Selector("t"), DAY)), "the time since the newest `t`"),
        (
            value(v.OrElse(value(v.Series(Selector("up"), "sum")), Fraction(0))),
            "the sum of all series `up`, or 0 where there is none",
        ),
    ],
)
def test_a_figure_is_explained(figure: Value, said: str) -> None:
    assert words.meaning(figure) == said


def test_a_message_shows_what_is_filled_in_when_it_fires() -> None:
    assert words.message(ALL_PARTS) == "At `{route}` it is `{value}` over 5%"


def test_an_alert_that_ends_by_itself_says_when() -> None:
    told = " ".join(section(whole(), "PROC-odd").lines)
    assert "**It ends by itself:**" in told
    assert "resolves after 65h at most" in told
    assert "ends by itself" not in " ".join(section(whole(), "PROC-errors").lines)


def test_what_is_asked_of_people_when_drift_is_found_stands_at_its_alert() -> None:
    actions = (
        *(("alert", "chat"), ("log", "drift_events"), ("investigate", "manual")),
        *(("investigate", "PROC-slow"), ("retrain", "make retrain")),
    )
    assert WHOLE.drift is not None
    asking = replace(WHOLE, drift=replace(WHOLE.drift, actions=actions))
    told = section(runbook(asking), "PROC-drifted").lines
    begin = told.index("When drift is found, this is asked of people; nothing does it by itself:")
    assert list(told[begin + 2 : begin + 6]) == [
        "- Write it down in `drift_events`.",
        "- Look into it by hand.",
        "- Look into it: [PROC-slow](#proc-slow).",
        "- Retrain, once its cause is known: `make retrain`",
    ]
    assert "asked of people" not in whole()


def test_a_drift_alert_names_its_tests_and_that_a_resolve_may_be_silence() -> None:
    told = " ".join(section(whole(), "PROC-drifted").lines)
    assert "| `query` | query\\_drift | mmd | 0\\.05 |" in told
    assert "`data/reference.npy`, every 1d" in told
    assert "resolves because of silence" in told


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("kubectl get pods", True),
        ("./ops/steps/restart", True),
        ("~/bin/look", True),
        ("redis-cli -n 1 info", True),
        ("curl https://example.com/health", True),
        ("Check the queue", False),
        ("check the queue", False),
        ("restart it.", False),
        ("look at `kubectl get pods`", False),
        ("", False),
    ],
)
def test_a_command_is_told_from_a_sentence(line: str, command: bool) -> None:
    assert is_command(line) is command


def test_steps_keep_every_character() -> None:
    assert lines(["1. one\n- two\n\n* three", "four"]) == ("one", "two", "three", "four")
    assert step("kubectl get <pods>") == "`kubectl get <pods>`"
    assert step("Look at `a <b>` and <c>.") == r"Look at `a <b>` and \<c\>."
    assert step("unpaired ` backtick") == r"unpaired \` backtick"
