"""Units: exact conversion, and times as people write them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from opsgen.units import (
    COUNT,
    CURRENCIES,
    LITERAL_UNITS,
    RATIO,
    SERIES_UNITS,
    format_duration,
    format_number,
    literal_unit,
    per_second,
    series_unit,
)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0s"),
        (1, "1s"),
        (45, "45s"),
        (60, "1m"),
        (90, "90s"),
        (300, "5m"),
        (5400, "90m"),
        (3600, "1h"),
        (86400, "1d"),
        (7 * 86400, "7d"),
        (Fraction(601, 2), "5m"),
    ],
)
def test_a_time_is_written_in_the_largest_unit_that_holds_it_whole(
    seconds: int | Fraction, text: str
) -> None:
    assert format_duration(seconds) == text


@pytest.mark.parametrize("name", ["s", "ms", "us", "ns", "ratio", "percent", "bytes", "KiB", "MiB"])
def test_a_series_may_be_in_every_unit_of_the_language(name: str) -> None:
    assert series_unit(name) is not None


@pytest.mark.parametrize("name", ["GiB", "USD", "EUR", "tokens", "count", "1", "min", "h", "MB"])
def test_a_series_may_be_in_money_in_counts_and_in_what_exporters_use(name: str) -> None:
    assert series_unit(name) is not None


@pytest.mark.parametrize("name", ["", "sec", "S", "usd", "%", "x", "QQQ"])
def test_no_other_word_is_a_unit_of_a_series(name: str) -> None:
    assert series_unit(name) is None


def test_every_active_currency_is_a_unit_of_its_own() -> None:
    assert {"USD", "EUR", "CHF", "JPY"} <= CURRENCIES
    assert all(len(code) == 3 and code.isupper() for code in CURRENCIES)
    dollars, euros = literal_unit("USD"), literal_unit("EUR")
    assert dollars is not None
    assert euros is not None
    assert not dollars.same_dimension(euros)


@pytest.mark.parametrize(
    ("one", "other", "factor"),
    [("ms", "s", "1/1000"), ("h", "min", "60"), ("MiB", "kB", "1048.576"), ("GB", "MB", "1000")],
)
def test_units_of_one_dimension_convert_exactly(one: str, other: str, factor: str) -> None:
    units = {**LITERAL_UNITS, **SERIES_UNITS}
    assert units[one].factor_to(units[other]) == Fraction(factor)


def test_a_rate_of_time_is_a_share_and_a_rate_of_events_is_not() -> None:
    assert per_second(SERIES_UNITS["us"]).kind == RATIO.kind
    assert per_second(COUNT).dims == (("s", -1),)


def test_a_third_has_no_finite_decimal() -> None:
    assert format_number(Fraction(1, 8)) == "0.125"
    with pytest.raises(ValueError, match="no finite decimal"):
        format_number(Fraction(1, 3))
