"""What a logical name says by itself: its quantile, its unit, how it is exported."""

from __future__ import annotations

import re
from fractions import Fraction

from opsgen.units import Unit, series_unit

_QUANTILE_NAME = re.compile(r"p([0-9]+)_(.+)|(.+)_p([0-9]+)")
_SUFFIX_UNITS = {
    "seconds": "s",
    "milliseconds": "ms",
    "ms": "ms",
    "microseconds": "us",
    "us": "us",
    "nanoseconds": "ns",
    "ns": "ns",
    "minutes": "min",
    "hours": "h",
    "days": "d",
    "ratio": "ratio",
    "percent": "percent",
    "bytes": "bytes",
    "kb": "kB",
    "mb": "MB",
    "gb": "GB",
    "kib": "KiB",
    "mib": "MiB",
    "gib": "GiB",
    "tokens": "tokens",
    "usd": "USD",
    "eur": "EUR",
    "gbp": "GBP",
}
_DURATION_SUFFIX = {
    "s": "_seconds",
    "ms": "_milliseconds",
    "us": "_microseconds",
    "ns": "_nanoseconds",
}


def split_quantile(name: str) -> tuple[str, str] | None:
    """(base, digits) of a name such as `p99_latency` or `latency_p99`."""
    match = _QUANTILE_NAME.fullmatch(name)
    if match is None:
        return None
    return (match[2], match[1]) if match[1] else (match[3], match[4])


def quantile_of(digits: str) -> Fraction | None:
    """0.5 for `50`, 0.999 for `999`; None where nobody could tell, as for `0`, `5` and `100`.

    Two digits are percent. More are decimals of percent, which only the far ends have: `p250`
    is a slip, and `p100` is the maximum, which no bucket knows.
    """
    if len(digits) < 2 or (len(digits) > 2 and digits[0] not in "09"):
        return None
    value = Fraction(int(digits), 10 ** len(digits))
    return value if value > 0 else None


def bad_quantile(digits: str) -> tuple[str, str]:
    """(what is wrong with `p<digits>`, what to write instead), where `quantile_of` is None."""
    if len(digits) == 1 and digits != "0":
        return f"`p{digits}` may be p0{digits} or p{digits}0", f"write `p0{digits}` or `p{digits}0`"
    return (
        f"`p{digits}` is no quantile: it must lie between p0 and p100",
        "write for example `p99`, or `p999` for the 99.9th percentile",
    )


def suffix_unit(name: str) -> Unit | None:
    """The unit in which a name ends, also before a counter's `_total`."""
    stem = name.removesuffix("_total")
    last = stem.rsplit("_", 1)[-1].lower() if "_" in stem else ""
    return series_unit(_SUFFIX_UNITS[last]) if last in _SUFFIX_UNITS else None


def exported(name: str, type: str, unit: Unit | None) -> str:
    """The name under which a client library exports a metric that the user calls `name`.

    A histogram's is without `_bucket`. Only a duration is appended, for that is what exporters
    agree on; a gauge is taken as named.
    """
    if type == "gauge":
        return name
    ends = type == "counter" and name.endswith("_total")
    if unit is not None and suffix_unit(name) is None and not ends:
        name += _DURATION_SUFFIX.get(unit.name, "")
    return f"{name}_total" if type == "counter" and not ends else name
