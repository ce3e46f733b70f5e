"""Units: what a number means, and exact conversion between units of one dimension.

Exactness matters: a threshold must read the same in the rule, on the panel and in the
runbook, so quantities are `Fraction`s from the literal to the printed digit.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from typing import Literal

Dims = tuple[tuple[str, int], ...]
"""Sorted (base, exponent) pairs. Bases: `s`, `B`, `token`, and currency codes."""

Kind = Literal["ratio", "relative", "count", "number", "quantity"]
"""Tells dimensionless units apart. `ratio` is 0-1, `relative` a change that 100 % does not
bound, `count` a number of things, `number` a bare number; `quantity` is all that has dims."""


@dataclass(frozen=True, slots=True)
class Unit:
    """`scale` is how many base units (s, B, 1, token, one of a currency) one unit is."""

    name: str
    dims: Dims
    scale: Fraction
    kind: Kind

    def same_dimension(self, other: Unit) -> bool:
        return self.dims == other.dims

    def factor_to(self, other: Unit) -> Fraction:
        """Multiply a figure in this unit by it to get the figure in `other`."""
        return self.scale / other.scale


def _unit(name: str, dims: Dims, scale: str | int, kind: Kind = "quantity") -> Unit:
    return Unit(name, dims, Fraction(scale), kind)


TIME: Dims = (("s", 1),)
DATA: Dims = (("B", 1),)
TOKENS: Dims = (("token", 1),)
NONE: Dims = ()

NUMBER = _unit("1", NONE, 1, "number")
COUNT = _unit("count", NONE, 1, "count")
RATIO = _unit("ratio", NONE, 1, "ratio")
PERCENT = _unit("percent", NONE, "1/100", "ratio")
RELATIVE = _unit("relative", NONE, 1, "relative")
SECONDS = _unit("s", TIME, 1)
BYTES = _unit("bytes", DATA, 1)
TOKEN = _unit("tokens", TOKENS, 1)

# ISO 4217, the active codes; a code is a unit of its own because currencies never convert.
_CODES = """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP
    BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP
    GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR
    KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK
    MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR
    SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH
    UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG
"""
CURRENCIES = frozenset(_CODES.split())


def currency(code: str) -> Unit:
    return Unit(code, ((code, 1),), Fraction(1), "quantity")


_DURATIONS: dict[str, str | int] = {
    "ns": "1/1000000000",
    "us": "1/1000000",
    "ms": "1/1000",
    "s": 1,
    "m": 60,
    "min": 60,
    "h": 3600,
    "d": 86400,
    "w": 604800,
}
_DATA = {
    "B": 1,
    "kB": 10**3,
    "MB": 10**6,
    "GB": 10**9,
    "TB": 10**12,
    "KiB": 2**10,
    "MiB": 2**20,
    "GiB": 2**30,
    "TiB": 2**40,
}

LITERAL_UNITS: dict[str, Unit] = {
    **{name: _unit(name, TIME, scale) for name, scale in _DURATIONS.items()},
    **{name: _unit(name, DATA, scale) for name, scale in _DATA.items()},
    "bytes": BYTES,
    "%": PERCENT,
    "x": _unit("x", NONE, 1, "number"),
    "count": COUNT,
    "token": TOKEN,
    "tokens": TOKEN,
}
"""Units of a literal in a condition, besides the currency codes."""

SERIES_UNITS: dict[str, Unit] = {
    **{name: LITERAL_UNITS[name] for name in ("s", "ms", "us", "ns", "min", "h", "d")},
    "ratio": RATIO,
    "percent": PERCENT,
    "bytes": BYTES,
    **{name: LITERAL_UNITS[name] for name in ("KiB", "MiB", "GiB", "kB", "MB", "GB")},
    "tokens": TOKEN,
    "count": COUNT,
    "1": NUMBER,
}
"""Units that `unit:` of a metric may name, besides the currency codes (LANGUAGE 2.1)."""

PER_TIME: dict[str, str | int] = {"ms": "1/1000", "s": 1, "min": 60, "m": 60, "h": 3600, "d": 86400}
"""What may stand after the slash of a literal such as `5/min`, in seconds."""


def literal_unit(name: str) -> Unit | None:
    """The unit of a literal such as `ms`, `%` or `USD`; None when there is none so named."""
    return currency(name) if name in CURRENCIES else LITERAL_UNITS.get(name)


def series_unit(name: str) -> Unit | None:
    """The unit that `unit: name` declares; None when there is none so named."""
    return currency(name) if name in CURRENCIES else SERIES_UNITS.get(name)


def merge(left: Dims, right: Dims, sign: int) -> Dims:
    """The dimensions of a product (`sign` 1) or a quotient (-1)."""
    powers = dict(left)
    for base, exponent in right:
        powers[base] = powers.get(base, 0) + sign * exponent
    return tuple(sorted((base, power) for base, power in powers.items() if power))


def per_second(unit: Unit) -> Unit:
    """The unit of `rate()` over a counter of `unit`."""
    dims = merge(unit.dims, TIME, -1)
    # Time per time is a share: a counter of microseconds that grows by 500,000 a second is 50 %.
    kind: Kind = "quantity" if dims else "ratio"
    return Unit(f"{unit.name}/s" if unit.dims else "1/s", dims, unit.scale, kind)


def format_number(value: Fraction) -> str:
    """The shortest exact decimal, never in exponent form.

    Raises ValueError for a fraction that no finite decimal equals (1/3).
    """
    denominator = value.denominator
    if denominator == 1:
        return str(value.numerator)
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    if denominator != 1:
        raise ValueError(f"{value} has no finite decimal form")
    # A terminating n/d needs no more digits than n and d have together times log2(10) at most.
    digits = max(28, len(str(value.numerator)) + 4 * len(str(value.denominator)))
    exact = Context(prec=digits).divide(Decimal(value.numerator), Decimal(value.denominator))
    text = format(exact, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


_WHOLE_TIMES = (("d", 86400), ("h", 3600), ("m", 60), ("s", 1))


def format_duration(seconds: int | Fraction) -> str:
    """A time as people write it, in the largest unit that holds it whole: `5m`, `90s`, `0s`.

    A part of a second is rounded down, for it is only ever said and never computed with.
    """
    whole = int(seconds)
    name, size = next((n, s) for n, s in _WHOLE_TIMES if whole % s == 0 and (whole or s == 1))
    return f"{whole // size}{name}"
