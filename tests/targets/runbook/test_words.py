"""Figures, conditions and meanings in words."""

from __future__ import annotations

from fractions import Fraction

import pytest

from opsgen.plan import All, AnyOf, AtTime, Condition, Holds, Selector, Value
from opsgen.plan import values as v
from opsgen.units import (
    COUNT,
    LITERAL_UNITS,
    NUMBER,
    PERCENT,
    RATIO,
    RELATIVE,
    SECONDS,
    SERIES_UNITS,
    TOKEN,
    Unit,
    currency,
    per_second,
)
from opsgen_targets.runbook import figures, words
from opsgen_targets.runbook.user_steps import is_command, lines, step
from tests.targets.runbook.pages import section, whole
from tests.targets.runbook.plans import (
    ALL_PARTS,
    DAY,
    ENOUGH,
    ERROR_RATE,
    HOUR,
    P99,
    TRAFFIC,
    above,
    gauge,
    value,
)


@pytest.mark.parametrize(
    ("figure", "unit", "shown"),
    [
        ("1/2", SECONDS, "500ms"),
        ("500", SERIES_UNITS["ms"], "500ms"),
        ("2", SECONDS, "2s"),
        ("3/2", SECONDS, "1.5s"),
        ("90", SECONDS, "1m30s"),
        ("93600", SECONDS, "1d2h"),
        ("1/4000000", SECONDS, "250ns"),
        ("0", SECONDS, "0s"),
        ("1/20", RATIO, "5%"),
        ("5", PERCENT, "5%"),
        ("1/3", RATIO, "about 33.33%"),
        ("1/2", RELATIVE, "50%"),
        ("200", currency("USD"), "200 USD"),
        ("2000000", TOKEN, "2000000 tokens"),
        ("1610612736", LITERAL_UNITS["bytes"], "1.5GiB"),
        ("1500", SERIES_UNITS["MiB"], "1500MiB"),
        ("5000000", LITERAL_UNITS["bytes"], "5MB"),
        ("7", LITERAL_UNITS["bytes"], "7B"),
        ("1/12", per_second(COUNT), "5/min"),
        ("5", per_second(COUNT), "5/s"),
        ("1/12", per_second(TOKEN), "5 tokens/min"),
        ("20", COUNT, "20"),
        ("1/20", NUMBER, "0.05"),
        ("-1/10", RATIO, "-10%"),
    ],
)
def test_figures_are_said_in_the_unit_that_people_use(figure: str, unit: Unit, shown: str) -> None:
    assert figures.figure(Fraction(figure), unit) == shown


def test_a_duration_for_orientation_is_to_the_minute() -> None:
    assert figures.about(Fraction(60481)) == "16h48m"
    assert figures.about(90) == "1m30s"


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
    assert words.without_guards(guarded) == above(ERROR_RATE, "1/20")
    both = All((above(P99, "1"), guarded))
    assert words.without_guards(both) == All((above(P99, "1"), above(ERROR_RATE, "1/20")))


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        (gauge("queue"), "the largest of all series `queue`"),
        (
            value(v.Series(Selector("p"), "min", 26 * HOUR)),
            "the smallest of all series `p`, as seen within 1d2h",
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
    assert "resolves after 2d16h48m at most" in told
    assert "ends by itself" not in " ".join(section(whole(), "PROC-errors").lines)


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
