"""Constants read as they are typed, are exact, and mean the same again when they are parsed."""

from __future__ import annotations

from fractions import Fraction

import pytest

from opsgen.artifacts import figures
from opsgen.units import (
    COUNT,
    CURRENCIES,
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

SHOWN: tuple[tuple[str, Unit, str], ...] = (
    ("1/2", SECONDS, "500ms"),
    ("500", SERIES_UNITS["ms"], "500ms"),
    ("2000", SERIES_UNITS["ms"], "2s"),
    ("250", SERIES_UNITS["us"], "250us"),
    ("1500", SERIES_UNITS["us"], "1.5ms"),
    ("1/4000000", SECONDS, "250ns"),
    ("250", SERIES_UNITS["ns"], "250ns"),
    ("2", SECONDS, "2s"),
    ("3/2", SECONDS, "1.5s"),
    ("90", SECONDS, "90s"),
    ("5", SERIES_UNITS["min"], "5m"),
    ("3/2", SERIES_UNITS["h"], "90m"),
    ("1", SERIES_UNITS["d"], "1d"),
    ("93600", SECONDS, "26h"),
    ("0", SECONDS, "0s"),
    ("-1/2", SECONDS, "-500ms"),
    ("1/3", SECONDS, "about 333.3ms"),
    ("1/20", RATIO, "5%"),
    ("1/200", RATIO, "0.5%"),
    ("5", PERCENT, "5%"),
    ("-1/10", RATIO, "-10%"),
    ("1/3", RATIO, "about 33.33%"),
    ("1/2", RELATIVE, "50%"),
    ("3", RELATIVE, "300%"),
    ("200", currency("USD"), "200 USD"),
    ("1/500", currency("EUR"), "0.002 EUR"),
    ("20", TOKEN, "20 tokens"),
    ("2000000", TOKEN, "2000000 tokens"),
    ("1610612736", SERIES_UNITS["bytes"], "1.5 GiB"),
    ("1572864", SERIES_UNITS["bytes"], "1.5 MiB"),
    ("1500", SERIES_UNITS["MiB"], "1500 MiB"),
    ("512", SERIES_UNITS["KiB"], "512 KiB"),
    ("2", SERIES_UNITS["GiB"], "2 GiB"),
    ("20", SERIES_UNITS["kB"], "20 kB"),
    ("5", SERIES_UNITS["MB"], "5 MB"),
    ("3/2", SERIES_UNITS["GB"], "1.5 GB"),
    ("1600000", SERIES_UNITS["bytes"], "1.6 MB"),
    ("7", SERIES_UNITS["bytes"], "7 B"),
    ("0", SERIES_UNITS["bytes"], "0 B"),
    ("20", COUNT, "20"),
    ("1/20", NUMBER, "0.05"),
    ("1/3", NUMBER, "about 0.3333"),
    ("2", LITERAL_UNITS["x"], "2"),
    ("5", per_second(COUNT), "5/s"),
    ("1/12", per_second(COUNT), "5/min"),
    ("1/7", per_second(COUNT), "about 0.1429/s"),
    ("1/12", per_second(TOKEN), "5 tokens/min"),
    ("1/720", per_second(currency("USD")), "5 USD/h"),
    ("5242880", per_second(SERIES_UNITS["bytes"]), "5 MiB/s"),
    ("5", per_second(SERIES_UNITS["MiB"]), "5 MiB/s"),
    ("1/2", per_second(SECONDS), "50%"),
    ("500000", per_second(SERIES_UNITS["us"]), "500ms/s"),
    ("500", per_second(SERIES_UNITS["ms"]), "500ms/s"),
    ("100", per_second(SERIES_UNITS["us"]), "100us/s"),
    ("2000000", per_second(SERIES_UNITS["us"]), "2s/s"),
)  # fmt: skip


@pytest.mark.parametrize(("value", "unit", "shown"), SHOWN)
def test_a_constant_reads_as_people_type_it(value: str, unit: Unit, shown: str) -> None:
    assert figures.figure(Fraction(value), unit) == shown


def test_every_unit_of_a_series_is_among_the_examples() -> None:
    assert {unit.name for _, unit, _ in SHOWN} >= set(SERIES_UNITS)


@pytest.mark.parametrize("code", sorted(CURRENCIES))
def test_every_currency_follows_its_figure(code: str) -> None:
    assert figures.figure(Fraction(3, 2), currency(code)) == f"1.5 {code}"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "0s"), (45, "45s"), (90, "90s"), (300, "5m"), (93600, "26h"), (86400, "1d")],
)
def test_a_duration_is_told_in_the_largest_unit_that_holds_it_whole(
    seconds: int, shown: str
) -> None:
    assert figures.duration(seconds) == shown


def test_a_large_figure_keeps_every_digit() -> None:
    assert figures.number(Fraction(12345678901234567890)) == "12345678901234567890"
