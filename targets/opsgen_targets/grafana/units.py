"""Grafana's ids of units.

Only those that its dashboard linter knows (lint/rule_panel_units.go); what has none is `short`,
and the panel's title says the unit.
"""

from __future__ import annotations

import re

from opsgen.artifacts.figures import is_time_per_time
from opsgen.units import Unit

PLAIN = "short"
PER_SECOND = "cps"

# In the order of the linter's list.
_CURRENCIES = """
    USD GBP EUR JPY RUB UAH BRL DKK ISK NOK SEK CZK CHF PLN ZAR INR KRW IDR PHP VND
"""
_NAMED = {
    "s": "s",
    "ms": "ms",
    "us": "µs",
    "ns": "ns",
    "m": "m",
    "min": "m",
    "h": "h",
    "d": "d",
    "bytes": "bytes",
    "B": "bytes",
    "KiB": "kbytes",
    "MiB": "mbytes",
    "GiB": "gbytes",
    "TiB": "tbytes",
    "kB": "deckbytes",
    "MB": "decmbytes",
    "GB": "decgbytes",
    "TB": "dectbytes",
    "1/s": PER_SECOND,
    "bytes/s": "binBps",
    "B/s": "binBps",
    "KiB/s": "KiBs",
    "MiB/s": "MiBs",
    "GiB/s": "GiBs",
    "TiB/s": "TiBs",
    "kB/s": "KBs",
    "MB/s": "MBs",
    "GB/s": "GBs",
    "TB/s": "TBs",
    **{code: f"currency{code}" for code in _CURRENCIES.split()},
}


def grafana_unit(unit: Unit) -> str:
    """The id of `unit`, whose figures are drawn as they are exported."""
    if is_time_per_time(unit):
        return PLAIN
    if unit.kind in ("ratio", "relative"):
        return "percentunit" if unit.scale == 1 else "percent"
    return _NAMED.get(unit.name, PLAIN) if unit.kind == "quantity" else PLAIN


def spoken_unit(unit: Unit) -> str | None:
    """The unit in words where Grafana cannot show it: `tokens/s`."""
    shown = grafana_unit(unit) != PLAIN or unit.kind in ("count", "number")
    # `us` is a word to whoever reads a title.
    return None if shown else re.sub(r"\bus\b", "µs", unit.name)
